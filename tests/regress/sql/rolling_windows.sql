-- A limit whose period rolls: at any moment it counts what was used in the time before, by slices of a sixtieth
SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-02-10 12:00+00';
SELECT plan FROM meter_set_plan('rolls');

-- how it is said
SELECT period FROM meter_set_limit('window', 'tokens', 100, '01:00:00', plan => 'rolls', rolling => true);
SELECT period FROM meter_set_limit('window', period => '2 hours', plan => 'rolls');
SELECT period FROM meter_set_limit('window', period => '1 week', plan => 'rolls');
SELECT period FROM meter_set_limit('window', period => 'day', plan => 'rolls', rolling => true);
SELECT period, cap FROM meter_set_limit('window', period => '90 minutes', plan => 'rolls', cap => 70);
SELECT period, cap FROM meter_set_limit('window', period => '60 minutes', plan => 'rolls', cap => 100);
SELECT FROM meter_set_limit('window', plan => 'rolls', rolling => false);
SELECT period FROM meter_set_limit('window', period => 'hour', plan => 'rolls', rolling => false);
SELECT period FROM meter_set_limit('window', plan => 'rolls', rolling => true);
SELECT FROM meter_set_limit('other', 'tokens', 100, '5 hours', plan => 'rolls');
SELECT FROM meter_set_limit('other', 'tokens', 100, '32 days', plan => 'rolls', rolling => true);
SELECT FROM meter_set_limit('other', 'tokens', 100, '1 month', plan => 'rolls', rolling => true);
SELECT FROM meter_set_limit('other', 'tokens', 100, '90 seconds', plan => 'rolls', rolling => true);
SELECT FROM meter_set_limit('other', 'tokens', 100, 'sometimes', plan => 'rolls', rolling => true);
SELECT FROM meter_set_limit('other', 'tokens', 100, plan => 'rolls', rolling => true);
SELECT FROM meter_set_limit('other', 'tokens', 100, '5 hours', plan => 'rolls', rolling => true, anchored => true);
SELECT FROM meter_set_limit('other', 'tokens', 100, '5 hours', plan => 'rolls', rolling => true, carry_over_cap => 10);

-- what was used leaves the window an hour later, and at most a minute after that
SELECT FROM meter_set_account('rolling', plan => 'rolls');
SELECT allowed, used, cap, period, resets_at FROM meter_add_tokens('rolling', 40);
SET token_meter.clock = '2026-02-10 12:30+00';
SELECT allowed, used, resets_at FROM meter_check_quota('rolling', 60);
SELECT allowed, used, resets_at FROM meter_add_tokens('rolling', 60);
SET token_meter.clock = '2026-02-10 13:00:59+00';
SELECT allowed, used, cap, resets_at FROM meter_check_quota('rolling', 1);
SELECT allowed, used, cap, resets_at FROM meter_add_tokens('rolling', 1);
-- room for more comes with the call of half past twelve; for more than the cap never
SELECT allowed, resets_at FROM meter_check_quota('rolling', 41);
SELECT allowed, resets_at FROM meter_check_quota('rolling', 101);
SELECT used, cap, remaining, percent, level, period, period_start, resets_at FROM meter_status('rolling');
SET token_meter.clock = '2026-02-10 13:01+00';
SELECT used, remaining, period_start, resets_at FROM meter_status('rolling');
SELECT allowed, used FROM meter_check_quota('rolling', 40);
SELECT allowed, used FROM meter_add_tokens('rolling', 40);
SELECT allowed, used FROM meter_add_tokens('rolling', 1);
-- a threshold is told once while the window stays above it, and again when it has been below
SELECT threshold, used, at, resets_at FROM meter.alerts WHERE account = 'rolling' ORDER BY alert_id;
SET token_meter.clock = '2026-02-10 13:45+00';
SELECT used FROM meter_add_tokens('rolling', 10);
SET token_meter.clock = '2026-02-10 14:00+00';
SELECT used FROM meter_add_tokens('rolling', 40);
SELECT threshold, used, at FROM meter.alerts WHERE account = 'rolling' ORDER BY alert_id;
-- a whole window later nothing is left
SET token_meter.clock = '2026-02-10 15:01+00';
SELECT used FROM meter_status('rolling');
SELECT allowed, used FROM meter_add_tokens('rolling', 100);

-- told late, it counts from then on; what was used before the window in none
SET token_meter.clock = '2026-02-10 16:30+00';
SELECT allowed, used FROM meter_add_tokens('rolling', 60, at => '2026-02-10 15:40+00');
SELECT allowed, limit_name FROM meter_add_tokens('rolling', 60, at => '2026-02-10 15:30+00');
SELECT allowed, used FROM meter_add_tokens('rolling', 41);

