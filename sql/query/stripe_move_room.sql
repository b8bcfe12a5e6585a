-- $1 counter, $2 from, $3 to, $4 used: two of its stripes, which nobody else is charging. No row: the first lacks the room.
UPDATE meter.stripes s
   SET room = CASE s.stripe WHEN $2 THEN s.used ELSE s.room + f.left_there END
  FROM (SELECT o.room - o.used AS left_there FROM meter.stripes o
         WHERE o.counter_id = $1 AND o.stripe = $2 AND o.used + $4 < o.room) f
 WHERE s.counter_id = $1 AND s.stripe IN ($2, $3)
