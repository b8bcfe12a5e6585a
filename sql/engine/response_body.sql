-- A body of an answer, by whichever shape it has.

DO $$
BEGIN
    IF to_regtype('meter.answer_read') IS NULL THEN
        CREATE TYPE answer_read AS (
            u        usage_log,  -- what it used, NULL where it does not say; its provider, by its own word; model; id (operation_id); tier
            shape    text,       -- by which it was recognised
            complete boolean,    -- false: it is not finished, and at_least is what it tells so far
            at_least jsonb,
            answers  bigint,     -- 0: it is none
            error    text,       -- what it says that is an error
            unread   boolean     -- only the extension reads it
        );
        COMMENT ON TYPE answer_read IS 'what a provider''s answer says of its usage';
    END IF;
END $$;

-- The answer in a line of a batch's output: OpenAI's and those that offer the same, Anthropic's, Google's, Bedrock's. NULL: it is no such line.
CREATE OR REPLACE FUNCTION batched_answer(node jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    named CONSTANT boolean := node ? 'custom_id';
BEGIN
    RETURN CASE
        WHEN (named OR said(node -> 'response', 'status_code') IS NOT NULL) AND is_object(node #> '{response,body}') THEN node #> '{response,body}'
        WHEN named AND is_object(node #> '{result,message}') THEN node #> '{result,message}'
        WHEN (named OR node ?| '{key,request,processed_time}') AND is_object(node -> 'response') THEN node -> 'response'
        WHEN node ? 'recordId' AND is_object(node -> 'modelOutput') THEN node -> 'modelOutput'
        WHEN named AND has_key(node -> 'result', 'error', 'type') THEN node -> 'result'
    END;
END $$;

-- A usage object without its answer; `shape` NULL: it is none.
CREATE OR REPLACE FUNCTION read_usage_alone(node jsonb, hint text, OUT u usage_log, OUT shape text, OUT complete boolean)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    converse boolean := false;
BEGIN
    IF node ?| '{promptTokenCount,totalTokenCount}'
       OR node ? 'prompt_token_count' AND node ?| '{candidates_token_count,total_token_count}' THEN
        u := google_usage(node);
    ELSIF node ?| '{inputTokens,outputTokens}' THEN
        u := converse_usage(node);
        converse := true;
    ELSIF node ? 'output_tokens' AND node ?| '{cache_read_input_tokens,cache_creation_input_tokens,iterations}' THEN
        u := message_usage(node);
    ELSIF node ?| '{prompt_tokens,completion_tokens}' OR node ?& '{input_tokens,output_tokens}' THEN
        u := openai_usage(node, hint, NULL, no_output => false, responses_api => false);
        IF is_of_images(node) AND NOT says_nothing(u) THEN
            u.other_units := with_unit(u.other_units, 'image_output', u.output_tokens);
        END IF;
        u.other_units := with_request_of_search(u, node, hint, NULL);
    END IF;
    shape := CASE WHEN converse OR NOT says_nothing(u) THEN 'usage' END;
    complete := true;
END $$;

-- FastAPI's details, where they are not a text: what the first of a list says, or the one.
CREATE OR REPLACE FUNCTION error_details(node jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN CASE jsonb_typeof(node -> 'detail') WHEN 'array' THEN said_text(node #> '{detail,0}', 'msg')
                                               WHEN 'object' THEN coalesce(said_text(node -> 'detail', 'message'), said_text(node -> 'detail', 'error')) END;
END $$;

-- Whether it is the result of a request in a batch that was not answered.
CREATE OR REPLACE FUNCTION ended_without_answer(node jsonb) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN node IN ('{"type": "expired"}', '{"type": "canceled"}', '{"type": "errored"}');
END $$;

-- Whether all that a body has is a message, and what stands beside one: the errors of Bedrock, Cohere and many a gateway. An event of a stream
-- has a type and a message too.
CREATE OR REPLACE FUNCTION only_tells(node jsonb) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN node ?| '{message,Message,detail}'
       AND coalesce(said_text(node, 'message'), said_text(node, 'Message'), said_text(node, 'detail'), error_details(node)) IS NOT NULL
       AND (NOT node ? 'type' OR node ?| '{status,statusCode,status_code,code,title}')
       AND node - '{message,Message,detail,id,code,status,statusCode,status_code,type,title,instance,timestamp,path,request_id,requestId,RequestId,errors,error_code,errorCode}'::text[]
           = '{}';
END $$;

-- The first of the errors that Cloudflare lists where a request has not succeeded.
CREATE OR REPLACE FUNCTION error_listed(node jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
RETURN CASE WHEN node -> 'success' = 'false' THEN said_text(node #> '{errors,0}', 'message') END;

-- What a body says that is an error, in any provider's words; NULL: it is none.
CREATE OR REPLACE FUNCTION error_said(node jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    error CONSTANT jsonb := said(node, 'error');
    holder jsonb := coalesce(error, node);
    key text;
BEGIN
    IF (error IS NULL OR error = 'false') AND said_text(node, 'type') IS DISTINCT FROM 'error'
       AND said_text(node, 'object') IS DISTINCT FROM 'error' AND NOT node ? '__type' AND NOT ended_without_answer(node) AND NOT only_tells(node)
       AND error_listed(node) IS NULL THEN
        RETURN NULL;
    ELSIF jsonb_typeof(error) = 'string' THEN
        RETURN error #>> '{}';
    END IF;
    IF is_object(error -> 'error') AND said_text(error, 'message') IS NULL THEN
        holder := error -> 'error';  -- one within the other, as in a batch's results
    END IF;
    FOREACH key IN ARRAY '{message,Message,errorMessage,error,detail}'::text[] LOOP
        IF said_text(holder, key) IS NOT NULL THEN
            RETURN said_text(holder, key);
        END IF;
    END LOOP;
    RETURN coalesce(error_details(holder), error_listed(holder), said_text(holder, 'type'), said_text(holder, 'code'), said_text(holder, 'status'),
                    said_text(holder, '__type'), '');
END $$;

-- Counts in range, also where one is a sum. A part was cut to its whole; without one, it is a single count, or a sum that says nothing of its own.
CREATE OR REPLACE FUNCTION in_range(u usage_log) RETURNS usage_log
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    most CONSTANT bigint := 9007199254740991;
BEGIN
    IF greatest(u.input_tokens, u.output_tokens, u.cache_read_tokens, u.cache_write_tokens, u.reasoning_tokens, u.audio_input_tokens,
                u.audio_output_tokens) > most THEN
        IF u.input_tokens > most THEN
            PERFORM refuse_count('input', to_jsonb(u.input_tokens));
        ELSIF u.output_tokens > most THEN
            PERFORM refuse_count('output', to_jsonb(u.output_tokens));
        END IF;
        u.cache_read_tokens := CASE WHEN u.cache_read_tokens <= most THEN u.cache_read_tokens END;
        u.cache_write_tokens := CASE WHEN u.cache_write_tokens <= most THEN u.cache_write_tokens END;
        u.reasoning_tokens := CASE WHEN u.reasoning_tokens <= most THEN u.reasoning_tokens END;
        u.audio_input_tokens := CASE WHEN u.audio_input_tokens <= most THEN u.audio_input_tokens END;
        u.audio_output_tokens := CASE WHEN u.audio_output_tokens <= most THEN u.audio_output_tokens END;
    END IF;
    RETURN u;
END $$;

-- An answer whose usage is not known.
CREATE OR REPLACE FUNCTION without_usage(u usage_log) RETURNS usage_log
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    u.input_tokens := NULL;
    u.output_tokens := NULL;
    u.cache_read_tokens := NULL;
    u.cache_write_tokens := NULL;
    u.reasoning_tokens := NULL;
    u.audio_input_tokens := NULL;
    u.audio_output_tokens := NULL;
    u.other_units := NULL;
    u.reported_cost := NULL;
    RETURN u;
END $$;

-- Reads a body by the shapes that this edition knows. They are asked in this order: one with a mark of its own before one that others share.
-- `unread`: only the extension reads it. `error`: why the answer failed.
CREATE OR REPLACE FUNCTION read_shape(body jsonb, hint text, OUT u usage_log, OUT shape text, OUT complete boolean, OUT error text, OUT unread boolean)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    found record;
BEGIN
    shape := library_shape(body);
    IF shape IS NULL THEN
        found := read_anthropic_message(body);
        IF found.shape IS NULL THEN
            found := read_openai_responses(body, hint);
            error := found.error;
        END IF;
        IF found.shape IS NULL THEN
            found := read_google_content(body);
        END IF;
        IF found.shape IS NULL THEN
            shape := other_api_shape(body);
        END IF;
        IF coalesce(found.shape, shape) IS NULL THEN
            found := read_bedrock_converse(body);
            IF found.shape IS NULL THEN
                shape := own_model_shape(body);
            END IF;
        END IF;
        IF coalesce(found.shape, shape) IS NULL THEN
            found := read_openai_chat(body, hint);
            IF found.shape IS NULL THEN
                shape := plain_api_shape(body);
            END IF;
        END IF;
        IF coalesce(found.shape, shape) IS NULL THEN
            found := read_usage_alone(body, hint);
        END IF;
    END IF;
    unread := shape IS NOT NULL;
    IF NOT unread THEN
        u := found.u;
        shape := found.shape;
        complete := found.complete;
    END IF;
END $$;

-- Reads the answer in the record of its job, such as Perplexity's asynchronous ones. An error of the job is its own.
CREATE OR REPLACE FUNCTION read_job(job jsonb, hint text, OUT u usage_log, OUT shape text, OUT complete boolean, OUT error text, OUT unread boolean)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    holder jsonb := job;
    of_holder text;
    holders jsonb[];  -- those still to look into, the next one last
    errors text[];
    waiting integer := 0;
    key text;
    found record;
BEGIN
    LOOP
        FOREACH key IN ARRAY '{result,response}'::text[] LOOP
            IF is_object(holder -> key) THEN
                waiting := waiting + 1;
                holders[waiting] := holder -> key;
                errors[waiting] := coalesce(error_said(holder), of_holder);
            END IF;
        END LOOP;
        EXIT WHEN waiting = 0;
        holder := holders[waiting];
        of_holder := errors[waiting];
        waiting := waiting - 1;
        found := read_shape(holder, hint);
        IF found.shape IS NOT NULL THEN
            u := found.u;
            shape := found.shape;
            complete := found.complete;
            error := coalesce(found.error, of_holder);
            unread := found.unread;
            EXIT;
        END IF;
    END LOOP;
END $$;

-- What a body says. A body that says itself that the answer is not finished tells what was used at least.
CREATE OR REPLACE FUNCTION read_body(node jsonb, hint text) RETURNS answer_read
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    inner_body CONSTANT jsonb := batched_answer(node);
    body CONSTANT jsonb := coalesce(inner_body, CASE WHEN is_object(node) THEN node ELSE '{}' END);
    found record := read_shape(body, hint);
    r answer_read;
BEGIN
    IF found.shape IS NULL AND body ?| '{response,result}' THEN
        found := read_job(body, hint);
    END IF;
    r.unread := coalesce(found.unread, false);
    r.u := in_range(found.u);
    r.shape := found.shape;
    r.complete := coalesce(found.complete, true);
    r.answers := 1;
    r.error := found.error;
    IF r.shape IS NULL THEN
        r.error := error_said(body);
        r.shape := CASE WHEN r.error IS NULL THEN 'unknown' ELSE 'error' END;
        IF r.error IS NULL AND is_usage_of_models(node) THEN
            r.shape := 'langchain';
            r.unread := true;
        END IF;
        r.answers := 0;
    END IF;
    IF inner_body IS NOT NULL THEN
        r.u.service_tier := 'batch';
    END IF;
    IF NOT r.complete THEN
        r.at_least := nullif(named_counts(r.u), '{}');
        r.u := without_usage(r.u);
    END IF;
    RETURN r;
END $$;
COMMENT ON FUNCTION read_body IS 'reads the body of an answer: what it used, and by which shape it was recognised';
