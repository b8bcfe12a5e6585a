-- Who may what: a login of each role, one without any, and the database's owner. What is granted is read from the catalog; then each
-- login tries what it must not, and only what is not refused (42501) is shown.
SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
CREATE ROLE door_app LOGIN; CREATE ROLE door_admin LOGIN; CREATE ROLE door_reader LOGIN; CREATE ROLE door_nobody LOGIN; CREATE ROLE door_owner LOGIN;
CREATE ROLE door_rest LOGIN NOINHERIT; GRANT door_reader TO door_rest;
CREATE DATABASE meter_logins OWNER door_owner;
\c meter_logins
SET client_min_messages = warning;
CREATE EXTENSION token_meter;
SELECT meter_init() LIKE 'schema meter created%' AS created;
GRANT meter_app TO door_app; GRANT meter_admin TO door_admin; GRANT meter_reader TO door_reader;
SELECT used FROM meter_add_tokens('door_reader', 100);
SELECT used FROM meter_add_tokens('team', 7);
SELECT account FROM meter_set_account('below', parent => 'team');

-- by the catalog
CREATE TEMP VIEW logins AS SELECT oid, rolname AS login FROM pg_roles WHERE rolname LIKE 'door\_%' AND rolname <> 'door_rest';
CREATE TEMP VIEW relations AS SELECT oid, relname AS name, relkind AS kind, relispartition AS part FROM pg_class WHERE relnamespace = 'meter'::regnamespace;
SELECT login, string_agg(name, ' ' ORDER BY name COLLATE "C") AS reads_whole
  FROM logins l, relations r WHERE kind IN ('r', 'p', 'v') AND NOT part AND has_table_privilege(l.oid, r.oid, 'SELECT') GROUP BY login ORDER BY login COLLATE "C";
SELECT login, name AS "part of the log" FROM logins l, relations r WHERE part AND kind = 'r' AND has_any_column_privilege(l.oid, r.oid, 'SELECT');
SELECT login, name, privilege AS "more than reads" FROM logins l, relations r, unnest('{INSERT,UPDATE,REFERENCES}'::text[]) privilege
 WHERE kind IN ('r', 'p', 'v') AND has_any_column_privilege(l.oid, r.oid, privilege)
UNION ALL SELECT login, name, privilege FROM logins l, relations r, unnest('{DELETE,TRUNCATE,TRIGGER}'::text[]) privilege
 WHERE kind IN ('r', 'p', 'v') AND has_table_privilege(l.oid, r.oid, privilege)
UNION ALL SELECT login, name, privilege FROM logins l, relations r, unnest('{USAGE,SELECT,UPDATE}'::text[]) privilege
 WHERE kind = 'S' AND has_sequence_privilege(l.oid, r.oid, privilege);
SELECT login, nspname AS schema, privilege FROM logins l, pg_namespace n, unnest('{CREATE,USAGE}'::text[]) privilege
 WHERE nspname IN ('meter', 'meter_internal') AND has_schema_privilege(l.oid, n.oid, privilege) ORDER BY login COLLATE "C";
SELECT login, p.oid::regprocedure AS "function of the meter's schemas" FROM logins l, pg_proc p
 WHERE pronamespace IN ('meter'::regnamespace, 'meter_internal'::regnamespace) AND has_function_privilege(l.oid, p.oid, 'EXECUTE')
 ORDER BY login COLLATE "C", proname COLLATE "C";
SELECT string_agg(proname, ' ' ORDER BY proname COLLATE "C") AS "what only an admin may call" FROM pg_proc p
 WHERE proname LIKE 'meter\_%' AND has_function_privilege('door_admin', p.oid, 'EXECUTE') AND NOT has_function_privilege('door_app', p.oid, 'EXECUTE');
SELECT login, proname AS "without a role of the meter's" FROM logins l, pg_proc p
 WHERE proname LIKE 'meter\_%' AND login IN ('door_nobody', 'door_owner') AND has_function_privilege(l.oid, p.oid, 'EXECUTE');

