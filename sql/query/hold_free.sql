-- $1 hold, whose counters are locked: what it still takes up of them is free again
WITH freed AS (
    DELETE FROM meter.reservations r WHERE r.hold_id = $1 RETURNING r.counter_id, r.amount
)
UPDATE meter.counters c
   SET reserved = trim_scale(c.reserved - f.amount), stale_at = CASE WHEN c.granted = 0 THEN c.stale_at ELSE '-infinity' END
  FROM freed f WHERE c.counter_id = f.counter_id
RETURNING c.counter_id, c.reserved
