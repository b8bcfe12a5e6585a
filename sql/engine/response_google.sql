-- generateContent, its live API's messages too. Thoughts stand outside candidates, the prompt of server-side tools outside the prompt.

-- Tokens of one modality in a list of parts, such as promptTokensDetails.
CREATE OR REPLACE FUNCTION modality_tokens(list jsonb, modality text) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    tokens bigint;
BEGIN
    FOR place IN 0 .. items_in(list) - 1 LOOP
        IF lower(said_text(list -> place, 'modality') COLLATE "C") = modality THEN
            tokens := sum_of(tokens, count_of(list -> place, 'tokenCount', 'token_count', 'tokens'));
        END IF;
    END LOOP;
    RETURN tokens;
END $$;

-- The usage that a metadata object reports; all NULL where it reports nothing.
CREATE OR REPLACE FUNCTION google_usage(metadata jsonb) RETURNS usage_log
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    prompt CONSTANT bigint := count_of(metadata, 'promptTokenCount', 'prompt_token_count');
    tools CONSTANT bigint := count_of(metadata, 'toolUsePromptTokenCount', 'tool_use_prompt_token_count');
    candidates CONSTANT bigint := count_of(metadata, 'candidatesTokenCount', 'responseTokenCount', 'candidates_token_count',
                                           'response_token_count');
    total CONSTANT bigint := count_of(metadata, 'totalTokenCount', 'total_token_count');
    u usage_log;
BEGIN
    u.reasoning_tokens := count_of(metadata, 'thoughtsTokenCount', 'thoughts_token_count');
    u.input_tokens := CASE WHEN prompt IS NOT NULL THEN sum_of(prompt, tools) END;
    -- a count of 0 is left out of the JSON; a total says whether it was one
    u.output_tokens := coalesce(sum_of(candidates, u.reasoning_tokens),
                                CASE WHEN u.input_tokens IS NOT NULL AND (total > u.input_tokens) IS NOT TRUE THEN 0 END);
    u.cache_read_tokens := count_of(metadata, 'cachedContentTokenCount', 'cached_content_token_count');
    u := clamp_counts(google_modalities(u, metadata));
    IF u.cache_read_tokens > 0 AND items_in(coalesce(said(metadata, 'cacheTokensDetails'), said(metadata, 'cache_tokens_details'))) = 0 THEN
        u.other_units := cached_at_least(u, 'cache_read_audio', u.audio_input_tokens);
        u.other_units := cached_at_least(u, 'cache_read_image', (u.other_units ->> 'image_input')::bigint);
        u.other_units := cached_at_least(u, 'cache_read_video', (u.other_units ->> 'video_input')::bigint);
    END IF;
    u.service_tier := coalesce(said_text(metadata, 'serviceTier'), said_text(metadata, 'trafficType'), said_text(metadata, 'traffic_type'));
    IF says_nothing(u) THEN
        u := NULL;
    END IF;
    RETURN u;
END $$;
COMMENT ON FUNCTION google_usage IS 'what a usage object of Gemini''s kind says; all NULL where it says nothing';

-- The parts of the counts by modality.
CREATE OR REPLACE FUNCTION google_modalities(u usage_log, metadata jsonb) RETURNS usage_log
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    prompt CONSTANT jsonb := coalesce(said(metadata, 'promptTokensDetails'), said(metadata, 'prompt_tokens_details'));
    tools CONSTANT jsonb := coalesce(said(metadata, 'toolUsePromptTokensDetails'), said(metadata, 'tool_use_prompt_tokens_details'));
    cached CONSTANT jsonb := coalesce(said(metadata, 'cacheTokensDetails'), said(metadata, 'cache_tokens_details'));
    output CONSTANT jsonb := coalesce(said(metadata, 'candidatesTokensDetails'), said(metadata, 'responseTokensDetails'),
                                      said(metadata, 'candidates_tokens_details'), said(metadata, 'response_tokens_details'));
