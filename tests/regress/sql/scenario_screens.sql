SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- what the screens of an app show, each from one call
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT plan FROM meter_set_plan('screens', 'a million tokens a month');
SELECT limit_name, cap FROM meter_set_limit('monthly', 'tokens', 1000000, 'month', plan => 'screens');

-- a user's statistics, with the names that the app has for them: 100 and 200 tokens at 0.60 USD a million
SELECT account FROM meter_set_account('screen user', plan => 'screens');
SELECT price_match, cost FROM meter_add_tokens('screen user', 60, 120, model => 'llama3.1-70b', provider => 'cerebras', operation => 'TRAINING');
SELECT price_match, cost FROM meter_add_tokens('screen user', 40, 80, model => 'llama3.1-70b', provider => 'cerebras', operation => 'AUTO_RESPONSE');
SELECT jsonb_pretty(shown) AS shown, shown = '{"totalInputTokens": 100, "totalOutputTokens": 200, "totalTokens": 300, "totalCost": 0.00018,
         "byOperation": {"TRAINING": {"tokens": 180, "cost": 0.000108}, "AUTO_RESPONSE": {"tokens": 120, "cost": 0.000072}},
         "byModel": {"llama3.1-70b": {"tokens": 300, "cost": 0.00018}}}' AS as_the_app_has_it
  FROM meter_account_stats('screen user') s, LATERAL (
    SELECT jsonb_build_object('totalInputTokens', s.totals -> 'input_tokens', 'totalOutputTokens', s.totals -> 'output_tokens',
             'totalTokens', s.totals -> 'tokens', 'totalCost', s.totals -> 'cost',
             'byOperation', (SELECT jsonb_object_agg(o ->> 'operation', jsonb_build_object('tokens', o -> 'tokens', 'cost', o -> 'cost'))
                               FROM jsonb_array_elements(s.by_operation) o),
             'byModel', (SELECT jsonb_object_agg(m ->> 'model', jsonb_build_object('tokens', m -> 'tokens', 'cost', m -> 'cost'))
                           FROM jsonb_array_elements(s.by_model) m))) x (shown);

-- what is shown after a call
SELECT input_tokens, output_tokens, tokens, cost FROM meter_history('screen user', page_size => 1);

-- a company's three cards: all, training, answers; 60 calls a minute apart, every third of them training
SELECT account FROM meter_set_account('screen company', plan => 'screens');
SELECT count(*) AS calls
  FROM generate_series(1, 60) n, LATERAL meter_add_tokens('screen company', 100 * n, 10, model => 'llama3.1-70b', provider => 'cerebras',
           operation => CASE WHEN n % 3 = 0 THEN 'TRAINING' ELSE 'AUTO_RESPONSE' END, operation_id => 'call ' || n, at => '2026-03-10 10:00+00'::timestamptz + n * interval '1 minute');
SELECT 'Total' AS card, requests, tokens, cost FROM meter_usage('screen company')
UNION ALL
SELECT u.groups ->> 'operation', u.requests, u.tokens, u.cost FROM meter_usage('screen company', group_by => '{operation}') u ORDER BY 2 DESC;

-- its table: 50 a page, newest first; the tabs All, Training and Auto-Response
SELECT count(*) AS shown, min(at), max(at), bool_and(newest_first) AS newest_first, max(next_cursor) IS NOT NULL AS has_next
  FROM (SELECT h.*, h.at <= lag(h.at, 1, h.at) OVER () AS newest_first FROM meter_history('screen company') h) h;
SELECT next_cursor AS cursor FROM meter_history('screen company') ORDER BY at LIMIT 1 \gset
SELECT count(*) AS shown, min(at), max(at), count(next_cursor) AS cursors FROM meter_history('screen company', before => :'cursor');
SELECT count(*) AS shown, min(h.operation) AS from_, max(h.operation) AS to_ FROM meter_history('screen company', operation => 'TRAINING') h;
SELECT count(*) AS shown, min(h.operation) AS from_, max(h.operation) AS to_ FROM meter_history('screen company', operation => 'AUTO_RESPONSE') h;
SELECT at, operation, input_tokens, output_tokens, tokens, cost, details ->> 'operation_id' AS operation_id FROM meter_history('screen company', page_size => 2);

-- what was used in 7 days, in 30 days, of all time; by day, or by model
SELECT account FROM meter_set_account('screen trend', plan => 'screens');
SET token_meter.clock = '2026-02-01 12:00+00';
SELECT tokens FROM meter_add_tokens('screen trend', 1000, model => 'gpt-4o-mini', provider => 'openai');
SET token_meter.clock = '2026-02-20 12:00+00';
SELECT tokens FROM meter_add_tokens('screen trend', 2000, model => 'gpt-4o-mini', provider => 'openai');
SET token_meter.clock = '2026-03-05 12:00+00';
SELECT tokens FROM meter_add_tokens('screen trend', 4000, model => 'gpt-4o', provider => 'openai');
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT tokens FROM meter_add_tokens('screen trend', 8000, model => 'gpt-4o-mini', provider => 'openai');
SELECT tokens FROM meter_add_tokens('screen trend', 100, model => 'llama3.1-70b', provider => 'cerebras');
SELECT shown, u.requests, u.tokens, u.cost
  FROM (VALUES (1, '7 days', meter_now() - interval '7 days'), (2, '30 days', meter_now() - interval '30 days'), (3, 'all', NULL)) v (place, shown, since),
       LATERAL meter_usage('screen trend', v.since) u ORDER BY v.place;
SELECT u.bucket_start::date AS day, u.tokens, u.cost FROM meter_usage('screen trend', '2026-03-04', '2026-03-11', bucket => 'day', fill => true) u ORDER BY 1;
SELECT u.groups ->> 'model' AS model, u.requests, u.tokens, u.cost FROM meter_usage('screen trend', meter_now() - interval '30 days', group_by => '{model}') u ORDER BY u.cost DESC;
-- the three that cost most, with what a request of each costs
SELECT m ->> 'model' AS model, m -> 'requests' AS requests, (m ->> 'cost')::numeric AS cost, (m ->> 'average_cost')::numeric AS a_request
  FROM meter_account_stats('screen trend', top => 3), jsonb_array_elements(by_model) m;

-- "45,230 / 1,000,000 tokens, 954,770 remaining (95.5 %)"
SELECT account FROM meter_set_account('screen gauge', plan => 'screens');
SELECT used, remaining FROM meter_add_tokens('screen gauge', 40000, 5230, model => 'gpt-4o-mini', provider => 'openai');
SELECT format('%s / %s tokens, %s remaining (%s %%)', to_char(used, 'FM9,999,999'), to_char(cap, 'FM9,999,999'), to_char(remaining, 'FM9,999,999'),
              round(100 * remaining / cap, 1)) AS shown
  FROM meter_status('screen gauge') WHERE limit_name = 'monthly';
-- "using your API keys": what is used with them is shown, and counts towards no limit of the operator's keys
SELECT key_source FROM meter_set_key_source('screen gauge', 'openai', 'own');
SELECT limit_name, key_source FROM meter_set_limit('monthly', 'tokens', 1000000, 'month', plan => 'screens', key_source => 'shared');
SELECT allowed, reason FROM meter_add_tokens('screen gauge', 999999, model => 'gpt-4o-mini', provider => 'openai');
SELECT u.groups ->> 'key_source' AS keys, u.requests, u.tokens FROM meter_usage('screen gauge', group_by => '{key_source}') u ORDER BY 1;
SELECT used, remaining FROM meter_status('screen gauge') WHERE limit_name = 'monthly';
SELECT problem, account FROM meter_verify();
