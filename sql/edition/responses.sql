-- Providers' answers in the SQL edition: the main bodies are read by sql/engine/response*.sql. Streams and rarer shapes, which only the extension
-- reads, are errors that say so.

CREATE FUNCTION meter_extract_usage(response jsonb, provider text DEFAULT NULL, headers jsonb DEFAULT NULL)
RETURNS TABLE (provider text, model text, input_tokens bigint, output_tokens bigint, cache_read_tokens bigint, cache_write_tokens bigint,
               reasoning_tokens bigint, audio_input_tokens bigint, audio_output_tokens bigint, other_units jsonb, service_tier text,
               reported_cost numeric, shape text, complete boolean, at_least jsonb, answers bigint, conditions text[], response_id text,
               clamped jsonb, error text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
SELECT r.provider, r.model, r.input_tokens, r.output_tokens, r.cache_read_tokens, r.cache_write_tokens, r.reasoning_tokens,
       r.audio_input_tokens, r.audio_output_tokens, r.other_units, r.service_tier, r.reported_cost, r.shape, r.complete, r.at_least,
       r.answers, r.conditions, r.response_id, r.clamped, r.error
  FROM read_response($1, $3, $2) r
$$;
