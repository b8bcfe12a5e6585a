-- A plan's markup: the charged cost stands beside the provider's, and a limit can count either.
SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_price('mark', 'm', 'input', 10);
SELECT plan, markup FROM meter_set_plan('mk plus', markup => 1.250);
SELECT plan, markup FROM meter_set_plan('mk plus', description => 'a quarter more');
SELECT plan, markup FROM meter_set_plan('mk none');
SELECT FROM meter_set_account('mk', plan => 'mk plus');
SELECT FROM meter_set_account('mk plain', plan => 'mk none');
SELECT FROM meter_set_limit('paid', 'charged_cost', 3, 'month', plan => 'mk plus');
SELECT FROM meter_set_limit('spent', 'cost', 10, 'month', plan => 'mk plus');
SELECT allowed, cost, charged_cost FROM meter_add_tokens('mk', 100000, model => 'm', provider => 'mark');
SELECT allowed, cost, charged_cost FROM meter_add_tokens('mk plain', 100000, model => 'm', provider => 'mark');
SELECT limit_name, used, remaining FROM meter_status('mk') ORDER BY 1;
SELECT account, cost, markup, charged_cost FROM meter.usage_log WHERE account LIKE 'mk%' ORDER BY usage_id;
-- the limit of what is charged refuses first: 1.25 + 2.5 > 3
SELECT allowed, limit_name, used, cost, charged_cost FROM meter_add_tokens('mk', 200000, model => 'm', provider => 'mark');
-- a hold, its settlement and a refund go by it too
SELECT hold_id AS hold FROM meter_reserve('mk', 100000, model => 'm', provider => 'mark', ttl => '1 hour') \gset
SELECT limit_name, used, reserved FROM meter_status('mk') ORDER BY 1;
SELECT cost, charged_cost, usage_id AS usage FROM meter_settle(:hold, 50000) \gset
SELECT :cost AS cost, :charged_cost AS charged_cost;
SELECT limit_name, used, reserved FROM meter_status('mk') ORDER BY 1;
SELECT cost FROM meter_refund('mk', :usage);
SELECT limit_name, used FROM meter_status('mk') ORDER BY 1;
-- another markup holds from the next call on; a discount is one below 1
SELECT markup FROM meter_set_plan('mk plus', markup => 0.5);
SELECT cost, charged_cost FROM meter_add_tokens('mk', 100000, model => 'm', provider => 'mark');
SELECT limit_name, used FROM meter_status('mk') ORDER BY 1;
-- who pays the provider itself is charged nothing
SELECT cost, charged_cost FROM meter_add_tokens('mk', 100000, model => 'm', provider => 'mark', key_source => 'own');
-- an unknown cost is an unknown charge
SELECT FROM meter_set_setting('unknown_model', 'record');
SELECT cost, charged_cost FROM meter_add_tokens('mk', 1, model => 'no such', provider => 'mark', enforce => false);
SELECT allowed, reason, limit_name FROM meter_check_quota('mk', 1, model => 'no such', provider => 'mark');
SELECT FROM meter_set_setting('unknown_model', 'fallback');
SELECT meter_set_plan('mk plus', markup => 0);
SELECT meter_set_plan('mk plus', markup => 1.2345678);
SELECT * FROM meter_verify() WHERE account LIKE 'mk%';
