-- Rolling windows beside holds, grants and other limits: what was reserved is counted once and paid by what it was set aside from, however long the
-- call took, and what was used under another limit is counted too
SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT count(meter_set_plan(p)) FROM unnest('{wtc minutely,wtc rolling,wtc credits,wtc daily}'::text[]) p;
SELECT period FROM meter_set_limit('window', 'tokens', 100, '1 minute', plan => 'wtc minutely', rolling => true);
SELECT period FROM meter_set_limit('window', 'tokens', 100, '5 hours', plan => 'wtc rolling', rolling => true);
SELECT period FROM meter_set_limit('window', 'tokens', 5, '5 hours', plan => 'wtc credits', rolling => true);
SELECT period FROM meter_set_limit('window', 'tokens', 500, 'day', plan => 'wtc daily');

-- a call that takes longer than the window counts from when it is settled
SELECT FROM meter_set_account('wtc slow', plan => 'wtc minutely');
SELECT hold_id AS hold FROM meter_reserve('wtc slow', 80) \gset
SET token_meter.clock = '2026-03-10 12:01:10+00';
SELECT used, reserved, remaining FROM meter_status('wtc slow');
SELECT reason, limit_name, used, remaining FROM meter_settle(:hold, 80);
SELECT allowed FROM meter_check_quota('wtc slow', 21);
SELECT used, remaining FROM meter_status('wtc slow');

-- what a grant is set aside for, it pays, also in a later slice: not what was used before, nor less
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_account('wtc buyer', plan => 'wtc credits');
SELECT allowed FROM meter_add_tokens('wtc buyer', 5);
SELECT remaining FROM meter_grant('wtc buyer', 'window', 30);
SELECT hold_id AS hold, reserved, remaining FROM meter_reserve('wtc buyer', 10, ttl => '10 hours') \gset
SET token_meter.clock = '2026-03-10 12:20+00';
SELECT used, reserved, cap, remaining FROM meter_status('wtc buyer');
SELECT allowed FROM meter_check_quota('wtc buyer', 20);
SELECT allowed, reserved, remaining FROM meter_add_tokens('wtc buyer', 0);
SELECT used, remaining FROM meter_settle(:hold, 10);
SELECT spent, remaining FROM meter_grants('wtc buyer');

-- also where another limit has taken the window's place meanwhile
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_account('wtc changed', plan => 'wtc credits');
SELECT remaining FROM meter_grant('wtc changed', 'window', 30);
SELECT hold_id AS hold FROM meter_reserve('wtc changed', 15, ttl => '5 hours') \gset
SELECT cap FROM meter_set_limit('window', 'tokens', 0, 'day', account => 'wtc changed');
SET token_meter.clock = '2026-03-10 12:20+00';
SELECT remaining FROM meter_status('wtc changed');
SELECT reason, used FROM meter_settle(:hold, 15);
SELECT remaining FROM meter_status('wtc changed');
SELECT spent, remaining FROM meter_grants('wtc changed');

-- and where the grant has expired since: as on a limit of the calendar
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_account('wtc expired', plan => 'wtc credits');
SELECT remaining FROM meter_grant('wtc expired', 'window', 30, expires_at => '2026-03-10 12:10+00');
SELECT hold_id AS hold FROM meter_reserve('wtc expired', 15, ttl => '5 hours') \gset
SET token_meter.clock = '2026-03-10 12:20+00';
SELECT used, reserved, remaining FROM meter_status('wtc expired');
SELECT reason, used, remaining FROM meter_settle(:hold, 15);
SELECT spent, expired FROM meter_grants('wtc expired');
SELECT remaining FROM meter_grant('wtc expired', 'window', 20);  -- nothing is owed

-- a hold that was within the cap of its time is not paid by a grant when the cap is lowered
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_account('wtc lowered', plan => 'wtc rolling');
SELECT cap FROM meter_set_limit('window', 'tokens', 80, '5 hours', account => 'wtc lowered', rolling => true);
SELECT hold_id AS hold FROM meter_reserve('wtc lowered', 60, ttl => '5 hours') \gset
SELECT cap FROM meter_set_limit('window', cap => 40, account => 'wtc lowered');
SELECT remaining FROM meter_grant('wtc lowered', 'window', 30);
SELECT remaining FROM meter_status('wtc lowered');
SET token_meter.clock = '2026-03-10 12:20+00';
SELECT remaining FROM meter_status('wtc lowered');
SELECT allowed, remaining FROM meter_add_tokens('wtc lowered', 0);
SELECT used, remaining FROM meter_settle(:hold, 60);
SELECT spent, remaining FROM meter_grants('wtc lowered');

