-- The payload of a notification: the alert's id alone. PostgreSQL has no privileges on channels, so any login of the database may LISTEN;
-- account and amounts are read from meter.alerts, which has policies.
CREATE OR REPLACE FUNCTION alert_message(a alerts) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN json_build_object('alert_id', a.alert_id);
END $$;
COMMENT ON FUNCTION alert_message IS 'an alert as it is sent over channel meter_alerts';

-- All databases of the server share one queue of notifications, which any login can fill: by a session that listens and stays in its
-- transaction. Once it is full, a transaction that sends cannot commit. So none is sent where little room is left.
CREATE OR REPLACE FUNCTION may_notify() RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN pg_notification_queue_usage() < 0.9;
END $$;
COMMENT ON FUNCTION may_notify IS 'whether the queue of notifications has room';

-- Keeps an alert for each threshold that a counter has reached. The caller has locked the counter, so each is told once. Where the operator
-- wants it, each is sent with the commit: such a transaction cannot be prepared (PREPARE TRANSACTION), and waits for others that send.
CREATE OR REPLACE FUNCTION tell(counter bigint, reached numeric[], used numeric, cap numeric, at timestamptz) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    UPDATE counters c SET alerted = c.alerted || reached WHERE c.counter_id = counter;
    WITH raised AS (
        INSERT INTO alerts AS a (account, counter_id, limit_id, limit_name, unit, period, period_start, resets_at, threshold, used,
                                 cap, at, notified_at)
        SELECT c.account, c.counter_id, l.limit_id, l.limit_name, l.unit, l.period, counts_since(l.period, c.period_start),
               reset_of(l.period, c.period_end), t.threshold, tell.used, tell.cap, tell.at,
               (SELECT CASE WHEN may_notify() THEN tell.at END FROM settings s WHERE s.setting = 'notify_alerts' AND s.value = 'charge')
          FROM counters c JOIN limits l USING (limit_id), unnest(reached) AS t (threshold)
         WHERE c.counter_id = counter
         ORDER BY t.threshold
        ON CONFLICT ON CONSTRAINT alert_once DO UPDATE
           SET alert_id = excluded.alert_id, used = excluded.used, cap = excluded.cap, at = excluded.at, delivered_at = NULL,
               seen_at = NULL, notified_at = excluded.notified_at, leased_until = NULL, attempts = 0, failure = NULL, put_aside_at = NULL
        RETURNING a AS alert
    )
    SELECT pg_notify('meter_alerts', alert_message(r.alert)) FROM raised r WHERE (r.alert).notified_at IS NOT NULL;
END;
COMMENT ON FUNCTION tell IS 'keeps an alert for each threshold that a counter has reached';

-- Sends the alerts that nobody has been told of, each once: those that were taken meanwhile are known.
CREATE OR REPLACE FUNCTION notify_alerts(at timestamptz, batch integer) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    a alerts;
    sent bigint := 0;
BEGIN
    IF (SELECT s.value FROM settings s WHERE s.setting = 'notify_alerts') IS DISTINCT FROM 'off' THEN
        IF NOT may_notify() THEN
            RAISE WARNING 'alerts are not sent over channel meter_alerts: the server''s queue of notifications is nearly full'
                USING DETAIL = format('It is %s %% full.', round(100 * pg_notification_queue_usage())),
                      HINT = 'End the session that listens and stays in a transaction. The next call sends them.';
            RETURN 0;
        END IF;
        FOR a IN SELECT x.* FROM alerts x WHERE x.notified_at IS NULL AND x.delivered_at IS NULL
                  ORDER BY x.alert_id LIMIT batch FOR UPDATE SKIP LOCKED  -- a charge may be raising it anew
        LOOP
            UPDATE alerts x SET notified_at = notify_alerts.at WHERE x.alert_id = a.alert_id;
            PERFORM pg_notify('meter_alerts', alert_message(a));
            sent := sent + 1;
        END LOOP;
    END IF;
    RETURN sent;
END $$;
COMMENT ON FUNCTION notify_alerts IS 'sends the alerts that nobody has been told of over channel meter_alerts; answers how many';

-- What a session is given to deliver, or waits before it tries again.
CREATE OR REPLACE FUNCTION check_pause(argument text, pause interval, least_seconds integer) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF extract(epoch FROM pause) NOT BETWEEN least_seconds AND 86400 THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%s out of range', argument), DETAIL = format('%s is %s.', argument, pause),
            HINT = format('Give an interval from %s s to 1 day.', least_seconds);
    END IF;
END $$;
COMMENT ON FUNCTION check_pause IS 'raises on an interval that is not of at most a day';
