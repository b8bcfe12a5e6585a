SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- what a grant repaid of a debt comes back with the usage that it was
SET token_meter.clock = '2026-01-10 12:00+00';
SELECT plan FROM meter_set_plan('rr');
SELECT cap FROM meter_set_limit('month', 'tokens', 100, 'month', plan => 'rr');
SELECT limit_name FROM meter_set_limit('spend', 'cost', 3, 'month', plan => 'rr');
CREATE FUNCTION rr_debt(account text, OUT within bigint, OUT above bigint, OUT remaining numeric) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM meter_set_account(account, plan => 'rr');
    SELECT usage_id INTO within FROM meter_add_tokens(account, 60);
    SELECT usage_id INTO above FROM meter_add_tokens(account, 100, enforce => false);  -- owes 60
    SELECT g.remaining INTO remaining FROM meter_grant(account, 'month', 100) g;
END $$;
CREATE VIEW rr AS
SELECT a.account, (SELECT string_agg(format('%s spent, %s left', trim_scale(g.spent), trim_scale(g.remaining)), '; ' ORDER BY g.grant_id) FROM meter_grants(a.account) g) AS grants,
       s.limit_name, s.used, trim_scale(s.remaining) AS remaining
  FROM meter.accounts a, meter_status(a.account) s WHERE a.account LIKE 'rr%' ORDER BY a.account, s.limit_name;
-- the call that made the debt, the call before it, and both
SELECT within, above, remaining FROM rr_debt('rr above') \gset rr_
SELECT refunds = :rr_above AS refunded FROM meter_refund('rr above', :rr_above);
SELECT within, above, remaining FROM rr_debt('rr within') \gset rr_
SELECT refunds = :rr_within AS refunded FROM meter_refund('rr within', :rr_within);
SELECT within, above, remaining FROM rr_debt('rr both') \gset rr_
SELECT refunds = :rr_above AS refunded FROM meter_refund('rr both', :rr_above);
SELECT refunds = :rr_within AS refunded FROM meter_refund('rr both', :rr_within);
-- a part of the debt
SELECT account FROM meter_set_account('rr part', plan => 'rr');
SELECT used FROM meter_add_tokens('rr part', 160, enforce => false);
SELECT usage_id AS part FROM meter_add_tokens('rr part', 20, enforce => false) \gset
SELECT remaining FROM meter_grant('rr part', 'month', 100);
SELECT refunds = :part AS refunded FROM meter_refund('rr part', :part);
-- what a call spent of a grant stays with it where another call is taken back
SELECT account FROM meter_set_account('rr spent', plan => 'rr');
SELECT usage_id AS first FROM meter_add_tokens('rr spent', 100) \gset
SELECT remaining FROM meter_grant('rr spent', 'month', 100);
SELECT remaining FROM meter_add_tokens('rr spent', 80);
SELECT refunds = :first AS refunded FROM meter_refund('rr spent', :first);
-- two grants: the one that would have paid last has its part first
SELECT account FROM meter_set_account('rr two', plan => 'rr');
SELECT usage_id AS most FROM meter_add_tokens('rr two', 90, enforce => false) \gset
SELECT usage_id AS rest FROM meter_add_tokens('rr two', 100, enforce => false) \gset
SELECT remaining FROM meter_grant('rr two', 'month', 50);
SELECT remaining FROM meter_grant('rr two', 'month', 60);
SELECT refunds = :most AS refunded FROM meter_refund('rr two', :most);
SELECT * FROM rr WHERE limit_name = 'month';
-- in a period that is over
SELECT within, above, remaining FROM rr_debt('rr over') \gset rr_
-- a correction
SELECT price_per_million FROM meter_set_price('rr', 'q', 'input', 1, effective_from => '2026-01-01', allow_past => true);
SELECT account FROM meter_set_account('rr cost', plan => 'rr');
SELECT remaining FROM meter_grant('rr cost', 'month', 10000000);
SELECT remaining FROM meter_grant('rr cost', 'spend', 3);
SELECT allowed, trim_scale(cost) AS cost FROM meter_add_tokens('rr cost', 6000000, provider => 'rr', model => 'q');
SELECT price_per_million FROM meter_set_price('rr', 'q', 'input', 2, effective_from => '2026-01-02', allow_past => true);
SELECT changed, trim_scale(difference) AS difference FROM meter_reprice('2026-01-01', '2026-02-01', account => 'rr cost');
SELECT trim_scale(remaining) AS remaining FROM meter_grant('rr cost', 'spend', 10);
SELECT price_per_million FROM meter_set_price('rr', 'q', 'input', 0.25, effective_from => '2026-01-03', allow_past => true);
SELECT changed, trim_scale(difference) AS difference FROM meter_reprice('2026-01-01', '2026-02-01', account => 'rr cost');
SELECT limit_name, trim_scale(amount) AS amount, trim_scale(spent) AS spent, trim_scale(remaining) AS remaining FROM meter_grants('rr cost') WHERE limit_name = 'spend';
SET token_meter.clock = '2026-02-10 12:00+00';
SELECT refunds = :rr_above AS refunded FROM meter_refund('rr over', :rr_above);
SELECT * FROM rr WHERE limit_name = 'month' AND account <> 'rr cost';
SELECT limit_name, trim_scale(used) AS used, trim_scale(remaining) AS remaining FROM meter_status('rr cost') WHERE limit_name = 'spend';
SELECT problem, account FROM meter_verify() WHERE account LIKE 'rr%';
DROP VIEW rr;
DROP FUNCTION rr_debt;
RESET token_meter.clock;

