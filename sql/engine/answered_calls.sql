-- What is charged by a provider's answer.

-- Units as an answer reports them: what exceeds its whole is cut down to it, what is no amount is left out. Halves of the last decimal that is
-- kept go to the even one.
CREATE OR REPLACE FUNCTION units_told(units jsonb, u usage_log) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF units IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN units_on_record((
        SELECT jsonb_object_agg(r.key, least(9007199254740991, CASE WHEN abs(r.amount - r.rounded) = 0.0000005 AND mod(r.rounded * 1000000, 2) <> 0
                                                                    THEN r.rounded - 0.000001 ELSE r.rounded END))
          FROM (SELECT e.key, e.value::numeric AS amount, round(e.value::numeric, 6) AS rounded FROM jsonb_each(units) e) r), u);
END $$;

-- Raises what is wrong with an answer that cannot be charged.
CREATE OR REPLACE FUNCTION refuse_answer(r answer_read) RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF r.error IS NOT NULL AND r.at_least IS NULL THEN
        PERFORM raise_invalid('the response is an error', CASE r.error WHEN '' THEN 'It does not say which.' ELSE 'It says: ' || r.error END,
                              'Nothing is charged for it; release the hold of the call, if it has one.');
    END IF;
    PERFORM raise_invalid(
        'the response does not say what was used',
        format('It was recognised as %s', r.shape) || coalesce(', and had told ' || compact(r.at_least) || ' when it broke off.', '.'),
        'Ask for it (OpenAI''s streams want stream_options.include_usage), or pass counts of your own to meter_add_tokens or meter_settle.');
END $$;

-- What an answer charges: a call with the names, id, tier (NULL where it does not tell one), units, conditions and bill that the answer tells. An
-- answer that is billed in other units alone, or that tells its cost and counts nothing, as one of an image does, has used no tokens.
-- `told_provider`: by the answer's own word.
CREATE OR REPLACE FUNCTION answer_of(response jsonb, headers jsonb, provider text, OUT u usage_log, OUT told_provider text)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    found CONSTANT record := charged_by(read_answer(response, headers, provider), provider);
BEGIN
    u := found.u;
    told_provider := found.told_provider;
END $$;
COMMENT ON FUNCTION answer_of IS 'what a provider''s answer charges; 22023 where it does not say what was used';

-- The same of an answer that was read with this hint.
CREATE OR REPLACE FUNCTION charged_by(r answer_read, provider text, OUT u usage_log, OUT told_provider text)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    u := r.u;
    told_provider := u.provider;
    IF u.input_tokens IS NULL OR u.output_tokens IS NULL THEN
        IF counts_anything(u) OR NOT r.complete OR r.at_least IS NOT NULL
           OR u.other_units IS NULL AND (u.reported_cost IS NULL OR r.error IS NOT NULL) THEN
            PERFORM refuse_answer(r);
        END IF;
        u.input_tokens := 0;
        u.output_tokens := 0;
    END IF;
    u.cache_read_tokens := coalesce(u.cache_read_tokens, 0);
    u.cache_write_tokens := coalesce(u.cache_write_tokens, 0);
    u.reasoning_tokens := coalesce(u.reasoning_tokens, 0);
    u.audio_input_tokens := coalesce(u.audio_input_tokens, 0);
    u.audio_output_tokens := coalesce(u.audio_output_tokens, 0);
    u.tokens := u.input_tokens + u.output_tokens;
    u.requests := 1;
    u.other_units := units_told(u.other_units, u);
    u.provider := coalesce(canonical_provider(provider), told_provider);
    u.service_tier := CASE WHEN u.service_tier <> 'auto' THEN tier_said(u.service_tier) END;  -- "auto" was asked for, not given
    u.reported_cost := trim_scale(u.reported_cost);
    u.marks := CASE WHEN u.metadata IS NOT NULL THEN '{clamped}'::text[] END;
    IF octet_length(u.operation_id) > 255 OR trimmed(u.operation_id) = '' THEN
        u.operation_id := NULL;
    END IF;
    IF u.conditions IS NOT NULL THEN
        u.conditions := nullif(ARRAY(SELECT c.name FROM unnest(u.conditions) c (name)
                                      WHERE c.name COLLATE "C" ~ '^[a-z0-9_.-]+:[a-z0-9_.-]+$' AND octet_length(c.name) <= 63), '{}');
    END IF;
