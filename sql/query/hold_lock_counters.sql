-- $1 hold, $2 now: what grants have spent on its counters is written down
SELECT meter.lock_counters(h.charged, $2), (SELECT count(meter.tally(c)) FROM unnest(h.charged) c) FROM meter.holds h WHERE h.hold_id = $1
