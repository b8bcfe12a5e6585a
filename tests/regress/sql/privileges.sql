SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-03-10 12:00+00';
CREATE ROLE app LOGIN; GRANT meter_app TO app;
CREATE ROLE boss LOGIN; GRANT meter_admin TO boss;
CREATE ROLE alice LOGIN; GRANT meter_reader TO alice;
CREATE ROLE nobody_in_particular LOGIN;
SELECT used FROM meter_add_tokens('alice', 100);
SELECT used FROM meter_add_tokens('bob', 200);
SELECT allowed FROM meter_add_tokens('bob', 99999);
-- both have grants, holds and alerts to be read
SELECT remaining FROM meter_grant('alice', 'daily_tokens', 10);
SELECT remaining FROM meter_grant('bob', 'daily_tokens', 20);
SELECT reserved FROM meter_reserve('alice', 3);
SELECT reserved FROM meter_reserve('bob', 4);
SELECT account FROM meter_set_account('alice small', parent => 'alice');
-- an account with others below it is read by whom it names
SELECT auth_subject FROM meter_set_account('alice', auth_subject => 'alice');
SELECT cap FROM meter_set_limit('calls', 'requests', 100000, 'day', account => 'alice', thresholds => '{0.001}');
SELECT cap FROM meter_set_limit('calls', 'requests', 100000, 'day', account => 'bob', thresholds => '{0.002}');

-- the app meters, and neither administers nor writes rows
SET SESSION AUTHORIZATION app;
SELECT used FROM meter_add_tokens('alice', 1);
SELECT used FROM meter_check_quota('bob');
SELECT count(*) FROM meter.usage_log WHERE account IN ('alice', 'bob');
SELECT reserved FROM meter_reserve('bob', 6);
SELECT reason FROM meter_settle((SELECT max(hold_id) FROM meter.holds WHERE account = 'bob'), 6);
SELECT reserved FROM meter_reserve('bob', 6);
SELECT reason FROM meter_release((SELECT max(hold_id) FROM meter.holds WHERE account = 'bob'));
SELECT allowed FROM meter_require_quota('bob');
SELECT amount, remaining FROM meter_grants('bob');
SELECT count(*) >= 0 AS taken FROM meter_take_alerts(1);
SELECT count(*) FROM meter_maintain(1);
SELECT * FROM meter_grant('bob', 'daily_tokens', 1000000);
SELECT * FROM meter_refund('bob', 1);
SELECT * FROM meter_set_pool('bob', 'openai');
SELECT * FROM meter_remove_pool('bob', 'openai');
SELECT * FROM meter_set_key_source('bob', 'openai', 'own');
SELECT * FROM meter_verify();
UPDATE meter.grants SET amount = 1000000;
UPDATE meter.holds SET released_at = now();
DELETE FROM meter.reservations;
INSERT INTO meter.allotments (grant_id, counter_id, amount) VALUES (1, 1, 1);
INSERT INTO meter.pools (account, provider) VALUES ('bob', 'openai');
INSERT INTO meter.key_sources (account, provider, key_source) VALUES ('bob', 'openai', 'own');
UPDATE meter.alerts SET delivered_at = NULL;
DELETE FROM meter.seeds;
SELECT meter.recount('bob', now());
SELECT meter.add_grant(1, 'gift', 1, 0, NULL, NULL, now());
SELECT meter.enter_charge('bob');
SELECT meter_internal._meter_lock('account', 'bob', 'exclusive');
SELECT * FROM meter_set_plan('mine');
SELECT * FROM meter_import_prices('{}');
SELECT * FROM meter_note_price_list('https://prices.example/list');
UPDATE meter.counters SET used = 0;
DELETE FROM meter.usage_log;
INSERT INTO meter.prices (provider, model, component, price_per_million, effective_from) VALUES ('a', 'b', 'input', 0, now());
SET token_meter.clock = '2030-01-01';

-- an admin sets plans and prices, through the functions only
SET SESSION AUTHORIZATION boss;
SELECT plan FROM meter_set_plan('boss plan');
SELECT price_per_million FROM meter_set_price('boss', 'm', 'input', 1);
SELECT count(*) FROM meter.denials WHERE account = 'bob';
SELECT remaining FROM meter_grant('bob', 'daily_tokens', 5, kind => 'gift');
SELECT input_tokens FROM meter_refund('bob', (SELECT usage_id FROM meter.usage_log WHERE account = 'bob' AND input_tokens = 6));
SELECT key_source FROM meter_set_key_source('bob', 'openai', 'own');
SELECT key_source FROM meter_set_key_source('bob', 'openai', NULL);
SELECT address FROM meter_note_price_list('https://prices.example/privileges');
SELECT provider FROM meter_set_pool('alice small', 'boss');
SELECT provider FROM meter_remove_pool('alice small', 'boss');
SELECT count(*) FROM meter_verify() WHERE account IN ('alice', 'bob', 'alice small');
UPDATE meter.grants SET amount = 1000000;
UPDATE meter.prices SET price_per_million = 0;
SELECT meter_init();

