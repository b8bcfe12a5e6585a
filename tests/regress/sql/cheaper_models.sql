-- What an account's calls would cost on other models: each model's number is the sum of what each call would cost there.
SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
CREATE FUNCTION pg_temp.try(call text) RETURNS TABLE (state text, message text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE call;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
    RETURN NEXT;
END $$;
SET token_meter.clock = '2026-03-01 00:00+00';
SELECT FROM meter_set_plan('cm plan');
-- a dear model; one at a tenth; one that writes for nothing; one that only embeds, and cannot answer
SELECT FROM (VALUES ('dear', 'input', 10), ('dear', 'output', 30), ('dear', 'cache_read', 1), ('tenth', 'input', 1), ('tenth', 'output', 3), ('writes', 'input', 50), ('writes', 'output', 0),
                    ('embeds', 'input', 0.1)) p (model, component, price), LATERAL meter_set_price('cmp', p.model, p.component, p.price);
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_account('cm ann', plan => 'cm plan');
SELECT count(cost) FROM unnest('{1000,3000}'::integer[]) n, LATERAL meter_add_tokens('cm ann', n, 1000, model => 'dear', provider => 'cmp', cache_read_tokens => 500);
SELECT model, cost, actual_cost, difference, missing FROM meter_cheaper_models('cm ann') WHERE provider = 'cmp';
-- prices are today's; what was taken back was not used
SELECT usage_id AS back FROM meter_add_tokens('cm ann', 1000000, model => 'dear', provider => 'cmp') \gset
SELECT count(cost) AS refunded FROM meter_refund('cm ann', :back, note => 'twice');
SET token_meter.clock = '2026-03-11 12:00+00';
SELECT FROM meter_set_price('cmp', 'tenth', 'input', 2);
SELECT FROM meter_set_price('cmp', 'tenth', 'output', 6, effective_from => '2026-04-01');
SELECT model, cost, difference FROM meter_cheaper_models('cm ann') WHERE provider = 'cmp' AND model = 'tenth';
-- of a span; where nothing was used there is nothing to compare
SELECT count(*) FROM meter_cheaper_models('cm ann', '2026-03-11', '2026-03-12');
SELECT count(*) FROM meter_cheaper_models('cm nobody');
SELECT count(*) > 100 AS all_models, count(*) FILTER (WHERE cost IS NULL) = count(missing) AS said FROM meter_cheaper_models('cm ann', '2026-03-10', '2026-03-11');
-- a cost that is not known cannot be compared with
SELECT FROM meter_set_setting('unknown_model', 'record');
SELECT cost FROM meter_add_tokens('cm ann', 10, model => 'cm unheard of', provider => 'cmp');
SELECT model, cost IS NOT NULL AS cost, actual_cost, difference FROM meter_cheaper_models('cm ann') WHERE provider = 'cmp' AND model = 'dear';
-- a unit that only some sell
SELECT FROM meter_set_price('cmp', 'dear', 'web_search', 10000);
SELECT cost FROM meter_add_tokens('cm searches', 1000, model => 'dear', provider => 'cmp', other_units => '{"web_search": 2}');
SELECT model, cost, missing FROM meter_cheaper_models('cm searches') WHERE provider = 'cmp';

-- steps, tiers, hours, requests, factors, parts of parts, overlaps: as meter_cost has each call
SELECT FROM (VALUES ('steps', 'input', 3, 0, 'standard'), ('steps', 'input', 6, 1000, 'standard'), ('steps', 'input', 7, 5000, 'standard'), ('steps', 'output', 15, 0, 'standard'),
                    ('steps', 'output', 22.5, 1000, 'standard'), ('steps', 'input', 1.5, 0, 'batch'), ('steps', 'cache_read', 0.3, 0, 'standard'), ('steps', 'cache_write', 3.75, 0, 'standard'),
                    ('steps', 'cache_write_1h', 6, 0, 'standard'), ('steps', 'page', 1000, 0, 'standard'), ('asks', 'request', 5000, 0, 'standard'), ('asks', 'input', 1, 0, 'standard'),
                    ('asks', 'output', 1, 0, 'standard'), ('asks', 'page', 7, 0, 'standard'), ('asks', 'request_low', 700, 0, 'standard'), ('asks', 'reasoning', 2, 0, 'standard'),
                    ('hours', 'input', 2, 0, 'standard'), ('hours', 'output', 4, 0, 'standard'), ('hours', 'page', 3, 0, 'standard'), ('hours', 'request_low', 1, 0, 'standard'),
                    ('steps', 'request_low', 9, 0, 'standard'), ('steps', 'audio_input', 40, 0, 'standard'), ('asks', 'factor:speed:fast', 6, 0, 'standard')) p (model, component, price, above, tier),
  LATERAL meter_set_price('cmx', p.model, p.component, p.price, context_above => p.above, service_tier => p.tier);
SELECT count(*) AS imported FROM meter_import_prices(to_jsonb(E'provider,model,component,price_per_million,daily\ncmx,hours,input,0.5,16:30-00:30\ncmx,hours,output,9,02:00-04:00\n'::text));
SELECT setseed(coalesce(nullif(current_setting('cm.seed', true), '')::double precision, 0.42));
SELECT count(v.cost) > 0 AS used FROM (SELECT floor(random() * 4000) + 1000 * (random() > 0.7)::integer AS i, floor(random() * 900) AS o, random() AS a, random() AS b, random() AS c, random() AS d, random() AS e
                            FROM generate_series(1, 150)) g,
  LATERAL meter_add_tokens('cm rand', i::bigint, o::bigint, model => 'dear', provider => 'cmp', cache_read_tokens => floor(i * a / 2)::bigint, cache_write_tokens => floor(i * b / 2)::bigint,
      reasoning_tokens => floor(o * c)::bigint, audio_input_tokens => CASE WHEN d > 0.8 THEN floor(i * d)::bigint ELSE 0 END, service_tier => CASE WHEN e > 0.7 THEN 'batch' ELSE 'standard' END,
      conditions => CASE WHEN c > 0.7 THEN '{speed:fast}'::text[] END, at => '2026-03-11 12:00+00'::timestamptz - a * interval '9 days',
      other_units => nullif(jsonb_strip_nulls(jsonb_build_object('page', CASE WHEN b > 0.6 THEN 3 END, 'request_low', CASE WHEN c > 0.8 THEN 1 END, 'cache_write_1h', CASE WHEN d < 0.5 THEN floor(i * b / 4) END)), '{}')) v;
CREATE FUNCTION pg_temp.call_by_call(provider text, model text, of_account text) RETURNS numeric LANGUAGE sql AS $$
    SELECT CASE WHEN count(p.missing) = 0 THEN sum(p.cost) END
      FROM meter.usage_log u, LATERAL meter_internal._meter_price($1, $2, u.service_tier,
             ARRAY[u.input_tokens, u.output_tokens, u.cache_read_tokens, u.cache_write_tokens, u.reasoning_tokens, u.audio_input_tokens, u.audio_output_tokens],
             u.other_units, u.at, meter_now(), u.conditions) p
     WHERE u.account = of_account
$$;
SELECT m.model, m.missing, m.cost = pg_temp.call_by_call(m.provider, m.model, 'cm rand') AS same FROM meter_cheaper_models('cm rand') m WHERE m.provider = 'cmx' ORDER BY 1;
SELECT count(*) > 100 AS models, count(cost) > 0 AS compared, count(*) FILTER (WHERE cost IS DISTINCT FROM pg_temp.call_by_call(provider, model, 'cm rand')) AS wrong FROM meter_cheaper_models('cm rand');
-- without the units that few sell, most can be compared
SELECT count(v.cost) > 0 AS used FROM (SELECT floor(random() * 400000) AS i, floor(random() * 900) AS o, random() AS a FROM generate_series(1, 40)) g,
  LATERAL meter_add_tokens('cm long', i::bigint, o::bigint, model => 'dear', provider => 'cmp', cache_read_tokens => floor(i * a / 2)::bigint, cache_write_tokens => floor(i * a / 3)::bigint,
      at => '2026-03-11 12:00+00'::timestamptz - a * interval '9 days', service_tier => CASE WHEN a > 0.7 THEN 'batch' ELSE 'standard' END, enforce => false) v;
SELECT count(*) > 100 AS models, count(cost) > 100 AS compared, count(*) FILTER (WHERE cost IS DISTINCT FROM pg_temp.call_by_call(provider, model, 'cm long')) AS wrong FROM meter_cheaper_models('cm long');
SELECT t.* FROM unnest(ARRAY['NULL', '''cm ann'', ''2026-03-02'', ''2026-03-01''']) a, LATERAL pg_temp.try(format('SELECT meter_cheaper_models(%s)', a)) t;
SELECT FROM meter_set_setting('unknown_model', 'fallback');
