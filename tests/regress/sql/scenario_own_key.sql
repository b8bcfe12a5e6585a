SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- users of the operator's key have 1,000 or 10,000 tokens a day; users of their own keys have no limit
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT plan FROM meter_set_plan('default key');
SELECT plan FROM meter_set_plan('default key plus');
SELECT limit_name, cap, key_source FROM meter_set_limit('daily_tokens', 'tokens', 1000, 'day', plan => 'default key');
SELECT limit_name, cap, key_source FROM meter_set_limit('daily_tokens', 'tokens', 10000, 'day', plan => 'default key plus');
SELECT account, plan FROM meter_set_account('dk', plan => 'default key');
SELECT account, plan FROM meter_set_account('dk plus', plan => 'default key plus');
SELECT account, plan FROM meter_set_account('dk own', plan => 'default key');

SELECT allowed, reason, used, remaining FROM meter_add_tokens('dk', 600, 400, provider => 'openai', model => 'gpt-4o');
SELECT allowed, reason, cap FROM meter_add_tokens('dk', 1, provider => 'openai', model => 'gpt-4o');
SELECT allowed, reason, used, remaining FROM meter_add_tokens('dk plus', 6000, 4000, provider => 'openai', model => 'gpt-4o');
SELECT allowed, reason, cap FROM meter_add_tokens('dk plus', 1, provider => 'openai', model => 'gpt-4o');

-- "using your API keys": logged and costed, no limit counts it
SELECT account, provider, key_source FROM meter_set_key_source('dk own', 'openai', 'own');
SELECT allowed, reason, limit_name, used, cap, percent, level, resets_at, tokens, cost
  FROM meter_add_tokens('dk own', 1000000, 20000, provider => 'openai', model => 'gpt-4o');
SELECT allowed, reason, limit_name FROM meter_check_quota('dk own', 5000000, provider => 'openai');
SELECT key_source, tokens, cost, charged FROM meter.usage_log WHERE account = 'dk own';
-- at another provider it is the operator's key
SELECT allowed, reason, limit_name, cap FROM meter_add_tokens('dk own', 1001, provider => 'anthropic');
SELECT allowed, reason, used FROM meter_add_tokens('dk own', 900, provider => 'anthropic');
-- and so it is where the call says so
SELECT allowed, reason, used FROM meter_add_tokens('dk own', 101, provider => 'openai', key_source => 'shared');
SELECT allowed, reason, used FROM meter_add_tokens('dk own', 100, provider => 'openai', key_source => 'shared');
SELECT allowed, reason FROM meter_add_tokens('dk', 50000, provider => 'openai', key_source => 'own');
SELECT limit_name, key_source, used, cap FROM meter_status('dk own');

-- a plan may limit own keys all the same, apart from the shared ones
SELECT limit_name, cap, key_source FROM meter_set_limit('own_requests', 'requests', 3, 'day', plan => 'default key', key_source => 'own');
SELECT limit_name, used, cap FROM meter_status('dk own');
SELECT allowed, reason, limit_name, used FROM meter_add_tokens('dk own', 70000, provider => 'openai');
SELECT allowed, reason, limit_name, used FROM meter_add_tokens('dk own', 70000, provider => 'openai');
SELECT allowed, reason, limit_name, used, cap, resets_at FROM meter_add_tokens('dk own', 70000, provider => 'openai');
-- a limit on either key counts both
SELECT limit_name, key_source FROM meter_set_limit('any_key', 'requests', 100, 'day', account => 'dk own', key_source => NULL);
SELECT limit_name, used FROM meter_status('dk own');

-- the key is taken away: the operator's limits apply again
SELECT account, provider, key_source FROM meter_set_key_source('dk own', 'openai', NULL);
SELECT allowed, reason, limit_name, used FROM meter_add_tokens('dk own', 1, provider => 'openai');
SELECT problem, account FROM meter_verify();
