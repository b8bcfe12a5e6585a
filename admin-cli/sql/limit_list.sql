SELECT l.limit_name, l.plan, l.account, l.unit, l.cap, l.period, l.hard, l.provider, l.model, l.operation, l.key_source,
       l.thresholds, l.anchored, l.carry_over_cap, l.stripes, l.expires_at, l.on_excess
FROM meter.limits AS l
WHERE l.removed_at IS NULL
  AND (l.expires_at IS NULL OR l.expires_at > clock_timestamp())
  AND ($1 IS NULL OR l.plan = $1)
  AND ($2 IS NULL OR l.account = $2)
ORDER BY l.plan, l.account, l.limit_name
LIMIT $3::bigint
