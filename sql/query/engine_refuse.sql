-- $1 a call as a row of the log in the making, $2 payer, $3 the limit that does not let it pass
SELECT meter.verdict_kept(v) FROM meter.refuse_by(jsonb_populate_record(NULL::meter.usage_log, $1::jsonb), $2, $3) v
