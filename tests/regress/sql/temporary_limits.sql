SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- a limit of an account until a moment: then its plan's limit of the name counts again, with nothing running for it
SET token_meter.clock = '2026-05-04 12:00+00';
SELECT plan FROM meter_set_plan('tl');
SELECT limit_name FROM meter_set_limit('month', 'tokens', 1000, 'month', plan => 'tl');
SELECT plan FROM meter_set_account('raised', plan => 'tl');
SELECT used, cap FROM meter_add_tokens('raised', 600);
SELECT limit_name, cap, expires_at
  FROM meter_set_limit('month', 'tokens', 5000, 'month', account => 'raised', expires_at => '2026-05-11 12:00+00');
SELECT used, cap, remaining FROM meter_status('raised');
SELECT allowed, used, cap FROM meter_add_tokens('raised', 2400);

-- in force to the last microsecond
SET token_meter.clock = '2026-05-11 11:59:59.999999+00';
SELECT allowed, used, cap FROM meter_check_quota('raised', 500);
SELECT allowed, used, cap FROM meter_add_tokens('raised', 500);
-- and then no more: whoever looks sees the plan's limit, with all that was used in its period, before any call
SET token_meter.clock = '2026-05-11 12:00+00';
SELECT plan, used, cap, remaining, level FROM meter_status('raised');
SELECT allowed, used, cap, limit_name FROM meter_check_quota('raised', 1);
SELECT limits FROM meter_match_model('gpt-4o', 'openai', account => 'raised') LIMIT 1;
SELECT allowed, used, cap FROM meter_add_tokens('raised', 1);
SELECT plan, used, cap, remaining, level FROM meter_status('raised');
SELECT cap, removed_at FROM meter.limits WHERE account = 'raised';
-- what was within the raised cap is no debt: a purchase can be spent in full
SELECT amount, remaining FROM meter_grant('raised', 'month', 300);
SELECT allowed FROM meter_add_tokens('raised', 301);
SELECT allowed, remaining FROM meter_add_tokens('raised', 300);
SELECT amount, spent, remaining FROM meter_grants('raised');
SELECT problem FROM meter_verify();

-- the plan's limit has no counter yet, and is seen as it will be
SET token_meter.clock = '2026-05-04 12:00+00';
SELECT plan FROM meter_set_account('new', plan => 'tl');
SELECT cap FROM meter_set_limit('month', 'tokens', 5000, 'month', account => 'new', expires_at => '2026-05-11 12:00+00');
SELECT used, cap FROM meter_add_tokens('new', 400);
SET token_meter.clock = '2026-05-11 12:00+00';
SELECT plan, used, cap FROM meter_status('new');
SELECT allowed, used, cap FROM meter_check_quota('new', 600);
SELECT allowed, used, cap FROM meter_add_tokens('new', 601);
SELECT allowed, used, cap FROM meter_add_tokens('new', 600);

-- grants stay bought: what they have paid stays paid, and what is left of them can be spent
SET token_meter.clock = '2026-05-04 12:00+00';
SELECT plan FROM meter_set_account('bought', plan => 'tl');
SELECT used, cap FROM meter_add_tokens('bought', 900);
SELECT cap FROM meter_set_limit('month', 'tokens', 2000, 'month', account => 'bought', expires_at => '2026-05-11 12:00+00');
SELECT remaining FROM meter_grant('bought', 'month', 500);
SELECT allowed, used, cap FROM meter_add_tokens('bought', 1300);  -- 1,100 by the cap, 200 by the grant
SET token_meter.clock = '2026-05-11 12:00+00';
SELECT plan, used, cap, remaining FROM meter_status('bought');
SELECT spent, remaining FROM meter_grants('bought');
SELECT allowed FROM meter_check_quota('bought', 301);
SELECT allowed, remaining FROM meter_check_quota('bought', 300);
SELECT allowed FROM meter_add_tokens('bought', 301);
SELECT plan, used, cap, remaining FROM meter_status('bought');
SELECT allowed, remaining FROM meter_add_tokens('bought', 300);
SELECT spent, remaining FROM meter_grants('bought');
-- what was let through above every cap and grant is owed as before
SET token_meter.clock = '2026-05-04 12:00+00';
SELECT plan FROM meter_set_account('owing', plan => 'tl');
SELECT used FROM meter_add_tokens('owing', 100);
SELECT cap FROM meter_set_limit('month', 'tokens', 2000, 'month', account => 'owing', expires_at => '2026-05-11 12:00+00');
SELECT used FROM meter_add_tokens('owing', 2000, enforce => false);
SET token_meter.clock = '2026-05-11 12:00+00';
SELECT used, cap, remaining FROM meter_status('owing');
SELECT remaining FROM meter_grant('owing', 'month', 150);  -- 100 are owed
SELECT used, cap, remaining FROM meter_status('owing');

