-- What is billed in a place of its own, or without being spelled out: each cost is the provider's bill.
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_plan('apart plan');
SELECT FROM meter_set_limit('money', 'cost', 1000, 'never', plan => 'apart plan');
SELECT FROM meter_set_account('apart', plan => 'apart plan');
CREATE FUNCTION apart_cost(answer jsonb, provider text, model text DEFAULT NULL, headers jsonb DEFAULT NULL) RETURNS TABLE (cost numeric) LANGUAGE sql AS $$
    SELECT cost FROM meter_add_response('apart', answer, provider => provider, model => model, headers => headers) $$;
CREATE FUNCTION apart_gemini(usage jsonb, candidate jsonb DEFAULT '{}', model text DEFAULT 'gemini-2.5-flash') RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('candidates', jsonb_build_array(candidate || '{"finishReason": "STOP"}'), 'usageMetadata', usage, 'modelVersion', model) $$;
CREATE FUNCTION apart_chat(usage jsonb, model text, more jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('object', 'chat.completion', 'model', model, 'choices', '[{"finish_reason": "stop"}]'::jsonb, 'usage', usage) || more $$;
-- Codex: 400 of 1,000 tokens from the cache
SELECT cost FROM apart_cost('{"input_tokens": 1000, "cached_input_tokens": 400, "output_tokens": 200}', 'openai', 'gpt-5');
SELECT cost FROM apart_cost('{"type": "turn.completed", "usage": {"input_tokens": 1000, "cached_input_tokens": 400, "output_tokens": 200, "reasoning_output_tokens": 100}}', 'openai', 'gpt-5');
-- xAI's own client: cached tokens and tools, in the usage and beside it
SELECT * FROM apart_cost(apart_chat('{"prompt_tokens": 1000, "completion_tokens": 100, "cached_prompt_text_tokens": 400,
    "server_side_tools_used": ["SERVER_SIDE_TOOL_WEB_SEARCH", "SERVER_SIDE_TOOL_X_SEARCH"]}', 'grok-4.5'), 'xai');
SELECT * FROM apart_cost(apart_chat('{"prompt_tokens": 1000, "completion_tokens": 100}', 'grok-4.5', '{"server_side_tool_usage": {"SERVER_SIDE_TOOL_WEB_SEARCH": 3, "SERVER_SIDE_TOOL_VIEW_IMAGE": 2}}'), 'xai');
SELECT * FROM apart_cost('{"object": "response", "status": "completed", "model": "grok-4.5", "output": [{"type": "web_search_call", "id": "w"}],
    "usage": {"input_tokens": 1000, "output_tokens": 100}, "server_side_tool_usage_details": {"web_search_calls": 2, "x_search_calls": 1}}', 'xai');
-- pictures: all of the output, where nobody splits it
SELECT * FROM apart_cost('{"input_tokens": 94, "output_tokens": 1056, "total_tokens": 1150, "input_tokens_details": {"text_tokens": 50, "image_tokens": 44}}', 'openai', 'gpt-image-1');
SELECT * FROM apart_cost('{"created": 1, "usage": {"input_tokens": 94, "output_tokens": 1056, "input_tokens_details": {"text_tokens": 50, "image_tokens": 44}}}', 'openai', 'gpt-image-1.5');
SELECT * FROM apart_cost(apart_gemini('{"promptTokenCount": 1000, "candidatesTokenCount": 1290, "totalTokenCount": 2290}',
    '{"content": {"parts": [{"inlineData": {"mimeType": "image/png", "data": "AA"}}]}}', 'gemini-2.5-flash-image'), 'google');
SELECT * FROM apart_cost(apart_gemini('{"promptTokenCount": 1000, "candidatesTokenCount": 1290, "totalTokenCount": 2290}', '{"content": {"parts": [{"text": "no picture"}]}}',
    'gemini-2.5-flash-image'), 'google');
-- Maps is billed by itself, not as Search too; by the prompt, and by the query since Gemini 3
SELECT c.* FROM (VALUES ('gemini-2.5-flash'), ('gemini-3-flash-preview')) v (m), apart_cost(apart_gemini('{"promptTokenCount": 1000, "candidatesTokenCount": 100, "totalTokenCount": 1100}',
    '{"groundingMetadata": {"groundingChunks": [{"maps": {"uri": "u"}}], "webSearchQueries": ["restaurants near me"]}}', v.m), 'google') c;
SELECT * FROM apart_cost(apart_gemini('{"promptTokenCount": 1000, "candidatesTokenCount": 100, "totalTokenCount": 1100}',
    '{"groundingMetadata": {"groundingChunks": [{"maps": {}}, {"web": {}}], "webSearchQueries": ["a"]}}'), 'google');
-- Perplexity's fee for a request, and its bill without a total
SELECT * FROM apart_cost(apart_chat('{"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200}', 'sonar'), 'perplexity');
SELECT * FROM apart_cost(apart_chat('{"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200, "search_context_size": "high"}', 'sonar'), 'perplexity');
SELECT cost FROM apart_cost(apart_chat('{"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200, "cost": {"input_tokens_cost": 0.001,
    "output_tokens_cost": 0.0002, "request_cost": 0.005}}', 'sonar'), 'perplexity');
-- the tier that Gemini tells in a header
SELECT cost FROM apart_cost(apart_gemini('{"promptTokenCount": 1000, "candidatesTokenCount": 100, "totalTokenCount": 1100}'), 'google', headers => '{"x-gemini-service-tier": "priority"}');
-- cached sound, where nobody says how much: at least what is more than all that is not sound
SELECT c.* FROM (VALUES (1000), (600), (300)) v (cached), apart_cost(apart_gemini(jsonb_build_object('promptTokenCount', 1000, 'totalTokenCount', 1000,
    'cachedContentTokenCount', v.cached, 'promptTokensDetails', '[{"modality": "TEXT", "tokenCount": 300}, {"modality": "AUDIO", "tokenCount": 700}]'::jsonb)), 'google') c;
-- a search by the preview of OpenAI's tool has a price of its own where the model does not reason; a container is billed by its memory
SELECT a.cost FROM (VALUES ('gpt-4o', 'web_search_preview'), ('gpt-4o', 'web_search'), ('gpt-5', 'web_search_preview')) v (model, tool),
    apart_cost(jsonb_build_object('object', 'response', 'status', 'completed', 'model', v.model, 'output', '[{"type": "web_search_call", "id": "w"}]'::jsonb,
    'tools', jsonb_build_array(jsonb_build_object('type', v.tool)), 'usage', '{"input_tokens": 1000, "output_tokens": 200}'::jsonb), 'openai') a;
SELECT a.cost FROM (VALUES ('1g'), ('4g'), ('16g'), ('64g')) v (memory),
    apart_cost(jsonb_build_object('object', 'response', 'status', 'completed', 'model', 'gpt-5', 'output', '[{"type": "code_interpreter_call", "id": "a", "container_id": "c"}]'::jsonb,
    'tools', jsonb_build_array(jsonb_build_object('type', 'code_interpreter', 'container', jsonb_build_object('type', 'auto', 'memory_limit', v.memory))),
    'usage', '{"input_tokens": 0, "output_tokens": 0}'::jsonb), 'openai') a;
-- errors of Bedrock, FastAPI, Cohere, and of requests in a batch
SELECT e.shape, e.error FROM unnest(ARRAY['{"Message": "not authorized"}', '{"detail": "Not Found"}', '{"detail": [{"loc": ["body"], "msg": "field required"}]}',
    '{"message": "invalid api token"}', '{"custom_id": "a", "result": {"type": "expired"}}',
    '{"custom_id": "a", "result": {"type": "errored", "error": {"type": "error", "error": {"type": "invalid_request_error", "message": "too long"}}}}',
    '{"message": "hello", "answer": 7}']::jsonb[]) body, meter_extract_usage(body) e;
SELECT * FROM meter_verify() WHERE account = 'apart';
