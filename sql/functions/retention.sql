-- How months leave the usage log. What their rows had charged stays in meter.month_sums, what they used in meter.rollups.

-- Usage from this moment on stays in the log; NULL: all stays. Besides what is set, a month stays while a repeated call may ask for its answer,
-- and while a new counter may have to count it: late usage makes counters of periods that have ended.
CREATE OR REPLACE FUNCTION log_kept_from(at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = pg_catalog, meter, pg_temp
RETURN (SELECT log_kept_from.at - greatest(make_interval(days => s.value::integer), days_setting('idempotency_days'),
                   days_setting('late_usage_days') + (SELECT max(CASE l.period WHEN 'year' THEN interval '366 days' WHEN 'month' THEN '31 days'
                                                                               WHEN 'week' THEN '7 days'
                                                                               ELSE greatest(interval '1 day', window_length(l.period)) END)
                                                        FROM limits l WHERE l.removed_at IS NULL AND l.period <> 'never'))
          FROM settings s WHERE s.setting = 'usage_days' AND s.value <> 'forever');
COMMENT ON FUNCTION log_kept_from IS 'from when on usage stays in the log, by the settings; NULL: all of it';

-- Months of the log that ended at or before a moment, oldest first.
CREATE OR REPLACE FUNCTION months_before(moment timestamptz) RETURNS SETOF date
LANGUAGE sql STABLE SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    SELECT m.month FROM months m
     WHERE is_in_log(m.month) AND (m.month + interval '1 month') AT TIME ZONE 'UTC' <= months_before.moment
     ORDER BY m.month;
END;

-- Notes what the rows of a month had charged and used, before it leaves the log in the same transaction; returns how many there are. Refunds
-- and corrections of that month wait from here on, nothing else does.
CREATE OR REPLACE FUNCTION sum_month(month date) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp SET lock_timeout = '900ms' SET timezone = 'UTC' AS $$
DECLARE
    name text := month_table(month);
    from_at timestamptz := month::timestamp AT TIME ZONE 'UTC';
    rolled bigint;
    lacking boolean;
    row_count bigint;
BEGIN
    PERFORM refuse_old_snapshot();
    SELECT s.rolled_to INTO rolled FROM rollup_state s FOR UPDATE;
    EXECUTE format('LOCK TABLE meter.%I IN SHARE MODE', name);
    EXECUTE format('SELECT count(*), coalesce(max(u.usage_id) > $1, false) FROM meter.%I u', name) INTO row_count, lacking USING rolled;
    IF lacking THEN
        RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state', MESSAGE = 'usage of the month is not summed up yet',
            DETAIL = format('The month is %s.', to_char(month, 'YYYY-MM')),
            HINT = 'Calls were in flight. Run meter_maintain(), and try again.';
    END IF;
    IF NOT EXISTS (SELECT FROM months m WHERE m.month = sum_month.month AND m.gone_at IS NOT NULL) THEN
        PERFORM add_to_rollups(from_at, from_at + interval '1 month', 0, rolled, true);
    END IF;
    EXECUTE format('INSERT INTO meter.month_sums (month, counter_id, used, not_enforced) '
                   'SELECT $1, r.counter_id, sum(r.used), coalesce(sum(r.used) FILTER (WHERE NOT r.enforced), 0) '
                   'FROM meter.receipts_of(%L) r GROUP BY r.counter_id '
                   'ON CONFLICT ON CONSTRAINT month_sums_pkey DO UPDATE '
                   'SET used = month_sums.used + excluded.used, not_enforced = month_sums.not_enforced + excluded.not_enforced', name) USING month;
    RETURN row_count;
END $$;
COMMENT ON FUNCTION sum_month IS 'notes what the rows of a month had charged and used; returns how many rows it has';

-- Takes a summed month out of the log. Everybody who meters waits from here to the end of the transaction. While it waits for those who
-- were first, others wait behind it; so it waits shortly, and more than once. (DETACH CONCURRENTLY is for no function, and for no table
-- that has a default partition.)
CREATE OR REPLACE FUNCTION detach_month(month date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp SET lock_timeout = '50ms' AS $$
DECLARE
    tries_left integer := 10;
BEGIN
    LOOP
        BEGIN
            EXECUTE format('ALTER TABLE meter.usage_log DETACH PARTITION meter.%I', month_table(month));
            EXIT;
        EXCEPTION WHEN lock_not_available THEN
            tries_left := tries_left - 1;
            IF tries_left = 0 THEN
                RAISE;
            END IF;
            PERFORM pg_sleep(0.05);  -- those behind go on
        END;
    END LOOP;
    UPDATE meter.months m SET gone_at = now() WHERE m.month = detach_month.month;
END $$;
COMMENT ON FUNCTION detach_month IS 'takes a month that is summed up out of the usage log';

-- The oldest month that the settings no longer keep leaves the log. Returns how many did: NULL where none is due, 0 where others were in
-- the way; then it is as it was, and the next call tries again.
CREATE OR REPLACE FUNCTION retire_month(at timestamptz) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    due constant date := (SELECT b FROM months_before(log_kept_from(at)) b LIMIT 1);
BEGIN
    IF due IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM sum_month(due), detach_month(due);
    IF EXISTS (SELECT FROM settings s WHERE s.setting = 'old_usage' AND s.value = 'drop') THEN
        EXECUTE format('DROP TABLE meter.%I', month_table(due));
    END IF;
    RETURN 1;
EXCEPTION
    WHEN lock_not_available OR object_not_in_prerequisite_state OR active_sql_transaction THEN
        RETURN 0;
    WHEN OTHERS THEN
        RAISE WARNING 'usage of % could not be taken out of the log: %', to_char(due, 'YYYY-MM'), SQLERRM
            USING DETAIL = format('SQLSTATE is %s. The month was left as it was.', SQLSTATE);
        RETURN 0;
END $$;
COMMENT ON FUNCTION retire_month IS 'takes the oldest month out of the log that the settings no longer keep; returns how many left, NULL where none is due';

-- For reports that need the calls themselves. Tells where usage of the account has left the log, and returns from when on the log has all.
CREATE OR REPLACE FUNCTION tell_gone_usage(account text, from_at timestamptz, to_at timestamptz) RETURNS timestamptz
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    begins constant timestamptz := upper(gone_months());
BEGIN
    IF begins > from_at IS NOT FALSE AND EXISTS (
           SELECT FROM rollups r WHERE (tell_gone_usage.account IS NULL OR r.account = tell_gone_usage.account) AND r.grain = 'quarter' AND r.starts_at < begins
              AND (from_at IS NULL OR r.starts_at >= from_at) AND (to_at IS NULL OR r.starts_at < to_at)) THEN
        RAISE NOTICE 'the usage log no longer has all of this' USING DETAIL = format('It begins at %s.', begins),
            HINT = 'meter_usage() has the sums of earlier usage.';
        RETURN begins;
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION tell_gone_usage IS 'tells, with a NOTICE, where usage of an account, or of anybody, has left the log, and returns where the log begins';
