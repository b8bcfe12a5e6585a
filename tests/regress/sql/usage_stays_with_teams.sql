-- What a member has used stays with its team when it leaves, whichever limits come into force for the team later, and with those above the team
SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT count(meter_set_plan(p)) FROM unnest('{ust month,ust other,ust day,ust rolling,ust model,ust none}'::text[]) p;
SELECT count(*) FROM (VALUES ('ust month', 'month'), ('ust other', 'month'), ('ust day', 'day')) x (plan, period),
    meter_set_limit('cap', 'tokens', 100, x.period, plan => x.plan);
SELECT period FROM meter_set_limit('cap', 'tokens', 100, '7 days', plan => 'ust rolling', rolling => true);
SELECT model FROM meter_set_limit('cap', 'tokens', 100, 'month', plan => 'ust model', model => 'gpt-4o');
CREATE TEMP VIEW teams AS
    SELECT a.account, a.plan, s.limit_name, s.used, s.reserved, s.cap, s.remaining
      FROM meter.accounts a, meter_status(a.account) s WHERE a.account LIKE 'ust team%' AND s.payer = a.account;
CREATE FUNCTION pg_temp.team(team text, member text, plan text DEFAULT 'ust month') RETURNS void LANGUAGE sql AS $$
    SELECT meter_set_account(team, plan => plan);
    SELECT meter_set_account(member, plan => 'ust none', parent => team);
$$;

-- another plan, an override, an override that expires, and back
SELECT FROM pg_temp.team('ust team 1', 'ust member 1');
SELECT allowed FROM meter_add_tokens('ust member 1', 90);
SELECT parent FROM meter_set_account('ust member 1', parent => '');
SELECT used, remaining FROM teams WHERE account = 'ust team 1';
SELECT allowed FROM meter_add_tokens('ust member 1', 7);
SELECT plan FROM meter_set_account('ust team 1', plan => 'ust other');
SELECT used, remaining FROM teams WHERE account = 'ust team 1';
SELECT allowed, remaining FROM meter_check_quota('ust team 1', 11);
SELECT allowed, used FROM meter_add_tokens('ust team 1', 1);
SELECT cap FROM meter_set_limit('cap', 'tokens', 200, 'day', account => 'ust team 1');
SELECT used, remaining FROM teams WHERE account = 'ust team 1';
SELECT cap FROM meter_set_limit('cap', 'tokens', 300, 'month', account => 'ust team 1', expires_at => '2026-03-11');
SELECT used, remaining FROM teams WHERE account = 'ust team 1';
SELECT allowed, used FROM meter_add_tokens('ust team 1', 1);
SET token_meter.clock = '2026-03-11 12:00+00';
SELECT removed FROM (SELECT meter_remove_limit('cap', account => 'ust team 1') IS NOT NULL AS removed) x;
SELECT used, remaining FROM teams WHERE account = 'ust team 1';
SELECT allowed, used FROM meter_add_tokens('ust team 1', 1);

-- who comes back brings what it has used elsewhere, once
SELECT parent FROM meter_set_account('ust member 1', parent => 'ust team 1');
SELECT used, remaining FROM teams WHERE account = 'ust team 1';
SELECT plan FROM meter_set_account('ust team 1', plan => 'ust month');
SELECT used, remaining FROM teams WHERE account = 'ust team 1';
SELECT parent FROM meter_set_account('ust member 1', parent => '');
SELECT plan FROM meter_set_account('ust team 1', plan => 'ust rolling');
SELECT used, remaining FROM teams WHERE account = 'ust team 1';
SELECT allowed, reason, used FROM meter_add_tokens('ust team 1', 1);

