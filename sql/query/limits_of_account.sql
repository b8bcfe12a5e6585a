-- $1 account, $2 plan: every limit that holds for the account, whatever the call
SELECT l.limit_id, l.limit_name, l.unit, l.cap, l.period, l.hard, l.anchored,
       l.thresholds[1], CASE WHEN cardinality(l.thresholds) > 1 THEN l.thresholds[cardinality(l.thresholds)] END,
       0::numeric, l.plan, l.provider, l.model, l.operation, l.key_source
  FROM meter.limits_of($1, $2) l
 ORDER BY l.limit_name, l.limit_id
