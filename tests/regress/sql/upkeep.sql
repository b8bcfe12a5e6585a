SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- whatever other tests have left to do
SET token_meter.clock = '2031-03-10 12:00+00';
SELECT count(*) FROM meter_maintain(1000000);
-- (others' periods with something to move on follow one another for ever)
SELECT * FROM meter_maintain() WHERE task <> 'periods_closed';

SELECT plan FROM meter_set_plan('kept');
SELECT cap FROM meter_set_limit('tokens', 'tokens', 1000, 'day', plan => 'kept');
SELECT account FROM meter_set_account('up', plan => 'kept');
SELECT account FROM meter_set_account('up 2', plan => 'kept');
SELECT used FROM meter_add_tokens('up', 100, idempotency_key => 'k1');
SELECT used FROM meter_add_tokens('up 2', 100, idempotency_key => 'k1');
SELECT allowed FROM meter_add_tokens('up', 5000);
SELECT allowed FROM meter_add_tokens('up 2', 5000);
SELECT hold_id AS a FROM meter_reserve('up', 10, ttl => '1 minute') \gset
SELECT hold_id AS b FROM meter_reserve('up', 10, ttl => '1 minute') \gset
SELECT hold_id AS c FROM meter_reserve('up', 10, ttl => '1 hour') \gset
SELECT hold_id AS d FROM meter_reserve('up', 10, ttl => '1 hour') \gset
SELECT reason FROM meter_settle(:d, 10);
-- nothing is due
SELECT * FROM meter_maintain() WHERE task <> 'periods_closed';

-- holds whose time is up are tidied away; they took up nothing before that
SET token_meter.clock = '2031-03-10 12:01+00';
SELECT used, reserved FROM meter_status('up');
SELECT used, reserved FROM meter.counters WHERE account = 'up';
SELECT * FROM meter_maintain() WHERE task = 'holds_expired';
SELECT used, reserved FROM meter.counters WHERE account = 'up';
SELECT count(*) AS places_taken FROM meter.holds WHERE account = 'up' AND slot IS NOT NULL;
SELECT used, reserved FROM meter_status('up');
SELECT * FROM meter_maintain() WHERE task = 'holds_expired';
-- they may be settled all the same
SELECT reason, used, reserved FROM meter_settle(:a, 10);

-- periods that have ended, a batch at a time
SET token_meter.clock = '2031-03-11 00:00+00';
SELECT * FROM meter_maintain(1) WHERE task = 'periods_closed';
SELECT * FROM meter_maintain(1) WHERE task = 'periods_closed';
SELECT count(*) > 0 AS and_the_rest FROM meter_maintain();
SELECT closed_at FROM meter.counters WHERE account LIKE 'up%';
-- late usage opens one again, and it is closed again
SELECT used FROM meter_add_tokens('up 2', 1, at => '2031-03-10 12:00+00');
SELECT account, closed_at FROM meter.counters WHERE account LIKE 'up%' ORDER BY account;
SELECT count(*) > 0 AS maintained FROM meter_maintain();
SELECT account, closed_at FROM meter.counters WHERE account LIKE 'up%' ORDER BY account;

-- partitions for the months ahead
SET token_meter.clock = '2031-04-02 12:00+00';
SELECT * FROM meter_maintain() WHERE task = 'partitions_made';
SELECT * FROM meter_maintain() WHERE task = 'partitions_made';
SELECT to_regclass('meter.usage_log_203106') IS NOT NULL AS june, to_regclass('meter.usage_log_203107') IS NOT NULL AS july,
       to_regclass('meter.usage_log_203108') IS NOT NULL AS august;
SELECT used FROM meter_add_tokens('up', 7);
SELECT tableoid::regclass FROM meter.usage_log WHERE account = 'up' AND tokens = 7;

-- a key is kept for 30 days, and may be used anew after that
SELECT setting, value FROM meter.settings WHERE setting IN ('idempotency_days', 'denial_days', 'hold_days') ORDER BY setting;
SET token_meter.clock = '2031-04-09 12:00+00';
SELECT done FROM meter_maintain() WHERE task = 'keys_pruned';
SELECT used FROM meter_add_tokens('up', 100, idempotency_key => 'k1');
SET token_meter.clock = '2031-04-09 12:00:00.000001+00';
-- a batch is what it says, however the statement is planned: joined row by row, what is due was looked for anew for each row
VACUUM ANALYZE meter.idempotency_keys;
SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_material = off; SET enable_hashagg = off; SET enable_sort = off;
SELECT done FROM meter_maintain(1) WHERE task = 'keys_pruned';
SELECT done FROM meter_maintain(1) WHERE task = 'keys_pruned';
SELECT done FROM meter_maintain(1) WHERE task = 'keys_pruned';
RESET enable_hashjoin; RESET enable_mergejoin; RESET enable_material; RESET enable_hashagg; RESET enable_sort;
SELECT used FROM meter_add_tokens('up', 100, idempotency_key => 'k1');
SELECT count(*), sum(tokens) FROM meter.usage_log WHERE account = 'up' AND tokens = 100;

-- denials and ended holds for 90 days; a settled hold lives on in its usage row
SET token_meter.clock = '2031-06-08 12:00+00';
SELECT * FROM meter_maintain() WHERE task IN ('denials_pruned', 'holds_pruned');
SET token_meter.clock = '2031-06-08 12:00:00.000001+00';
SELECT * FROM meter_maintain() WHERE task IN ('denials_pruned', 'holds_pruned');
SET token_meter.clock = '2031-06-08 13:00:00.000001+00';
SELECT * FROM meter_maintain() WHERE task IN ('denials_pruned', 'holds_pruned');
SELECT count(*) AS holds FROM meter.holds WHERE account = 'up';
SELECT count(*) AS denials FROM meter.denials WHERE account LIKE 'up%';
SELECT tokens, hold_id = :d AS of_the_hold FROM meter.usage_log WHERE account = 'up' AND hold_id = :d;
-- how long is a setting
SELECT value FROM meter_set_setting('denial_days', '1');
SELECT allowed FROM meter_add_tokens('up', 5000);
SET token_meter.clock = '2031-06-09 13:00+00';
SELECT done FROM meter_maintain() WHERE task = 'denials_pruned';
SET token_meter.clock = '2031-06-09 13:00:01+00';
SELECT done FROM meter_maintain() WHERE task = 'denials_pruned';
SELECT value FROM meter_set_setting('denial_days', '90');

-- what a period has left moves on with its closing: no call is needed
SELECT cap FROM meter_set_limit('rolling', 'tokens', 100, 'day', account => 'up 2', carry_over_cap => 60);
SELECT allowed FROM meter_add_tokens('up 2', 30);
SELECT remaining FROM meter_grant('up 2', 'rolling', 40);
SET token_meter.clock = '2031-06-10 00:00+00';
SELECT account, limit_name, used, cap, next_reset FROM meter_reset_due() WHERE account = 'up 2' AND limit_name = 'rolling';
SELECT c.period_start, c.used, c.granted FROM meter.counters c JOIN meter.limits l USING (limit_id)
 WHERE c.account = 'up 2' AND l.limit_name = 'rolling' ORDER BY 1;
SELECT kind, amount, spent, remaining, expires_at FROM meter_grants('up 2');
SELECT limit_name, used, cap FROM meter_status('up 2');

SELECT * FROM meter_maintain(0);
SELECT * FROM meter_maintain(NULL);
SELECT * FROM meter_maintain(-1);
BEGIN READ ONLY;
SELECT * FROM meter_maintain();
ROLLBACK;
SELECT problem, account FROM meter_verify() WHERE account LIKE 'up%';
