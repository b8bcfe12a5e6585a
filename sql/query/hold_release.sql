-- $1 hold, $2 now, $3 the answer
UPDATE meter.holds h SET released_at = $2, slot = NULL, verdict = $3 WHERE h.hold_id = $1