-- a hold under the raised cap is settled after it: the plan's limit counts it
SET token_meter.clock = '2026-05-11 11:50+00';
SELECT plan FROM meter_set_account('holding', plan => 'tl');
SELECT cap FROM meter_set_limit('month', 'tokens', 5000, 'month', account => 'holding', expires_at => '2026-05-11 12:00+00');
SELECT allowed, hold_id AS hold FROM meter_reserve('holding', 3000, ttl => '1 hour') \gset
SELECT :'allowed' AS allowed;
SET token_meter.clock = '2026-05-11 12:10+00';
SELECT used, reserved, cap FROM meter_status('holding');
SELECT allowed, reason, used, cap FROM meter_settle(:hold, 2500);
SELECT used, reserved, cap FROM meter_status('holding');
SELECT allowed FROM meter_add_tokens('holding', 1);

-- a lower cap for a while; one of another period and unit; one that overrides nothing
SET token_meter.clock = '2026-05-04 12:00+00';
SELECT plan FROM meter_set_account('lowered', plan => 'tl');
SELECT cap FROM meter_set_limit('month', 'requests', 1, 'day', account => 'lowered', expires_at => '2026-05-05 00:00+00');
SELECT cap FROM meter_set_limit('own', 'requests', 1, 'day', account => 'lowered', expires_at => '2026-05-05 00:00+00');
SELECT allowed FROM meter_add_tokens('lowered', 700);
SELECT allowed, limit_name FROM meter_add_tokens('lowered', 1);
SET token_meter.clock = '2026-05-05 00:00+00';
SELECT limit_name, unit, used, cap FROM meter_status('lowered');
SELECT allowed, used, cap FROM meter_add_tokens('lowered', 300);
SELECT allowed, limit_name FROM meter_add_tokens('lowered', 1);

-- a parent's and a pool's are those of whoever spends of them; a batch too
SET token_meter.clock = '2026-05-04 12:00+00';
SELECT plan FROM meter_set_plan('tl seat');
SELECT plan FROM meter_set_account('team', plan => 'tl');
SELECT plan FROM meter_set_account('member', plan => 'tl seat', parent => 'team');
SELECT plan FROM meter_set_account('lender', plan => 'tl');
SELECT account FROM meter_set_pool('lender', 'tl cloud', for_account => 'member');
SELECT account, cap FROM meter_set_limit('month', 'tokens', 5000, 'month', account => 'team', expires_at => '2026-05-11 12:00+00');
SELECT account, cap FROM meter_set_limit('month', 'tokens', 6000, 'month', account => 'lender', expires_at => '2026-05-11 12:00+00');
SELECT allowed FROM meter_add_tokens('member', 4000, provider => 'tl cloud');
SET token_meter.clock = '2026-05-11 12:00+00';
SELECT payer, used, cap FROM meter_status('member');
SELECT event, allowed, limit_name, used, cap
  FROM meter_add_batch('[{"account": "member", "input_tokens": 1, "provider": "tl cloud"}, {"account": "other", "input_tokens": 1}]');
SELECT payer, used, cap FROM meter_status('member');
SELECT account, removed_at FROM meter.limits WHERE account IN ('team', 'lender') ORDER BY account;

-- late usage of the time of the raised cap is usage of now
SELECT allowed, used, cap FROM meter_add_tokens('new', 1, at => '2026-05-10 12:00+00');
-- what a period leaves goes over by the limit that was in force when it ended, whether or not anybody has called since
SET token_meter.clock = '2026-05-04 12:00+00';
SELECT plan FROM meter_set_plan('tl rolling');
SELECT cap FROM meter_set_limit('month', 'tokens', 1000, 'month', plan => 'tl rolling', carry_over_cap => 500);
SELECT plan FROM meter_set_account('rolling', plan => 'tl rolling');
SELECT used FROM meter_add_tokens('rolling', 100);
SELECT cap FROM meter_set_limit('month', 'tokens', 9000, 'month', account => 'rolling', carry_over_cap => 9000, expires_at => '2026-05-11 12:00+00');
SELECT used FROM meter_add_tokens('rolling', 600);
SET token_meter.clock = '2026-06-02 12:00+00';
SELECT used, cap FROM meter_status('rolling');
SELECT allowed, used, cap FROM meter_add_tokens('rolling', 1);
SELECT used, cap FROM meter_status('rolling');

