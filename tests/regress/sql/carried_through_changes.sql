SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- what a period has left goes over by the limit that is in force when it ends, whether or not a call falls between a change and that end
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT (meter_set_plan(p)).plan FROM unnest('{ct a,ct b,ct stiff,ct replaced,ct terms}'::text[]) p;
SELECT (meter_set_limit('day', 'tokens', 100, 'day', plan => p, carry_over_cap => 40)).cap FROM unnest('{ct a,ct replaced,ct terms}'::text[]) p;
SELECT cap FROM meter_set_limit('day', 'tokens', 200, 'day', plan => 'ct b', carry_over_cap => 60);
SELECT cap FROM meter_set_limit('day', 'tokens', 200, 'day', plan => 'ct stiff');
CREATE FUNCTION pg_temp.used_30(a text, p text DEFAULT 'ct a') RETURNS SETOF text LANGUAGE sql AS $$
    SELECT account FROM meter_set_account(a, plan => p);
    SELECT account || ': ' || used FROM meter_add_tokens(a, 30), meter_set_account(a);
$$;
CREATE FUNCTION pg_temp.now_there(a text) RETURNS TABLE (account text, used numeric, cap numeric, remaining numeric) LANGUAGE sql AS $$
    SELECT a, used, cap, remaining FROM meter_status(a) WHERE limit_name = 'day'
$$;

-- another plan on the day of the call: the new plan's limit leaves something too, by its own cap and ceiling
SELECT * FROM pg_temp.used_30('ct plan');
SELECT plan FROM meter_set_account('ct plan', plan => 'ct b');
SET token_meter.clock = '2026-03-11 12:00+00';
SELECT * FROM pg_temp.now_there('ct plan');
SELECT allowed FROM meter_add_tokens('ct plan', 260);

-- another plan on the day after, before a call: what was left came over as the day began
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT * FROM pg_temp.used_30('ct next day');
SELECT * FROM pg_temp.used_30('ct stiff');
SET token_meter.clock = '2026-03-11 12:00+00';
SELECT plan FROM meter_set_account('ct next day', plan => 'ct b');
SELECT plan FROM meter_set_account('ct stiff', plan => 'ct stiff');
SELECT n.* FROM unnest('{ct next day,ct stiff}'::text[]) a, pg_temp.now_there(a) n;
SELECT allowed FROM unnest('{ct next day,ct stiff}'::text[]) a, meter_add_tokens(a, 240);
SELECT allowed FROM unnest('{ct next day,ct stiff}'::text[]) a, meter_add_tokens(a, 1);

-- from a plan and back: what is left goes over once, not once a plan
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT * FROM pg_temp.used_30('ct to and fro');
SELECT plan FROM meter_set_account('ct to and fro', plan => 'ct b');
SELECT plan FROM meter_set_account('ct to and fro', plan => 'ct a');
SET token_meter.clock = '2026-03-11 12:00+00';
SELECT * FROM pg_temp.now_there('ct to and fro');
SELECT plan FROM meter_set_account('ct to and fro', plan => 'ct b');
SELECT * FROM pg_temp.now_there('ct to and fro');
SELECT plan FROM meter_set_account('ct to and fro', plan => 'ct a');
SELECT * FROM pg_temp.now_there('ct to and fro');
SELECT kind, amount, remaining FROM meter_grants('ct to and fro');

-- an override set, and one removed, with no call before the day ends, and on the day after
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT * FROM pg_temp.used_30('ct over');
SELECT * FROM pg_temp.used_30('ct over next');
SELECT cap FROM meter_set_limit('day', 'tokens', 300, 'day', account => 'ct over', carry_over_cap => 80);
SET token_meter.clock = '2026-03-11 12:00+00';
SELECT cap FROM meter_set_limit('day', 'tokens', 300, 'day', account => 'ct over next', carry_over_cap => 80);
SELECT n.* FROM unnest('{ct over,ct over next}'::text[]) a, pg_temp.now_there(a) n;
SELECT a, limit_name FROM unnest('{ct over,ct over next}'::text[]) a, meter_remove_limit('day', account => a);
SELECT n.* FROM unnest('{ct over,ct over next}'::text[]) a, pg_temp.now_there(a) n;
SET token_meter.clock = '2026-03-12 12:00+00';
SELECT n.* FROM unnest('{ct over,ct over next}'::text[]) a, pg_temp.now_there(a) n;

-- a plan's limit removed and set anew, and one replaced by another scope: every account of the plan that counted it
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT u FROM unnest('{ct re 1,ct re 2}'::text[]) a, pg_temp.used_30(a, 'ct replaced') u;
SELECT account FROM meter_set_account('ct re new', plan => 'ct replaced');
SELECT cap, carry_over_cap FROM meter_remove_limit('day', plan => 'ct replaced');
SELECT cap FROM meter_set_limit('day', 'tokens', 100, 'day', plan => 'ct replaced', carry_over_cap => 50);
SET token_meter.clock = '2026-03-11 12:00+00';
SELECT cap, key_source FROM meter_set_limit('day', plan => 'ct replaced', key_source => NULL);
SELECT n.* FROM unnest('{ct re 1,ct re 2,ct re new}'::text[]) a, pg_temp.now_there(a) n;
SET token_meter.clock = '2026-03-12 12:00+00';
SELECT n.* FROM unnest('{ct re 1,ct re 2,ct re new}'::text[]) a, pg_temp.now_there(a) n;

-- another cap or ceiling in place: what a period left is by those that it had when it ended
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT u FROM unnest('{ct terms 1,ct terms 2}'::text[]) a, pg_temp.used_30(a, 'ct terms') u;
SET token_meter.clock = '2026-03-11 12:00+00';
SELECT cap, carry_over_cap FROM meter_set_limit('day', plan => 'ct terms', cap => 50);
SELECT n.* FROM unnest('{ct terms 1,ct terms 2}'::text[]) a, pg_temp.now_there(a) n;
SELECT cap, carry_over_cap FROM meter_set_limit('day', plan => 'ct terms', carry_over_cap => 0);
SELECT n.* FROM unnest('{ct terms 1,ct terms 2}'::text[]) a, pg_temp.now_there(a) n;
SET token_meter.clock = '2026-03-12 12:00+00';
SELECT cap, carry_over_cap FROM meter_set_limit('day', plan => 'ct terms', carry_over_cap => 1000);
SELECT n.* FROM unnest('{ct terms 1,ct terms 2}'::text[]) a, pg_temp.now_there(a) n;
SET token_meter.clock = '2026-03-13 12:00+00';
SELECT n.* FROM unnest('{ct terms 1,ct terms 2}'::text[]) a, pg_temp.now_there(a) n;

-- a member who joins, or a pool made, does not take from what the day before had left
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT u FROM unnest('{ct team,ct pool,ct member}'::text[]) a, pg_temp.used_30(a) u;
SELECT used FROM meter_add_tokens('ct member', 55, provider => 'ct seller');
SET token_meter.clock = '2026-03-11 12:00+00';
SELECT parent FROM meter_set_account('ct member', parent => 'ct team');
SELECT account FROM meter_set_pool('ct pool', 'ct seller', for_account => 'ct member');
SELECT n.* FROM unnest('{ct team,ct pool}'::text[]) a, pg_temp.now_there(a) n;
SELECT problem, account, subject FROM meter_verify() WHERE account LIKE 'ct %';
