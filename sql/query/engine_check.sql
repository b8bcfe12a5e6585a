-- $1 as engine_charge
SELECT meter.verdict_kept(v) FROM meter.check_quota(jsonb_populate_record(NULL::meter.usage_log, $1::jsonb)) v
