-- Usage objects after OpenAI's: prompt_tokens and completion_tokens, or input_tokens and output_tokens, each with an object of parts.
-- With OpenAI every part is inside its whole. Others left some outside, and kept the names. The total tells: what it holds above prompt
-- and completion is what was left outside.

-- Parts of their wholes. LangChain has those of another service tier under names of their own, in sums of several calls.
CREATE OR REPLACE FUNCTION openai_cache_read(prompt jsonb[]) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    plain CONSTANT bigint := count_in(prompt, 'cached_tokens', 'cache_read_tokens', 'cache_read_input_tokens', 'cache_read');
BEGIN
    RETURN CASE WHEN may_have(prompt, 'flex_cache_read', 'priority_cache_read')
                THEN sum_of(plain, count_in(prompt, 'flex_cache_read'), count_in(prompt, 'priority_cache_read')) ELSE plain END;
END $$;

CREATE OR REPLACE FUNCTION openai_reasoning(completion jsonb[]) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    plain CONSTANT bigint := count_in(completion, 'reasoning_tokens', 'thinking_tokens', 'reasoning');
BEGIN
    RETURN CASE WHEN may_have(completion, 'flex_reasoning', 'priority_reasoning')
                THEN sum_of(plain, count_in(completion, 'flex_reasoning'), count_in(completion, 'priority_reasoning')) ELSE plain END;
END $$;

-- The counts as they stand. Each is read, also where another holds: what is no count is an error wherever it is.
CREATE OR REPLACE FUNCTION openai_counts(usage jsonb, prompt jsonb[], completion jsonb[]) RETURNS usage_log
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    -- Pydantic AI's
    detailed CONSTANT bigint := count_of(usage -> 'details', 'reasoning_tokens', 'thoughts_tokens');
    u usage_log;
BEGIN
    u.input_tokens := count_of(usage, 'prompt_tokens', 'input_tokens');
    u.output_tokens := count_of(usage, 'completion_tokens', 'output_tokens');
    u.cache_read_tokens := count_of(usage, 'cached_tokens', 'num_cached_tokens', 'prompt_cache_hit_tokens', 'cached_input_tokens',
                                    'cached_prompt_text_tokens', 'cached_prompt_tokens', 'cache_read_input_tokens', 'cache_read_tokens');
    u.cache_write_tokens := count_of(usage, 'cache_creation_input_tokens', 'cache_write_tokens', 'cache_creation_tokens');
    u.reasoning_tokens := coalesce(count_of(usage, 'reasoning_tokens', 'reasoning_output_tokens'), detailed);
    u.audio_input_tokens := count_of(usage, 'audio_prompt_tokens', 'input_audio_tokens');
    u.audio_output_tokens := count_of(usage, 'audio_completion_tokens', 'output_audio_tokens');
    IF prompt IS NOT NULL THEN
        u.cache_read_tokens := coalesce(openai_cache_read(prompt), u.cache_read_tokens);
        IF may_have(prompt, 'cache_write_tokens', 'cache_creation_tokens', 'cache_creation_input_tokens', 'cache_creation', 'flex_cache_creation',
                    'priority_cache_creation', 'ephemeral_5m_input_tokens', 'ephemeral_1h_input_tokens') THEN
            u.cache_write_tokens := coalesce(greatest(
                count_in(prompt, 'cache_write_tokens', 'cache_creation_tokens', 'cache_creation_input_tokens', 'cache_creation',
                         'flex_cache_creation', 'priority_cache_creation'),
                sum_of(count_in(prompt, 'ephemeral_5m_input_tokens'), count_in(prompt, 'ephemeral_1h_input_tokens'))), u.cache_write_tokens);
        END IF;
        u.audio_input_tokens := coalesce(count_in(prompt, 'audio_tokens', 'audio'), u.audio_input_tokens);
    END IF;
    IF completion IS NOT NULL THEN
        u.reasoning_tokens := coalesce(openai_reasoning(completion), u.reasoning_tokens);
        u.audio_output_tokens := coalesce(count_in(completion, 'audio_tokens', 'audio'), u.audio_output_tokens);
    END IF;
    RETURN u;
END $$;

-- Puts what was left outside a whole into it.
CREATE OR REPLACE FUNCTION place_outside(u usage_log, usage jsonb, provider text, model text, no_output boolean, responses_api boolean)
RETURNS usage_log
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    total CONSTANT bigint := count_of(usage, 'total_tokens');
    gap CONSTANT bigint := total - u.input_tokens - u.output_tokens;
    reasoning CONSTANT bigint := coalesce(u.reasoning_tokens, 0);
    audio CONSTANT bigint := coalesce(u.audio_input_tokens, 0);
    cached CONSTANT bigint := coalesce(u.cache_read_tokens, 0) + coalesce(u.cache_write_tokens, 0);
    audio_seconds boolean;
    mistral boolean;
    connectors bigint;
