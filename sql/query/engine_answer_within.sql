-- $1 as engine_charge, $2 payer, $3 the limit that does not have room for all of it
SELECT meter.answer_within(jsonb_populate_record(NULL::meter.usage_log, $1::jsonb), $2, $3)
