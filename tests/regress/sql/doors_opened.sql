-- Doors that a hand has opened: what meter_doctor() tells of them, what meter_init() shuts, and what it leaves.
SET datestyle = ISO; SET timezone = 'UTC';
CREATE ROLE analyst; CREATE ROLE visitor LOGIN;
CREATE DATABASE meter_doors_opened;
\c meter_doors_opened
\set SHOW_CONTEXT never
\t on
\a
SET client_min_messages = warning;
CREATE EXTENSION token_meter;
SELECT meter_init() LIKE 'schema meter created%' AS created;
SELECT FROM meter_add_tokens('ann', 5);
SELECT FROM meter.make_partitions('2026-03-10');
GRANT meter_reader TO visitor;
SELECT * FROM meter_doctor();
-- what meter_init() shuts: to write, to call, to see other accounts' rows of a partition; the functions' own settings
GRANT UPDATE (used), INSERT (used) ON meter.counters TO meter_app;
GRANT UPDATE (cap) ON meter.limits TO analyst;
GRANT EXECUTE ON FUNCTION meter_set_plan TO PUBLIC;
GRANT EXECUTE ON FUNCTION meter_set_account TO meter_reader;
GRANT EXECUTE ON FUNCTION meter_grants TO visitor;
ALTER FUNCTION meter_set_limit RESET search_path;
ALTER FUNCTION meter_my_status SECURITY DEFINER;
ALTER TABLE meter.usage_log_202603 DISABLE ROW LEVEL SECURITY;
-- functions by name alone: their arguments are another test's
SELECT regexp_replace(object, '\(.*', '') AS object, problem FROM meter_doctor() ORDER BY meter_doctor.object COLLATE "C";
SELECT meter_init() LIKE '%; mended: %' AS mended;
SELECT * FROM meter_doctor();
SELECT attacl FROM pg_attribute WHERE attrelid = 'meter.counters'::regclass AND attname = 'used';
SELECT has_function_privilege('visitor', p.oid, 'EXECUTE') FROM pg_proc p WHERE p.proname IN ('meter_set_plan', 'meter_set_account', 'meter_grants');
-- what it leaves, as somebody may have meant it: what end users see, whose a function is
ALTER TABLE meter.accounts ADD COLUMN shop text;
GRANT SELECT ON meter.prices TO meter_reader;
GRANT SELECT ON meter.usage_log_202603 TO visitor;
GRANT SELECT (metadata, shop) ON meter.accounts TO meter_reader;
CREATE POLICY all_of_it ON meter.usage_log FOR SELECT TO meter_reader USING (true);
ALTER TABLE meter.counters DISABLE TRIGGER ALL;
ALTER FUNCTION meter_internal._meter_hour OWNER TO analyst;
SELECT regexp_replace(object, '\(.*', '') AS object, problem, actual FROM meter_doctor() WHERE problem <> 'belongs to another role' ORDER BY meter_doctor.object COLLATE "C";
SELECT regexp_replace(object, '\(.*', '') AS object, expected, actual FROM meter_doctor() WHERE problem = 'belongs to another role';
SELECT meter_init() LIKE '%mended%' AS mended;
-- what it tells mends it
DO $$
DECLARE
    mend text;
BEGIN
    FOR mend IN SELECT d.mend FROM meter_doctor() d LOOP
        EXECUTE mend;
    END LOOP;
END $$;
SELECT * FROM meter_doctor();
-- an operator's own role may call, and read, what it was given; nobody is told
GRANT EXECUTE ON FUNCTION meter_set_plan, meter_status TO analyst;
GRANT SELECT ON meter.usage_log, meter.prices TO analyst;
CREATE POLICY analysts ON meter.usage_log FOR SELECT TO analyst USING (true);
SELECT * FROM meter_doctor();
\t off
\a
\c postgres
DROP DATABASE meter_doors_opened;
DROP ROLE analyst, visitor;
