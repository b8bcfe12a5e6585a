SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- a credit limit of $10 a month: an estimate is held before each call, and settled at what the call has cost
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT count(*) >= 0 AS alerts_of_others_taken FROM meter_take_alerts(10000);
SELECT price_per_million FROM meter_set_price('scenario', 'large', 'input', 10);
SELECT price_per_million FROM meter_set_price('scenario', 'large', 'output', 30);
SELECT plan FROM meter_set_plan('credit limit');
SELECT limit_name, unit, cap, period, thresholds
  FROM meter_set_limit('credit', 'cost', 10, 'month', plan => 'credit limit', thresholds_left => '{10}');
SELECT account FROM meter_set_account('cl', plan => 'credit limit');

-- 100,000 in and 10,000 out may cost $1.30; 80,000 and 5,000 did cost $0.95
SELECT allowed, reason, limit_name, used, reserved, remaining, tokens, cost, hold_id AS hold
  FROM meter_reserve('cl', 100000, 10000, model => 'large', provider => 'scenario') \gset
SELECT :'allowed' AS allowed, :'reason' AS reason, :'used' AS used, :'reserved' AS reserved, :'remaining' AS remaining, :'cost' AS cost;
SELECT used, reserved, remaining FROM meter_status('cl');
SELECT allowed, reason, used, reserved, remaining, tokens, cost, hold_id = :hold AS of_the_hold FROM meter_settle(:hold, 80000, 5000);

-- a warning when under 10 % is left, of what was spent
SELECT used, remaining, percent, level FROM meter_add_tokens('cl', 800000, model => 'large', provider => 'scenario');
SELECT used, reserved, remaining, percent, level, hold_id AS hold
  FROM meter_reserve('cl', 100000, model => 'large', provider => 'scenario') \gset
SELECT :'used' AS used, :'reserved' AS reserved, :'remaining' AS remaining, :'percent' AS percent, :'level' AS level;
SELECT count(*) FROM meter.alerts WHERE account = 'cl';
-- what others hold is not there to be spent
SELECT allowed, reason, used, reserved, remaining, hold_id FROM meter_reserve('cl', 10000, model => 'large', provider => 'scenario');
SELECT reason, used, reserved, remaining, level FROM meter_settle(:hold, 50000);
SELECT limit_name, threshold, used, cap, remaining, resets_at FROM meter_take_alerts(10000) WHERE account = 'cl';

-- a call that costs more than was held is recorded in full: the money is spent
SELECT allowed, reserved, remaining, hold_id AS hold FROM meter_reserve('cl', 55000, model => 'large', provider => 'scenario') \gset
SELECT :'allowed' AS allowed, :'reserved' AS reserved, :'remaining' AS remaining;
SELECT allowed, reason, used, reserved, cap, remaining, percent, level, cost FROM meter_settle(:hold, 60000);

-- used up: the application gets an error that PostgREST answers as 402 Payment Required
SELECT allowed, reason, resets_at FROM meter_reserve('cl', 1, model => 'large', provider => 'scenario');
CREATE FUNCTION pg_temp.require(account text) RETURNS TABLE (state text, message text, hint text, detail jsonb) LANGUAGE plpgsql AS $$
DECLARE
    detail_text text;
BEGIN
    PERFORM meter_require_quota(account, 1000, model => 'large', provider => 'scenario');
    RETURN;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT, detail_text = PG_EXCEPTION_DETAIL;
    detail := detail_text;
    RETURN NEXT;
END $$;
SELECT state, message, hint FROM pg_temp.require('cl');
SELECT key, value FROM pg_temp.require('cl'), jsonb_each(detail) ORDER BY key;

-- it works again on the 1st
SET token_meter.clock = '2026-04-01 00:00+00';
SELECT allowed, reason, used, cap, remaining, cost FROM meter_require_quota('cl', 1000, model => 'large', provider => 'scenario');
SELECT count(*) AS refused FROM pg_temp.require('cl');

-- the limit may be set from $1 to $100, and to any period; what was spent in that period counts
SET token_meter.clock = '2026-04-08 12:00+00';
SELECT account FROM meter_set_account('cl set', plan => 'credit limit');
SELECT used FROM meter_add_tokens('cl set', 50000, model => 'large', provider => 'scenario');
SET token_meter.clock = '2026-04-14 12:00+00';
SELECT used FROM meter_add_tokens('cl set', 40000, model => 'large', provider => 'scenario');
SET token_meter.clock = '2026-04-15 12:00+00';
SELECT used FROM meter_add_tokens('cl set', 5000, model => 'large', provider => 'scenario');
SELECT cap, period FROM meter_set_limit('credit', 'cost', 1, 'day', account => 'cl set', thresholds_left => '{10}');
SELECT used, cap, remaining, level, resets_at FROM meter_status('cl set');
SELECT cap, period FROM meter_set_limit('credit', 'cost', 1, 'week', account => 'cl set', thresholds_left => '{10}');
SELECT used, cap, remaining, level, resets_at FROM meter_status('cl set');
SELECT cap, period FROM meter_set_limit('credit', 'cost', 1, 'month', account => 'cl set', thresholds_left => '{10}');
SELECT used, cap, remaining, level, resets_at FROM meter_status('cl set');
SELECT cap, period FROM meter_set_limit('credit', 'cost', 100, 'month', account => 'cl set', thresholds_left => '{10}');
SELECT used, cap, remaining, level, resets_at FROM meter_status('cl set');
SELECT cap, period FROM meter_set_limit('credit', 'cost', 0.95, 'never', account => 'cl set', thresholds_left => '{10}');
SELECT used, cap, remaining, level, resets_at FROM meter_status('cl set');
-- a limit that never resets says what helps instead
SELECT state, message, hint FROM pg_temp.require('cl set');
SELECT remaining FROM meter_grant('cl set', 'credit', 5);
SELECT allowed, used, cap, remaining FROM meter_require_quota('cl set', 1000, model => 'large', provider => 'scenario');
SELECT problem, account FROM meter_verify();
