SELECT l.plan, l.limit_name, l.unit, l.cap, l.period, l.hard, l.provider, l.model, l.operation, l.key_source, l.thresholds,
       l.anchored, l.carry_over_cap, l.stripes
FROM meter.limits AS l
WHERE l.plan IS NOT NULL
  AND l.removed_at IS NULL
  AND ($1 IS NULL OR l.plan = $1)
ORDER BY l.plan, l.limit_name
