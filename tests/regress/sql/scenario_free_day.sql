SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- a free user: 40,000 tokens a day, without anybody having made the account
SET token_meter.clock = '2026-03-10 08:00+00';
SELECT allowed, cap, used FROM meter_check_quota('free user');
SELECT allowed, reason, limit_name, used, cap, remaining, percent, level, resets_at FROM meter_add_tokens('free user', 24000, 7999);
SELECT account, plan FROM meter.accounts WHERE account = 'free user';
SELECT used, remaining, percent, level FROM meter_add_tokens('free user', 1);
SET token_meter.clock = '2026-03-10 17:30+00';
SELECT used, remaining, percent, level FROM meter_add_tokens('free user', 6000);
-- what does not fit is refused as a whole; what fits still goes
SELECT allowed, reason, used, remaining, level, resets_at, usage_id FROM meter_add_tokens('free user', 2000, 1);
SELECT allowed, used, remaining, percent, level FROM meter_add_tokens('free user', 2000);
SELECT allowed, reason, remaining, level, resets_at FROM meter_add_tokens('free user', 1);
SELECT threshold, used, remaining, at FROM meter.alerts WHERE account = 'free user' ORDER BY threshold;
SELECT reason, requested, used, cap FROM meter.denials WHERE account = 'free user' ORDER BY denial_id;
-- another user has a day of their own
SELECT allowed, used, remaining FROM meter_add_tokens('free user 2', 40000);
-- tomorrow is another day
SET token_meter.clock = '2026-03-11 00:00+00';
SELECT allowed, reason, used, remaining, level, resets_at FROM meter_add_tokens('free user', 40000);
SELECT allowed, reason, resets_at FROM meter_add_tokens('free user', 1);
SELECT period_start, used FROM meter.counters WHERE account = 'free user' ORDER BY period_start;
SELECT problem, account FROM meter_verify();
