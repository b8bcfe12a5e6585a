SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-03-10 12:00+00';
-- ids depend on what ran before
CREATE FUNCTION pg_temp.verified() RETURNS TABLE (problem text, account text, subject text, expected numeric, actual numeric) LANGUAGE sql AS $$
    SELECT problem, account, regexp_replace(subject, '[0-9]+$', 'N'), trim_scale(expected), trim_scale(actual)
      FROM meter_verify() WHERE account LIKE 've%' ORDER BY 1, 2, 3, 4
$$;
SELECT plan FROM meter_set_plan('verified');
SELECT cap FROM meter_set_limit('tokens', 'tokens', 1000, 'day', plan => 'verified');
SELECT account FROM meter_set_account('ve', plan => 'verified');
SELECT used FROM meter_add_tokens('ve', 500);
SELECT amount FROM meter_grant('ve', 'tokens', 300);
SELECT used FROM meter_add_tokens('ve', 600);
SELECT reserved FROM meter_reserve('ve', 50);
SELECT used FROM meter_add_tokens('ve', 100);
-- a counter that took what the log held
SELECT cap FROM meter_set_limit('later', 'requests', 100, 'day', account => 've');
SELECT allowed FROM meter_add_tokens('ve', 50);
SELECT used FROM meter_status('ve') WHERE limit_name = 'later';
SELECT threshold, used, cap FROM meter.alerts WHERE account = 've' ORDER BY threshold;
-- and one that is nothing but charged
SELECT account FROM meter_set_account('ve plain', plan => 'verified');
SELECT used FROM meter_add_tokens('ve plain', 850);
SELECT hold_id AS hold FROM meter_reserve('ve plain', 20) \gset
SELECT reason FROM meter_settle(:hold, 10);
-- all is well
SELECT * FROM pg_temp.verified();

-- every number that the meter keeps is found out when it is wrong
BEGIN;
UPDATE meter.counters c SET used = used + 1 WHERE account = 've plain';
SELECT * FROM pg_temp.verified();
ROLLBACK;
BEGIN;
UPDATE meter.usage_log SET input_tokens = input_tokens + 7 WHERE account = 've plain' AND input_tokens = 850;
SELECT * FROM pg_temp.verified();
ROLLBACK;
BEGIN;
DELETE FROM meter.usage_log WHERE account = 've plain' AND input_tokens = 10;
SELECT * FROM pg_temp.verified();
ROLLBACK;
BEGIN;
UPDATE meter.counters SET reserved = 49 WHERE account = 've' AND reserved = 50;
SELECT * FROM pg_temp.verified();
ROLLBACK;
BEGIN;
UPDATE meter.reservations r SET amount = 51 FROM meter.holds h WHERE h.hold_id = r.hold_id AND h.account = 've' AND r.amount = 50;
SELECT * FROM pg_temp.verified();
ROLLBACK;
-- a hold that has ended, and still takes up room
BEGIN;
UPDATE meter.holds SET released_at = meter_now(), slot = NULL WHERE account = 've';
SELECT * FROM pg_temp.verified();
ROLLBACK;
BEGIN;
UPDATE meter.counters SET granted = 301 WHERE account = 've' AND granted = 300;
SELECT * FROM pg_temp.verified();
ROLLBACK;
BEGIN;
UPDATE meter.allotments a SET amount = 299 FROM meter.grants g WHERE g.grant_id = a.grant_id AND g.account = 've';
SELECT * FROM pg_temp.verified();
ROLLBACK;
BEGIN;
UPDATE meter.grants SET amount = 400 WHERE account = 've';
SELECT * FROM pg_temp.verified();
ROLLBACK;
BEGIN;
UPDATE meter.allotments SET expired = 1 FROM meter.grants g WHERE g.grant_id = allotments.grant_id AND g.account = 've';
SELECT * FROM pg_temp.verified();
ROLLBACK;
BEGIN;
UPDATE meter.seeds s SET amount = 4 FROM meter.counters c WHERE c.counter_id = s.counter_id AND c.account = 've' AND s.amount = 3;
SELECT * FROM pg_temp.verified();
ROLLBACK;
-- what was counted from the log, counted once more
BEGIN;
UPDATE meter.counters SET seeded = 4, used = 5 WHERE account = 've' AND seeded = 3;
SELECT * FROM pg_temp.verified();
ROLLBACK;
-- a hard limit that let too much through
BEGIN;
UPDATE meter.limits SET cap = 800 WHERE plan = 'verified';
SELECT * FROM pg_temp.verified();
ROLLBACK;
-- two periods for the same moment
BEGIN;
INSERT INTO meter.counters (account, limit_id, period_start, period_end)
SELECT account, limit_id, '2026-03-10 06:00+00', '2026-03-11 06:00+00' FROM meter.counters WHERE account = 've plain';
SELECT * FROM pg_temp.verified();
ROLLBACK;
-- alerts
BEGIN;
UPDATE meter.alerts SET used = 799 WHERE account = 've plain';
SELECT * FROM pg_temp.verified();
ROLLBACK;
BEGIN;
DELETE FROM meter.alerts WHERE account = 've plain';
SELECT * FROM pg_temp.verified();
ROLLBACK;
BEGIN;
UPDATE meter.counters SET alerted = '{}' WHERE account = 've plain';
SELECT * FROM pg_temp.verified();
ROLLBACK;
SELECT * FROM pg_temp.verified();

