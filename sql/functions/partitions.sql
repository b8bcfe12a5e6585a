-- A month's partition is made beside the log and then attached. That waits for readers of the default partition (whoever
-- reads the whole log), and gives up where they take long. Rows of the month that have gone to the default partition move into it.
CREATE OR REPLACE FUNCTION make_partition(month date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER  -- whoever calls it, the partition is meter_owner's
SET search_path = pg_catalog, meter, pg_temp SET lock_timeout = '1s'
SET datestyle = 'ISO' SET timezone = 'UTC'  -- the bounds are written out as text
AS $$
DECLARE
    name text := month_table(month);
    from_at timestamptz := month::timestamp AT TIME ZONE 'UTC';
    to_at timestamptz := (month + interval '1 month') AT TIME ZONE 'UTC';
BEGIN
    IF to_regclass('meter.' || name) IS NOT NULL THEN
        RETURN false;
    END IF;
    LOCK TABLE meter.usage_log_default IN ACCESS EXCLUSIVE MODE;  -- attaching takes it anyway
    EXECUTE format('CREATE TABLE meter.%I (LIKE meter.usage_log INCLUDING ALL)', name);
    PERFORM meter.take_back_defaults(ARRAY[format('meter.%I', name)::regclass::oid]);
    PERFORM meter.protect(name, 'account = (SELECT meter.current_account())');
    EXECUTE format('WITH moved AS (DELETE FROM meter.usage_log_default u WHERE u.at >= $1 AND u.at < $2 RETURNING u.*) '
                   'INSERT INTO meter.%I SELECT * FROM moved', name) USING from_at, to_at;
    EXECUTE format('ALTER TABLE meter.usage_log ATTACH PARTITION meter.%I FOR VALUES FROM (%L) TO (%L)',
                   name, from_at, to_at);
    INSERT INTO meter.months (month) VALUES (make_partition.month) ON CONFLICT DO NOTHING;
    RETURN true;
END $$;
COMMENT ON FUNCTION make_partition IS 'makes a month''s partition of the usage log; false where it has one';

-- From the oldest usage that is still accepted to some months ahead, and of usage in the default partition. Where another session is at it,
-- nothing is to do. The lock is one that only the owner of the table can take; an advisory lock is anybody's.
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
                 UNION SELECT date_trunc('month', u.at AT TIME ZONE 'UTC') FROM meter.usage_log_default u
    LOOP
        IF EXISTS (
               SELECT FROM meter.usage_log_default u
                WHERE u.at >= month AT TIME ZONE 'UTC' AND u.at < (month + interval '1 month') AT TIME ZONE 'UTC' OFFSET 100000) THEN
            RAISE WARNING 'usage of % stays in the default partition of the log', to_char(month, 'YYYY-MM')
                USING DETAIL = 'It has more than 100,000 rows there; others would wait while they move.',
                      HINT = format('At a quiet time, run SELECT meter.make_partition(%L).', month::date);
        ELSE
            made := made + make_partition(month::date)::integer;
        END IF;
    END LOOP;
    RETURN made;
EXCEPTION WHEN lock_not_available THEN
    RETURN 0;  -- the next call tries again
END $$;
COMMENT ON FUNCTION make_partitions IS 'makes the missing monthly partitions of the usage log around a moment; returns how many';
