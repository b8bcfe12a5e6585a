-- What a usage object says, whoever's it is. A usage is a row of the log in the making, NULL where nothing is said: counts, other_units,
-- reported_cost, service_tier, conditions; metadata has counts as they were said, where they were cut down.

CREATE OR REPLACE FUNCTION with_unit(units jsonb, unit text, amount numeric) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN amount <> 0 THEN coalesce(units, '{}') || jsonb_build_object(unit, amount) ELSE units END;
COMMENT ON FUNCTION with_unit IS 'units with one more, where there is any of it';

CREATE OR REPLACE FUNCTION counts_anything(u usage_log) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN num_nonnulls((u).input_tokens, (u).output_tokens, (u).cache_read_tokens, (u).cache_write_tokens, (u).reasoning_tokens,
                    (u).audio_input_tokens, (u).audio_output_tokens) > 0;

CREATE OR REPLACE FUNCTION says_nothing(u usage_log) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN num_nonnulls((u).input_tokens, (u).output_tokens, (u).cache_read_tokens, (u).cache_write_tokens, (u).reasoning_tokens,
                    (u).audio_input_tokens, (u).audio_output_tokens, (u).other_units, (u).reported_cost) = 0;

CREATE OR REPLACE FUNCTION named_counts(u usage_log) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN jsonb_strip_nulls(jsonb_build_object(
    'input_tokens', (u).input_tokens, 'output_tokens', (u).output_tokens, 'cache_read_tokens', (u).cache_read_tokens,
    'cache_write_tokens', (u).cache_write_tokens, 'reasoning_tokens', (u).reasoning_tokens,
    'audio_input_tokens', (u).audio_input_tokens, 'audio_output_tokens', (u).audio_output_tokens));

-- Cuts each part down to its whole, where that is known: some hosts report more cached tokens than the prompt has.
CREATE OR REPLACE FUNCTION clamp_counts(u usage_log) RETURNS usage_log
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    said CONSTANT usage_log := u;
    room bigint;
BEGIN
    IF u.cache_read_tokens > u.input_tokens THEN
        u.cache_read_tokens := u.input_tokens;
    END IF;
    room := u.input_tokens - coalesce(u.cache_read_tokens, 0);
    IF u.cache_write_tokens > room THEN
        u.cache_write_tokens := room;
    END IF;
    IF u.audio_input_tokens > u.input_tokens THEN
        u.audio_input_tokens := u.input_tokens;
    END IF;
    IF u.reasoning_tokens > u.output_tokens THEN
        u.reasoning_tokens := u.output_tokens;
    END IF;
    IF u.audio_output_tokens > u.output_tokens THEN
        u.audio_output_tokens := u.output_tokens;
    END IF;
    IF u IS DISTINCT FROM said THEN
        u.metadata := jsonb_build_object('clamped', jsonb_strip_nulls(jsonb_build_object(
            'cache_read_tokens', nullif(said.cache_read_tokens, u.cache_read_tokens),
            'cache_write_tokens', nullif(said.cache_write_tokens, u.cache_write_tokens),
            'reasoning_tokens', nullif(said.reasoning_tokens, u.reasoning_tokens),
            'audio_input_tokens', nullif(said.audio_input_tokens, u.audio_input_tokens),
            'audio_output_tokens', nullif(said.audio_output_tokens, u.audio_output_tokens))));
    END IF;
    RETURN u;
END $$;
COMMENT ON FUNCTION clamp_counts IS 'a usage of which no part is larger than its whole; metadata has what was said';

-- Cached tokens of a kind, where nobody says how many: at least those that do not fit into the rest of the input.
CREATE OR REPLACE FUNCTION cached_at_least(u usage_log, unit text, of_kind bigint) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN with_unit((u).other_units, unit, CASE WHEN num_nulls(of_kind, (u).input_tokens, (u).cache_read_tokens) = 0
                                                 THEN greatest((u).cache_read_tokens - (u).input_tokens + least(of_kind, (u).input_tokens), 0) END);
END $$;

