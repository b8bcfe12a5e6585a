SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- what is reserved is taken, whatever limits come into force: another plan's, an override, another parent's, a pool's
SET token_meter.clock = '2026-05-04 12:00+00';
SELECT plan FROM (VALUES ('thc-a'), ('thc-b'), ('thc-small'), ('thc-none')) p (name), meter_set_plan(name);
SELECT cap FROM (VALUES ('thc-a', 1000), ('thc-b', 1000), ('thc-small', 500)) p (name, size), meter_set_limit('m', 'tokens', size, 'month', plan => name);
CREATE FUNCTION pg_temp.gauges(a text) RETURNS TABLE (payer text, limit_name text, used numeric, reserved numeric, cap numeric, remaining numeric)
LANGUAGE sql AS 'SELECT payer, limit_name, used, reserved, cap, remaining FROM meter_status(a) WHERE limit_name <> ''daily_tokens''';
CREATE FUNCTION pg_temp.wrong() RETURNS TABLE (problem text, account text, subject text)
LANGUAGE sql AS 'SELECT problem, account, subject FROM meter_verify()';

-- another plan, before and after its counter is there
SELECT plan FROM meter_set_account('thc1', plan => 'thc-a');
SELECT hold_id AS hold FROM meter_reserve('thc1', 1000, ttl => '1 hour') \gset
SELECT plan FROM meter_set_account('thc1', plan => 'thc-b');
SELECT * FROM pg_temp.gauges('thc1');
SELECT allowed, reason FROM meter_check_quota('thc1', 1);
SELECT allowed, reason, used, cap, remaining FROM meter_add_tokens('thc1', 1000);
SELECT * FROM pg_temp.gauges('thc1');
SELECT * FROM pg_temp.wrong();
SELECT allowed, reason, used, reserved, cap FROM meter_settle(:hold, 700);
SELECT * FROM pg_temp.gauges('thc1');
SELECT allowed, remaining FROM meter_add_tokens('thc1', 300);
-- and back: nothing is counted twice
SELECT plan FROM meter_set_account('thc1', plan => 'thc-a');
SELECT * FROM pg_temp.gauges('thc1');
SELECT * FROM pg_temp.wrong();

-- settled under the plan in which it was reserved, after it has been under another
SELECT plan FROM meter_set_account('thc2', plan => 'thc-a');
SELECT hold_id AS hold FROM meter_reserve('thc2', 400, ttl => '1 hour') \gset
SELECT plan FROM meter_set_account('thc2', plan => 'thc-b');
SELECT allowed, used, reserved FROM meter_add_tokens('thc2', 100);
SELECT plan FROM meter_set_account('thc2', plan => 'thc-a');
SELECT * FROM pg_temp.gauges('thc2');
SELECT allowed, reason, used, reserved FROM meter_settle(:hold, 400);
SELECT count(*) FROM meter.reservations WHERE hold_id = :hold;
SELECT plan FROM meter_set_account('thc2', plan => 'thc-b');
SELECT * FROM pg_temp.gauges('thc2');
SELECT * FROM pg_temp.wrong();

-- released, and expired: both limits have it back
SELECT plan FROM meter_set_account('thc3', plan => 'thc-a');
SELECT hold_id AS hold FROM meter_reserve('thc3', 600, ttl => '1 hour') \gset
SELECT allowed FROM meter_reserve('thc3', 300, ttl => '10 minutes');
SELECT plan FROM meter_set_account('thc3', plan => 'thc-b');
SELECT allowed, remaining FROM meter_add_tokens('thc3', 100);
SELECT reason FROM meter_release(:hold);
SELECT * FROM pg_temp.gauges('thc3');
SET token_meter.clock = '2026-05-04 12:10+00';
SELECT * FROM pg_temp.gauges('thc3');
SELECT allowed, remaining FROM meter_add_tokens('thc3', 900);
SELECT plan FROM meter_set_account('thc3', plan => 'thc-a');
SELECT * FROM pg_temp.gauges('thc3');
SELECT * FROM pg_temp.wrong();

-- a cap below what is reserved: nothing more passes, and the settlement does
SELECT plan FROM meter_set_account('thc4', plan => 'thc-a');
SELECT hold_id AS hold FROM meter_reserve('thc4', 800, ttl => '1 hour') \gset
SELECT plan FROM meter_set_account('thc4', plan => 'thc-small');
SELECT * FROM pg_temp.gauges('thc4');
SELECT allowed, reason, remaining FROM meter_add_tokens('thc4', 1);
SELECT * FROM pg_temp.gauges('thc4');
SELECT * FROM pg_temp.wrong();
SELECT allowed, reason, used, reserved, cap, remaining FROM meter_settle(:hold, 800);
SELECT * FROM pg_temp.wrong();

