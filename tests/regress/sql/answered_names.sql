-- Which names an answer is charged by: the caller's, the answer's, and who has answered.
SET token_meter.clock = '2026-11-15 12:00+00';
SELECT FROM meter_set_plan('answered');
SELECT FROM meter_set_account('answered by', plan => 'answered');
CREATE FUNCTION chat(model text, more jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
    SELECT '{"object": "chat.completion", "choices": [{"finish_reason": "stop"}], "usage": {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}}'::jsonb
           || jsonb_build_object('model', model) || more $$;
-- What meter_add_response charges, beside what meter_settle does to a hold of the same names.
CREATE FUNCTION charged_both(answer jsonb, provider text, model text DEFAULT NULL, OUT added text, OUT settled text) LANGUAGE plpgsql AS $$
DECLARE
    usage bigint;
BEGIN
    SELECT v.usage_id INTO usage FROM meter_add_response('answered by', answer, provider => provider, model => model) v;
    SELECT concat_ws(' ', r.provider, r.model, r.price_match, trim_scale(r.cost)) INTO added FROM meter.usage_log r WHERE r.usage_id = usage;
    SELECT s.usage_id INTO usage
      FROM meter_reserve('answered by', 2000, 200, provider => provider, model => model) h, LATERAL meter_settle(h.hold_id, response => answer) s;
    SELECT concat_ws(' ', r.provider, r.model, r.price_match, trim_scale(r.cost)) INTO settled FROM meter.usage_log r WHERE r.usage_id = usage;
END $$;

-- OpenAI's client talks to other vendors too: whose answer it is, the answer tells, and its price is theirs.
SELECT * FROM charged_both('{"type": "message", "id": "msg_01x", "role": "assistant", "model": "claude-sonnet-4-5-20250929", "stop_reason": "end_turn",
                     "usage": {"input_tokens": 1000, "output_tokens": 100}}', 'openai');
SELECT * FROM charged_both(chat('gemini-2.5-flash'), 'openai');
SELECT * FROM charged_both(chat('grok-4'), 'openai');
SELECT * FROM charged_both(chat('deepseek-chat'), 'openai');
SELECT * FROM charged_both(chat('llama-3.3-70b-versatile', '{"x_groq": {"id": "r"}}'), 'openai');
-- and so is what Perplexity asks for a search
SELECT * FROM charged_both(chat('sonar-pro', '{"usage": {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100, "search_context_size": "low"}}'), 'openai');
-- a cloud or a gateway stands, and so does a provider that nobody knows: whose model it is costs what its vendor asks
SELECT * FROM charged_both(chat('gpt-4o-2024-08-06'), 'azure');
SELECT * FROM charged_both(chat('claude-sonnet-4-5'), 'our proxy', 'claude-sonnet-4-5');

-- A deployment's or a router's name has no price; the model that answered has one.
SELECT * FROM charged_both(chat('gpt-4o-2024-08-06'), 'azure', 'our-deployment');
SELECT * FROM charged_both(chat('anthropic/claude-haiku-4.5'), 'openrouter', 'openrouter/auto');
-- An answer in a name of the gateway's own, which no price knows, costs what was asked for.
SELECT * FROM charged_both(chat('prod-smart'), 'litellm', 'gpt-4o');
-- Where both have a price, the caller's word goes before the answer's, and the answer's before what was reserved.
SELECT * FROM charged_both(chat('gpt-4o'), 'openai', 'gpt-4o-mini');
-- Where neither has, the same.
SELECT * FROM charged_both(chat('odd-1'), 'litellm', 'odd-2');
-- What is free does not become what is not.
SELECT * FROM charged_both(chat('gpt-4o'), 'litellm', 'odd:free');
-- What the caller says of a settlement goes before all, in the same way.
SELECT s.cost, s.price_match FROM meter_reserve('answered by', 2000, 200, provider => 'litellm', model => 'gpt-4o') h,
    LATERAL meter_settle(h.hold_id, response => chat('odd-3'), model => 'gpt-4o-mini') s;
SELECT s.cost, s.price_match FROM meter_reserve('answered by', 2000, 200, provider => 'azure', model => 'gpt-4o') h,
    LATERAL meter_settle(h.hold_id, response => chat('gpt-4o-mini'), model => 'our-deployment') s;

-- A retry is the same call, also when the name that the caller gave has got a price meanwhile.
SELECT cost FROM meter_add_response('answered by', chat('gpt-4o'), provider => 'azure', model => 'late-1', idempotency_key => 'k1');
SELECT hold_id AS hold FROM meter_reserve('answered by', 2000, 200, provider => 'litellm', model => 'gpt-4o') \gset
SELECT cost FROM meter_settle(:hold, response => chat('late-2'));
SELECT count(*) FROM (VALUES ('azure', 'late-1'), ('litellm', 'late-2')) n (provider, model), LATERAL meter_set_price(n.provider, n.model, 'input', 1);
SELECT cost FROM meter_add_response('answered by', chat('gpt-4o'), provider => 'azure', model => 'late-1', idempotency_key => 'k1');
SELECT cost FROM meter_settle(:hold, response => chat('late-2'));

-- vLLM says -1 of cached tokens that it has not counted.
SELECT tokens, cost FROM meter_add_response('answered by', chat('gpt-4o', '{"usage": {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100,
    "prompt_tokens_details": {"cached_tokens": -1}}}'), provider => 'openai');

-- Limits count the call under the names that it is charged by.
SELECT FROM meter_set_limit('four o', 'requests', 2, 'month', account => 'answered by', model => 'gpt-4o');
SELECT limit_name, used FROM meter_add_response('answered by', chat('gpt-4o-2024-08-06'), provider => 'azure', model => 'our-deployment');
SELECT count(*) FROM meter_verify();

-- Effort, thinking and the window behind the name of a closed model change no price.
SELECT model, meter_cost(model, 100000, provider => provider) AS cost
  FROM (VALUES ('anthropic', 'claude-sonnet-4-5[1m]'), ('anthropic', 'claude-opus-4-6-thinking[1m]'), ('anthropic', 'claude-3-7-sonnet-20250219-thinking'),
               ('openai', 'gpt-5-high'), ('openai', 'gpt-5.1-codex-max-xhigh'), ('openai', 'o3-mini-high'), ('openrouter', 'openai/o3-mini-high'),
               ('google', 'gemini-2.5-flash-nothinking'), ('openai', 'gpt-5.6'), ('openai', 'gpt-5.6-sol'), ('openai-responses', 'gpt-5'),
               (NULL, 'openai-responses:gpt-5')) n (provider, model);
-- Fine-tunes have the price of those of their base, whichever of its snapshots that was.
SELECT model, meter_cost(model, 100000, provider => 'openai') AS cost
  FROM (VALUES ('ft:gpt-3.5-turbo-0125:acme::x'), ('ft:gpt-4.1-2025-04-14:acme::x'), ('ft:gpt-4.1-nano-2025-04-14:acme:own:x:ckpt-step-100'),
               ('ft:o4-mini-2025-04-16:acme::x'), ('ft:davinci-002:acme::x')) n (model);
RESET token_meter.clock;
DROP FUNCTION chat(text, jsonb), charged_both;