-- a debt that has moved on to the limit in force: what is taken back lowers it there, and comes back to no grant as long as some is owed
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT count(meter_set_plan(p)) FROM unnest('{rar one,rar two,rar three}'::text[]) p;
SELECT count(*) FROM unnest('{rar one,rar two,rar three}'::text[]) p, meter_set_limit('cap', 'tokens', 100, 'month', plan => p);
SELECT plan FROM meter_set_account('rar moved', plan => 'rar one');
SELECT allowed, usage_id AS call FROM meter_add_tokens('rar moved', 17) \gset
SELECT allowed FROM meter_add_tokens('rar moved', 54);
SELECT plan FROM meter_set_account('rar moved', plan => 'rar two');
SELECT reason, used FROM meter_add_tokens('rar moved', 58, enforce => false);
SELECT remaining FROM meter_grant('rar moved', 'cap', 10);
SELECT plan FROM meter_set_account('rar moved', plan => 'rar three');
SELECT input_tokens FROM meter_refund('rar moved', :call);
SELECT used, remaining FROM meter_status('rar moved');  -- 112 of 110: 2 are owed
SELECT remaining FROM meter_grants('rar moved');
SELECT remaining FROM meter_grant('rar moved', 'cap', 5);
SELECT used, remaining FROM meter_status('rar moved');
-- or once a grant has repaid it there
SELECT plan FROM meter_set_account('rar repaid', plan => 'rar one');
SELECT allowed, usage_id AS call FROM meter_add_tokens('rar repaid', 17) \gset
SELECT allowed FROM meter_add_tokens('rar repaid', 54);
SELECT plan FROM meter_set_account('rar repaid', plan => 'rar two');
SELECT reason, used FROM meter_add_tokens('rar repaid', 58, enforce => false);
SELECT remaining FROM meter_grant('rar repaid', 'cap', 10);
SELECT plan FROM meter_set_account('rar repaid', plan => 'rar three');
SELECT remaining FROM meter_grant('rar repaid', 'cap', 50);
SELECT input_tokens FROM meter_refund('rar repaid', :call);
SELECT used, remaining FROM meter_status('rar repaid');  -- 112 of 160
SELECT sum(remaining) AS remaining FROM meter_grants('rar repaid');
-- and where a call that is owed itself is taken back, after the change
SELECT plan FROM meter_set_account('rar owed', plan => 'rar one');
SELECT allowed FROM meter_add_tokens('rar owed', 135, enforce => false);
SELECT remaining FROM meter_grant('rar owed', 'cap', 50);
SELECT reason, usage_id AS call FROM meter_add_tokens('rar owed', 38, enforce => false) \gset
SELECT plan FROM meter_set_account('rar owed', plan => 'rar two');
SELECT input_tokens FROM meter_refund('rar owed', :call);
SELECT used, remaining FROM meter_status('rar owed');  -- 135 of 150
SELECT spent, remaining FROM meter_grants('rar owed');
SELECT problem, account, subject FROM meter_verify() WHERE account LIKE 'rar%';
RESET token_meter.clock;
