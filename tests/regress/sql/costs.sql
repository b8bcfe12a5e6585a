SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
SELECT meter_cost('gpt-4o-mini', 1200, 300, 'openai');
SELECT meter_cost('gpt-4o-mini', 1200, 300) AS by_name_alone;
SELECT meter_cost('gpt-4o', 1000000, 0, 'openai', service_tier => 'batch') AS batch, meter_cost('gpt-4o', 1000000, 0, 'openai', service_tier => 'flex') AS no_such_tier;
SELECT meter_cost('gpt-4o', 1000, 0, 'openai', cache_read_tokens => 1000) AS cached;
SELECT meter_cost('claude-sonnet-4-5', 200000, 0, 'anthropic') AS at_the_step, meter_cost('claude-sonnet-4-5', 200001, 0, 'anthropic') AS above_it;
SELECT meter_cost('gemini-2.5-flash', 100, 0, 'gemini', audio_input_tokens => 100) AS audio, meter_cost('gemini-2.5-flash', 100, 0, 'google') AS text;
SELECT meter_cost('gpt-4o', 0, 0, 'openai') AS nothing;

-- an unknown model is the marked fallback, or an error, or not known; never a silent 0
SELECT meter_cost('no-such-model', 1, 1);
SELECT cost FROM meter_add_tokens('costly', 1, 1, model => 'no-such-model');
SELECT cost, price_match FROM meter.usage_log WHERE account = 'costly';
SELECT * FROM meter_set_setting('unknown_model', 'refuse');
SELECT meter_cost('no-such-model', 1, 1);
SELECT meter_cost('text-embedding-3-small', 1, 1, 'openai');
SELECT meter_cost('llama-4', 1, 1, 'no-such-provider');
-- only its vendor sets the price of this one, whoever passes the call on
SELECT meter_cost('gpt-4o', 1, 1, 'no-such-provider');
SELECT * FROM meter_add_tokens('costly', 1, 1, model => 'no-such-model');
-- a call that names no model has no unknown one
SELECT allowed, cost FROM meter_add_tokens('costly', 1, 1);
SELECT * FROM meter_set_setting('unknown_model', 'record');
SELECT meter_cost('no-such-model', 1, 1) IS NULL AS unknown;
SELECT allowed, cost, tokens FROM meter_add_tokens('costly', 10, 10, model => 'no-such-model');
SELECT cost, price_match, price_ids FROM meter.usage_log WHERE account = 'costly' ORDER BY usage_id;
-- a hard cost limit does not let an unknown cost pass
SELECT limit_name FROM meter_set_limit('money', 'cost', 10, 'never', account => 'costly');
SELECT allowed, reason, limit_name, used, cost FROM meter_check_quota('costly', 1, model => 'no-such-model');
SELECT allowed, reason, limit_name, used, cost FROM meter_add_tokens('costly', 1, model => 'no-such-model');
SELECT allowed, reason, limit_name, used, cost FROM meter_add_tokens('costly', 1, model => 'no-such-model', enforce => false);
SELECT * FROM meter_set_setting('unknown_model', 'fallback');

-- where the fallback is charged and has no price either, the hint does not advise it
BEGIN;
DELETE FROM meter.prices WHERE provider = '*' AND component = 'output';
SELECT meter_cost('no-such-model', 1, 1);
ROLLBACK;
BEGIN;
DELETE FROM meter.prices WHERE provider = '*';
SELECT meter_cost('text-embedding-3-small', 1, 1, 'openai');
ROLLBACK;

-- one component without a price: the others keep theirs
SELECT price_per_million FROM meter_set_price('partly', 'partly', 'output', 3);
SELECT meter_cost('partly', 1000000, 1000000, 'partly');
-- spent tokens are recorded, also where their price cannot be told
SELECT * FROM meter_set_setting('unknown_model', 'refuse');
SELECT allowed, tokens, cost FROM meter_add_tokens('spent', 10, model => 'no-such-model', enforce => false);
SELECT price_match, cost FROM meter.usage_log WHERE account = 'spent';
SELECT * FROM meter_set_setting('unknown_model', 'fallback');

-- a bare name that means different prices is an error, not a guess
SELECT price_per_million FROM meter_set_price('reseller', 'gpt-4o', 'input', 2.4);
SELECT meter_cost('gpt-4o', 1, 1);
SELECT meter_cost('gpt-4o', 1000000, 0, 'reseller');

-- a new price holds from its moment on, and old usage keeps its cost
SET token_meter.clock = '2026-12-01 00:00+00';
SELECT provider, price_per_million, effective_from FROM meter_set_price('x-ai', 'house', 'input', 1);
SELECT cost FROM meter_add_tokens('history', 1000, model => 'house', provider => 'xai');
SET token_meter.clock = '2026-12-02 00:00+00';
SELECT price_per_million FROM meter_set_price('xai', 'house', 'input', 3);
SELECT price_per_million FROM meter_set_price('xai', 'house', 'input', 9, effective_from => '2027-01-01 00:00+00');
SELECT cost FROM meter_add_tokens('history', 1000, model => 'house', provider => 'xai');
SELECT cost FROM meter_add_tokens('history', 1000, model => 'house', provider => 'xai', at => '2026-12-01 12:00+00');
SELECT at, cost FROM meter.usage_log WHERE account = 'history' ORDER BY usage_id;
SELECT meter_cost('house', 1000000, provider => 'xai', at => '2026-12-01 12:00+00') AS then, meter_cost('house', 1000000, provider => 'xai') AS now,
       meter_cost('house', 1000000, provider => 'xai', at => '2027-02-01 00:00+00') AS later;
SELECT price_per_million FROM meter_set_price('xai', 'house', 'input', 2, effective_from => '2026-11-01 00:00+00');
SELECT price_per_million FROM meter_set_price('xai', 'house', 'input', 2, effective_from => '2026-11-01 00:00+00', allow_past => true);
SELECT price_per_million FROM meter_set_price('xai', 'house', 'input', 4, effective_from => '2026-12-02 00:00+00');

-- the smallest price is exact
SELECT price_per_million FROM meter_set_price('tiny', 'tiny', 'input', 0.000001);
SELECT meter_cost('tiny', 1, provider => 'tiny') AS one, meter_cost('tiny', 3, provider => 'tiny') AS three;
SELECT price_per_million FROM meter_set_price('huge', 'huge', 'input', 1000000000000);
SELECT meter_cost('huge', 9007199254740991, provider => 'huge');
SELECT price_per_million FROM meter_set_price('free', 'free', 'input', 0);
SELECT meter_cost('free', 1000, provider => 'free') AS free;
