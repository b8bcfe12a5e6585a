-- $1 hold
SELECT meter.verdict_kept(v) FROM meter.holds h, meter.release(h) v WHERE h.hold_id = $1
