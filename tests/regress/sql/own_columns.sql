-- Columns that an operator adds to the meter's tables, and drops again, break no call: not in sessions that are there, nor in new ones.
SET datestyle = ISO; SET timezone = 'UTC';
CREATE DATABASE meter_own_columns;
\c meter_own_columns
\set SHOW_CONTEXT never
\t on
\a
SET client_min_messages = warning;
CREATE EXTENSION token_meter;
SELECT meter_init() LIKE 'schema meter created%' AS created;

-- What one does with a meter, each call of it; `of` is part of every name, `day` when it is. Tells the calls that fail.
CREATE FUNCTION play(of text, day timestamptz) RETURNS TABLE (step text, error text)
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('token_meter.clock', day::text, false);
    FOREACH step IN ARRAY ARRAY[
        'SELECT meter_set_plan(''p %1$s'', markup => 1.5)',
        'SELECT meter_set_limit(''month'', ''tokens'', 1000000, ''month'', plan => ''p %1$s'')',
        'SELECT meter_set_limit(''day'', ''tokens'', 100000, ''day'', plan => ''p %1$s'', carry_over_cap => 1000)',
        'SELECT meter_set_limit(''rolls'', ''tokens'', 500000, ''5 hours'', plan => ''p %1$s'', rolling => true)',
        'SELECT meter_set_limit(''paid'', ''charged_cost'', 100, ''month'', plan => ''p %1$s'')',
        'SELECT meter_set_price(''own'', ''m %1$s'', ''input'', 1, effective_from => ''2026-01-01'', allow_past => true)',
        'SELECT meter_set_price(''own'', ''m %1$s'', ''output'', 2, effective_from => ''2026-01-01'', allow_past => true)',
        'SELECT meter_set_account(''team %1$s'', plan => ''p %1$s'')',
        'SELECT meter_set_account(''%1$s'', plan => ''p %1$s'', parent => ''team %1$s'')',
        'SELECT meter_set_account(''pool %1$s'', plan => ''p %1$s'')',
        'SELECT meter_set_pool(''pool %1$s'', ''own'', for_account => ''%1$s'')',
        'SELECT meter_set_limit(''busy'', ''tokens'', 1000000, ''day'', account => ''team %1$s'', stripes => 4)',
        'SELECT meter_set_limit(''busy'', ''tokens'', 1000000, ''day'', account => ''team %1$s'', stripes => 4)',
        'SELECT meter_add_tokens(''new %1$s'', 5)',
        'SELECT meter_add_tokens(''new %1$s'', 5)',
        'SELECT meter_check_quota(''new %1$s'', 5)',
        'SELECT meter_check_quota(''never seen %1$s'', 5)',
        'SELECT meter_add_tokens(''%1$s'', 500, 20, model => ''m %1$s'', provider => ''own'', idempotency_key => ''k'')',
        'SELECT meter_add_tokens(''%1$s'', 500, 20, model => ''m %1$s'', provider => ''own'', idempotency_key => ''k'')',
        'SELECT meter_add_tokens(''%1$s'', 90, model => ''nobody knows'', provider => ''own'')',
        'SELECT meter_require_quota(''%1$s'', 5)',
        'SELECT meter_add_response(''%1$s'', ''{"object":"chat.completion","id":"r %1$s","model":"gpt-4o-mini","choices":[{"finish_reason":"stop"}],'
            || '"usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}}'')',
        'SELECT meter_add_batch(''[{"account":"%1$s","input_tokens":1},{"account":"other %1$s","input_tokens":1}]'')',
        'SELECT meter_settle((SELECT hold_id FROM meter_reserve(''%1$s'', 70, model => ''m %1$s'', provider => ''own'')), 60, 1)',
        'SELECT meter_release((SELECT hold_id FROM meter_reserve(''%1$s'', 70)))',
        'SELECT meter_reserve(''%1$s'', 70)',
        'SELECT meter_grant(''%1$s'', ''day'', 5000)',
        'SELECT meter_void_grant((SELECT max(grant_id) FROM meter.grants), 100)',
        'SELECT meter_add_tokens(''%1$s'', 120000, enforce => false)',
        'SELECT meter_refund(''%1$s'', (SELECT max(usage_id) FROM meter.usage_log WHERE account = ''%1$s''))',
        'SELECT meter_add_tokens(''%1$s'', 500000)',
        'SELECT meter_set_price(''own'', ''m %1$s'', ''output'', 3, effective_from => ''2026-01-02'', allow_past => true)',
        'SELECT meter_unpriced()',
        'SELECT meter_reprice(''2026-01-01'', ''2027-01-01'', dry_run => true)',
        'SELECT meter_reprice(''2026-01-01'', ''2027-01-01'')',
        'SELECT meter_reprice(''2026-01-01'', ''2027-01-01'', account => ''%1$s'')',
        'SELECT meter_set_key_source(''%1$s'', ''x'', ''own'')',
        'SELECT meter_set_model_rule(''alias %1$s'', ''gpt-4o'')',
        'SELECT meter_set_setting(''week_start'', ''monday'')',
        'SELECT meter_set_plan(''q %1$s'')',
        'SELECT meter_set_limit(''day'', ''tokens'', 90000, ''day'', plan => ''q %1$s'')',
        'SELECT meter_set_account(''%1$s'', plan => ''q %1$s'')',
        'SELECT meter_add_tokens(''%1$s'', 5)',
        'SELECT meter_set_account(''%1$s'', plan => ''p %1$s'', parent => '''', time_zone => ''Europe/Berlin'')',
        'SELECT meter_set_limit(''day'', ''tokens'', 200000, ''day'', account => ''%1$s'', expires_at => %2$L::timestamptz + interval ''1 hour'')',
        'SELECT meter_add_tokens(''%1$s'', 5)',
        'SELECT meter_set_limit(''rolls'', cap => 400000, plan => ''p %1$s'')',
        'SELECT set_config(''token_meter.clock'', (%2$L::timestamptz + interval ''1 day'')::text, false)',
        'SELECT meter_status(''%1$s'')',
        'SELECT meter_grants(''%1$s'')',
        'SELECT meter_add_tokens(''%1$s'', 5, model => ''m %1$s'', provider => ''own'')',
        'SELECT meter_add_tokens(''%1$s'', 5, at => %2$L::timestamptz)',
        'SELECT meter_status(''%1$s'')',
        'SELECT meter_history(''%1$s'')',
        'SELECT meter_usage(''%1$s'')',
        'SELECT meter_account_stats(''%1$s'')',
        'SELECT meter_cheaper_models(''%1$s'')',
        'SELECT meter_price_differences()',
        'SELECT meter_lease_alerts()',
        'SELECT meter_take_alerts()',
        'SELECT count(meter_export_prices())',
        'SELECT meter_match_model(''own'', ''m %1$s'')',
        'SELECT meter_remove_limit(''rolls'', plan => ''p %1$s'')',
        'SELECT meter_remove_pool(''pool %1$s'', ''own'', for_account => ''%1$s'')',
        'SELECT meter_reset_due()',
        'SELECT meter_maintain()',
        'SELECT meter_rebuild_rollups()',
        'SELECT meter_rename_account(''%1$s'', ''%1$s renamed'')',
        'SELECT meter_add_tokens(''%1$s renamed'', 5)',
        'SELECT meter_forget_account(''other %1$s'')',
        'SELECT meter.make_partitions(''2028-01-01'')']
    LOOP
        step := format(step, of, day);
        BEGIN
            EXECUTE step;
        EXCEPTION WHEN OTHERS THEN
            error := format('%s: %s', SQLSTATE, SQLERRM);
            RETURN NEXT;
        END;
    END LOOP;
    RETURN QUERY SELECT 'meter_verify: ' || v.subject, v.problem FROM meter_verify() v;
    RETURN QUERY SELECT 'meter_doctor: ' || d.object, d.problem FROM meter_doctor() d;
END $$;

-- on every table: with `doing` as what is done to it
CREATE PROCEDURE alter_all(doing text) LANGUAGE plpgsql AS $$
DECLARE
    t regclass;
BEGIN
    FOR t IN SELECT c.oid::regclass FROM pg_class c
              WHERE c.relnamespace = 'meter'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY c.relname LOOP
        BEGIN
            EXECUTE format('ALTER TABLE %s %s', t, doing);
        EXCEPTION WHEN feature_not_supported THEN  -- PostgreSQL 15 adds no default together with a column where a function's body has the row's type
            EXECUTE format('ALTER TABLE %s ADD COLUMN region text', t);
            EXECUTE format('UPDATE %s SET region = ''eu''', t);
            EXECUTE format('ALTER TABLE %s ALTER COLUMN region SET DEFAULT ''eu'', ALTER COLUMN region SET NOT NULL', t);
        END;
    END LOOP;
