-- $1 hold: locks the counters that it was reserved on, in the order in which charges lock
SELECT c.counter_id
  FROM meter.limits_held($1) h JOIN meter.counters c ON c.account = h.payer AND c.limit_id = (h.l).limit_id
 WHERE c.counter_id = ANY (SELECT unnest(holds.charged) FROM meter.holds WHERE holds.hold_id = $1)
 ORDER BY h.turn, h.payer COLLATE "C", c.limit_id
   FOR UPDATE OF c
