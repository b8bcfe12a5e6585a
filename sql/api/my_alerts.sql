-- The signed-in end user's alerts. An alert is told to the app once (meter_take_alerts), and to the user until they mark it as seen.
CREATE FUNCTION meter_internal._meter_my_alerts(unseen boolean, page_size integer) RETURNS SETOF meter_my_alert
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    me text;
    hidden bigint[];
BEGIN
    PERFORM meter_internal._meter_ready();
    PERFORM meter_internal._meter_need('unseen', $1::text);
    PERFORM meter_internal._meter_page_size($2);
    me := current_account();
    hidden := hidden_limits();
    RETURN QUERY
    SELECT a.limit_name, a.unit, a.period, a.period_start, a.threshold, a.used, a.cap, a.remaining, a.at, a.resets_at, a.seen_at
      FROM alerts a
     WHERE a.account = me AND a.limit_id <> ALL (hidden) AND NOT ($1 AND a.seen_at IS NOT NULL)
     ORDER BY a.at DESC, a.alert_id DESC LIMIT $2;
END $$;
COMMENT ON FUNCTION meter_internal._meter_my_alerts IS 'internal: meter_my_alerts, with the rights to read it';

CREATE FUNCTION meter_my_alerts(unseen boolean DEFAULT false, page_size integer DEFAULT 50) RETURNS SETOF meter_my_alert
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT * FROM meter_internal._meter_my_alerts($1, $2);
END;
COMMENT ON FUNCTION meter_my_alerts IS 'the thresholds that the signed-in user has reached, the latest first; unseen => true: those not marked as seen';

-- Locks in the order in which meter_take_alerts does.
CREATE FUNCTION meter_internal._meter_my_alerts_seen(up_to timestamptz) RETURNS SETOF meter_my_alert
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    me text;
    hidden bigint[];
BEGIN
    PERFORM meter_internal._meter_writes('meter_my_alerts_seen()');
    me := current_account();
    hidden := hidden_limits();
    RETURN QUERY
        WITH mine AS (
            SELECT a.alert_id FROM alerts a
             WHERE a.account = me AND a.limit_id <> ALL (hidden) AND a.seen_at IS NULL AND ($1 IS NULL OR a.at <= $1)
             ORDER BY a.alert_id FOR UPDATE
        ), seen AS (
            UPDATE alerts a SET seen_at = meter_internal._meter_now() FROM mine WHERE a.alert_id = mine.alert_id RETURNING a.*
        )
        SELECT s.limit_name, s.unit, s.period, s.period_start, s.threshold, s.used, s.cap, s.remaining, s.at, s.resets_at, s.seen_at
          FROM seen s ORDER BY s.at DESC, s.alert_id DESC;
END $$;
COMMENT ON FUNCTION meter_internal._meter_my_alerts_seen IS 'internal: meter_my_alerts_seen, with the rights to write it';

CREATE FUNCTION meter_my_alerts_seen(up_to timestamptz DEFAULT NULL) RETURNS SETOF meter_my_alert
LANGUAGE sql SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT * FROM meter_internal._meter_my_alerts_seen($1);
END;
COMMENT ON FUNCTION meter_my_alerts_seen IS 'marks the signed-in user''s alerts as seen, up to a moment or all; answers with those that it marked';
