-- Rolling windows beside holds, grants and other limits: what was reserved is counted once and paid by what it was set aside from, however long the
-- call took, and what was used under another limit is counted too
SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT count(meter_set_plan(p)) FROM unnest('{minutely,rolling,credits,daily}'::text[]) p;
SELECT period FROM meter_set_limit('window', 'tokens', 100, '1 minute', plan => 'minutely', rolling => true);
SELECT period FROM meter_set_limit('window', 'tokens', 100, '5 hours', plan => 'rolling', rolling => true);
SELECT period FROM meter_set_limit('window', 'tokens', 5, '5 hours', plan => 'credits', rolling => true);
SELECT period FROM meter_set_limit('window', 'tokens', 500, 'day', plan => 'daily');

-- a call that takes longer than the window counts from when it is settled
SELECT FROM meter_set_account('slow', plan => 'minutely');
SELECT hold_id AS hold FROM meter_reserve('slow', 80) \gset
SET token_meter.clock = '2026-03-10 12:01:10+00';
SELECT used, reserved, remaining FROM meter_status('slow');
SELECT reason, limit_name, used, remaining FROM meter_settle(:hold, 80);
SELECT allowed FROM meter_check_quota('slow', 21);
SELECT used, remaining FROM meter_status('slow');

-- what a grant is set aside for, it pays, also in a later slice: not what was used before, nor less
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_account('buyer', plan => 'credits');
SELECT allowed FROM meter_add_tokens('buyer', 5);
SELECT remaining FROM meter_grant('buyer', 'window', 30);
SELECT hold_id AS hold, reserved, remaining FROM meter_reserve('buyer', 10, ttl => '10 hours') \gset
SET token_meter.clock = '2026-03-10 12:20+00';
SELECT used, reserved, cap, remaining FROM meter_status('buyer');
SELECT allowed FROM meter_check_quota('buyer', 20);
SELECT allowed, reserved, remaining FROM meter_add_tokens('buyer', 0);
SELECT used, remaining FROM meter_settle(:hold, 10);
SELECT spent, remaining FROM meter_grants('buyer');

-- also where another limit has taken the window's place meanwhile
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_account('changed', plan => 'credits');
SELECT remaining FROM meter_grant('changed', 'window', 30);
SELECT hold_id AS hold FROM meter_reserve('changed', 15, ttl => '5 hours') \gset
SELECT cap FROM meter_set_limit('window', 'tokens', 0, 'day', account => 'changed');
SET token_meter.clock = '2026-03-10 12:20+00';
SELECT remaining FROM meter_status('changed');
SELECT reason, used FROM meter_settle(:hold, 15);
SELECT remaining FROM meter_status('changed');
SELECT spent, remaining FROM meter_grants('changed');

-- and where the grant has expired since: as on a limit of the calendar
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_account('expired', plan => 'credits');
SELECT remaining FROM meter_grant('expired', 'window', 30, expires_at => '2026-03-10 12:10+00');
SELECT hold_id AS hold FROM meter_reserve('expired', 15, ttl => '5 hours') \gset
SET token_meter.clock = '2026-03-10 12:20+00';
SELECT used, reserved, remaining FROM meter_status('expired');
SELECT reason, used, remaining FROM meter_settle(:hold, 15);
SELECT spent, expired FROM meter_grants('expired');
SELECT remaining FROM meter_grant('expired', 'window', 20);  -- nothing is owed

-- a hold that was within the cap of its time is not paid by a grant when the cap is lowered
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_account('lowered', plan => 'rolling');
SELECT cap FROM meter_set_limit('window', 'tokens', 80, '5 hours', account => 'lowered', rolling => true);
SELECT hold_id AS hold FROM meter_reserve('lowered', 60, ttl => '5 hours') \gset
SELECT cap FROM meter_set_limit('window', cap => 40, account => 'lowered');
SELECT remaining FROM meter_grant('lowered', 'window', 30);
SELECT remaining FROM meter_status('lowered');
SET token_meter.clock = '2026-03-10 12:20+00';
SELECT remaining FROM meter_status('lowered');
SELECT allowed, remaining FROM meter_add_tokens('lowered', 0);
SELECT used, remaining FROM meter_settle(:hold, 60);
SELECT spent, remaining FROM meter_grants('lowered');