-- where no limit of the team had counted it, too: there is no receipt
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM pg_temp.team('ust team 2', 'ust member 2', 'ust model');
SELECT allowed FROM meter_add_tokens('ust member 2', 40, model => 'claude-sonnet-4-5');
SELECT usage_id AS call FROM meter_add_tokens('ust member 2', 50, model => 'claude-sonnet-4-5') \gset
SELECT used FROM teams WHERE account = 'ust team 2';
SELECT parent FROM meter_set_account('ust member 2', parent => '');
-- refunded before the limit comes, and after
SELECT input_tokens FROM meter_refund('ust member 2', :call);
SELECT usage_id AS call FROM meter_add_tokens('ust member 2', 5, model => 'claude-sonnet-4-5') \gset
SELECT plan FROM meter_set_account('ust team 2', plan => 'ust month');
SELECT used, remaining FROM teams WHERE account = 'ust team 2';
SELECT allowed, used FROM meter_add_tokens('ust team 2', 1);
SELECT input_tokens FROM meter_refund('ust member 2', :call);
SELECT used, remaining FROM teams WHERE account = 'ust team 2';
SELECT input_tokens FROM meter_refund('ust member 2', (SELECT min(usage_id) FROM meter.usage_log WHERE account = 'ust member 2'));
SELECT used, remaining FROM teams WHERE account = 'ust team 2';
SELECT plan FROM meter_set_account('ust team 2', plan => 'ust other');
SELECT used, remaining FROM teams WHERE account = 'ust team 2';
SELECT plan FROM meter_set_account('ust team 2', plan => 'ust month');
SELECT used, remaining FROM teams WHERE account = 'ust team 2';

-- from team to team: each keeps what was used by the time it was left
SELECT FROM pg_temp.team('ust team 3', 'ust member 3'), meter_set_account('ust team 4', plan => 'ust day');
SELECT allowed FROM meter_add_tokens('ust member 3', 10);
SELECT parent FROM meter_set_account('ust member 3', parent => 'ust team 4');
SELECT allowed FROM meter_add_tokens('ust member 3', 20);
SELECT parent FROM meter_set_account('ust member 3', parent => 'ust team 3');
SELECT allowed FROM meter_add_tokens('ust member 3', 30);
SELECT parent FROM meter_set_account('ust member 3', parent => '');
SELECT allowed FROM meter_add_tokens('ust member 3', 40);
SELECT account, used, remaining FROM teams WHERE account IN ('ust team 3', 'ust team 4') ORDER BY 1;
SELECT count(meter_set_account(t, plan => 'ust other')) FROM unnest('{ust team 3,ust team 4}'::text[]) t;
SELECT account, used, remaining FROM teams WHERE account IN ('ust team 3', 'ust team 4') ORDER BY 1;
SELECT allowed, used FROM meter_add_tokens('ust team 3', 1);

-- a team leaves a company with its members; a pool of the team's
SELECT FROM meter_set_account('ust team 5', plan => 'ust month'), meter_set_account('ust team 6', plan => 'ust month');
SELECT FROM pg_temp.team('ust team 7', 'ust member 7'), meter_set_account('ust team 7', parent => 'ust team 5'), meter_set_pool('ust team 6', 'openai', 'ust team 7');
SELECT allowed FROM meter_add_tokens('ust member 7', 60, provider => 'openai', model => 'gpt-4o');
SELECT allowed FROM meter_add_tokens('ust member 7', 5, provider => 'anthropic', model => 'claude-sonnet-4-5');
SELECT parent FROM meter_set_account('ust team 7', parent => '');
SELECT parent FROM meter_set_account('ust member 7', parent => '');
SELECT allowed FROM meter_add_tokens('ust member 7', 3, provider => 'openai', model => 'gpt-4o');
SELECT account, used, remaining FROM teams WHERE account IN ('ust team 5', 'ust team 6', 'ust team 7') ORDER BY 1;
SELECT count(meter_set_account(t, plan => 'ust rolling')) FROM unnest('{ust team 5,ust team 6,ust team 7}'::text[]) t;
SELECT account, used, remaining FROM teams WHERE account IN ('ust team 5', 'ust team 6', 'ust team 7') ORDER BY 1;
SELECT count(meter_set_account(t, plan => 'ust day')) FROM unnest('{ust team 5,ust team 6,ust team 7}'::text[]) t;
SELECT allowed, used FROM meter_add_tokens('ust team 5', 1);
SELECT account, used, remaining FROM teams WHERE account IN ('ust team 5', 'ust team 6', 'ust team 7') ORDER BY 1;

