-- An answer costs what its provider bills for it: every tool, modality, tier and factor by its own price of an imported list.
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_plan('billing plan');
SELECT FROM meter_set_limit('all', 'requests', NULL, 'never', plan => 'billing plan');
SELECT FROM meter_set_account('bill me', plan => 'billing plan');
SELECT change, count(*) FROM meter_import_prices('{
  "gpt-bill": {"litellm_provider": "openai", "input_cost_per_token": 2e-6, "output_cost_per_token": 8e-6, "input_cost_per_token_priority": 4e-6,
      "output_cost_per_token_priority": 1.6e-5, "input_cost_per_token_batches": 1e-6, "output_cost_per_token_batches": 4e-6,
      "search_context_cost_per_query": {"search_context_size_medium": 0.01}, "file_search_cost_per_1k_calls": 2.5,
      "code_interpreter_cost_per_session": 0.03},
  "gpt-image-bill": {"litellm_provider": "openai", "input_cost_per_token": 5e-6, "input_cost_per_image_token": 8e-6,
      "output_cost_per_image_token": 3.2e-5, "output_cost_per_token": 1e-5},
  "gemini/gemini-2.5-bill": {"litellm_provider": "gemini", "input_cost_per_token": 3e-7, "output_cost_per_token": 2.5e-6,
      "input_cost_per_audio_token": 1e-6, "cache_read_input_token_cost": 3e-8, "cache_read_input_audio_token_cost": 1e-7,
      "google_search_cost_per_query": 0.035},
  "gemini/gemini-3-bill": {"litellm_provider": "gemini", "input_cost_per_token": 5e-7, "output_cost_per_token": 3e-6,
      "search_context_cost_per_query": {"search_context_size_medium": 0.014}},
  "vertex_ai/gemini-2.5-bill": {"litellm_provider": "vertex_ai-language-models", "input_cost_per_token": 3e-7, "output_cost_per_token": 2.5e-6,
      "input_cost_per_token_flex": 1.5e-7, "output_cost_per_token_flex": 1.25e-6},
  "amazon.bill-v1:0": {"litellm_provider": "bedrock_converse", "input_cost_per_token": 8e-7, "output_cost_per_token": 3.2e-6,
      "input_cost_per_token_flex": 4e-7, "output_cost_per_token_flex": 1.6e-6},
  "claude-bill": {"litellm_provider": "anthropic", "input_cost_per_token": 5e-6, "output_cost_per_token": 2.5e-5,
      "search_context_cost_per_query": {"search_context_size_medium": 0.01}, "provider_specific_entry": {"us": 1.1, "fast": 2.0}},
  "perplexity/sonar-bill": {"litellm_provider": "perplexity", "input_cost_per_token": 1e-6, "output_cost_per_token": 1e-6,
      "search_context_cost_per_query": {"search_context_size_low": 0.005, "search_context_size_medium": 0.008, "search_context_size_high": 0.012}},
  "groq/whisper-bill": {"litellm_provider": "groq", "input_cost_per_second": 0.00003}}') GROUP BY 1;
CREATE FUNCTION bill(provider text, response jsonb, model text DEFAULT NULL) RETURNS numeric LANGUAGE sql AS $$
    SELECT v.cost FROM meter_add_response('bill me', response, provider => bill.provider, model => bill.model) v $$;
-- OpenAI: two searches (a third step only opened a page), a search of files, one container of two runs: 0.02 + 0.0025 + 0.03 and the tokens
SELECT bill('openai', '{"id": "r1", "object": "response", "status": "completed", "model": "gpt-bill", "output": [
    {"type": "web_search_call", "id": "w1", "status": "completed", "action": {"type": "search", "query": "a"}},
    {"type": "web_search_call", "id": "w2", "status": "completed", "action": {"type": "open_page", "url": "b"}},
    {"type": "web_search_call", "id": "w3", "status": "completed", "action": {"type": "search", "query": "c"}},
    {"type": "file_search_call", "id": "f1", "status": "completed"},
    {"type": "code_interpreter_call", "id": "c1", "status": "completed", "container_id": "box"},
    {"type": "code_interpreter_call", "id": "c2", "status": "completed", "container_id": "box"}],
    "usage": {"input_tokens": 1000, "output_tokens": 100, "total_tokens": 1100}}');
-- the priority tier by its new name; a line of a batch's output at half price
SELECT bill('openai', '{"id": "r2", "object": "response", "status": "completed", "model": "gpt-bill", "output": [], "service_tier": "fast",
    "usage": {"input_tokens": 1000, "output_tokens": 100, "total_tokens": 1100}}');
