SELECT l.unit, l.cap::text AS cap, l.period, l.hard::text AS hard, l.provider, l.model, l.operation, l.key_source,
       l.thresholds::text AS thresholds, l.anchored::text AS anchored,
       l.carry_over_cap::text AS carry_over_cap, l.stripes::text AS stripes
FROM meter.limits AS l
WHERE l.limit_name = $1
  AND (l.plan = $2 OR l.account = $3)
  AND l.removed_at IS NULL
