SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- a threshold is told of when it is reached, once in a period
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT count(*) >= 0 AS alerts_of_others_taken FROM meter_take_alerts(10000);
CREATE FUNCTION pg_temp.take() RETURNS TABLE (account text, limit_name text, threshold numeric, used numeric, cap numeric, remaining numeric) LANGUAGE sql AS $$
    SELECT account, limit_name, threshold, used, cap, remaining FROM meter_take_alerts(10000)
$$;
SELECT (meter_set_plan(p)).plan FROM unnest('{al plan,al none}'::text[]) p;
SELECT thresholds FROM meter_set_limit('day', 'tokens', 1000, 'day', plan => 'al plan', thresholds => '{50,80,100}');
SELECT (meter_set_account('al ' || a, plan => 'al plan')).account
  FROM unnest('{one,jump,refused,hold,b1,b2,b3,grant,back,again}'::text[]) a;
SELECT (meter_set_account('al ' || a, plan => 'al none')).account
  FROM unnest('{soft,uncapped,zero,parent,mid,lowered}'::text[]) a;

SELECT level FROM meter_add_tokens('al one', 499);
SELECT * FROM pg_temp.take();
SELECT level FROM meter_add_tokens('al one', 2);
SELECT level FROM meter_add_tokens('al one', 1);
SELECT account, limit_name, unit, period, period_start, threshold, used, cap, remaining, at, resets_at FROM meter_take_alerts();
SELECT * FROM pg_temp.take();
-- one call may reach several
SELECT level FROM meter_add_tokens('al jump', 1000);
SELECT * FROM pg_temp.take();
SELECT reason FROM meter_add_tokens('al jump', 500, enforce => false);
SELECT * FROM pg_temp.take();
-- a refused one reaches none
SELECT allowed FROM meter_add_tokens('al refused', 1001);
SELECT * FROM pg_temp.take();
-- limits that only warn have alerts too; without a cap, or with one of 0, there is no percentage to reach
SELECT hard, thresholds FROM meter_set_limit('soft', 'tokens', 10, 'day', account => 'al soft', hard => false);
SELECT cap FROM meter_set_limit('uncapped', 'tokens', NULL, 'day', account => 'al uncapped');
SELECT cap FROM meter_set_limit('zero', 'tokens', 0, 'day', account => 'al zero');
SELECT reason FROM meter_add_tokens('al soft', 9);
SELECT reason FROM meter_add_tokens('al soft', 16);
SELECT reason FROM meter_add_tokens('al uncapped', 1000000);
SELECT reason FROM meter_add_tokens('al zero', 5, enforce => false);
SELECT * FROM pg_temp.take();

-- what is only held is not used yet
SELECT reserved, percent, level FROM meter_reserve('al hold', 900);
SELECT max(hold_id) AS hold FROM meter.holds WHERE account = 'al hold' \gset
SELECT * FROM pg_temp.take();
SELECT used, level FROM meter_settle(:hold, 600);
SELECT * FROM pg_temp.take();

-- the alert is the payer's
SELECT account, parent FROM meter_set_account('al child', plan => 'al none', parent => 'al parent');
SELECT cap FROM meter_set_limit('total', 'tokens', 100, 'never', account => 'al parent');
SELECT used FROM meter_add_tokens('al child', 85);
SELECT account, limit_name, period, period_start, threshold, resets_at FROM meter_take_alerts();

-- the next period has alerts of its own, and late usage those of its period
SET token_meter.clock = '2026-03-11 09:00+00';
SELECT level FROM meter_add_tokens('al one', 500);
SELECT level FROM meter_add_tokens('al one', 300, at => '2026-03-10 13:00+00');
SELECT account, period_start, threshold, used, at, resets_at FROM meter_take_alerts();
SET token_meter.clock = '2026-03-10 12:00+00';

-- handed out oldest first, a batch at a time; a worker that fails has taken none
SELECT level FROM meter_add_tokens('al b2', 500);
SELECT level FROM meter_add_tokens('al b1', 500);
SELECT level FROM meter_add_tokens('al b3', 500);
BEGIN;
SELECT account FROM meter_take_alerts(2);
ROLLBACK;
SELECT account, delivered_at FROM meter.alerts WHERE account LIKE 'al b_' ORDER BY alert_id;
SELECT account FROM meter_take_alerts(batch => 2);
SELECT account FROM meter_take_alerts(batch => 2);
SELECT account FROM meter_take_alerts(batch => 2);
SELECT account, delivered_at FROM meter.alerts WHERE account LIKE 'al b_' ORDER BY alert_id;

-- a grant that brings it below a threshold has it told again
SELECT level FROM meter_add_tokens('al grant', 800);
SELECT account, threshold FROM pg_temp.take();
SELECT remaining FROM meter_grant('al grant', 'day', 200);
SELECT percent, level FROM meter_add_tokens('al grant', 159);
SELECT * FROM pg_temp.take();
SELECT percent, level FROM meter_add_tokens('al grant', 1);
SELECT * FROM pg_temp.take();
SELECT threshold, used, cap, delivered_at FROM meter.alerts WHERE account = 'al grant' ORDER BY alert_id;
-- one that leaves it above does not
SELECT percent FROM meter_add_tokens('al grant', 140);
SELECT remaining FROM meter_grant('al grant', 'day', 100);
SELECT percent, level FROM meter_add_tokens('al grant', 1);
SELECT * FROM pg_temp.take();
-- nor does a call that is taken back
SELECT level FROM meter_add_tokens('al back', 500);
SELECT account, threshold FROM pg_temp.take();
SELECT max(usage_id) AS usage FROM meter.usage_log WHERE account = 'al back' \gset
SELECT input_tokens FROM meter_refund('al back', :usage);
SELECT level FROM meter_add_tokens('al back', 500);
SELECT * FROM pg_temp.take();

-- a limit that comes in mid-period, and a cap that is lowered, tell with the next call
SELECT allowed FROM meter_add_tokens('al mid', 900);
SELECT thresholds FROM meter_set_limit('mid', 'tokens', 1000, 'day', account => 'al mid', thresholds_left => '{20,5}');
SELECT used, level FROM meter_status('al mid');
SELECT * FROM pg_temp.take();
SELECT level FROM meter_add_tokens('al mid', 1);
SELECT * FROM pg_temp.take();
SELECT cap FROM meter_set_limit('lowered', 'tokens', 1000, 'day', account => 'al lowered');
SELECT level FROM meter_add_tokens('al lowered', 500);
SELECT cap FROM meter_set_limit('lowered', 'tokens', 600, 'day', account => 'al lowered');
SELECT * FROM pg_temp.take();
SELECT level FROM meter_add_tokens('al lowered', 1);
SELECT * FROM pg_temp.take();

-- what was rolled back was not reached
BEGIN;
SELECT level FROM meter_add_tokens('al again', 500);
ROLLBACK;
SELECT * FROM pg_temp.take();
SELECT level FROM meter_add_tokens('al again', 600);
SELECT * FROM pg_temp.take();
SELECT problem, account FROM meter_verify();