BEGIN
    IF u.input_tokens IS NULL OR u.output_tokens IS NULL THEN
        IF total >= u.input_tokens THEN
            u.output_tokens := total - u.input_tokens;
        ELSIF no_output AND u.input_tokens IS NULL AND u.output_tokens IS NULL THEN
            u.input_tokens := total;
        END IF;
        RETURN u;
    END IF;
    audio_seconds := coalesce(amount_of(usage -> 'prompt_audio_seconds') > 0, false);
    mistral := audio_seconds OR provider IS NOT DISTINCT FROM 'mistral';
    connectors := count_of(usage, 'connector_tokens');  -- tokens of the tools of Mistral's agents, billed as input
    IF gap = 0 THEN
        -- Perplexity bills reasoning beside a completion that it is not part of, and leaves it out of the total
        IF reasoning > 0 AND has_key(usage, 'num_search_queries') AND has_key(usage, 'reasoning_tokens') THEN
            u.output_tokens := u.output_tokens + reasoning;
        END IF;
        IF mistral AND audio > u.input_tokens THEN
            u.input_tokens := u.input_tokens + audio;
        END IF;
    ELSIF gap > 0 THEN
        CASE
            WHEN gap = audio AND mistral THEN
                u.input_tokens := u.input_tokens + audio;
            WHEN gap = reasoning THEN
                u.output_tokens := u.output_tokens + reasoning;
            WHEN gap = audio THEN
                u.input_tokens := u.input_tokens + audio;
            WHEN gap = audio + reasoning THEN
                u.input_tokens := u.input_tokens + audio;
                u.output_tokens := u.output_tokens + reasoning;
            WHEN gap = connectors THEN
                u.input_tokens := u.input_tokens + gap;
            WHEN gap = cached THEN
                u.input_tokens := u.input_tokens + cached;
            WHEN gap = cached + reasoning THEN
                u.input_tokens := u.input_tokens + cached;
                u.output_tokens := u.output_tokens + reasoning;
            WHEN audio_seconds AND audio = 0 THEN
                u.input_tokens := u.input_tokens + gap;
                u.audio_input_tokens := gap;
            WHEN provider = 'google' OR regexp_replace(model, '^.*/', '') LIKE 'gemini%' THEN
                -- thoughts that the compatible API does not list, billed as output
                u.output_tokens := u.output_tokens + gap;
                u.reasoning_tokens := greatest(gap, reasoning);
            ELSE NULL;
        END CASE;
    ELSE
        IF provider = 'xai' AND NOT responses_api THEN
            u.output_tokens := u.output_tokens + reasoning;
        END IF;
        IF mistral THEN
            u.input_tokens := u.input_tokens + audio;
        END IF;
    END IF;
    RETURN u;
END $$;

-- Parts that have units of their own.
CREATE OR REPLACE FUNCTION openai_parts(units jsonb, usage jsonb, prompt jsonb[], completion jsonb[]) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    details jsonb;
    cached jsonb;
BEGIN
    IF may_have(prompt, 'image_tokens', 'video_tokens', 'ephemeral_1h_input_tokens') THEN
        units := with_unit(units, 'image_input', count_in(prompt, 'image_tokens'));
        units := with_unit(units, 'video_input', count_in(prompt, 'video_tokens'));
        units := with_unit(units, 'cache_write_1h', count_in(prompt, 'ephemeral_1h_input_tokens'));
    END IF;
    IF may_have(completion, 'image_tokens', 'video_tokens') THEN
        units := with_unit(units, 'image_output', count_in(completion, 'image_tokens'));
        units := with_unit(units, 'video_output', count_in(completion, 'video_tokens'));
    END IF;
    IF has_key(usage, 'cache_audio_read_tokens', 'cache_creation') THEN
        units := with_unit(units, 'cache_read_audio', count_of(usage, 'cache_audio_read_tokens'));  -- Pydantic AI's
        units := with_unit(units, 'cache_write_1h', count_of(usage -> 'cache_creation', 'ephemeral_1h_input_tokens'));
    END IF;
    IF may_have(prompt, 'cached_tokens_details', 'cache_creation_token_details') THEN
        FOREACH details IN ARRAY prompt LOOP
            units := with_unit(units, 'cache_write_1h', count_of(said(details, 'cache_creation_token_details'), 'ephemeral_1h_input_tokens'));  -- LiteLLM's
            cached := said(details, 'cached_tokens_details');
            IF cached IS NOT NULL THEN
                units := with_unit(units, 'cache_read_audio', count_of(cached, 'audio_tokens'));
                units := with_unit(units, 'cache_read_image', count_of(cached, 'image_tokens'));
            END IF;
        END LOOP;
    END IF;
    RETURN units;
