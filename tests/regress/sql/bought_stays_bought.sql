SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-03-10 12:00+00';
-- what a grant has paid stays paid, whichever limit comes into force after it
SELECT (meter_set_plan(p)).plan FROM unnest('{bsb a,bsb b,bsb free,bsb 100,bsb 50,bsb 200}'::text[]) p;
SELECT (meter_set_limit('credits', 'tokens', 0, 'never', plan => p)).cap FROM unnest('{bsb a,bsb b}'::text[]) p;
SELECT (meter_set_limit('month', 'tokens', cap, 'month', plan => 'bsb ' || cap)).cap FROM unnest('{100,50,200}'::numeric[]) cap;

-- a change of plan, and back, and a purchase after it
SELECT account FROM meter_set_account('bsb', plan => 'bsb a');
SELECT remaining FROM meter_grant('bsb', 'credits', 300);
SELECT remaining FROM meter_add_tokens('bsb', 200);
SELECT plan FROM meter_set_account('bsb', plan => 'bsb b');
SELECT used, cap, remaining FROM meter_status('bsb');
SELECT used, cap, remaining FROM meter_check_quota('bsb', 100);
SELECT allowed, remaining FROM meter_check_quota('bsb', 101);
SELECT spent, remaining FROM meter_grants('bsb');
SELECT remaining FROM meter_grant('bsb', 'credits', 100);
SELECT used, cap, remaining FROM meter_status('bsb');
SELECT used, remaining FROM meter_add_tokens('bsb', 150);
SELECT plan FROM meter_set_account('bsb', plan => 'bsb a');
SELECT used, cap, remaining FROM meter_status('bsb');
SELECT allowed, used, remaining FROM meter_add_tokens('bsb', 50);
SELECT allowed FROM meter_add_tokens('bsb', 1);
SELECT amount, spent, remaining FROM meter_grants('bsb');
-- a call that a grant has paid under an earlier plan gives back to it
SELECT input_tokens FROM meter_refund('bsb', (SELECT min(usage_id) FROM meter.usage_log WHERE account = 'bsb'));
SELECT used, cap, remaining FROM meter_status('bsb');
SELECT plan FROM meter_set_account('bsb', plan => 'bsb b');
SELECT used, cap, remaining FROM meter_status('bsb');
SELECT amount, spent, remaining FROM meter_grants('bsb');

-- an override set and removed, and one of another scope and period
SELECT account FROM meter_set_account('bsb over', plan => 'bsb a');
SELECT remaining FROM meter_grant('bsb over', 'credits', 300);
SELECT remaining FROM meter_add_tokens('bsb over', 200, provider => 'openai');
SELECT cap FROM meter_set_limit('credits', 'tokens', 0, 'never', account => 'bsb over', thresholds => '{50}');
SELECT used, cap, remaining FROM meter_status('bsb over');
SELECT cap FROM meter_set_limit('credits', 'tokens', 0, 'year', account => 'bsb over', provider => 'openai');
SELECT used, cap, remaining FROM meter_status('bsb over');
SELECT cap FROM meter_set_limit('credits', 'tokens', 0, 'day', account => 'bsb over', provider => 'anthropic');
SELECT used, cap, remaining FROM meter_status('bsb over');
SELECT remaining FROM meter_add_tokens('bsb over', 30, provider => 'anthropic');
SELECT limit_name FROM meter_remove_limit('credits', account => 'bsb over');
SELECT used, cap, remaining FROM meter_status('bsb over');
SELECT allowed, remaining FROM meter_add_tokens('bsb over', 70);

-- an allowance under a top-up: what the plan has paid, the new plan pays; what the top-up has paid, it does not
SELECT account FROM meter_set_account('bsb top', plan => 'bsb 100');
SELECT remaining FROM meter_grant('bsb top', 'month', 100);
SELECT used, remaining FROM meter_add_tokens('bsb top', 130);
SELECT plan FROM meter_set_account('bsb top', plan => 'bsb 200');
SELECT used, cap, remaining FROM meter_status('bsb top');
SELECT used, cap, remaining FROM meter_add_tokens('bsb top', 100);
SELECT spent, remaining FROM meter_grants('bsb top');

