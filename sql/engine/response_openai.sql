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
        IF (shape = 'openai.images' OR kind ~ '^image_(generation|edit)\.' OR shape = 'usage' AND is_of_images(reported))
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
    IF chat AND said_text(body, 'model') ~ '-search-(preview|api)' AND counts IS NOT TRUE
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

-- What the image tool has used: tokens of a model of images, which the answer's own counts leave out.
CREATE OR REPLACE FUNCTION images_drawn(units jsonb, used jsonb, tools jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    model text := 'gpt-image-1';  -- the first one, where the tool names none
    tokens bigint;
    images bigint;
BEGIN
    FOR place IN 0 .. items_in(tools) - 1 LOOP
        IF said_text(tools -> place, 'type') = 'image_generation' THEN
            model := coalesce(said_text(tools -> place, 'model'), model);
            EXIT;
        END IF;
    END LOOP;
    tokens := count_of(used, 'input_tokens');
    IF tokens IS NOT NULL THEN
        images := least(coalesce(count_of(used -> 'input_tokens_details', 'image_tokens'), 0), tokens);
        units := with_unit(units, unit_of_model('image_input', model), images);
        units := with_unit(units, unit_of_model('input', model), tokens - images);
    END IF;
    tokens := count_of(used, 'output_tokens');
    IF tokens IS NOT NULL THEN
        images := least(coalesce(count_of(used -> 'output_tokens_details', 'image_tokens'), 0), tokens);
        units := with_unit(units, unit_of_model('image_output', model), images);
        units := with_unit(units, unit_of_model('output', model), tokens - images);
    END IF;
    RETURN units;
END $$;

-- The provider's tools among the steps of an answer, each use once: what is billed is a search, not a page opened; a container, not a run.
-- A step without an id is told from others by its place.
-- `listed`, the tools that the answer lists, tell how their uses are billed: a container by the gigabytes of its memory, a search by the preview of
-- the tool at a price of its own for models that do not reason. `searches` that the answer counts are the same ones, and count where no step shows one.
CREATE OR REPLACE FUNCTION tools_of_steps(units jsonb, steps jsonb, last jsonb, listed jsonb, model text, searches bigint) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    tool record;
    gigabytes bigint := 1;
    memory text;
    preview boolean := false;
BEGIN
    FOR place IN 0 .. items_in(listed) - 1 LOOP
        preview := preview OR coalesce(said_text(listed -> place, 'type') ^@ 'web_search_preview', false);
        memory := substring(said_text(listed -> place -> 'container', 'memory_limit') FROM '^[+]?([0-9]{1,9})g$');
        IF said_text(listed -> place, 'type') IN ('code_interpreter', 'shell') AND memory::bigint <= 1024 THEN
            gigabytes := greatest(gigabytes, memory::bigint);
        END IF;
    END LOOP;
    preview := preview AND coalesce(regexp_replace(model, '^.*/', '') ~ '^(ft:)?(gpt-4|chatgpt-4|gpt-3[.]5|gpt-5-chat)', false);
    FOR tool IN
        SELECT t.unit, count(DISTINCT CASE t.unit WHEN 'code_interpreter' THEN t.container ELSE t.id END) AS uses, false AS counted
          FROM (SELECT coalesce(said_text(s.step, 'id'), '#' || s.place) AS id,
                       CASE said_text(s.step, 'type')
                           WHEN 'shell_call' THEN said_text(s.step -> 'environment', 'container_id')
                           ELSE coalesce(said_text(s.step, 'container_id'), said_text(s.step, 'id'), '#' || s.place) END AS container,
                       CASE said_text(s.step, 'type')
                           -- earlier versions of the tool only search, and do not say so
                           WHEN 'web_search_call' THEN CASE WHEN coalesce(said_text(s.step -> 'action', 'type'), 'search') = 'search'
                                                            THEN 'web_search' END
                           WHEN 'file_search_call' THEN 'file_search'
                           WHEN 'x_search_call' THEN 'x_search'
                           WHEN 'code_interpreter_call' THEN 'code_interpreter'
                           WHEN 'shell_call' THEN 'code_interpreter' END AS unit
                  FROM (SELECT e.step, e.place - 1 AS place
                          FROM jsonb_array_elements(CASE jsonb_typeof(steps) WHEN 'array' THEN steps ELSE '[]' END) WITH ORDINALITY e (step, place)
                        UNION ALL
                        SELECT last, 0 WHERE last IS NOT NULL) s
                 WHERE coalesce(said_text(s.step, 'status'), '') NOT IN ('failed', 'incomplete')) t
         WHERE t.unit IS NOT NULL
         GROUP BY t.unit
        UNION ALL
        SELECT 'web_search', searches, true WHERE searches > 0
         ORDER BY counted  -- the first of a unit holds
    LOOP
        IF tool.unit = 'code_interpreter' THEN
            tool.uses := tool.uses * gigabytes;
        ELSIF tool.unit = 'web_search' AND preview THEN
            tool.unit := 'web_search_preview';
        END IF;
        IF (units ? tool.unit) IS NOT TRUE THEN
            units := with_unit(units, tool.unit, tool.uses);
        END IF;
    END LOOP;
    RETURN units;
END $$;
COMMENT ON FUNCTION tools_of_steps IS 'units with the tools that an answer''s steps show and its usage does not count';

-- The Responses API and the realtime API: events that hold a `response`, or the response itself.
CREATE OR REPLACE FUNCTION read_openai_responses(node jsonb, hint text, OUT u usage_log, OUT shape text, OUT complete boolean, OUT error text)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    kind CONSTANT text := coalesce(said_text(node, 'type'), '');
    of_event CONSTANT boolean := kind LIKE 'response.%';
    body CONSTANT jsonb := CASE WHEN of_event AND is_object(node -> 'response') THEN node -> 'response' ELSE node END;
    object CONSTANT text := coalesce(said_text(body, 'object'), '');
    is_body CONSTANT boolean := object IN ('response', 'realtime.response');
    model text;
    holder jsonb;
    reported jsonb;
    counts boolean;
    told text;
    searches bigint;
BEGIN
    IF NOT of_event AND NOT is_body THEN
        IF kind ~ '^(session|conversation|input_audio_buffer|rate_limits)\.' AND NOT node ? 'usage' THEN
            shape := 'openai.realtime';
            complete := true;
        END IF;
        RETURN;
    END IF;
    shape := CASE WHEN object = 'realtime.response' OR kind = 'response.done' THEN 'openai.realtime' ELSE 'openai.responses' END;
    model := said_text(body, 'model');
    -- xAI's realtime API reports beside the response, and an empty object in it
    FOREACH holder IN ARRAY CASE WHEN of_event THEN ARRAY[body, node] ELSE ARRAY[body] END LOOP
        CONTINUE WHEN NOT is_object(holder -> 'usage');
        reported := holder -> 'usage';
        told := coalesce(told, openai_origin(body, reported, model));
        u := openai_usage(reported, coalesce(hint, told), model, no_output => false, responses_api => true);
        EXIT WHEN NOT says_nothing(u);
    END LOOP;
    counts := NOT says_nothing(u) AND counts_tools(reported);
    IF NOT counts AND NOT says_nothing(u) AND counts_tools_beside(body) THEN
        u.other_units := tools_beside(u.other_units, body);
        counts := true;
    END IF;
    IF is_object(body #> '{tool_usage,image_gen}') THEN
        u.other_units := images_drawn(u.other_units, body #> '{tool_usage,image_gen}', body -> 'tools');
    END IF;
    IF is_object(body #> '{tool_usage,web_search}') THEN
        searches := count_of(body #> '{tool_usage,web_search}', 'num_requests');
    END IF;
    IF NOT counts AND (items_in(body -> 'output') > 0 OR kind = 'response.output_item.done' OR searches > 0) THEN
        u.other_units := tools_of_steps(u.other_units, body -> 'output',
                                        CASE WHEN kind = 'response.output_item.done' THEN said(node, 'item') END, body -> 'tools', model, searches);
    END IF;
    u.provider := told;
    u.model := model;
    u.operation_id := CASE WHEN is_body THEN said_text(body, 'id') END;
    u.service_tier := coalesce(u.service_tier, said_text(body, 'service_tier'));
    complete := coalesce(said_text(body, 'status'), '') NOT IN ('in_progress', 'queued');
    error := CASE WHEN said(body, 'error') <> 'false' THEN error_said(body) END;
END $$;
COMMENT ON FUNCTION read_openai_responses IS 'reads an answer of OpenAI''s Responses API, or of its realtime API';
