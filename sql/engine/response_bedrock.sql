-- Bedrock's Converse. `inputTokens` leaves out cache reads and writes, as with Anthropic.

CREATE OR REPLACE FUNCTION converse_usage(usage jsonb) RETURNS usage_log
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    input CONSTANT bigint := count_of(usage, 'inputTokens');
    long bigint;
    written bigint;
    u usage_log;
BEGIN
    u.cache_read_tokens := count_of(usage, 'cacheReadInputTokens', 'cacheReadInputTokenCount');
    written := count_of(usage, 'cacheWriteInputTokens', 'cacheWriteInputTokenCount');
    u.cache_write_tokens := written;
    u.input_tokens := CASE WHEN input IS NOT NULL THEN sum_of(input, u.cache_read_tokens, written) END;
    u.output_tokens := count_of(usage, 'outputTokens');
    u := clamp_counts(u);
    FOR place IN 0 .. items_in(usage -> 'cacheDetails') - 1 LOOP
        IF said_text(usage -> 'cacheDetails' -> place, 'ttl') = '1h' THEN
            long := sum_of(long, count_of(usage -> 'cacheDetails' -> place, 'inputTokens'));
        END IF;
    END LOOP;
    u.other_units := with_unit(u.other_units, 'cache_write_1h', CASE WHEN long IS NOT NULL THEN least(long, written) END);
    RETURN u;
END $$;
COMMENT ON FUNCTION converse_usage IS 'what a usage object in Converse''s words says; all NULL where it says nothing';

CREATE OR REPLACE FUNCTION read_bedrock_converse(body jsonb, OUT u usage_log, OUT shape text, OUT complete boolean)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    holder CONSTANT jsonb := CASE WHEN said(body -> 'metadata', 'usage') IS NOT NULL THEN body -> 'metadata' ELSE body END;
    reported CONSTANT jsonb := CASE WHEN has_key(holder -> 'usage', 'inputTokens', 'outputTokens') THEN holder -> 'usage' END;
    tier jsonb;
    routed text;
BEGIN
    IF reported IS NULL AND NOT body ?| '{messageStart,contentBlockStart,contentBlockDelta,contentBlockStop,messageStop,throttlingException,
            internalServerException,modelStreamErrorException,serviceUnavailableException,validationException,stopReason}' THEN
        RETURN;
    END IF;
    shape := 'bedrock.converse';
    complete := true;
    IF reported IS NOT NULL THEN
        u := converse_usage(reported);
        IF NOT says_nothing(u)
           AND 'optimized' IN (said_text(body -> 'performanceConfig', 'latency'), said_text(holder -> 'performanceConfig', 'latency')) THEN
            u.conditions := '{latency:optimized}';
        END IF;
    END IF;
    tier := coalesce(said(holder, 'serviceTier'), said(body, 'serviceTier'));
    u.provider := 'bedrock';
    -- the operator asked the router, and pays for the model that it chose
    routed := coalesce(said_text(holder #> '{trace,promptRouter}', 'invokedModelId'), said_text(body #> '{trace,promptRouter}', 'invokedModelId'));
    u.model := coalesce(routed, said_text(body, 'modelId'), said_text(body, 'model'));
    u.service_tier := said_text(tier, 'type');
    u.operation_id := said_text(body -> 'ResponseMetadata', 'RequestId');
END $$;
COMMENT ON FUNCTION read_bedrock_converse IS 'reads an answer of Bedrock''s Converse API';
