-- $1 account, $2 plan, $3 time zone, $4 anchor, $5 ancestors, $6 provider, $7 model, $8 operation, $9 key_source, $10 a hold to
-- settle: the limits that count this call, in the order in which they are charged. A hold's own limits count its settlement
-- too, whatever is in force by then, where they count such calls: not those of another model than was reserved.
SELECT c.payer, c.payer_zone, c.payer_anchor, (c.l).limit_id, (c.l).limit_name, (c.l).unit, (c.l).cap, (c.l).period,
       (c.l).hard, (c.l).anchored, (c.l).carry_over_cap, (c.l).thresholds, c.turn,
       coalesce((c.l).stripes, meter.stripes_of(c.payer, c.payer <> $1 OR c.turn = 8)), meter.terms(c.l),
       (c.l).stripes IS NULL, c.only_held
  FROM (SELECT *, false AS only_held FROM meter.limits_charged($1, $2, $3, $4, $5, $6, $7, $8, $9)
        UNION ALL  -- the reader takes each limit once
        SELECT h.*, true FROM meter.limits_held($10) h WHERE $10 IS NOT NULL AND meter.in_scope(h.l, $6, $7, $8, $9)) c
 ORDER BY c.turn, c.payer COLLATE "C", (c.l).limit_name COLLATE "C", c.only_held, (c.l).limit_id
