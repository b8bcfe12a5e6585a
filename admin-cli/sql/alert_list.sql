SELECT a.alert_id, a.at, a.account, a.limit_name, a.unit, a.period, a.threshold, a.used, a.cap, a.remaining, a.period_start,
       a.resets_at, a.delivered_at AS taken_at, a.seen_at
FROM meter.alerts AS a
WHERE ($1 IS NULL OR a.account = $1)
  AND (NOT $2::boolean OR a.delivered_at IS NULL)
ORDER BY a.alert_id DESC
LIMIT $3::bigint
