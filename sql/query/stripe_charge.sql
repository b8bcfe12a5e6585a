-- $1 account, $2 limit, $3 period start, $4 moment, $5 now, $6 used, $7 stripe, $8 terms, $9 charges that it must have left, less one: the same
-- decision for a counter that is dealt out, in one of its shares. No row: the share has no room, or there is none.
UPDATE meter.stripes s
   SET used = s.used + $6, charges_left = s.charges_left - 1
  FROM meter.counters c
 WHERE c.account = $1 AND c.limit_id = $2 AND c.period_start = $3 AND c.dealt AND c.period_end > $4 AND c.stale_at > $5
   AND s.counter_id = c.counter_id AND s.deal = c.deals AND s.stripe = $7 AND s.terms = $8 AND s.charges_left > $9 AND s.used + $6 < s.room
RETURNING c.counter_id,
          c.used + s.used + (SELECT coalesce(sum(o.used), 0) FROM meter.stripes o 
             WHERE o.counter_id = c.counter_id AND o.deal = c.deals AND o.stripe <> s.stripe),
          c.reserved, c.granted, c.alerted, c.period_start, c.period_end, c.stale_at, c.opened, true, c.deals, s.grant_id