-- what was used under another limit in the slice in which the window comes back
SELECT FROM meter_set_account('wtc back', plan => 'wtc rolling');
SELECT FROM meter_set_account('wtc back by itself', plan => 'wtc rolling');
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT allowed FROM meter_add_tokens('wtc back', 1);
SELECT allowed FROM meter_add_tokens('wtc back by itself', 1);
SET token_meter.clock = '2026-03-10 14:30+00';
SELECT FROM meter_set_account('wtc back', plan => 'wtc daily');
SELECT cap FROM meter_set_limit('window', 'tokens', 500, 'day', account => 'wtc back by itself', expires_at => '2026-03-10 14:33+00');
SELECT allowed FROM meter_add_tokens('wtc back', 90);
SELECT allowed FROM meter_add_tokens('wtc back by itself', 90);
SET token_meter.clock = '2026-03-10 14:33+00';
SELECT FROM meter_set_account('wtc back', plan => 'wtc rolling');
SET token_meter.clock = '2026-03-10 15:00+00';
SELECT used, remaining FROM meter_status('wtc back');
SELECT used, remaining FROM meter_status('wtc back by itself');  -- nothing has run since
SELECT a, allowed FROM unnest('{wtc back,wtc back by itself}'::text[]) a, meter_check_quota(a, 10);
SELECT a, allowed, used FROM unnest('{wtc back,wtc back by itself}'::text[]) a, meter_add_tokens(a, 10);
SELECT a, allowed, used FROM unnest('{wtc back,wtc back by itself}'::text[]) a, meter_add_tokens(a, 9);

-- a refund gives back once what a window counts in one slice and was used in another
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_account('wtc refunded', plan => 'wtc rolling');
SELECT allowed FROM meter_add_tokens('wtc refunded', 10);
SELECT hold_id AS hold FROM meter_reserve('wtc refunded', 20, ttl => '5 hours') \gset
SET token_meter.clock = '2026-03-10 12:20+00';
SELECT FROM meter_set_account('wtc refunded', plan => 'wtc daily');
SELECT allowed FROM meter_add_tokens('wtc refunded', 5);
SELECT usage_id AS usage FROM meter_settle(:hold, 20) \gset
SELECT FROM meter_set_account('wtc refunded', plan => 'wtc rolling');
SELECT used FROM meter_status('wtc refunded');
SELECT input_tokens FROM meter_refund('wtc refunded', :usage);
SELECT used FROM meter_status('wtc refunded');

-- a chargeback of what was spent in an earlier slice: the next purchase pays it
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_account('wtc chargeback', plan => 'wtc credits');
SELECT grant_id AS bought FROM meter_grant('wtc chargeback', 'window', 50) \gset
SELECT allowed FROM meter_add_tokens('wtc chargeback', 45);
SET token_meter.clock = '2026-03-10 12:20+00';
SELECT allowed FROM meter_add_tokens('wtc chargeback', 0);
SELECT voided, owed FROM meter_void_grant(:bought, amount => 50);
SELECT remaining FROM meter_status('wtc chargeback');
SELECT count(*) FROM meter_verify();
SELECT remaining FROM meter_grant('wtc chargeback', 'window', 100);

