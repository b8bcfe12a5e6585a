-- What a settlement says was used: a call whose fields are NULL where they stay as they were reserved.

-- Metadata with the counts that were cut down, as they were said.
CREATE OR REPLACE FUNCTION with_clamped(metadata jsonb, clamped jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN CASE WHEN clamped IS NULL THEN metadata ELSE coalesce(metadata, '{}') || jsonb_build_object('clamped', clamped) END;

-- The reserved call as it was in the end.
CREATE OR REPLACE FUNCTION call_as_used(h holds, x usage_log, clamped jsonb) RETURNS usage_log
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    u usage_log := call_of_hold(h);
BEGIN
    u.input_tokens := x.input_tokens;
    u.output_tokens := x.output_tokens;
    u.tokens := x.tokens;
    u.cache_read_tokens := x.cache_read_tokens;
    u.cache_write_tokens := x.cache_write_tokens;
    u.reasoning_tokens := x.reasoning_tokens;
    u.audio_input_tokens := x.audio_input_tokens;
    u.audio_output_tokens := x.audio_output_tokens;
    u.other_units := x.other_units;
    u.model := coalesce(x.model, u.model);
    u.provider := coalesce(x.provider, u.provider);
    u.service_tier := coalesce(x.service_tier, u.service_tier);
    u.conditions := nullif(coalesce(x.conditions, u.conditions), '{}');
    u.operation_id := coalesce(x.operation_id, u.operation_id);
    u.metadata := with_clamped(coalesce(x.metadata, u.metadata), clamped);
    u.reported_cost := x.reported_cost;
    u.marks := x.marks;
    RETURN u;
END $$;

-- What a retry of a settlement must repeat.
CREATE OR REPLACE FUNCTION request_of_actuals(hold bigint, x usage_log) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp
RETURN request_of_counts(x)
       || jsonb_build_object('hold_id', hold, 'service_tier', x.service_tier, 'operation_id', x.operation_id, 'metadata', x.metadata)
       || CASE WHEN x.model IS NOT NULL THEN jsonb_build_object('model', x.model) ELSE '{}' END
       || CASE WHEN x.provider IS NOT NULL THEN jsonb_build_object('provider', x.provider) ELSE '{}' END;

-- The actuals of a settlement by counts.
CREATE OR REPLACE FUNCTION actuals_row(
    input_tokens bigint, output_tokens bigint, cache_read_tokens bigint, cache_write_tokens bigint, reasoning_tokens bigint,
    audio_input_tokens bigint, audio_output_tokens bigint, service_tier text, other_units jsonb) RETURNS usage_log
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    x usage_log := call_row(account => '-', input_tokens => input_tokens, output_tokens => output_tokens,
                            cache_read_tokens => cache_read_tokens, cache_write_tokens => cache_write_tokens,
                            reasoning_tokens => reasoning_tokens, audio_input_tokens => audio_input_tokens,
                            audio_output_tokens => audio_output_tokens, other_units => other_units,
                            service_tier => coalesce(service_tier, 'standard'), enforce => false);
BEGIN
    IF service_tier IS NULL THEN
        x.service_tier := NULL;
    END IF;
    RETURN x;
END $$;

-- What the caller says beside, which goes before what an answer tells.
CREATE OR REPLACE FUNCTION actuals_as_said(x usage_log, model text, provider text, operation_id text, reported_cost numeric, conditions text[],
                                           metadata jsonb) RETURNS usage_log
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM check_text('model', model), check_text('provider', provider), check_text('operation_id', operation_id);
    x.model := coalesce(model, x.model);
    x.provider := coalesce(canonical_provider(provider), x.provider);
    x.operation_id := coalesce(operation_id, x.operation_id);
    x.reported_cost := coalesce(usd_amount('reported_cost', reported_cost), x.reported_cost);
    IF conditions IS NOT NULL THEN
        x.conditions := conditions_beside(conditions_of(conditions, model), x.conditions);
    END IF;
    x.metadata := checked_metadata(metadata);
    RETURN x;
END $$;

-- The model that a settlement by an answer goes by where it alone has a price: the answer's, where the caller names another one, such as a
-- deployment; else the reserved one, where a gateway answers in a name of its own. x is what the answer tells.
CREATE OR REPLACE FUNCTION second_name(h holds, x usage_log, model text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN CASE WHEN model IS NOT NULL THEN x.model
                WHEN coalesce(x.provider, h.provider) IS NOT DISTINCT FROM h.provider THEN h.model END;
END $$;

-- Settles a hold, once under its key. `second`: the model that the call goes by where it alone has a price.
CREATE OR REPLACE FUNCTION settle_once(h holds, x usage_log, clamped jsonb, answer text, key text, second text) RETURNS verdict
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    actuals constant jsonb := request_of_actuals(h.hold_id, x);
    v verdict;
BEGIN
    IF key IS NOT NULL AND NOT claim_key(h.account, key, 'settle', actuals, now_at()) THEN
        RETURN verdict_again(earlier_answer(h.account, key, 'settle', actuals));
    END IF;
    IF second IS NOT NULL AND x.model IS NOT NULL
       AND goes_by_second(coalesce(x.provider, h.provider), x.model, second, x.other_units, h.at) THEN
        x.model := second;
    END IF;
    v := settle(h, call_as_used(h, x, clamped), answer, actuals);
    IF key IS NOT NULL THEN
        PERFORM keep_answer(h.account, key, verdict_kept(v));
    END IF;
    RETURN v;
END $$;
COMMENT ON FUNCTION settle_once IS 'settles a hold with what was used, once under its idempotency key';

-- The arguments of meter_settle.
CREATE OR REPLACE FUNCTION settle_hold(
    hold_id bigint, input_tokens bigint, output_tokens bigint, cache_read_tokens bigint, cache_write_tokens bigint, reasoning_tokens bigint,
    audio_input_tokens bigint, audio_output_tokens bigint, service_tier text, operation_id text, metadata jsonb, account text,
    idempotency_key text, response jsonb, other_units jsonb, conditions text[], headers jsonb, model text, provider text,
    reported_cost numeric) RETURNS verdict
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    h holds;
    x usage_log;
    clamped jsonb;
    answer text;
    second text;
    told record;
BEGIN
    PERFORM check_needed('hold_id', hold_id::text), check_text('account', account);
    h := find_hold(hold_id, account);
    IF response IS NULL THEN
        x := actuals_row(input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, audio_input_tokens,
                         audio_output_tokens, service_tier, other_units);
    ELSIF (input_tokens IS NULL AND other_units IS NULL
           AND (output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens)
               = (0, 0, 0, 0, 0, 0)) IS NOT TRUE THEN
        PERFORM raise_invalid('either counts or a response', 'Both counts and response are given.',
                              'Pass the provider''s response, or the counts that you have read of it.');
    ELSE
        told := actuals_of_answer(h, response, headers, provider, service_tier);
        x := told.x;
        clamped := told.clamped;
        answer := told.answer;
        second := second_name(h, x, model);
    END IF;
    x := actuals_as_said(x, model, provider, operation_id, reported_cost, conditions, metadata);
    PERFORM check_text('idempotency_key', idempotency_key);
    RETURN settle_once(h, x, clamped, answer, idempotency_key, second);
END $$;
COMMENT ON FUNCTION settle_hold IS 'settles a hold by counts or by the provider''s answer';
