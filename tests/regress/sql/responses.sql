-- What a provider has answered is handed over as it is: a body, or the raw text of a stream as a JSON string.
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_plan('re plan');
SELECT FROM meter_set_limit('tokens', 'tokens', 5000, 'day', plan => 're plan');
SELECT FROM meter_set_account('resp', plan => 're plan');

-- an OpenAI body: the prompt includes what was cached
SELECT provider, model, input_tokens, output_tokens, cache_read_tokens, reasoning_tokens, shape, complete
  FROM meter_extract_usage('{"object": "chat.completion", "model": "gpt-4o-mini", "choices": [{"finish_reason": "stop"}],
      "usage": {"prompt_tokens": 1200, "completion_tokens": 300, "total_tokens": 1500, "prompt_tokens_details": {"cached_tokens": 1024},
                "completion_tokens_details": {"reasoning_tokens": 64}}}');
-- an Anthropic body: the input excludes it
SELECT provider, model, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, shape
  FROM meter_extract_usage('{"type": "message", "role": "assistant", "model": "claude-x", "stop_reason": "end_turn", "content": [],
      "usage": {"input_tokens": 10, "output_tokens": 20, "cache_read_input_tokens": 300, "cache_creation_input_tokens": 40}}');
-- a stream, raw, with its lines
SELECT model, input_tokens, output_tokens, shape, complete
  FROM meter_extract_usage(to_jsonb(E'data: {"object":"chat.completion.chunk","model":"gpt-4o-mini","choices":[{"delta":{"content":"hi"}}]}\n\n'
      'data: {"object":"chat.completion.chunk","model":"gpt-4o-mini","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}\n\n'
      'data: [DONE]\n\n'::text));
-- one that broke off before it said: unknown is not zero
SELECT model, input_tokens, output_tokens, complete
  FROM meter_extract_usage(to_jsonb(E'data: {"object":"chat.completion.chunk","model":"gpt-4o-mini","choices":[{"delta":{"content":"hi"}}]}\n\n'::text));
-- no usage in it
SELECT input_tokens, shape FROM meter_extract_usage('{"hello": 1}');

-- charged in one call; the tokens are spent, so that a cap does not refuse them
SELECT allowed, reason, used, tokens, cost FROM meter_add_response('resp', '{"object": "chat.completion", "model": "gpt-4o-mini",
    "choices": [{"finish_reason": "stop"}], "usage": {"prompt_tokens": 4000, "completion_tokens": 500, "total_tokens": 4500}}', provider => 'openai',
    operation => 'chat', idempotency_key => 'r1');
SELECT allowed, reason, used, tokens, cost FROM meter_add_response('resp', '{"object": "chat.completion", "model": "gpt-4o-mini",
    "choices": [{"finish_reason": "stop"}], "usage": {"prompt_tokens": 4000, "completion_tokens": 500, "total_tokens": 4500}}', provider => 'openai',
    operation => 'chat', idempotency_key => 'r1');
SELECT allowed, reason, used FROM meter_add_response('resp', '{"object": "chat.completion", "model": "gpt-4o-mini",
    "choices": [{"finish_reason": "stop"}], "usage": {"prompt_tokens": 900, "completion_tokens": 100, "total_tokens": 1000}}', provider => 'openai');
SELECT allowed, reason, used FROM meter_add_response('resp', '{"object": "chat.completion", "model": "gpt-4o-mini",
    "choices": [{"finish_reason": "stop"}], "usage": {"prompt_tokens": 900, "completion_tokens": 100, "total_tokens": 1000}}', provider => 'openai',
    enforce => true);
SELECT provider, model, operation, input_tokens, output_tokens, enforced FROM meter.usage_log WHERE account = 'resp' ORDER BY usage_id;
-- what was cached is charged at its own price: half of the input's here
SELECT tokens, cost FROM meter_add_response('resp', '{"object": "chat.completion", "model": "gpt-4o-mini", "choices": [{"finish_reason": "stop"}],
    "usage": {"prompt_tokens": 2000, "completion_tokens": 0, "total_tokens": 2000, "prompt_tokens_details": {"cached_tokens": 2000}}}', provider => 'openai');
-- what is not priced by tokens, and what the provider says that it costs, is kept beside
SELECT reason FROM meter_add_response('resp', '{"id": "gen-1", "provider": "OpenAI", "object": "chat.completion", "model": "openai/gpt-4o-mini",
    "choices": [{"finish_reason": "stop"}], "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15, "cost": 0.0000045}}',
    provider => 'openrouter', metadata => '{"thread": 7}');
SELECT metadata FROM meter.usage_log WHERE account = 'resp' ORDER BY usage_id DESC LIMIT 1;

-- a hold is settled by the answer to its call
SELECT FROM meter_set_account('resp 2', plan => 're plan');
SELECT hold_id AS hold FROM meter_reserve('resp 2', 1000, 2000, model => 'gpt-4o-mini', provider => 'openai') \gset
SELECT reason, used, reserved, tokens FROM meter_settle(:hold, response => '{"object": "chat.completion", "model": "gpt-4o-mini-2024-07-18",
    "choices": [{"finish_reason": "stop"}], "usage": {"prompt_tokens": 950, "completion_tokens": 310, "total_tokens": 1260}}');
SELECT reason, used FROM meter_settle(:hold, response => '{"object": "chat.completion", "model": "gpt-4o-mini-2024-07-18",
    "choices": [{"finish_reason": "stop"}], "usage": {"prompt_tokens": 950, "completion_tokens": 310, "total_tokens": 1260}}');

-- bad input: nothing is charged
SELECT * FROM meter_extract_usage(NULL);
SELECT * FROM meter_extract_usage('""');
SELECT * FROM meter_extract_usage('12');
SELECT * FROM meter_extract_usage(to_jsonb('hello, world'::text));
SELECT input_tokens FROM meter_extract_usage('{"object": "chat.completion", "usage": {"prompt_tokens": -5, "completion_tokens": 5}}');
SELECT input_tokens FROM meter_extract_usage('{"object": "chat.completion", "usage": {"prompt_tokens": 1e30, "completion_tokens": 5}}');
SELECT input_tokens FROM meter_extract_usage('{"object": "chat.completion", "usage": {"prompt_tokens": 1.5, "completion_tokens": 5}}');
SELECT input_tokens, shape FROM meter_extract_usage((repeat('[', 5000) || repeat(']', 5000))::jsonb);
SELECT * FROM meter_add_response('resp', '{"hello": 1}');
SELECT * FROM meter_add_response('resp', NULL);
SELECT hold_id AS hold FROM meter_reserve('resp 2', 100) \gset
SELECT * FROM meter_settle(:hold, 5, response => '{"usage": {"prompt_tokens": 1, "completion_tokens": 5}}');
SELECT * FROM meter_settle(:hold);
SELECT * FROM meter_settle(:hold, response => '{"hello": 1}');
SELECT count(*) FROM meter.usage_log WHERE account LIKE 'resp%';
-- an app may call them, an end user may not
SET ROLE meter_app;
SELECT used FROM meter_add_response('resp', '{"object": "chat.completion", "model": "gpt-4o-mini", "choices": [{"finish_reason": "stop"}],
    "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}', provider => 'openai');
SELECT * FROM meter_add_response('resp', '{"hello": 1}');
RESET ROLE;
SET ROLE meter_reader;
SELECT * FROM meter_add_response('resp', '{"hello": 1}');
RESET ROLE;
SELECT * FROM meter_verify() WHERE account LIKE 'resp%';