-- by trying
CREATE FUNCTION tried(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE statement;
    RETURN 'done';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE;
END $$;
CREATE VIEW attempts AS
    SELECT format(s, c.oid::regclass) AS statement
      FROM pg_class c, unnest(ARRAY['SELECT FROM %s FOR UPDATE', 'SELECT FROM %s FOR KEY SHARE', 'LOCK %s IN ROW EXCLUSIVE MODE', 'LOCK %s IN ACCESS EXCLUSIVE MODE',
           'DELETE FROM %s', 'TRUNCATE %s', 'INSERT INTO %s DEFAULT VALUES', 'ALTER TABLE %s DISABLE ROW LEVEL SECURITY', 'DROP TABLE %s',
           'CREATE TRIGGER t BEFORE INSERT ON %s EXECUTE FUNCTION suppress_redundant_updates_trigger()', 'CREATE RULE r AS ON INSERT TO %s DO NOTHING']) s
     WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'meter') AND c.relkind IN ('r', 'p')
    UNION ALL SELECT format(s, c.oid::regclass) FROM pg_class c, unnest(ARRAY['SELECT nextval(%L)', 'SELECT setval(%L, 1)', 'SELECT last_value FROM %s']) s
     WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'meter') AND c.relkind = 'S'
    UNION ALL SELECT unnest(ARRAY['SET ROLE meter_owner', 'SET SESSION AUTHORIZATION postgres', 'GRANT meter_owner TO CURRENT_USER', 'GRANT meter_admin TO CURRENT_USER',
           'CREATE TABLE meter.t ()', 'CREATE FUNCTION meter.f() RETURNS integer LANGUAGE sql AS ''SELECT 1''',
           'CREATE FUNCTION meter_internal.f() RETURNS integer LANGUAGE sql AS ''SELECT 1''', 'ALTER SCHEMA meter RENAME TO m', 'DROP SCHEMA meter CASCADE',
           'DROP SCHEMA meter_internal CASCADE', 'DROP EXTENSION token_meter', 'ALTER FUNCTION meter_now() OWNER TO CURRENT_USER',
           'ALTER ROLE CURRENT_USER SET token_meter.clock = ''2030-01-01''', 'SET session_replication_role = replica', 'SELECT meter_init()',
           'SELECT meter_set_plan(''tried'')', 'SELECT meter_set_limit(''tried'', ''tokens'', 1, ''day'', plan => ''free'')', 'SELECT meter_add_tokens(''team'', 1)'])
    ORDER BY 1;
GRANT SELECT ON attempts TO PUBLIC;
-- a setting made before the library is there counts no more than one made afterwards; nor do names of one's own in pg_temp
CREATE VIEW sets_clock AS SELECT set_config('token_meter.clock', '2030-01-01', false) AS clock;
GRANT SELECT ON sets_clock TO PUBLIC;
\c - door_app
SELECT clock FROM sets_clock;
SELECT statement, tried FROM attempts, tried(statement) WHERE tried <> '42501';
CREATE TEMP TABLE counters (account text, used numeric);
CREATE FUNCTION pg_temp.format(text, text) RETURNS text LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''called as %'', current_user; END';
CREATE FUNCTION pg_temp.meter_now() RETURNS timestamptz LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''called as %'', current_user; END';
CREATE FUNCTION pg_temp.same(text, text) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''called as %'', current_user; END';
CREATE OPERATOR pg_temp.= (LEFTARG = text, RIGHTARG = text, FUNCTION = pg_temp.same);
SET search_path = pg_temp, public, meter;
SELECT used FROM public.meter_add_tokens('team', 1);
SELECT used FROM public.meter_check_quota('team');
SELECT count(*) > 0 AS done FROM public.meter_maintain();
SELECT count(*) AS "charged in 2030" FROM meter.usage_log WHERE at >= '2030-01-01';
SET token_meter.clock = '2030-01-01';
\c - door_admin
SELECT clock FROM sets_clock;
SELECT statement, tried FROM attempts, tried(statement) WHERE tried <> '42501';
\c - door_reader
SELECT statement, tried FROM attempts, tried(statement) WHERE tried <> '42501';
SELECT account, used FROM meter.counters;
\c - door_nobody
SELECT statement, tried FROM attempts, tried(statement) WHERE tried <> '42501';
\c - door_owner
SELECT statement, tried FROM attempts, tried(statement) WHERE tried <> '42501';

-- claims, as PostgREST hands them over on a login that is trusted: only one's own id shows a row, and what is no JSON is an error
\c - postgres
SELECT value FROM meter_set_setting('trusted_logins', 'door_rest');
CREATE FUNCTION seen(claims text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('request.jwt.claims', claims, false);
    RETURN (SELECT string_agg(account, ' ') FROM meter.accounts);
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE;
END $$;
SET SESSION AUTHORIZATION door_rest;
SET ROLE door_reader;
SELECT left(claims, 30) AS claims, seen(claims)
  FROM unnest(ARRAY['{"sub": "door_reader"}', '{"sub": "team"}', '{"sub": "below"}', '{"sub": " door_reader "}', '{"sub": ["door_reader"]}', '{"sub": ""}', '{"sub": null}',
       '"door_reader"', '["sub"]', '', 'door_reader', '{"sub": "door\u0000reader"}', repeat('[', 100000), format('{"sub": "%s"}', repeat('a', 1000000))]) claims;
RESET SESSION AUTHORIZATION;
\c postgres
DROP DATABASE meter_logins;
DROP ROLE door_app, door_admin, door_reader, door_nobody, door_owner, door_rest;
