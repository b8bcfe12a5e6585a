CREATE FUNCTION meter_reset_due(at timestamptz DEFAULT NULL, batch integer DEFAULT 10000)
RETURNS TABLE (account text, limit_name text, unit text, period text, period_start timestamptz, period_end timestamptz,
               used numeric, cap numeric, next_reset timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    moment timestamptz;
BEGIN
    PERFORM @extschema@._meter_writes('meter_reset_due()');
    IF $2 IS NULL OR $2 < 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'batch must be at least 1', DETAIL = format('batch is %s.', coalesce($2::text, 'NULL')),
            HINT = 'batch bounds how many periods one call closes.';
    END IF;
    moment := @extschema@._meter_moment($1);
    PERFORM make_partitions(@extschema@.meter_now());
    RETURN QUERY
        WITH due AS (
            SELECT c.counter_id FROM counters c
             WHERE c.closed_at IS NULL AND c.period_end <= moment
             ORDER BY c.period_end, c.counter_id
             LIMIT $2
               FOR UPDATE SKIP LOCKED  -- another session may be closing the rest
        ), closed AS (
            UPDATE counters c SET closed_at = moment FROM due WHERE c.counter_id = due.counter_id
            RETURNING c.account, c.limit_id, c.period_start, c.period_end, c.used, c.granted
        )
        SELECT c.account, l.limit_name, l.unit, l.period, c.period_start, c.period_end, c.used, l.cap + c.granted,
               CASE WHEN l.removed_at IS NULL THEN  -- a removed limit resets no more
                   @extschema@.meter_period_end(l.period, moment, a.time_zone, CASE WHEN l.anchored THEN a.anchor END)
               END
          FROM closed c JOIN limits l USING (limit_id) JOIN accounts a ON a.account = c.account
         ORDER BY c.period_end, c.account, l.limit_id;
END $$;
COMMENT ON FUNCTION meter_reset_due IS
    'closes the periods that have ended and names them; enforcement never waits for it';