SELECT bill('openai', '{"id": "b1", "custom_id": "mine", "response": {"status_code": 200, "body": {"id": "r3", "object": "chat.completion",
    "model": "gpt-bill", "choices": [{"finish_reason": "stop"}], "usage": {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}}}}');
-- images in and out: what an image model puts out are image tokens, where it says no more
SELECT bill('openai', '{"created": 1, "data": [{"b64_json": "AA"}], "usage": {"total_tokens": 1100, "input_tokens": 100, "output_tokens": 1000,
    "input_tokens_details": {"text_tokens": 60, "image_tokens": 40}}}', 'gpt-image-bill');
-- Gemini: cached audio at its own price; grounding by the prompt until 2.5, by the distinct query since
SELECT bill('google', '{"candidates": [{"finishReason": "STOP"}], "modelVersion": "gemini-2.5-bill", "usageMetadata": {"promptTokenCount": 1000,
    "cachedContentTokenCount": 600, "candidatesTokenCount": 10, "totalTokenCount": 1010,
    "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 300}, {"modality": "AUDIO", "tokenCount": 700}],
    "cacheTokensDetails": [{"modality": "AUDIO", "tokenCount": 500}, {"modality": "TEXT", "tokenCount": 100}]}}');
SELECT b FROM (VALUES (1, 'gemini-2.5-bill'), (2, 'gemini-3-bill')) m (n, model), bill('google', jsonb_build_object(
    'candidates', '[{"finishReason": "STOP", "groundingMetadata": {"webSearchQueries": ["a", "b", "a"], "groundingChunks": [{"web": {"uri": "u"}}]}}]'::jsonb,
    'usageMetadata', '{"promptTokenCount": 10, "candidatesTokenCount": 20, "totalTokenCount": 30}'::jsonb, 'modelVersion', m.model)) b ORDER BY m.n;
-- tiers in the clouds' own words
SELECT bill('google-vertex', '{"candidates": [{"finishReason": "STOP"}], "modelVersion": "gemini-2.5-bill",
    "usageMetadata": {"promptTokenCount": 1000, "candidatesTokenCount": 100, "totalTokenCount": 1100, "trafficType": "ON_DEMAND_FLEX"}}');
SELECT bill('bedrock', '{"output": {"message": {"role": "assistant", "content": []}}, "stopReason": "end_turn",
    "usage": {"inputTokens": 1000, "outputTokens": 100, "totalTokens": 1100}, "serviceTier": {"type": "flex"}}', 'amazon.bill-v1:0');
-- Anthropic: twice as dear when fast, a tenth more in one country, not so its searches
SELECT bill('anthropic', '{"type": "message", "id": "m1", "role": "assistant", "model": "claude-bill", "stop_reason": "end_turn", "content": [],
    "usage": {"input_tokens": 1000, "output_tokens": 100, "speed": "fast", "inference_geo": "us", "server_tool_use": {"web_search_requests": 1}}}');
-- counts of a stream are cumulative: a later 0 undoes nothing
SELECT bill('anthropic', to_jsonb(E'event: message_start\ndata: {"type": "message_start", "message": {"id": "m2", "type": "message", "role": "assistant", "model": "claude-bill", "content": [], "usage": {"input_tokens": 120, "output_tokens": 1}}}\n\nevent: message_delta\ndata: {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"input_tokens": 0, "output_tokens": 80}}\n\nevent: message_stop\ndata: {"type": "message_stop"}\n\n'::text));
-- Perplexity's fee for the request goes by the size of its search; Groq's transcription by the second
SELECT bill('perplexity', '{"id": "p1", "object": "chat.completion", "model": "sonar-bill", "choices": [{"finish_reason": "stop"}],
    "usage": {"prompt_tokens": 10, "completion_tokens": 200, "total_tokens": 210, "search_context_size": "low"}}');
SELECT bill('groq', '{"task": "transcribe", "language": "English", "duration": 12.5, "text": "hi", "x_groq": {"id": "g1"}}', 'whisper-bill');
-- Bedrock's headers tell the counts where the body does not
SELECT v.cost, v.tokens FROM meter_add_response('bill me', '{"embedding": [0.1]}', provider => 'bedrock', model => 'amazon.bill-v1:0',
    headers => '{"X-Amzn-Bedrock-Input-Token-Count": "1000", "x-amzn-bedrock-output-token-count": "0"}') v;
SELECT * FROM meter_verify() WHERE account = 'bill me';
DROP FUNCTION bill;
