-- What happened, newest first: calls with what corrected them or took them back, denials, holds, grants, alerts.
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
-- ids depend on what ran before
CREATE FUNCTION pg_temp.plainly(details jsonb) RETURNS text LANGUAGE sql AS $$ SELECT regexp_replace(details::text, '"(usage_id|hold_id)": \d+', '"\1": N', 'g') $$;
SELECT FROM meter_set_plan('hi plan', markup => 2);
SELECT FROM meter_set_account('hi', plan => 'hi plan');
SELECT FROM meter_set_limit('tokens', 'tokens', 1000, 'month', thresholds => '{30}', plan => 'hi plan');
SELECT FROM meter_set_setting('unknown_model', 'record');
SELECT FROM meter_set_price('hip', 'm', 'input', 1000);
SELECT FROM meter_set_price('hip', 'm', 'output', 2000);
SELECT usage_id AS one FROM meter_add_tokens('hi', 100, 50, model => 'm', provider => 'hip', operation => 'chat', session_id => 's', metadata => '{"feature": "search", "empty": null}') \gset
SET token_meter.clock = '2026-03-10 12:01+00';
SELECT usage_id AS two FROM meter_add_tokens('hi', 200, model => 'new', provider => 'hip', cache_read_tokens => 20, operation_id => 'o-2') \gset
SET token_meter.clock = '2026-03-10 12:02+00';
SELECT usage_id AS three FROM meter_add_tokens('hi', 200, model => 'm', provider => 'hip', key_source => 'own') \gset
SELECT at, type, provider, model, operation, session_id, input_tokens, output_tokens, tokens, cost, charged_cost, price_match, refunded, next_cursor FROM meter_history('hi');
SELECT pg_temp.plainly(details) FROM meter_history('hi');
-- a correction and a refund stand with their call
SELECT FROM meter_set_price('hip', 'new', 'input', 500, effective_from => '2026-03-01', allow_past => true);
SELECT FROM meter_set_price('hip', 'new', 'cache_read', 50, effective_from => '2026-03-01', allow_past => true);
SELECT changed FROM meter_reprice('2026-03-01', '2026-04-01', account => 'hi', note => 'it has a price now');
SELECT cost FROM meter_refund('hi', :one, note => 'empty answer');
SELECT id = :two AS two, model, input_tokens, cost, charged_cost, price_match, refunded, pg_temp.plainly(details) FROM meter_history('hi') ORDER BY at DESC;
SELECT sum(cost) FILTER (WHERE NOT refunded) = (SELECT sum(cost) FROM meter.usage_log WHERE account = 'hi') AS adds_up FROM meter_history('hi');

-- the others, in the same shape
SELECT allowed FROM meter_add_tokens('hi', 5000, model => 'm', provider => 'hip', operation => 'chat');
SELECT hold_id AS settled FROM meter_reserve('hi', 150, 50, model => 'm', provider => 'hip', session_id => 'h') \gset
SELECT allowed FROM meter_settle(:settled, 140, 40);
SELECT allowed FROM meter_reserve('hi', 10, model => 'm', provider => 'hip', ttl => '1 minute');
SELECT remaining FROM meter_grant('hi', 'tokens', 50, note => 'sorry');
SET token_meter.clock = '2026-03-10 12:30+00';
SELECT at, type, provider, model, operation, tokens, cost, refunded, pg_temp.plainly(details) FROM meter_history('hi', type => 'denial');
SELECT at, type, provider, model, session_id, tokens, cost, pg_temp.plainly(details) FROM meter_history('hi', type => 'hold');
SELECT at, type, tokens, cost, details FROM meter_history('hi', type => 'grant');
SELECT at, type, tokens, cost, details FROM meter_history('hi', type => 'alert');
SELECT count(*) FROM meter_history('hi', model => 'm', operation => 'chat');
SELECT count(*) FROM meter_history('hi', provider => ' HIP ', key_source => 'own');
SELECT count(*) FROM meter_history('hi', session_id => 's');
SELECT count(*) FROM meter_history('hi', '2026-03-10 12:01+00', '2026-03-10 12:02+00');
SELECT count(*) FROM meter_history('hi nobody');

