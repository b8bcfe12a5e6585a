-- Where an answer carries its price, that is the cost; what the prices say is kept beside it.
SET token_meter.clock = '2026-03-10 12:00+00';
\set SHOW_CONTEXT never
SELECT FROM meter_set_plan('bill plan', markup => 1.5);
SELECT FROM meter_set_limit('spent', 'cost', 1, 'month', plan => 'bill plan');
SELECT FROM meter_set_account('billed', plan => 'bill plan');
SELECT FROM meter_set_price('openrouter', 'acme/bill', 'input', 2, effective_from => '2026-01-01', allow_past => true) p1,
            meter_set_price('openrouter', 'acme/bill', 'output', 10, effective_from => '2026-01-01', allow_past => true) p2;
CREATE FUNCTION routed(id text, more jsonb, model text DEFAULT 'acme/bill') RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('id', id, 'object', 'chat.completion', 'model', model, 'choices', '[{"finish_reason": "stop"}]'::jsonb,
        'usage', '{"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}'::jsonb || more) $$;

-- the bill to its last digit; the account is charged by it
SELECT used, cost, charged_cost, price_match FROM meter_add_response('billed', routed('gen-1', '{"cost": 0.00300000012}'), provider => 'openrouter');
-- with the operator's own key at the provider, its price comes on top of the gateway's fee
SELECT cost FROM meter_add_response('billed', routed('gen-2',
    '{"cost": 0.00015, "is_byok": true, "cost_details": {"upstream_inference_cost": 0.003}}'), provider => 'openrouter');
-- a model that no price knows has its bill all the same, also under a hard cost limit
SELECT allowed, cost, price_match FROM meter_add_response('billed', routed('gen-3', '{"cost": 0.004}', 'acme/new'), provider => 'openrouter', enforce => true);
-- xAI counts ticks of 10^-10 USD
SELECT cost, price_match FROM meter_add_response('billed', '{"id": "x1", "object": "chat.completion", "model": "grok-9", "choices": [{"finish_reason": "stop"}],
    "usage": {"prompt_tokens": 10, "completion_tokens": 10, "total_tokens": 20, "cost_in_usd_ticks": 12345}}', provider => 'xai');
-- a gateway tells it in a header
SELECT cost, price_match FROM meter_add_response('billed', routed('gen-4', '{}'), provider => 'openrouter',
    headers => '{"X-LiteLLM-Response-Cost": "4.2e-05"}');
-- the account's own key: told, and not charged
SELECT cost, charged_cost, price_match FROM meter_add_response('billed', routed('gen-5', '{"cost": 0.003}'), provider => 'openrouter', key_source => 'own');
-- an app that knows the bill says so; zero is a bill too
SELECT cost, price_match FROM meter_add_tokens('billed', 1000, 100, model => 'acme/bill', provider => 'openrouter', reported_cost => 0.0001);
SELECT cost, price_match FROM meter_add_tokens('billed', 1000, 100, model => 'acme/bill', provider => 'openrouter', reported_cost => 0);
SELECT cost, price_match FROM meter_add_batch('[{"account": "billed", "input_tokens": 1000, "model": "acme/bill", "provider": "openrouter", "reported_cost": 0.00012}]');
SELECT * FROM meter_add_tokens('billed', 1, reported_cost => -1);
SELECT * FROM meter_add_tokens('billed', 1, reported_cost => 'NaN');

SELECT model, cost, reported_cost, priced_cost, price_match, cardinality(price_ids) AS prices FROM meter.usage_log WHERE account = 'billed' ORDER BY usage_id;
-- where bills and prices part
SELECT * FROM meter_price_differences('2026-03-01', '2026-04-01');
SELECT model, differing FROM meter_price_differences(provider => 'openrouter', model => 'acme/bill');

-- a bill is not repriced: it is what the provider asks
SELECT FROM meter_set_price('openrouter', 'acme/bill', 'input', 4, effective_from => '2026-02-01', allow_past => true);
SELECT model, calls, changed FROM meter_reprice('2026-03-01', '2026-04-01', provider => 'openrouter');
SELECT usage_id AS usage FROM meter.usage_log WHERE account = 'billed' ORDER BY usage_id LIMIT 1 \gset
SELECT FROM meter_refund('billed', :usage);
SELECT used FROM meter_status('billed');

