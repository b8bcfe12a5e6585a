CREATE FUNCTION meter_add_response(
    account text, response jsonb, provider text DEFAULT NULL, model text DEFAULT NULL, operation text DEFAULT NULL,
    operation_id text DEFAULT NULL, session_id text DEFAULT NULL, key_source text DEFAULT NULL, metadata jsonb DEFAULT NULL,
    idempotency_key text DEFAULT NULL, at timestamptz DEFAULT NULL, enforce boolean DEFAULT false, conditions text[] DEFAULT NULL,
    service_tier text DEFAULT NULL, headers jsonb DEFAULT NULL)
RETURNS SETOF meter_verdict
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    call record;
BEGIN
    PERFORM meter_internal._meter_writes('meter_add_response()');
    call := call_of_response(account, response, provider, model, operation, operation_id, session_id, key_source, metadata, at, enforce,
                             conditions, service_tier, headers);
    PERFORM check_text('idempotency_key', idempotency_key);
    RETURN QUERY SELECT v.* FROM charge_once(call.u, at IS NOT NULL, idempotency_key, call.answer, call.told_model) v;
END $$;
