-- $1 a call as a row of the log in the making, $2 the name of the answer that it was read from
SELECT meter.verdict_kept(v) FROM meter.charge_answer(jsonb_populate_record(NULL::meter.usage_log, $1::jsonb), $2) v
