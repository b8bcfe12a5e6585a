SELECT a.alert_id, a.at, a.account, a.limit_name, a.unit, a.period, a.threshold, a.used, a.cap, a.remaining, a.period_start,
       a.resets_at, a.delivered_at AS taken_at, a.seen_at, nullif(a.attempts, 0) AS attempts, a.failure, a.put_aside_at
FROM meter.alerts AS a
WHERE ($1 IS NULL OR a.account = $1)
  AND (NOT $2::boolean OR a.delivered_at IS NULL)
  AND (NOT $4::boolean OR a.delivered_at IS NULL AND a.put_aside_at IS NOT NULL)
ORDER BY a.alert_id DESC
LIMIT $3::bigint
