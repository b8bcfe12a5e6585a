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

SET intervalstyle = 'postgres';
-- a hold: held once, however often the request is repeated
SELECT plan FROM meter_set_plan('idem plan');
SELECT cap FROM meter_set_limit('day', 'tokens', 1000, 'day', plan => 'idem plan');
SELECT account FROM meter_set_account('idem5', plan => 'idem plan');
SELECT allowed, reason, used, reserved, remaining, tokens FROM meter_reserve('idem5', 300, 100, idempotency_key => 'r1');
SELECT allowed, reason, used, reserved, remaining, tokens, hold_id = (SELECT min(hold_id) FROM meter.holds WHERE account = 'idem5') AS same_hold
  FROM meter_reserve('idem5', 300, 100, idempotency_key => 'r1');
SELECT count(*) FROM meter.holds WHERE account = 'idem5';
SELECT used, reserved FROM meter_status('idem5');
SELECT * FROM meter_reserve('idem5', 300, 101, idempotency_key => 'r1');
SELECT * FROM meter_reserve('idem5', 300, 100, ttl => '1 minute', idempotency_key => 'r1');
-- the same length of time in other words
SELECT reserved FROM meter_reserve('idem5', 300, 100, ttl => '600 seconds', idempotency_key => 'r1');
-- refused once, refused again, also when there is room meanwhile
SELECT allowed, reason, used, reserved FROM meter_reserve('idem5', 601, idempotency_key => 'r2');
SELECT max(hold_id) AS hold FROM meter.holds WHERE account = 'idem5' \gset
SELECT allowed, reason, used, reserved FROM meter_settle(:hold, 300, 50, idempotency_key => 's1');
SELECT allowed, reason, used, reserved FROM meter_reserve('idem5', 601, idempotency_key => 'r2');
SELECT count(*) FROM meter.denials WHERE account = 'idem5';
-- the first answer of a hold stays what it was, though it is settled
SELECT allowed, used, reserved, hold_id = :hold AS same_hold FROM meter_reserve('idem5', 300, 100, idempotency_key => 'r1');

-- a settlement
SELECT allowed, reason, used, reserved, hold_id = :hold AS same_hold FROM meter_settle(:hold, 300, 50, idempotency_key => 's1');
SELECT allowed, reason, used, reserved FROM meter_settle(:hold, 300, 50);
SELECT allowed, reason, used, reserved FROM meter_settle(:hold, 300, 50, idempotency_key => 's2');
SELECT * FROM meter_settle(:hold, 301, 50, idempotency_key => 's1');
SELECT count(*), sum(tokens) FROM meter.usage_log WHERE account = 'idem5';

-- a grant; its answer is the first one too
SELECT amount, remaining, note FROM meter_grant('idem5', 'day', 500, kind => 'top-up', expires_at => '2026-04-01 00:00+00', note => 'once', idempotency_key => 'g1');
SELECT amount, remaining, note FROM meter_grant('idem5', 'day', 500.0, kind => 'top_up', expires_at => '2026-04-01 02:00+02', note => 'once', idempotency_key => 'g1');
SELECT * FROM meter_grant('idem5', 'day', 501, kind => 'top-up', expires_at => '2026-04-01 00:00+00', note => 'once', idempotency_key => 'g1');
SELECT * FROM meter_grant('idem5', 'day', 500, kind => 'top-up', note => 'once', idempotency_key => 'g1');
SELECT used, cap FROM meter_add_tokens('idem5', 700);
SELECT amount, remaining FROM meter_grant('idem5', 'day', 500, kind => 'top-up', expires_at => '2026-04-01 00:00+00', note => 'once', idempotency_key => 'g1');
SELECT kind, amount, spent, remaining FROM meter_grants('idem5');
-- an error keeps no key
SELECT * FROM meter_grant('idem5', 'no such limit', 500, idempotency_key => 'g2');
SELECT remaining FROM meter_grant('idem5', 'day', 1, idempotency_key => 'g2');

-- a refund
SELECT max(usage_id) AS usage FROM meter.usage_log WHERE account = 'idem5' \gset
SELECT refunds = :usage AS refunded, input_tokens, output_tokens FROM meter_refund('idem5', :usage, note => 'sorry', idempotency_key => 'b1');
SELECT refunds = :usage AS refunded, input_tokens, output_tokens FROM meter_refund('idem5', :usage, note => 'sorry', idempotency_key => 'b1');
SELECT used FROM meter_status('idem5');
SELECT * FROM meter_refund('idem5', :usage, note => 'very sorry', idempotency_key => 'b1');