END $$;

-- Gemini's searches as LiteLLM tells them: billed by the prompt, or by the query.
CREATE OR REPLACE FUNCTION with_searches_of_gemini(units jsonb, searches bigint, provider text, model text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN CASE WHEN (searches > 0 AND (provider = 'google' OR regexp_replace(model, '^.*/', '') LIKE 'gemini%')) IS NOT TRUE THEN units
                WHEN is_billed_by_prompt(model) THEN with_unit(units, 'grounded_prompt', 1)
                ELSE with_unit(units, 'grounding_query', searches) END;
END $$;

-- The tier of which all of the input is, in LangChain's sums of several calls: the rest of the input stands under the tier's name.
CREATE OR REPLACE FUNCTION tier_of_parts(prompt jsonb[], input bigint) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    tier text;
    of_tier bigint;
BEGIN
    FOREACH tier IN ARRAY '{flex,priority}'::text[] LOOP
        of_tier := sum_of(count_in(prompt, tier), count_in(prompt, tier || '_cache_read'));
        IF of_tier > 0 AND of_tier >= coalesce(input, 0) THEN
            RETURN tier;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

-- How many of these objects say this.
CREATE OR REPLACE FUNCTION count_details(holders jsonb[], key text) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN CASE WHEN may_have(holders, key) THEN (SELECT count(said(h, key)) FROM unnest(holders) h) ELSE 0 END;
END $$;

-- Whether all output is of pictures: the API of images splits its input by kind, and the output only of some models.
CREATE OR REPLACE FUNCTION is_of_images(usage jsonb) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN is_object(usage -> 'input_tokens_details') AND usage -> 'input_tokens_details' ?& '{image_tokens,text_tokens}'
       AND NOT usage -> 'input_tokens_details' ? 'cached_tokens' AND NOT has_key(usage, 'output_tokens_details', 'image_tokens', 'prompt_tokens');
END $$;

-- `no_output`: the API answers with nothing but numbers, embeddings or a ranking. `responses_api`: every known provider has reasoning inside.
CREATE OR REPLACE FUNCTION openai_usage(usage jsonb, provider text, model text, no_output boolean, responses_api boolean) RETURNS usage_log
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    prompt CONSTANT jsonb[] := objects_of(usage, 'prompt_tokens_details', 'input_tokens_details', 'prompt_token_details', 'input_token_details');
    completion CONSTANT jsonb[] := objects_of(usage, 'completion_tokens_details', 'output_tokens_details', 'completion_token_details',
                                              'output_token_details');
    u usage_log := openai_counts(usage, prompt, completion);
BEGIN
    u := place_outside(u, usage, provider, model, no_output, responses_api);
    IF no_output AND u.input_tokens IS NOT NULL THEN
        u.output_tokens := coalesce(u.output_tokens, 0);
    END IF;
    u := with_common(clamp_counts(u), usage);
    IF may_have(prompt, 'flex', 'flex_cache_read', 'priority', 'priority_cache_read') THEN
        u.service_tier := coalesce(u.service_tier, tier_of_parts(prompt, u.input_tokens));
    END IF;
    IF u.cache_read_tokens > 0 AND prompt IS NOT NULL AND count_details(prompt, 'cached_tokens_details') = 0 THEN
        u.other_units := cached_at_least(u, 'cache_read_audio', u.audio_input_tokens);
        u.other_units := cached_at_least(u, 'cache_read_image', count_in(prompt, 'image_tokens'));
    ELSIF u.cache_read_tokens > 0 AND prompt IS NULL THEN
        u.other_units := cached_at_least(u, 'cache_read_audio', u.audio_input_tokens);
    END IF;
    u.other_units := openai_parts(u.other_units, usage, prompt, completion);
    IF may_have(prompt, 'web_search_requests') THEN
        u.other_units := with_searches_of_gemini(u.other_units, count_in(prompt, 'web_search_requests'), provider, model);
    END IF;
    IF says_nothing(u) THEN
        u := NULL;
    END IF;
    RETURN u;
END $$;
COMMENT ON FUNCTION openai_usage IS 'what a usage object of OpenAI''s kind says; all NULL where it says nothing';
