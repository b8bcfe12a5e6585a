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

-- the app meters, and neither administers nor writes rows
SET SESSION AUTHORIZATION app;
SELECT used FROM meter_add_tokens('alice', 1);
SELECT used FROM meter_check_quota('bob');
SELECT count(*) FROM meter.usage_log WHERE account IN ('alice', 'bob');
SELECT * FROM meter_set_plan('mine');
SELECT * FROM meter_import_prices('{}');
UPDATE meter.counters SET used = 0;
DELETE FROM meter.usage_log;
INSERT INTO meter.prices (provider, model, component, price_per_million, effective_from) VALUES ('a', 'b', 'input', 0, now());
SET token_meter.clock = '2030-01-01';

-- an admin sets plans and prices, through the functions only
SET SESSION AUTHORIZATION boss;
SELECT plan FROM meter_set_plan('boss plan');
SELECT price_per_million FROM meter_set_price('boss', 'm', 'input', 1);
SELECT count(*) FROM meter.denials WHERE account = 'bob';
UPDATE meter.prices SET price_per_million = 0;
SELECT meter_init();

-- an end user reads their own rows and changes nothing
SET SESSION AUTHORIZATION alice;
SELECT meter_current_account();
SELECT account, tokens FROM meter.usage_log ORDER BY usage_id;
SELECT account, used FROM meter.counters;
SELECT account FROM meter.accounts;
SELECT account FROM meter.denials;
SELECT plan FROM meter.plans;
SELECT limit_name, cap FROM meter.limits;
SELECT count(*) > 0 AS prices FROM meter.prices;
SELECT * FROM meter.settings;
SELECT * FROM meter.idempotency_keys;
SELECT * FROM meter.usage_log_default;
SELECT * FROM meter_add_tokens('alice', -1);
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
SELECT account, tokens FROM meter.usage_log;
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
DROP ROLE app, boss, alice, nobody_in_particular;
REVOKE meter_reader FROM authenticated, anon; REVOKE meter_app FROM service_role;
DROP ROLE authenticator, authenticated, anon, service_role;