-- a call taken back leaves the window at once, wherever it was counted
SET token_meter.clock = '2026-02-10 17:00+00';
SELECT allowed, used FROM meter_add_tokens('rolling', 5);
SELECT FROM meter.usage_log u, meter_refund(u.account, u.usage_id) r
 WHERE u.account = 'rolling' AND u.at = '2026-02-10 15:40+00' AND u.refunds IS NULL;
SELECT used FROM meter_status('rolling');
SELECT problem, subject, expected, actual FROM meter_verify();

-- holds go with the window: settled, released and expired where it stands by then
SELECT FROM meter_set_account('holding', plan => 'rolls');
SET token_meter.clock = '2026-02-10 12:00+00';
SELECT allowed, used, reserved, hold_id AS settled FROM meter_reserve('holding', 30, 20, ttl => '2 hours') \gset
SELECT reserved, hold_id AS expires FROM meter_reserve('holding', 10, ttl => '5 minutes') \gset
SELECT reserved, hold_id AS released FROM meter_reserve('holding', 20, ttl => '2 hours') \gset
SET token_meter.clock = '2026-02-10 12:04+00';
SELECT used, reserved FROM meter_status('holding');
SELECT allowed, used, reserved FROM meter_add_tokens('holding', 21);
SELECT allowed, used, reserved FROM meter_add_tokens('holding', 20);
SET token_meter.clock = '2026-02-10 12:05+00';
SELECT used, reserved FROM meter_status('holding');
SELECT allowed, reason FROM meter_release(:released);
SELECT used, reserved FROM meter_status('holding');
SET token_meter.clock = '2026-02-10 12:10+00';
SELECT allowed, used, reserved FROM meter_add_tokens('holding', 5);
SELECT allowed, reason, used, reserved FROM meter_settle(:settled, 30, 10);
SELECT allowed, used, reserved FROM meter_add_tokens('holding', 36);
SELECT allowed, used, reserved FROM meter_add_tokens('holding', 35);
-- a hold outlasts its window
SET token_meter.clock = '2026-02-10 18:00+00';
SELECT reserved, hold_id AS long FROM meter_reserve('holding', 30, ttl => '10 hours') \gset
SET token_meter.clock = '2026-02-10 22:00+00';
SELECT used, reserved FROM meter_status('holding');
SELECT allowed, used, reserved FROM meter_add_tokens('holding', 71);
SELECT allowed, used, reserved FROM meter_add_tokens('holding', 70);
SELECT allowed, reason FROM meter_settle(:long, 10, 0);
SELECT used, reserved FROM meter_status('holding');
SELECT problem, subject, expected, actual FROM meter_verify();

-- a window that comes into force counts what was used before, each call until it leaves
SELECT FROM meter_set_plan('free of limits');
SELECT FROM meter_set_account('before', plan => 'free of limits');
SET token_meter.clock = '2026-02-10 12:00+00';
SELECT allowed FROM meter_add_tokens('before', 30);
SET token_meter.clock = '2026-02-10 12:20+00';
SELECT allowed FROM meter_add_tokens('before', 30);
SET token_meter.clock = '2026-02-10 12:40+00';
SELECT FROM meter_set_account('before', plan => 'rolls');
SELECT used, resets_at FROM meter_status('before');
SELECT allowed, used, resets_at FROM meter_check_quota('before', 41);
SELECT allowed, used FROM meter_add_tokens('before', 40);
SET token_meter.clock = '2026-02-10 13:01+00';
SELECT used FROM meter_status('before');
SELECT allowed, used FROM meter_add_tokens('before', 30);
SET token_meter.clock = '2026-02-10 13:21+00';
SELECT used FROM meter_status('before');
-- and what was used while another limit of its name was in its place
SELECT cap FROM meter_set_limit('window', 'tokens', 1000, 'day', account => 'before', rolling => false);
SELECT allowed, used FROM meter_add_tokens('before', 20);
SET token_meter.clock = '2026-02-10 13:40+00';
SELECT FROM meter_remove_limit('window', account => 'before');
SELECT used FROM meter_status('before');
SELECT allowed FROM meter_add_tokens('before', 11);
SELECT allowed, used FROM meter_add_tokens('before', 10);
SELECT problem, subject, expected, actual FROM meter_verify();