BEGIN
    IF prompt IS NOT NULL OR tools IS NOT NULL THEN
        u.audio_input_tokens := sum_of(modality_tokens(prompt, 'audio'), modality_tokens(tools, 'audio'));
        u.other_units := with_unit(u.other_units, 'image_input', sum_of(modality_tokens(prompt, 'image'), modality_tokens(tools, 'image')));
        u.other_units := with_unit(u.other_units, 'video_input', sum_of(modality_tokens(prompt, 'video'), modality_tokens(tools, 'video')));
    END IF;
    IF cached IS NOT NULL THEN
        u.other_units := with_unit(u.other_units, 'cache_read_audio', modality_tokens(cached, 'audio'));
        u.other_units := with_unit(u.other_units, 'cache_read_image', modality_tokens(cached, 'image'));
        u.other_units := with_unit(u.other_units, 'cache_read_video', modality_tokens(cached, 'video'));
    END IF;
    IF output IS NOT NULL THEN
        u.audio_output_tokens := modality_tokens(output, 'audio');
        u.other_units := with_unit(u.other_units, 'image_output', modality_tokens(output, 'image'));
        u.other_units := with_unit(u.other_units, 'video_output', modality_tokens(output, 'video'));
    END IF;
    RETURN u;
END $$;

-- Whether a Gemini model is of a generation before the third: grounding is billed by the prompt until then, by the query since.
CREATE OR REPLACE FUNCTION is_billed_by_prompt(model text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    version CONSTANT text := substring(regexp_replace(model, '^.*/', '') FROM 'gemini-(.*)$');
BEGIN
    RETURN version IS NULL OR coalesce(substring(version FROM '^[0-9]+')::numeric < 3, false);
END $$;

-- Units with the grounding that candidates show. What was retrieved from the caller's own files is not grounding.
CREATE OR REPLACE FUNCTION with_grounding(units jsonb, body jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    model CONSTANT text := coalesce(said_text(body, 'modelVersion'), said_text(body, 'model_version'));
    holders jsonb[];
    queries integer;
    of_images integer;
    searched boolean;
    mapped boolean;
    found boolean;  -- a search other than of Maps
BEGIN
    FOR place IN 0 .. items_in(body -> 'candidates') - 1 LOOP
        holders := holders || objects_of(body -> 'candidates' -> place, 'groundingMetadata', 'grounding_metadata');
    END LOOP;
    holders := holders || objects_of(body -> 'serverContent', 'groundingMetadata', 'grounding_metadata');
    IF holders IS NULL THEN
        RETURN units;
    END IF;
    -- the same words asked of another index are another query
    SELECT count(DISTINCT k.index || (q.query #>> '{}')), count(*) FILTER (WHERE k.index <> '') INTO queries, of_images
      FROM unnest(holders) h, (VALUES ('webSearchQueries', ''), ('web_search_queries', ''), ('imageSearchQueries', 'image: '),
                                      ('image_search_queries', 'image: ')) k (key, index),
           jsonb_array_elements(CASE jsonb_typeof(h -> k.key) WHEN 'array' THEN h -> k.key ELSE '[]' END) q (query)
     WHERE jsonb_typeof(q.query) = 'string' AND q.query <> '""';
    SELECT of_images > 0 OR coalesce(bool_or(said(c.chunk, 'web') IS NOT NULL OR said(c.chunk, 'image') IS NOT NULL), false),
           coalesce(bool_or(said(c.chunk, 'maps') IS NOT NULL), false)
      INTO found, mapped
      FROM unnest(holders) h, unnest('{groundingChunks,grounding_chunks}'::text[]) k (key),
           jsonb_array_elements(CASE jsonb_typeof(h -> k.key) WHEN 'array' THEN h -> k.key ELSE '[]' END) c (chunk);
    searched := queries > 0 OR found;
    IF mapped AND NOT found THEN
        -- what was asked was asked of Maps, which is billed by itself
        RETURN with_unit(units, 'maps_grounding', CASE WHEN is_billed_by_prompt(model) THEN 1 ELSE greatest(queries, 1) END);
    ELSIF searched AND is_billed_by_prompt(model) THEN
        units := with_unit(units, 'grounded_prompt', 1);
    ELSIF searched THEN
        units := with_unit(units, 'grounding_query', greatest(queries, 1));  -- one, where the answer does not show the query
    END IF;
    RETURN CASE WHEN mapped THEN with_unit(units, 'maps_grounding', 1) ELSE units END;
END $$;

-- The output of a model of pictures or sound whose answer holds some, and does not split its output by kind: all of it is of that kind.
-- Another model may show a picture that code has drawn.
CREATE OR REPLACE FUNCTION with_made(u usage_log, body jsonb, metadata jsonb) RETURNS usage_log
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    model CONSTANT text := coalesce(said_text(body, 'modelVersion'), said_text(body, 'model_version'));
    kinds text[];
BEGIN
    IF u.output_tokens IS NULL
       OR items_in(coalesce(said(metadata, 'candidatesTokensDetails'), said(metadata, 'responseTokensDetails'),
                            said(metadata, 'candidates_tokens_details'), said(metadata, 'response_tokens_details'))) > 0 THEN
        RETURN u;
    END IF;
    kinds := ARRAY(SELECT split_part(f.kind, '/', 1)
                     FROM jsonb_array_elements(CASE jsonb_typeof(body -> 'candidates') WHEN 'array' THEN body -> 'candidates' ELSE '[]' END) c (candidate),
                          jsonb_array_elements(CASE jsonb_typeof(c.candidate #> '{content,parts}') WHEN 'array' THEN c.candidate #> '{content,parts}'
                                                                                                  ELSE '[]' END) p (part),
                          LATERAL (VALUES (said_text(p.part -> 'inlineData', 'mimeType')),
                                          (coalesce(said_text(p.part -> 'inline_data', 'mime_type'), said_text(p.part -> 'inline_data', 'mimeType')))) f (kind)
                    WHERE strpos(f.kind, '/') > 0);
    IF 'image' = ANY (kinds) AND (model IS NULL OR strpos(model, 'image') > 0) THEN
        u.other_units := with_unit(u.other_units, 'image_output', u.output_tokens - coalesce(u.reasoning_tokens, 0));
    ELSIF 'audio' = ANY (kinds) AND (model IS NULL OR model ~ 'tts|audio') THEN
        u.audio_output_tokens := coalesce(u.audio_output_tokens, u.output_tokens - coalesce(u.reasoning_tokens, 0));
    END IF;
    RETURN u;
END $$;

CREATE OR REPLACE FUNCTION read_google_content(body jsonb, OUT u usage_log, OUT shape text, OUT complete boolean)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    metadata jsonb;
    live boolean;
BEGIN
    WHILE has_key(body -> 'response', 'candidates', 'usageMetadata') LOOP
        body := body -> 'response';
    END LOOP;
    metadata := coalesce(said(body, 'usageMetadata'), said(body, 'usage_metadata'));
    live := body ?| '{serverContent,setupComplete,server_content}';
    IF metadata IS NULL AND NOT live AND NOT body ?| '{candidates,promptFeedback,modelVersion,model_version}' THEN
        RETURN;
    END IF;
    shape := CASE WHEN live THEN 'google.live' ELSE 'google.generate_content' END;
    complete := true;
    IF metadata IS NOT NULL THEN
        u := google_usage(metadata);
    END IF;
    IF body ?| '{candidates,serverContent}' AND NOT says_nothing(u) THEN
        u.other_units := with_grounding(u.other_units, body);
        u := with_made(u, body, metadata);
    END IF;
    -- only Vertex says when it answered and from which capacity
    u.provider := CASE WHEN body ? 'createTime' OR has_key(metadata, 'trafficType') THEN 'google-vertex' ELSE 'google' END;
    u.model := coalesce(said_text(body, 'modelVersion'), said_text(body, 'model_version'));
    u.operation_id := coalesce(said_text(body, 'responseId'), said_text(body, 'response_id'));
END $$;
COMMENT ON FUNCTION read_google_content IS 'reads an answer of Gemini''s generateContent, or of its live API';
