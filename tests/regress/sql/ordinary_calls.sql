-- A call that says key_source => 'shared' is the same call as one that does not. Without the library it goes the long way, where the other one goes the
-- quick way of ordinary calls: both must answer, log, count and tell the same. Accounts come in pairs, one for each way.
SET datestyle = ISO; SET timezone = 'UTC'; SET token_meter.clock = '2026-03-10 12:00+00';
\set SHOW_CONTEXT never
\t on
\a
SET client_min_messages = warning;
SELECT count(meter_set_plan('ordinary.' || p, markup => CASE p WHEN 'two' THEN 1.3 END)) FROM unnest('{one,two,soft,zero,rolling,of_model,none}'::text[]) p;
SELECT FROM meter_set_limit('tokens', 'tokens', 100000, 'month', plan => 'ordinary.one');
SELECT FROM meter_set_limit('b spend', 'charged_cost', 2, 'never', plan => 'ordinary.two');
SELECT FROM meter_set_limit('a day', 'requests', 40, 'day', plan => 'ordinary.two', thresholds => '{50}');
SELECT FROM meter_set_limit('c unlimited', 'output_tokens', NULL, 'hour', plan => 'ordinary.two');
SELECT FROM meter_set_limit('soft', 'cost', 0.02, 'day', plan => 'ordinary.soft', hard => false);
SELECT FROM meter_set_limit('zero', 'output_tokens', 0, 'day', plan => 'ordinary.zero');
SELECT FROM meter_set_limit('rolling', 'tokens', 100000, 'hour', plan => 'ordinary.rolling', rolling => true);
SELECT FROM meter_set_limit('of model', 'tokens', 100000, 'month', plan => 'ordinary.of_model', model => 'steps');
SELECT FROM meter_set_limit('all', 'tokens', 200000, 'month', plan => 'ordinary.of_model');
-- prices: a plain model, one with a price before, one with steps and tiers, one that is charged by the call, one whose reasoning has a price, and what a
-- provider asks for every model
SELECT count(meter_set_price('ordinary', m, c, p))
  FROM (VALUES ('plain', 'input', 3), ('plain', 'output', 15), ('plain', 'cache_read', 0.3), ('plain', 'cache_write', 3.75), ('dearer', 'output', 8),
               ('steps', 'input', 1), ('steps', 'output', 5), ('by the call', 'input', 1), ('by the call', 'output', 5), ('by the call', 'request', 5000),
               ('reasons', 'input', 1), ('reasons', 'output', 5), ('reasons', 'reasoning', 50)) x (m, c, p);
SELECT FROM meter_set_price('ordinary', 'dearer', 'input', 1, effective_from => '2020-01-01', allow_past => true);
SELECT FROM meter_set_price('ordinary', 'dearer', 'input', 2);
SELECT FROM meter_set_price('ordinary', 'steps', 'input', 2, context_above => 1000);
SELECT FROM meter_set_price('ordinary', 'steps', 'input', 0.5, service_tier => 'batch');
SELECT count(meter_set_price('ordinary.wide', m, c, p))
  FROM (VALUES ('own', 'input', 1), ('own', 'output', 5), ('*', 'input', 7), ('*', 'request', 9000)) x (m, c, p);
SELECT count(meter_set_account(way || '.' || kind, plan => 'ordinary.' || coalesce(plan, kind), parent => way || '.' || parent))
  FROM (VALUES (1, 'one', NULL, NULL), (1, 'two', NULL, NULL), (1, 'soft', NULL, NULL), (1, 'zero', NULL, NULL), (1, 'rolling', NULL, NULL),
               (1, 'of_model', NULL, NULL), (1, 'none', NULL, NULL), (1, 'team', 'one', NULL), (2, 'member', 'one', 'team'), (1, 'own', 'one', NULL),
               (1, 'granted', 'one', NULL)) x (turn, kind, plan, parent), unnest('{quick,long}'::text[]) way;