-- credits that it has spent stay spent
SELECT FROM pg_temp.team('ust team 8', 'ust member 8');
SELECT remaining FROM meter_grant('ust team 8', 'cap', 300);
SELECT allowed FROM meter_add_tokens('ust member 8', 350);
SELECT parent FROM meter_set_account('ust member 8', parent => '');
SELECT plan FROM meter_set_account('ust team 8', plan => 'ust other');
SELECT used, cap, remaining FROM teams WHERE account = 'ust team 8';
SELECT spent, remaining FROM meter_grants('ust team 8');
SELECT allowed, used, remaining FROM meter_add_tokens('ust team 8', 50);

-- a name goes, what was used stays; who has used nothing leaves no trace
SELECT FROM pg_temp.team('ust team 9', 'ust member 9'), meter_set_account('ust idle', parent => 'ust team 9');
SELECT allowed FROM meter_add_tokens('ust member 9', 90);
SELECT count(meter_set_account(m, parent => '')) FROM unnest('{ust member 9,ust idle}'::text[]) m;
SELECT meter_forget_account('ust member 9') LIKE 'forgotten %' AS forgotten, meter_remove_account('ust idle') AS removed;
SELECT account FROM meter_rename_account('ust team 9', 'ust team nine');
SELECT plan FROM meter_set_account('ust team nine', plan => 'ust other');
SELECT used, remaining FROM teams WHERE account = 'ust team nine';
SELECT allowed, used FROM meter_add_tokens('ust team nine', 1);

SELECT problem, account, subject FROM meter_verify() WHERE account LIKE 'ust%';

-- what it has reserved there when it leaves: still reserved, under each limit that comes, and then used there
SELECT FROM pg_temp.team('ust team 10', 'ust member 10'), meter_set_account('ust team 11', plan => 'ust day');
SELECT hold_id AS hold, allowed FROM meter_reserve('ust member 10', 60) \gset
SELECT hold_id AS other_hold FROM meter_reserve('ust member 10', 5) \gset
SELECT parent FROM meter_set_account('ust member 10', parent => 'ust team 11');
SELECT account, used, reserved, remaining FROM teams WHERE account IN ('ust team 10', 'ust team 11') ORDER BY 1;
SELECT plan FROM meter_set_account('ust team 10', plan => 'ust other');
SELECT used, reserved, remaining FROM teams WHERE account = 'ust team 10';
SELECT allowed, used, reserved, remaining FROM meter_add_tokens('ust team 10', 1);
-- the team that had taken the holds over is free of them when it is left
SELECT parent FROM meter_set_account('ust member 10', parent => '');
SELECT account, used, reserved, remaining FROM teams WHERE account IN ('ust team 10', 'ust team 11') ORDER BY 1;
SELECT reason, usage_id AS call FROM meter_settle(:hold, 55) \gset
SELECT FROM meter_release(:other_hold);
SELECT account, used, reserved, remaining FROM teams WHERE account IN ('ust team 10', 'ust team 11') ORDER BY 1;
SELECT plan FROM meter_set_account('ust team 10', plan => 'ust day');
SELECT used, reserved, remaining FROM teams WHERE account = 'ust team 10';
SELECT allowed, used FROM meter_add_tokens('ust team 10', 1);
SELECT input_tokens FROM meter_refund('ust member 10', :call);
SELECT used, remaining FROM teams WHERE account = 'ust team 10';
SELECT count(meter_set_account('ust team 10', plan => p)) FROM unnest('{ust month,ust other,ust rolling}'::text[]) p;
SELECT used, remaining FROM teams WHERE account = 'ust team 10';

