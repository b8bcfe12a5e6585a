-- as counter_create, but only tells what the counter would hold
SELECT NULL::bigint, seed.amount, 0::numeric, 0::numeric, span.period_start, span.period_end
  FROM meter.limits l,
       meter.clip_period($1, $2, $3, $4, $5) span,
       LATERAL meter.logged($1, l, span.period_start, span.period_end) seed (amount)
 WHERE l.limit_id = $2
