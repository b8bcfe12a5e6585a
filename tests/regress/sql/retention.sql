-- How long usage stays in the log is a setting; meter_maintain() takes a month out at a call, reports go on to have it.
SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
CREATE DATABASE meter_retention;
\c meter_retention
\set SHOW_CONTEXT never
SET client_min_messages = warning;
CREATE EXTENSION token_meter;
SELECT meter_init() LIKE 'schema meter created%' AS created;
SET client_min_messages = notice;
SELECT count(meter.make_partition(m::date)) FROM generate_series('2026-01-01'::date, '2026-05-01', '1 month') m;
CREATE FUNCTION pg_temp.months() RETURNS text LANGUAGE sql AS
$$SELECT string_agg(right(relname, 6), ' ' ORDER BY relname) FROM pg_class WHERE relname BETWEEN 'usage_log_202512' AND 'usage_log_202604' AND relkind = 'r' AND relispartition$$;
SELECT setting, value FROM meter.settings WHERE setting IN ('usage_days', 'old_usage') ORDER BY setting;
SELECT meter_set_setting('usage_days', '0');
\echo :SQLSTATE
SELECT meter_set_setting('usage_days', '-1');
\echo :SQLSTATE
SELECT meter_set_setting('usage_days', '1.5');
\echo :SQLSTATE
SELECT meter_set_setting('usage_days', '10000');
\echo :SQLSTATE
SELECT meter_set_setting('usage_days', 'all');
\echo :SQLSTATE
SELECT meter_set_setting('usage_days', '');
\echo :SQLSTATE
SELECT meter_set_setting('old_usage', 'delete');
\echo :SQLSTATE

-- two months and a half of calls
SELECT FROM meter_set_plan('kept', markup => 2);
SELECT cap FROM meter_set_limit('day', 'tokens', 1000, 'day', plan => 'kept');
SELECT FROM meter_set_account('ann', plan => 'kept', time_zone => 'Asia/Kathmandu');
SELECT FROM meter_set_account('bob', plan => 'kept');
SELECT FROM unnest('{small,big}'::text[]) m, LATERAL meter_set_price('ret', m, 'input', length(m), effective_from => '2025-01-01', allow_past => true);
SET token_meter.clock = '2026-03-12 12:00+00';
SELECT count(*) FROM generate_series('2026-01-10 00:00+00', '2026-03-12 11:00+00', interval '7 hours') t,
  LATERAL meter_add_tokens('ann', 100, model => 'small', provider => 'ret', at => t);
SELECT allowed FROM meter_add_tokens('bob', 10, model => 'big', provider => 'ret');
SELECT done > 0 AS rolled FROM meter_maintain() WHERE task = 'sums_rolled_up';
CREATE TEMP TABLE before AS SELECT to_jsonb(u) AS u FROM meter_usage('ann', bucket => 'day', group_by => '{model}') u;

-- forever: nothing leaves
SET token_meter.clock = '2027-06-01 12:00+00';
SELECT task FROM meter_maintain() ORDER BY task;
SET token_meter.clock = '2026-03-12 12:00+00';
-- as long as is said, and as late calls, repeated calls and the periods of limits can need it
SELECT value FROM meter_set_setting('usage_days', '1');
SELECT meter.log_kept_from('2026-03-12 12:00+00');
SELECT value FROM meter_set_setting('late_usage_days', '10');
SELECT meter.log_kept_from('2026-03-12 12:00+00');
SELECT value FROM meter_set_setting('idempotency_days', '5');
SELECT meter.log_kept_from('2026-03-12 12:00+00');
BEGIN;
SELECT cap FROM meter_set_limit('year', 'tokens', 1000000, 'year', account => 'bob');
SELECT meter.log_kept_from('2026-03-12 12:00+00');
ROLLBACK;
BEGIN;  -- a window is counted from the log where it comes into force, as the periods are
UPDATE meter.limits SET removed_at = now() WHERE removed_at IS NULL AND period IN ('week', 'month', 'year');
SELECT meter.log_kept_from('2026-03-12 12:00+00');
SELECT cap FROM meter_set_limit('window', 'tokens', 1000000, '31 days', rolling => true, account => 'bob');
SELECT meter.log_kept_from('2026-03-12 12:00+00');
ROLLBACK;
SELECT value FROM meter_set_setting('usage_days', '50');
SELECT meter.log_kept_from('2026-03-12 12:00+00');
SELECT value FROM meter_set_setting('usage_days', '20');
SELECT meter.log_kept_from('2026-03-12 12:00+00');
SELECT pg_temp.months();
SELECT * FROM meter_maintain();
SELECT pg_temp.months();

