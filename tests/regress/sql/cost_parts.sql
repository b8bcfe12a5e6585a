-- What of a cost is the input's, the output's and the rest's: by the prices that each call was charged at; told where it is certain.
SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-09-01 00:00+00';
SELECT FROM meter_set_plan('cq plan');
SELECT FROM meter_set_account('cq', plan => 'cq plan');
SELECT count(*) FROM (VALUES ('m', 'input', 10, 0, 'standard'), ('m', 'output', 30, 0, 'standard'), ('m', 'cache_read', 1, 0, 'standard'), ('m', 'web_search', 10000, 0, 'standard'), ('m', 'request', 100, 0, 'standard'),
                    ('steps', 'input', 3, 0, 'standard'), ('steps', 'input', 7, 1000, 'standard'), ('steps', 'input', 2, 0, 'batch'), ('steps', 'output', 15, 0, 'standard'), ('steps', 'output', 22.5, 1000, 'standard'),
                    ('steps', 'output', 5, 0, 'batch'), ('steps', 'reasoning', 40, 0, 'standard'), ('steps', 'cache_write', 3.75, 0, 'standard'), ('steps', 'cache_write_1h', 6, 0, 'standard'), ('steps', 'audio_input', 40, 0, 'standard'),
                    ('steps', 'page', 1000, 0, 'standard'), ('steps', 'factor:speed:fast', 6, 0, 'standard')) p (model, component, price, above, tier),
  LATERAL meter_set_price('cqp', p.model, p.component, p.price, context_above => p.above, service_tier => p.tier);
SET token_meter.clock = '2026-09-10 12:00+00';
-- 500 of 1,000 from the cache, 200 out, two searches, and the request itself
SELECT usage_id AS one FROM meter_add_tokens('cq', 1000, 200, model => 'm', provider => 'cqp', cache_read_tokens => 500, operation => 'a', other_units => '{"web_search": 2}') \gset
SELECT cost, input_cost, output_cost, other_cost FROM meter_usage('cq');
-- a price that changes later changes none of them
SELECT FROM meter_set_price('cqp', 'm', 'input', 99);
SELECT cost, input_cost, output_cost, other_cost FROM meter_usage('cq');
SELECT usage_id AS two FROM meter_add_tokens('cq', 100, 10, model => 'm', provider => 'cqp', operation => 'b') \gset
SELECT groups, cost, input_cost, output_cost, other_cost FROM meter_usage('cq', group_by => '{operation}');
-- taken back, it has cost nothing
SELECT cost FROM meter_refund('cq', :one, note => 'x');
SELECT groups, cost, input_cost, output_cost, other_cost FROM meter_usage('cq', group_by => '{operation}');
-- a bill, and parts of tokens that overlap, are not divided; nor is what they are added to
SELECT allowed FROM meter_add_tokens('cq bill', 100, 10, model => 'm', provider => 'cqp', reported_cost => 0.5, operation => 'bill');
SELECT allowed FROM meter_add_tokens('cq bill', 100, 10, model => 'm', provider => 'cqp', operation => 'prices');
SELECT allowed FROM meter_add_tokens('cq bill', 100, 0, model => 'steps', provider => 'cqp', cache_read_tokens => 60, audio_input_tokens => 60, operation => 'overlap');
SELECT groups, cost, input_cost, output_cost, other_cost FROM meter_usage('cq bill', group_by => '{operation}');
SELECT cost, input_cost, output_cost, other_cost FROM meter_usage('cq bill');
-- the fallback's price is one; where no price is known there is nothing to divide; nothing costs nothing
SELECT allowed FROM meter_add_tokens('cq guess', 1000000, 1000000, model => 'cq unheard of', provider => 'cqp', enforce => false);
SELECT cost, input_cost, output_cost, other_cost FROM meter_usage('cq guess');
SELECT FROM meter_set_setting('unknown_model', 'record');
SELECT allowed FROM meter_add_tokens('cq unknown', 10, model => 'cq unheard of', provider => 'cqp');
SELECT cost, input_cost, unpriced_requests FROM meter_usage('cq unknown');
SELECT cost, input_cost, output_cost, other_cost FROM meter_usage('cq none', fill => true);
SELECT FROM meter_set_setting('unknown_model', 'fallback');
-- a correction: as if the call had been charged at the new price
SELECT usage_id AS three FROM meter_add_tokens('cq later', 1000, 100, model => 'late', provider => 'cqp') \gset
SELECT FROM meter_set_price('cqp', 'late', 'input', 5, effective_from => '2026-09-01', allow_past => true);
SELECT FROM meter_set_price('cqp', 'late', 'output', 6, effective_from => '2026-09-01', allow_past => true);
SELECT changed FROM meter_reprice('2026-09-01', '2026-10-01', account => 'cq later');
SELECT cost, input_cost, output_cost, other_cost FROM meter_usage('cq later');
SELECT cost FROM meter_refund('cq later', :three, note => 'x');
SELECT cost, input_cost, output_cost, other_cost FROM meter_usage('cq later');

