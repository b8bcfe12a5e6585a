SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT plan, description, is_default FROM meter_set_plan('several', 'several limits at once');
SELECT limit_name, unit, cap, period, hard FROM meter_set_limit('day_tokens', 'tokens', 1000, 'day', plan => 'several');
SELECT limit_name, unit, cap, period, hard FROM meter_set_limit('month_output', 'output_tokens', 500, 'month', plan => 'several');
SELECT limit_name, unit, cap, period, hard FROM meter_set_limit('day_requests', 'requests', 3, 'day', plan => 'several');
SELECT limit_name, unit, cap, period, hard FROM meter_set_limit('total_cost', 'cost', 0.01, 'never', plan => 'several');
SELECT limit_name, unit, cap, period, hard FROM meter_set_limit('soft_input', 'input_tokens', 300, 'day', plan => 'several', hard => false);
SELECT account, plan FROM meter_set_account('sev', plan => 'several');

-- the verdict speaks of the limit nearest to its cap
SELECT allowed, reason, limit_name, percent, level FROM meter_add_tokens('sev', 100, 200, model => 'gpt-4o-mini', provider => 'openai');
SELECT limit_name, used, cap, remaining, percent, level, resets_at FROM meter_status('sev');

-- a refusal by a later limit leaves the earlier ones as they were
SELECT allowed, reason, limit_name, used, cap FROM meter_add_tokens('sev', 0, 301);
SELECT limit_name, used FROM meter_status('sev');

-- a soft limit warns
SELECT allowed, reason, limit_name, level FROM meter_add_tokens('sev', 250, 1, model => 'gpt-4o-mini', provider => 'openai');
-- what is recorded above a hard limit says which
SELECT account FROM meter_set_account('sev-over', plan => 'several');
SELECT allowed, reason, limit_name, used FROM meter_add_tokens('sev-over', 400, 501, enforce => false);
-- requests
SELECT allowed, reason, limit_name, used, cap, remaining FROM meter_add_tokens('sev', 1, 1);
SELECT allowed, reason, limit_name, used, cap, remaining FROM meter_add_tokens('sev', 1, 1);
SELECT limit_name, used, level FROM meter_status('sev');
-- money
SELECT account FROM meter_set_account('sev-money', plan => 'several');
SELECT allowed, reason, limit_name, unit, used, cap, cost FROM meter_add_tokens('sev-money', 200, 0, model => 'claude-opus-4-1', provider => 'anthropic');
SELECT allowed, reason, limit_name, unit, used, cap, cost FROM meter_add_tokens('sev-money', 500, 0, model => 'claude-opus-4-1', provider => 'anthropic');

-- an override of the same name replaces the plan's limit for one account; another name adds one
SELECT limit_name, account, plan, cap FROM meter_set_limit('day_requests', 'requests', NULL, 'day', account => 'sev');
SELECT limit_name, account, plan, cap FROM meter_set_limit('extra', 'tokens', 400, 'never', account => 'sev');
SELECT limit_name, plan, used, cap, level FROM meter_status('sev');
SELECT allowed, reason, limit_name FROM meter_check_quota('sev', 1);
SELECT limit_name, account FROM meter_remove_limit('extra', account => 'sev');
SELECT allowed, reason, limit_name FROM meter_check_quota('sev', 1);
SELECT allowed, reason, limit_name FROM meter_check_quota('sev', 10000);

-- a limit may count only some calls
SELECT limit_name, operation FROM meter_set_limit('training', 'tokens', 100, 'month', plan => 'several', operation => 'TRAINING');
SELECT limit_name, provider FROM meter_set_limit('acme only', 'tokens', 10, 'month', plan => 'several', provider => 'acme');
SELECT account FROM meter_set_account('sev-scope', plan => 'several');
SELECT allowed, limit_name FROM meter_add_tokens('sev-scope', 101, operation => 'TRAINING');
SELECT allowed, limit_name FROM meter_add_tokens('sev-scope', 101, operation => 'AUTO_RESPONSE');
SELECT allowed, limit_name FROM meter_add_tokens('sev-scope', 11, provider => 'acme');
SELECT allowed, reason FROM meter_add_tokens('sev-scope', 11, provider => 'other');

-- an own key's usage is logged and costed, and no shared limit counts it
SELECT allowed, reason, limit_name, cost FROM meter_add_tokens('sev-scope', 1000000, provider => 'openai', model => 'gpt-4o-mini', key_source => 'own');
SELECT key_source, charged FROM meter.usage_log WHERE account = 'sev-scope' AND input_tokens = 1000000;

-- a cap of 0 denies everything; a cap of NULL is unlimited and still counts
SELECT account FROM meter_set_account('sev-zero');
SELECT cap FROM meter_set_limit('daily_tokens', 'tokens', 0, 'day', account => 'sev-zero');
SELECT allowed, reason, cap, percent, level FROM meter_add_tokens('sev-zero', 1);
SELECT cap FROM meter_set_limit('daily_tokens', 'tokens', NULL, 'day', account => 'sev-zero');
SELECT allowed, used, cap, remaining, percent, level FROM meter_add_tokens('sev-zero', 9007199254740991);

-- a cap lowered below what is used denies the next call
SELECT cap FROM meter_set_limit('daily_tokens', 'tokens', 1000, 'day', account => 'sev-zero');
SELECT allowed, reason, cap, remaining, level FROM meter_add_tokens('sev-zero', 1);

-- levels, exactly at the thresholds
SELECT account FROM meter_set_account('steps', plan => 'pro');
SELECT thresholds FROM meter_set_limit('monthly_tokens', 'tokens', 1000, 'month', account => 'steps', thresholds => '{95,50,80}');
SELECT percent, level FROM meter_add_tokens('steps', 499);
SELECT percent, level FROM meter_add_tokens('steps', 1);
SELECT percent, level FROM meter_add_tokens('steps', 449);
SELECT percent, level FROM meter_add_tokens('steps', 1);
SELECT percent, level FROM meter_add_tokens('steps', 50);
