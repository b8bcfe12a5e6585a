-- $1 account, $2 plan, $3 ancestors, $4 provider, $5 model, $6 operation, $7 key_source: the limits that count this call, in the order in which
-- they are charged
SELECT c.payer, (c.l).limit_id, (c.l).limit_name, (c.l).unit, (c.l).cap, (c.l).period, (c.l).hard, (c.l).thresholds, c.turn,
       coalesce((c.l).stripes, meter.stripes_of(c.payer, c.payer <> $1 OR c.turn = 8)), meter.terms(c.l), (c.l).stripes IS NULL,
       (c.l).hard AND (c.l).on_excess = 'cap',
       (extract(epoch FROM meter.window_length((c.l).period)) / 60)::integer, (c.l).anchored, coalesce((c.l).carry_over_cap > 0, false)
  FROM meter.limits_charged($1, $2, NULL, NULL, $3, $4, $5, $6, $7) c
 ORDER BY c.turn, c.payer COLLATE "C", (c.l).limit_name COLLATE "C", (c.l).limit_id