-- overrides set and removed, with a hold under each
SELECT plan FROM meter_set_account('thc5', plan => 'thc-a');
CREATE FUNCTION pg_temp.tries() RETURNS SETOF boolean LANGUAGE plpgsql AS $$
BEGIN
    FOR n IN 1..3 LOOP
        RETURN QUERY SELECT allowed FROM meter_reserve('thc5', 1000, ttl => '1 hour');
        PERFORM meter_set_limit('m', 'tokens', 1000, 'month', account => 'thc5');
        RETURN QUERY SELECT allowed FROM meter_reserve('thc5', 1000, ttl => '1 hour');
        PERFORM meter_remove_limit('m', account => 'thc5');
    END LOOP;
END $$;
SELECT * FROM pg_temp.tries();
SELECT s.used FROM meter.holds h, meter_settle(h.hold_id, 1000) s WHERE h.account = 'thc5';
SELECT * FROM pg_temp.gauges('thc5');
SELECT * FROM pg_temp.wrong();

-- teams: a member that joins brings its hold, and one that comes back finds it
SELECT account FROM (VALUES ('thc-t1'), ('thc-t2')) t (name), meter_set_account(name, plan => 'thc-none');
SELECT cap FROM (VALUES ('thc-t1'), ('thc-t2')) t (name), meter_set_limit('tt', 'tokens', 1000, 'month', account => name);
SELECT parent FROM meter_set_account('thc6', plan => 'thc-none', parent => 'thc-t1');
SELECT allowed, hold_id AS hold FROM meter_reserve('thc6', 1000, ttl => '1 hour') \gset
SELECT parent FROM meter_set_account('thc6', parent => 'thc-t2');
SELECT * FROM pg_temp.gauges('thc6');
SELECT allowed, reason FROM meter_reserve('thc6', 1000, ttl => '1 hour');
SELECT allowed, reason FROM meter_add_tokens('thc-t2', 1);
SELECT parent FROM meter_set_account('thc6', parent => 'thc-t1');
SELECT allowed, used FROM meter_settle(:hold, 1000);
SELECT * FROM pg_temp.gauges('thc-t1');
SELECT * FROM pg_temp.gauges('thc-t2');
SELECT * FROM pg_temp.wrong();

-- a member that joins a team that has counted; what it gives back is the team's again
SELECT plan FROM meter_set_account('thc7', plan => 'thc-a');
SELECT allowed, hold_id AS hold FROM meter_reserve('thc7', 800, ttl => '1 hour') \gset
SELECT allowed FROM meter_add_tokens('thc-t2', 100);
SELECT parent FROM meter_set_account('thc7', parent => 'thc-t2');
SELECT * FROM pg_temp.gauges('thc7');
SELECT allowed, reason FROM meter_add_tokens('thc-t2', 101);
SELECT reason FROM meter_release(:hold);
SELECT * FROM pg_temp.gauges('thc7');
SELECT * FROM pg_temp.wrong();

-- a pool
SELECT account FROM meter_set_account('thc-pool', plan => 'thc-none');
SELECT cap FROM meter_set_limit('credits', 'tokens', 1000, 'never', account => 'thc-pool');
SELECT plan FROM meter_set_account('thc8', plan => 'thc-none');
SELECT allowed FROM meter_reserve('thc8', 300, provider => 'openai', ttl => '1 hour');
SELECT allowed FROM meter_reserve('thc8', 50, provider => 'anthropic', ttl => '1 hour');
SELECT account FROM meter_set_pool('thc-pool', 'openai', for_account => 'thc8');
SELECT * FROM pg_temp.gauges('thc8');
SELECT allowed, reason FROM meter_add_tokens('thc-pool', 701);
SELECT * FROM pg_temp.gauges('thc8');
SELECT s.used FROM meter.holds h, meter_settle(h.hold_id, 200) s WHERE h.account = 'thc8' AND h.provider = 'openai';
SELECT * FROM pg_temp.gauges('thc8');
SELECT * FROM pg_temp.wrong();

