SET datestyle = ISO; SET timezone = 'UTC'; SET intervalstyle = postgres;
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-03-10 12:00+00';
-- ids depend on what ran before: errors are shown with N in their place
CREATE FUNCTION pg_temp.try(call text) RETURNS TABLE (state text, message text, detail text, hint text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE call;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    message := regexp_replace(message, '[0-9]+', 'N'); detail := regexp_replace(detail, '[0-9]+', 'N');
    RETURN NEXT;
END $$;
SELECT plan FROM meter_set_plan('holding');
SELECT cap FROM meter_set_limit('day', 'tokens', 1000, 'day', plan => 'holding');
SELECT account FROM meter_set_account('ho', plan => 'holding');

-- what is held is not there for others
SELECT allowed, reason, limit_name, used, reserved, cap, remaining, percent, tokens, usage_id FROM meter_reserve('ho', 400, 200);
SELECT max(hold_id) AS a FROM meter.holds WHERE account = 'ho' \gset
SELECT allowed, reason, used, reserved, remaining FROM meter_add_tokens('ho', 401);
SELECT allowed, reason, used, reserved, remaining FROM meter_check_quota('ho', 401);
SELECT allowed, reason, used, reserved, remaining, hold_id FROM meter_reserve('ho', 401);
SELECT allowed, used, reserved, remaining FROM meter_reserve('ho', 400);
SELECT max(hold_id) AS b FROM meter.holds WHERE account = 'ho' \gset
-- a refusal is kept
SELECT reason, requested, used, cap FROM meter.denials WHERE account = 'ho' ORDER BY denial_id;

-- settled with less: the rest is free again
SELECT allowed, reason, used, reserved, remaining, tokens, hold_id = :a AS of_the_hold FROM meter_settle(:a, 300, 50);
SELECT used, reserved, remaining FROM meter_status('ho');
-- again with the same: the first answer, no effect
SELECT allowed, reason, used, reserved, remaining, tokens, hold_id = :a AS of_the_hold FROM meter_settle(:a, 300, 50);
SELECT count(*), sum(tokens) FROM meter.usage_log WHERE account = 'ho';
-- with other counts, or given back after all
SELECT * FROM pg_temp.try(format('SELECT meter_settle(%s, 300, 51)', :a));
SELECT * FROM pg_temp.try(format('SELECT meter_release(%s)', :a));

-- settled with exactly what was held
SELECT allowed, reason, used, reserved, remaining FROM meter_settle(:b, 400);
SELECT h.late, h.overage, h.settled_at, u.tokens, u.at, u.enforced, u.hold_id = h.hold_id AS of_the_hold
  FROM meter.holds h JOIN meter.usage_log u USING (usage_id) WHERE h.account = 'ho' ORDER BY h.hold_id;

-- settled with more: recorded in full, also above the cap
SELECT used, reserved, remaining FROM meter_reserve('ho', 250);
SELECT max(hold_id) AS c FROM meter.holds WHERE account = 'ho' \gset
SELECT allowed, reason, limit_name, used, reserved, cap, remaining, level FROM meter_settle(:c, 251);
SELECT enforced FROM meter.usage_log WHERE hold_id = :c;
SELECT late, overage FROM meter.holds WHERE hold_id = :c;

-- given back
SELECT account FROM meter_set_account('ho back', plan => 'holding');
SELECT reserved FROM meter_reserve('ho back', 1000);
SELECT max(hold_id) AS a FROM meter.holds WHERE account = 'ho back' \gset
SELECT allowed FROM meter_add_tokens('ho back', 1);
SELECT allowed, reason, limit_name, used, level, usage_id, hold_id = :a AS of_the_hold FROM meter_release(:a);
SELECT used, reserved, remaining FROM meter_status('ho back');
-- twice is once; settling it is too late
SELECT allowed, reason, hold_id = :a AS of_the_hold FROM meter_release(:a);
SELECT * FROM pg_temp.try(format('SELECT meter_settle(%s, 5)', :a));
SELECT count(*) FROM meter.usage_log WHERE account = 'ho back';

-- an unknown hold and someone else's are the same, word for word
SELECT * FROM pg_temp.try('SELECT meter_settle(9007199254740991, 5)');
SELECT * FROM pg_temp.try(format('SELECT meter_settle(%s, 5, account => %L)', :b, 'ho back'));
SELECT * FROM pg_temp.try('SELECT meter_release(9007199254740991)');
SELECT * FROM pg_temp.try(format('SELECT meter_release(%s, account => %L)', :b, 'ho back'));
SELECT used FROM meter_settle(:b, 400, account => 'ho');

-- a hold whose time is up takes up nothing, though nobody has tidied up; settled late it is recorded in full
SELECT account FROM meter_set_account('ho late', plan => 'holding');
SELECT reserved, remaining FROM meter_reserve('ho late', 900, ttl => '30 seconds');
SELECT max(hold_id) AS a FROM meter.holds WHERE account = 'ho late' \gset
SELECT expires_at FROM meter.holds WHERE hold_id = :a;
SET token_meter.clock = '2026-03-10 12:00:29.999999+00';
SELECT reserved, remaining FROM meter_status('ho late');
SELECT allowed FROM meter_add_tokens('ho late', 101);
SET token_meter.clock = '2026-03-10 12:00:30+00';
SELECT reserved, remaining FROM meter_status('ho late');
SELECT allowed, reserved, remaining FROM meter_check_quota('ho late', 1000);
SELECT allowed, used, reserved, remaining FROM meter_add_tokens('ho late', 500);
SELECT allowed, reason, limit_name, used, reserved, remaining, level FROM meter_settle(:a, 900);
SELECT late, overage FROM meter.holds WHERE hold_id = :a;
SELECT at, enforced FROM meter.usage_log WHERE hold_id = :a;
-- late is said before overage
SELECT account FROM meter_set_account('ho late 2', plan => 'holding');
SELECT reserved FROM meter_reserve('ho late 2', 100, ttl => '1 second');
SELECT max(hold_id) AS a FROM meter.holds WHERE account = 'ho late 2' \gset
SELECT reserved FROM meter_reserve('ho late 2', 100, ttl => '1 second');
SELECT max(hold_id) AS b FROM meter.holds WHERE account = 'ho late 2' \gset
SET token_meter.clock = '2026-03-10 12:00:31+00';
SELECT reason, used FROM meter_settle(:a, 101);
SELECT late, overage FROM meter.holds WHERE hold_id = :a;
SELECT reason FROM meter_release(:b);
SELECT * FROM pg_temp.try(format('SELECT meter_settle(%s, 5)', :b));

-- a call that used nothing in the end
SELECT reserved FROM meter_reserve('ho late 2', 100);
SELECT max(hold_id) AS a FROM meter.holds WHERE account = 'ho late 2' \gset
SELECT allowed, reason, used, reserved, tokens FROM meter_settle(:a, 0);
-- nothing cannot be reserved
SELECT * FROM meter_reserve('ho', 0);
SELECT * FROM meter_reserve('ho', 0, 0, model => 'gpt-4o', provider => 'openai');
SELECT * FROM meter_reserve('ho', NULL);
-- from a second to a day
SELECT * FROM meter_reserve('ho late 2', 1, ttl => '0.999999 seconds');
SELECT * FROM meter_reserve('ho late 2', 1, ttl => '-1 hour');
SELECT * FROM meter_reserve('ho late 2', 1, ttl => '1 day 1 second');
SELECT * FROM meter_reserve('ho late 2', 1, ttl => '1 month');
SELECT * FROM meter_reserve('ho late 2', 1, ttl => NULL);
SELECT allowed FROM meter_reserve('ho late 2', 1, ttl => '1 second');
SELECT allowed FROM meter_reserve('ho late 2', 1, ttl => '24 hours');
SELECT expires_at - at AS ttl FROM meter.holds WHERE account = 'ho late 2' ORDER BY hold_id;

-- an account has only so many open holds
SELECT value FROM meter_set_setting('open_holds_max', '2');
SELECT account FROM meter_set_account('ho many', plan => 'holding');
SELECT allowed FROM meter_reserve('ho many', 10, ttl => '1 minute');
SELECT allowed FROM meter_reserve('ho many', 10, ttl => '2 minutes');
SELECT max(hold_id) AS b FROM meter.holds WHERE account = 'ho many' \gset
SELECT allowed, reason, limit_name, used, reserved, cap, level, hold_id FROM meter_reserve('ho many', 10);
SELECT used, reserved FROM meter_status('ho many');
SELECT reason, payer, limit_name, requested FROM meter.denials WHERE account = 'ho many';
-- others have their own, and a call without a hold needs none
SELECT allowed FROM meter_reserve('ho many 2', 10);
SELECT allowed FROM meter_add_tokens('ho many', 10);
-- one that is settled, released or expired makes room
SELECT reason FROM meter_settle(:b, 10);
SELECT allowed FROM meter_reserve('ho many', 10, ttl => '3 minutes');
SELECT allowed, reason FROM meter_reserve('ho many', 10);
SET token_meter.clock = '2026-03-10 12:01:31+00';
SELECT allowed, reserved FROM meter_reserve('ho many', 10);
SELECT value FROM meter_set_setting('open_holds_max', '100');

-- the call's money and requests are held as its tokens are
SELECT price_per_million FROM meter_set_price('holder', 'h-1', 'input', 10);
SELECT price_per_million FROM meter_set_price('holder', 'h-1', 'output', 20);
SELECT plan FROM meter_set_plan('holding money');
SELECT cap FROM meter_set_limit('money', 'cost', 1, 'day', plan => 'holding money');
SELECT cap FROM meter_set_limit('calls', 'requests', 2, 'day', plan => 'holding money');
SELECT account FROM meter_set_account('ho money', plan => 'holding money');
SELECT cost, limit_name, reserved, remaining FROM meter_reserve('ho money', 20000, 20000, model => 'h-1', provider => 'holder');
SELECT max(hold_id) AS a FROM meter.holds WHERE account = 'ho money' \gset
SELECT allowed, reason, limit_name, reserved, cap FROM meter_reserve('ho money', 40001, model => 'h-1', provider => 'holder');
-- fewer tokens may cost more: that is above what was held
SELECT reason, cost, limit_name, used FROM meter_settle(:a, 0, 40000);
SELECT limit_name, used, reserved FROM meter_status('ho money');
-- with what is not said staying as it was reserved
SELECT allowed FROM meter_reserve('ho money', 1, operation => 'chat', operation_id => 'o1', metadata => '{"a": 1}', model => 'h-1', provider => 'holder');
SELECT operation, operation_id, metadata FROM meter.holds WHERE account = 'ho money' AND operation = 'chat';
SELECT max(hold_id) AS a FROM meter.holds WHERE account = 'ho money' \gset
SELECT reason FROM meter_settle(:a, 1, metadata => '{"b": 2}');
SELECT operation, operation_id, model, metadata FROM meter.usage_log WHERE hold_id = :a;
SELECT allowed FROM meter_reserve('ho money', 1, operation => 'chat', operation_id => 'o2', metadata => '{"a": 1}', model => 'h-1', provider => 'holder');

-- settled after midnight, it is yesterday's
SELECT account FROM meter_set_account('ho night', plan => 'holding');
SET token_meter.clock = '2026-03-10 23:59:50+00';
SELECT reserved, resets_at FROM meter_reserve('ho night', 700);
SELECT max(hold_id) AS a FROM meter.holds WHERE account = 'ho night' \gset
SET token_meter.clock = '2026-03-11 00:00:05+00';
SELECT used, reserved, remaining FROM meter_status('ho night');
SELECT allowed, used FROM meter_add_tokens('ho night', 1000);
SELECT allowed, reason, used, reserved, remaining, resets_at FROM meter_settle(:a, 600);
SELECT used, reserved, remaining, resets_at FROM meter_status('ho night');
SELECT period_start, used, reserved FROM meter.counters WHERE account = 'ho night' ORDER BY period_start;

-- settled after a change of plan: in the counters it was held on, and in those of the limits that have come
SELECT plan FROM meter_set_plan('holding 2');
SELECT cap FROM meter_set_limit('day 2', 'tokens', 500, 'day', plan => 'holding 2');
SELECT account FROM meter_set_account('ho plan', plan => 'holding');
SELECT used FROM meter_add_tokens('ho plan', 100);
SELECT used, reserved FROM meter_reserve('ho plan', 300);
SELECT max(hold_id) AS a FROM meter.holds WHERE account = 'ho plan' \gset
SELECT plan FROM meter_set_account('ho plan', plan => 'holding 2');
SELECT limit_name, used, reserved FROM meter_status('ho plan');
SELECT allowed, used, reserved FROM meter_settle(:a, 200);
SELECT limit_name, used, reserved FROM meter_status('ho plan');
SELECT l.limit_name, c.used, c.reserved FROM meter.counters c JOIN meter.limits l USING (limit_id) WHERE c.account = 'ho plan' ORDER BY 1;
SELECT problem, account FROM meter_verify() WHERE account LIKE 'ho%';
