-- Keeps an alert for each threshold that a counter has reached. The caller has locked the counter, so each is told once.
CREATE OR REPLACE FUNCTION tell(counter bigint, reached numeric[], used numeric, cap numeric, at timestamptz) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    UPDATE counters c SET alerted = c.alerted || reached WHERE c.counter_id = counter;
    INSERT INTO alerts AS a (account, counter_id, limit_id, limit_name, unit, period, period_start, resets_at, threshold, used,
                             cap, at)
    SELECT c.account, c.counter_id, l.limit_id, l.limit_name, l.unit, l.period, nullif(c.period_start, '-infinity'),
           nullif(c.period_end, 'infinity'), t.threshold, tell.used, tell.cap, tell.at
      FROM counters c JOIN limits l USING (limit_id), unnest(reached) AS t (threshold)
     WHERE c.counter_id = counter
     ORDER BY t.threshold
    ON CONFLICT ON CONSTRAINT alert_once DO UPDATE
       SET alert_id = excluded.alert_id, used = excluded.used, cap = excluded.cap, at = excluded.at, delivered_at = NULL,
           seen_at = NULL;
END;
COMMENT ON FUNCTION tell IS 'keeps an alert for each threshold that a counter has reached';
