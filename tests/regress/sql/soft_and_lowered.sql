SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-03-10 12:00+00';
-- a soft limit warns and lets pass, in every function that asks it
SELECT (meter_set_plan(p)).plan FROM unnest('{sl soft,sl hard,sl big}'::text[]) p;
SELECT hard FROM meter_set_limit('soft', 'tokens', 100, 'day', plan => 'sl soft', hard => false);
SELECT account FROM meter_set_account('sl', plan => 'sl soft');
SELECT allowed, reason, level FROM meter_add_tokens('sl', 100);
SELECT allowed, reason, used, cap FROM meter_check_quota('sl', 1);
SELECT allowed, reason, used, cap FROM meter_require_quota('sl', 1);
SELECT allowed, reason, limit_name, used, cap, remaining, percent, level FROM meter_add_tokens('sl', 50);
SELECT allowed, reason, used, reserved FROM meter_reserve('sl', 10);
SELECT max(hold_id) AS hold FROM meter.holds WHERE account = 'sl' \gset
SELECT allowed, reason, used, reserved FROM meter_settle(:hold, 10);
SELECT count(*) AS denials FROM meter.denials WHERE account = 'sl';
SELECT bool_and(enforced) AS enforced FROM meter.usage_log WHERE account = 'sl';
-- beside a hard one, which refuses all the same
SELECT hard FROM meter_set_limit('hard', 'tokens', 200, 'day', account => 'sl');
SELECT allowed, reason, limit_name FROM meter_add_tokens('sl', 41);
SELECT allowed, reason, limit_name FROM meter_add_tokens('sl', 40);
-- made hard, it refuses from the next call on; made soft again, it lets pass
SELECT hard FROM meter_set_limit('soft', 'tokens', 100, 'day', plan => 'sl soft', hard => true);
SELECT allowed, reason, limit_name, used, cap FROM meter_add_tokens('sl', 1);
SELECT hard FROM meter_set_limit('hard', 'tokens', 200, 'day', account => 'sl', hard => false);
SELECT hard FROM meter_set_limit('soft', 'tokens', 100, 'day', plan => 'sl soft', hard => false);
SELECT allowed, reason, limit_name, used, cap FROM meter_add_tokens('sl', 1);

-- enforce => false: spent already, so it is recorded
SELECT hard FROM meter_set_limit('hard', 'tokens', 100, 'day', plan => 'sl hard');
SELECT account FROM meter_set_account('sl spent', plan => 'sl hard');
SELECT allowed, reason, used FROM meter_add_tokens('sl spent', 60, enforce => false);
SELECT allowed, reason, used, cap, remaining, level FROM meter_add_tokens('sl spent', 60, enforce => false);
SELECT allowed, reason, used FROM meter_add_tokens('sl spent', 1);
SELECT allowed, reason, used FROM meter_check_quota('sl spent', 1);
SELECT allowed, reason, used FROM meter_reserve('sl spent', 1);
SELECT tokens, enforced FROM meter.usage_log WHERE account = 'sl spent' ORDER BY usage_id;
-- it counts for every account above
SELECT account FROM meter_set_account('sl child', plan => 'sl big', parent => 'sl spent');
SELECT allowed, reason, limit_name, used FROM meter_add_tokens('sl child', 5, enforce => false);
SELECT allowed, reason, limit_name, used FROM meter_add_tokens('sl child', 5);

-- a cap lowered below what is used or held denies the next call, and takes nothing back
SELECT account FROM meter_set_account('sl low', plan => 'sl hard');
SELECT cap FROM meter_set_limit('hard', 'tokens', 100, 'day', account => 'sl low');
SELECT used FROM meter_add_tokens('sl low', 50);
SELECT used, reserved FROM meter_reserve('sl low', 30);
SELECT max(hold_id) AS hold FROM meter.holds WHERE account = 'sl low' \gset
SELECT cap FROM meter_set_limit('hard', 'tokens', 70, 'day', account => 'sl low');
SELECT used, reserved, cap, remaining, level FROM meter_status('sl low');
SELECT allowed, reason, used, reserved, cap, remaining, level FROM meter_add_tokens('sl low', 1);
SELECT cap FROM meter_set_limit('hard', 'tokens', 40, 'day', account => 'sl low');
SELECT allowed, reason, used, cap, remaining, level FROM meter_add_tokens('sl low', 1);
SELECT allowed, reason, used, reserved, cap, remaining FROM meter_settle(:hold, 30);
SELECT tokens, enforced FROM meter.usage_log WHERE hold_id = :hold;
SELECT cap FROM meter_set_limit('hard', 'tokens', 90, 'day', account => 'sl low');
SELECT allowed, used, cap, remaining FROM meter_add_tokens('sl low', 10);
SELECT allowed, used, cap FROM meter_add_tokens('sl low', 1);
-- for a whole plan at once
SELECT account FROM meter_set_account('sl low 2', plan => 'sl hard');
SELECT used FROM meter_add_tokens('sl low 2', 50);
SELECT cap FROM meter_set_limit('hard', 'tokens', 49, 'day', plan => 'sl hard');
SELECT allowed, reason, used, cap FROM meter_add_tokens('sl low 2', 1);
SELECT cap FROM meter_set_limit('hard', 'tokens', 100, 'day', plan => 'sl hard');
SELECT allowed, used, cap FROM meter_add_tokens('sl low 2', 1);

-- a change of plan keeps what was used: up, and down again to a cap that is passed already
SELECT cap FROM meter_set_limit('hard', 'tokens', 1000, 'day', plan => 'sl big');
SELECT account FROM meter_set_account('sl plan', plan => 'sl hard');
SELECT used FROM meter_add_tokens('sl plan', 100);
SELECT allowed FROM meter_add_tokens('sl plan', 1);
SELECT plan FROM meter_set_account('sl plan', plan => 'sl big');
SELECT used, cap, remaining FROM meter_status('sl plan');
SELECT allowed, used, cap FROM meter_add_tokens('sl plan', 400);
SELECT plan FROM meter_set_account('sl plan', plan => 'sl hard');
SELECT used, cap, remaining, level FROM meter_status('sl plan');
SELECT allowed, reason, used, cap FROM meter_add_tokens('sl plan', 1);
SET token_meter.clock = '2026-03-11 00:00+00';
SELECT allowed, used, cap FROM meter_add_tokens('sl plan', 100);
SELECT problem, account FROM meter_verify();
