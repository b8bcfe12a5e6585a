SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- on_excess => 'cap': a call passes for what a hard limit has left, and the answer says how much that is
SET token_meter.clock = '2026-05-04 12:00+00';
CREATE FUNCTION pg_temp.try(call text) RETURNS TABLE (state text, message text, detail text, hint text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE call;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN NEXT;
END $$;
SELECT plan FROM meter_set_plan('capping');
SELECT on_excess, hard FROM meter_set_limit('day', 'tokens', 10000, 'day', plan => 'capping', on_excess => 'cap');
-- left out, it stays as it is
SELECT on_excess FROM meter_set_limit('day', 'tokens', 10000, 'day', plan => 'capping');
SELECT plan FROM meter_set_account('cap-a', plan => 'capping');

-- what fits is as ever
SELECT allowed, reason, tokens FROM meter_reserve('cap-a', 2000, 1000, idempotency_key => 'one');
SELECT allowed, reason, tokens, reserved FROM meter_check_quota('cap-a', 500, 6500);
-- the answer is cut to what is left, the prompt is what it is
SELECT allowed, reason, tokens, used, reserved, cap, remaining FROM meter_check_quota('cap-a', 800, 9000);
SELECT allowed, reason, tokens FROM meter_require_quota('cap-a', 800, 9000);
SELECT allowed, reason, limit_name, tokens, used, reserved, cap, remaining, level FROM meter_reserve('cap-a', 800, 9000, idempotency_key => 'two');
SELECT max(hold_id) AS two FROM meter.holds WHERE account = 'cap-a' \gset
SELECT input_tokens, output_tokens, amounts FROM meter.holds WHERE hold_id = :two;
-- a retry is answered the same, and takes nothing more
SELECT allowed, reason, tokens, reserved, hold_id = :two AS of_the_hold FROM meter_reserve('cap-a', 800, 9000, idempotency_key => 'two');
-- nothing is left
SELECT allowed, reason, tokens, reserved, remaining FROM meter_check_quota('cap-a', 0, 1);
SELECT allowed, reason, tokens, reserved, remaining FROM meter_reserve('cap-a', 0, 1);
SELECT reason, requested, input_tokens, output_tokens FROM meter.denials WHERE account = 'cap-a' ORDER BY denial_id;
-- the stream was cut where it should be
SELECT allowed, reason, tokens, used, reserved, remaining FROM meter_settle(:two, 800, 6200);
SELECT allowed, reason, tokens, used, reserved FROM meter_reserve('cap-a', 0, 1);
SELECT count(*) FROM meter_release((SELECT min(hold_id) FROM meter.holds WHERE account = 'cap-a'));
-- room for the prompt is no room for an answer, and what has no answer is not cut
SELECT allowed, reason, tokens, remaining FROM meter_reserve('cap-a', 3000, 10);
SELECT allowed, reason, tokens, remaining FROM meter_reserve('cap-a', 3001, 0);
SELECT allowed, reason, tokens, remaining FROM meter_reserve('cap-a', 2999, 10);
SELECT problem FROM meter_verify();

-- a limit that refuses is named, whatever one that cuts has left, and whether or not a counter was touched since
SELECT plan FROM meter_set_plan('capping both');
SELECT on_excess FROM meter_set_limit('day', 'tokens', 20, 'day', plan => 'capping both', on_excess => 'cap');
SELECT on_excess FROM meter_set_limit('total', 'tokens', 37, 'never', plan => 'capping both');
SELECT plan FROM meter_set_account('cap-both', plan => 'capping both');
SELECT allowed FROM meter_add_tokens('cap-both', 10);
SELECT allowed, limit_name, remaining FROM meter_reserve('cap-both', 28);
SELECT calls, changed FROM meter_reprice('2026-05-04 00:00+00', '2026-05-04 23:00+00', account => 'cap-both', dry_run => false);
SELECT allowed, limit_name, remaining FROM meter_reserve('cap-both', 28);
SELECT allowed, limit_name, remaining FROM meter_reserve('cap-both', 12);

-- what was used is recorded whole, as long as anything was left; then no more
SELECT plan FROM meter_set_account('cap-b', plan => 'capping');
SELECT allowed, reason, tokens, used FROM meter_add_tokens('cap-b', 0, 9700);
SELECT allowed, reason, tokens, remaining FROM meter_check_quota('cap-b', 100, 400);
SELECT allowed, reason, limit_name, tokens, used, cap, remaining, percent, level FROM meter_add_tokens('cap-b', 100, 400, idempotency_key => 'k');
SELECT allowed, reason, tokens, used, remaining FROM meter_add_tokens('cap-b', 100, 400, idempotency_key => 'k');
SELECT allowed, reason, tokens, used, remaining FROM meter_add_tokens('cap-b', 1);
SELECT tokens, enforced FROM meter.usage_log WHERE account = 'cap-b' ORDER BY usage_id;
SELECT problem FROM meter_verify();
-- so it is in a batch, call by call
SELECT plan FROM meter_set_account('cap-c', plan => 'capping');
SELECT event, allowed, reason, tokens, used
  FROM meter_add_batch('[{"account": "cap-c", "input_tokens": 9000}, {"account": "cap-c", "input_tokens": 2000}, {"account": "cap-c", "input_tokens": 1}]');
-- and of a soft limit it means nothing
SELECT on_excess, hard FROM meter_set_limit('day', 'tokens', 10000, 'day', account => 'cap-c', hard => false, on_excess => 'cap');
SELECT allowed, reason, tokens, used FROM meter_reserve('cap-c', 0, 500);

-- money: as many tokens of an answer as what is left buys, by the call's own price
SELECT component FROM meter_set_price('capco', 'capper', 'input', 2, effective_from => '2026-01-01', allow_past => true);
SELECT component FROM meter_set_price('capco', 'capper', 'output', 7, effective_from => '2026-01-01', allow_past => true);
SELECT plan FROM meter_set_plan('capping money', markup => 1.5);
SELECT on_excess FROM meter_set_limit('spend', 'cost', 0.01, 'day', plan => 'capping money', on_excess => 'cap');
SELECT plan FROM meter_set_account('cap-d', plan => 'capping money');
SELECT allowed, reason, tokens, cost, cost + 0.000007 > 0.01 AS no_more_fits FROM meter_check_quota('cap-d', 1000, 4000, model => 'capper', provider => 'capco');
SELECT allowed, reason, tokens, cost, reserved, cap, remaining FROM meter_reserve('cap-d', 1000, 4000, model => 'capper', provider => 'capco');
SELECT output_tokens, cost FROM meter.holds WHERE account = 'cap-d';
SELECT allowed, reason, tokens, cost, remaining FROM meter_reserve('cap-d', 0, 4000, model => 'capper', provider => 'capco');
SELECT on_excess FROM meter_set_limit('charged', 'charged_cost', 0.009, 'day', plan => 'capping money', on_excess => 'cap');
SELECT plan FROM meter_set_account('cap-e', plan => 'capping money');
SELECT allowed, reason, limit_name, tokens, cost, reserved, cap FROM meter_reserve('cap-e', 1000, 4000, model => 'capper', provider => 'capco');

-- several limits: the least that one of them has left; one that refuses is asked for all of it, whatever its name is
SELECT plan FROM meter_set_plan('capping several');
SELECT on_excess FROM meter_set_limit('m', 'tokens', 1000, 'day', plan => 'capping several', on_excess => 'cap');
SELECT on_excess FROM meter_set_limit('n', 'output_tokens', 300, 'day', plan => 'capping several', on_excess => 'cap');
SELECT on_excess FROM meter_set_limit('a', 'tokens', 2000, 'month', plan => 'capping several');
SELECT on_excess FROM meter_set_limit('z', 'output_tokens', 1500, 'month', plan => 'capping several');
SELECT plan FROM meter_set_account('cap-f', plan => 'capping several');
SELECT allowed, reason, limit_name, tokens FROM meter_check_quota('cap-f', 499, 1501);
SELECT allowed, reason, limit_name, tokens FROM meter_reserve('cap-f', 499, 1501);
SELECT allowed, reason, limit_name, tokens FROM meter_reserve('cap-f', 600, 1500);
SELECT allowed, reason, limit_name, tokens, remaining FROM meter_reserve('cap-f', 500, 1500);
SELECT limit_name, used, reserved, remaining FROM meter_status('cap-f');
SELECT allowed, reason, limit_name, tokens FROM meter_reserve('cap-f', 0, 10);
SELECT problem FROM meter_verify();

-- a pool on stripes, and grants on top of a cap
SELECT account FROM meter_set_account('cap-pool');
SELECT on_excess FROM meter_set_limit('pool', 'tokens', 1000, 'month', account => 'cap-pool', stripes => 4, on_excess => 'cap');
SELECT account FROM meter_set_account('cap-m', parent => 'cap-pool');
SELECT amount FROM meter_grant('cap-pool', 'pool', 500);
SELECT count(*) FROM generate_series(1, 10) i, meter_add_tokens('cap-m', 0, 90 + i);
SELECT allowed, reason, limit_name, tokens, reserved, cap, remaining FROM meter_reserve('cap-m', 0, 700);
SELECT allowed, reason FROM meter_reserve('cap-m', 0, 1);
SELECT problem FROM meter_verify();

-- what cannot be
SELECT * FROM pg_temp.try($$SELECT meter_set_limit('day', 'tokens', 1, 'day', plan => 'capping', on_excess => 'trim')$$);
SELECT * FROM pg_temp.try($$SELECT meter_set_limit('calls', 'requests', 1, 'day', plan => 'capping', on_excess => 'cap')$$);
-- and back
SELECT on_excess FROM meter_set_limit('day', plan => 'capping', on_excess => 'refuse');
SELECT plan FROM meter_set_account('cap-g', plan => 'capping');
SELECT allowed, reason, tokens FROM meter_reserve('cap-g', 0, 10001);
