-- Answers that come seldom: that failed, of a job, of a router, of sound.
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_plan('rarer plan');
SELECT FROM meter_set_limit('tokens', 'tokens', 10000, 'day', plan => 'rarer plan');
SELECT FROM meter_set_account('rarer', plan => 'rarer plan');
-- an answer that failed says why, and is charged what it used
SELECT shape, error, input_tokens FROM meter_extract_usage('{"object": "response", "status": "failed", "error": {"message": "it broke"}, "usage": null}');
SELECT * FROM meter_add_response('rarer', '{"object": "response", "status": "failed", "error": {"message": "it broke"}, "usage": null}');
SELECT tokens FROM meter_add_response('rarer', '{"object": "response", "status": "failed", "error": {"message": "it broke"}, "model": "gpt-4o-mini",
    "usage": {"input_tokens": 3, "output_tokens": 2, "total_tokens": 5}}', provider => 'openai');
-- the answer in the record of its job
SELECT shape, input_tokens, output_tokens, error FROM meter_extract_usage(jsonb_build_object('id', 'j', 'status', 'COMPLETED', 'response', '{"object": "chat.completion", "model": "gpt-4o-mini",
    "choices": [{"finish_reason": "stop"}], "usage": {"prompt_tokens": 7, "completion_tokens": 10, "total_tokens": 17}}'::jsonb));
SELECT shape, input_tokens, error FROM meter_extract_usage('{"id": "j", "error": "timed out", "response": {"object": "chat.completion", "choices": []}}');
-- Bedrock's router tells which model it chose
SELECT model, conditions FROM meter_extract_usage('{"stopReason": "end_turn", "usage": {"inputTokens": 9, "outputTokens": 7, "totalTokens": 16},
    "trace": {"promptRouter": {"invokedModelId": "us.amazon.nova-lite-v1:0"}}, "performanceConfig": {"latency": "optimized"}}');
-- a body of sound, and headers that bill it; a bill does not stand for counts that cannot be read
SELECT other_units, input_tokens FROM meter_extract_usage(to_jsonb('ID3'::text), headers => '{"dg-char-count": "37"}');
SELECT reported_cost FROM meter_extract_usage('""', headers => '{"x-litellm-response-cost": "0.25"}');
\set VERBOSITY sqlstate
SELECT FROM meter_extract_usage(to_jsonb('ID3'::text), headers => '{"content-type": "audio/mpeg"}');
\set VERBOSITY default
SELECT FROM meter_extract_usage('{"usage": {"prompt_tokens": -1, "completion_tokens": 2}}', headers => '{"x-litellm-response-cost": "0.25"}');
-- a blank part says nothing, as null does; a count that cannot be one is an error
SELECT b.blank, e.input_tokens, e.output_tokens, e.cache_read_tokens FROM unnest('{"\"\"","\" \"",false,null,7}'::jsonb[]) b (blank),
    LATERAL meter_extract_usage(jsonb_build_object('model', 'gpt-4o', 'choices', '[{"finish_reason": "stop"}]'::jsonb, 'usage',
        jsonb_build_object('prompt_tokens', 10, 'completion_tokens', 5, 'prompt_tokens_details', jsonb_build_object('cached_tokens', b.blank)))) e;
SELECT FROM meter_extract_usage('{"choices": [], "usage": {"prompt_tokens": 10, "completion_tokens": true}}');
-- what Fireworks tells of its cache, in the body or in headers; Groq's compound systems are billed by the models that they ask
SELECT input_tokens, cache_read_tokens FROM meter_extract_usage('{"choices": [{"finish_reason": "stop"}], "perf_metrics": {"cached-prompt-tokens": "900"},
    "usage": {"prompt_tokens": 1000, "completion_tokens": 20}}');
SELECT input_tokens, cache_read_tokens FROM meter_extract_usage('{"choices": [{"finish_reason": "stop"}], "usage": {"prompt_tokens": 1000, "completion_tokens": 20}}',
    headers => '{"Fireworks-Cached-Prompt-Tokens": "2000"}');
SELECT model, input_tokens FROM meter_extract_usage('{"model": "groq/compound", "choices": [{"finish_reason": "stop"}], "usage": {"prompt_tokens": 100, "completion_tokens": 17},
    "usage_breakdown": {"models": [{"model": "small", "usage": {"total_tokens": 7}}, {"model": "large", "usage": {"total_tokens": 90}}]}}');
SELECT * FROM meter_verify() WHERE account = 'rarer';
