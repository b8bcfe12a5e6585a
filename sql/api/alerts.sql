CREATE FUNCTION meter_take_alerts(batch integer DEFAULT 100) RETURNS SETOF meter_alert
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    PERFORM meter_internal._meter_writes('meter_take_alerts()');
    PERFORM check_batch(batch);
    RETURN QUERY
        WITH next AS (
            SELECT a.alert_id FROM alerts a WHERE a.delivered_at IS NULL
                AND coalesce(a.leased_until <= meter_internal._meter_now(), true)
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

-- For who delivers alerts elsewhere. The lease is committed before the delivery: a row lock would be in the way of a charge that raises the
-- alert anew. Alerts that were tried less often come first, so that one which cannot be delivered holds up no other.
CREATE FUNCTION meter_lease_alerts(batch integer DEFAULT 100, lease interval DEFAULT '1 minute')
RETURNS TABLE (alert_id bigint, account text, limit_name text, unit text, period text, period_start timestamptz, threshold numeric, used numeric,
               cap numeric, remaining numeric, at timestamptz, resets_at timestamptz, attempt integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    moment timestamptz;
BEGIN
    PERFORM meter_internal._meter_writes('meter_lease_alerts()');
    PERFORM check_batch(batch), meter_internal._meter_need('lease', lease::text), check_pause('lease', lease, 1);
    moment := meter_internal._meter_now();
    RETURN QUERY
        WITH next AS (
            SELECT a.alert_id FROM alerts a
             WHERE a.delivered_at IS NULL AND a.put_aside_at IS NULL AND coalesce(a.leased_until <= moment, true)
             ORDER BY a.attempts, a.alert_id LIMIT batch
               FOR UPDATE SKIP LOCKED
        ), leased AS (
            UPDATE alerts a SET leased_until = moment + lease, attempts = a.attempts + 1 FROM next WHERE a.alert_id = next.alert_id
            RETURNING a.*
        )
        SELECT l.alert_id, l.account, l.limit_name, l.unit, l.period, l.period_start, l.threshold, l.used, l.cap, l.remaining, l.at, l.resets_at,
               l.attempts
          FROM leased l ORDER BY l.attempts, l.alert_id;
END $$;
COMMENT ON FUNCTION meter_lease_alerts IS
    'lends the alerts that nobody has taken yet, to be delivered; one that was not marked by meter_alert_delivered is lent again when the lease has run out';

CREATE FUNCTION meter_alert_delivered(alert_id bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    PERFORM meter_internal._meter_writes('meter_alert_delivered()');
    PERFORM meter_internal._meter_need('alert_id', $1::text);
    UPDATE alerts a SET delivered_at = meter_internal._meter_now(), leased_until = NULL, failure = NULL, put_aside_at = NULL
     WHERE a.alert_id = $1 AND a.delivered_at IS NULL;
    RETURN FOUND;
END $$;
COMMENT ON FUNCTION meter_alert_delivered IS 'marks an alert as delivered; false: it was taken, or has been raised anew under another id';

-- `attempt` is that of the lease: who comes after the lease has run out says nothing of the next attempt.
CREATE FUNCTION meter_alert_failed(alert_id bigint, attempt integer, failure text, retry_after interval DEFAULT NULL) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    moment timestamptz;
BEGIN
    PERFORM meter_internal._meter_writes('meter_alert_failed()');
    PERFORM meter_internal._meter_need('alert_id', $1::text), meter_internal._meter_need('attempt', $2::text),
            meter_internal._meter_need('failure', $3), check_pause('retry_after', $4, 0);
    moment := meter_internal._meter_now();
    UPDATE alerts a SET failure = left($3, 500), leased_until = moment + $4, put_aside_at = CASE WHEN $4 IS NULL THEN moment END
     WHERE a.alert_id = $1 AND a.attempts = $2 AND a.delivered_at IS NULL;
    RETURN FOUND;
END $$;
COMMENT ON FUNCTION meter_alert_failed IS
    'tells that an alert could not be delivered: it is lent again after a while, or put aside; false: it is delivered, or lent to somebody else';

CREATE FUNCTION meter_retry_alerts(alert_id bigint DEFAULT NULL) RETURNS SETOF meter_alert
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    PERFORM meter_internal._meter_writes('meter_retry_alerts()');
    RETURN QUERY
        WITH aside AS (
            SELECT a.alert_id FROM alerts a
             WHERE a.put_aside_at IS NOT NULL AND a.delivered_at IS NULL AND ($1 IS NULL OR a.alert_id = $1)
             ORDER BY a.alert_id FOR UPDATE SKIP LOCKED
        ), back AS (
            UPDATE alerts a SET put_aside_at = NULL, attempts = 0 FROM aside WHERE a.alert_id = aside.alert_id
            RETURNING a.*
        )
        SELECT b.alert_id, b.account, b.limit_name, b.unit, b.period, b.period_start, b.threshold, b.used, b.cap,
               b.remaining, b.at, b.resets_at
          FROM back b ORDER BY b.alert_id;
END $$;
COMMENT ON FUNCTION meter_retry_alerts IS 'has the alerts that were put aside, or one of them, delivered after all';
