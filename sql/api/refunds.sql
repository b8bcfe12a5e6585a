CREATE FUNCTION meter_refund(account text, usage_id bigint, note text DEFAULT NULL, idempotency_key text DEFAULT NULL)
RETURNS TABLE (usage_id bigint, refunds bigint, account text, input_tokens bigint, output_tokens bigint, cost numeric)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
AS $$
    SELECT meter_internal._meter_writes('meter_refund()');
    SELECT (r ->> 'usage_id')::bigint, $2, $1, (r ->> 'input_tokens')::bigint, (r ->> 'output_tokens')::bigint, (r ->> 'cost')::numeric
      FROM refund_once($1, $2, $3, $4) r;
$$;
COMMENT ON FUNCTION meter_refund IS 'takes a call back, in the period and from the grants that paid for it; the log keeps both rows';