END $$;
COMMENT ON FUNCTION charged_by IS 'what an answer charges that was read with this hint of who has answered';

-- The vendor of a model, by its name: that of its family, or the one that path or prefix tells.
CREATE OR REPLACE FUNCTION vendor_of_model(model text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    told CONSTANT record := told_by_name(regexp_replace(lowered_name(model), '^ft:', ''));
    name text;
BEGIN
    IF model IS NULL THEN
        RETURN NULL;
    END IF;
    FOREACH name IN ARRAY told.names LOOP
        IF vendor_of_own(name) IS NOT NULL THEN
            RETURN vendor_of_own(name);
        END IF;
    END LOOP;
    RETURN CASE WHEN is_vendor(told.vendor) THEN told.vendor END;
END $$;

-- Who has answered, where it is not the provider that was asked. `told`: by a mark of the answer's own; `model`: that of the answer. A cloud or a
-- gateway hands on the answers of others, and stands. A vendor answers with models of its own alone, so that the name of another vendor's model
-- tells that this one has answered.
CREATE OR REPLACE FUNCTION other_provider(asked text, asked_model text, told text, model text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    other text := told;
BEGIN
    IF is_vendor(asked) IS NOT TRUE THEN
        RETURN NULL;
    END IF;
    IF other IS NULL THEN
        other := vendor_of_model(model);
        -- `google` may have been asked for the models of others that Vertex sells; and a vendor does not name its own by a path
        IF is_reseller(asked) AND (strpos(model, '/') > 0 OR vendor_of_model(asked_model) = other) THEN
            other := NULL;
        END IF;
    END IF;
    RETURN nullif(other, asked);
END $$;
COMMENT ON FUNCTION other_provider IS 'the provider that has answered; NULL: the one that was asked';

-- Whether a name is another one with more around it: a path, a region, a vendor, a route, a version or a date. An answer that went through a cloud
-- often has the bare name, which does not tell the price of a region.
CREATE OR REPLACE FUNCTION says_more(name text, bare text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    told record;
    place integer;
BEGIN
    IF name IS NULL OR bare IS NULL THEN
        RETURN false;
    END IF;
    told := told_by_name(lowered_name(name));
    place := array_position(told.names, lowered_name(bare));
    RETURN coalesce(told.matches[place] IN ('prefix', 'dated'), false);
END $$;
COMMENT ON FUNCTION says_more IS 'whether a model''s name is another one with more around it';

-- The tier to charge by. The answer's word holds, and the caller's fills what it does not tell; that a call was one of a batch no answer tells, so
-- that the caller's `batch` stands.
CREATE OR REPLACE FUNCTION answer_tier(told text, given text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF given IS NOT NULL THEN
        given := canonical_tier(given);
    END IF;
    RETURN CASE WHEN given = 'batch' THEN given ELSE coalesce(told, given) END;
END $$;
COMMENT ON FUNCTION answer_tier IS 'the service tier to charge an answer by; NULL: nobody tells one';

-- The name by which a second charge of an answer is noticed. Ids are no one's promise: it is the same answer where the model and what was used are
-- the same too.
CREATE OR REPLACE FUNCTION answer_key(u usage_log) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 'meter:answer:' || (u).operation_id || ':' || coalesce((u).model, '') || ':' || (u).input_tokens || ':' || (u).output_tokens || ':'
       || (u).cache_read_tokens || ':' || (u).cache_write_tokens;
COMMENT ON FUNCTION answer_key IS 'the name of an answer, as answer_of read it; NULL: it has no id';

-- The call that meter_add_response charges, and the name of its answer.
CREATE OR REPLACE FUNCTION call_of_response(
    account text, response jsonb, provider text, model text, operation text, operation_id text, session_id text, key_source text,
    metadata jsonb, at timestamptz, enforce boolean, conditions text[], service_tier text, headers jsonb, OUT u usage_log, OUT answer text,
    OUT told_model text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    read record;
    told usage_log;
    tier text;
BEGIN
    PERFORM check_text('account', account, needed => true);
    read := answer_to(canonical_provider(provider), model, response, headers);
    told := read.u;
    tier := answer_tier(told.service_tier, service_tier);
    u := call_row(account, told.input_tokens, told.output_tokens, coalesce(model, told.model), told.provider, operation,
                  coalesce(operation_id, told.operation_id), session_id, told.cache_read_tokens, told.cache_write_tokens,
                  told.reasoning_tokens, told.audio_input_tokens, told.audio_output_tokens, 'standard', key_source, metadata, at, enforce);
    u.other_units := told.other_units;
    u.service_tier := coalesce(tier, 'standard');
    u.conditions := joined_conditions(conditions_of(conditions, model), told.conditions);
    u.reported_cost := told.reported_cost;
    u.marks := told.marks;
    IF told.metadata IS NOT NULL THEN
        u.metadata := coalesce(u.metadata, '{}') || told.metadata;
    END IF;
    answer := answer_key(told);
    IF model IS NOT NULL THEN
        PERFORM check_text('model', told.model);
        told_model := told.model;
    END IF;
END $$;
COMMENT ON FUNCTION call_of_response IS
    'the call that an answer is of, with these arguments of meter_add_response, the name of the answer, and the model that it tells where the caller named one too';

-- Conditions in order, the first before others of the same key; NULL: none.
CREATE OR REPLACE FUNCTION joined_conditions(conditions text[], others text[]) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF conditions IS NULL AND others IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN nullif(ARRAY(SELECT n.name FROM unnest(conditions_beside(coalesce(conditions, '{}'), others)) n (name) ORDER BY n.name COLLATE "C"), '{}');
END $$;

-- What a held call has used by its answer: fields are NULL where they stay as they were reserved. The name that was reserved stands where it is the
-- answer's with more around it, such as the region that a price is of; so does a batch, which no answer tells. Conditions that the answer would
-- tell, and does not, do not hold.
CREATE OR REPLACE FUNCTION actuals_of_answer(h holds, response jsonb, headers jsonb, provider text, service_tier text, OUT x usage_log,
                                             OUT clamped jsonb, OUT answer text)
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    told CONSTANT record := CASE WHEN provider IS NULL THEN answer_to(h.provider, h.model, response, headers)
                                 ELSE answer_of(response, headers, provider) END;
    would_tell CONSTANT text[] := CASE told.told_provider WHEN 'anthropic' THEN '{speed,geo}'::text[] ELSE '{speed}'::text[] END;
BEGIN
    x := told.u;
    PERFORM check_text('model', x.model);
    answer := answer_key(x);
    clamped := x.metadata -> 'clamped';
    x.metadata := NULL;
    x.service_tier := answer_tier(x.service_tier, coalesce(service_tier, h.service_tier));
    x.conditions := coalesce(joined_conditions(x.conditions, ARRAY(SELECT c.name FROM unnest(h.conditions) c (name)
                                                                    WHERE split_part(c.name, ':', 1) <> ALL (would_tell))), '{}');
    IF x.provider IS NOT DISTINCT FROM h.provider AND says_more(h.model, x.model) THEN
        x.model := NULL;
    END IF;
    IF h.operation_id IS NOT NULL THEN
        x.operation_id := NULL;
    END IF;
END $$;
COMMENT ON FUNCTION actuals_of_answer IS
    'what a held call has used by its answer, the counts that were cut down as they were said, and the name of the answer';

-- What an answer charges to a call that was asked for by these names; it is read as that of the provider whose it is.
CREATE OR REPLACE FUNCTION answer_to(asked_provider text, asked_model text, response jsonb, headers jsonb, OUT u usage_log, OUT told_provider text)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    r answer_read := read_answer(response, headers, asked_provider);
    other CONSTANT text := other_provider(asked_provider, asked_model, (r.u).provider, (r.u).model);
    found record;
BEGIN
    IF other IS NOT NULL THEN
        r := read_answer(response, headers, other);
    END IF;
    found := charged_by(r, coalesce(other, asked_provider));
    u := found.u;
    told_provider := found.told_provider;
END $$;
COMMENT ON FUNCTION answer_to IS 'what a provider''s answer charges to a call that was asked for by these names';
