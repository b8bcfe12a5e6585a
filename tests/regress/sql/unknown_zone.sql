SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- a time zone that an update of the server has dropped: its accounts are told what to do, all others go on, and another zone mends it
SET token_meter.clock = '2026-11-10 12:00+00';
SELECT plan FROM meter_set_plan('uz');
SELECT cap FROM meter_set_limit('uz day', 'tokens', 100, 'day', plan => 'uz');
SELECT a.account, a.time_zone FROM unnest('{uz gone,uz past,uz other}'::text[]) x, meter_set_account(x, plan => 'uz', time_zone => 'Europe/Paris') a;
SELECT account, used FROM unnest('{uz gone,uz past,uz other}'::text[]) a (account), meter_add_tokens(account, 10);
SELECT account, time_zone FROM meter_set_account('uz past', time_zone => 'Asia/Tokyo');
UPDATE meter.accounts SET time_zone = 'Mars/Base' WHERE account = 'uz gone';
UPDATE meter.accounts SET past_calendars = jsonb_set(past_calendars, '{0,time_zone}', '"Mars/Base"') WHERE account = 'uz past';
-- the period that runs goes on
SELECT account, used, resets_at FROM unnest('{uz gone,uz past,uz other}'::text[]) a (account), meter_add_tokens(account, 5);
SET token_meter.clock = '2026-11-12 12:00+00';
SELECT used FROM meter_add_tokens('uz gone', 10);
SELECT used FROM meter_add_tokens('uz past', 10);
SELECT used FROM meter_status('uz gone');
SELECT used FROM meter_add_tokens('uz other', 10);
SELECT account, limit_name, failed FROM meter_reset_due() WHERE account LIKE 'uz%' ORDER BY account;
SELECT task, count FROM meter_maintain() m (task, count) WHERE task = 'accounts_failed';
SELECT meter_period_end('day', '2026-11-12 12:00+00', 'Mars/Base');
-- another zone, or the same where it was one of the past
SELECT account, time_zone FROM meter_set_account('uz gone', time_zone => 'Europe/Berlin');
SELECT account, time_zone FROM meter_set_account('uz past', time_zone => 'Asia/Tokyo');
SELECT account, used, resets_at FROM unnest('{uz gone,uz past}'::text[]) a (account), meter_add_tokens(account, 10);
SELECT account, limit_name, failed FROM meter_reset_due() WHERE account LIKE 'uz%' ORDER BY account;
SELECT problem, account FROM meter_verify() WHERE account LIKE 'uz%';
RESET token_meter.clock;
