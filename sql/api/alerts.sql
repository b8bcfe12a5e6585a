CREATE FUNCTION meter_take_alerts(batch integer DEFAULT 100) RETURNS SETOF meter_alert
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    PERFORM meter_internal._meter_writes('meter_take_alerts()');
    PERFORM check_batch(batch);
    RETURN QUERY
        WITH next AS (
            SELECT a.alert_id FROM alerts a WHERE a.delivered_at IS NULL
             ORDER BY a.alert_id LIMIT batch
               FOR UPDATE SKIP LOCKED  -- another worker may be handing out the others
        ), taken AS (
            UPDATE alerts a SET delivered_at = meter_internal._meter_now() FROM next WHERE a.alert_id = next.alert_id
            RETURNING a.*
        )
        SELECT t.alert_id, t.account, t.limit_name, t.unit, t.period, t.period_start, t.threshold, t.used, t.cap,
               t.remaining, t.at, t.resets_at
          FROM taken t ORDER BY t.alert_id;
END $$;
COMMENT ON FUNCTION meter_take_alerts IS
    'hands out the alerts that nobody has taken yet, oldest first, once each; a rollback puts them back';
