-- $1 account, $2 plan, $3 provider, $4 model, $5 operation, $6 key_source, $7 input, $8 output tokens, $9 cost:
-- the limits that count this call, in the order in which they are charged, with the amount each counts
SELECT l.limit_id, l.limit_name, l.unit, l.cap, l.period, l.hard, l.anchored,
       l.thresholds[1], CASE WHEN cardinality(l.thresholds) > 1 THEN l.thresholds[cardinality(l.thresholds)] END,
       meter.amount(l.unit, $7, $8, $9)
  FROM meter.limits_of($1, $2) l
 WHERE meter.in_scope(l, $3, $4, $5, $6)
 ORDER BY l.limit_id
