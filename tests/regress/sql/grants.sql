SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- purchases, top-ups, gifts: they add to a limit's cap, and each knows what was spent of it
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT plan FROM meter_set_plan('gr plan');
SELECT limit_name, cap FROM meter_set_limit('day', 'tokens', 100, 'day', plan => 'gr plan');
-- which grants a call has spent how much of, by the notes on them
CREATE FUNCTION pg_temp.receipts(a text) RETURNS TABLE (tokens bigint, spent text) LANGUAGE sql AS $$
    SELECT u.tokens, (SELECT string_agg(g.note || ' ' || r.amount, ', ' ORDER BY r.n)
                        FROM unnest(u.grant_ids, u.grant_amounts) WITH ORDINALITY r (grant_id, amount, n)
                        JOIN meter.grants g USING (grant_id))
      FROM meter.usage_log u WHERE u.account = a ORDER BY u.usage_id
$$;

-- the limit's own cap first, then by priority, what expires soonest, and age
SELECT account FROM meter_set_account('gr', plan => 'gr plan');
SELECT limit_name, unit, kind, amount, remaining, priority, expires_at, note, created_at FROM meter_grant('gr', 'day', 50, priority => 5, note => 'last');
SELECT kind, amount FROM meter_grant('gr', 'day', 30, kind => 'gift', expires_at => '2026-03-20 00:00+00', note => 'until the 20th');
SELECT kind, amount FROM meter_grant('gr', 'day', 20, kind => 'top-up', expires_at => '2026-03-15 00:00+00', note => 'until the 15th');
SELECT kind, amount FROM meter_grant('gr', 'day', 10, kind => 'refund', note => 'older');
SELECT used, cap, remaining FROM meter_status('gr');
SELECT used, cap FROM meter_add_tokens('gr', 90);
SELECT used, cap FROM meter_add_tokens('gr', 15);
SELECT used, cap FROM meter_add_tokens('gr', 40);
SELECT * FROM pg_temp.receipts('gr');
SELECT note, kind, amount, spent, expired, remaining, priority, expires_at FROM meter_grants('gr');
-- a grant that comes later does not take over what was spent before
SELECT remaining FROM meter_grant('gr', 'day', 10, priority => -1, note => 'first');
SELECT remaining FROM meter_grant('gr', 'day', 5, note => 'younger');
SELECT note, spent, remaining FROM meter_grants('gr') WHERE spent > 0 OR note = 'first';
SELECT used FROM meter_add_tokens('gr', 7);
SELECT used FROM meter_add_tokens('gr', 8);
SELECT used FROM meter_add_tokens('gr', 14);
SELECT tokens, spent FROM pg_temp.receipts('gr') OFFSET 3;
SELECT allowed, reason, used, cap, remaining FROM meter_add_tokens('gr', 52);
SELECT used, cap, level FROM meter_add_tokens('gr', 51);
SELECT sum(spent), sum(remaining) FROM meter_grants('gr');
-- what is recorded above the cap spends no more of a grant than there is
SELECT reason, used, cap FROM meter_add_tokens('gr', 6, enforce => false);
SELECT tokens, spent FROM pg_temp.receipts('gr') OFFSET 6;

-- a grant loses what is unspent at the moment it expires, by itself
SELECT account FROM meter_set_account('gr exp', plan => 'gr plan');
SELECT amount FROM meter_grant('gr exp', 'day', 100, expires_at => '2026-03-10 18:00+00', note => 'till six');
SELECT amount FROM meter_grant('gr exp', 'day', 50, expires_at => '2026-03-10 20:00+00', note => 'till eight');
SELECT used, cap FROM meter_add_tokens('gr exp', 130);
SET token_meter.clock = '2026-03-10 17:59:59.999999+00';
SELECT used, cap, remaining FROM meter_status('gr exp');
SET token_meter.clock = '2026-03-10 18:00+00';
SELECT used, cap, remaining FROM meter_status('gr exp');
SELECT allowed, used, cap, remaining FROM meter_check_quota('gr exp', 51);
SELECT note, spent, expired, remaining FROM meter_grants('gr exp');
SELECT allowed, used, cap FROM meter_add_tokens('gr exp', 51);
SELECT allowed, used, cap FROM meter_add_tokens('gr exp', 10);
SET token_meter.clock = '2026-03-10 20:00+00';
SELECT allowed, used, cap, remaining FROM meter_add_tokens('gr exp', 1);
SELECT note, amount, spent, expired, remaining FROM meter_grants('gr exp');
SELECT granted FROM meter.counters WHERE account = 'gr exp';
SELECT * FROM pg_temp.receipts('gr exp');