-- an end user reads their own rows and changes nothing
SET SESSION AUTHORIZATION alice;
SELECT meter_current_account();
SELECT account, tokens FROM meter.usage_log ORDER BY at, tokens;
SELECT account, used FROM meter.counters ORDER BY limit_id;
SELECT account FROM meter.accounts;
SELECT account FROM meter.denials;
SELECT account, amount FROM meter.grants ORDER BY created_at, amount;
SELECT account, input_tokens FROM meter.holds;
SELECT account, threshold, used FROM meter.alerts;
SELECT account, provider FROM meter.key_sources;
SELECT * FROM meter.reservations;
SELECT * FROM meter.allotments;
SELECT * FROM meter.seeds;
SELECT * FROM meter.pools;
SELECT plan FROM meter.plans;
SELECT limit_name, cap FROM meter.limits ORDER BY limit_id;
SELECT count(*) > 0 AS prices FROM meter.prices;
SELECT count(*) FROM meter.model_rules;
SELECT count(*) FROM meter.stripes;
SELECT * FROM meter.settings;
SELECT * FROM meter.idempotency_keys;
SELECT * FROM meter.usage_log_default;
SELECT * FROM meter_add_tokens('alice', -1);
SELECT * FROM meter_reserve('alice', 1);
SELECT * FROM meter_settle(1, 0);
SELECT * FROM meter_release(1);
SELECT * FROM meter_grant('alice', 'daily_tokens', 1000000);
SELECT * FROM meter_grants('alice');
SELECT * FROM meter_refund('alice', 1);
SELECT * FROM meter_take_alerts();
SELECT * FROM meter_maintain();
SELECT * FROM meter_verify();
SELECT * FROM meter_require_quota('alice');
SELECT * FROM meter_note_price_list('https://prices.example/list');
SELECT * FROM meter_set_pool('alice', 'openai');
SELECT * FROM meter_set_key_source('alice', 'openai', 'own');
UPDATE meter.counters SET used = 0;
DELETE FROM meter.usage_log;
UPDATE meter.accounts SET plan = 'max';
-- a made-up claim means nothing on a login of one's own
SET request.jwt.claims = '{"sub": "bob"}';
SELECT meter_current_account(), count(*) FROM meter.usage_log;

-- anybody else reads nothing
SET SESSION AUTHORIZATION nobody_in_particular;
SELECT * FROM meter.usage_log;
SELECT * FROM meter_add_tokens('alice', 1);
RESET SESSION AUTHORIZATION;

-- PostgREST: authenticator logs in, takes a role and hands over the claims
CREATE ROLE authenticator LOGIN NOINHERIT;
CREATE ROLE authenticated; CREATE ROLE anon; CREATE ROLE service_role;
GRANT authenticated, anon, service_role TO authenticator;
GRANT meter_reader TO authenticated, anon;
GRANT meter_app TO service_role;
SET SESSION AUTHORIZATION authenticator;
BEGIN;
SELECT set_config('role', 'authenticated', true), set_config('request.jwt.claims', '{"sub": "bob"}', true);
SELECT meter_current_account();
SELECT account, tokens FROM meter.usage_log ORDER BY at, tokens;
SELECT account, amount FROM meter.grants ORDER BY created_at, amount;
SELECT account, threshold, used FROM meter.alerts;
SELECT * FROM meter_check_quota('bob');
COMMIT;
BEGIN;
SELECT set_config('role', 'service_role', true), set_config('request.jwt.claims', '{"role": "service_role"}', true);
SELECT allowed, used FROM meter_add_tokens(account => 'bob', input_tokens => 5);
COMMIT;
-- without a claim, or with an empty one left over on the connection, there is no account
BEGIN;
SELECT set_config('role', 'anon', true), set_config('request.jwt.claims', '', true);
SELECT meter_current_account() IS NULL AS nobody, (SELECT count(*) FROM meter.usage_log) AS rows;
COMMIT;
RESET SESSION AUTHORIZATION;
-- a subject that an account names reads that account; an account that names another is not read by its id
SELECT auth_subject FROM meter_set_account('bob', auth_subject => 'auth0|77');
SET SESSION AUTHORIZATION authenticator;
BEGIN;
SELECT set_config('role', 'authenticated', true), set_config('request.jwt.claims', '{"sub": "auth0|77"}', true);
SELECT meter_current_account(), (SELECT sum(tokens) FROM meter.usage_log) AS tokens;
SELECT set_config('request.jwt.claims', '{"sub": "bob"}', true);
SELECT meter_current_account() IS NULL AS nobody, (SELECT count(*) FROM meter.usage_log) AS rows;
COMMIT;
RESET SESSION AUTHORIZATION;
SELECT problem, account FROM meter_verify() WHERE account IN ('alice', 'alice small', 'bob');
DROP ROLE app, boss, alice, nobody_in_particular;
REVOKE meter_reader FROM authenticated, anon; REVOKE meter_app FROM service_role;
DROP ROLE authenticator, authenticated, anon, service_role;
