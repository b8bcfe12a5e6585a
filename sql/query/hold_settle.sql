-- $1 hold, $2 now, $3 usage, $4 late, $5 overage, $6 the actuals, $7 the answer
UPDATE meter.holds h
   SET settled_at = $2, slot = NULL, usage_id = $3, late = $4, overage = $5, settlement = $6, verdict = $7
 WHERE h.hold_id = $1
