-- $1 hold, $2 now
SELECT meter.lock_counters(h.charged, $2) FROM meter.holds h WHERE h.hold_id = $1