-- The sum of what the parts of a bill say that has no total: input_tokens_cost, request_cost and so on.
CREATE OR REPLACE FUNCTION bill_of_parts(cost jsonb) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN (SELECT as_decimal(sum(amount_of(e.value))) FROM jsonb_each(cost) e WHERE e.key LIKE E'%\\_cost' AND e.key <> 'total_cost');
END $$;

-- The bill that stands in a usage object, USD. xAI bills in ticks of 10^-10 USD.
CREATE OR REPLACE FUNCTION bill_of_usage(usage jsonb) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    ticks bigint;
    total numeric;
    upstream numeric;
    own_key boolean;
BEGIN
    IF NOT has_key(usage, 'cost', 'estimated_cost', 'cost_in_usd_ticks', 'costInUsdTicks') THEN
        RETURN NULL;
    END IF;
    ticks := count_of(usage, 'cost_in_usd_ticks', 'costInUsdTicks');
    IF ticks IS NOT NULL THEN
        RETURN ticks * 0.0000000001;
    END IF;
    total := CASE WHEN is_object(usage -> 'cost') THEN coalesce(amount_of(usage #> '{cost,total_cost}'), bill_of_parts(usage -> 'cost'))
                  ELSE amount_of(said(usage, 'cost')) END;
    IF total IS NULL THEN
        RETURN amount_of(usage -> 'estimated_cost');
    END IF;
    -- What the provider behind OpenRouter charges the operator's own key, beside the fee; without such a key the fee contains it. Where the answer
    -- does not tell it, the call's cost is not known by the fee.
    upstream := coalesce(amount_of(usage #> '{cost_details,upstream_inference_cost}'),
                         amount_of(usage #> '{costDetails,upstreamInferenceCost}'));
    own_key := CASE WHEN said(usage, 'is_byok') IS NULL THEN upstream > total ELSE usage -> 'is_byok' = 'true' END;
    RETURN as_decimal(total + CASE WHEN own_key THEN upstream ELSE 0 END);
END $$;
COMMENT ON FUNCTION bill_of_usage IS 'what a usage object says that the call costs, USD';

-- The bill that a gateway or a library put beside the usage.
CREATE OR REPLACE FUNCTION bill_of_metadata(metadata jsonb) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    gateway CONSTANT jsonb := said(metadata, 'gateway');
    cost numeric;
BEGIN
    IF gateway IS NOT NULL THEN
        cost := amount_of(gateway -> 'cost');
        -- with the operator's own key the gateway asks nothing, and the provider its market price
        RETURN CASE WHEN cost = 0 THEN coalesce(amount_of(gateway -> 'marketCost'), cost) ELSE cost END;
    END IF;
    RETURN bill_of_usage(coalesce(said(metadata -> 'openrouter', 'usage'), said(metadata, 'xai')));
END $$;

CREATE OR REPLACE FUNCTION bill_beside(body jsonb) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    first CONSTANT jsonb := CASE WHEN items_in(body -> 'choices') > 0 THEN body #> '{choices,0}' END;
    message CONSTANT jsonb := coalesce(said(first, 'message'), said(first, 'delta'));
BEGIN
    RETURN coalesce(CASE WHEN body ? '_hidden_params' THEN amount_of(body #> '{_hidden_params,response_cost}') END,
                    CASE WHEN body ? 'providerMetadata' THEN bill_of_metadata(body -> 'providerMetadata') END,
                    CASE WHEN body ? 'provider_metadata' THEN bill_of_metadata(body -> 'provider_metadata') END,
                    CASE WHEN message ? 'providerMetadata' THEN bill_of_metadata(message -> 'providerMetadata') END,
                    CASE WHEN message ? 'provider_metadata' THEN bill_of_metadata(message -> 'provider_metadata') END);
END $$;
COMMENT ON FUNCTION bill_beside IS 'what a body says beside its usage that the call costs, USD';

CREATE OR REPLACE FUNCTION counts_tools(usage jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN has_key(usage, 'server_tool_use', 'server_tool_use_details', 'server_side_tool_usage_details', 'connectors', 'server_side_tool_usage',
               'server_side_tools_used')
   AND (is_object(usage -> 'server_side_tool_usage') OR items_in(usage -> 'server_side_tools_used') > 0
        OR is_object(usage -> 'server_tool_use') OR is_object(usage -> 'server_tool_use_details')
        OR is_object(usage -> 'server_side_tool_usage_details') OR is_object(usage -> 'connectors'));
COMMENT ON FUNCTION counts_tools IS 'whether a usage counts the provider''s tools, so that they need not be counted by the steps of the answer';

-- Tools of the provider, where its usage counts them. Fetching pages and running code is counted by some who do not bill it.
CREATE OR REPLACE FUNCTION tools_counted(units jsonb, usage jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    tool record;
BEGIN
    FOR tool IN
        SELECT t.holder, t.key, t.unit FROM (VALUES
            ('server_tool_use', 'web_search_requests', 'web_search'),
            ('server_tool_use', 'web_fetch_requests', 'web_fetch'),
            ('server_tool_use', 'code_execution_requests', 'code_execution'),
            ('server_tool_use_details', 'web_search_requests', 'web_search'),
            ('server_tool_use_details', 'web_fetch_requests', 'web_fetch'),
            ('server_tool_use_details', 'code_execution_requests', 'code_execution'),
            ('server_side_tool_usage_details', 'web_search_calls', 'web_search'),
            ('server_side_tool_usage_details', 'x_search_calls', 'x_search'),
            ('server_side_tool_usage_details', 'code_interpreter_calls', 'code_interpreter'),
            ('server_side_tool_usage_details', 'file_search_calls', 'file_search'),
            ('server_side_tool_usage_details', 'document_search_calls', 'document_search'),
            ('server_side_tool_usage_details', 'image_generation_calls', 'image'),
            ('connectors', 'web_search', 'web_search'),
            ('connectors', 'web_search_premium', 'web_search_premium'),
            ('connectors', 'code_interpreter', 'code_interpreter'),
            ('connectors', 'image_generation', 'image'),
            ('connectors', 'document_library', 'document_search')) t (holder, key, unit)
    LOOP
        units := with_unit(units, tool.unit, count_of(usage -> tool.holder, tool.key));
    END LOOP;
    IF NOT (is_object(usage -> 'server_tool_use') OR is_object(usage -> 'server_tool_use_details')
            OR is_object(usage -> 'server_side_tool_usage_details') OR is_object(usage -> 'connectors')) THEN
        units := tools_by_name(units, usage);
    END IF;
    RETURN units;
END $$;

-- Tools of xAI as its own client tells them: how often each was used, or each use. Pictures and videos that are looked at are billed by their
-- tokens, and tools of the caller's not at all.
CREATE OR REPLACE FUNCTION tools_by_name(units jsonb, holder jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    by_number CONSTANT boolean := is_object(holder -> 'server_side_tool_usage');
    tool record;
BEGIN
    FOR tool IN
        SELECT regexp_replace(lower(t.name COLLATE "C"), '^server_side_tool_', '') AS name, t.uses
          FROM (SELECT e.key AS name, coalesce(count_of(holder -> 'server_side_tool_usage', e.key), 0) AS uses
                  FROM jsonb_each(CASE WHEN by_number THEN holder -> 'server_side_tool_usage' ELSE '{}' END) e
                UNION ALL
                SELECT l.used #>> '{}', 1
                  FROM jsonb_array_elements(CASE WHEN NOT by_number AND items_in(holder -> 'server_side_tools_used') > 0
                                                 THEN holder -> 'server_side_tools_used' ELSE '[]' END) l (used)
                 WHERE jsonb_typeof(l.used) = 'string') t
    LOOP
        IF tool.name IN ('web_search', 'x_search', 'file_search') THEN
            units := with_more(units, tool.name, tool.uses);
        ELSIF tool.name IN ('code_execution', 'code_interpreter') THEN
            units := with_more(units, 'code_interpreter', tool.uses);
        ELSIF tool.name = 'collections_search' THEN
            units := with_more(units, 'file_search', tool.uses);
        ELSIF tool.name = 'attachment_search' THEN
            units := with_more(units, 'document_search', tool.uses);
        END IF;
    END LOOP;
    RETURN units;
END $$;

-- What xAI puts beside the usage, where that counts no tools itself.
CREATE OR REPLACE FUNCTION tools_beside(units jsonb, body jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF is_object(body -> 'server_side_tool_usage_details') THEN
        RETURN tools_counted(units, jsonb_build_object('server_side_tool_usage_details', body -> 'server_side_tool_usage_details'));
    END IF;
    RETURN tools_by_name(units, body);
END $$;

CREATE OR REPLACE FUNCTION counts_tools_beside(body jsonb) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN has_key(body, 'server_side_tool_usage_details', 'server_side_tool_usage', 'server_side_tools_used')
       AND (is_object(body -> 'server_side_tool_usage_details') OR is_object(body -> 'server_side_tool_usage')
            OR items_in(body -> 'server_side_tools_used') > 0);
END $$;

-- Perplexity's fee for a request, where the answer does not say how large its search was: what is searched where nothing is asked for. Its
-- research model is billed by the search.
CREATE OR REPLACE FUNCTION with_request_of_search(u usage_log, usage jsonb, provider text, model text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN CASE WHEN provider = 'perplexity' AND u.output_tokens > 0
                     AND NOT has_key(usage, 'search_context_size', 'num_search_queries', 'citation_tokens')
                     AND (model IS NULL OR regexp_replace(model, '^.*/', '') ^@ 'sonar' AND strpos(regexp_replace(model, '^.*/', ''), 'deep-research') = 0)
                THEN with_unit((u).other_units, 'request_low', 1) ELSE (u).other_units END;
END $$;

-- The fields of a usage object that mean the same wherever they stand.
CREATE OR REPLACE FUNCTION with_common(u usage_log, usage jsonb) RETURNS usage_log
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    size text;
    speed text;
    geo text;
BEGIN
    IF counts_tools(usage) THEN
        u.other_units := tools_counted(u.other_units, usage);
    END IF;
    IF has_key(usage, 'search_context_size', 'num_search_queries', 'citation_tokens', 'num_sources_used', 'characters', 'usage_characters',
               'input_characters', 'prompt_audio_seconds', 'seconds', 'speed', 'inference_geo') THEN
        size := said_text(usage, 'search_context_size');
        IF size IS NOT NULL AND NOT usage ? 'citation_tokens' THEN
            -- Perplexity bills each request by it; its research model, each search
            u.other_units := with_unit(u.other_units, 'request_' || lower(size COLLATE "C"), 1);
        ELSE
            u.other_units := with_unit(u.other_units, 'web_search', count_of(usage, 'num_search_queries'));
        END IF;
        u.other_units := with_unit(u.other_units, 'citation', count_of(usage, 'citation_tokens'));
        u.other_units := with_unit(u.other_units, 'source', count_of(usage, 'num_sources_used'));
        u.other_units := with_unit(u.other_units, 'character', count_of(usage, 'characters', 'usage_characters', 'input_characters'));
        u.other_units := with_unit(u.other_units, 'audio_second', amount_of(usage -> 'prompt_audio_seconds'));
        IF said_text(usage, 'type') = 'duration' THEN
            u.other_units := with_unit(u.other_units, 'audio_second', amount_of(usage -> 'seconds'));
        END IF;
        speed := nullif(said_text(usage, 'speed'), 'standard');
        geo := nullif(nullif(said_text(usage, 'inference_geo'), 'global'), 'not_available');
        u.conditions := nullif(array_remove(ARRAY['geo:' || lower(geo COLLATE "C"), 'speed:' || lower(speed COLLATE "C")], NULL), '{}');
    END IF;
    u.reported_cost := bill_of_usage(usage);
    u.service_tier := said_text(usage, 'service_tier');
    RETURN u;
END $$;
COMMENT ON FUNCTION with_common IS 'a usage with what means the same in everyone''s: tools, the bill, the tier, conditions';

-- The unit of tokens that another model than the call's has used, such as an advisor: input_of_claude_opus_4_8.
CREATE OR REPLACE FUNCTION unit_of_model(component text, model text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN left(component || '_of_' || regexp_replace(lower(regexp_replace(model, '^.*/', '') COLLATE "C"), '[^a-z0-9]', '_', 'g'), 63);