END $$;

SELECT * FROM play('as it is', '2026-02-02 12:00+00');
CALL alter_all('ADD COLUMN shop text');
SELECT * FROM play('same session', '2026-02-10 12:00+00');
\c
SELECT * FROM play('new session', '2026-02-20 12:00+00');
SELECT meter_init() LIKE 'schema meter is up to date%' AS up_to_date;
CALL alter_all('ADD COLUMN region text NOT NULL DEFAULT ''eu''');
SELECT * FROM play('with a default', '2026-03-02 12:00+00');
\c
SELECT * FROM play('with a default, new', '2026-03-10 12:00+00');
CALL alter_all('DROP COLUMN shop');
SELECT * FROM play('dropped', '2026-03-20 12:00+00');
\c
SELECT * FROM play('dropped, new', '2026-04-02 12:00+00');
SELECT DISTINCT region FROM meter.usage_log;
-- functions are made again beside such columns
SET client_min_messages = warning;
DROP FUNCTION meter.earlier_slices(text, meter.limits, timestamptz) CASCADE;
SELECT meter_init() LIKE '%made again: function meter.earlier_slices%' AS made_again;
SELECT * FROM play('made again', '2026-04-10 12:00+00');
-- a CHECK of an operator's own names itself and its table
ALTER TABLE meter.grants ADD CONSTRAINT whole_credits CHECK (amount = trunc(amount));
SELECT meter_grant('made again renamed', 'day', 1.5);
ALTER TABLE meter.plans ADD CONSTRAINT short CHECK (length(plan) < 30);
SELECT meter_set_plan(repeat('p', 40));
\t off
\a
\c postgres
DROP DATABASE meter_own_columns;
