SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- a Pro user: 1,500,000 tokens a month, warned at 80 and at 95 %, blocked until the 1st
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT count(*) >= 0 AS alerts_of_others_taken FROM meter_take_alerts(10000);
SELECT account, plan FROM meter_set_account('pro user', plan => 'pro');
SELECT limit_name, cap, thresholds FROM meter.limits WHERE plan = 'pro' AND removed_at IS NULL;

-- a level begins exactly at its threshold: the percentage is rounded, the level is not
SELECT allowed, reason, used, remaining, percent, level FROM meter_add_tokens('pro user', 1000000, 199999);
SELECT allowed, reason, used, remaining, percent, level FROM meter_add_tokens('pro user', 1);
SELECT allowed, reason, used, remaining, percent, level FROM meter_add_tokens('pro user', 224999);
SELECT allowed, reason, used, remaining, percent, level FROM meter_add_tokens('pro user', 0, 1);
-- each warning is told once
SELECT account, limit_name, unit, period, period_start, threshold, used, cap, remaining, at, resets_at
  FROM meter_take_alerts(10000) WHERE account = 'pro user';
SELECT count(*) AS again FROM meter_take_alerts(10000);

-- the month is used up to the last token, and then refused until the 1st
SELECT allowed, reason, limit_name, used, cap, remaining, level, resets_at FROM meter_add_tokens('pro user', 75001);
SELECT allowed, reason, used, remaining, percent, level FROM meter_add_tokens('pro user', 75000);
SELECT allowed, reason, limit_name, unit, period, used, remaining, level, resets_at, usage_id FROM meter_add_tokens('pro user', 1);
SELECT allowed, reason, resets_at FROM meter_check_quota('pro user');
SELECT reason, payer, limit_name, used, cap, requested FROM meter.denials WHERE account = 'pro user' ORDER BY denial_id;
SET token_meter.clock = '2026-03-31 23:59:59.999999+00';
SELECT allowed, reason, resets_at FROM meter_add_tokens('pro user', 1);

-- works again on the 1st, though nothing has run in between
SET token_meter.clock = '2026-04-01 00:00+00';
SELECT limit_name, used, remaining, percent, level, period_start, resets_at FROM meter_status('pro user');
SELECT allowed, reason, used, remaining, percent, level, resets_at FROM meter_add_tokens('pro user', 1500);
SELECT account, limit_name, period_start, period_end, used, cap, next_reset FROM meter_reset_due() WHERE account = 'pro user';
-- and the new month warns anew
SELECT used, level FROM meter_add_tokens('pro user', 1198500);
SELECT period_start, threshold, used, remaining FROM meter_take_alerts(10000) WHERE account = 'pro user';
SELECT problem, account FROM meter_verify();