-- a lowered cap makes no debt: a purchase after it can be spent in full
SELECT account FROM meter_set_account('bsb low', plan => 'bsb 100');
SELECT used, remaining FROM meter_add_tokens('bsb low', 80);
SELECT plan FROM meter_set_account('bsb low', plan => 'bsb 50');
SELECT used, cap, remaining FROM meter_status('bsb low');
SELECT remaining FROM meter_grant('bsb low', 'month', 40);
SELECT used, remaining FROM meter_status('bsb low');
SELECT allowed, remaining FROM meter_add_tokens('bsb low', 40);
SELECT allowed FROM meter_add_tokens('bsb low', 1);
SELECT plan FROM meter_set_account('bsb low', plan => 'bsb 100');
SELECT used, remaining FROM meter_status('bsb low');
-- in place, and raised again as if nothing had been
SELECT account FROM meter_set_account('bsb place', plan => 'bsb free');
SELECT cap FROM meter_set_limit('month', 'tokens', 100, 'month', account => 'bsb place');
SELECT used FROM meter_add_tokens('bsb place', 80);
SELECT cap FROM meter_set_limit('month', 'tokens', 50, 'month', account => 'bsb place');
SELECT used, cap, remaining FROM meter_status('bsb place') WHERE limit_name = 'month';
SELECT remaining FROM meter_grant('bsb place', 'month', 40);
SELECT used, remaining FROM meter_status('bsb place') WHERE limit_name = 'month';
SELECT cap FROM meter_set_limit('month', 'tokens', 100, 'month', account => 'bsb place');
SELECT used, cap, remaining FROM meter_status('bsb place') WHERE limit_name = 'month';
-- what was let through above every cap is owed, and the next grant pays it, before a change of limits as after it
SELECT account FROM meter_set_account('bsb owes', plan => 'bsb 50');
SELECT used FROM meter_add_tokens('bsb owes', 70, enforce => false);
SELECT remaining FROM meter_grant('bsb owes', 'month', 5);
SELECT plan FROM meter_set_account('bsb owes', plan => 'bsb free');
SELECT cap FROM meter_set_limit('month', 'tokens', 40, 'month', account => 'bsb owes');
SELECT remaining FROM meter_grant('bsb owes', 'month', 30);
SELECT used, cap, remaining FROM meter_status('bsb owes') WHERE limit_name = 'month';
SELECT amount, spent, remaining FROM meter_grants('bsb owes');
-- usage of a member who joins fills a team's cap, and burns none of its grants
SELECT account FROM meter_set_account('bsb team', plan => 'bsb a');
SELECT remaining FROM meter_grant('bsb team', 'credits', 60);
SELECT remaining FROM meter_add_tokens('bsb team', 10);
SELECT account FROM meter_set_account('bsb low', parent => 'bsb team');
SELECT used, cap, remaining FROM meter_status('bsb team');
SELECT spent, remaining FROM meter_grants('bsb team');
SELECT problem, account, subject FROM meter_verify() WHERE account LIKE 'bsb%';
-- what a grant has repaid of a debt stays paid when a larger plan comes: that takes nothing from the larger cap
SELECT account FROM meter_set_account('bsb repaid', plan => 'bsb 50');
SELECT used FROM meter_add_tokens('bsb repaid', 70, enforce => false);
SELECT remaining FROM meter_grant('bsb repaid', 'month', 30);
SELECT plan FROM meter_set_account('bsb repaid', plan => 'bsb 100');
SELECT used, remaining FROM meter_check_quota('bsb repaid');
SELECT used, remaining FROM meter_status('bsb repaid');
SELECT used, remaining FROM meter_add_tokens('bsb repaid', 5);
-- and back, and up again
SELECT plan FROM meter_set_account('bsb repaid', plan => 'bsb 50');
SELECT used, remaining FROM meter_status('bsb repaid');
SELECT plan FROM meter_set_account('bsb repaid', plan => 'bsb 100');
SELECT used, remaining FROM meter_status('bsb repaid');
-- taken back, the call gives its grant back too
SELECT refunds IS NOT NULL AS refunded FROM meter_refund('bsb repaid', (SELECT min(usage_id) FROM meter.usage_log WHERE account = 'bsb repaid'));
SELECT used, remaining FROM meter_status('bsb repaid');
SELECT amount, spent, remaining FROM meter_grants('bsb repaid');
-- so does what comes back to a grant by a refund, and repays what is owed: of 70 it has paid 20, and has 10 left
SELECT account FROM meter_set_account('bsb back', plan => 'bsb 50');
SELECT remaining FROM meter_grant('bsb back', 'month', 30);
SELECT used, remaining FROM (VALUES (50), (30), (20)) t (n), LATERAL meter_add_tokens('bsb back', n, enforce => false);
SELECT refunds IS NOT NULL AS refunded FROM meter_refund('bsb back', (SELECT usage_id FROM meter.usage_log WHERE account = 'bsb back' AND tokens = 30));
SELECT used, remaining FROM meter_status('bsb back');
SELECT plan FROM meter_set_account('bsb back', plan => 'bsb 100');
SELECT used, cap, remaining FROM meter_status('bsb back');
SELECT spent, remaining FROM meter_grants('bsb back');
-- so does what a repricing gives back
SELECT price_per_million FROM (VALUES ('m', 1000000, '2020-01-01'::timestamptz), ('m', 500000, '2010-01-01'), ('n', 1000000, '2010-01-01')) p (model, price, since),
       LATERAL meter_set_price('bsb', p.model, 'input', p.price, effective_from => p.since, allow_past => true);
