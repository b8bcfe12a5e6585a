SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- whose key a call uses: what it says itself, else what is set for its account, else for the nearest above it, else shared
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT plan FROM meter_set_plan('ks none');
SELECT account, parent FROM meter_set_account('ks org', plan => 'ks none');
SELECT account, parent FROM meter_set_account('ks team', plan => 'ks none', parent => 'ks org');
SELECT account, parent FROM meter_set_account('ks user', plan => 'ks none', parent => 'ks team');
SELECT limit_name, key_source FROM meter_set_limit('shared', 'tokens', 1000, 'day', account => 'ks org');
SELECT reason, limit_name, used FROM meter_add_tokens('ks user', 1, provider => 'openai');
SELECT * FROM meter_set_key_source('ks org', 'openai', 'own');
SELECT reason, limit_name, used FROM meter_add_tokens('ks user', 2, provider => 'openai');
SELECT reason, limit_name, used FROM meter_check_quota('ks user', 2000, provider => 'openai');
SELECT reason, limit_name, used FROM meter_add_tokens('ks user', 4, provider => 'openai', key_source => 'shared');
SELECT * FROM meter_set_key_source('ks team', 'openai', 'shared');
SELECT reason, limit_name, used FROM meter_add_tokens('ks user', 8, provider => 'openai');
SELECT * FROM meter_set_key_source('ks user', 'openai', 'own');
SELECT reason, limit_name, used FROM meter_add_tokens('ks user', 16, provider => 'openai');
SELECT reason, limit_name, used FROM meter_add_tokens('ks team', 32, provider => 'openai');
-- at this provider only; a call that names none uses the shared key
SELECT reason, limit_name, used FROM meter_add_tokens('ks user', 64, provider => 'anthropic');
SELECT reason, limit_name, used FROM meter_add_tokens('ks user', 128);
SELECT account, tokens, provider, key_source, cardinality(charged) AS charged FROM meter.usage_log WHERE account LIKE 'ks %' ORDER BY usage_id;
-- set again, and forgotten
SELECT * FROM meter_set_key_source('ks user', 'openai', 'shared');
SELECT * FROM meter_set_key_source('ks user', 'openai', NULL);
SELECT * FROM meter_set_key_source('ks user', 'openai', NULL);
SELECT * FROM meter_set_key_source('ks team', 'openai', NULL);
SELECT account, provider, key_source FROM meter.key_sources WHERE account LIKE 'ks %';
SELECT reason FROM meter_add_tokens('ks user', 256, provider => 'openai');
-- a provider is the same under any of its names
SELECT * FROM meter_set_key_source('ks user', 'Gemini', 'own');
SELECT reason FROM meter_add_tokens('ks user', 512, provider => 'gcp.gemini');
-- an account that has moved uses what is set there
SELECT parent FROM meter_set_account('ks team', parent => '');
SELECT reason, limit_name FROM meter_add_tokens('ks user', 1024, provider => 'openai');
SELECT key_source FROM meter.usage_log WHERE account = 'ks user' AND tokens = 1024;

-- what limits count of it
SELECT account FROM meter_set_account('ks top', plan => 'ks none');
SELECT account FROM meter_set_account('ks low', plan => 'ks none', parent => 'ks top');
SELECT limit_name, key_source FROM meter_set_limit('any key', 'tokens', 1000, 'day', account => 'ks top', key_source => NULL);
SELECT limit_name, key_source FROM meter_set_limit('own key', 'tokens', 500, 'day', account => 'ks top', key_source => 'own');
SELECT limit_name, key_source FROM meter_set_limit('shared key', 'tokens', 700, 'day', account => 'ks top');
SELECT * FROM meter_set_key_source('ks top', 'openai', 'own');
-- a limit counted the call: it is not the key that let it pass
SELECT allowed, reason, limit_name, used FROM meter_add_tokens('ks low', 400, provider => 'openai');
SELECT allowed, reason, limit_name, used FROM meter_add_tokens('ks low', 300, provider => 'anthropic');
SELECT allowed, reason, limit_name, used FROM meter_add_tokens('ks low', 101, provider => 'openai');
SELECT allowed, reason, limit_name, used FROM meter_add_tokens('ks low', 301, provider => 'anthropic');
SELECT limit_name, used FROM meter_status('ks top');
-- the log keeps the key that a call used; another setting changes the calls to come
SELECT * FROM meter_set_key_source('ks top', 'openai', NULL);
SELECT limit_name, used FROM meter_status('ks top');
SELECT allowed, reason, limit_name, used FROM meter_add_tokens('ks low', 300, provider => 'openai');
SELECT limit_name, used FROM meter_status('ks top');

-- a hold keeps its key until it is settled
SELECT account FROM meter_set_account('ks hold', plan => 'ks none');
SELECT limit_name, key_source FROM meter_set_limit('shared key', 'tokens', 100, 'day', account => 'ks hold');
SELECT * FROM meter_set_key_source('ks hold', 'openai', 'own');
SELECT allowed, reason, limit_name, reserved, hold_id IS NOT NULL AS held FROM meter_reserve('ks hold', 5000, provider => 'openai');
SELECT max(hold_id) AS own FROM meter.holds WHERE account = 'ks hold' \gset
SELECT * FROM meter_set_key_source('ks hold', 'openai', NULL);
SELECT allowed, reason, limit_name, reserved FROM meter_reserve('ks hold', 50, provider => 'openai');
SELECT max(hold_id) AS shared FROM meter.holds WHERE account = 'ks hold' \gset
SELECT * FROM meter_set_key_source('ks hold', 'openai', 'own');
SELECT allowed, reason, limit_name, used FROM meter_settle(:own, 4000);
SELECT allowed, reason, limit_name, used, reserved FROM meter_settle(:shared, 40);
SELECT key_source, tokens, enforced, cardinality(charged) AS charged FROM meter.usage_log WHERE account = 'ks hold' ORDER BY usage_id;

-- who cannot be asked
SELECT * FROM meter_set_key_source('ks nobody', 'openai', 'own');
SELECT * FROM meter_set_key_source('ks user', 'openai', 'borrowed');
SELECT * FROM meter_set_key_source('ks user', ' ', 'own');
SELECT * FROM meter_set_key_source('ks user', NULL, 'own');
SELECT * FROM meter_set_key_source(NULL, 'openai', 'own');
SELECT problem, account FROM meter_verify();
