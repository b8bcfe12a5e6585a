SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- what a limit that has expired carries over is seen before the call that brings it
SELECT (meter_set_plan(p)).plan FROM unnest('{ec,ec none}'::text[]) p;
SELECT cap FROM meter_set_limit('day', 'tokens', 100, 'day', plan => 'ec', carry_over_cap => 100);
SELECT cap FROM meter_set_limit('day', 'tokens', 100, 'day', plan => 'ec none');
-- what is seen at a moment, and what the next call finds
CREATE FUNCTION ec(account text, plan text, expires_at timestamptz, looked_at timestamptz, used bigint, wanted bigint, ceiling numeric DEFAULT 100,
                   OUT remaining numeric, OUT allowed boolean, OUT one_more boolean, OUT left_then numeric)
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('token_meter.clock', '2026-11-24 10:00+00', false);
    PERFORM meter_set_account(account, plan => plan), meter_add_tokens(account, 10);
    PERFORM meter_set_limit('day', 'tokens', 400, 'day', account => account, carry_over_cap => ceiling, expires_at => expires_at);
    PERFORM meter_add_tokens(account, used);
    PERFORM set_config('token_meter.clock', looked_at::text, false);
    SELECT s.remaining INTO remaining FROM meter_status(account) s;
    SELECT q.allowed INTO allowed FROM meter_check_quota(account, wanted) q;
    SELECT q.allowed INTO one_more FROM meter_check_quota(account, wanted + 1) q;
    SELECT q.remaining INTO left_then FROM meter_add_tokens(account, wanted) q;
END $$;
-- it expires when its period ends
SELECT * FROM ec('ec end', 'ec', '2026-11-25 00:00+00', '2026-11-25 00:00+00', 350, 140);
SELECT * FROM ec('ec noon', 'ec', '2026-11-25 00:00+00', '2026-11-25 12:00+00', 350, 140);
SELECT * FROM ec('ec unused', 'ec', '2026-11-25 00:00+00', '2026-11-25 12:00+00', 5, 200);
-- in the next period, in which nobody has called
SELECT * FROM ec('ec six', 'ec', '2026-11-25 06:00+00', '2026-11-25 12:00+00', 350, 140);
-- in its own: the plan's carries, if anything
SELECT * FROM ec('ec before', 'ec', '2026-11-24 18:00+00', '2026-11-25 12:00+00', 350, 100);
-- where the plan's carries nothing
SELECT * FROM ec('ec none end', 'ec none', '2026-11-25 00:00+00', '2026-11-25 12:00+00', 350, 140);
SELECT * FROM ec('ec none six', 'ec none', '2026-11-25 06:00+00', '2026-11-25 12:00+00', 350, 140);
-- where the one that expires carries nothing
SELECT * FROM ec('ec plan', 'ec', '2026-11-25 00:00+00', '2026-11-25 12:00+00', 5, 185, NULL);
-- periods later
SELECT * FROM ec('ec later', 'ec', '2026-11-25 00:00+00', '2026-11-27 12:00+00', 350, 200);
SELECT * FROM ec('ec none later', 'ec none', '2026-11-25 00:00+00', '2026-11-26 12:00+00', 350, 100);
-- a ceiling above the cap: what was carried and not used goes on
SELECT cap FROM meter_set_limit('day', carry_over_cap => 1000, plan => 'ec');
SELECT * FROM ec('ec high', 'ec', '2026-11-25 06:00+00', '2026-11-26 12:00+00', 350, 240);
-- a member sees its team's
SELECT plan FROM meter_set_plan('ec seat');
SET token_meter.clock = '2026-11-24 10:00+00';
SELECT plan FROM meter_set_account('ec group', plan => 'ec none');
SELECT parent FROM meter_set_account('ec member', plan => 'ec seat', parent => 'ec group');
SELECT remaining FROM meter_add_tokens('ec member', 10);
SELECT cap FROM meter_set_limit('day', 'tokens', 400, 'day', account => 'ec group', carry_over_cap => 100, expires_at => '2026-11-25 00:00+00');
SELECT remaining FROM meter_add_tokens('ec member', 350);
SET token_meter.clock = '2026-11-25 12:00+00';
SELECT payer, used, cap, remaining FROM meter_status('ec member');
SELECT allowed, remaining FROM meter_add_tokens('ec member', 140);
SELECT problem, account FROM meter_verify() WHERE account LIKE 'ec%';
DROP FUNCTION ec;
RESET token_meter.clock;

-- one of another unit that has expired, too: the limit that comes back has a period from that moment on
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT count(meter_set_plan(p)) FROM unnest('{eco other days,eco other unit}'::text[]) p;
SELECT cap FROM meter_set_limit('other', 'tokens', 100, 'day', plan => 'eco other days');
SELECT cap FROM meter_set_limit('other', 'tokens', 100, 'day', plan => 'eco other unit', carry_over_cap => 500);
SELECT plan FROM meter_set_account('eco unit', plan => 'eco other days');
SELECT allowed FROM meter_add_tokens('eco unit', 30);
SELECT cap FROM meter_set_limit('other', 'input_tokens', 500, 'day', account => 'eco unit', expires_at => '2026-03-11 12:00+00');
SELECT plan FROM meter_set_account('eco unit', plan => 'eco other unit');
SET token_meter.clock = '2026-03-13 12:00+00';
SELECT used, cap, remaining FROM meter_status('eco unit');
SELECT allowed, remaining FROM meter_check_quota('eco unit', 290);
SELECT allowed, cap, remaining FROM meter_add_tokens('eco unit', 1);

-- a hold that has ended since the other limit expired takes nothing of what is carried over
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT plan FROM meter_set_account('eco held', plan => 'eco other unit');
SELECT allowed FROM meter_reserve('eco held', 14, ttl => '23 hours');
SELECT cap FROM meter_set_limit('other', 'tokens', 500, 'month', account => 'eco held', expires_at => '2026-03-10 16:00+00');
SET token_meter.clock = '2026-03-11 13:00+00';
SELECT used, cap, remaining FROM meter_status('eco held');
SELECT allowed, cap, remaining FROM meter_add_tokens('eco held', 1);
SELECT problem, account, subject FROM meter_verify() WHERE account LIKE 'eco%';
RESET token_meter.clock;