-- what is unspent moves on into the next period, what was spent stays
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT account FROM meter_set_account('gr move', plan => 'gr plan');
SELECT amount FROM meter_grant('gr move', 'day', 50, note => 'moving');
SELECT used, cap FROM meter_add_tokens('gr move', 120);
SET token_meter.clock = '2026-03-11 12:00+00';
SELECT used, cap, remaining FROM meter_status('gr move');
SELECT allowed, used, cap FROM meter_check_quota('gr move', 131);
SELECT note, spent, remaining FROM meter_grants('gr move');
SELECT allowed, used, cap FROM meter_add_tokens('gr move', 131);
SELECT allowed, used, cap FROM meter_add_tokens('gr move', 110);
SELECT period_start, used, granted FROM meter.counters WHERE account = 'gr move' ORDER BY 1;
-- so that late usage has only what was left to it
SELECT allowed, used, cap, resets_at FROM meter_add_tokens('gr move', 1, at => '2026-03-10 13:00+00');
-- also when days go by without a call, or the reset finds it first
SET token_meter.clock = '2026-03-20 12:00+00';
SELECT used, cap FROM meter_status('gr move');
SELECT limit_name, used, cap, next_reset FROM meter_reset_due() WHERE account = 'gr move';
SELECT period_start, used, granted FROM meter.counters WHERE account = 'gr move' ORDER BY 1;
SELECT used, cap FROM meter_add_tokens('gr move', 120);
SELECT note, spent, remaining FROM meter_grants('gr move');
SELECT * FROM pg_temp.receipts('gr move');

-- to the limit of the same name and unit after a change of plan
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT plan FROM meter_set_plan('gr plan 2');
SELECT limit_name, cap FROM meter_set_limit('day', 'tokens', 200, 'day', plan => 'gr plan 2');
SELECT plan FROM meter_set_plan('gr plan cost');
SELECT limit_name, cap FROM meter_set_limit('day', 'cost', 200, 'day', plan => 'gr plan cost');
SELECT account FROM meter_set_account('gr change', plan => 'gr plan');
SELECT amount FROM meter_grant('gr change', 'day', 50, note => 'changing');
SELECT used, cap FROM meter_add_tokens('gr change', 110);
SELECT plan FROM meter_set_account('gr change', plan => 'gr plan 2');
SELECT used, cap, remaining FROM meter_status('gr change');
SELECT used, cap FROM meter_add_tokens('gr change', 100);
SELECT note, spent, remaining FROM meter_grants('gr change');
SELECT l.plan, c.used, c.granted FROM meter.counters c JOIN meter.limits l USING (limit_id) WHERE c.account = 'gr change' ORDER BY 1;
-- not to one that counts something else
SELECT plan FROM meter_set_account('gr change', plan => 'gr plan cost');
SELECT unit, cap FROM meter_status('gr change');
SELECT unit, spent, remaining FROM meter_grants('gr change');
-- and back: what was spent of it elsewhere stays spent
SELECT plan FROM meter_set_account('gr change', plan => 'gr plan');
SELECT used, cap, remaining, level FROM meter_status('gr change');
SELECT allowed, used, cap FROM meter_add_tokens('gr change', 1);
SELECT note, spent, remaining FROM meter_grants('gr change');
-- a limit of the account's own that replaces the plan's has it too
SELECT limit_name, cap FROM meter_set_limit('day', 'tokens', 300, 'day', account => 'gr change');
SELECT used, cap FROM meter_status('gr change');
SELECT limit_name FROM meter_remove_limit('day', account => 'gr change');
SELECT used, cap FROM meter_status('gr change');

-- a refund gives back to the grant what the call had spent of it
SELECT account FROM meter_set_account('gr back', plan => 'gr plan');
SELECT amount FROM meter_grant('gr back', 'day', 50, note => 'given back');
SELECT used FROM meter_add_tokens('gr back', 90);
SELECT used, cap FROM meter_add_tokens('gr back', 30);
SELECT max(usage_id) AS usage FROM meter.usage_log WHERE account = 'gr back' \gset
SELECT input_tokens FROM meter_refund('gr back', :usage);
SELECT note, spent, remaining FROM meter_grants('gr back');
SELECT used, cap FROM meter_status('gr back');
SELECT * FROM pg_temp.receipts('gr back');
-- an earlier call taken back leaves the cap open again, and the grant with what was spent of it
SELECT used FROM meter_add_tokens('gr back', 30);
SELECT min(usage_id) AS usage FROM meter.usage_log WHERE account = 'gr back' \gset
SELECT input_tokens FROM meter_refund('gr back', :usage);
SELECT used, cap, remaining FROM meter_status('gr back');
SELECT note, spent, remaining FROM meter_grants('gr back');
SELECT allowed, used, cap FROM meter_add_tokens('gr back', 100);
SELECT note, spent, remaining FROM meter_grants('gr back');

