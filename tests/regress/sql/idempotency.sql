SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT allowed, used, tokens, cost FROM meter_add_tokens('idem', 100, 10, model => 'gpt-4o', provider => 'openai', idempotency_key => 'k1') \gset first_
SELECT allowed, used, tokens, cost, percent, resets_at FROM meter_add_tokens('idem', 100, 10, model => 'gpt-4o', provider => 'openai', idempotency_key => 'k1');
SELECT count(*), sum(tokens) FROM meter.usage_log WHERE account = 'idem';
-- another account may use the same key
SELECT used FROM meter_add_tokens('idem2', 7, idempotency_key => 'k1');
-- other arguments under the same key
SELECT * FROM meter_add_tokens('idem', 101, 10, model => 'gpt-4o', provider => 'openai', idempotency_key => 'k1');
SELECT used FROM meter_add_tokens('idem4', 1, metadata => '{"a": 1}', idempotency_key => 'm');
SELECT used FROM meter_add_tokens('idem4', 1, metadata => '{"a": 1.0}', idempotency_key => 'm');
SELECT used FROM meter_add_tokens('idem4', 1, metadata => '{"a": 2}', idempotency_key => 'm');
-- a refusal is repeated too, also when there is room again
SELECT allowed, reason, used FROM meter_add_tokens('idem', 40000, idempotency_key => 'k2');
SET token_meter.clock = '2026-03-11 12:00+00';
SELECT allowed, reason, used FROM meter_add_tokens('idem', 40000, idempotency_key => 'k2');
SELECT allowed, reason, used FROM meter_add_tokens('idem', 40000, idempotency_key => 'k3');
-- what is rolled back never was
BEGIN;
SELECT used FROM meter_add_tokens('idem3', 5, idempotency_key => 'k');
ROLLBACK;
SELECT used FROM meter_add_tokens('idem3', 6, idempotency_key => 'k');
