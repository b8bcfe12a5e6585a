-- What a call reads does not grow with what others have used: also in a session that began when there was hardly a row.
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_plan('gr plan');
SELECT FROM meter_set_limit('day', 'tokens', 1000000, 'day', plan => 'gr plan');
SELECT FROM meter_set_limit('spend', 'cost', 1000, 'month', plan => 'gr plan');
SELECT count(meter_set_account('gr ' || n, plan => 'gr plan')) FROM generate_series(1, 400) n;
-- the first of them has the statements planned; one that has a counter already has the library read the rules
SELECT count(*) FROM generate_series(1, 399) n, LATERAL meter_add_tokens('gr ' || n, 10, model => 'gpt-4o', provider => 'openai');
SELECT allowed FROM meter_add_tokens('gr 1', 10, model => 'gpt-4o', provider => 'openai');
ANALYZE meter.counters, meter.usage_log, meter.accounts, meter.limits;
-- but for the rules, and what the meter is made of, which a session reads once
CREATE FUNCTION pg_temp.rows_read() RETURNS numeric LANGUAGE sql AS $$
    SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables WHERE schemaname = 'meter' AND relname <> ALL ('{given,limits,plans}') $$;
BEGIN;
SELECT pg_temp.rows_read() AS before \gset
SELECT allowed, used FROM meter_add_tokens('gr 400', 10, model => 'gpt-4o', provider => 'openai');
SELECT pg_temp.rows_read() - :before < 600 AS first_call_reads_few_rows;
SELECT pg_temp.rows_read() AS before \gset
SELECT allowed, used FROM meter_add_tokens('gr 400', 10, model => 'gpt-4o', provider => 'openai');
SELECT pg_temp.rows_read() - :before < 40 AS a_later_one_too;
SELECT pg_temp.rows_read() AS before \gset
SELECT allowed, used FROM meter_check_quota('gr 400', 10, model => 'gpt-4o', provider => 'openai');
SELECT pg_temp.rows_read() - :before < 40 AS a_question_too;
SELECT pg_temp.rows_read() AS before \gset
SELECT count(*) FROM unnest('{400,399,400}'::int[]) n, LATERAL meter_add_batch(jsonb_build_array(jsonb_build_object(
    'account', 'gr ' || n, 'input_tokens', 1, 'model', 'gpt-4o', 'provider', 'openai')));
SELECT pg_temp.rows_read() - :before < 160 AS a_batch_too;
SELECT pg_temp.rows_read() AS before \gset
SELECT hold_id AS hold FROM meter_reserve('gr 400', 10, model => 'gpt-4o', provider => 'openai') \gset
SELECT reason FROM meter_release(:hold);
SELECT usage_id AS call FROM meter_add_tokens('gr 400', 10, model => 'gpt-4o', provider => 'openai') \gset
SELECT input_tokens FROM meter_refund('gr 400', :call);
SELECT used FROM meter_status('gr 400') WHERE limit_name = 'day';
SELECT pg_temp.rows_read() - :before < 400 AS what_is_given_back_too;
COMMIT;
-- and what is given back: of the rows that others' usage has made, not of the rules
ANALYZE meter.counters, meter.usage_log, meter.accounts;
CREATE FUNCTION pg_temp.usage_read() RETURNS numeric LANGUAGE sql AS $$
    SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables
     WHERE schemaname = 'meter' AND (relname LIKE 'usage_log%' OR relname IN ('accounts', 'counters', 'seeds', 'holds', 'reservations', 'allotments')) $$;
BEGIN;
SELECT pg_temp.usage_read() AS before \gset
SELECT hold_id AS hold FROM meter_reserve('gr 400', 10, model => 'gpt-4o', provider => 'openai') \gset
SELECT reason FROM meter_release(:hold);
SELECT usage_id AS call FROM meter_add_tokens('gr 400', 10, model => 'gpt-4o', provider => 'openai') \gset
SELECT input_tokens FROM meter_refund('gr 400', :call);
SELECT pg_temp.usage_read() - :before < 250 AS what_is_given_back_too;
SELECT pg_temp.usage_read() AS before \gset
SELECT hold_id AS hold FROM meter_reserve('gr 400', 10, model => 'gpt-4o', provider => 'openai') \gset
SELECT reason FROM meter_settle(:hold, 5);
SELECT pg_temp.usage_read() - :before < 100 AS what_is_settled_too;
COMMIT;
