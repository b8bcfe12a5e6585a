CREATE FUNCTION meter_add_response(account text, response jsonb, provider text DEFAULT NULL, model text DEFAULT NULL,
                                   operation text DEFAULT NULL, operation_id text DEFAULT NULL, session_id text DEFAULT NULL,
                                   key_source text DEFAULT NULL, metadata jsonb DEFAULT NULL,
                                   idempotency_key text DEFAULT NULL, at timestamptz DEFAULT NULL,
                                   enforce boolean DEFAULT false)
RETURNS SETOF meter_verdict
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    said record;
BEGIN
    SELECT * INTO said FROM @extschema@.meter_extract_usage($2, $3);
    IF num_nonnulls(said.input_tokens, said.output_tokens) < 2 OR said.answers > 1 THEN
        PERFORM @extschema@._meter_no_usage($2, $3);  -- raises why
    END IF;
    RETURN QUERY SELECT * FROM @extschema@.meter_add_tokens($1, said.input_tokens, said.output_tokens,
        model => coalesce($4, said.model), provider => coalesce($3, said.provider),
        operation => $5, operation_id => $6, session_id => $7,
        cache_read_tokens => coalesce(said.cache_read_tokens, 0), cache_write_tokens => coalesce(said.cache_write_tokens, 0),
        reasoning_tokens => coalesce(said.reasoning_tokens, 0),
        audio_input_tokens => coalesce(said.audio_input_tokens, 0),
        audio_output_tokens => coalesce(said.audio_output_tokens, 0),
        service_tier => coalesce(said.service_tier, 'standard'), key_source => $8,
        metadata => CASE WHEN num_nonnulls($9, said.other_units, said.reported_cost) > 0 THEN
            coalesce($9, '{}') || jsonb_strip_nulls(jsonb_build_object('other_units', said.other_units,
                                                                       'reported_cost', said.reported_cost)) END,
        idempotency_key => $10, at => $11, enforce => $12);
END $$;
COMMENT ON FUNCTION meter_add_response IS
    'charges what a provider''s answer says that it used; the tokens are spent, so that it is recorded unless enforce => true';
