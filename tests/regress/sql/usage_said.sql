-- What answers and client libraries say of usage in places of their own is charged as the provider bills it.
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_plan('said plan');
SELECT FROM meter_set_limit('money', 'cost', 1000, 'never', plan => 'said plan');
SELECT FROM meter_set_account('said', plan => 'said plan');
CREATE FUNCTION claude(usage jsonb, model text DEFAULT 'claude-opus-4-6') RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('type', 'message', 'role', 'assistant', 'model', model, 'content', '[]'::jsonb, 'stop_reason', 'end_turn', 'usage', usage) $$;
-- Anthropic bills the summary of a conversation beside the message: 203,000 tokens in, 4,500 out
SELECT tokens, cost FROM meter_add_response('said', claude('{"input_tokens": 23000, "output_tokens": 1000, "iterations":
    [{"type": "compaction", "input_tokens": 180000, "output_tokens": 3500}, {"type": "message", "input_tokens": 23000, "output_tokens": 1000}]}'), provider => 'anthropic');
-- and an advisor at the advisor's prices: 0.0045 of its own, 2,000 in and 500 out of the other model, 0.0225
SELECT tokens, cost FROM meter_add_response('said', claude('{"input_tokens": 1000, "output_tokens": 100, "iterations":
    [{"type": "message", "input_tokens": 1000, "output_tokens": 100},
     {"type": "advisor_message", "model": "claude-opus-4-6", "input_tokens": 2000, "output_tokens": 500}]}', 'claude-sonnet-4-6'), provider => 'anthropic');
SELECT other_units, price_match FROM meter.usage_log WHERE account = 'said' ORDER BY usage_id DESC LIMIT 1;