-- one key is for one request, whichever function it was
SELECT * FROM meter_add_tokens('idem5', 300, 100, idempotency_key => 'r1');
SELECT * FROM meter_reserve('idem5', 300, 50, idempotency_key => 's1');
SELECT * FROM meter_grant('idem5', 'day', 500, idempotency_key => 'b1');
SELECT used FROM meter_add_tokens('idem5', 5, idempotency_key => 'a1');
SELECT * FROM meter_reserve('idem5', 5, idempotency_key => 'a1');
SELECT * FROM meter_refund('idem5', :usage, idempotency_key => 'g1');
\set VERBOSITY sqlstate
SELECT * FROM meter_reserve('idem5', 5, idempotency_key => 'a1');
SELECT * FROM meter_grant('idem5', 'day', 501, idempotency_key => 'g1');
SELECT * FROM meter_refund('idem5', :usage, note => 'other', idempotency_key => 'b1');
SELECT * FROM meter_settle(:hold, 1, idempotency_key => 's1');
\set VERBOSITY default

-- a key is remembered for 30 days of the meter's clock; then it is as good as new
SET token_meter.clock = '2026-05-01 12:00+00';
SELECT used FROM meter_add_tokens('idem6', 11, idempotency_key => 'old');
SET token_meter.clock = '2026-05-31 12:00+00';
SELECT count(*) FROM meter_maintain();
SELECT used FROM meter_add_tokens('idem6', 11, idempotency_key => 'old');
SET token_meter.clock = '2026-05-31 12:00:00.000001+00';
SELECT count(*) FROM meter_maintain();
SELECT count(*) FROM meter.idempotency_keys WHERE account = 'idem6';
SELECT used FROM meter_add_tokens('idem6', 12, idempotency_key => 'old');
SELECT count(*) FROM meter.usage_log WHERE account = 'idem6';
SELECT problem, account FROM meter_verify();

-- What earlier versions have kept, with the names of fields and what was left at its default, is repeated too; what is kept now is shorter.
SELECT FROM meter_set_account('kept whole');
SELECT hold_id FROM meter_reserve('kept whole', 30, 10, idempotency_key => 'kept r') \gset
SELECT reason, used, hold_id - :hold_id AS hold FROM meter_settle(:hold_id, 20, 5, idempotency_key => 'kept s');
SELECT length(h.settlement::text) < 60 AS short, jsonb_typeof(h.verdict) FROM meter.holds h WHERE h.hold_id = :hold_id;
UPDATE meter.holds h SET settlement = jsonb_build_object('hold_id', h.hold_id, 'metadata', NULL, 'other_units', '{}'::jsonb, 'input_tokens', 20, 'operation_id', NULL,
           'service_tier', NULL, 'output_tokens', 5, 'reasoning_tokens', 0, 'cache_read_tokens', 0, 'audio_input_tokens', 0, 'cache_write_tokens', 0, 'audio_output_tokens', 0),
       verdict = (SELECT jsonb_object_agg(f.name, h.verdict -> (f.place - 1)::integer) FROM unnest(meter.verdict_fields()) WITH ORDINALITY f (name, place))
 WHERE h.hold_id = :hold_id;
SELECT reason, used, hold_id - :hold_id AS hold FROM meter_settle(:hold_id, 20, 5);
UPDATE meter.idempotency_keys k SET request = h.settlement, verdict = h.verdict FROM meter.holds h WHERE h.hold_id = :hold_id AND k.account = 'kept whole' AND k.idempotency_key = 'kept s';
SELECT reason, used, hold_id - :hold_id AS hold FROM meter_settle(:hold_id, 20, 5, idempotency_key => 'kept s');
\set VERBOSITY sqlstate
SELECT meter_settle(:hold_id, 20, 6);
\set VERBOSITY default
SELECT meter_settle(:hold_id, 20, 5, reasoning_tokens => 1, idempotency_key => 'kept s');
SELECT meter_settle(:hold_id, 0, 5, idempotency_key => 'kept s');
