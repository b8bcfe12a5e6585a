-- $1 rows as JSON objects, numerics and metadata as texts, what is NULL left out
INSERT INTO meter.usage_log (account, at, usage_id, plan, provider, model, operation, operation_id, session_id, key_source,
    service_tier, conditions, input_tokens, output_tokens, tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens,
    audio_input_tokens, audio_output_tokens, other_units, cost, markup, charged_cost, price_match, price_ids, charged, grant_ids,
    grant_amounts, enforced, hold_id, metadata, reported_cost, priced_cost, marks)
SELECT r.account, r.at, r.usage_id, r.plan, r.provider, r.model, r.operation, r.operation_id, r.session_id, r.key_source,
       r.service_tier, r.conditions, r.input_tokens, r.output_tokens, r.input_tokens + r.output_tokens, r.cache_read_tokens,
       r.cache_write_tokens, r.reasoning_tokens, r.audio_input_tokens, r.audio_output_tokens, r.other_units, r.cost, r.markup,
       r.charged_cost, r.price_match, r.price_ids, r.charged, r.grant_ids,
       r.grant_amounts, r.enforced, r.hold_id, r.metadata::jsonb, r.reported_cost, r.priced_cost, r.marks
  FROM json_to_recordset($1::json) AS r (
       account text, at timestamptz, usage_id bigint, plan text, provider text, model text, operation text, operation_id text,
       session_id text, key_source text, service_tier text, conditions text[], input_tokens bigint, output_tokens bigint,
       cache_read_tokens bigint, cache_write_tokens bigint, reasoning_tokens bigint, audio_input_tokens bigint,
       audio_output_tokens bigint, other_units jsonb, cost numeric, markup numeric, charged_cost numeric, price_match text, price_ids bigint[],
       charged bigint[], grant_ids bigint[], grant_amounts numeric[], enforced boolean, hold_id bigint, metadata text,
       reported_cost numeric, priced_cost numeric, marks text[])
