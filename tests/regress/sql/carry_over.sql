SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- what a period has left is there in the next, up to a ceiling
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT (meter_set_plan(p)).plan FROM unnest('{cv 40,cv 1000,cv none}'::text[]) p;
SELECT cap, carry_over_cap FROM meter_set_limit('day', 'tokens', 100, 'day', plan => 'cv 40', carry_over_cap => 40);
SELECT cap, carry_over_cap FROM meter_set_limit('day', 'tokens', 100, 'day', plan => 'cv 1000', carry_over_cap => 1000);
SELECT cap, carry_over_cap FROM meter_set_limit('day', 'tokens', 100, 'day', plan => 'cv none', carry_over_cap => 0);
CREATE FUNCTION pg_temp.counters(a text) RETURNS TABLE (period_start timestamptz, used numeric, reserved numeric, granted numeric) LANGUAGE sql AS $$
    SELECT c.period_start, c.used, c.reserved, c.granted FROM meter.counters c WHERE c.account = a ORDER BY 1
$$;

-- a first period has nothing from before
SELECT account FROM meter_set_account('cv', plan => 'cv 40');
SELECT used, cap FROM meter_add_tokens('cv', 30);
-- 70 are left, 40 of them go along
SET token_meter.clock = '2026-03-11 12:00+00';
SELECT used, cap, remaining FROM meter_status('cv');
SELECT allowed, cap, remaining FROM meter_check_quota('cv', 141);
SELECT used, cap FROM meter_add_tokens('cv', 10);
SELECT limit_name, unit, kind, amount, spent, remaining, expires_at FROM meter_grants('cv');
SELECT * FROM pg_temp.counters('cv');
-- it expires with the period: of 130 left again 40 go along, not 40 + 40
SET token_meter.clock = '2026-03-12 12:00+00';
SELECT used, cap FROM meter_add_tokens('cv', 135);
SELECT kind, amount, spent, expired, remaining FROM meter_grants('cv');
-- late usage has neither what went along nor what has expired: 100 - 40
SELECT allowed, used, cap FROM meter_add_tokens('cv', 51, at => '2026-03-11 13:00+00');
-- 5 are left, below the ceiling
SET token_meter.clock = '2026-03-13 12:00+00';
SELECT used, cap FROM meter_status('cv');
-- and nothing of a period that is used up
SELECT used, cap FROM meter_add_tokens('cv', 105);
SET token_meter.clock = '2026-03-14 12:00+00';
SELECT used, cap FROM meter_add_tokens('cv', 1);
SELECT amount, spent, expired, remaining, expires_at FROM meter_grants('cv');
SELECT * FROM pg_temp.counters('cv');

-- each period without a call adds its cap, up to the ceiling
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT account FROM meter_set_account('cv skip', plan => 'cv 1000');
SELECT account FROM meter_set_account('cv skip 40', plan => 'cv 40');
SELECT used FROM meter_add_tokens('cv skip', 90);
SELECT used FROM meter_add_tokens('cv skip 40', 90);
SET token_meter.clock = '2026-03-13 12:00+00';
SELECT a, used, cap FROM unnest('{cv skip,cv skip 40}'::text[]) a, meter_status(a);
SELECT used, cap FROM meter_add_tokens('cv skip', 305);
SELECT allowed, used, cap FROM meter_add_tokens('cv skip', 6);
SELECT used, cap FROM meter_add_tokens('cv skip 40', 1);
SELECT a, amount, spent, remaining FROM unnest('{cv skip,cv skip 40}'::text[]) a, meter_grants(a);
SET token_meter.clock = '2026-04-13 12:00+00';
SELECT used, cap FROM meter_status('cv skip');
SELECT used, cap FROM meter_add_tokens('cv skip', 1);