-- what was used under another limit in the slice in which the window comes back
SELECT FROM meter_set_account('back', plan => 'rolling');
SELECT FROM meter_set_account('back by itself', plan => 'rolling');
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT allowed FROM meter_add_tokens('back', 1);
SELECT allowed FROM meter_add_tokens('back by itself', 1);
SET token_meter.clock = '2026-03-10 14:30+00';
SELECT FROM meter_set_account('back', plan => 'daily');
SELECT cap FROM meter_set_limit('window', 'tokens', 500, 'day', account => 'back by itself', expires_at => '2026-03-10 14:33+00');
SELECT allowed FROM meter_add_tokens('back', 90);
SELECT allowed FROM meter_add_tokens('back by itself', 90);
SET token_meter.clock = '2026-03-10 14:33+00';
SELECT FROM meter_set_account('back', plan => 'rolling');
SET token_meter.clock = '2026-03-10 15:00+00';
SELECT used, remaining FROM meter_status('back');
SELECT used, remaining FROM meter_status('back by itself');  -- nothing has run since
SELECT a, allowed FROM unnest('{back,back by itself}'::text[]) a, meter_check_quota(a, 10);
SELECT a, allowed, used FROM unnest('{back,back by itself}'::text[]) a, meter_add_tokens(a, 10);
SELECT a, allowed, used FROM unnest('{back,back by itself}'::text[]) a, meter_add_tokens(a, 9);

-- a refund gives back once what a window counts in one slice and was used in another
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_account('refunded', plan => 'rolling');
SELECT allowed FROM meter_add_tokens('refunded', 10);
SELECT hold_id AS hold FROM meter_reserve('refunded', 20, ttl => '5 hours') \gset
SET token_meter.clock = '2026-03-10 12:20+00';
SELECT FROM meter_set_account('refunded', plan => 'daily');
SELECT allowed FROM meter_add_tokens('refunded', 5);
SELECT usage_id AS usage FROM meter_settle(:hold, 20) \gset
SELECT FROM meter_set_account('refunded', plan => 'rolling');
SELECT used FROM meter_status('refunded');
SELECT input_tokens FROM meter_refund('refunded', :usage);
SELECT used FROM meter_status('refunded');

-- a chargeback of what was spent in an earlier slice: the next purchase pays it
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_account('chargeback', plan => 'credits');
SELECT grant_id AS bought FROM meter_grant('chargeback', 'window', 50) \gset
SELECT allowed FROM meter_add_tokens('chargeback', 45);
SET token_meter.clock = '2026-03-10 12:20+00';
SELECT allowed FROM meter_add_tokens('chargeback', 0);
SELECT voided, owed FROM meter_void_grant(:bought, amount => 50);
SELECT remaining FROM meter_status('chargeback');
SELECT count(*) FROM meter_verify();
SELECT remaining FROM meter_grant('chargeback', 'window', 100);

-- a new window that had more in the log than its thresholds: no alert is missing
SELECT FROM meter_set_account('over', plan => 'daily');
SELECT allowed FROM meter_add_tokens('over', 106);
SELECT cap FROM meter_set_limit('other', 'tokens', 100, '5 hours', account => 'over', rolling => true);
SET token_meter.clock = '2026-03-10 15:20+00';
SELECT allowed, used FROM meter_add_tokens('over', 57);
-- and it reserves what open holds do, also where it counts calls that came before
SELECT FROM meter_set_account('later', plan => 'daily');
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT allowed FROM meter_add_tokens('later', 10);
SELECT hold_id AS hold FROM meter_reserve('later', 70, ttl => '5 hours') \gset
SET token_meter.clock = '2026-03-10 12:20+00';
SELECT cap FROM meter_set_limit('other', 'tokens', 100, '5 hours', account => 'later', rolling => true);
SELECT used, reserved, remaining FROM meter_status('later') WHERE limit_name = 'other';
SELECT allowed, used, reserved FROM meter_add_tokens('later', 21);
SELECT allowed, used, reserved, remaining FROM meter_add_tokens('later', 20);
SELECT used, reserved, remaining FROM meter_settle(:hold, 70);
SELECT FROM meter_set_account('later', plan => 'rolling');
SELECT limit_name, used, remaining FROM meter_status('later') ORDER BY 1;  -- counted once, whatever changes
SET token_meter.clock = '2026-03-10 17:06+00';
SELECT limit_name, used, remaining FROM meter_status('later') ORDER BY 1;  -- what was reserved before they were there leaves with its slice
SELECT problem, account FROM meter_verify();
RESET token_meter.clock;
