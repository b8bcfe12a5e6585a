-- The arguments of a call, as a row of the log in the making: prices, the account and the receipt are added to it.

-- What every argument of a call must be, in the order in which errors are told. Ordinary calls are found good without it.
CREATE OR REPLACE FUNCTION check_call(u usage_log, given_units jsonb) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM check_counts(u.input_tokens, u.output_tokens, u.cache_read_tokens, u.cache_write_tokens, u.reasoning_tokens,
                         u.audio_input_tokens, u.audio_output_tokens);
    PERFORM check_text('account', u.account, needed => true);
    PERFORM units_of(given_units, u);
    PERFORM check_text('model', u.model);
    PERFORM check_text('provider', u.provider);
    PERFORM check_text('operation', u.operation);
    PERFORM check_text('operation_id', u.operation_id);
    PERFORM check_text('session_id', u.session_id);
END $$;

-- A call with the arguments that few calls have.
CREATE OR REPLACE FUNCTION with_more_arguments(u usage_log, other_units jsonb, conditions text[], key_source text, reported_cost numeric,
                                               metadata jsonb, at timestamptz) RETURNS usage_log
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF other_units IS NOT NULL THEN
        u.other_units := units_of(other_units, u);
    END IF;
    u.service_tier := canonical_tier(u.service_tier);
    IF conditions IS NOT NULL OR may_tell_conditions(u.model) THEN
        u.conditions := conditions_of(conditions, u.model);
    END IF;
    IF key_source NOT IN ('shared', 'own') THEN
        PERFORM raise_invalid('invalid key_source', format('key_source is "%s".', key_source),
                              'Use "shared" (the operator''s provider key) or "own" (the account brings its own).');
    END IF;
    u.key_source := key_source;
    IF reported_cost IS NOT NULL THEN
        u.reported_cost := usd_amount('reported_cost', reported_cost);
    END IF;
    IF metadata IS NOT NULL THEN
        u.metadata := checked_metadata(metadata);
    END IF;
    u.at := moment(at);
    IF u.enforced IS NULL THEN
        PERFORM raise_null('enforce');
    END IF;
    RETURN u;
END $$;

-- Whether a call is as most are: counts that fit into each other, texts that are short and begin with a printable ASCII character. None of the counts is
-- NULL, negative or above 2^53 - 1: least() and greatest() pass over what is NULL, and comparisons do not. STABLE as concat() is, so that it is inlined.
CREATE OR REPLACE FUNCTION is_plain_call(account text, input_tokens bigint, output_tokens bigint, model text, provider text, operation text,
    operation_id text, session_id text, cache_read_tokens bigint, cache_write_tokens bigint, reasoning_tokens bigint, audio_input_tokens bigint,
    audio_output_tokens bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(
    least(input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens) >= 0
    AND greatest(input_tokens, output_tokens) <= 9007199254740991
    AND audio_input_tokens <= input_tokens AND cache_write_tokens <= input_tokens - cache_read_tokens
    AND reasoning_tokens <= output_tokens AND audio_output_tokens <= output_tokens
    AND account IS NOT NULL
    AND least(account COLLATE "C", model, provider, operation, operation_id, session_id) >= '!'
    AND greatest(account COLLATE "C", model, provider, operation, operation_id, session_id) < '~'
    AND octet_length(concat(account, model, provider, operation, operation_id, session_id)) <= 255, false);
COMMENT ON FUNCTION is_plain_call IS 'whether a call''s counts and texts need no closer look';

CREATE OR REPLACE FUNCTION call_row(account text, input_tokens bigint, output_tokens bigint DEFAULT 0, model text DEFAULT NULL,
    provider text DEFAULT NULL, operation text DEFAULT NULL, operation_id text DEFAULT NULL, session_id text DEFAULT NULL,
    cache_read_tokens bigint DEFAULT 0, cache_write_tokens bigint DEFAULT 0, reasoning_tokens bigint DEFAULT 0,
    audio_input_tokens bigint DEFAULT 0, audio_output_tokens bigint DEFAULT 0, service_tier text DEFAULT 'standard',
    key_source text DEFAULT NULL, metadata jsonb DEFAULT NULL, at timestamptz DEFAULT NULL, enforce boolean DEFAULT true,
    other_units jsonb DEFAULT NULL, conditions text[] DEFAULT NULL, reported_cost numeric DEFAULT NULL) RETURNS usage_log
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    plain constant boolean := is_plain_call(account, input_tokens, output_tokens, model, provider, operation, operation_id, session_id,
        cache_read_tokens, cache_write_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens);
    u usage_log;
BEGIN
    -- at once: an assignment each would take longer
    SELECT account, CASE WHEN plain AND provider IS NOT NULL THEN canonical_provider(provider) ELSE provider END, model, operation,
           operation_id, session_id, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens,
           audio_input_tokens, audio_output_tokens, service_tier, 1, enforce, CASE WHEN plain THEN input_tokens + output_tokens END,
           now_at()
      INTO u.account, u.provider, u.model, u.operation, u.operation_id, u.session_id, u.input_tokens, u.output_tokens, u.cache_read_tokens,
           u.cache_write_tokens, u.reasoning_tokens, u.audio_input_tokens, u.audio_output_tokens, u.service_tier, u.requests, u.enforced,
           u.tokens, u.at;
    IF plain AND service_tier = 'standard' AND enforce IS NOT NULL AND (may_tell_conditions(model)) IS NOT TRUE
       AND num_nonnulls(other_units, conditions, key_source, reported_cost, metadata, at) = 0 THEN
        RETURN u;
    END IF;
    IF NOT plain THEN
        PERFORM check_call(u, other_units);
        u.tokens := input_tokens + output_tokens;
        u.provider := canonical_provider(provider);
    END IF;
    RETURN with_more_arguments(u, other_units, conditions, key_source, reported_cost, metadata, at);
END $$;
COMMENT ON FUNCTION call_row IS
    'a call of these arguments, those of meter_add_tokens, as a row of the log in the making: not priced, and not charged to anything yet';

-- Metadata is kept, never looked into.
CREATE OR REPLACE FUNCTION checked_metadata(metadata jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF jsonb_typeof(metadata) <> 'object' THEN
        PERFORM raise_invalid('invalid metadata', 'metadata is no object.', 'Metadata is a JSON object of at most 8 KiB.');
    ELSIF octet_length(metadata::text) > 8192 THEN
        PERFORM raise_invalid('invalid metadata', format('metadata has %s bytes.', octet_length(metadata::text)),
                              'Metadata is a JSON object of at most 8 KiB.');
    END IF;
    RETURN metadata;
END $$;
COMMENT ON FUNCTION checked_metadata IS 'metadata, or 22023 where it is no object of at most 8 KiB';
