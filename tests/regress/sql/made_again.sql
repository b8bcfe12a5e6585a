-- A table or a function that is gone is told, and meter_init() makes it again, with its rights and nobody else's.
SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
CREATE ROLE mallory LOGIN; CREATE ROLE analyst;
CREATE DATABASE meter_made_again;
\c meter_made_again
\set SHOW_CONTEXT never
\t on
\a
SET client_min_messages = warning;
-- what a session has set is no matter, when tables are made or compared
SET quote_all_identifiers = on; SET standard_conforming_strings = off; SET datestyle = German; SET timezone = 'Asia/Kathmandu'; SET intervalstyle = iso_8601;
SET escape_string_warning = off;
CREATE EXTENSION token_meter;
SELECT meter_init() LIKE 'schema meter created%' AS created;
SELECT * FROM meter_doctor();
SELECT meter_init();
RESET quote_all_identifiers; RESET standard_conforming_strings; RESET datestyle; SET timezone = 'America/Sao_Paulo'; RESET intervalstyle;
SELECT * FROM meter_doctor();
SELECT * FROM meter_verify();
SELECT used FROM meter_add_tokens('early', 1);
SET timezone = 'UTC';
SELECT meter_init();
CREATE TABLE before AS SELECT * FROM meter.given WHERE kind <> 'identity';
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT used FROM meter_add_tokens('ann', 5);
SELECT allowed FROM meter_add_tokens('ann', 99999);
GRANT SELECT (account, tokens) ON meter.usage_log TO analyst;
ALTER DEFAULT PRIVILEGES FOR ROLE meter_owner GRANT ALL ON TABLES TO mallory;
ALTER DEFAULT PRIVILEGES FOR ROLE meter_owner GRANT ALL ON SEQUENCES TO mallory;
ALTER DEFAULT PRIVILEGES FOR ROLE meter_owner GRANT ALL ON FUNCTIONS TO mallory;
-- functions: in SQL, in PL/pgSQL, one that policies ask (they go with it), a trigger's, and one that is another now
DROP FUNCTION meter.current_account() CASCADE;
DROP FUNCTION meter.check_plan(text), meter.amount(text, integer, bigint, bigint, numeric, numeric) CASCADE;
DROP FUNCTION meter.rules_changed() CASCADE;
CREATE OR REPLACE FUNCTION meter.check_account(name text) RETURNS void LANGUAGE plpgsql AS 'BEGIN END';
GRANT EXECUTE ON FUNCTION meter.recount TO PUBLIC;
SELECT object, problem, mend FROM meter_doctor() WHERE object ~ '^function|recount';
SELECT regexp_replace(meter_init(), '; mended: .*', '; mended ...');
SELECT * FROM meter_doctor();
SELECT * FROM meter_verify();
SELECT used FROM meter_add_tokens('ann', 5);
SELECT meter_set_key_source('nobody', 'openai', 'own');
-- tables: one that nothing depends on, and one with much below it
DROP TABLE meter.denials CASCADE;
DROP TABLE meter.idempotency_keys, meter.alerts CASCADE;
SELECT object, problem, mend FROM meter_doctor();
SELECT regexp_replace(meter_init(), '; mended: .*', '; mended ...');
SELECT * FROM meter_doctor();
SELECT allowed FROM meter_add_tokens('ann', 99999, idempotency_key => 'k');
SELECT allowed FROM meter_add_tokens('ann', 99999, idempotency_key => 'k');
SELECT count(*) FROM meter.denials;
SELECT count(*) FROM meter_maintain();
SELECT * FROM meter_verify();
-- numbers of what was lost are not given again
SELECT FROM meter_grant('ann', 'daily_tokens', 7);
SELECT max(grant_id) AS last_grant FROM meter.grants \gset
DROP TABLE meter.grants CASCADE;
SELECT split_part(meter_init(), ';', 2);
SELECT FROM meter_grant('ann', 'daily_tokens', 7);
SELECT max(grant_id) > :last_grant + 1000 AS above FROM meter.grants;
-- the log: its default partition too is protected
DROP TABLE meter.usage_log CASCADE;
SELECT split_part(meter_init(), ';', 2) LIKE '%table usage_log%' AS made;
SELECT relrowsecurity, (SELECT count(*) FROM pg_policy WHERE polrelid = c.oid) FROM pg_class c WHERE oid = 'meter.usage_log_default'::regclass;
SELECT used FROM meter_add_tokens('bob', 5);
SELECT tokens FROM meter.usage_log;
SELECT * FROM meter_doctor();
-- nobody got anything by default, and what the tables had they have
SELECT c.relname, a.grantee::regrole FROM pg_class c, aclexplode(c.relacl) a
 WHERE c.relnamespace = 'meter'::regnamespace AND a.grantee NOT IN (SELECT oid FROM pg_roles WHERE rolname LIKE 'meter\_%');
SELECT p.proname, a.grantee FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
 WHERE p.pronamespace = 'meter'::regnamespace AND a.grantee NOT IN (SELECT oid FROM pg_roles WHERE rolname LIKE 'meter\_%');
SELECT meter.write_down();
SELECT kind, object, definition FROM before EXCEPT SELECT kind, object, definition FROM meter.given;
SELECT kind, object FROM meter.given WHERE kind <> 'identity' EXCEPT SELECT kind, object FROM before;
-- without the list of what was given all is made that the files make; more nobody can tell
DROP TABLE meter.given CASCADE;
SELECT * FROM meter_doctor();
SELECT meter_init();
SELECT * FROM meter_doctor();
SELECT meter_init();
\t off
\a
\c postgres
DROP DATABASE meter_made_again;
DROP ROLE mallory, analyst;
