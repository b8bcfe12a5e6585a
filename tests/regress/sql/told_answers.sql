-- What is told of an answer beside its counts: its name, that it was charged before, its tier, what was cut down, that it is none.
SET token_meter.clock = '2026-03-10 12:00+00';
\set SHOW_CONTEXT never
SELECT FROM meter_set_plan('told plan');
SELECT FROM meter_set_limit('tokens', 'tokens', 10000, 'day', plan => 'told plan');
SELECT FROM meter_set_account('told', plan => 'told plan');
SELECT FROM meter_set_account('told 2', plan => 'told plan');
CREATE FUNCTION chat(id text, tokens int, more jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('id', id, 'object', 'chat.completion', 'model', 'gpt-4o-mini', 'choices', '[{"finish_reason": "stop"}]'::jsonb,
        'usage', jsonb_build_object('prompt_tokens', tokens, 'completion_tokens', 10, 'total_tokens', tokens + 10)) || more $$;

-- an answer that is charged twice is told; other answers under its name, and other accounts, are not
SELECT allowed, duplicate, used FROM meter_add_response('told', chat('c1', 100), provider => 'openai');
SELECT allowed, duplicate, used FROM meter_add_response('told', chat('c1', 100), provider => 'openai');
SELECT duplicate FROM meter_add_response('told', chat('c1', 101), provider => 'openai');
SELECT duplicate FROM meter_add_response('told 2', chat('c1', 100), provider => 'openai');
SELECT duplicate FROM meter_add_response('told', chat('', 100), provider => 'openai') UNION ALL
SELECT duplicate FROM meter_add_response('told', chat('', 100), provider => 'openai');
-- a retry under its key is no second charge
SELECT duplicate, used FROM meter_add_response('told', chat('c2', 100), provider => 'openai', idempotency_key => 'k');
SELECT duplicate, used FROM meter_add_response('told', chat('c2', 100), provider => 'openai', idempotency_key => 'k');
SELECT duplicate FROM meter_add_response('told', chat('c2', 100), provider => 'openai');
-- a settlement counts as a charge
SELECT hold_id AS hold FROM meter_reserve('told', 200, 10, model => 'gpt-4o-mini', provider => 'openai') \gset
SELECT duplicate FROM meter_settle(:hold, response => chat('c3', 100));
SELECT duplicate FROM meter_settle(:hold, response => chat('c3', 100));
SELECT duplicate FROM meter_add_response('told', chat('c3', 100), provider => 'openai');
SELECT operation_id, marks FROM meter.usage_log WHERE account = 'told' ORDER BY usage_id;
-- or refused
SELECT FROM meter_set_setting('duplicate_responses', 'refuse');
SELECT allowed, reason, duplicate, usage_id FROM meter_add_response('told', chat('c3', 100), provider => 'openai');
SELECT reason, operation_id FROM meter.denials WHERE account = 'told';
-- what a limit refused was not charged
SELECT allowed, duplicate FROM meter_add_response('told', chat('c4', 20000), provider => 'openai', enforce => true);
SELECT allowed, duplicate FROM meter_add_response('told', chat('c4', 20000), provider => 'openai');
-- nor what was rolled back
BEGIN;
SELECT duplicate FROM meter_add_response('told', chat('c5', 1), provider => 'openai');
ROLLBACK;
SELECT duplicate FROM meter_add_response('told', chat('c5', 1), provider => 'openai');
-- a settlement is recorded all the same
SELECT hold_id AS hold FROM meter_reserve('told 2', 200, 10, model => 'gpt-4o-mini', provider => 'openai') \gset
SELECT allowed, duplicate FROM meter_settle(:hold, response => chat('c1', 100));
-- an answer that was refunded is not charged any more: it can be charged again, once
SELECT usage_id AS usage FROM meter_add_response('told', chat('c7', 100), provider => 'openai') \gset
SELECT allowed, reason FROM meter_add_response('told', chat('c7', 100), provider => 'openai');
SELECT FROM meter_refund('told', :usage);
SELECT allowed, reason, duplicate FROM meter_add_response('told', chat('c7', 100), provider => 'openai');
SELECT allowed, reason, duplicate FROM meter_add_response('told', chat('c7', 100), provider => 'openai');
-- and so can that of a settlement
SELECT hold_id AS hold FROM meter_reserve('told 2', 200, 10, model => 'gpt-4o-mini', provider => 'openai') \gset
SELECT usage_id AS usage FROM meter_settle(:hold, response => chat('c8', 100)) \gset
SELECT FROM meter_refund('told 2', :usage);
SELECT allowed, duplicate FROM meter_add_response('told 2', chat('c8', 100), provider => 'openai');
SELECT meter_set_setting('duplicate_responses', 'never');
SELECT FROM meter_set_setting('duplicate_responses', 'tell');
-- the caller's own name for the operation stands
SELECT FROM meter_add_response('told 2', chat('c6', 1), provider => 'openai', operation_id => 'mine');
SELECT operation_id FROM meter.usage_log WHERE account = 'told 2' ORDER BY usage_id DESC LIMIT 1;

-- the answer's tier holds, and the caller's fills what it does not tell; a batch is told by no body
SELECT FROM meter_set_price('acme', 'tiered', 'input', 100, effective_from => '2026-01-01', allow_past => true) p1,
            meter_set_price('acme', 'tiered', 'output', 0, effective_from => '2026-01-01', allow_past => true) p2,
            meter_set_price('acme', 'tiered', 'input', 50, effective_from => '2026-01-01', allow_past => true, service_tier => 'flex') p3,
            meter_set_price('acme', 'tiered', 'input', 40, effective_from => '2026-01-01', allow_past => true, service_tier => 'batch') p4,
            meter_set_price('acme', 'tiered', 'input', 200, effective_from => '2026-01-01', allow_past => true, service_tier => 'priority') p5;
SELECT t.*, v.cost
  FROM (VALUES (1, '{}'::jsonb, NULL), (2, '{"service_tier": "default"}', 'flex'), (3, '{"service_tier": "flex"}', 'priority'),
               (4, '{}', 'flex'), (5, '{"service_tier": "auto"}', 'flex'), (6, '{"service_tier": "default"}', 'batch'),
               (7, '{"service_tier": "fast"}', NULL), (8, '{"service_tier": "scale"}', NULL)) t (n, told, given)
 CROSS JOIN LATERAL meter_add_response('tiers', chat('t' || t.n, 1000, t.told || '{"model": "tiered"}'), provider => 'acme', service_tier => t.given) v
 ORDER BY t.n;
SELECT service_tier, marks FROM meter.usage_log WHERE account = 'tiers' AND marks IS NOT NULL;
SELECT cost FROM meter_add_tokens('tiers', 1000, model => 'tiered', provider => 'acme', service_tier => 'fast');
-- some of the tokens have no price of the tier: those are charged as standard, and the row says so; free output is so in every tier
SELECT FROM meter_set_price('acme', 'tiered', 'cache_read', 10, effective_from => '2026-01-01', allow_past => true);
SELECT cost FROM meter_add_tokens('tiers', 1000, 70, model => 'tiered', provider => 'acme', service_tier => 'flex', cache_read_tokens => 400);
SELECT cost FROM meter_add_tokens('tiers', 1000, 70, model => 'tiered', provider => 'acme', service_tier => 'flex');
SELECT cost, marks FROM meter.usage_log WHERE account = 'tiers' ORDER BY usage_id DESC LIMIT 2;

-- a batch that was reserved is settled as one, and another tier by the answer's word; what the settlement says goes before both
CREATE FUNCTION settled(reserved text, told jsonb, said text DEFAULT NULL) RETURNS numeric LANGUAGE sql AS $$
    SELECT s.cost FROM meter_reserve('tiers', 1000, model => 'tiered', provider => 'acme', service_tier => reserved) r,
        LATERAL meter_settle(r.hold_id, service_tier => said, response => chat('s' || gen_random_uuid(), 1000, told || '{"model": "tiered"}')) s $$;
SELECT settled('batch', '{"service_tier": "default"}') AS batch, settled('batch', '{}') AS untold, settled('flex', '{"service_tier": "default"}') AS flex,
       settled('flex', '{}') AS flex_untold, settled('batch', '{}', 'standard') AS said, settled('standard', '{}', 'batch') AS said_batch;
DROP FUNCTION settled;

-- a part above its whole is cut down, and what was said is kept
SELECT allowed, tokens FROM meter_add_response('told 2', chat('r1', 20, '{"usage": {"prompt_tokens": 20, "completion_tokens": 10, "total_tokens": 30,
    "completion_tokens_details": {"reasoning_tokens": 500}}}'), provider => 'openai', metadata => '{"thread": 7}');
SELECT reasoning_tokens, marks, metadata FROM meter.usage_log WHERE account = 'told 2' ORDER BY usage_id DESC LIMIT 1;
SELECT reasoning_tokens, clamped, response_id FROM meter_extract_usage(chat('r1', 20, '{"usage": {"prompt_tokens": 20, "completion_tokens": 10,
    "completion_tokens_details": {"reasoning_tokens": 500}}}'));

-- who has answered: a vendor answers with models of its own, a cloud with those of others. 1000 tokens in and 1000 out
CREATE FUNCTION messages(model text, id text DEFAULT 'm4') RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('id', id, 'type', 'message', 'role', 'assistant', 'model', model, 'content', '[]'::jsonb, 'stop_reason', 'end_turn',
        'usage', '{"input_tokens": 1000, "output_tokens": 1000}'::jsonb) $$;
CREATE FUNCTION chats(model text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT chat('a-' || model, 1000, jsonb_build_object('model', model,
        'usage', '{"prompt_tokens": 1000, "completion_tokens": 1000, "total_tokens": 2000}'::jsonb)) $$;
SELECT FROM meter_set_account('who');
DO $$
DECLARE
    c record;
    hold bigint;
BEGIN
    FOR c IN SELECT * FROM (VALUES
        ('openai', 'gpt-4o-mini', messages('claude-sonnet-4-5-20250929'), NULL),
        ('anthropic', 'claude-sonnet-4-5', chats('gpt-4o'), NULL),
        ('openai', NULL, messages('claude-sonnet-4-5'), NULL),
        ('openai', 'gpt-4o-mini', chats('gpt-4o'), NULL),
        ('openai', 'gpt-4o-mini', chats('gpt-4o'), 'azure'),
        ('google', 'claude-sonnet-4-5@20250929', messages('claude-sonnet-4-5-20250929'), NULL),
        -- a cloud's name of the model tells its region, which the answer does not
        ('bedrock', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', messages('claude-sonnet-4-5-20250929'), NULL),
        ('bedrock', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', messages('claude-sonnet-4-5-20250929'), 'bedrock'),
        ('bedrock', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', messages('claude-haiku-4-5-20251001'), NULL),
        ('openrouter', 'openai/gpt-4o-mini', chats('openai/gpt-4o'), NULL),
        ('openai', 'gpt-4o', chats('gpt-4o-2024-05-13'), NULL)) v (provider, model, response, said)
    LOOP
        SELECT hold_id INTO hold FROM meter_reserve('who', 100, model => c.model, provider => c.provider);
        PERFORM meter_settle(hold, response => c.response, provider => c.said);
    END LOOP;
END $$;
SELECT h.provider AS reserved, h.model AS of, u.provider, u.model, u.cost, u.price_match
  FROM meter.usage_log u JOIN meter.holds h USING (hold_id) WHERE u.account = 'who' ORDER BY hold_id;
DROP FUNCTION messages; DROP FUNCTION chats;

-- the verdict tells a price that is a guess
SELECT price_match FROM meter_add_tokens('told 2', 10, model => 'no such model', provider => 'nobody');
SELECT price_match FROM meter_check_quota('told 2', 10, model => 'gpt-4o-mini', provider => 'openai');
SELECT price_match FROM meter_add_batch('[{"account": "told 2", "input_tokens": 1}]');

-- an error is no answer
SELECT * FROM meter_add_response('told', '{"error": {"message": "The model does not exist", "type": "invalid_request_error"}}');
SELECT shape, error, input_tokens FROM meter_extract_usage('{"error": {"message": "The model does not exist"}}');
-- unless it carries usage
SELECT tokens FROM meter_add_response('told', '{"error": {"message": "cut off"}, "object": "chat.completion", "model": "gpt-4o-mini",
    "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}}', provider => 'openai');
-- what libraries hand over
SELECT input_tokens, output_tokens, cache_read_tokens, reasoning_tokens FROM meter_extract_usage(
    '{"inputTokens": 1000, "outputTokens": 80, "totalTokens": 1080, "reasoningTokens": 50, "cachedInputTokens": 600}');
SELECT other_units, conditions FROM meter_extract_usage('{"type": "message", "role": "assistant", "content": [], "stop_reason": "end_turn",
    "usage": {"input_tokens": 1, "output_tokens": 2, "speed": "fast", "inference_geo": "us", "server_tool_use": {"web_search_requests": 2}}}');
SELECT * FROM meter_verify() WHERE account LIKE 'told%' OR account IN ('tiers', 'who');
DROP FUNCTION chat;
