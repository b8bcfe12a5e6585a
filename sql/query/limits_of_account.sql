-- $1 account, $2 plan, $3 time zone, $4 anchor: every limit that holds for the account, whatever the call
SELECT $1, $3, $4, l.limit_id, l.limit_name, l.unit, l.cap, l.period,
       l.hard, l.anchored, l.carry_over_cap, l.thresholds,
       0, 1, 0::bigint, false, l.plan, l.provider, l.model, l.operation, l.key_source
  FROM meter.limits_of($1, $2) l
 ORDER BY l.limit_name, l.limit_id
