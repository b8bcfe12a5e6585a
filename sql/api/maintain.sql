CREATE FUNCTION meter_maintain(batch integer DEFAULT 10000) RETURNS TABLE (task text, done bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    at timestamptz;
    failures bigint;
    busy bigint;
    retired bigint;
    expired record;
BEGIN
    PERFORM meter_internal._meter_writes('meter_maintain()');
    PERFORM check_batch(batch);
    at := meter_internal._meter_now();
    retired := retire_month(at);
    IF retired IS NOT NULL THEN
        RETURN QUERY SELECT 'months_retired', retired;
    END IF;
    IF retired > 0 THEN  -- metering waits for this to commit: the rest is for the next call
        RETURN;
    END IF;
    expired := end_due_limits(at, batch);
    IF expired.ended > 0 THEN
        RETURN QUERY SELECT 'limits_expired', expired.ended;
    END IF;
    IF expired.keeps_out THEN  -- the same
        RETURN;
    END IF;
    PERFORM settle_new_limits();
    RETURN QUERY SELECT 'partitions_made', make_partitions(at)::bigint;
    RETURN QUERY SELECT 'keys_pruned', prune_keys(at, batch);
    RETURN QUERY SELECT 'denials_pruned', prune_denials(at, batch);
    RETURN QUERY SELECT 'holds_pruned', prune_holds(at, batch);
    RETURN QUERY SELECT 'sums_rolled_up', roll_up(batch::bigint * 100);
    -- from here on calls wait for this transaction: what takes long is done
    SELECT 'periods_closed', count(*) FILTER (WHERE r.failed IS NULL), count(*) FILTER (WHERE r.failed = 'busy'), count(*) FILTER (WHERE r.failed <> 'busy')
      INTO task, done, busy, failures FROM meter_internal._meter_reset_due(at, batch) r;
    RETURN NEXT;
    RETURN QUERY SELECT 'holds_expired', drop_expired_holds(at, batch);
    RETURN QUERY SELECT 'alerts_notified', notify_alerts(at, batch);
    RETURN QUERY SELECT 'counters_removed', remove_short_counters(at, batch);
    IF busy > 0 THEN  -- somebody's open transaction holds them: the next call tries again
        RETURN QUERY SELECT 'accounts_busy', busy;
    END IF;
    IF failures > 0 THEN  -- meter_reset_due() names them, and so does the server's log
        RETURN QUERY SELECT 'accounts_failed', failures;
    END IF;
END $$;
COMMENT ON FUNCTION meter_maintain IS
    'everything periodic in one call, fit for pg_cron: ended periods, expired holds, partitions ahead, pruning, sums of the log, notifications of alerts; at most batch rows of each, and 100 times as many of the log';
