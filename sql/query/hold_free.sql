-- $1 hold, whose counters are locked, $2 those that are free of it already: what it still takes up of the others is free again
WITH freed AS (
    DELETE FROM meter.reservations r WHERE r.hold_id = $1 RETURNING r.counter_id, r.amount
), lowered AS (
    UPDATE meter.counters c
       SET reserved = trim_scale(c.reserved - f.amount), stale_at = CASE WHEN (c.granted, c.kept) = (0, 0) THEN c.stale_at ELSE '-infinity' END
      FROM freed f WHERE c.counter_id = f.counter_id AND c.counter_id <> ALL ($2)
    RETURNING c.counter_id, c.reserved
)
SELECT f.counter_id, l.reserved FROM freed f LEFT JOIN lowered l USING (counter_id)