-- page by page, while calls arrive at both ends, many of them of one moment: none twice, none left out
SET token_meter.clock = '2026-03-12 12:00+00';
SELECT FROM meter_set_account('hi many', plan => 'hi plan');
SELECT FROM meter_set_limit('tokens', 'tokens', NULL, 'month', account => 'hi many');
SELECT count(*) FROM generate_series(1, 95) n, LATERAL meter_add_tokens('hi many', n, model => 'm', provider => 'hip', at => '2026-03-12 10:00+00'::timestamptz + n / 10 * interval '1 second');
CREATE TEMP TABLE wanted AS SELECT usage_id, at FROM meter.usage_log WHERE account = 'hi many';
CREATE TEMP TABLE seen (page integer, n bigint, id bigint, at timestamptz);
DO $$
DECLARE
    cursor text; page integer := 0;
BEGIN
    LOOP
        page := page + 1;
        INSERT INTO seen SELECT page, row_number() OVER (), h.id, h.at FROM meter_history('hi many', before => cursor, page_size => 10) h;
        SELECT h.next_cursor INTO cursor FROM meter_history('hi many', before => cursor, page_size => 10) h LIMIT 1;
        EXIT WHEN cursor IS NULL;
        PERFORM meter_add_tokens('hi many', 1, at => '2026-03-12 11:00+00'), meter_refund('hi many', (SELECT min(s.id) FROM seen s WHERE NOT EXISTS (SELECT FROM meter.usage_log r WHERE r.refunds = s.id)));
    END LOOP;
END $$;
SELECT count(*), count(DISTINCT id), count(DISTINCT page), (SELECT count(*) FROM wanted w WHERE w.usage_id NOT IN (SELECT id FROM seen)) AS left_out FROM seen;
SELECT count(*) AS out_of_order FROM (SELECT (at, id) < lag((at, id)) OVER (ORDER BY page, n) AS falls FROM seen) s WHERE NOT falls;
-- a page that ends with the last row has no next
SELECT count(*), count(next_cursor) FROM meter_history('hi', page_size => 4);
SELECT count(*), count(DISTINCT next_cursor) FROM meter_history('hi', page_size => 3);

-- a cursor that was made up, cut or is of others
SELECT next_cursor AS cursor FROM meter_history('hi many', page_size => 10) LIMIT 1 \gset
SELECT c, state, message, hint FROM unnest(ARRAY['', 'x', '_', '20260312T100000.000000Z_1_0000000000000000']) c,
  LATERAL pg_temp.try(format('SELECT meter_history(''hi many'', before => %L)', c));
SELECT count(*) > 50 AS tampered, count(*) - count(state) AS taken, min(state), max(state) FROM generate_series(1, length(:'cursor')) n,
  LATERAL (SELECT overlay(:'cursor' PLACING CASE substr(:'cursor', n, 1) WHEN '7' THEN '8' ELSE '7' END FROM n) AS c) made,
  LATERAL pg_temp.try(format('SELECT meter_history(''hi many'', before => %L)', c));
SELECT state, message FROM pg_temp.try(format('SELECT meter_history(''hi'', before => %L)', :'cursor'));
SELECT state, message FROM pg_temp.try(format('SELECT meter_history(''hi many'', type => ''hold'', before => %L)', :'cursor'));
-- what is wrong is told with what is right
SELECT t.* FROM unnest(ARRAY['NULL', '''hi'', type => ''call''', '''hi'', type => NULL', '''hi'', page_size => 0', '''hi'', page_size => 1001', '''hi'', page_size => NULL',
    '''hi'', key_source => ''mine''', '''hi'', from_at => ''2026-03-02'', to_at => ''2026-03-01''', '''hi'', type => ''denial'', session_id => ''s''',
    '''hi'', type => ''alert'', model => ''m''']) a, LATERAL pg_temp.try(format('SELECT meter_history(%s)', a)) t;
SELECT FROM meter_set_setting('unknown_model', 'fallback');
