-- $1 counter, $2 deal, $3 from, $4 to, $5 asked for, $6 as in stripe_charge: two of its stripes, which nobody else is
-- charging. No row: the first lacks the room, or the second has had its charges.
UPDATE meter.stripes s
   SET room = CASE s.stripe WHEN $3 THEN s.used + s.reserved ELSE s.room + f.left_there END
  FROM (SELECT o.room - o.used - o.reserved AS left_there FROM meter.stripes o
         WHERE o.counter_id = $1 AND o.deal = $2 AND o.stripe = $3 AND o.used + o.reserved + $5 < o.room
           AND EXISTS (SELECT FROM meter.stripes t WHERE t.counter_id = $1 AND t.deal = $2 AND t.stripe = $4 AND t.charges_left > $6)) f
 WHERE s.counter_id = $1 AND s.deal = $2 AND s.stripe IN ($3, $4)
