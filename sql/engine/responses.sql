-- What a provider's answer says of its own usage: the main bodies, by the rules by which the extension reads them, whose twin is
-- extension/core/src/response. What only the extension reads is an error that says so.

CREATE OR REPLACE FUNCTION refuse_response(problem text) RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM raise_invalid(problem, NULL, 'Pass the body as the provider sent it, as jsonb.');
END $$;

-- Whether a text may be a stream, or a body: server-sent events, JSON lines, JSON.
CREATE OR REPLACE FUNCTION may_be_answer(said text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN trimmed(said) ~ '^(?:[{[]|data:|event:|id:|retry:|:)' OR said ~ E'\\ndata:';
END $$;

-- The body of what was passed: an object, or a list of one.
CREATE OR REPLACE FUNCTION body_passed(response jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    CASE jsonb_typeof(response)
        WHEN 'object' THEN
            RETURN response #> '{}';  -- read from its place once, where it is a column of a table
        WHEN 'array' THEN
            IF jsonb_array_length(response) = 1 AND is_object(response -> 0) THEN
                RETURN response -> 0;
            ELSIF jsonb_path_exists(response, 'strict $[*] ? (@.type() == "object")') THEN
                PERFORM refuse_stream(response);
            END IF;
        WHEN 'string' THEN
            IF may_be_answer(response #>> '{}') THEN
                PERFORM refuse_stream(response);
            END IF;
            PERFORM refuse_response(CASE WHEN trimmed(response #>> '{}') = '' THEN 'response is empty'
                                         ELSE 'response is neither JSON nor an event stream' END);
        ELSE NULL;
    END CASE;
    PERFORM refuse_response('response must be an object, an array of events or a stream');
END $$;

-- `or_nothing`: a body that says a count that cannot be one is as one that says nothing.
CREATE OR REPLACE FUNCTION read_body_or_nothing(node jsonb, hint text, or_nothing boolean) RETURNS answer_read
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN read_body(node, hint);
EXCEPTION WHEN invalid_parameter_value THEN
    IF or_nothing THEN
        RETURN read_body('{}', hint);
    END IF;
    RAISE;
END $$;

-- An answer, also inside the record of its HTTP exchange, whose headers count with it.
CREATE OR REPLACE FUNCTION read_exchange(node jsonb, hint text) RETURNS answer_read
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    recorded CONSTANT boolean := is_object(node -> 'headers');
    headers CONSTANT jsonb := CASE WHEN recorded THEN node -> 'headers' ELSE said(node -> 'ResponseMetadata', 'HTTPHeaders') END;
    body CONSTANT jsonb := CASE WHEN recorded THEN coalesce(said(node, 'body'), node) ELSE node END;
    h usage_log;
BEGIN
    IF headers IS NULL THEN
        RETURN read_body(body, hint);
    ELSIF jsonb_typeof(body) = 'string' AND may_be_answer(body #>> '{}') THEN
        PERFORM refuse_stream(body);
    END IF;
    h := usage_of_headers(headers);
    RETURN add_headers(read_body_or_nothing(body, hint, counts_anything(h)), h, hint);
END $$;

-- An answer with its headers beside it. Where they count, it does not matter what the body is; where they bill, it may be sound or a picture.
CREATE OR REPLACE FUNCTION read_with_headers(response jsonb, headers jsonb, hint text) RETURNS answer_read
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    h CONSTANT usage_log := usage_of_headers(headers);
BEGIN
    BEGIN
        RETURN add_headers(read_exchange(body_passed(response), hint), h, hint);
    EXCEPTION WHEN invalid_parameter_value THEN
        IF NOT counts_anything(h)
           AND (h.other_units IS NULL AND coalesce(h.reported_cost, 0) = 0 OR jsonb_typeof(response) IN ('object', 'array')) THEN
            RAISE;
        END IF;
    END;
    RETURN add_headers(read_body('{}', hint), h, hint);
END $$;

-- Reads an answer.
CREATE OR REPLACE FUNCTION read_answer(response jsonb, headers jsonb, provider text) RETURNS answer_read
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    hint text;
    r answer_read;
BEGIN
    IF response IS NULL THEN
        PERFORM raise_null('response');
    END IF;
    IF provider IS NOT NULL THEN
        PERFORM check_text('provider', provider);
        hint := canonical_provider(provider);
    END IF;
    IF headers IS NULL THEN
        r := read_exchange(body_passed(response), hint);
    ELSE
        r := read_with_headers(response, headers, hint);
    END IF;
    IF r.unread THEN
        PERFORM refuse_unread(r.shape);
    END IF;
    RETURN r;
END $$;
COMMENT ON FUNCTION read_answer IS 'reads a provider''s answer: what it used, and by which shape it was recognised';

-- The tier by the name that its prices have; NULL: the name says that there is none.
CREATE OR REPLACE FUNCTION tier_said(tier text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    name CONSTANT text := regexp_replace(regexp_replace(lower(trimmed(tier) COLLATE "C"), '[^a-z0-9]', '_', 'g'), '^service_tier_', '');
BEGIN
    RETURN CASE WHEN name IN ('', 'unspecified', 'traffic_type_unspecified') THEN NULL
                WHEN name IN ('default', 'auto', 'on_demand', 'standard_only') THEN 'standard'
                WHEN name IN ('fast', 'on_demand_priority') THEN 'priority'
                WHEN name = 'on_demand_flex' THEN 'flex'
                WHEN name = 'batches' THEN 'batch'
                ELSE name END;
END $$;
COMMENT ON FUNCTION tier_said IS 'a service tier as an answer names it, by the name that its prices have';

-- The columns of meter_extract_usage, and the provider by the answer's own word.
CREATE OR REPLACE FUNCTION read_response(
    response jsonb, headers jsonb, INOUT provider text, OUT model text, OUT input_tokens bigint, OUT output_tokens bigint,
    OUT cache_read_tokens bigint, OUT cache_write_tokens bigint, OUT reasoning_tokens bigint, OUT audio_input_tokens bigint,
    OUT audio_output_tokens bigint, OUT other_units jsonb, OUT service_tier text, OUT reported_cost numeric, OUT shape text,
    OUT complete boolean, OUT at_least jsonb, OUT answers bigint, OUT conditions text[], OUT response_id text, OUT clamped jsonb,
    OUT error text, OUT told_provider text)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    r CONSTANT answer_read := read_answer(response, headers, provider);
BEGIN
    told_provider := (r.u).provider;
    provider := coalesce(canonical_provider(provider), told_provider);
    model := (r.u).model;
    input_tokens := (r.u).input_tokens;
    output_tokens := (r.u).output_tokens;
    cache_read_tokens := (r.u).cache_read_tokens;
    cache_write_tokens := (r.u).cache_write_tokens;
    reasoning_tokens := (r.u).reasoning_tokens;
    audio_input_tokens := (r.u).audio_input_tokens;
    audio_output_tokens := (r.u).audio_output_tokens;
    other_units := (r.u).other_units;
    service_tier := tier_said((r.u).service_tier);
    reported_cost := trim_scale((r.u).reported_cost);
    shape := r.shape;
    complete := r.complete;
    at_least := r.at_least;
    answers := r.answers;
    conditions := (r.u).conditions;
    response_id := (r.u).operation_id;
    clamped := (r.u).metadata -> 'clamped';
    error := r.error;
END $$;
COMMENT ON FUNCTION read_response IS 'what a provider''s answer says of its usage, as meter_extract_usage answers';