-- what was bought stays bought: the window's cap goes first, and what a grant has paid takes nothing of it
SELECT FROM meter_set_account('buyer', plan => 'rolls');
SET token_meter.clock = '2026-02-10 12:00+00';
SELECT allowed, used, cap FROM meter_add_tokens('buyer', 90);
SELECT remaining FROM meter_grant('buyer', 'window', 50);
SET token_meter.clock = '2026-02-10 12:30+00';
SELECT allowed, used, cap FROM meter_add_tokens('buyer', 30);  -- 10 of the cap, 20 of the grant
SELECT spent, remaining FROM meter_grants('buyer');
SET token_meter.clock = '2026-02-10 12:31+00';
SELECT allowed FROM meter_add_tokens('buyer', 31);
SET token_meter.clock = '2026-02-10 13:01+00';
SELECT used, cap, remaining FROM meter_status('buyer');  -- 90 of the cap, and 30 of the grant
SELECT allowed FROM meter_add_tokens('buyer', 121);
SELECT allowed FROM meter_add_tokens('buyer', 90);
SELECT spent, remaining FROM meter_grants('buyer');
SELECT allowed FROM meter_add_tokens('buyer', 30);
SELECT spent, remaining FROM meter_grants('buyer');
SELECT allowed FROM meter_add_tokens('buyer', 1);
SELECT problem, subject, expected, actual FROM meter_verify();

-- a team's window counts its members, with what they used before they came
SELECT FROM meter_set_account('window team', plan => 'rolls');
SELECT FROM meter_set_account('window member', plan => 'free of limits', parent => 'window team');
SELECT FROM meter_set_account('window newcomer', plan => 'free of limits');
SET token_meter.clock = '2026-02-10 12:00+00';
SELECT allowed, used FROM meter_add_tokens('window member', 30);
SELECT allowed FROM meter_add_tokens('window newcomer', 20);
SET token_meter.clock = '2026-02-10 12:10+00';
SELECT allowed, used FROM meter_add_tokens('window member', 10);
SELECT FROM meter_set_account('window newcomer', parent => 'window team');
SELECT used FROM meter_status('window team');
SELECT allowed FROM meter_add_tokens('window newcomer', 41);
SELECT allowed, used FROM meter_add_tokens('window newcomer', 40);
SET token_meter.clock = '2026-02-10 13:01+00';
SELECT used FROM meter_status('window team');

-- a batch, a soft window, several windows at once, and one beside a calendar's limit
SELECT period FROM meter_set_limit('day', 'tokens', 150, 'day', plan => 'rolls');
SELECT period FROM meter_set_limit('minutes', 'requests', 3, '10 minutes', plan => 'rolls', rolling => true, hard => false);
SELECT FROM meter_set_account('several', plan => 'rolls');
SET token_meter.clock = '2026-02-10 12:00+00';
SELECT allowed, reason, limit_name, used FROM meter_add_batch('[
    {"account": "several", "input_tokens": 30}, {"account": "several", "input_tokens": 30}, {"account": "several", "input_tokens": 30},
    {"account": "several", "input_tokens": 30}, {"account": "several", "input_tokens": 5}]');
SET token_meter.clock = '2026-02-10 13:01+00';
SELECT allowed, limit_name, used FROM meter_add_tokens('several', 56);
SELECT allowed, limit_name, used FROM meter_add_tokens('several', 55);
SELECT limit_name, used, period FROM meter_status('several') ORDER BY 1;

-- slices leave no trail
SET token_meter.clock = '2026-02-15 12:00+00';
SELECT count(*) > 20 FROM meter.counters c JOIN meter.limits l USING (limit_id) WHERE l.period ~ '[0-9]';
SELECT FROM meter_maintain();
SELECT FROM meter_maintain();
SELECT c.account, l.limit_name, count(*)
  FROM meter.counters c JOIN meter.limits l USING (limit_id)
 WHERE l.period ~ '[0-9]' AND NOT EXISTS (SELECT FROM meter.grants g WHERE g.account = c.account) GROUP BY 1, 2 HAVING count(*) > 1;
SELECT count(*) FROM meter_reset_due() WHERE period ~ '[0-9]';
SELECT problem, subject, expected, actual FROM meter_verify();

-- a call without a price is refused by what the window counts now, not by what it did when it was charged last
SELECT FROM meter_set_setting('unknown_model', 'record');
SELECT FROM meter_set_price('rolling maker', 'priced', 'input', 1000000);
SELECT FROM meter_set_account('rolling cost', plan => 'rolls');
SELECT FROM meter_set_limit('hour_cost', 'cost', 5, '1 hour', account => 'rolling cost', rolling => true);
SELECT allowed, limit_name, used, resets_at FROM meter_add_tokens('rolling cost', 2, model => 'priced', provider => 'rolling maker');
SET token_meter.clock = '2026-02-15 14:00+00';
SELECT reason, limit_name, used, resets_at FROM meter_add_tokens('rolling cost', 2, model => 'unheard of', provider => 'rolling maker');
SELECT limit_name, used, resets_at FROM meter_status('rolling cost') WHERE limit_name = 'hour_cost';
SELECT FROM meter_set_setting('unknown_model', 'fallback');
