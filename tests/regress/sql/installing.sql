SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- a database of its own, so that the others keep theirs
CREATE DATABASE meter_installing;
\c meter_installing
SET client_min_messages = warning;
CREATE EXTENSION token_meter;
-- code and roles only
SELECT count(*) FROM pg_namespace WHERE nspname = 'meter';
SELECT * FROM meter_add_tokens('early', 1);
SELECT * FROM meter_check_quota('early');
SELECT * FROM meter_set_plan('early');
SELECT meter_current_account();
SELECT meter_init();
SELECT allowed FROM meter_add_tokens('kept', 100);
-- called again without harm: what an operator changed stays
SELECT cap FROM meter_set_limit('daily_tokens', 'tokens', 7, 'day', plan => 'free');
SELECT meter_init();
SELECT cap FROM meter.limits WHERE limit_name = 'daily_tokens' AND removed_at IS NULL;
-- the data outlives the code
DROP EXTENSION token_meter;
SELECT sum(tokens) FROM meter.usage_log;
CREATE EXTENSION token_meter;
SELECT meter_init();
SELECT allowed, used FROM meter_add_tokens('kept', 1, operation => 'after');
-- default privileges as on Supabase hand nothing out
DROP EXTENSION token_meter;
CREATE ROLE anon; CREATE ROLE authenticated;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON FUNCTIONS TO anon, authenticated;
CREATE EXTENSION token_meter;
SELECT p.proname, a.grantee::regrole FROM pg_proc p, aclexplode(p.proacl) a
 WHERE p.pronamespace = 'public'::regnamespace AND a.grantee::regrole::text IN ('anon', 'authenticated');
DROP EXTENSION token_meter;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON FUNCTIONS FROM anon, authenticated;
DROP ROLE anon, authenticated;
-- another schema than public
CREATE SCHEMA metering;
CREATE EXTENSION token_meter SCHEMA metering;
SELECT metering.meter_init();
SELECT allowed FROM metering.meter_add_tokens('kept', 1);
SELECT plan FROM metering.meter_set_account('kept', plan => 'pro');
SELECT count(*) FROM metering.meter_reset_due();
DROP EXTENSION token_meter;
-- a schema "meter" of somebody else is left alone
ALTER SCHEMA meter RENAME TO meter_old;
CREATE SCHEMA meter;
CREATE EXTENSION token_meter;
SELECT meter_init();
DROP SCHEMA meter;
SELECT meter_init() LIKE 'schema meter created%' AS created;
-- tables of another version
UPDATE meter.installation SET schema_version = 99;
\c meter_installing
SELECT * FROM meter_add_tokens('kept', 1);
SELECT meter_init();
\c postgres
DROP DATABASE meter_installing;
CREATE DATABASE meter_ascii ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0;
\c meter_ascii
CREATE EXTENSION token_meter;
SELECT meter_init();
\c postgres
DROP DATABASE meter_ascii;
