-- $1 account, $2 limit, $3 moment, $4 period start, $5 period end: a counter starts with what the log already holds
INSERT INTO meter.counters (account, limit_id, period_start, period_end, used, seeded, seeded_to)
SELECT $1, $2, span.period_start, span.period_end, seed.amount, seed.amount, meter.last_usage_id()
  FROM meter.limits l,
       meter.clip_period($1, $2, $3, $4, $5) span,
       LATERAL meter.logged($1, l, span.period_start, span.period_end) seed (amount)
 WHERE l.limit_id = $2
ON CONFLICT ON CONSTRAINT counter_unique DO NOTHING
