-- What tools and hands take away from the meter's tables is told, and put back; what an operator adds is theirs.
SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
CREATE ROLE analyst; CREATE ROLE mallory LOGIN;
CREATE DATABASE meter_as_given;
\c meter_as_given
\set SHOW_CONTEXT never
\t on
\a
SET client_min_messages = warning;
CREATE EXTENSION token_meter;
SELECT meter_init() LIKE 'schema meter created%' AS created;
SET client_min_messages = notice;
SELECT FROM meter_add_tokens('ann', 5);
SELECT * FROM meter_doctor();
-- all of the foreign keys, as `prisma db push --accept-data-loss` drops them
SELECT count(*) > 15 AS many FROM pg_constraint WHERE contype = 'f' AND connamespace = 'meter'::regnamespace AND conparentid = 0;
DO $$
DECLARE
    r record;
BEGIN
    FOR r IN SELECT conrelid::regclass AS t, conname FROM pg_constraint WHERE contype = 'f' AND connamespace = 'meter'::regnamespace LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', r.t, r.conname);
    END LOOP;
END $$;
SELECT object, problem, mend FROM meter_doctor() WHERE object LIKE '%holds%';
SELECT count(*) > 15 AS told FROM meter_verify() WHERE problem LIKE 'the tables are not as%';
SELECT meter_init() LIKE '%; mended: %constraint limits.limits_plan_fkey%' AS mended;
SELECT * FROM meter_doctor();
SELECT count(*) FROM meter_verify();
-- one of each kind
ALTER TABLE meter.counters DROP CONSTRAINT used_not_negative;
ALTER TABLE meter.limits DROP CONSTRAINT cap_valid, ADD CONSTRAINT cap_valid CHECK (cap <= 1e30);
ALTER TABLE meter.idempotency_keys DROP CONSTRAINT idempotency_keys_pkey;
ALTER TABLE meter.counters ALTER COLUMN reserved DROP DEFAULT, ALTER COLUMN granted SET DEFAULT 7, ALTER COLUMN seeded DROP NOT NULL;
ALTER TABLE meter.accounts DROP COLUMN metadata;
ALTER TABLE meter.plans ALTER COLUMN description TYPE varchar(200);
ALTER TABLE meter.grants ALTER COLUMN grant_id DROP IDENTITY;
DROP INDEX meter.limits_plan, meter.usage_log_refunds;
CREATE INDEX limits_plan ON meter.limits (period);
DROP TRIGGER rules_changed ON meter.plans;
ALTER TABLE meter.limits DISABLE TRIGGER rules_changed;
ALTER TABLE meter.prices DISABLE ROW LEVEL SECURITY;
DROP POLICY users_read_own ON meter.holds;
DROP POLICY users_read_own ON meter.grants; CREATE POLICY users_read_own ON meter.grants FOR SELECT TO meter_reader USING (true);
REVOKE SELECT ON meter.limits FROM meter_app; REVOKE SELECT (tokens) ON meter.usage_log FROM meter_reader;
GRANT UPDATE ON meter.counters TO analyst; GRANT TRUNCATE ON meter.usage_log TO PUBLIC; GRANT USAGE ON SEQUENCE meter.usage_id_seq TO analyst;
ALTER TABLE meter.pools OWNER TO mallory;
ALTER TABLE meter.alerts SET UNLOGGED;
GRANT CREATE ON SCHEMA meter TO mallory; GRANT meter_owner TO mallory;
CREATE FUNCTION meter.format(text, text) RETURNS text LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION public.meter_now(integer DEFAULT 0) RETURNS timestamptz LANGUAGE sql AS 'SELECT now()';
SELECT object, problem, mend IS NULL AS by_hand FROM meter_doctor();
SELECT expected, actual FROM meter_doctor() WHERE object LIKE 'column plans%';
SELECT meter_init();
REVOKE meter_owner FROM mallory;
SELECT meter_init();
SELECT object, problem FROM meter_doctor();
DROP FUNCTION meter.format(text, text), public.meter_now(integer);
SELECT * FROM meter_doctor();
SELECT used FROM meter_add_tokens('ann', 5);
SELECT count(*) FROM meter_verify();
-- the words of a rule are back with it
SELECT meter_set_limit('daily', 'tokens', -1, 'day', plan => 'free');
-- what cannot be put back is told
ALTER TABLE meter.limits DROP CONSTRAINT limits_plan_fkey;
UPDATE meter.limits SET plan = 'gone' WHERE limit_name = 'daily_tokens';
SELECT meter_init();
UPDATE meter.limits SET plan = 'free' WHERE limit_name = 'daily_tokens';
SELECT meter_init();
-- an operator's own is no matter
ALTER TABLE meter.usage_log ADD COLUMN cost_centre text;
ALTER TABLE meter.counters ADD CONSTRAINT house_rule CHECK (used < 1e9);
CREATE INDEX usage_by_session ON meter.usage_log (session_id);
CREATE FUNCTION public.watch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER watch BEFORE INSERT ON meter.usage_log FOR EACH ROW EXECUTE FUNCTION watch();
GRANT SELECT (account, tokens) ON meter.usage_log TO analyst;
CREATE POLICY analyst_reads ON meter.usage_log FOR SELECT TO analyst USING (true);
SELECT meter.make_partitions(now() + interval '5 months') > 0 AS made;
SELECT * FROM meter_doctor();
\t off
\a
\c postgres
DROP DATABASE meter_as_given;
DROP ROLE analyst, mallory;