-- left as it is, moved, and taken away
SET token_meter.clock = '2026-05-04 12:00+00';
SELECT (meter_set_account(x, plan => 'tl')).account FROM unnest('{moved,idle,keeping}'::text[]) x;
SELECT cap, expires_at FROM meter_set_limit('month', 'tokens', 5000, 'month', account => 'moved', expires_at => '2026-05-11 12:00+00');
SELECT cap, expires_at FROM meter_set_limit('month', cap => 6000, account => 'moved');
SELECT cap, expires_at FROM meter_set_limit('month', expires_at => '2026-05-18 12:00+00', account => 'moved');
SELECT unit, expires_at FROM meter_set_limit('month', 'requests', account => 'moved');
SELECT expires_at FROM meter_set_limit('month', account => 'moved', expires_at => NULL);
SELECT expires_at FROM meter_set_limit('month', account => 'moved', expires_at => '2026-05-18 12:00+00');
SELECT expires_at FROM meter_set_limit('month', account => 'moved', expires_at => 'infinity');
SELECT expires_at FROM meter_set_limit('month', account => 'moved', expires_at => '2026-05-18 12:00+00');
SELECT cap, expires_at FROM meter_set_limit('month', account => 'moved', expires_at => NULL);
SELECT cap FROM meter_remove_limit('month', account => 'moved');
SELECT cap, expires_at FROM meter_set_limit('month', 'tokens', 6000, 'month', account => 'moved', expires_at => '2026-05-18 12:00+00');
-- one that has expired is not there: it is made anew, and there is none to remove
SET token_meter.clock = '2026-05-18 12:00+00';
SELECT limit_name FROM meter_set_limit('month', cap => 7000, account => 'moved');
SELECT limit_name FROM meter_remove_limit('month', account => 'moved');
SELECT cap, expires_at FROM meter_set_limit('month', 'tokens', 7000, 'month', account => 'moved');

SELECT limit_name FROM meter_set_limit('month', 'tokens', 1, 'month', account => 'moved', expires_at => '2026-05-18 12:00+00');
SELECT limit_name FROM meter_set_limit('month', 'tokens', 1, 'month', plan => 'tl', expires_at => '2026-06-18 12:00+00');
SELECT limit_name FROM meter_set_limit('month', 'tokens', 1, 'month', account => 'moved', expires_at => '20000-01-01 00:00+00');

-- nobody has to call: meter_maintain() ends them too
SET token_meter.clock = '2026-05-04 12:00+00';
SELECT account, cap FROM meter_set_limit('month', 'tokens', 5000, 'month', account => 'idle', expires_at => '2026-05-11 12:00+00');
SET token_meter.clock = '2026-05-11 12:00+00';
SELECT task, done FROM meter_maintain() WHERE task = 'limits_expired';
SELECT removed_at FROM meter.limits WHERE account = 'idle';
SELECT count(*) FROM meter_maintain() WHERE task = 'limits_expired';

-- and meter_reset_due(), where no period is due: what the limit that comes back carries over is among the grants
SET token_meter.clock = '2026-05-04 20:00+00';
SELECT plan FROM meter_set_plan('tl hourly');
SELECT cap FROM meter_set_limit('hour', 'tokens', 20, 'hour', plan => 'tl hourly', carry_over_cap => 5);
SELECT plan FROM meter_set_account('resting', plan => 'tl hourly');
SELECT cap FROM meter_set_limit('hour', 'tokens', 20, 'never', account => 'resting', expires_at => '2026-05-04 21:00+00');
SELECT used FROM meter_add_tokens('resting', 9);
SET token_meter.clock = '2026-05-05 22:01+00';
SELECT cap, remaining FROM meter_status('resting');
SELECT kind, amount FROM meter_grants('resting');
SELECT count(*) > 0 AS done FROM meter_reset_due();
SELECT kind, amount, spent, remaining, expires_at FROM meter_grants('resting');
SELECT cap, remaining FROM meter_status('resting');

-- a transaction that keeps its snapshot would count from an old log
SET token_meter.clock = '2026-05-04 12:00+00';
SELECT account, cap FROM meter_set_limit('month', 'tokens', 5000, 'month', account => 'keeping', expires_at => '2026-05-11 12:00+00');
SET token_meter.clock = '2026-05-11 12:00+00';
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT count(*) FROM meter_status('keeping');
SELECT allowed FROM meter_add_tokens('keeping', 1);
ROLLBACK;
SELECT allowed, used, cap FROM meter_add_tokens('keeping', 1);
SELECT problem, account FROM meter_verify();
RESET token_meter.clock;
