SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- whatever other tests have left to close
SET token_meter.clock = '2027-01-31 00:00+00';
SELECT count(*) >= 0 AS closed FROM meter_reset_due();

-- midnight is the account's own
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT account, time_zone FROM meter_set_account('berlin', time_zone => 'Europe/Berlin');
SELECT account, time_zone FROM meter_set_account('tokyo', time_zone => 'Asia/Tokyo');
SELECT resets_at FROM meter_add_tokens('berlin', 40000);
SELECT resets_at FROM meter_add_tokens('tokyo', 40000);
SET token_meter.clock = '2026-03-10 15:00+00';
SELECT allowed FROM meter_add_tokens('tokyo', 1);
SELECT allowed FROM meter_add_tokens('berlin', 1);
SET token_meter.clock = '2026-03-10 22:59:59.999999+00';
SELECT allowed FROM meter_add_tokens('berlin', 1);
SET token_meter.clock = '2026-03-10 23:00+00';
SELECT allowed, used FROM meter_add_tokens('berlin', 1);

-- days of 23 and 25 hours
SET token_meter.clock = '2026-03-29 12:00+00';
SELECT period_start, resets_at, resets_at - period_start AS length FROM meter_status('berlin');
SET token_meter.clock = '2026-10-25 12:00+00';
SELECT period_start, resets_at, resets_at - period_start AS length FROM meter_status('berlin');

-- a changed zone takes effect when the running period ends; no moment is counted twice or left out
SET token_meter.clock = '2026-05-01 10:00+00';
SELECT account FROM meter_set_account('moving', time_zone => 'UTC');
SELECT used, resets_at FROM meter_add_tokens('moving', 30000);
SELECT time_zone FROM meter_set_account('moving', time_zone => 'America/New_York');
SELECT allowed, used, resets_at FROM meter_add_tokens('moving', 10001);
SELECT allowed, used, resets_at FROM meter_add_tokens('moving', 10000);
SET token_meter.clock = '2026-05-02 00:00+00';
SELECT allowed, used, resets_at FROM meter_add_tokens('moving', 5);
SELECT allowed, used, resets_at FROM meter_add_tokens('moving', 6);
SET token_meter.clock = '2026-05-02 04:00+00';
SELECT allowed, used, resets_at FROM meter_add_tokens('moving', 7);
SELECT period_start, period_end, used FROM meter.counters WHERE account = 'moving' ORDER BY period_start;

-- month, and never
SET token_meter.clock = '2026-01-31 23:00+00';
SELECT account FROM meter_set_account('monthly', plan => 'pro');
SELECT resets_at FROM meter_add_tokens('monthly', 1500000);
SELECT cap FROM meter_set_limit('lifetime', 'requests', 2, 'never', account => 'monthly');
SELECT allowed, limit_name, resets_at FROM meter_add_tokens('monthly', 1);
SET token_meter.clock = '2026-02-01 00:00+00';
SELECT allowed, limit_name, used, resets_at FROM meter_add_tokens('monthly', 1);
SELECT allowed, limit_name, used, resets_at FROM meter_add_tokens('monthly', 1);
SELECT limit_name, used, period_start, resets_at FROM meter_status('monthly');

-- anchored: counted from the account's own start, never drifting
SELECT anchor FROM meter_set_account('anchored', plan => 'pro', anchor => '2026-01-31 10:00+00');
SELECT anchored FROM meter_set_limit('monthly_tokens', 'tokens', 100, 'month', account => 'anchored', anchored => true);
SELECT period_start, resets_at FROM meter_status('anchored');
SET token_meter.clock = '2026-02-28 10:00+00';
SELECT period_start, resets_at FROM meter_status('anchored');
SELECT meter_period_end('month', '2026-02-28 09:59:59+00', 'UTC', '2026-01-31 10:00+00'),
       meter_period_end('month', '2026-03-31 10:00+00', 'UTC', '2026-01-31 10:00+00'),
       meter_period_end('week', '2026-03-10 12:00+00', 'Europe/Berlin'), meter_period_end('never', '2026-03-10 12:00+00');

-- the call that makes an account starts its first anchored period
SELECT plan FROM meter_set_plan('anchoring', is_default => true);
SELECT anchored FROM meter_set_limit('month', 'tokens', 1000, 'month', plan => 'anchoring', anchored => true);
RESET token_meter.clock;
SELECT allowed FROM meter_add_tokens('from-the-first', 1000);
SELECT allowed, used FROM meter_add_tokens('from-the-first', 1);
BEGIN;
SELECT plan FROM meter_set_account('from-the-start');
SELECT allowed FROM meter_add_tokens('from-the-start', 1000, at => now());
SELECT allowed, used FROM meter_add_tokens('from-the-start', 1);
COMMIT;
SELECT plan FROM meter_set_plan('free', is_default => true);

-- late usage counts in its own period
SET token_meter.clock = '2026-05-03 12:00+00';
SELECT allowed, used, resets_at FROM meter_add_tokens('moving', 100, at => '2026-05-01 11:00+00');
SELECT allowed, used, resets_at FROM meter_add_tokens('moving', 100, at => '2026-05-02 05:00+00');
SELECT allowed, used, resets_at FROM meter_add_tokens('moving', 100, at => '2026-04-20 05:00+00');
SELECT period_start, period_end, used FROM meter.counters WHERE account = 'moving' ORDER BY period_start;

-- closing names each ended period once, a batch at a time
SELECT account, limit_name, period, period_end, used, cap, next_reset FROM meter_reset_due(batch => 2);
SELECT count(*) > 2 AS rest FROM meter_reset_due();
SELECT count(*) FROM meter_reset_due();
SELECT count(*) FROM meter_reset_due(at => '2026-05-03 11:00+00');