SELECT (meter_set_plan(p)).plan FROM unnest('{bsb 50 usd,bsb 100 usd}'::text[]) p;
SELECT (meter_set_limit('money', 'cost', cap, 'month', plan => 'bsb ' || cap || ' usd')).cap FROM unnest('{50,100}'::numeric[]) cap;
SELECT account FROM meter_set_account('bsb cheap', plan => 'bsb 50 usd');
SELECT remaining FROM meter_grant('bsb cheap', 'money', 30);
SELECT cost FROM (VALUES (80, 'm'), (20, 'n')) t (n, model), LATERAL meter_add_tokens('bsb cheap', n, model => t.model, provider => 'bsb', enforce => false);
SELECT model, difference FROM meter_reprice('2026-03-10', '2026-03-11', account => 'bsb cheap', prices_at => '2010-06-01');
SELECT plan FROM meter_set_account('bsb cheap', plan => 'bsb 100 usd');
SELECT used, cap, remaining FROM meter_status('bsb cheap');
SELECT spent, remaining FROM meter_grants('bsb cheap');
-- a hold that a bought amount backs is in flight while the plan changes: given back, all that was bought can be spent
SELECT account FROM meter_set_account('bsb held', plan => 'bsb a');
SELECT remaining FROM meter_grant('bsb held', 'credits', 30);
SELECT hold_id AS bsb_hold FROM meter_reserve('bsb held', 20, ttl => '1 minute') \gset
SELECT plan FROM meter_set_account('bsb held', plan => 'bsb b');
SELECT used, remaining FROM meter_status('bsb held');
SELECT reason FROM meter_release(:bsb_hold);
SELECT used, remaining FROM meter_status('bsb held');
-- the same where nobody gives it back: it expires
SELECT hold_id IS NOT NULL AS held FROM meter_reserve('bsb held', 20, ttl => '1 minute');
SELECT plan FROM meter_set_account('bsb held', plan => 'bsb a');
SELECT used, remaining FROM meter_status('bsb held');
SET token_meter.clock = '2026-03-10 12:02+00';
SELECT used, remaining FROM meter_status('bsb held');
SELECT problem, account, subject FROM meter_verify() WHERE account LIKE 'bsb%';
-- what was owed on a day that is over is not asked for again, whatever limit comes
SELECT account FROM meter_set_account('bsb day', plan => 'bsb free');
SELECT cap FROM meter_set_limit('credits', 'tokens', 100, 'day', account => 'bsb day');
SELECT used FROM meter_add_tokens('bsb day', 130, at => '2026-03-09 12:00+00', enforce => false);
SELECT remaining FROM meter_grant('bsb day', 'credits', 10);
SELECT cap FROM meter_set_limit('credits', 'tokens', 0, 'never', account => 'bsb day');
SELECT used, remaining FROM meter_status('bsb day') WHERE limit_name = 'credits';
SELECT allowed, remaining FROM meter_add_tokens('bsb day', 10);
SELECT problem, account, subject FROM meter_verify() WHERE account LIKE 'bsb%';
-- settled after the change, what was bought pays once
SELECT hold_id AS bsb_hold FROM meter_reserve('bsb held', 20, ttl => '1 minute') \gset
SELECT plan FROM meter_set_account('bsb held', plan => 'bsb b');
SELECT reason, used, remaining FROM meter_settle(:bsb_hold, 12);
SELECT used, remaining FROM meter_status('bsb held');
SELECT plan FROM meter_set_account('bsb held', plan => 'bsb a');
SELECT used, remaining FROM meter_status('bsb held');
SELECT amount, spent, remaining FROM meter_grants('bsb held');
SELECT refunds IS NOT NULL AS refunded FROM meter_refund('bsb held', (SELECT min(usage_id) FROM meter.usage_log WHERE account = 'bsb held'));
SELECT used, remaining FROM meter_status('bsb held');
SELECT problem, account, subject FROM meter_verify() WHERE account LIKE 'bsb%';
-- a hold in flight while the period becomes a shorter one: what was bought is spent once
SELECT plan FROM meter_set_plan('bsb daily');
SELECT cap FROM meter_set_limit('month', 'tokens', 0, 'day', plan => 'bsb daily');
SELECT account FROM meter_set_account('bsb shorter', plan => 'bsb 50');
SELECT remaining FROM meter_grant('bsb shorter', 'month', 1000);
SELECT hold_id AS bsb_hold FROM meter_reserve('bsb shorter', 400, ttl => '1 minute') \gset
SELECT plan FROM meter_set_account('bsb shorter', plan => 'bsb daily');
SELECT allowed FROM meter_settle(:bsb_hold, 400);
SELECT amount, spent, remaining FROM meter_grants('bsb shorter');
SELECT remaining FROM meter_status('bsb shorter');
SELECT allowed FROM meter_add_tokens('bsb shorter', 650);
-- or of another team: the team under which it was reserved has paid
SELECT s.account FROM unnest('{bsb team a,bsb team b}'::text[]) t, meter_set_account(t, plan => 'bsb a') s;
SELECT remaining FROM unnest('{bsb team a,bsb team b}'::text[]) t, meter_grant(t, 'credits', 1000);
SELECT account FROM meter_set_account('bsb moves', plan => 'bsb free', parent => 'bsb team a');
SELECT hold_id AS bsb_hold FROM meter_reserve('bsb moves', 400, ttl => '1 minute') \gset
SELECT account FROM meter_set_account('bsb moves', parent => 'bsb team b');
SELECT allowed FROM meter_settle(:bsb_hold, 300);
SELECT s.account, used, remaining FROM unnest('{bsb team a,bsb team b}'::text[]) t, meter_status(t) s;
-- credits of one model pay for no other that a hold is settled with
SELECT account FROM meter_set_account('bsb model', plan => 'bsb free');
SELECT limit_name FROM unnest('{gpt-4o,gpt-4o-mini}'::text[]) m, meter_set_limit(m, 'tokens', 0, 'never', account => 'bsb model', model => m);
SELECT remaining FROM unnest('{gpt-4o,gpt-4o-mini}'::text[]) m, meter_grant('bsb model', m, 5000);
SELECT hold_id AS bsb_hold FROM meter_reserve('bsb model', 400, model => 'gpt-4o-mini', provider => 'openai', ttl => '1 minute') \gset
SELECT allowed FROM meter_settle(:bsb_hold, 300, model => 'gpt-4o');
SELECT limit_name, used, reserved, remaining FROM meter_status('bsb model') WHERE limit_name LIKE 'gpt%' ORDER BY 1;
SELECT problem, account, subject FROM meter_verify() WHERE account LIKE 'bsb%';
-- what was spent of a voided grant is owed under whatever limit comes: made before the void or after it, called before it or not
SELECT s.account FROM unnest('{bsb void 1,bsb void 2,bsb void 3}'::text[]) v, meter_set_account(v, plan => 'bsb a') s;
SELECT remaining FROM unnest('{bsb void 1,bsb void 2,bsb void 3}'::text[]) v, meter_grant(v, 'credits', 1000);
SELECT remaining FROM unnest('{bsb void 1,bsb void 2,bsb void 3}'::text[]) v, meter_add_tokens(v, 600);
SELECT s.plan FROM unnest('{bsb void 2,bsb void 3}'::text[]) v, meter_set_account(v, plan => 'bsb b') s;
SELECT remaining FROM meter_add_tokens('bsb void 3', 1);
SELECT v.owed FROM meter.grants g, meter_void_grant(g.grant_id, 1000, 'chargeback') v WHERE g.account LIKE 'bsb void%' ORDER BY g.account;
SELECT plan FROM meter_set_account('bsb void 1', plan => 'bsb b');
SELECT g.account, g.remaining FROM unnest('{bsb void 1,bsb void 2,bsb void 3}'::text[]) v, meter_grant(v, 'credits', 1000) g;
SELECT s.account, used, remaining FROM unnest('{bsb void 1,bsb void 2,bsb void 3}'::text[]) v, meter_status(v) s;
SELECT refunds IS NOT NULL AS refunded
  FROM unnest('{bsb void 1,bsb void 2,bsb void 3}'::text[]) v, meter_refund(v, (SELECT min(usage_id) FROM meter.usage_log WHERE account = v));