-- what is unusual, but right, is no problem: a cap that was lowered,
SELECT cap FROM meter_set_limit('tokens', 'tokens', 500, 'day', plan => 'verified');
SELECT * FROM pg_temp.verified();
-- usage that was recorded all the same, settled late or above what was held,
SELECT plan FROM meter_set_plan('verified 2');
SELECT cap FROM meter_set_limit('tokens', 'tokens', 1000, 'day', plan => 'verified 2');
SELECT account FROM meter_set_account('ve over', plan => 'verified 2');
SELECT reason FROM meter_add_tokens('ve over', 700);
SELECT hold_id AS over FROM meter_reserve('ve over', 300) \gset
SELECT reason FROM meter_add_tokens('ve over', 500, enforce => false);
SELECT reason, used, cap FROM meter_settle(:over, 400);
SELECT * FROM pg_temp.verified();
-- a call taken back, from below and from above the cap,
SELECT input_tokens FROM meter_refund('ve over', (SELECT usage_id FROM meter.usage_log WHERE account = 've over' AND input_tokens = 700));
SELECT input_tokens FROM meter_refund('ve over', (SELECT usage_id FROM meter.usage_log WHERE account = 've over' AND input_tokens = 500));
SELECT used FROM meter_status('ve over');
SELECT * FROM pg_temp.verified();
-- a grant that has expired unspent, though what is used is then above a threshold that nobody passed,
SELECT account FROM meter_set_account('ve gone', plan => 'verified 2');
SELECT amount FROM meter_grant('ve gone', 'tokens', 1000, expires_at => '2026-03-10 13:00+00');
SELECT used, percent FROM meter_add_tokens('ve gone', 850);
SET token_meter.clock = '2026-03-10 13:00+00';
SELECT allowed, used, cap, percent, level FROM meter_add_tokens('ve gone', 500);
SELECT count(*) FROM meter.alerts WHERE account = 've gone';
SELECT * FROM pg_temp.verified();
-- or spent, with more used than the cap is without it,
SELECT amount FROM meter_grant('ve gone', 'tokens', 100, expires_at => '2026-03-10 14:00+00');
SELECT used, cap FROM meter_add_tokens('ve gone', 200);
SELECT amount FROM meter_grant('ve gone', 'tokens', 100, expires_at => '2026-03-10 14:00+00');
SET token_meter.clock = '2026-03-10 14:00+00';
SELECT used, cap, remaining FROM meter_status('ve gone');
SELECT allowed FROM meter_add_tokens('ve gone', 1);
SELECT * FROM pg_temp.verified();
-- a threshold that was set below what is used, before the next call
SELECT thresholds FROM meter_set_limit('tokens', 'tokens', 1000, 'day', plan => 'verified 2', thresholds => '{10,80}');
SELECT * FROM pg_temp.verified();
SELECT problem, account FROM meter_verify() WHERE account LIKE 've%';