-- an expired grant stays expired
SELECT account FROM meter_set_account('gr back exp', plan => 'gr plan');
SELECT amount FROM meter_grant('gr back exp', 'day', 50, expires_at => '2026-03-10 18:00+00');
SELECT used FROM meter_add_tokens('gr back exp', 90);
SELECT used FROM meter_add_tokens('gr back exp', 30);
SELECT max(usage_id) AS usage FROM meter.usage_log WHERE account = 'gr back exp' \gset
SET token_meter.clock = '2026-03-10 19:00+00';
SELECT used, cap FROM meter_status('gr back exp');
SELECT input_tokens FROM meter_refund('gr back exp', :usage);
SELECT used, cap, remaining FROM meter_status('gr back exp');
SELECT amount, spent, expired, remaining FROM meter_grants('gr back exp');
SELECT allowed, used, cap FROM meter_add_tokens('gr back exp', 11);

-- what comes back from a period that has ended moves on too
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT account FROM meter_set_account('gr back next', plan => 'gr plan');
SELECT amount FROM meter_grant('gr back next', 'day', 50);
SELECT used FROM meter_add_tokens('gr back next', 90);
SELECT used FROM meter_add_tokens('gr back next', 40);
SELECT max(usage_id) AS usage FROM meter.usage_log WHERE account = 'gr back next' \gset
SET token_meter.clock = '2026-03-11 12:00+00';
SELECT used, cap FROM meter_add_tokens('gr back next', 1);
SELECT input_tokens FROM meter_refund('gr back next', :usage);
SELECT used, cap FROM meter_status('gr back next');
SELECT spent, remaining FROM meter_grants('gr back next');
SELECT allowed, used, cap FROM meter_add_tokens('gr back next', 149);
SELECT period_start, used, granted FROM meter.counters WHERE account = 'gr back next' ORDER BY 1;

-- holds reserve of it
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT account FROM meter_set_account('gr hold', plan => 'gr plan');
SELECT amount FROM meter_grant('gr hold', 'day', 50, expires_at => '2026-03-10 18:00+00', note => 'held');
SELECT used, reserved, cap, remaining FROM meter_reserve('gr hold', 140, ttl => '1 hour');
SELECT max(hold_id) AS hold FROM meter.holds WHERE account = 'gr hold' \gset
SELECT note, spent, remaining FROM meter_grants('gr hold');
SELECT used, reserved, cap FROM meter_settle(:hold, 130);
SELECT note, spent, remaining FROM meter_grants('gr hold');
SELECT * FROM pg_temp.receipts('gr hold');
-- an unlimited limit takes a grant, and spends none of it
SELECT account FROM meter_set_account('gr free', plan => 'gr plan');
SELECT cap FROM meter_set_limit('day', 'tokens', NULL, 'day', account => 'gr free');
SELECT remaining FROM meter_grant('gr free', 'day', 50);
SELECT allowed, used, cap, remaining FROM meter_add_tokens('gr free', 1000);
SELECT spent, remaining FROM meter_grants('gr free');
-- a cap of 0 lives on grants alone
SELECT account FROM meter_set_account('gr zero', plan => 'gr plan');
SELECT cap FROM meter_set_limit('day', 'tokens', 0, 'day', account => 'gr zero');
SELECT allowed FROM meter_add_tokens('gr zero', 1);
SELECT remaining FROM meter_grant('gr zero', 'day', 5);
SELECT allowed, used, cap, percent FROM meter_add_tokens('gr zero', 4);
SELECT spent, remaining FROM meter_grants('gr zero');
-- an account that nobody knows yet may be given something
SELECT account, limit_name, amount, remaining FROM meter_grant('gr unknown', 'daily_tokens', 1000);
SELECT cap FROM meter_status('gr unknown');
SELECT count(*) FROM meter_grants('gr nobody');
SELECT problem, account FROM meter_verify();
