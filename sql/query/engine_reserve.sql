-- $1 as engine_charge, $2 when the hold expires
SELECT meter.verdict_kept(v) FROM meter.reserve(jsonb_populate_record(NULL::meter.usage_log, $1::jsonb), $2) v
