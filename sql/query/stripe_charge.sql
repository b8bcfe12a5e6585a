-- $1 counter, $2 moment, $3 now, $4 used, $5 stripe, $6 terms, $7 charges that it must have left, less one: the same decision for a counter that
-- is dealt out, in one of its stripes. No row: the stripe has no room, or there is none.
UPDATE meter.stripes s
   SET used = s.used + $4, charges_left = s.charges_left - 1
  FROM meter.counters c
 WHERE c.counter_id = $1 AND c.dealt AND c.period_end > $2 AND c.stale_at > $3
   AND s.counter_id = c.counter_id AND s.deal = c.deals AND s.stripe = $5 AND s.terms = $6 AND s.charges_left > $7 AND s.used + $4 < s.room
RETURNING c.counter_id,
          c.used + s.used + (SELECT coalesce(sum(o.used), 0) FROM meter.stripes o 
             WHERE o.counter_id = c.counter_id AND o.deal = c.deals AND o.stripe <> s.stripe),
          c.reserved, c.granted, c.alerted, c.period_end, c.stale_at, true, c.deals, s.grant_id
