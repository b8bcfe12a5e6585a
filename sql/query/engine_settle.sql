-- $1 hold, $2 as engine_charge, $3 the answer's name, $4 what a retry must repeat
SELECT meter.verdict_kept(v)
  FROM meter.holds h, meter.settle(h, jsonb_populate_record(NULL::meter.usage_log, $2::jsonb), $3, $4) v
 WHERE h.hold_id = $1