-- tiers, steps, tiers that rise with them, factors, parts of parts: each call's parts by calls that use but these
SELECT setseed(coalesce(nullif(current_setting('cq.seed', true), '')::double precision, 0.31));
SELECT count(v.cost) AS calls FROM (SELECT floor(random() * 2500) AS i, floor(random() * 900) AS o, random() AS a, random() AS b, random() AS c, random() AS d FROM generate_series(1, 200)) g,
  LATERAL meter_add_tokens('cq rand', i::bigint, o::bigint, model => 'steps', provider => 'cqp', cache_read_tokens => floor(i * a / 3)::bigint, cache_write_tokens => floor(i * b / 3)::bigint,
      audio_input_tokens => CASE WHEN d > 0.8 THEN floor(i / 3)::bigint ELSE 0 END, reasoning_tokens => floor(o * c)::bigint, service_tier => CASE WHEN c > 0.6 THEN 'batch' ELSE 'standard' END,
      conditions => CASE WHEN c < 0.3 THEN '{speed:fast}'::text[] END, operation => (floor(a * 5))::text, at => '2026-09-10'::timestamptz - b * interval '5 days',
      other_units => nullif(jsonb_strip_nulls(jsonb_build_object('page', CASE WHEN b > 0.6 THEN 3 END, 'cache_write_1h', CASE WHEN d < 0.5 THEN floor(i * b / 4) END)), '{}')) v;
SELECT count(*) > 10 AS refunded FROM (SELECT usage_id FROM meter.usage_log WHERE account = 'cq rand' ORDER BY usage_id LIMIT 20) u, LATERAL meter_refund('cq rand', u.usage_id, note => 'x');
WITH calls AS (
    SELECT u.*, meter_cost(model, input_tokens, 0, provider, cache_read_tokens => cache_read_tokens, cache_write_tokens => cache_write_tokens, audio_input_tokens => audio_input_tokens,
                           service_tier => service_tier, conditions => conditions, other_units => other_units - 'page') AS input_part,
           meter_cost(model, input_tokens, output_tokens, provider, cache_read_tokens => cache_read_tokens, cache_write_tokens => cache_write_tokens, audio_input_tokens => audio_input_tokens,
                      reasoning_tokens => reasoning_tokens, service_tier => service_tier, conditions => conditions, other_units => other_units - 'page') AS tokens_part
      FROM meter.usage_log u WHERE account = 'cq rand' AND refunds IS NULL AND NOT EXISTS (SELECT FROM meter.usage_log r WHERE r.account = u.account AND r.refunds = u.usage_id)),
plain AS (SELECT operation, sum(cost) AS cost, sum(input_part) AS input_cost, sum(tokens_part - input_part) AS output_cost, sum(cost - tokens_part) AS other_cost FROM calls GROUP BY operation)
SELECT count(*) AS operations, count(*) FILTER (WHERE r.input_cost = p.input_cost AND r.output_cost = p.output_cost AND r.other_cost = p.other_cost AND r.cost = p.cost) AS same
  FROM plain p JOIN meter_usage('cq rand', group_by => '{operation}') r ON r.groups ->> 'operation' = p.operation;
SELECT count(*) > 20 AS rows, count(*) FILTER (WHERE input_cost + output_cost + other_cost <> cost) AS wrong, count(*) FILTER (WHERE cost <> 0 AND input_cost IS NULL) AS untold
  FROM meter_usage('cq rand', bucket => 'hour', group_by => '{operation}');
SELECT problem, account FROM meter_verify() WHERE account LIKE 'cq%';
