-- $1 counter, $2 moment, $3 now, $4 used, $5 stripe, $6 terms, $7 charges that it must have left, less one, $8 reserved: the same decision for a
-- counter that is dealt out, in one of its stripes. No row: the stripe has no room, or there is none. What needs no room finds it.
UPDATE meter.stripes s
   SET used = s.used + $4, reserved = s.reserved + $8, charges_left = s.charges_left - 1
  FROM meter.counters c
 WHERE c.counter_id = $1 AND c.dealt AND c.period_end > $2 AND c.stale_at > $3
   AND s.counter_id = c.counter_id AND s.deal = c.deals AND s.stripe = $5 AND s.terms = $6 AND s.charges_left > $7
   AND (s.used + s.reserved + $4 + $8 < s.room OR $4 + $8 <= 0)
RETURNING c.counter_id, meter.used_of(c) + $4, meter.reserved_of(c) + $8, c.granted, c.alerted, c.period_end, c.stale_at, true, c.deals, s.grant_id
