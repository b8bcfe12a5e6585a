-- $1 hold, $2 other counters, $3 now
SELECT meter.lock_counters(h.charged || $2, $3) FROM meter.holds h WHERE h.hold_id = $1