-- a new window that had more in the log than its thresholds: no alert is missing
SELECT FROM meter_set_account('wtc over', plan => 'wtc daily');
SELECT allowed FROM meter_add_tokens('wtc over', 106);
SELECT cap FROM meter_set_limit('other', 'tokens', 100, '5 hours', account => 'wtc over', rolling => true);
SET token_meter.clock = '2026-03-10 15:20+00';
SELECT allowed, used FROM meter_add_tokens('wtc over', 57);
-- and it reserves what open holds do, also where it counts calls that came before
SELECT FROM meter_set_account('wtc later', plan => 'wtc daily');
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT allowed FROM meter_add_tokens('wtc later', 10);
SELECT hold_id AS hold FROM meter_reserve('wtc later', 70, ttl => '5 hours') \gset
SET token_meter.clock = '2026-03-10 12:20+00';
SELECT cap FROM meter_set_limit('other', 'tokens', 100, '5 hours', account => 'wtc later', rolling => true);
SELECT used, reserved, remaining FROM meter_status('wtc later') WHERE limit_name = 'other';
SELECT allowed, used, reserved FROM meter_add_tokens('wtc later', 21);
SELECT allowed, used, reserved, remaining FROM meter_add_tokens('wtc later', 20);
SELECT used, reserved, remaining FROM meter_settle(:hold, 70);
SELECT FROM meter_set_account('wtc later', plan => 'wtc rolling');
SELECT limit_name, used, remaining FROM meter_status('wtc later') ORDER BY 1;  -- counted once, whatever changes
SET token_meter.clock = '2026-03-10 17:06+00';
SELECT limit_name, used, remaining FROM meter_status('wtc later') ORDER BY 1;  -- what was reserved before they were there leaves with its slice
SELECT problem, account FROM meter_verify();
RESET token_meter.clock;

-- when a window that has come back, or has just come into force, will have room again: by what the log has of its slices, before a call as after it
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT plan FROM meter_set_account('wtc returns', plan => 'wtc rolling');
SELECT allowed, resets_at FROM meter_add_tokens('wtc returns', 1);
SELECT cap FROM meter_set_limit('window', 'tokens', 500, 'day', account => 'wtc returns', expires_at => '2026-03-10 14:30+00');
SET token_meter.clock = '2026-03-10 14:00+00';
SELECT allowed FROM meter_add_tokens('wtc returns', 90);
SET token_meter.clock = '2026-03-10 15:00+00';
SELECT used, remaining, resets_at FROM meter_status('wtc returns');
SELECT amount, allowed, resets_at FROM unnest('{10,50}'::integer[]) amount, meter_check_quota('wtc returns', amount);
SELECT allowed, resets_at FROM meter_add_tokens('wtc returns', 10);
SELECT used, remaining, resets_at FROM meter_status('wtc returns');
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT plan FROM meter_set_account('wtc comes', plan => 'wtc daily');
SELECT allowed FROM meter_add_tokens('wtc comes', 20);
SET token_meter.clock = '2026-03-10 13:00+00';
SELECT allowed, usage_id AS call FROM meter_add_tokens('wtc comes', 60) \gset
SELECT plan FROM meter_set_account('wtc comes', plan => 'wtc rolling');
SET token_meter.clock = '2026-03-10 14:04+00';
SELECT used, remaining, resets_at FROM meter_status('wtc comes');
SELECT amount, allowed, resets_at FROM unnest('{30,90}'::integer[]) amount, meter_check_quota('wtc comes', amount);
SELECT FROM meter_refund('wtc comes', :call);
SELECT used, remaining, resets_at FROM meter_status('wtc comes');
SELECT allowed FROM meter_add_tokens('wtc comes', 0);
SELECT used, remaining, resets_at FROM meter_status('wtc comes');

-- what was reserved within the cap of its time leaves a purchase whole, before the window's first call as after it
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT plan FROM meter_set_account('wtc bought', plan => 'wtc daily');
SELECT allowed FROM meter_add_tokens('wtc bought', 47);
SET token_meter.clock = '2026-03-10 12:30+00';
SELECT allowed FROM meter_reserve('wtc bought', 90);
SELECT remaining FROM meter_grant('wtc bought', 'window', 100);
SELECT plan FROM meter_set_account('wtc bought', plan => 'wtc rolling');
SELECT used, reserved, cap, remaining FROM meter_status('wtc bought');
SELECT allowed, used, reserved, cap, remaining FROM meter_add_tokens('wtc bought', 0);
SELECT used, reserved, cap, remaining FROM meter_status('wtc bought');
SELECT problem, account, subject FROM meter_verify() WHERE account LIKE 'wtc%';
RESET token_meter.clock;
