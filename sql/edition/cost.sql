-- What calls cost, for those who ask: thin over sql/engine/pricing.sql.

CREATE FUNCTION meter_cost(model text, input_tokens bigint, output_tokens bigint DEFAULT 0, provider text DEFAULT NULL,
    cache_read_tokens bigint DEFAULT 0, cache_write_tokens bigint DEFAULT 0, reasoning_tokens bigint DEFAULT 0,
    audio_input_tokens bigint DEFAULT 0, audio_output_tokens bigint DEFAULT 0, service_tier text DEFAULT 'standard',
    at timestamptz DEFAULT NULL, other_units jsonb DEFAULT NULL, conditions text[] DEFAULT NULL)
RETURNS numeric
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    u usage_log;
BEGIN
    PERFORM meter_internal._meter_ready();
    PERFORM check_text('model', model, needed => true), check_text('provider', provider),
            check_counts(input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, audio_input_tokens,
                         audio_output_tokens);
    IF at IS NOT NULL THEN
        PERFORM check_moment('at', at);
    END IF;
    u := call_row(
        account => '-', input_tokens => input_tokens, output_tokens => output_tokens, model => model, provider => provider,
        cache_read_tokens => cache_read_tokens, cache_write_tokens => cache_write_tokens, reasoning_tokens => reasoning_tokens,
        audio_input_tokens => audio_input_tokens, audio_output_tokens => audio_output_tokens, service_tier => service_tier,
        other_units => other_units, conditions => conditions);
    u.at := coalesce(at, u.at);
    u := price_call(u);
    IF u.price_match = 'fallback' THEN
        RAISE WARNING 'model "%" lacks a price, the fallback price was used', model;
    END IF;
    RETURN u.cost;
END $$;

CREATE FUNCTION meter_internal._meter_price(provider text, model text, service_tier text, counts bigint[], other_units jsonb, at timestamptz,
                                            prices_at timestamptz, conditions text[])
RETURNS TABLE (cost numeric, price_match text, price_ids bigint[], missing text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    u usage_log;
    price record;
    otherwise record;
BEGIN
    PERFORM check_counts(counts[1], counts[2], counts[3], counts[4], counts[5], counts[6], counts[7]);
    u.provider := provider;
    u.model := model;
    u.input_tokens := counts[1];
    u.output_tokens := counts[2];
    u.cache_read_tokens := counts[3];
    u.cache_write_tokens := counts[4];
    u.reasoning_tokens := counts[5];
    u.audio_input_tokens := counts[6];
    u.audio_output_tokens := counts[7];
    u.tokens := counts[1] + counts[2];
    u.other_units := units_on_record(other_units, u);
    u.service_tier := canonical_tier(service_tier);
    u.conditions := conditions_of(conditions, model);
    u.at := check_moment('at', at);
    u.enforced := false;  -- it is spent
    price := own_price(u, check_moment('at', prices_at));
    cost := price.cost;
    price_match := coalesce(price.price_match, 'none');
    price_ids := coalesce(price.price_ids, '{}');
    missing := CASE price.problem WHEN 'no model' THEN 'the call names no model' WHEN 'unknown model' THEN format('unknown model "%s"', model)
                                  WHEN 'no price' THEN format('there is no %s price', price.missing)
                                  WHEN 'out of range' THEN 'cost out of range' ELSE price.missing END;
    IF price.problem <> 'ambiguous' THEN
        otherwise := price_otherwise(u, prices_at, price.rates, price.problem, price.missing, true);
        cost := otherwise.cost;
        price_match := CASE WHEN cost IS NULL THEN 'none' ELSE 'fallback' END;
        price_ids := coalesce(otherwise.price_ids, '{}');
    END IF;
    RETURN NEXT;
END $$;

-- No encoding is known here: a quarter of the characters, rounded up, is near enough for what is held back before a call.
CREATE FUNCTION meter_estimate_tokens(text text, model text DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    IF text IS NULL THEN
        PERFORM raise_null('text');
    END IF;
    PERFORM check_text('model', model);
    RETURN (char_length(text) + 3) / 4;
END $$;