-- a month at a call, and nothing else then
SET token_meter.clock = '2026-03-13 23:59:59+00';
SELECT task FROM meter_maintain() WHERE task ~ 'month';
SET token_meter.clock = '2026-03-14 00:00+00';
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT * FROM meter_maintain() WHERE task ~ 'month';
ROLLBACK;
SELECT * FROM meter_maintain();
SELECT pg_temp.months(), to_regclass('meter.usage_log_202601') IS NOT NULL AS stays;
SELECT task FROM meter_maintain() WHERE task ~ 'month';
-- all is as it was, but for what needs the calls themselves
SELECT * FROM meter_verify();
SELECT u FROM before EXCEPT ALL SELECT to_jsonb(u) FROM meter_usage('ann', bucket => 'day', group_by => '{model}') u;
SELECT totals ->> 'requests' AS requests FROM meter_account_stats('ann');
-- as of a quarter of an hour of a month that has left, before its own calls; as of any other moment, where nothing was used that day
SELECT totals ->> 'requests' AS requests, period ->> 'period_start' AS since FROM meter_account_stats('ann', '2026-01-20 00:00+00');
SELECT totals ->> 'requests' AS requests FROM meter_account_stats('ann', '2026-01-20 00:07+00');
SELECT totals ->> 'requests' AS requests FROM meter_account_stats('ann', '2026-01-01 00:07+00');
-- by session: of who has used nothing in the months that have left
SELECT groups, requests FROM meter_usage('ann', group_by => '{session}');
SELECT groups, requests FROM meter_usage('bob', group_by => '{session}');
SELECT groups, requests FROM meter_usage(group_by => '{session}');
SELECT count(*), min(at) FROM meter_history('ann', page_size => 500);
SELECT count(*), min(at) FROM meter_history('ann', '2026-02-01', page_size => 500);
SELECT count(*) FROM meter_history('ann', page_size => 5);
SELECT count(*) FROM meter_history('bob');
-- what prices the calls anew tells that it does not have all of them
SELECT count(*) FROM meter_reprice('2026-01-01', '2026-06-01', provider => 'ret', dry_run => true);
SELECT count(*) > 0 AS some FROM meter_unpriced();
SELECT count(*) FROM meter_unpriced('2026-03-20');
SELECT count(*) FROM meter_price_differences();
SELECT provider, model, cost, actual_cost, difference FROM meter_cheaper_models('ann') WHERE provider = 'ret';
SELECT cost FROM meter_usage('ann', '2026-02-01');
-- a month whose sums are behind stays, and what stands in the way of dropping is told
SELECT value FROM meter_set_setting('old_usage', 'drop');
SET token_meter.clock = '2026-04-20 00:00+00';
SELECT value FROM meter_set_setting('late_usage_days', '100');
SELECT allowed FROM meter_add_tokens('ann', 7, model => 'small', provider => 'ret', at => '2026-02-20 07:00+00');
SELECT value FROM meter_set_setting('late_usage_days', '10');
SELECT done FROM meter_maintain() WHERE task = 'months_retired';
CREATE VIEW old_calls AS SELECT * FROM meter.usage_log_202602;
SELECT done FROM meter_maintain() WHERE task = 'months_retired';
SELECT pg_temp.months();
DROP VIEW old_calls;
SELECT * FROM meter_maintain();
SELECT pg_temp.months(), to_regclass('meter.usage_log_202602') IS NOT NULL AS stays;
SELECT * FROM meter_verify();
SELECT requests, input_tokens FROM meter_usage('ann', '2026-02-20', '2026-02-21');
-- a late call of a month without a partition goes to the default one; its month is made, and leaves as others do
SELECT value FROM meter_set_setting('late_usage_days', '900');
SELECT allowed FROM meter_add_tokens('bob', 3, model => 'big', provider => 'ret', at => '2024-02-10 10:00+00');
SELECT tableoid::regclass FROM meter.usage_log WHERE at < '2025-01-01';
SELECT value FROM meter_set_setting('late_usage_days', '10');
SELECT done FROM meter_maintain() WHERE task = 'partitions_made';
SELECT tableoid::regclass FROM meter.usage_log WHERE at < '2025-01-01';
SELECT done FROM meter_maintain() WHERE task = 'months_retired';
SELECT count(*) FROM meter.usage_log WHERE at < '2025-01-01';
SELECT sum(requests) FROM meter_usage('bob');
SELECT * FROM meter_verify();
SELECT * FROM meter_doctor();
\c postgres
DROP DATABASE meter_retention;