-- the prices alone, where the operator says so; the bill stands beside them
SELECT FROM meter_set_setting('cost_source', 'prices');
SELECT cost, price_match FROM meter_add_response('billed', routed('gen-6', '{"cost": 0.003}'), provider => 'openrouter');
SELECT allowed, reason FROM meter_add_response('billed', routed('gen-7', '{"cost": 0.004}', 'acme/new'), provider => 'openrouter');
SELECT model, cost, reported_cost, priced_cost, price_match FROM meter.usage_log WHERE account = 'billed' ORDER BY usage_id DESC LIMIT 2;
SELECT meter_set_setting('cost_source', 'guess');
-- but where nothing is counted, prices say nothing and the bill is all that is known
SELECT cost, price_match FROM meter_add_response('billed', '{"created": 1, "data": [{"url": "u"}], "usage": {"cost_in_usd_ticks": 50000000}}',
    provider => 'xai', model => 'grok-image');
SELECT FROM meter_set_setting('cost_source', 'reported');

-- an answer that tells its bill and counts nothing, as those of images do, is charged by it; prices say nothing beside it
SELECT tokens, cost, price_match FROM meter_add_response('billed', '{"created": 1, "data": [{"url": "u"}], "usage": {"cost_in_usd_ticks": 200000000}}',
    provider => 'xai', model => 'grok-image');
SELECT tokens, cost, price_match FROM meter_add_response('billed', '{"created": 1, "data": [{"b64_json": "AA"}], "usage": {"cost": 0.04}}',
    provider => 'openrouter', model => 'acme/paint');
SELECT hold_id AS hold FROM meter_reserve('billed', 1000, model => 'grok-image', provider => 'xai') \gset
SELECT tokens, cost, price_match FROM meter_settle(:hold, response => '{"created": 1, "data": [], "usage": {"cost_in_usd_ticks": 300000000}}');
SELECT model, cost, reported_cost, priced_cost FROM meter.usage_log WHERE account = 'billed' AND tokens = 0 ORDER BY usage_id;
-- not so an answer that tells neither
SELECT * FROM meter_add_response('billed', '{"created": 1, "data": []}', provider => 'xai', model => 'grok-image');
-- pictures of which an answer tells nothing are charged by their number
SELECT FROM meter_set_price('xai', 'grok-image', 'image_generated', 70000);
SELECT tokens, cost, price_match FROM meter_add_response('painted', '{"created": 1, "data": [{"url": "u"}, {"url": "v"}]}', provider => 'xai',
    model => 'grok-image');

-- a settlement is charged for the answer that it is given: another model, its tier, its bill
SELECT hold_id AS hold FROM meter_reserve('billed', 1000, 100, model => 'gpt-4o-mini', provider => 'openai') \gset
SELECT cost, price_match FROM meter_settle(:hold, response => '{"id": "s1", "object": "chat.completion", "model": "gpt-4o", "choices": [{"finish_reason": "stop"}],
    "usage": {"prompt_tokens": 10000, "completion_tokens": 1000, "total_tokens": 11000}}');
SELECT hold_id AS hold FROM meter_reserve('billed', 1000, 100) \gset
SELECT cost FROM meter_settle(:hold, response => '{"id": "msg_01s", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5", "content": [],
    "stop_reason": "end_turn", "usage": {"input_tokens": 1000, "output_tokens": 100}}');
SELECT hold_id AS hold FROM meter_reserve('billed', 1000, 100, model => 'acme/bill', provider => 'openrouter') \gset
SELECT cost, price_match FROM meter_settle(:hold, response => routed('gen-8', '{"cost": 0.0025}'));
SELECT cost, price_match FROM meter_settle(:hold, response => routed('gen-8', '{"cost": 0.0025}'));
SELECT hold_id AS hold FROM meter_reserve('billed', 1000, 100, model => 'amazon.titan-embed', provider => 'bedrock') \gset
SELECT tokens FROM meter_settle(:hold, response => '{"embedding": [0.1]}', headers => '{"X-Amzn-Bedrock-Input-Token-Count": "77"}');
SELECT hold_id AS hold FROM meter_reserve('billed', 1000, 100, model => 'acme/bill', provider => 'openrouter') \gset
SELECT cost FROM meter_settle(:hold, 1000, 100, model => 'gpt-4o', provider => 'openai', reported_cost => 0.001);
SELECT provider, model, operation_id, cost FROM meter.usage_log WHERE account = 'billed' AND hold_id IS NOT NULL ORDER BY usage_id;
SELECT * FROM meter_verify() WHERE account = 'billed';
DROP FUNCTION routed;
