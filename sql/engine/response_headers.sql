-- The headers of an answer: some models of Bedrock count, and LiteLLM bills, only there.

-- The headers of an answer, an object or a list of pairs: names in lower case, a value may be a list of one. The first of a name holds.
CREATE OR REPLACE FUNCTION headers_read(headers jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN coalesce((
        SELECT jsonb_object_agg(lower(h.name COLLATE "C"), CASE WHEN items_in(h.value) > 0 THEN h.value -> 0 ELSE h.value END ORDER BY h.place DESC)
          FROM (SELECT e.key AS name, e.value, e.place
                  FROM jsonb_each(CASE jsonb_typeof(headers) WHEN 'object' THEN headers ELSE '{}' END) WITH ORDINALITY e (key, value, place)
                UNION ALL
                SELECT p.pair ->> 0, p.pair -> 1, p.place
                  FROM jsonb_array_elements(CASE jsonb_typeof(headers) WHEN 'array' THEN headers ELSE '[]' END) WITH ORDINALITY p (pair, place)
                 WHERE items_in(p.pair) = 2 AND jsonb_typeof(p.pair -> 0) = 'string') h), '{}');
END $$;

-- What headers tell: the counts of some models of Bedrock, a gateway's bill, the tier, and the answer's id; in metadata, what Fireworks tells
-- of its cache.
CREATE OR REPLACE FUNCTION usage_of_headers(headers jsonb) RETURNS usage_log
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    known CONSTANT jsonb := headers_read(headers);
    input CONSTANT bigint := count_of(known, 'x-amzn-bedrock-input-token-count');
    u usage_log;
BEGIN
    -- without an output header the model puts out no tokens: the header is always there for those that do
    u.output_tokens := coalesce(count_of(known, 'x-amzn-bedrock-output-token-count'), CASE WHEN input IS NOT NULL THEN 0 END);
    u.cache_read_tokens := count_of(known, 'x-amzn-bedrock-cache-read-input-token-count');
    u.cache_write_tokens := count_of(known, 'x-amzn-bedrock-cache-write-input-token-count');
    u.input_tokens := CASE WHEN input IS NOT NULL THEN sum_of(input, u.cache_read_tokens, u.cache_write_tokens) END;
    u := clamp_counts(u);
    u.metadata := NULL;
    u.other_units := with_unit(u.other_units, 'character', count_of(known, 'dg-char-count'));
    u.other_units := with_unit(u.other_units, 'character', count_of(known, 'x-character-count'));
    u.other_units := with_unit(u.other_units, 'character', count_of(known, 'character-cost'));
    u.reported_cost := amount_of(known -> 'x-litellm-response-cost');
    u.service_tier := coalesce(said_text(known, 'x-amzn-bedrock-service-tier'), said_text(known, 'x-gemini-service-tier'));
    IF known ? 'fireworks-cached-prompt-tokens' THEN
        u.metadata := jsonb_build_object('cached', count_of(known, 'fireworks-cached-prompt-tokens'));
    END IF;
    u.operation_id := said_text(known, 'x-amzn-requestid');
    RETURN u;
END $$;
COMMENT ON FUNCTION usage_of_headers IS 'what the headers of an answer tell of its usage';

-- An answer with what its headers tell and the body does not: the provider's own counts hold where the body has none.
CREATE OR REPLACE FUNCTION add_headers(r answer_read, h usage_log, hint text) RETURNS answer_read
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF r.unread THEN
        RETURN r;
    END IF;
    IF counts_anything(h) THEN
        IF hint IS NULL THEN
            r.u.provider := 'bedrock';
        END IF;
        IF NOT counts_anything(r.u) THEN
            h := in_range(h);
            r.u.input_tokens := h.input_tokens;
            r.u.output_tokens := h.output_tokens;
            r.u.cache_read_tokens := h.cache_read_tokens;
            r.u.cache_write_tokens := h.cache_write_tokens;
            r.at_least := NULL;
            r.shape := 'bedrock.invoke';
            r.complete := true;
            r.answers := greatest(r.answers, 1);
        END IF;
    END IF;
    IF h.metadata IS NOT NULL THEN
        r.u := with_cached(r.u, (h.metadata ->> 'cached')::bigint);
    END IF;
    IF h.other_units IS NOT NULL THEN
        r.u.other_units := h.other_units || coalesce((r.u).other_units, '{}');
    END IF;
    r.u.reported_cost := coalesce((r.u).reported_cost, h.reported_cost);
    r.u.service_tier := coalesce((r.u).service_tier, h.service_tier);
    r.u.operation_id := coalesce((r.u).operation_id, h.operation_id);
    RETURN r;
END $$;
COMMENT ON FUNCTION add_headers IS 'an answer with what its headers tell beside';
