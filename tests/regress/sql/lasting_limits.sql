SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- an account's own limit that lasts counts again once one of its name that expires has passed, with no plan's limit behind it
SET token_meter.clock = '2026-05-04 12:00+00';
SELECT plan FROM meter_set_plan('ll');
SELECT (meter_set_account(x, plan => 'll')).account FROM unnest('{ll pool,ll team,ll own,ll twice,ll new,ll day}'::text[]) x;
SELECT plan FROM meter_set_account('ll member', plan => 'll', parent => 'll team');
SELECT account FROM meter_set_pool('ll pool', 'll cloud', for_account => 'll member');
SELECT cap FROM meter_set_limit('month', 'tokens', 1000, 'month', account => 'll pool', thresholds => '{50}', carry_over_cap => 100);
SELECT cap FROM meter_set_limit('month', 'tokens', 1000, 'month', account => 'll team', hard => false);
SELECT cap FROM meter_set_limit('month', 'tokens', 1000, 'month', account => 'll own', on_excess => 'cap', stripes => 4);
SELECT used, cap FROM meter_add_tokens('ll own', 300);
SELECT allowed FROM meter_add_tokens('ll member', 200, provider => 'll cloud');

-- what is left out is as it was; the lasting limit waits
SELECT cap, hard, thresholds, carry_over_cap, expires_at
  FROM meter_set_limit('month', cap => 5000, account => 'll pool', carry_over_cap => 700, thresholds => '{90}', expires_at => '2026-05-11 12:00+00');
SELECT cap, hard, expires_at FROM meter_set_limit('month', cap => 3000, account => 'll team', hard => true, expires_at => '2026-05-11 12:00+00');
SELECT cap, on_excess, stripes, expires_at
  FROM meter_set_limit('month', cap => 2000, account => 'll own', on_excess => 'refuse', stripes => 1, expires_at => '2026-05-11 12:00+00');
SELECT payer, used, cap FROM meter_status('ll member');
SELECT limit_name, used, cap FROM meter_status('ll own');
SELECT allowed FROM meter_add_tokens('ll member', 1500, provider => 'll cloud');
SELECT used, cap FROM meter_add_tokens('ll own', 900);
SELECT remaining FROM meter_grant('ll own', 'month', 50);

-- it counts again by itself, with what was used meanwhile, before any call and in it
SET token_meter.clock = '2026-05-11 12:00+00';
SELECT payer, used, cap, remaining FROM meter_status('ll member');
SELECT used, cap, remaining FROM meter_status('ll own');
SELECT allowed, used, cap FROM meter_check_quota('ll member', 1, provider => 'll cloud');
SELECT allowed, limit_name, used, cap FROM meter_add_tokens('ll member', 1, provider => 'll cloud');
SELECT allowed, used, cap, remaining FROM meter_add_tokens('ll own', 50);
SELECT account, cap, hard, thresholds, carry_over_cap, stripes, on_excess, expires_at
  FROM meter.limits WHERE account LIKE 'll %' AND removed_at IS NULL ORDER BY account;

-- again, of another unit and period; and once more meanwhile, which changes the one that expires
SELECT unit, cap FROM meter_set_limit('month', 'requests', 1, 'day', on_excess => 'refuse', account => 'll own', expires_at => '2026-05-12 12:00+00');
SELECT cap, expires_at FROM meter_set_limit('month', cap => 2, account => 'll own');
SELECT unit, cap, expires_at FROM meter_set_limit('month', 'requests', 3, 'week', on_excess => 'refuse', account => 'll own', expires_at => '2026-05-13 12:00+00');
SELECT unit, used, cap FROM meter_status('ll own');
SET token_meter.clock = '2026-05-13 12:00+00';
SELECT unit, used, cap, remaining FROM meter_status('ll own');
SELECT allowed, used, cap FROM meter_add_tokens('ll own', 1);

-- one that is removed before its time gives way at once; a second removal ends the lasting one
SELECT cap FROM meter_set_limit('month', 'tokens', 10, 'month', account => 'll twice');
SELECT cap FROM meter_set_limit('month', cap => 20, account => 'll twice', expires_at => '2026-05-20 12:00+00');
SELECT cap FROM meter_remove_limit('month', account => 'll twice');
SELECT cap FROM meter_status('ll twice');
SELECT cap FROM meter_remove_limit('month', account => 'll twice');
SELECT count(*) FROM meter_status('ll twice');
-- one that lasts from now on takes the place of both
SELECT cap FROM meter_set_limit('month', 'tokens', 10, 'month', account => 'll twice');
SELECT cap FROM meter_set_limit('month', cap => 20, account => 'll twice', expires_at => '2026-05-20 12:00+00');
SELECT cap, expires_at FROM meter_set_limit('month', cap => 30, account => 'll twice', expires_at => NULL);
SELECT count(*), min(cap) FROM meter.limits WHERE account = 'll twice' AND removed_at IS NULL;
SELECT cap FROM meter_set_limit('month', cap => 40, account => 'll twice', expires_at => '2026-05-20 12:00+00');
SELECT unit, expires_at FROM meter_set_limit('month', 'requests', account => 'll twice', expires_at => NULL);
SELECT count(*), min(unit) FROM meter.limits WHERE account = 'll twice' AND removed_at IS NULL;
-- one of a name that is nowhere else is gone afterwards
SELECT cap FROM meter_set_limit('day', 'tokens', 10, 'day', account => 'll new', expires_at => '2026-05-20 12:00+00');
-- what a period of the raised cap leaves goes over by the limit that was in force when it ended
SELECT cap FROM meter_set_limit('day', 'tokens', 100, 'day', account => 'll day', carry_over_cap => 100);
SELECT remaining FROM meter_add_tokens('ll day', 10);
SELECT cap FROM meter_set_limit('day', cap => 400, account => 'll day', expires_at => '2026-05-14 18:00+00');
SET token_meter.clock = '2026-05-14 12:00+00';
SELECT remaining FROM meter_add_tokens('ll day', 450);
SET token_meter.clock = '2026-05-20 12:00+00';
SELECT count(*) FROM meter_status('ll new');
SELECT allowed FROM meter_add_tokens('ll new', 1000);
SELECT remaining FROM meter_status('ll day');
SELECT task, done FROM meter_maintain() WHERE task = 'limits_expired';
SELECT used, cap FROM meter_add_tokens('ll day', 1);
SELECT problem, account FROM meter_verify() WHERE account LIKE 'll %';
RESET token_meter.clock;
