SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- a week starts on Monday, or on the day that the operator names. 10 March 2026 is a Tuesday
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT plan FROM meter_set_plan('ws plan');
SELECT cap FROM meter_set_limit('week', 'tokens', 100, 'week', plan => 'ws plan');
SELECT account FROM meter_set_account('ws', plan => 'ws plan');
SELECT account FROM meter_set_account('ws new york', plan => 'ws plan', time_zone => 'America/New_York');
SELECT value FROM meter.settings WHERE setting = 'week_start';
SELECT used, resets_at FROM meter_add_tokens('ws', 10);
SELECT period_start, resets_at FROM meter_status('ws new york');
SELECT meter_period_end('week', '2026-03-15 23:59:59+00'), meter_period_end('week', '2026-03-16 00:00+00');

SELECT * FROM meter_set_setting('week_start', 'sunday');
SELECT meter_period_end('week', '2026-03-14 23:59:59+00'), meter_period_end('week', '2026-03-15 00:00+00');
-- the running week ends as it began, and the next is a short one
SELECT used, period_start, resets_at FROM meter_status('ws');
SELECT used, resets_at FROM meter_add_tokens('ws', 20);
SELECT account FROM meter_set_account('ws 2', plan => 'ws plan');
SELECT used, resets_at FROM meter_add_tokens('ws 2', 5);
SELECT period_start, resets_at FROM meter_status('ws new york');
SET token_meter.clock = '2026-03-15 00:00+00';
SELECT used, period_start, resets_at FROM meter_status('ws 2');
SELECT used, period_start, resets_at FROM meter_status('ws');
SELECT allowed, used FROM meter_add_tokens('ws', 71);
SET token_meter.clock = '2026-03-16 00:00+00';
SELECT used, period_start, resets_at FROM meter_status('ws');
SELECT allowed, used, resets_at FROM meter_add_tokens('ws', 71);
SET token_meter.clock = '2026-03-22 00:00+00';
SELECT used, period_start, resets_at FROM meter_status('ws');
SELECT * FROM meter_set_setting('week_start', 'saturday');
SELECT used, period_start, resets_at FROM meter_status('ws');
SELECT account, period_start, period_end, used FROM meter.counters WHERE account LIKE 'ws%' ORDER BY account, period_start;

-- it is a day of the calendar: an anchored week starts when the account did
SELECT anchor FROM meter_set_account('ws anchored', plan => 'ws plan', anchor => '2026-01-01 09:30+00');
SELECT anchored FROM meter_set_limit('week', 'tokens', 100, 'week', account => 'ws anchored', anchored => true);
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT period_start, resets_at FROM meter_status('ws anchored');
SELECT used, resets_at FROM meter_add_tokens('ws anchored', 100);
SET token_meter.clock = '2026-03-12 09:29:59.999999+00';
SELECT allowed FROM meter_add_tokens('ws anchored', 1);
SET token_meter.clock = '2026-03-12 09:30+00';
SELECT allowed, resets_at FROM meter_add_tokens('ws anchored', 1);
-- and keeps its hour across a change of the clocks, 29 March in Berlin
SELECT anchor FROM meter_set_account('ws berlin', plan => 'ws plan', time_zone => 'Europe/Berlin', anchor => '2026-03-04 08:00+00');
SELECT anchored FROM meter_set_limit('week', 'tokens', 100, 'week', account => 'ws berlin', anchored => true);
SET token_meter.clock = '2026-03-26 12:00+00';
SELECT period_start, resets_at FROM meter_status('ws berlin');
-- a year from a leap day ends on the 28th of February, and on the 29th when there is one
SELECT anchor FROM meter_set_account('ws leap', plan => 'ws plan', anchor => '2024-02-29 06:00+00');
SELECT anchored FROM meter_set_limit('year', 'tokens', 100, 'year', account => 'ws leap', anchored => true);
SELECT period_start, resets_at FROM meter_status('ws leap') WHERE limit_name = 'year';
SET token_meter.clock = '2028-02-29 06:00+00';
SELECT period_start, resets_at FROM meter_status('ws leap') WHERE limit_name = 'year';
-- a month from the 31st never drifts
SELECT meter_period_end('month', m, 'UTC', '2026-01-31 10:00+00')
  FROM unnest('{2026-01-31 10:00+00,2026-02-28 10:00+00,2026-03-31 10:00+00,2026-04-30 10:00+00,2028-02-01 00:00+00}'::timestamptz[]) m;

SELECT * FROM meter_set_setting('week_start', 'Monday');
SELECT * FROM meter_set_setting('week_start', 'mon');
SELECT * FROM meter_set_setting('week_start', NULL);
SELECT * FROM meter_set_setting('week_start', 'monday');
SELECT problem, account FROM meter_verify();
