-- PL/pgSQL, because only here can an error have a SQLSTATE of one's own: PostgREST answers PT402 as HTTP 402.
CREATE FUNCTION meter_require_quota(account text, input_tokens bigint DEFAULT 1, output_tokens bigint DEFAULT 0,
                                    model text DEFAULT NULL, provider text DEFAULT NULL, operation text DEFAULT NULL,
                                    key_source text DEFAULT NULL)
RETURNS SETOF meter_verdict
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    verdict @extschema@.meter_verdict;
BEGIN
    SELECT v.* INTO verdict
      FROM meter_internal._meter_check_quota(account, input_tokens, output_tokens, model, provider, operation, key_source) v;
    IF NOT verdict.allowed THEN
        RAISE EXCEPTION USING ERRCODE = 'PT402',
            MESSAGE = format('quota exceeded for account "%s"', account),
            DETAIL = to_jsonb(verdict)::text,
            HINT = CASE WHEN verdict.reason = 'unpriced' THEN 'A cost limit applies, and the price of the call is not known.'
                        WHEN verdict.resets_at IS NULL
                        THEN 'The limit does not reset by itself; a larger cap or a grant makes room.'
                        ELSE format('Limit "%s" resets at %s.', verdict.limit_name, verdict.resets_at) END;
    END IF;
    RETURN NEXT verdict;
END $$;
COMMENT ON FUNCTION meter_require_quota IS
    'as meter_check_quota, but a refusal is the error PT402 with the verdict as JSON in its DETAIL';