-- the reset job opens the next period with what is carried over; without it the first call does
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT account FROM meter_set_account('cv job', plan => 'cv 40');
SELECT used FROM meter_add_tokens('cv job', 30);
SET token_meter.clock = '2026-03-11 00:00+00';
SELECT limit_name, used, cap, next_reset FROM meter_reset_due() WHERE account = 'cv job';
SELECT * FROM pg_temp.counters('cv job');
SELECT used, cap FROM meter_status('cv job');
-- late usage finds in its own period what was not carried over: 100 - 30 - 40
SELECT allowed, reason, used, cap, resets_at FROM meter_add_tokens('cv job', 31, at => '2026-03-10 13:00+00');
SELECT allowed, reason, used, cap, remaining, level FROM meter_add_tokens('cv job', 30, at => '2026-03-10 13:00+00');
SELECT used, cap FROM meter_status('cv job');
SELECT * FROM pg_temp.counters('cv job');
-- late usage that comes before anything was carried over leaves less to carry
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT account FROM meter_set_account('cv late', plan => 'cv 40');
SELECT used FROM meter_add_tokens('cv late', 30);
SET token_meter.clock = '2026-03-11 12:00+00';
SELECT used, cap FROM meter_status('cv late');
SELECT used, cap FROM meter_add_tokens('cv late', 50, at => '2026-03-10 13:00+00');
SELECT used, cap FROM meter_status('cv late');
SELECT used, cap FROM meter_add_tokens('cv late', 1);
SELECT * FROM pg_temp.counters('cv late');

-- other grants do not count as left over: they move on by themselves
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT account FROM meter_set_account('cv grant', plan => 'cv 40');
SELECT remaining FROM meter_grant('cv grant', 'day', 50);
SELECT used FROM meter_add_tokens('cv grant', 80);
SELECT account FROM meter_set_account('cv grant 2', plan => 'cv 40');
SELECT remaining FROM meter_grant('cv grant 2', 'day', 50);
SELECT used FROM meter_add_tokens('cv grant 2', 120);
SET token_meter.clock = '2026-03-11 12:00+00';
SELECT a, used, cap FROM unnest('{cv grant,cv grant 2}'::text[]) a, meter_status(a);
-- and what was carried over goes first, because it expires first
SELECT used, cap FROM meter_add_tokens('cv grant', 130);
SELECT used, cap FROM meter_add_tokens('cv grant 2', 130);
SELECT a, kind, amount, spent, remaining FROM unnest('{cv grant,cv grant 2}'::text[]) a, meter_grants(a);
SELECT a, c.* FROM unnest('{cv grant,cv grant 2}'::text[]) a, pg_temp.counters(a) c;

-- what is held counts as used, so that its settlement finds room
SET token_meter.clock = '2026-03-10 23:55+00';
SELECT account FROM meter_set_account('cv hold', plan => 'cv 40');
SELECT used FROM meter_add_tokens('cv hold', 30);
SELECT used, reserved FROM meter_reserve('cv hold', 60);
SELECT max(hold_id) AS hold FROM meter.holds WHERE account = 'cv hold' \gset
SET token_meter.clock = '2026-03-11 00:01+00';
SELECT used, cap FROM meter_add_tokens('cv hold', 1);
SELECT reason, used, reserved, cap FROM meter_settle(:hold, 20);
SELECT used, cap FROM meter_status('cv hold');
SELECT * FROM pg_temp.counters('cv hold');

-- a ceiling of 0 carries nothing; a limit that never resets has no ceiling
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT account FROM meter_set_account('cv none', plan => 'cv none');
SELECT used FROM meter_add_tokens('cv none', 30);
SET token_meter.clock = '2026-03-11 12:00+00';
SELECT used, cap FROM meter_status('cv none');
SELECT * FROM meter_set_limit('ever', 'tokens', 100, 'never', account => 'cv none', carry_over_cap => 5);
SELECT * FROM meter_set_limit('day', 'tokens', 100, 'day', account => 'cv none', carry_over_cap => -1);
SELECT * FROM meter_set_limit('day', 'tokens', 100, 'day', account => 'cv none', carry_over_cap => 'NaN');
-- a ceiling given in mid-period counts what this period will leave; without a cap there is nothing to carry
SELECT carry_over_cap FROM meter_set_limit('day', 'tokens', 100, 'day', account => 'cv none', carry_over_cap => 15);
SELECT used, cap FROM meter_add_tokens('cv none', 70);
SET token_meter.clock = '2026-03-12 12:00+00';
SELECT used, cap FROM meter_status('cv none');
SELECT cap, carry_over_cap FROM meter_set_limit('day', 'tokens', NULL, 'day', account => 'cv none', carry_over_cap => 15);
SELECT used, cap FROM meter_add_tokens('cv none', 500);
SET token_meter.clock = '2026-03-13 12:00+00';
SELECT used, cap FROM meter_status('cv none');
SELECT problem, account FROM meter_verify();
