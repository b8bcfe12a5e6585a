-- A month's partition is made beside the log and then attached. That waits for readers of the default partition (whoever
-- reads the whole log), and gives up where they take long. Rows that already went to the default partition stay there,
-- and so does their month.
CREATE OR REPLACE FUNCTION make_partition(month date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER  -- whoever calls it, the partition is meter_owner's
SET search_path = pg_catalog, meter, pg_temp SET lock_timeout = '1s'
SET datestyle = 'ISO' SET timezone = 'UTC'  -- the bounds are written out as text
AS $$
DECLARE
    name text := 'usage_log_' || to_char(month, 'YYYYMM');
    from_at timestamptz := month::timestamp AT TIME ZONE 'UTC';
    to_at timestamptz := (month + interval '1 month') AT TIME ZONE 'UTC';
BEGIN
    IF to_regclass('meter.' || name) IS NOT NULL
       OR EXISTS (SELECT FROM meter.usage_log_default u WHERE u.at >= from_at AND u.at < to_at) THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE meter.%I (LIKE meter.usage_log INCLUDING ALL)', name);
    PERFORM meter.take_back_defaults(ARRAY[format('meter.%I', name)::regclass::oid]);
    PERFORM meter.protect(name, 'account = (SELECT meter.current_account())');
    EXECUTE format('ALTER TABLE meter.usage_log ATTACH PARTITION meter.%I FOR VALUES FROM (%L) TO (%L)',
                   name, from_at, to_at);
    INSERT INTO meter.months (month) VALUES (make_partition.month) ON CONFLICT DO NOTHING;
    RETURN true;
END $$;
COMMENT ON FUNCTION make_partition IS 'makes a month''s partition of the usage log; false where it has one, or rows in the default partition';

-- Takes a month out of the log, and notes what its rows had charged and used; its table stays by itself. The first lock keeps refunds and
-- corrections of that month out while they are added up; the second waits for all who meter, and gives up where they take long. (DETACH
-- CONCURRENTLY would not, but cannot run within a transaction, which this is.)
CREATE OR REPLACE FUNCTION detach_month(month date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, meter, pg_temp SET lock_timeout = '900ms' SET timezone = 'UTC' AS $$
DECLARE
    name text := 'usage_log_' || to_char(month, 'YYYYMM');
    from_at timestamptz := month::timestamp AT TIME ZONE 'UTC';
    rolled bigint;
    lacking boolean;
    taken bigint;
BEGIN
    SELECT s.rolled_to INTO rolled FROM rollup_state s FOR UPDATE;
    EXECUTE format('LOCK TABLE meter.%I IN SHARE MODE', name);
    EXECUTE format('SELECT EXISTS (SELECT FROM meter.%I u WHERE u.usage_id > $1)', name) INTO lacking USING rolled;
    IF lacking THEN
        RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state', MESSAGE = 'usage of the month is not summed up yet',
            DETAIL = format('The month is %s.', to_char(month, 'YYYY-MM')),
            HINT = 'Calls were in flight, or the transaction keeps its snapshot. Run meter_maintain(), and try again.';
    END IF;
    IF NOT EXISTS (SELECT FROM months m WHERE m.month = detach_month.month AND m.gone_at IS NOT NULL) THEN
        PERFORM add_to_rollups(from_at, from_at + interval '1 month', 0, rolled, true);
    END IF;
    EXECUTE format('INSERT INTO meter.month_sums (month, counter_id, used, not_enforced) '
                   'SELECT $1, r.counter_id, sum(r.used), coalesce(sum(r.used) FILTER (WHERE NOT r.enforced), 0) '
                   'FROM meter.receipts_of(%L) r GROUP BY r.counter_id '
                   'ON CONFLICT ON CONSTRAINT month_sums_pkey DO UPDATE '
                   'SET used = month_sums.used + excluded.used, not_enforced = month_sums.not_enforced + excluded.not_enforced', name) USING month;
    EXECUTE format('SELECT count(*) FROM meter.%I', name) INTO taken;
    EXECUTE format('ALTER TABLE meter.usage_log DETACH PARTITION meter.%I', name);
    UPDATE meter.months m SET gone_at = now() WHERE m.month = detach_month.month;
    RETURN taken;
END $$;
COMMENT ON FUNCTION detach_month IS 'takes a month out of the usage log and notes what it had charged; returns how many rows it has';

-- From the oldest usage that is still accepted to some months ahead. Where another session is at it, nothing is to do. The lock is
-- one that only the owner of the table can take; an advisory lock is anybody's.
CREATE OR REPLACE FUNCTION make_partitions(at timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    late interval := (SELECT make_interval(days => s.value::integer) FROM settings s WHERE s.setting = 'late_usage_days');
    month timestamp;
    made integer := 0;
BEGIN
    LOCK TABLE meter.installation IN SHARE UPDATE EXCLUSIVE MODE NOWAIT;
    FOR month IN SELECT generate_series(date_trunc('month', (at - coalesce(late, '0')) AT TIME ZONE 'UTC'),
                                        at AT TIME ZONE 'UTC' + interval '3 months', '1 month')
    LOOP
        made := made + make_partition(month::date)::integer;
    END LOOP;
    RETURN made;
EXCEPTION WHEN lock_not_available THEN
    RETURN 0;  -- the next call tries again
END $$;
COMMENT ON FUNCTION make_partitions IS 'makes the missing monthly partitions of the usage log around a moment; returns how many';
