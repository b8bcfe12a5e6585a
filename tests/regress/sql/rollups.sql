-- Reports read sums of the log, and say what the log says: before and after a roll-up, with what came late, was taken back or corrected since.
SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
CREATE DATABASE meter_rollups;
\c meter_rollups
\set SHOW_CONTEXT never
SET client_min_messages = warning;
CREATE EXTENSION token_meter;
SELECT meter_init() LIKE 'schema meter created%' AS created;
SELECT count(meter.make_partition(m::date)) FROM generate_series('2026-01-01'::date, '2026-04-01', '1 month') m;
CREATE FUNCTION pg_temp.try(call text) RETURNS TABLE (state text, message text, detail text, hint text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE call;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN NEXT;
END $$;
-- reports of all kinds, as they are with the sums, and with none
CREATE FUNCTION pg_temp.reports() RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    q text;
BEGIN
    FOREACH q IN ARRAY ARRAY['NULL, group_by => ''{account,model}''', 'NULL, bucket => ''day'', time_zone => ''Asia/Kathmandu'', group_by => ''{model}''',
                             '''ann'', bucket => ''day'', group_by => ''{price_match}''', '''ann'', bucket => ''month'', time_zone => ''America/St_Johns''',
                             'NULL, bucket => ''hour''', '''ann'', from_at => ''2026-01-31 18:15+00'', to_at => ''2026-03-01''', 'NULL, key_source => ''own''',
                             'NULL, group_by => ''{plan,provider,operation}'', model => ''odd''']
    LOOP
        RETURN QUERY EXECUTE format('SELECT %L || '': '' || to_jsonb(u) FROM meter_usage(%s) u', q, q);
    END LOOP;
END $$;
CREATE FUNCTION pg_temp.differ() RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    summed text[] := ARRAY(SELECT pg_temp.reports());
    of_log text[];
BEGIN
    CREATE TEMP TABLE kept AS TABLE meter.rollups;
    CREATE TEMP TABLE kept_state AS TABLE meter.rollup_state;
    DELETE FROM meter.rollups;
    UPDATE meter.rollup_state SET rolled_to = 0;
    of_log := ARRAY(SELECT pg_temp.reports());
    INSERT INTO meter.rollups TABLE kept;
    UPDATE meter.rollup_state s SET rolled_to = k.rolled_to FROM kept_state k;
    DROP TABLE kept, kept_state;
    RETURN QUERY SELECT 'sums: ' || x FROM (SELECT unnest(summed) EXCEPT ALL SELECT unnest(of_log)) d (x)
                 UNION ALL SELECT 'log: ' || x FROM (SELECT unnest(of_log) EXCEPT ALL SELECT unnest(summed)) d (x);
END $$;
SELECT value FROM meter_set_setting('unknown_model', 'record');
SELECT FROM meter_set_plan('kept', markup => 1.5);
SELECT FROM meter_set_account('ann', plan => 'kept', time_zone => 'Asia/Kathmandu');
SELECT FROM meter_set_account('bob', plan => 'kept');
SELECT FROM meter_set_price('rup', 'big', 'input', 3, effective_from => '2025-01-01', allow_past => true);
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT count(*) FROM generate_series('2026-01-20 00:10+00', '2026-03-10 11:00+00', interval '5 hours 20 minutes') t,
  LATERAL meter_add_tokens('ann', 1000, model => 'big', provider => 'rup', operation => 'chat', session_id => 's', at => t);
SELECT FROM meter_add_tokens('bob', 10, model => 'odd', provider => 'rup', key_source => 'own', other_units => '{"web_search": 2}', at => '2026-02-03 07:00+00');
SELECT done > 0 AS rolled FROM meter_maintain() WHERE task = 'sums_rolled_up';
SELECT done FROM meter_maintain() WHERE task = 'sums_rolled_up';
SELECT * FROM pg_temp.differ();
SELECT * FROM meter_verify();
SELECT grain, account = '' AS everybody, sum(log_rows) AS log_rows, sum(input_tokens) AS tokens, sum(cost) AS cost, sum(unpriced) AS unpriced
  FROM meter.rollups GROUP BY 1, 2 ORDER BY 1, 2;

-- late, taken back, priced at last: before and after the sums have it
SELECT usage_id AS late FROM meter_add_tokens('ann', 70, model => 'odd', provider => 'rup', other_units => '{"web_search": 1, "pages": 3}', at => '2026-01-22 18:14:59+00') \gset
SELECT * FROM pg_temp.differ();
SELECT done FROM meter_maintain() WHERE task = 'sums_rolled_up';
SELECT FROM unnest('{input,web_search,pages}'::text[]) c, LATERAL meter_set_price('rup', 'odd', c, 10, effective_from => '2025-01-01', allow_past => true);
SELECT calls, changed FROM meter_reprice('2026-01-01', '2026-04-01', 'rup', 'odd');
SELECT groups, requests, cost, other_units, unpriced_requests FROM meter_usage(group_by => '{price_match}', model => 'odd');
SELECT * FROM pg_temp.differ();
SELECT done FROM meter_maintain() WHERE task = 'sums_rolled_up';
SELECT * FROM pg_temp.differ();
SELECT cost FROM meter_refund('ann', :late);
SELECT * FROM pg_temp.differ();
SELECT done FROM meter_maintain() WHERE task = 'sums_rolled_up';
SELECT * FROM pg_temp.differ();
SELECT groups, requests, refunds, other_units, cost FROM meter_usage(group_by => '{price_match}', model => 'odd');
SELECT * FROM meter_verify();
-- what is rolled back is in no sum
BEGIN;
SELECT allowed FROM meter_add_tokens('bob', 5);
SELECT done FROM meter_maintain() WHERE task = 'sums_rolled_up';
SELECT * FROM pg_temp.differ();
ROLLBACK;
SELECT * FROM pg_temp.differ();
SELECT FROM meter_maintain();

-- sums that are wrong are told, and made anew
BEGIN;
UPDATE meter.rollups SET cost = cost + 1 WHERE account = 'ann' AND grain = 'day' AND starts_at = '2026-02-10';
SELECT * FROM meter_verify();
ROLLBACK;
BEGIN;
DELETE FROM meter.rollups WHERE account = '' AND grain = 'quarter' AND starts_at < '2026-01-20 01:00+00';
UPDATE meter.rollups SET kind_id = kind_id + 1000 WHERE account = 'bob';
SELECT * FROM meter_verify();
SELECT meter_rebuild_rollups() > 0 AS rebuilt;
SELECT * FROM meter_verify();
SELECT * FROM pg_temp.differ();
ROLLBACK;
-- ids that are given in advance come later than they seem
BEGIN;
ALTER SEQUENCE meter.usage_id_seq CACHE 20;
SELECT allowed FROM meter_add_tokens('bob', 5);
SELECT done FROM meter_maintain() WHERE task = 'sums_rolled_up';
ROLLBACK;

-- a month that has left the log stays in reports, of any zone; what needs its calls is refused
CREATE TEMP TABLE before AS SELECT * FROM pg_temp.reports();
SELECT * FROM meter_detach_log('2026-02-01');
DROP TABLE meter.usage_log_202601;
SELECT * FROM before EXCEPT ALL SELECT * FROM pg_temp.reports();
SELECT count(*) FROM pg_temp.reports();
SELECT count(*) FROM before;
SELECT totals ->> 'requests' AS requests FROM meter_account_stats('ann');
SELECT * FROM meter_verify();
SELECT meter_rebuild_rollups() > 0 AS rebuilt;
SELECT * FROM before EXCEPT ALL SELECT * FROM pg_temp.reports();
SELECT * FROM pg_temp.try($$SELECT meter_usage('ann', group_by => '{session}')$$);
SELECT * FROM pg_temp.try($$SELECT meter_usage('ann', '2026-01-25', group_by => '{metadata.x}')$$);
SELECT * FROM pg_temp.try($$SELECT meter_usage('ann', '2026-01-25 10:07+00')$$);
SELECT requests FROM meter_usage('ann', '2026-02-01', session_id => 's');
SELECT requests FROM meter_usage('ann', '2026-02-01 00:10+00', '2026-02-02');
-- a late call of such a month is counted in it
SELECT requests FROM meter_usage('ann', '2026-01-01', '2026-02-01', bucket => 'month');
SELECT allowed FROM meter_add_tokens('ann', 9, model => 'big', provider => 'rup', at => '2026-01-30 07:00+00');
SELECT requests FROM meter_usage('ann', '2026-01-01', '2026-02-01', bucket => 'month');
SELECT done > 0 AS rolled FROM meter_maintain() WHERE task = 'sums_rolled_up';
SELECT requests FROM meter_usage('ann', '2026-01-01', '2026-02-01', bucket => 'month');
SELECT * FROM meter_verify();

-- for admins
CREATE ROLE rollups_app; GRANT meter_app TO rollups_app;
SET ROLE rollups_app;
SELECT * FROM pg_temp.try('SELECT meter_rebuild_rollups()');
SELECT * FROM pg_temp.try('SELECT FROM meter.rollups');
RESET ROLE;
SELECT * FROM meter_doctor();
\c postgres
DROP DATABASE meter_rollups;
DROP ROLE rollups_app;
