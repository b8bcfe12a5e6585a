-- What default privileges hand out, for whatever is made by whomever, the meter takes back; and nobody makes anything where the
-- meter's functions look for theirs.
SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
CREATE ROLE mallory LOGIN;
CREATE ROLE gullible;
CREATE DATABASE meter_given;
\c meter_given
\set SHOW_CONTEXT never
SET client_min_messages = warning;
GRANT CREATE ON SCHEMA public TO mallory;
ALTER DEFAULT PRIVILEGES GRANT ALL ON SCHEMAS TO mallory, PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO mallory WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES GRANT ALL ON SEQUENCES TO mallory;
ALTER DEFAULT PRIVILEGES GRANT ALL ON FUNCTIONS TO mallory, gullible;
ALTER DEFAULT PRIVILEGES GRANT ALL ON TYPES TO mallory;
CREATE EXTENSION token_meter;
ALTER DEFAULT PRIVILEGES FOR ROLE meter_owner GRANT ALL ON TABLES TO mallory, PUBLIC, meter_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE meter_owner GRANT ALL ON SEQUENCES TO mallory;
ALTER DEFAULT PRIVILEGES FOR ROLE meter_owner GRANT ALL ON FUNCTIONS TO mallory;
ALTER DEFAULT PRIVILEGES FOR ROLE meter_owner GRANT ALL ON TYPES TO mallory WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES FOR ROLE meter_owner GRANT ALL ON SCHEMAS TO mallory;
SELECT meter_init() LIKE 'schema meter created%' AS created;
SELECT max(c.relname COLLATE "C") AS last_month FROM pg_class c WHERE c.relname ~ '^usage_log_[0-9]+$' AND c.relkind = 'r' \gset
DROP TABLE meter.:"last_month";
SELECT meter.make_partitions(meter_now()) > 0 AS made;
SELECT meter.make_partition('2026-03-01');
CREATE VIEW given AS
    SELECT o.object, coalesce(r.rolname, 'PUBLIC') AS grantee, a.privilege_type
      FROM (SELECT 'schema ' || nspname, nspowner, nspacl FROM pg_namespace WHERE nspname LIKE 'meter%'
            UNION ALL SELECT oid::regclass::text, relowner, relacl FROM pg_class WHERE relnamespace = 'meter'::regnamespace
            UNION ALL SELECT oid::regprocedure::text, proowner, coalesce(proacl, acldefault('f', proowner)) FROM pg_proc
                       WHERE pronamespace IN ('meter'::regnamespace, 'meter_internal'::regnamespace) OR proname LIKE 'meter\_%'
            UNION ALL SELECT oid::regtype::text, typowner, typacl FROM pg_type WHERE typnamespace = 'meter'::regnamespace) o (object, owner, acl),
           aclexplode(o.acl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
     WHERE a.grantee <> o.owner;
SELECT * FROM given WHERE grantee NOT LIKE 'meter\_%';
SELECT * FROM given WHERE grantee LIKE 'meter\_%' AND privilege_type NOT IN ('SELECT', 'EXECUTE', 'USAGE');
-- so nobody puts a function beside those of Postgres that the meter calls
\c - mallory
\set SHOW_CONTEXT never
CREATE FUNCTION meter.format(text, text) RETURNS text LANGUAGE sql AS 'SELECT current_user::text';
CREATE FUNCTION meter_internal._meter_now(integer DEFAULT 0) RETURNS timestamptz LANGUAGE sql AS 'SELECT now()';
DELETE FROM meter.usage_log_202603;
SELECT nextval('meter.usage_id_seq');
-- and what they put into the schema of the extension is called by nothing of the meter's
CREATE FUNCTION public.meter_now(integer DEFAULT 0) RETURNS timestamptz LANGUAGE sql AS 'SELECT now()';
CREATE FUNCTION public.meter_now(VARIADIC text[] DEFAULT '{}') RETURNS timestamptz LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''called as %'', current_user; END';
CREATE FUNCTION public.meter_check_quota(text, bigint, bigint, text, text, text, text, text DEFAULT '') RETURNS text
    LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''called as %'', current_user; END';
CREATE FUNCTION public.meter_reset_due(timestamptz, integer, text DEFAULT '') RETURNS text
    LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''called as %'', current_user; END';
CREATE FUNCTION public._meter_ready(integer DEFAULT 0) RETURNS void
    LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''called as %'', current_user; END';
CREATE FUNCTION public._meter_writes(varchar, text DEFAULT '') RETURNS void
    LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''called as %'', current_user; END';
\c - postgres
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT account FROM meter_set_account('ann');
SELECT account FROM meter_set_account('ann', time_zone => 'Asia/Tokyo');
SELECT cap FROM meter_set_limit('calls', 'requests', 10, 'day', account => 'ann');
SELECT provider FROM meter_set_pool('ann', 'openai');
SELECT price_per_million FROM meter_set_price('acme', 'a', 'input', 1);
SELECT allowed FROM meter_add_tokens('ann', 5);
SELECT allowed FROM meter_require_quota('ann');
SELECT count(*) FROM meter_grants('ann');
SELECT count(*) FROM meter_unpriced();
SELECT count(*) FROM meter_take_alerts();
SELECT count(*) FROM meter_reprice('2026-01-01', '2026-04-01');
SELECT count(*) > 0 AS done FROM meter_maintain();
SELECT count(*) FROM meter_verify();
SELECT meter_init();
\c postgres
DROP DATABASE meter_given;
DROP ROLE mallory, gullible;