-- more limits of an account, of the same and of other meaning: each counts what it would
SELECT plan FROM meter_set_account('thc9', plan => 'thc-a');
SELECT allowed, hold_id AS hold FROM meter_reserve('thc9', 500, 300, model => 'gpt-4o', provider => 'openai', ttl => '1 hour') \gset
SELECT limit_name FROM meter_set_limit('day', 'tokens', 1000, 'day', account => 'thc9');
SELECT limit_name FROM meter_set_limit('roll', 'tokens', 1000, '90 minutes', account => 'thc9', rolling => true);
SELECT limit_name FROM meter_set_limit('calls', 'requests', 10, 'day', account => 'thc9');
SELECT limit_name FROM meter_set_limit('money', 'cost', 1, 'day', account => 'thc9');
SELECT limit_name FROM meter_set_limit('input', 'input_tokens', 1000, 'never', account => 'thc9');
SELECT limit_name FROM meter_set_limit('mini', 'tokens', 1000, 'day', account => 'thc9', model => 'gpt-4o-mini');
SELECT limit_name FROM meter_set_limit('own', 'tokens', 1000, 'day', account => 'thc9', key_source => 'own');
SELECT limit_name, reserved > 0 AS reserved, CASE WHEN limit_name <> 'money' THEN remaining END AS remaining FROM pg_temp.gauges('thc9');
SELECT allowed, reason, limit_name FROM meter_add_tokens('thc9', 201, model => 'gpt-4o', provider => 'openai');
SELECT limit_name, reserved > 0 AS reserved, CASE WHEN limit_name <> 'money' THEN remaining END AS remaining FROM pg_temp.gauges('thc9');
SELECT limit_name FROM meter_set_limit('day', account => 'thc9', anchored => true);
SELECT limit_name FROM meter_set_limit('input', account => 'thc9', model => 'gpt-4o-mini');
SELECT limit_name FROM meter_set_limit('input', account => 'thc9', model => 'gpt-4o');
SELECT limit_name, reserved, remaining FROM pg_temp.gauges('thc9') WHERE limit_name IN ('day', 'input');
-- the next slices of the window go on with it
SET token_meter.clock = '2026-05-04 12:15+00';
SELECT limit_name, reserved, remaining FROM pg_temp.gauges('thc9') WHERE limit_name = 'roll';
SELECT allowed, limit_name FROM meter_add_tokens('thc9', 1, model => 'gpt-4o', provider => 'openai');
SELECT limit_name, used, reserved, remaining FROM pg_temp.gauges('thc9') WHERE limit_name = 'roll';
SELECT * FROM pg_temp.wrong();
-- settled as another model: what does not count it has it back
SELECT allowed FROM meter_settle(:hold, 500, 100, model => 'gpt-4o-mini');
SELECT limit_name, used, reserved, remaining FROM pg_temp.gauges('thc9') WHERE limit_name <> 'money';
SELECT * FROM pg_temp.wrong();

-- a limit for a time: what was reserved under it is reserved on the plan's again
SET token_meter.clock = '2026-05-04 12:00+00';
SELECT plan FROM meter_set_account('thc10', plan => 'thc-a');
SELECT allowed FROM meter_add_tokens('thc10', 100);
SELECT cap FROM meter_set_limit('m', 'tokens', 5000, 'month', account => 'thc10', expires_at => '2026-05-04 12:30+00');
SELECT allowed, hold_id AS hold FROM meter_reserve('thc10', 800, ttl => '1 hour') \gset
SET token_meter.clock = '2026-05-04 12:30+00';
SELECT * FROM pg_temp.gauges('thc10');
SELECT allowed, reason, remaining FROM meter_add_tokens('thc10', 101);
SELECT * FROM pg_temp.gauges('thc10');
SELECT allowed, used, reserved FROM meter_settle(:hold, 800);
SELECT * FROM pg_temp.gauges('thc10');
SELECT * FROM pg_temp.wrong();

-- with grants: a grant that is kept for the hold stands where it was reserved, and pays there once
SELECT cap FROM meter_set_limit('credits', 'tokens', 0, 'never', plan => 'thc-none');
SELECT plan FROM meter_set_account('thc11', plan => 'thc-none');
SELECT remaining FROM meter_grant('thc11', 'credits', 1000);
SELECT allowed, hold_id AS hold FROM meter_reserve('thc11', 1000, ttl => '1 hour') \gset
SELECT cap FROM meter_set_limit('credits', 'tokens', 0, 'never', account => 'thc11');
SELECT * FROM pg_temp.gauges('thc11');
SELECT allowed, reason FROM meter_add_tokens('thc11', 1);
SELECT remaining FROM meter_grant('thc11', 'credits', 500);
SELECT allowed, used FROM meter_settle(:hold, 1000);
SELECT amount, spent, remaining FROM meter_grants('thc11');
SELECT * FROM pg_temp.gauges('thc11');
SELECT allowed, reason FROM meter_add_tokens('thc11', 501);
SELECT allowed, remaining FROM meter_add_tokens('thc11', 500);
SELECT * FROM pg_temp.wrong();

-- what a hold keeps of a grant is not taken back with the rest, and comes to the limit in force when the hold ends
SELECT plan FROM meter_set_account('thc12', plan => 'thc-none');
SELECT grant_id AS bought FROM meter_grant('thc12', 'credits', 1000) \gset
SELECT allowed, hold_id AS hold FROM meter_reserve('thc12', 1000, ttl => '1 hour') \gset
SELECT cap FROM meter_set_limit('credits', 'tokens', 0, 'never', account => 'thc12');
SELECT allowed FROM meter_add_tokens('thc12', 1);
SELECT voided FROM meter_void_grant(:bought);
SELECT reason FROM meter_release(:hold);
SELECT * FROM pg_temp.gauges('thc12');
SELECT amount, voided, remaining FROM meter_grants('thc12');
SELECT * FROM pg_temp.wrong();
