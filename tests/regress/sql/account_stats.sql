-- An account at a glance: totals of all time and of the running period, by operation, by model, what it has left.
SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
CREATE FUNCTION pg_temp.try(call text) RETURNS TABLE (state text, message text, detail text, hint text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE call;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN NEXT;
END $$;
-- a company trains and answers: 100 and 200 tokens at 0.60 a million are 0.00018
SET token_meter.clock = '2026-02-27 12:00+00';
SELECT FROM meter_set_plan('sa plan', markup => 2);
SELECT FROM meter_set_limit('daily', 'requests', 100, 'day', plan => 'sa plan');
SELECT FROM meter_set_limit('monthly', 'tokens', 1000000, 'month', plan => 'sa plan', anchored => true);
SELECT FROM meter_set_price('sap', 'llama', 'input', 0.60);
SELECT FROM meter_set_price('sap', 'llama', 'output', 0.60);
SELECT FROM meter_set_price('sap', 'big', 'input', 1000);
SELECT FROM meter_set_account('sa company', plan => 'sa plan', anchor => '2026-01-15 00:00+00');
SELECT allowed FROM meter_add_tokens('sa company', 60, 120, model => 'llama', provider => 'sap', operation => 'TRAINING');
SET token_meter.clock = '2026-03-16 12:00+00';
SELECT allowed FROM meter_add_tokens('sa company', 40, 80, model => 'llama', provider => 'sap', operation => 'AUTO_RESPONSE');
SELECT totals -> 'input_tokens' AS input, totals -> 'output_tokens' AS output, totals -> 'tokens' AS tokens, totals -> 'cost' AS cost, totals -> 'average_cost' AS average,
       totals -> 'charged_cost' AS charged, totals -> 'requests' AS requests FROM meter_account_stats('sa company');
SELECT o ->> 'operation' AS operation, o -> 'tokens' AS tokens, o -> 'cost' AS cost FROM meter_account_stats('sa company'), jsonb_array_elements(by_operation) o;
SELECT m ->> 'provider' AS provider, m ->> 'model' AS model, m -> 'requests' AS requests, m -> 'average_cost' AS average FROM meter_account_stats('sa company'), jsonb_array_elements(by_model) m;
-- the period that runs is that of the limit that lasts longest
SELECT period ->> 'period' AS period, period ->> 'period_start' AS period_start, period ->> 'resets_at' AS resets_at, period -> 'tokens' AS tokens, period -> 'cost' AS cost
  FROM meter_account_stats('sa company');
SELECT g ->> 'limit_name' AS limit_name, g ->> 'used' AS used, g ->> 'cap' AS cap, g ->> 'remaining' AS remaining, g ->> 'percent' AS percent, g ->> 'payer_is' AS payer_is
  FROM meter_account_stats('sa company'), jsonb_array_elements(gauges) g;
-- at another moment: what was used up to then, and in the period of then; what was left is not on record
SELECT period ->> 'period_start' AS period_start, period ->> 'resets_at' AS resets_at, totals -> 'requests' AS requests, period -> 'requests' AS in_period, gauges IS NULL AS gauges, balances IS NULL AS balances
  FROM unnest('{2026-01-20, 2026-02-27 11:59:59.999999+00, 2026-02-27 12:00+00, 2026-03-14 23:59+00, 2026-03-16 11:00+00, 2026-03-16 12:00+00}'::timestamptz[]) t, LATERAL meter_account_stats('sa company', t);

-- credit that was bought, for the account alone and for who uses the operator's key
SELECT FROM meter_set_plan('sa none');
SELECT FROM meter_set_account('sa pool', plan => 'sa none');
SELECT FROM meter_set_limit('credit', 'cost', 50, 'never', account => 'sa pool');
SELECT FROM meter_set_pool('sa pool', 'sap');
SELECT FROM meter_set_limit('prepaid', 'tokens', 1000, 'never', account => 'sa company');
SELECT remaining FROM meter_grant('sa company', 'prepaid', 500);
SELECT allowed FROM meter_add_tokens('sa company', 1000, model => 'big', provider => 'sap', operation => 'TRAINING');
SELECT b ->> 'payer' AS payer, b ->> 'payer_is' AS payer_is, b ->> 'limit_name' AS limit_name, b ->> 'unit' AS unit, b ->> 'purchased' AS purchased, b ->> 'used' AS used, b ->> 'remaining' AS remaining
  FROM meter_account_stats('sa company'), jsonb_array_elements(balances) b;
-- what was given was not bought: 500 bought, 100 given of which 60 were spent before the rest expired
SELECT FROM meter_set_account('sa gifted', plan => 'sa none');
SELECT FROM meter_set_limit('credits', 'tokens', 0, 'never', account => 'sa gifted');
SELECT grant_id AS bought FROM meter_grant('sa gifted', 'credits', 700) \gset
SELECT FROM meter_void_grant(:bought, 200, 'typo');
SELECT FROM meter_grant('sa gifted', 'credits', 100, kind => 'gift', priority => -1, expires_at => '2026-04-01');
SELECT allowed FROM meter_add_tokens('sa gifted', 60, model => 'big', provider => 'sap2', enforce => false);
SET token_meter.clock = '2026-04-02 12:00+00';
SELECT b -> 'purchased' AS purchased, b -> 'cap' AS cap, b -> 'used' AS used, b -> 'remaining' AS remaining FROM meter_account_stats('sa gifted'), jsonb_array_elements(balances) b WHERE b ->> 'payer' = 'sa gifted';
SET token_meter.clock = '2026-03-16 12:00+00';
-- the dearest first, and no more than are asked for
SELECT m ->> 'model' AS model, m -> 'cost' AS cost FROM meter_account_stats('sa company', top => 1), jsonb_array_elements(by_model) m;
SELECT jsonb_array_length(by_model) AS none, jsonb_array_length(by_operation) AS operations FROM meter_account_stats('sa company', top => 0);

-- a cost that nobody knows is none; taken back, a call is no request
SELECT FROM meter_set_setting('unknown_model', 'record');
SELECT usage_id AS back FROM meter_add_tokens('sa odd', 70, model => 'nobody''s', provider => 'sa odd') \gset
SELECT totals -> 'requests' AS requests, totals -> 'cost' AS cost, totals -> 'unpriced_requests' AS unpriced, totals -> 'average_cost' AS average FROM meter_account_stats('sa odd');
SELECT input_tokens FROM meter_refund('sa odd', :back, note => 'odd');
SELECT totals -> 'requests' AS requests, totals -> 'refunds' AS refunds, totals -> 'tokens' AS tokens, totals -> 'unpriced_requests' AS unpriced FROM meter_account_stats('sa odd');
-- nobody is the default plan's; a month is the calendar's where no limit ends
SELECT totals -> 'requests' AS requests, totals -> 'cost' AS cost, period ->> 'period' AS period, by_model, jsonb_array_length(gauges) > 0 AS gauges FROM meter_account_stats('sa nobody');
SELECT FROM meter_set_account('sa free', plan => 'sa none', time_zone => 'Asia/Tokyo');
SELECT period ->> 'period' AS period, period ->> 'period_start' AS period_start, period ->> 'resets_at' AS resets_at, jsonb_array_length(gauges) AS gauges FROM meter_account_stats('sa free');

-- as the report has it, whatever was done
SELECT setseed(coalesce(nullif(current_setting('sa.seed', true), '')::double precision, 0.7));
SET token_meter.clock = '2026-05-01 00:00+00';
SELECT count(*) FROM (SELECT random() AS r, random() AS m, random() AS n FROM generate_series(1, 200)) g,
  LATERAL meter_add_tokens('sa rand', (n * 90)::bigint, (r * 50)::bigint, model => (ARRAY['llama', 'big', 'later'])[1 + floor(m * 3)::integer], provider => 'sap',
                           operation => (ARRAY['a', 'b', NULL])[1 + floor(r * 3)::integer], at => '2026-04-05'::timestamptz + n * interval '25 days', enforce => false);
SELECT count(*) > 10 AS refunded FROM (SELECT usage_id FROM meter.usage_log WHERE account = 'sa rand' AND usage_id % 7 = 0) u, LATERAL meter_refund('sa rand', u.usage_id);
SELECT (s.totals ->> 'requests')::bigint = u.requests AND (s.totals ->> 'tokens')::numeric = u.tokens AND (s.totals ->> 'cost')::numeric = u.cost AND (s.totals ->> 'refunds')::bigint = u.refunds
       AND (s.totals ->> 'unpriced_requests')::bigint = u.unpriced_requests AND (s.totals ->> 'average_cost')::numeric = u.average_cost AS totals
  FROM meter_account_stats('sa rand') s, meter_usage('sa rand') u;
SELECT count(*) AS operations, bool_and((o ->> 'requests')::bigint = u.requests AND (o ->> 'cost')::numeric IS NOT DISTINCT FROM u.cost) AS same
  FROM meter_account_stats('sa rand') s, jsonb_array_elements(s.by_operation) o, meter_usage('sa rand', group_by => '{operation}') u WHERE u.groups -> 'operation' = o -> 'operation';
SELECT count(*) AS models, bool_and((m ->> 'requests')::bigint = u.requests AND (m ->> 'cost')::numeric IS NOT DISTINCT FROM u.cost) AS same
  FROM meter_account_stats('sa rand') s, jsonb_array_elements(s.by_model) m, meter_usage('sa rand', group_by => '{model}') u WHERE u.groups -> 'model' = m -> 'model';

SELECT t.* FROM unnest(ARRAY['NULL', '''sa company'', ''infinity''', '''sa company'', ''2027-01-01''', '''sa company'', top => NULL', '''sa company'', top => 1001', ''' ''']) a,
  LATERAL pg_temp.try(format('SELECT meter_account_stats(%s)', a)) t;
SELECT FROM meter_set_setting('unknown_model', 'fallback');
SELECT account FROM meter_remove_pool('sa pool', 'sap');
SELECT problem, account FROM meter_verify() WHERE account LIKE 'sa %';
