-- $1 counter, $2 thresholds reached, $3 used, $4 cap, $5 moment: the counter's row is locked, so each is told once
WITH told AS (
    UPDATE meter.counters c SET alerted = c.alerted || $2 WHERE c.counter_id = $1
    RETURNING c.*
)
INSERT INTO meter.alerts (account, counter_id, limit_id, limit_name, unit, period, period_start, resets_at, threshold, used, cap, at)
SELECT c.account, c.counter_id, l.limit_id, l.limit_name, l.unit, l.period, nullif(c.period_start, '-infinity'),
       nullif(c.period_end, 'infinity'), t.threshold, $3, $4, $5
  FROM told c JOIN meter.limits l USING (limit_id), unnest($2) AS t (threshold)
 ORDER BY t.threshold
ON CONFLICT ON CONSTRAINT alert_once DO UPDATE
   SET alert_id = excluded.alert_id, used = excluded.used, cap = excluded.cap, at = excluded.at, delivered_at = NULL