SELECT FROM meter_set_limit('own', 'tokens', 50000, 'month', account => 'quick.own');
SELECT FROM meter_set_limit('own', 'tokens', 50000, 'month', account => 'long.own');
SELECT count(*) FROM unnest('{quick,long}'::text[]) way, meter_grant(way || '.granted', 'tokens', 20000);
CREATE TEMP TABLE played (call integer, way text, verdict jsonb);
CREATE FUNCTION pg_temp.play(call integer, account text, model text, provider text, input bigint, output bigint, cached bigint, written bigint, reasoned bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO played
    SELECT call, 'quick', to_jsonb(v) FROM meter_add_tokens('quick.' || account, input, output, model => model, provider => provider,
        cache_read_tokens => cached, cache_write_tokens => written, reasoning_tokens => reasoned) v
    UNION ALL
    SELECT call, 'quick check', to_jsonb(v) FROM meter_check_quota('quick.' || account, input, output, model => model, provider => provider) v
    UNION ALL
    SELECT call, 'long', to_jsonb(v) FROM meter_add_tokens('long.' || account, input, output, model => model, provider => provider,
        cache_read_tokens => cached, cache_write_tokens => written, reasoning_tokens => reasoned, key_source => 'shared') v
    UNION ALL
    SELECT call, 'long check', to_jsonb(v) FROM meter_check_quota('long.' || account, input, output, model => model, provider => provider, key_source => 'shared') v;
END $$;
-- every kind of account with every model, thrice, with counts that change with each call and pass thresholds and caps
SELECT count(pg_temp.play(n::integer, a, m[1], m[2], 400 + n * 37 % 1300, n * 53 % 700, n * 11 % 150 * (n % 3), n * 7 % 100 * (n % 2), least(n * 53 % 700, n % 40)))
  FROM (SELECT row_number() OVER (ORDER BY round, a, m) AS n, a, m
          FROM generate_series(1, 3) round, unnest('{one,two,soft,zero,rolling,of_model,none,member,own,granted}'::text[]) a,
               (SELECT string_to_array(x, '/') AS m
                  FROM unnest('{plain/ordinary,dearer/ordinary,steps/ordinary,by the call/ordinary,reasons/ordinary,own/ordinary.wide,PLAIN/ordinary,plain/Ordinary}'::text[]) x) y) x;
SELECT 'differs', q.call, q.way, q.verdict, l.verdict
  FROM (SELECT call, way, verdict - 'usage_id' AS verdict FROM played) q
  JOIN (SELECT call, way, verdict - 'usage_id' AS verdict FROM played) l ON l.call = q.call AND l.way = replace(q.way, 'quick', 'long')
 WHERE q.way LIKE 'quick%' AND q.verdict <> l.verdict ORDER BY 2, 3 LIMIT 5;
-- and so do the log, denials, alerts and counters
CREATE TEMP VIEW logged AS
    SELECT split_part(u.account, '.', 1) AS way, split_part(u.account, '.', 2) AS kind, row_number() OVER (PARTITION BY u.account ORDER BY u.usage_id) AS n,
           to_jsonb(u) - '{account,at,usage_id,recorded_at,charged,grant_ids}'::text[] AS line, cardinality(u.charged) AS counters
      FROM meter.usage_log u WHERE u.account ~ '^(quick|long)\.';
SELECT 'logged otherwise', q.kind, q.n, q.line, l.line FROM logged q FULL JOIN logged l ON l.way = 'long' AND (l.kind, l.n) = (q.kind, q.n)
 WHERE q.way = 'quick' AND (q.line, q.counters) IS DISTINCT FROM (l.line, l.counters) LIMIT 5;
SELECT (SELECT count(*) FROM logged WHERE way = 'quick') = (SELECT count(*) FROM logged WHERE way = 'long') AS as_many;
CREATE TEMP VIEW counted AS
    SELECT split_part(c.account, '.', 1) AS way, split_part(c.account, '.', 2) AS kind, l.limit_name, c.used, c.reserved, c.granted, c.alerted, c.period_start
      FROM meter.counters c JOIN meter.limits l USING (limit_id) WHERE c.account ~ '^(quick|long)\.';
SELECT 'counted otherwise', x.* FROM ((SELECT kind, limit_name, used, reserved, granted, alerted FROM counted WHERE way = 'quick')
                                       EXCEPT (SELECT kind, limit_name, used, reserved, granted, alerted FROM counted WHERE way = 'long')) x;
SELECT 'told otherwise', x.* FROM ((SELECT substr(account, 7), limit_name, threshold, used FROM meter.alerts WHERE account LIKE 'quick.%')
                                    EXCEPT (SELECT substr(account, 6), limit_name, threshold, used FROM meter.alerts WHERE account LIKE 'long.%')) x;
SELECT verdict ->> 'reason' AS reason, count(*) > 0 AS seen FROM played WHERE way = 'quick' GROUP BY 1 ORDER BY 1;
SELECT * FROM meter_verify();
