-- A limit counts its model by whatever name a call has: that of the provider's answer, of a cloud, a gateway, an operator.
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_plan('lm plan');
SELECT FROM meter_set_limit('lm jasper', 'requests', 2, 'day', plan => 'lm plan', model => 'Jasper-4o');
SELECT FROM meter_set_account('lm', plan => 'lm plan');
-- what asks before the call and what charges after it count on the same limit
SELECT allowed FROM meter_add_tokens('lm', 10, model => 'jasper-4o', provider => 'vend');
SELECT allowed, used FROM meter_check_quota('lm', 10, model => 'jasper-4o', provider => 'vend');
SELECT allowed FROM meter_add_tokens('lm', 10, model => 'jasper-4o-2024-08-06', provider => 'vend');
SELECT allowed, limit_name FROM meter_check_quota('lm', 10, model => 'JASPER-4O');
SELECT model, allowed, limit_name FROM unnest('{jasper-4o-2024-08-06,vend/jasper-4o,router/vend/jasper-4o:nitro,us.meta.jasper-4o-20250101-v1:0,
    jasper-4o-0613,jasper-4o-mini,jasper-4,jasper-4.1,jasper-4o-mini-2024-08-06,ft:jasper-4o:acme::1,jasper-4o-99-99}'::text[]) model,
    meter_check_quota('lm', 10, model => model, provider => 'gate') ORDER BY allowed, model;
SELECT allowed, limit_name FROM meter_add_batch('[{"account": "lm", "input_tokens": 1, "model": "vend/jasper-4o"}, {"account": "lm", "input_tokens": 1, "model": "jasper-4o-mini"}]');
SELECT allowed FROM meter_reserve('lm', 10, model => 'models/jasper-4o', provider => ' VEND ');
-- the row keeps the name as it came
SELECT DISTINCT model FROM meter.usage_log WHERE account = 'lm' ORDER BY model;

-- a snapshot is that snapshot, a family a pattern as in shells, a provider whoever is called
SELECT FROM meter_set_account('lm of three', plan => 'lm plan');
SELECT FROM meter_set_limit('lm jasper', 'requests', NULL, 'day', account => 'lm of three', model => 'jasper-4o-2024-08-06');
SELECT FROM meter_set_limit('family', 'requests', NULL, 'day', account => 'lm of three', model => 'claude-agate-*');
SELECT FROM meter_set_limit('one letter', 'requests', NULL, 'day', account => 'lm of three', model => 'jasper-4?');
SELECT FROM meter_set_limit('gate', 'requests', NULL, 'day', account => 'lm of three', provider => 'Gate ', key_source => NULL);
SELECT FROM meter_set_limit('anthropic', 'requests', NULL, 'day', account => 'lm of three', provider => 'anthropic');
SELECT FROM meter_set_limit('path', 'requests', NULL, 'day', account => 'lm of three', model => 'anthropic/claude-agate-4-1');
SELECT n, provider, model, limits FROM (VALUES (1, 'gate', 'jasper-4o'), (2, 'vend', 'jasper-4o-2024-08-06'), (3, 'gate', 'vend/jasper-4o-2024-11-20'),
        (4, 'gate', 'anthropic/claude-agate-4.1'), (5, NULL, 'anthropic/claude-agate-9'), (6, 'bedrock', 'eu.anthropic.claude-agate-4-1-20250805-v1:0'),
        (7, 'anthropic', 'claude-opal-4-1')) AS names (n, provider, model),
    LATERAL (SELECT limits FROM meter_match_model(model, provider, account => 'lm of three') LIMIT 1) m ORDER BY n;

-- an operator's names
SELECT FROM meter_set_account('lm named', plan => 'lm plan');
SELECT FROM meter_add_tokens('lm named', 10, model => 'jasper-4o', provider => 'vend');
SELECT FROM meter_add_tokens('lm named', 10, model => 'our-best', provider => 'azure');
SELECT FROM meter_set_model_rule('Our-Best', 'jasper-4o');
SELECT FROM meter_set_model_rule('^acme-(jasper-.+)$', '$1', kind => 'regex');
-- what was charged before the rule stays as it was; what comes counts
SELECT used FROM meter_status('lm named');
SELECT allowed FROM generate_series(1, 3) n, meter_add_tokens('lm named', n, model => 'our-best', provider => 'azure');
SELECT allowed FROM meter_add_tokens('lm named', 10, model => 'acme-jasper-4o-2025-01-01', provider => 'azure');
SELECT limits FROM meter_match_model('ACME-jasper-4o', account => 'lm named') LIMIT 1;
-- and no more when the rule is gone
SELECT FROM meter_remove_model_rule('Our-Best');
SELECT FROM meter_remove_model_rule('^acme-(jasper-.+)$', 'regex');
SELECT allowed FROM meter_add_tokens('lm named', 10, model => 'our-best', provider => 'azure');
SELECT used FROM meter_status('lm named');
-- a limit that comes later counts the log by the same rule
SELECT FROM meter_set_limit('lm later', 'tokens', NULL, 'month', account => 'lm', model => 'vend/jasper-4o');
SELECT used FROM meter_status('lm') WHERE limit_name = 'lm later';
SELECT FROM meter_set_limit('lm pattern', 'requests', NULL, 'month', account => 'lm', model => '*-mini');
SELECT used FROM meter_status('lm') WHERE limit_name = 'lm pattern';
-- what a counter took from the log is on record by name: a refund gives back what was counted, whatever a rule has said since
SELECT FROM meter_set_account('lm seed', plan => 'lm plan');
SELECT usage_id AS before_the_rule FROM meter_add_tokens('lm seed', 30, model => 'our-best', provider => 'azure') \gset
SELECT usage_id AS its_own FROM meter_add_tokens('lm seed', 100, model => 'jasper-4o', provider => 'azure') \gset
SELECT FROM meter_set_limit('lm tokens', 'tokens', NULL, 'month', account => 'lm seed', model => 'jasper-4o');
SELECT FROM meter_add_tokens('lm seed', 1, model => 'jasper-4o', provider => 'azure');
SELECT FROM meter_set_model_rule('our-best', 'jasper-4o');
SELECT FROM meter_refund('lm seed', :before_the_rule);
SELECT used FROM meter_status('lm seed') WHERE limit_name = 'lm tokens';
SELECT FROM meter_add_tokens('lm seed', 7, model => 'our-best', provider => 'azure', enforce => false);
SELECT FROM meter_remove_model_rule('our-best');
SELECT FROM meter_refund('lm seed', :its_own);
SELECT used FROM meter_status('lm seed') WHERE limit_name = 'lm tokens';
SELECT * FROM meter_verify() WHERE account LIKE 'lm%';

-- a snapshot of a month, a date after a version, a vendor's newest, a cloud's name without its version
SELECT wanted, model, meter_internal._meter_is_model(wanted, NULL, model) AS counts
  FROM (VALUES ('command-r', 'command-r-08-2024'), ('command-r', 'command-r-plus-08-2024'), ('command-r-08-2024', 'command-r'),
               ('claude-3-5-sonnet', 'claude-3-5-sonnet-v2@20241022'), ('claude-3-5-sonnet-20240620', 'claude-3-5-sonnet-v2@20241022'),
               ('mistral-large-2512', 'mistral-large-latest'), ('mistral-large-2411', 'mistral-large-latest'),
               ('claude-opus-4-6', 'us.anthropic.claude-opus-4-6-v1'), ('us.anthropic.claude-opus-4-6-v1:0', 'us.anthropic.claude-opus-4-6')) m (wanted, model);
