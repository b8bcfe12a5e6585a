-- What answers and client libraries say of usage in places of their own is charged as the provider bills it.
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_plan('said plan');
SELECT FROM meter_set_limit('money', 'cost', 1000, 'never', plan => 'said plan');
SELECT FROM meter_set_account('said', plan => 'said plan');
CREATE FUNCTION claude(usage jsonb, model text DEFAULT 'claude-opus-4-6') RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('type', 'message', 'role', 'assistant', 'model', model, 'content', '[]'::jsonb, 'stop_reason', 'end_turn', 'usage', usage) $$;
-- Anthropic bills the summary of a conversation beside the message: 203,000 tokens in, 4,500 out in all
SELECT tokens, cost FROM meter_add_response('said', claude('{"input_tokens": 23000, "output_tokens": 1000, "iterations":
    [{"type": "compaction", "input_tokens": 180000, "output_tokens": 3500}, {"type": "message", "input_tokens": 23000, "output_tokens": 1000}]}'), provider => 'anthropic');
-- and an advisor at the advisor's prices: 0.0045 of its own, 2,000 in and 500 out of the other model, 0.0225
SELECT tokens, cost FROM meter_add_response('said', claude('{"input_tokens": 1000, "output_tokens": 100, "iterations":
    [{"type": "message", "input_tokens": 1000, "output_tokens": 100},
     {"type": "advisor_message", "model": "claude-opus-4-6", "input_tokens": 2000, "output_tokens": 500}]}', 'claude-sonnet-4-6'), provider => 'anthropic');
SELECT other_units, price_match FROM meter.usage_log WHERE account = 'said' ORDER BY usage_id DESC LIMIT 1;
-- OpenAI's image tool, at the prices of its model: 0.00325 of the answer, 0.04249 of the image
SELECT tokens, cost FROM meter_add_response('said', '{"object": "response", "id": "r", "status": "completed", "model": "gpt-5",
    "output": [{"type": "image_generation_call", "id": "ig", "status": "completed", "result": "aGk="}],
    "usage": {"input_tokens": 1000, "output_tokens": 200, "total_tokens": 1200},
    "tool_usage": {"image_gen": {"input_tokens": 50, "output_tokens": 1056, "output_tokens_details": {"image_tokens": 1056}, "total_tokens": 1106}}}', provider => 'openai');
-- usage of client libraries: a tier before the parts, a model beside the usage, a cache of Pydantic AI's, an embedding
SELECT cost FROM meter_add_response('said', '{"input_tokens": 1000, "output_tokens": 200, "total_tokens": 1200, "input_token_details": {"flex_cache_read": 400, "flex": 600},
    "output_token_details": {"flex_reasoning": 100, "flex": 100}}', provider => 'openai', model => 'gpt-5');
SELECT cost FROM meter_add_response('said', '{"usage": {"inputTokens": 1000, "outputTokens": 200, "totalTokens": 1200}, "modelId": "gpt-4o-mini"}', provider => 'openai');
SELECT cost FROM meter_add_response('said', '{"input_tokens": 1000, "cache_read_tokens": 400, "cache_write_tokens": 0, "output_tokens": 200}', provider => 'openai', model => 'gpt-4o');
SELECT tokens, cost FROM meter_add_response('said', '{"tokens": 10}', provider => 'openai', model => 'text-embedding-3-small');
-- clients that spell an API's names in camel case: the bill, and 400 of 1,000 tokens from the cache
SELECT cost FROM meter_add_response('said', '{"model": "openai/gpt-5", "choices": [{"finishReason": "stop"}], "usage": {"promptTokens": 1000, "completionTokens": 200,
    "totalTokens": 1200, "promptTokensDetails": {"cachedTokens": 400}, "cost": 0.0123, "isByok": false}}', provider => 'openrouter');
SELECT v.cost FROM unnest(ARRAY['{"inputTokens": 1000, "outputTokens": 200, "inputTokensDetails": {"cached_tokens": 400}}',
    '{"inputTokens": 1000, "outputTokens": 200, "inputTokensDetails": [{"cached_tokens": 300}, {"cached_tokens": 100}]}',
    '{"promptTokens": 1000, "completionTokens": 200, "promptTokensDetails": {"cachedTokens": 400}}']::jsonb[]) usage,
    meter_add_response('said', usage, provider => 'openai', model => 'gpt-5') v;
-- a picture of the AI SDK; the bills of a run of the Claude Agent SDK, and of a call through LangChain
SELECT cost FROM meter_add_response('said', '{"images": [{}], "usage": {"inputTokens": 50, "outputTokens": 1056}}', provider => 'openai', model => 'gpt-image-1');
SELECT cost, price_match FROM meter_add_response('said', '{"type": "result", "total_cost_usd": 0.0123, "usage": {"input_tokens": 300, "output_tokens": 200},
    "modelUsage": {"claude-sonnet-4-5-20250929": {"inputTokens": 300, "outputTokens": 200, "costUSD": 0.0123}}}', provider => 'anthropic');
SELECT cost FROM meter_add_response('said', '{"usage_metadata": {"input_tokens": 1000, "output_tokens": 200, "total_tokens": 1200},
    "response_metadata": {"model_name": "openai/gpt-4o-mini", "token_usage": {"prompt_tokens": 1000, "completion_tokens": 200, "cost": 0.0123}}}', provider => 'openrouter');
-- a later report of a stream undoes nothing
SELECT v.cost FROM unnest(ARRAY['{"prompt_tokens": 1000, "completion_tokens": 0}', '{"prompt_tokens": 1000, "completion_tokens": 200}']::jsonb[]) later,
    meter_add_response('said', jsonb_build_array('{"object": "chat.completion.chunk", "model": "gpt-4o-mini", "choices": [], "usage": {"prompt_tokens": 1000, "completion_tokens": 200,
    "prompt_tokens_details": {"cached_tokens": 400}}}'::jsonb, jsonb_build_object('object', 'chat.completion.chunk', 'choices', '[]'::jsonb, 'usage', later)), provider => 'openai') v;
-- other libraries tell it in their own words
SELECT v.cost, v.price_match FROM unnest(ARRAY['{"gpt-4o-mini-2024-07-18": {"input_tokens": 1000, "output_tokens": 200, "total_tokens": 1200}}',
    '{"generations": [], "llm_output": {"model_name": "gpt-4o-mini-2024-07-18", "token_usage": {"prompt_tokens": 1000, "completion_tokens": 200}}}',
    '{"content": "x", "response_metadata": {"model_name": "gpt-4o-mini", "tokenUsage": {"promptTokens": 1000, "completionTokens": 200}}}',
    '{"modelId": "gpt-4o-mini", "usage": {"inputTokenCount": 1000, "outputTokenCount": 200, "totalTokenCount": 1200}}',
    '{"gen_ai.usage.input_tokens": 1000, "gen_ai.usage.output_tokens": 200, "gen_ai.response.model": "gpt-4o-mini"}']::jsonb[]) body,
    meter_add_response('said', body, provider => 'openai') v;
SELECT cost FROM meter_add_response('said', '{"requests": 1, "request_tokens": 1000, "response_tokens": 200, "details": {"reasoning_tokens": 100, "cached_tokens": 400}}', provider => 'openai', model => 'gpt-5');
SELECT tokens FROM meter_add_response('said', '{"id": "c", "finishReason": "COMPLETE", "usage": {"billedUnits": {"inputTokens": 1000, "outputTokens": 200}}}', provider => 'cohere', model => 'command-a');
-- Groq bills at least ten seconds
SELECT cost FROM meter_add_response('said', '{"task": "transcribe", "language": "en", "duration": 2.5, "text": "x", "segments": []}', provider => 'groq', model => 'whisper-large-v3');
-- code that Anthropic has run is billed by the hour, above what is free; tokens are known money
SELECT cost FROM meter_add_response('said', claude('{"input_tokens": 500000, "output_tokens": 20000, "server_tool_use": {"web_search_requests": 0, "code_execution_requests": 1}}'), provider => 'anthropic');
-- a search that has no price leaves the cost of the tokens known, as a guess that limits count, and is told
SELECT FROM meter_set_price('mistral', 'said-medium', 'input', 1, effective_from => '2026-01-01', allow_past => true) p1, meter_set_price('mistral', 'said-medium', 'output', 2, effective_from => '2026-01-01', allow_past => true) p2;
SELECT used AS before FROM meter_status('said') \gset
SELECT cost, price_match, used - :before AS counted FROM meter_add_response('said', '{"object": "conversation.response", "outputs": [], "model": "said-medium",
    "usage": {"prompt_tokens": 1000, "completion_tokens": 500, "total_tokens": 1500, "connectors": {"web_search": 1}}}', provider => 'mistral', model => 'said-medium');
SELECT model, price_match, missing FROM meter_unpriced() WHERE model = 'said-medium';
SELECT FROM meter_set_price('mistral', 'said-medium', 'web_search', 30000, effective_from => '2026-01-01', allow_past => true);
SELECT changed, new_cost FROM meter_reprice('2026-03-01', '2026-04-01', model => 'said-medium', dry_run => true);
-- a call of nothing else has no cost that is known; one that has yet to be made is refused
SELECT cost, price_match FROM meter_add_tokens('said', 0, model => 'said-medium', provider => 'mistral', other_units => '{"image": 1}', enforce => false);
SELECT meter_cost('said-medium', 1, 0, 'mistral', other_units => '{"image": 1}');
-- providers by every name that lists, clouds and libraries have for them
SELECT provider, has_price FROM (VALUES ('vertex'), ('google_vertex'), ('google.vertex.chat'), ('vertex_ai')) n (name), LATERAL meter_match_model('claude-sonnet-4-5@20250929', n.name) WHERE has_price;
SELECT FROM meter_set_limit('on vertex', 'requests', 9, 'never', account => 'said', provider => 'vertex_ai', model => 'gemini-2.5-flash');
SELECT FROM meter_add_tokens('said', 1, model => 'gemini-2.5-flash-preview-09-2025', provider => 'google_vertex');
SELECT used FROM meter_status('said') WHERE limit_name = 'on vertex';
