-- Anthropic's Messages API, and whoever offers the same. `input_tokens` leaves out cache reads and writes.

-- The five counts of a message, or of one of the steps that it took, as they stand.
CREATE OR REPLACE FUNCTION message_counts(usage jsonb, OUT input bigint, OUT output bigint, OUT cache_read bigint, OUT cache_write bigint,
                                          OUT cache_write_1h bigint)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    created CONSTANT jsonb := CASE WHEN is_object(usage -> 'cache_creation') THEN usage -> 'cache_creation' END;
BEGIN
    input := count_of(usage, 'input_tokens');
    output := count_of(usage, 'output_tokens');
    cache_read := count_of(usage, 'cache_read_input_tokens');
    cache_write_1h := count_of(created, 'ephemeral_1h_input_tokens');
    cache_write := sum_of(count_of(created, 'ephemeral_5m_input_tokens'), cache_write_1h);
    cache_write := coalesce(count_of(usage, 'cache_creation_input_tokens'), cache_write);
END $$;

CREATE OR REPLACE FUNCTION with_more(units jsonb, unit text, amount bigint) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN with_unit(units, unit, amount + coalesce((units ->> unit)::numeric, 0));

-- What is billed beside a message: of the other model that advised, or of the same one that summarised the conversation.
CREATE OR REPLACE FUNCTION step_units(units jsonb, step jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    counts CONSTANT record := message_counts(step);
    kind CONSTANT text := said_text(step, 'type');
    component text;
    amount bigint;
BEGIN
    FOREACH component IN ARRAY '{input,cache_read,cache_write,cache_write_1h,output}'::text[] LOOP
        amount := CASE component
            WHEN 'input' THEN counts.input
            WHEN 'cache_read' THEN counts.cache_read
            WHEN 'cache_write' THEN greatest(counts.cache_write - coalesce(counts.cache_write_1h, 0),
                                             CASE WHEN counts.cache_write IS NOT NULL THEN 0 END)
            WHEN 'cache_write_1h' THEN counts.cache_write_1h
            ELSE counts.output END;
        units := with_more(units, CASE WHEN kind = 'compaction' THEN 'beside_' || component
                                       ELSE coalesce(unit_of_model(component, said_text(step, 'model')), 'advisor_' || component) END, amount);
    END LOOP;
    RETURN units;
END $$;

CREATE OR REPLACE FUNCTION message_usage(usage jsonb) RETURNS usage_log
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    counts record := message_counts(usage);
    steps CONSTANT jsonb := usage -> 'iterations';
    total CONSTANT bigint := count_of(usage, 'total_tokens');
    -- where a total is given and has no room for the cache, the cache is in the input already
    inside CONSTANT boolean := coalesce(total = counts.input + counts.output, false);
    added record;
    u usage_log;
BEGIN
    u := with_common(u, usage);
    u.reasoning_tokens := count_of(usage -> 'output_tokens_details', 'thinking_tokens', 'reasoning_tokens');
    IF items_in(steps) > 0 THEN
        FOR place IN 0 .. items_in(steps) - 1 LOOP
            IF said_text(steps -> place, 'type') IN ('compaction', 'advisor_message') THEN
                u.other_units := step_units(u.other_units, steps -> place);
            END IF;
        END LOOP;
        added := message_steps(steps);
        -- the message's own counts are the sum of its steps, but were those of the first step for a while
        IF counts.input IS NOT NULL AND counts.output IS NOT NULL THEN
            counts.input := greatest(counts.input, added.input);
            counts.output := greatest(counts.output, added.output);
            counts.cache_read := greatest(counts.cache_read, added.cache_read);
            counts.cache_write := greatest(counts.cache_write, added.cache_write);
            counts.cache_write_1h := greatest(counts.cache_write_1h, added.cache_write_1h);
        END IF;
    END IF;
    u.input_tokens := CASE WHEN inside OR counts.input IS NULL THEN counts.input
                           ELSE sum_of(counts.input, counts.cache_read, counts.cache_write) END;
    u.output_tokens := counts.output;
    u.cache_read_tokens := counts.cache_read;
    u.cache_write_tokens := counts.cache_write;
    u := clamp_counts(u);
    u.other_units := with_unit(u.other_units, 'cache_write_1h', CASE WHEN counts.cache_write_1h IS NOT NULL
                                                                     THEN least(counts.cache_write_1h, u.cache_write_tokens) END);
    IF says_nothing(u) THEN
        u := NULL;
    END IF;
    RETURN u;
END $$;
COMMENT ON FUNCTION message_usage IS 'what a usage object of Anthropic''s kind says; all NULL where it says nothing';

-- The sum of the steps of the model that answers; nothing where another model answered in the end: what the first one read is not billed.
CREATE OR REPLACE FUNCTION message_steps(steps jsonb, OUT input bigint, OUT output bigint, OUT cache_read bigint, OUT cache_write bigint,
                                         OUT cache_write_1h bigint)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    step record;
    total record;
BEGIN
    SELECT NULL::bigint AS input, NULL::bigint AS output, NULL::bigint AS cache_read, NULL::bigint AS cache_write, NULL::bigint AS cache_write_1h
      INTO total;
    FOR place IN 0 .. items_in(steps) - 1 LOOP
        IF said_text(steps -> place, 'type') = 'message' THEN
            step := message_counts(steps -> place);
            total.input := sum_of(total.input, step.input);
            total.output := sum_of(total.output, step.output);
            total.cache_read := sum_of(total.cache_read, step.cache_read);
            total.cache_write := sum_of(total.cache_write, step.cache_write);
            total.cache_write_1h := sum_of(total.cache_write_1h, step.cache_write_1h);
        END IF;
    END LOOP;
    IF NOT jsonb_path_exists(steps, '$[*].type ? (@ == "fallback_message")') THEN
        input := total.input;
        output := total.output;
        cache_read := total.cache_read;
        cache_write := total.cache_write;
        cache_write_1h := total.cache_write_1h;
    END IF;
END $$;

-- Others answer in this shape too; only the ids that Anthropic's own hosts give are certain.
CREATE OR REPLACE FUNCTION message_origin(body jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN said_text(body, 'id') ^@ 'msg_bdrk_' THEN 'bedrock'
            WHEN said_text(body, 'id') ^@ 'msg_vrtx_' THEN 'google-vertex'
            WHEN said_text(body, 'id') ^@ 'msg_01' AND said_text(body, 'model') ^@ 'claude' THEN 'anthropic' END;

-- A message, or one event of its stream: that one alone is not complete, unless it is the last.
CREATE OR REPLACE FUNCTION read_anthropic_message(node jsonb, OUT u usage_log, OUT shape text, OUT complete boolean)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    kind CONSTANT text := coalesce(said_text(node, 'type'), '');
    body jsonb := node;
BEGIN
    IF kind = 'message_start' THEN
        body := coalesce(said(node, 'message'), node);
        complete := false;
    ELSIF kind = 'message_delta' THEN
        complete := said(node -> 'delta', 'stop_reason') IS NOT NULL;
    ELSIF kind IN ('message_stop', 'content_block_start', 'content_block_delta', 'content_block_stop', 'ping') THEN
        shape := 'anthropic.messages';
        complete := true;
        RETURN;
    ELSIF kind = 'message' AND node ?| '{role,stop_reason,usage}'
       OR said(node -> 'usage', 'cache_read_input_tokens') IS NOT NULL AND said(node -> 'usage', 'input_tokens') IS NOT NULL THEN
        complete := true;
    ELSE
        RETURN;
    END IF;
    shape := 'anthropic.messages';
    IF said(body, 'usage') IS NOT NULL THEN
        u := message_usage(body -> 'usage');
    END IF;
    u.provider := message_origin(body);
    u.model := said_text(body, 'model');
    u.operation_id := said_text(body, 'id');
END $$;
COMMENT ON FUNCTION read_anthropic_message IS 'reads an answer of Anthropic''s Messages API';
