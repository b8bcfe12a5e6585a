SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- a company has bought 1,000,000 OpenAI tokens; its teams' members use them up together
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT count(*) >= 0 AS alerts_of_others_taken FROM meter_take_alerts(10000);
SELECT plan FROM meter_set_plan('credit teams', 'no limits but what was bought');
SELECT account, parent FROM meter_set_account('pc', plan => 'credit teams');
SELECT account, parent FROM meter_set_account('pc red', plan => 'credit teams', parent => 'pc');
SELECT account, parent FROM meter_set_account('pc blue', plan => 'credit teams', parent => 'pc');
SELECT account, parent FROM meter_set_account('pc mia', plan => 'credit teams', parent => 'pc red');
SELECT account, parent FROM meter_set_account('pc noah', plan => 'credit teams', parent => 'pc blue');
SELECT account, plan FROM meter_set_account('pc openai');
SELECT limit_name, unit, cap, period, thresholds
  FROM meter_set_limit('credits', 'tokens', 1000000, 'never', account => 'pc openai', thresholds_left => '{20,10}');
SELECT account, provider, for_account FROM meter_set_pool('pc openai', 'openai', for_account => 'pc');

-- bought 1,000,000, used 45,230, remaining 954,770
SELECT allowed, reason, limit_name, used, remaining FROM meter_add_tokens('pc mia', 20000, 5230, provider => 'openai');
SELECT allowed, reason, limit_name, used, remaining FROM meter_add_tokens('pc noah', 20000, provider => 'openai');
SELECT limit_name, cap AS bought, used, remaining, percent, level, period_start, resets_at FROM meter_status('pc openai') WHERE limit_name = 'credits';

-- own keys, other providers and other companies do not use them up
SELECT allowed, reason, limit_name FROM meter_add_tokens('pc mia', 300000, provider => 'openai', key_source => 'own');
SELECT allowed, reason, limit_name FROM meter_add_tokens('pc mia', 300000, provider => 'anthropic');
SELECT allowed, reason, limit_name FROM meter_add_tokens('pc mia', 300000);
SELECT allowed, reason, limit_name FROM meter_add_tokens('pc stranger', 30000, provider => 'openai');
SELECT account, provider, key_source FROM meter_set_key_source('pc blue', 'openai', 'own');
SELECT allowed, reason, limit_name FROM meter_add_tokens('pc noah', 300000, provider => 'openai');
SELECT key_source FROM meter_set_key_source('pc blue', 'openai', NULL);
SELECT used, remaining FROM meter_status('pc openai') WHERE limit_name = 'credits';

-- told when 20 % and when 10 % are left
SELECT used, level FROM meter_add_tokens('pc mia', 754769, provider => 'openai');
SELECT count(*) FROM meter.alerts WHERE account = 'pc openai';
SELECT used, remaining, level FROM meter_add_tokens('pc mia', 1, provider => 'openai');
SELECT used, remaining, level FROM meter_add_tokens('pc noah', 150000, provider => 'openai');
SELECT account, limit_name, threshold, 100 - threshold AS percent_left, used, cap, remaining, resets_at
  FROM meter_take_alerts(10000) WHERE account LIKE 'pc%';
-- what is no longer there is refused, and whose credits they were stands in the denial
SELECT allowed, reason, limit_name, used, cap, remaining, resets_at FROM meter_add_tokens('pc noah', 60000, provider => 'openai');
SELECT account, payer, limit_name, requested FROM meter.denials WHERE account LIKE 'pc%';

-- a top-up makes room, and the warnings will be given again
SELECT account, limit_name, unit, kind, amount, remaining, priority, expires_at, note
  FROM meter_grant('pc openai', 'credits', 1000000, kind => 'top-up', note => 'invoice 17');
SELECT used, cap, remaining, percent, level FROM meter_status('pc openai') WHERE limit_name = 'credits';
SELECT allowed, reason, used, cap FROM meter_add_tokens('pc noah', 60000, provider => 'openai');
SELECT u.account, u.tokens, u.grant_amounts, g.note
  FROM meter.usage_log u JOIN meter.grants g ON g.grant_id = ANY (u.grant_ids) WHERE u.account LIKE 'pc%';
SELECT used, level FROM meter_add_tokens('pc mia', 589999, provider => 'openai');
SELECT count(*) AS told_too_early FROM meter_take_alerts(10000) WHERE account LIKE 'pc%';
SELECT used, level FROM meter_add_tokens('pc mia', 1, provider => 'openai');
SELECT used, level FROM meter_add_tokens('pc mia', 200000, provider => 'openai');
SELECT account, threshold, used, cap, remaining FROM meter_take_alerts(10000) WHERE account LIKE 'pc%';
SELECT kind, amount, spent, expired, remaining, note FROM meter_grants('pc openai');

-- who used how much of what was bought
SELECT a.parent AS team, sum(u.tokens) AS tokens
  FROM meter.usage_log u JOIN meter.accounts a USING (account) JOIN meter.counters c ON c.counter_id = ANY (u.charged)
 WHERE c.account = 'pc openai' GROUP BY 1 ORDER BY 1;
SELECT problem, account FROM meter_verify();
