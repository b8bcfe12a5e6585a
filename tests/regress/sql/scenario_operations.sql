SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- a company's TRAINING and AUTO_RESPONSE are limited apart
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT plan FROM meter_set_plan('company');
SELECT limit_name, cap, operation FROM meter_set_limit('training', 'tokens', 500000, 'month', plan => 'company', operation => 'TRAINING');
SELECT limit_name, cap, operation FROM meter_set_limit('auto_response', 'tokens', 200000, 'month', plan => 'company', operation => 'AUTO_RESPONSE');
SELECT plan FROM meter_set_plan('company site', 'a site spends what its company has');
SELECT account FROM meter_set_account('co', plan => 'company');
SELECT account, parent FROM meter_set_account('co site', plan => 'company site', parent => 'co');

SELECT allowed, limit_name, used, cap, percent, level FROM meter_add_tokens('co', 480000, operation => 'TRAINING', operation_id => 'dataset-7');
SELECT allowed, limit_name, used, cap, percent, level FROM meter_add_tokens('co', 10000, 20000, operation => 'AUTO_RESPONSE');
SELECT allowed, reason, limit_name, used, cap, remaining, resets_at FROM meter_add_tokens('co', 20001, operation => 'TRAINING', operation_id => 'dataset-8');
-- training is used up, the answers go on
SELECT allowed, limit_name, remaining, level FROM meter_add_tokens('co', 20000, operation => 'TRAINING');
SELECT allowed, limit_name, level FROM meter_check_quota('co', 1, operation => 'TRAINING');
SELECT allowed, limit_name, used FROM meter_add_tokens('co', 130000, operation => 'AUTO_RESPONSE');
-- a site's calls are the company's, and where none of its limits counts a call, nothing stops it
SELECT allowed, limit_name, used, level FROM meter_add_tokens('co site', 30000, operation => 'AUTO_RESPONSE');
SELECT allowed, reason, limit_name, used, remaining FROM meter_add_tokens('co site', 10001, operation => 'AUTO_RESPONSE');
SELECT allowed, reason, limit_name FROM meter_add_tokens('co site', 1, operation => 'TRAINING');
SELECT allowed, reason, limit_name FROM meter_add_tokens('co site', 5000000, operation => 'SUMMARY');
SELECT allowed, reason, limit_name FROM meter_add_tokens('co', 5000000);
SELECT limit_name, operation, used, cap, remaining, percent, level FROM meter_status('co');
SELECT account, payer, operation, operation_id, limit_name, requested, used, cap FROM meter.denials WHERE account LIKE 'co%' AND limit_name IN ('training', 'auto_response') ORDER BY denial_id;
SELECT account, operation, sum(tokens) FROM meter.usage_log WHERE account IN ('co', 'co site') GROUP BY 1, 2 ORDER BY 1, 2;
-- one of the two may be raised by itself
SELECT limit_name, cap FROM meter_set_limit('training', 'tokens', 600000, 'month', account => 'co', operation => 'TRAINING');
SELECT allowed, limit_name, used, cap FROM meter_add_tokens('co', 100000, operation => 'TRAINING');
SELECT allowed, limit_name, used, cap FROM meter_add_tokens('co', 10001, operation => 'AUTO_RESPONSE');
SELECT problem, account FROM meter_verify();
