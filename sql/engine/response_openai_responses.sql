-- Answers of OpenAI's Responses API and of its realtime sessions, whose steps show the tools that the model has used.

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
        IF kind ~ E'^(session|conversation|input_audio_buffer|rate_limits)\\.' AND NOT node ? 'usage' THEN
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
    IF NOT counts AND NOT says_nothing(u) AND (items_in(body -> 'output') > 0 OR kind = 'response.output_item.done' OR searches > 0) THEN
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