SELECT s.account, used, remaining FROM unnest('{bsb void 1,bsb void 2,bsb void 3}'::text[]) v, meter_status(v) s;
SELECT problem, account, subject, expected, actual FROM meter_verify() WHERE account LIKE 'bsb%';
-- what a settlement under a replaced limit leaves of its hold is there at once under the one in force, also where that counts no such calls
SELECT (meter_set_plan('bsb narrow')).plan;
SELECT model FROM meter_set_limit('credits', 'tokens', 0, 'never', plan => 'bsb narrow', model => 'gpt-4o');
SELECT account FROM meter_set_account('bsb freed', plan => 'bsb a');
SELECT remaining FROM meter_grant('bsb freed', 'credits', 1000);
SELECT hold_id AS bsb_hold FROM meter_reserve('bsb freed', 600, ttl => '10 minutes') \gset
SELECT plan FROM meter_set_account('bsb freed', plan => 'bsb narrow');
SELECT remaining FROM meter_add_tokens('bsb freed', 100, model => 'gpt-4o');
SELECT allowed FROM meter_settle(:bsb_hold, 50);
SELECT remaining FROM meter_status('bsb freed');
SELECT allowed, remaining FROM meter_add_tokens('bsb freed', 850, model => 'gpt-4o');
SELECT problem, account, subject, expected, actual FROM meter_verify() WHERE account LIKE 'bsb%';
