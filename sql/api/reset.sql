CREATE FUNCTION meter_internal._meter_reset_due(at timestamptz, batch integer)
RETURNS TABLE (account text, limit_name text, unit text, period text, period_start timestamptz, period_end timestamptz,
               used numeric, cap numeric, next_reset timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    moment timestamptz;
    due record;
    closed bigint[] := '{}';
BEGIN
    PERFORM meter_internal._meter_writes('meter_reset_due()');
    PERFORM check_batch($2);
    moment := meter_internal._meter_moment($1);
    PERFORM make_partitions(meter_internal._meter_now());
    -- one by one in the order in which charges lock, each account entered before its counters are
    FOR due IN SELECT * FROM due_counters(moment, $2) LOOP
        PERFORM meter_internal._meter_enter(due.account);
        IF due.moves_on THEN
            PERFORM meter_internal._meter_open_period(due.account, due.limit_id);
        END IF;
        IF due.dealt THEN
            PERFORM lock_counter(due.counter_id);
        END IF;
        PERFORM FROM counters c WHERE c.counter_id = due.counter_id AND c.closed_at IS NULL
            FOR UPDATE SKIP LOCKED;  -- another session may be closing or charging it
        IF FOUND THEN
            UPDATE counters c SET closed_at = moment WHERE c.counter_id = due.counter_id;
            closed := closed || due.counter_id;
            IF due.stale THEN  -- a grant or a hold on it has expired: what it tells is without them
                PERFORM refresh(due.counter_id, moment, 0);
            END IF;
        END IF;
    END LOOP;
    RETURN QUERY
        SELECT c.account, l.limit_name, l.unit, l.period, c.period_start, c.period_end, c.used, l.cap + c.granted,
               CASE WHEN l.removed_at IS NULL THEN  -- a removed limit resets no more
                   coalesce((SELECT n.period_end FROM counters n
                              WHERE n.account = c.account AND n.limit_id = c.limit_id AND n.period_start <= moment AND n.period_end > moment),
                            meter_internal._meter_reset_after(c.account, l.period, l.anchored, moment))
               END
          FROM counters c JOIN limits l USING (limit_id)
         WHERE c.counter_id = ANY (closed)
         ORDER BY c.period_end, c.account, l.limit_id;
END $$;
COMMENT ON FUNCTION meter_internal._meter_reset_due IS 'internal: meter_reset_due, for meter_maintain';

CREATE FUNCTION meter_reset_due(at timestamptz DEFAULT NULL, batch integer DEFAULT 10000)
RETURNS TABLE (account text, limit_name text, unit text, period text, period_start timestamptz, period_end timestamptz,
               used numeric, cap numeric, next_reset timestamptz)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    SELECT * FROM meter_internal._meter_reset_due(at, batch);
END;
COMMENT ON FUNCTION meter_reset_due IS
    'closes the periods that have ended, carries over what rolls over, and names them; enforcement never waits for it';
