-- $1 account, $2 plan, $3 time zone, $4 anchor, $5 ancestors, $6 provider, $7 model, $8 operation, $9 key_source: the limits that count this
-- call, in the order in which they are charged.
SELECT c.payer, c.payer_zone, c.payer_anchor, (c.l).limit_id, (c.l).limit_name, (c.l).unit, (c.l).cap, (c.l).period,
       (c.l).hard, (c.l).anchored, (c.l).carry_over_cap, (c.l).thresholds, c.turn,
       coalesce((c.l).stripes, meter.stripes_of(c.payer, c.payer <> $1 OR c.turn = 8)), meter.terms(c.l),
       (c.l).stripes IS NULL
  FROM meter.limits_charged($1, $2, $3, $4, $5, $6, $7, $8, $9) c
 ORDER BY c.turn, c.payer COLLATE "C", (c.l).limit_name COLLATE "C", (c.l).limit_id
