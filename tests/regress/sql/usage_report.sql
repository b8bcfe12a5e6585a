-- What was used, summed: every number of meter_usage is the plain sum over the log, whatever was refunded, corrected or refused meanwhile.
\set SHOW_CONTEXT never
SET datestyle = ISO; SET timezone = 'UTC';
SET token_meter.clock = '2026-03-10 12:00+00';
CREATE FUNCTION pg_temp.try(call text) RETURNS TABLE (state text, message text, detail text, hint text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE call;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN NEXT;
END $$;
SELECT FROM meter_set_plan('us plan', markup => 1.5);
SELECT FROM meter_set_account('us team', plan => 'us plan', time_zone => 'Europe/Berlin');
SELECT FROM meter_set_account('us a', plan => 'us plan', parent => 'us team', time_zone => 'Asia/Kathmandu');
SELECT FROM meter_set_account('us b', plan => 'us plan', parent => 'us team');
SELECT FROM meter_set_account('us none', plan => 'us plan');
SELECT FROM meter_set_limit('tokens', 'tokens', 500, 'minute', plan => 'us plan');
SELECT FROM meter_set_setting('unknown_model', 'record');
SELECT FROM meter_set_price('usp', 'big', 'input', 3);
SELECT FROM meter_set_price('usp', 'big', 'output', 15);
SELECT FROM meter_set_price('usp', 'small', 'input', 0.5);
SELECT FROM meter_set_price('usp', 'small', 'output', 1.5);

-- one of each: a call, one taken back, one without a price, one refused
SELECT usage_id AS one FROM meter_add_tokens('us a', 200, 100, model => 'big', provider => 'usp', operation => 'chat', metadata => '{"feature": "search"}') \gset
SELECT usage_id AS back FROM meter_add_tokens('us a', 100, 10, model => 'big', provider => 'usp', operation => 'chat', metadata => '{"feature": "search"}') \gset
SELECT usage_id AS odd FROM meter_add_tokens('us a', 30, model => 'odd', provider => 'usp', metadata => '{"feature": "odd", "it''s; \"DROP\"": 7}', other_units => '{"web_search": 2}') \gset
SELECT allowed FROM meter_add_tokens('us a', 400, model => 'big', provider => 'usp', operation => 'chat');
SELECT input_tokens FROM meter_refund('us a', :back, note => 'empty');
SELECT groups, requests, refunds, input_tokens, output_tokens, tokens, other_units, cost, charged_cost, average_cost, unpriced_requests, denied_requests
  FROM meter_usage('us a', group_by => '{model}');
-- what is taken back leaves the feature that it was used for; a key is data, whatever its characters; denials do not record it
SELECT groups, requests, refunds, tokens, denied_requests FROM meter_usage('us a', group_by => '{metadata.feature}');
SELECT groups, requests FROM meter_usage('us a', group_by => ARRAY['metadata.it''s; "DROP"']) ORDER BY 1;
SELECT groups, requests, cost, unpriced_requests FROM meter_usage('us a', group_by => '{price_match}');
-- once its price is known, the call is no longer unpriced, and is counted once
SELECT FROM meter_set_price('usp', 'odd', 'input', 10, effective_from => '2026-03-01', allow_past => true);
SELECT FROM meter_set_price('usp', 'odd', 'web_search', 1000000, effective_from => '2026-03-01', allow_past => true);
SELECT changed FROM meter_reprice('2026-03-01', '2026-04-01', account => 'us a');
SELECT groups, requests, other_units, cost, charged_cost, unpriced_requests FROM meter_usage('us a', group_by => '{price_match,model}');
SELECT groups, cost FROM meter_usage('us a', group_by => '{metadata.feature}') ORDER BY groups;
-- where nothing was used there is no row; asked for, it is one that cost nothing
SELECT count(*) FROM meter_usage('us none');
SELECT bucket_start, groups, requests, tokens, other_units, cost, charged_cost, average_cost, denied_requests
  FROM meter_usage('us none', '2026-03-01', '2026-04-01', fill => true);
SELECT count(*) FROM meter_usage('us nobody', '2026-03-01', '2026-03-04', 'day', fill => true);

-- days are those of the zone: Kathmandu is 5:45 ahead, and Berlin's 29 March has 23 hours, its 25 October 25
SET token_meter.clock = '2026-03-28 12:00+00';
SELECT FROM meter_set_account('us k', plan => 'us plan', time_zone => 'Asia/Kathmandu');
SELECT FROM unnest('{2026-03-27 18:14:59.999999+00, 2026-03-27 18:15+00, 2026-03-28 12:00+00}'::timestamptz[]) t,
  LATERAL meter_add_tokens('us k', 1, model => 'big', provider => 'usp', at => t);
SELECT bucket_start, requests FROM meter_usage('us k', bucket => 'day');
SELECT bucket_start, requests FROM meter_usage('us k', bucket => 'hour');
SELECT bucket_start, requests FROM meter_usage('us k', bucket => 'day', time_zone => 'UTC');
SELECT FROM meter_set_account('us d', plan => 'us plan', time_zone => 'Europe/Berlin');
SET token_meter.clock = '2026-03-31 12:00+00';
SELECT FROM generate_series('2026-03-28 12:30+00', '2026-03-30 12:30+00', interval '1 hour') t,
  LATERAL meter_add_tokens('us d', 1, model => 'big', provider => 'usp', at => t);
SELECT bucket_start, requests FROM meter_usage('us d', '2026-03-28 23:00+00', '2026-03-29 22:00+00', 'day');
-- Lord Howe sets its clocks by half an hour, at 15:30 of 4 October 2025 on and at 15:00 of 5 April back: hours begin then, and none overlaps another
SET token_meter.clock = '2025-10-06 12:00+00';
SELECT FROM meter_set_setting('late_usage_days', '200');
SELECT FROM meter_set_account('us h', plan => 'us plan', time_zone => 'Australia/Lord_Howe');
SELECT FROM unnest('{2025-04-05 13:00+00, 2025-10-04 14:30+00}'::timestamptz[]) day, generate_series(0, 11) n,
  LATERAL meter_add_tokens('us h', 1, model => 'big', provider => 'usp', at => day + n * interval '15 minutes');
SELECT bucket_start, requests FROM meter_usage('us h', bucket => 'hour');
SELECT bucket_start, requests FROM meter_usage('us h', '2025-04-05 13:50+00', '2025-04-05 15:10+00', 'hour', fill => true);
SELECT FROM meter_set_setting('late_usage_days', '35');
SET token_meter.clock = '2026-03-31 12:00+00';
SELECT bucket_start, requests FROM meter_usage('us d', '2026-03-26 23:00+00', '2026-04-01 22:00+00', 'day', fill => true);
SELECT count(*), count(*) FILTER (WHERE requests = 1) FROM meter_usage('us d', '2026-03-28 23:00+00', '2026-03-29 22:00+00', 'hour', fill => true);
SELECT bucket_start, requests FROM meter_usage('us d', bucket => 'week');
SELECT FROM meter_set_setting('week_start', 'sunday');
SELECT bucket_start, requests FROM meter_usage('us d', bucket => 'week');
SELECT FROM meter_set_setting('week_start', 'monday');
SET token_meter.clock = '2026-10-27 12:00+00';
SELECT FROM generate_series('2026-10-24 12:30+00', '2026-10-26 12:30+00', interval '1 hour') t,
  LATERAL meter_add_tokens('us d', 1, model => 'big', provider => 'usp', at => t);
SELECT bucket_start, requests FROM meter_usage('us d', '2026-10-24 22:00+00', '2026-10-25 23:00+00', 'day');
SELECT bucket_start, requests FROM meter_usage('us d', '2026-10-25 00:00+00', '2026-10-25 02:00+00', 'hour');
SELECT bucket_start, requests FROM meter_usage('us d', bucket => 'month');
-- Havana's clocks show midnight twice on 1 November, and its day begins with the first; Beirut's pass it over on 29 March
SELECT bucket_start FROM meter_usage('us none', '2026-11-01 03:00+00', '2026-11-02 06:00+00', 'day', time_zone => 'America/Havana', fill => true);
SELECT bucket_start FROM meter_usage('us none', '2026-03-28 12:00+00', '2026-03-30 12:00+00', 'day', time_zone => 'Asia/Beirut', fill => true);

-- random calls, refunds, corrections and denials, beside plain sums over the log
SELECT setseed(coalesce(nullif(current_setting('us.seed', true), '')::double precision, 0.42));
SET token_meter.clock = '2026-05-01 00:00+00';
SELECT count(*) > 0 AS refused FROM (
    SELECT floor(random() * 86400 * 20) AS s, random() AS r, random() AS m, random() AS n, random() AS o FROM generate_series(1, 600)) g,
  LATERAL meter_add_tokens(CASE WHEN r < 0.4 THEN 'us a' WHEN r < 0.8 THEN 'us b' ELSE 'us team' END, (n * 600)::bigint, (o * 100)::bigint,
      model => CASE WHEN m < 0.4 THEN 'big' WHEN m < 0.8 THEN 'small' ELSE 'later' END, provider => 'usp', at => '2026-04-05'::timestamptz + s * interval '1 second',
      operation => (ARRAY['chat', 'train', NULL])[1 + floor(o * 3)::integer], session_id => (ARRAY['s1', 's2', NULL])[1 + floor(n * 3)::integer],
      key_source => CASE WHEN o < 0.2 THEN 'own' ELSE 'shared' END, cache_read_tokens => (n * 60)::bigint,
      other_units => CASE WHEN o > 0.8 THEN '{"page": 2}'::jsonb END, metadata => jsonb_build_object('feature', floor(m * 10)::integer % 3)) v WHERE NOT v.allowed;
SELECT count(*) > 20 AS refunded FROM (SELECT account, usage_id FROM meter.usage_log WHERE account LIKE 'us %' AND at >= '2026-04-01' AND at < '2026-05-01' AND (usage_id - (SELECT min(f.usage_id) FROM meter.usage_log f WHERE f.account LIKE 'us %')) % 9 = 0) c,
  LATERAL meter_refund(c.account, c.usage_id);
SELECT FROM meter_set_price('usp', 'later', 'input', 7, effective_from => '2026-04-10', allow_past => true);
SELECT FROM meter_set_price('usp', 'later', 'output', 7, effective_from => '2026-04-10', allow_past => true);
SELECT FROM meter_set_price('usp', 'later', 'page', 0, effective_from => '2026-04-10', allow_past => true);
SELECT sum(changed) > 20 AS corrected FROM meter_reprice('2026-04-01', '2026-05-01', account => 'us a');
SELECT sum(changed) > 20 AS corrected FROM meter_reprice('2026-04-01', '2026-05-01', account => 'us b');
SELECT count(*) > 20 AS refunded FROM (SELECT account, usage_id FROM meter.usage_log u WHERE account = 'us a' AND at >= '2026-04-01' AND at < '2026-05-01' AND (usage_id - (SELECT min(f.usage_id) FROM meter.usage_log f WHERE f.account LIKE 'us %')) % 7 = 0
     AND num_nonnulls(refunds, adjusts) = 0 AND NOT EXISTS (SELECT FROM meter.usage_log r WHERE r.refunds = u.usage_id)) c,
  LATERAL meter_refund(c.account, c.usage_id);
-- by day of Kathmandu and model
WITH plain AS (
    SELECT date_trunc('day', at, 'Asia/Kathmandu') AS bucket_start, model, sum(requests) AS requests, sum(tokens) AS tokens, sum(input_tokens) AS input_tokens,
           sum(cache_read_tokens) AS cache_read_tokens, sum(cost) AS cost, sum(charged_cost) AS charged_cost
      FROM meter.usage_log WHERE account = 'us a' AND at >= '2026-04-07' AND at < '2026-04-20 09:00+00' GROUP BY 1, 2),
report AS (SELECT *, groups ->> 'model' AS model FROM meter_usage('us a', '2026-04-07', '2026-04-20 09:00+00', 'day', '{model}'))
SELECT count(*) > 30 AS rows, count(*) FILTER (WHERE r.requests IS DISTINCT FROM coalesce(p.requests, 0) OR r.tokens IS DISTINCT FROM coalesce(p.tokens, 0)
    OR r.input_tokens IS DISTINCT FROM coalesce(p.input_tokens, 0) OR r.cache_read_tokens IS DISTINCT FROM coalesce(p.cache_read_tokens, 0)
    OR coalesce(r.cost, 0) IS DISTINCT FROM coalesce(p.cost, 0) OR coalesce(r.charged_cost, 0) IS DISTINCT FROM coalesce(p.charged_cost, 0)) AS wrong
  FROM report r FULL JOIN plain p USING (bucket_start, model);
SET jit = off;  -- the sums beside it are this file's own, and large
-- every way to group adds up to the same totals, of the account, the team and everybody
SELECT who, g, sum(requests) = (SELECT sum(requests) FROM meter.usage_log WHERE account = ANY (accounts)) AS requests,
       sum(refunds) = (SELECT count(*) FROM meter.usage_log WHERE account = ANY (accounts) AND refunds IS NOT NULL) AS refunds,
       sum(tokens) = (SELECT sum(tokens) FROM meter.usage_log WHERE account = ANY (accounts)) AS tokens,
       sum(cost) = (SELECT sum(cost) FROM meter.usage_log WHERE account = ANY (accounts)) AS cost,
       sum(charged_cost) = (SELECT sum(charged_cost) FROM meter.usage_log WHERE account = ANY (accounts)) AS charged_cost,
       sum((other_units ->> 'page')::numeric) = (SELECT sum((other_units ->> 'page')::numeric) FROM meter.usage_log WHERE account = ANY (accounts)) AS pages,
       sum(unpriced_requests) = (SELECT count(*) FROM meter.usage_log u WHERE account = ANY (accounts) AND cost IS NULL AND refunds IS NULL
                                    AND NOT EXISTS (SELECT FROM meter.usage_log r WHERE u.usage_id IN (r.refunds, r.adjusts))) AS unpriced,
       sum(denied_requests) = (SELECT count(*) FROM meter.denials WHERE account = ANY (accounts)) AS denied
  FROM unnest('{us a,us team}'::text[]) who,
       LATERAL (SELECT CASE who WHEN 'us a' THEN ARRAY['us a'] ELSE '{us team,us a,us b}'::text[] END AS accounts) a,
       unnest('{none,provider,model,operation,account,key_source,plan,session,price_match,metadata.feature}'::text[]) g,
       LATERAL meter_usage(who, bucket => 'week', group_by => CASE g WHEN 'none' THEN '{}' ELSE ARRAY[g, 'provider'] END, descendants => who = 'us team')
 GROUP BY who, g, accounts ORDER BY who, g COLLATE "C";
SELECT (SELECT sum(cost) FROM meter_usage()) = (SELECT sum(cost) FROM meter.usage_log) AS cost,
       (SELECT sum(requests) FROM meter_usage(bucket => 'hour', group_by => '{account}', fill => false)) = (SELECT sum(requests) FROM meter.usage_log) AS requests;
-- filters
SELECT f, r.requests = (SELECT sum(u.requests) FROM meter.usage_log u WHERE account = 'us a' AND (u.operation = 'chat' AND f = 1 OR u.session_id = 's1' AND f = 2 OR u.key_source = 'own' AND f = 3 OR u.model = 'big' AND f = 4)) AS same
  FROM (SELECT 1 AS f, requests FROM meter_usage('us a', operation => 'chat') UNION ALL SELECT 2, requests FROM meter_usage('us a', session_id => 's1')
        UNION ALL SELECT 3, requests FROM meter_usage('us a', key_source => 'own') UNION ALL SELECT 4, requests FROM meter_usage('us a', model => 'big', provider => 'USP')) r ORDER BY f;
-- a chart: every model has every day
SELECT count(*) = count(DISTINCT groups) * 30 AS filled, count(DISTINCT bucket_start) FROM meter_usage('us team', '2026-04-01 00:00+02', '2026-05-01 00:00+02', 'day', '{model}', fill => true);
-- up to now, where no end is given
SELECT min(bucket_start), max(bucket_start) FROM meter_usage('us none', '2026-04-29', bucket => 'day', fill => true);

-- who may ask: an app for an account, everybody's only an administrator
CREATE ROLE us_app; CREATE ROLE us_admin; CREATE ROLE us_stranger;
GRANT meter_app TO us_app; GRANT meter_admin TO us_admin;
SET ROLE us_app;
SELECT count(*) FROM meter_usage('us a');
SELECT * FROM pg_temp.try('SELECT meter_usage()');
SET ROLE us_admin;
SELECT count(*) FROM meter_usage();
SET ROLE us_stranger;
SELECT state FROM pg_temp.try('SELECT meter_usage(''us a'')');
RESET ROLE;
DROP ROLE us_app; DROP ROLE us_admin; DROP ROLE us_stranger;

-- what is wrong is told with what is right
SELECT t.* FROM unnest(ARRAY['bucket => ''year''', 'bucket => NULL', 'group_by => ''{model,colour}''', 'group_by => ''{metadata.}''', 'group_by => ''{NULL}''', 'group_by => NULL',
    'key_source => ''mine''', 'time_zone => ''Mars/Base''', 'provider => '' ''', 'from_at => ''2026-03-02'', to_at => ''2026-03-01''', 'descendants => NULL',
    'from_at => ''infinity''', 'to_at => ''-infinity''', 'from_at => ''4713-01-01 BC'', to_at => ''294276-12-31'', bucket => ''month'', fill => true',
    'from_at => ''0001-01-01'', to_at => ''2026-03-01'', bucket => ''hour'', fill => true']) a,
  LATERAL pg_temp.try(format('SELECT meter_usage(''us a'', %s)', a)) t;
-- who names sessions by the dozen cannot have millions of rows made
SELECT count(*) FROM generate_series(1, 30) i, LATERAL meter_add_tokens('us many', 1, session_id => 's' || i);
SELECT t.* FROM pg_temp.try($$SELECT meter_usage('us many', meter_now() - interval '43799 hours', meter_now() + interval '1 minute', 'hour', '{session}', fill => true)$$) t;
SELECT count(*) > 1800 AS filled FROM meter_usage('us many', meter_now() - interval '5 years', meter_now() + interval '1 minute', 'month', '{session}', fill => true);
SELECT (SELECT count(*) FROM meter_usage('us a', '-infinity', 'infinity')) = (SELECT count(*) FROM meter_usage('us a')) AS all_of_it;
SELECT FROM meter_set_setting('unknown_model', 'fallback');
