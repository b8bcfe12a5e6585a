-- Bodies of OpenAI's APIs, and of those that answer in their shape: Azure, xAI, DeepSeek, Mistral, Groq, Together, OpenRouter, Perplexity and
-- others. Each reader answers a usage with the answer's model, id (operation_id), tier and provider by the answer's own word; the shape, NULL
-- where the body is none of its; and whether the answer is complete.

-- Whose answer it is, where a shape that many share has a mark that only one of them sets.
CREATE OR REPLACE FUNCTION openai_origin(body jsonb, usage jsonb, model text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN CASE
        WHEN body ? 'x_groq' THEN 'groq'
        WHEN has_key(usage, 'is_byok') OR body ? 'provider' AND said_text(body, 'id') LIKE 'gen-%' THEN 'openrouter'
        WHEN has_key(usage, 'cost_in_usd_ticks', 'num_server_side_tools_used') THEN 'xai'
        WHEN has_key(usage, 'prompt_cache_miss_tokens') AND model LIKE 'deepseek-%' AND model NOT LIKE '%/%' THEN 'deepseek'
        WHEN has_key(usage, 'num_cached_tokens', 'prompt_audio_seconds') THEN 'mistral'
        WHEN body ? 'time_info' THEN 'cerebras'
        WHEN body ? 'prompt_filter_results' THEN 'azure'
        WHEN model LIKE 'sonar%' AND body ?| '{citations,search_results}' THEN 'perplexity'
        WHEN model LIKE 'accounts/fireworks/%' THEN 'fireworks'
        WHEN model LIKE 'voyage-%' AND model NOT LIKE '%/%' THEN 'voyage'
        WHEN said_text(body, 'system_fingerprint') = 'fp_ollama' THEN 'ollama'
    END;
END $$;

CREATE OR REPLACE FUNCTION openai_shape(body jsonb, chat boolean, object text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN object = 'text_completion' THEN 'openai.completions'
            WHEN chat THEN 'openai.chat'
            WHEN body ? 'results' THEN 'rerank'
            WHEN body ? 'created' AND body ? 'data' THEN 'openai.images'
            WHEN body ?| '{data,embeddings,embedding}' THEN 'openai.embeddings'
            WHEN body ? 'text' THEN 'openai.transcriptions'
            ELSE 'usage' END;

-- How many pictures an answer of an image API holds: in `data`, as OpenAI, Azure, xAI and Together answer. An address alone may be that of anything.
CREATE OR REPLACE FUNCTION images_made(body jsonb) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    of_image CONSTANT text[] := '{url,b64_json,revised_prompt,index,type,object,mime_type,size,quality,output_format,background,seed,timings,error,'
                                'content_filter_results,prompt_filter_results}';
    made bigint := 0;
    marked boolean := body ? 'created' OR said_text(body, 'object') IS NOT DISTINCT FROM 'list';
    item jsonb;
BEGIN
    FOR place IN 0 .. items_in(body -> 'data') - 1 LOOP
        item := body -> 'data' -> place;
        IF NOT is_object(item) OR item - of_image <> '{}' THEN
            RETURN 0;
        END IF;
        marked := marked OR item ?| '{b64_json,revised_prompt,mime_type}';
        made := made + (item ?| '{url,b64_json}')::integer;
    END LOOP;
    RETURN CASE WHEN marked THEN made ELSE 0 END;
END $$;

-- The usage of a body; Groq has it in x_groq, Moonshot inside the last choice.
CREATE OR REPLACE FUNCTION openai_reported(body jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN is_object(body -> 'usage') THEN body -> 'usage'
            ELSE coalesce(said(body -> 'x_groq', 'usage'), CASE WHEN items_in(body -> 'choices') > 0 THEN said(body #> '{choices,0}', 'usage') END)
       END;

-- Whether a choice, or the output that holds the choices, says why it ended.
CREATE OR REPLACE FUNCTION openai_finished(output jsonb, choices jsonb) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF said_text(output, 'finish_reason') <> 'null' THEN
        RETURN true;
    END IF;
    FOR place IN 0 .. items_in(choices) - 1 LOOP
        IF said_text(choices -> place, 'finish_reason') <> 'null' THEN
            RETURN true;
        END IF;
    END LOOP;
    RETURN false;
END $$;

-- The model that most tokens of an answer of Groq's compound systems are of: they are billed by the models that they have asked.
CREATE OR REPLACE FUNCTION most_used(models jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    most bigint;
    tokens bigint;
    model text;
BEGIN
    FOR place IN 0 .. items_in(models) - 1 LOOP
        CONTINUE WHEN said_text(models -> place, 'model') IS NULL OR said(models -> place, 'usage') IS NULL;
        tokens := coalesce(count_of(models -> place -> 'usage', 'total_tokens'), 0);
        IF most IS NULL OR tokens > most THEN
            most := tokens;
            model := said_text(models -> place, 'model');
        END IF;
    END LOOP;
    RETURN model;
END $$;

-- Chat, completions, embeddings, images, transcriptions: a body with `usage`.
CREATE OR REPLACE FUNCTION read_openai_chat(body jsonb, hint text, OUT u usage_log, OUT shape text, OUT complete boolean)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    object text;
    reported jsonb;
    output jsonb;
    choices jsonb;
    chat boolean;
    told text;
    counts boolean;
    kind text;
    pictures bigint;
BEGIN
    WHILE has_key(body -> 'result', 'usage') LOOP
        body := body -> 'result';
    END LOOP;
    object := coalesce(said_text(body, 'object'), '');
    choices := said(body, 'choices');
    reported := openai_reported(body);
    chat := choices IS NOT NULL OR object LIKE 'chat.completion%' OR object = 'text_completion';
    pictures := CASE WHEN NOT chat AND body ? 'data' THEN images_made(body) ELSE 0 END;
    IF NOT chat AND reported IS NULL AND object <> 'list' AND pictures = 0 THEN
        RETURN;
    END IF;
    shape := CASE WHEN pictures > 0 AND NOT body ? 'results' THEN 'openai.images' ELSE openai_shape(body, chat, object) END;
    told := openai_origin(body, reported, said_text(body, 'model'));
    IF reported IS NOT NULL THEN
        u := openai_usage(reported, coalesce(hint, told), said_text(body, 'model'),
                          no_output => NOT chat AND body ?| '{data,results,embeddings,embedding}', responses_api => false);
        counts := counts_tools(reported) AND NOT says_nothing(u);
        IF NOT counts AND counts_tools_beside(body) THEN
            u.other_units := tools_beside(u.other_units, body);
            counts := true;
        END IF;
        IF chat THEN
            u.other_units := with_request_of_search(u, reported, coalesce(hint, told), said_text(body, 'model'));
        END IF;
        -- the output of an image or speech model: where the answer does not split its output tokens by kind, all are of images, or of audio
        kind := coalesce(said_text(body, 'type'), said_text(body, 'event'));
        IF (shape = 'openai.images' OR kind ~ E'^image_(generation|edit)\\.' OR shape = 'usage' AND is_of_images(reported))
           AND NOT has_key(reported, 'output_tokens_details') THEN
            u.other_units := with_unit(u.other_units, 'image_output', u.output_tokens);
        END IF;
        IF kind ^@ 'speech.audio.' OR body ? 'audio_data' THEN
            u.audio_output_tokens := coalesce(u.audio_output_tokens, u.output_tokens);
        END IF;
        IF body ? 'perf_metrics' THEN
            u := with_cached(u, count_of(body -> 'perf_metrics', 'cached-prompt-tokens'));  -- Fireworks
        END IF;
    END IF;
    u.reported_cost := coalesce(bill_beside(body), u.reported_cost);
    IF pictures > 0 AND u.reported_cost IS NULL AND coalesce(greatest(u.input_tokens, u.output_tokens, u.cache_read_tokens, u.cache_write_tokens,
                                                                      u.reasoning_tokens), 0) = 0 THEN
        u.other_units := with_unit(u.other_units, 'image_generated', pictures);  -- they are billed one by one
    END IF;
    IF chat AND NOT says_nothing(u) AND said_text(body, 'model') ~ '-search-(preview|api)' AND counts IS NOT TRUE
       AND (u.other_units ? 'web_search') IS NOT TRUE THEN
        u.other_units := with_unit(u.other_units, 'web_search', 1);  -- these models search the web for every answer, and bill it
    END IF;
    u.provider := told;
    u.model := coalesce(CASE WHEN body ? 'usage_breakdown' THEN most_used(body #> '{usage_breakdown,models}') END, said_text(body, 'model'));
    u.operation_id := said_text(body, 'id');
    u.service_tier := coalesce(u.service_tier, said_text(body, 'service_tier'));
    output := CASE WHEN is_object(body -> 'output') THEN body -> 'output' END;  -- a native DashScope answer's
    choices := coalesce(choices, said(output, 'choices'));
    complete := object <> 'chat.completion.chunk' OR items_in(choices) = 0 OR openai_finished(output, choices);
END $$;
COMMENT ON FUNCTION read_openai_chat IS 'reads a body of OpenAI''s kind: chat, completions, embeddings, images, transcriptions';
