-- $1 a call as a row of the log in the making
SELECT meter.verdict_kept(v) FROM meter.charge_call(jsonb_populate_record(NULL::meter.usage_log, $1::jsonb)) v