-- credits that are set aside for it pay it, once
SELECT FROM pg_temp.team('ust team 12', 'ust member 12');
SELECT remaining FROM meter_grant('ust team 12', 'cap', 300);
SELECT allowed FROM meter_add_tokens('ust team 12', 100);
SELECT hold_id AS hold, allowed FROM meter_reserve('ust member 12', 60) \gset
SELECT parent FROM meter_set_account('ust member 12', parent => '');
SELECT plan FROM meter_set_account('ust team 12', plan => 'ust other');
SELECT used, reserved, remaining FROM teams WHERE account = 'ust team 12';
SELECT reason FROM meter_settle(:hold, 60);
SELECT used, reserved, remaining FROM teams WHERE account = 'ust team 12';
SELECT spent, remaining FROM meter_grants('ust team 12');

-- who has left a firm whose key it still uses: what it uses now counts to what the firm lends, not to the limits of the firm's own plan
BEGIN;
SELECT is_default FROM meter_set_plan('ust default', is_default => true);
SELECT cap FROM meter_set_limit('daily', 'tokens', 120, 'day', plan => 'ust default');
SELECT parent FROM meter_set_account('ust firm');
SELECT cap FROM meter_set_limit('bought', 'tokens', 900, 'never', account => 'ust firm');
SELECT provider FROM meter_set_pool('ust firm', 'ust provider');
SELECT parent FROM meter_set_account('ust ada', plan => 'ust none', parent => 'ust firm');
SELECT allowed FROM meter_add_tokens('ust ada', 5, provider => 'ust provider');
SELECT parent FROM meter_set_account('ust ada', parent => '');
SET LOCAL token_meter.clock = '2026-03-12 12:00+00';
SELECT allowed, usage_id AS call FROM meter_add_tokens('ust ada', 1, provider => 'ust provider') \gset
SELECT hold_id AS hold FROM meter_reserve('ust ada', 10, provider => 'ust provider') \gset
SELECT limit_name, used, reserved FROM meter_status('ust firm') WHERE payer = 'ust firm' ORDER BY 1;
SELECT reason FROM meter_settle(:hold, 10);
SELECT limit_name, used, reserved FROM meter_status('ust firm') WHERE payer = 'ust firm' ORDER BY 1;
SELECT allowed FROM meter_add_tokens('ust firm', 2);
SELECT input_tokens FROM meter_refund('ust ada', :call);
SELECT limit_name, used, reserved FROM meter_status('ust firm') WHERE payer = 'ust firm' ORDER BY 1;
-- and where it comes back, also to these, as any account that joins
SELECT parent FROM meter_set_account('ust ada', parent => 'ust firm');
SELECT limit_name, used, reserved FROM meter_status('ust firm') WHERE payer = 'ust firm' ORDER BY 1;
-- the same where a counter was made while it was away, with what it had used before
SELECT parent FROM meter_set_account('ust ada', parent => '');
SELECT cap FROM meter_set_limit('weekly', 'tokens', 500, 'week', plan => 'ust default');
SELECT allowed FROM meter_add_tokens('ust firm', 1);
SELECT allowed, usage_id AS call FROM meter_add_tokens('ust ada', 7, provider => 'ust provider') \gset
SELECT limit_name, used FROM meter_status('ust firm') WHERE payer = 'ust firm' ORDER BY 1;
SELECT parent FROM meter_set_account('ust ada', parent => 'ust firm');
SELECT limit_name, used FROM meter_status('ust firm') WHERE payer = 'ust firm' ORDER BY 1;
SELECT input_tokens FROM meter_refund('ust ada', :call);
SELECT limit_name, used FROM meter_status('ust firm') WHERE payer = 'ust firm' ORDER BY 1;
SELECT problem, account, subject FROM meter_verify() WHERE account LIKE 'ust%';
-- and what it used by the firm's key after it had left is none of what it had reserved there, also once the firm lends its key no more
SELECT parent FROM meter_set_account('ust firm 2', plan => 'ust default');
SELECT cap FROM meter_set_limit('bought', 'tokens', 900, 'never', account => 'ust firm 2');
SELECT provider FROM meter_set_pool('ust firm 2', 'ust provider 2');
SELECT parent FROM meter_set_account('ust ada 2', plan => 'ust none', parent => 'ust firm 2');
SELECT allowed FROM meter_add_tokens('ust ada 2', 5, provider => 'ust provider 2');
SELECT hold_id AS held_before FROM meter_reserve('ust ada 2', 20, provider => 'ust provider 2') \gset
SELECT parent FROM meter_set_account('ust ada 2', parent => '');
SELECT allowed FROM meter_add_tokens('ust ada 2', 1, provider => 'ust provider 2');
SELECT hold_id AS hold FROM meter_reserve('ust ada 2', 10, provider => 'ust provider 2') \gset
SELECT reason FROM meter_settle(:hold, 10);
SELECT hold_id AS hold FROM meter_reserve('ust ada 2', 30, provider => 'ust provider 2') \gset
SELECT meter_remove_pool('ust firm 2', 'ust provider 2');
SELECT reason, usage_id AS call FROM meter_settle(:held_before, 20) \gset
SELECT cap FROM meter_set_limit('monthly', 'tokens', 500, 'month', plan => 'ust default');
SELECT cap FROM meter_set_limit('own', 'tokens', 800, 'never', account => 'ust firm 2');
SELECT allowed FROM meter_add_tokens('ust firm 2', 2);
SELECT limit_name, used, reserved FROM meter_status('ust firm 2') WHERE payer = 'ust firm 2' ORDER BY 1;
-- its last hold is still reserved where it was, also when it moves again; and what it takes back comes off where it was counted
SELECT parent FROM meter_set_account('ust ada 2', parent => 'ust team 11');
SELECT reason FROM meter_settle(:hold, 30);
SELECT input_tokens FROM meter_refund('ust ada 2', :call);
SELECT limit_name, used, reserved FROM meter_status('ust firm 2') WHERE payer = 'ust firm 2' ORDER BY 1;
SELECT problem, account, subject FROM meter_verify() WHERE account LIKE 'ust%';
-- who comes back brings all its calls to the team's pool: a stay below another team, whose pool for another provider that was too, takes none away
SELECT account FROM unnest('{ust pool,ust team 12,ust team 13,ust bea}'::text[]) a, meter_set_account(a, plan => 'ust none');
SELECT cap FROM meter_set_limit('credits', 'tokens', 1000, 'never', account => 'ust pool');
SELECT provider FROM meter_set_pool('ust pool', 'ust provider 3', 'ust team 12'), meter_set_pool('ust pool', 'ust provider 4', 'ust team 13') other (a, b, c);
SELECT allowed FROM meter_add_tokens('ust team 12', 1, provider => 'ust provider 3');
SELECT allowed FROM meter_add_tokens('ust bea', 100, provider => 'ust provider 3');
SELECT parent FROM meter_set_account('ust bea', parent => 'ust team 12');
SELECT parent FROM meter_set_account('ust bea', parent => '');
SELECT allowed FROM meter_add_tokens('ust bea', 700, provider => 'ust provider 3');
SELECT parent FROM meter_set_account('ust bea', parent => 'ust team 13');
SELECT parent FROM meter_set_account('ust bea', parent => 'ust team 12');
SELECT used FROM meter_status('ust pool');
SELECT problem, account, subject FROM meter_verify() WHERE account LIKE 'ust%';
ROLLBACK;
SELECT problem, account, subject FROM meter_verify() WHERE account LIKE 'ust%';
RESET token_meter.clock;
