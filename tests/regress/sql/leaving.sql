SET datestyle = ISO; SET timezone = 'UTC';
SET token_meter.clock = '2026-11-10 12:00+00';  -- no day ends meanwhile
\set SHOW_CONTEXT never
CREATE FUNCTION pg_temp.try(call text) RETURNS TABLE (state text, message text, detail text, hint text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE call;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN NEXT;
END $$;
SELECT plan FROM meter_set_plan('lv plan');
SELECT limit_name FROM meter_set_limit('total', 'tokens', 10000, 'never', plan => 'lv plan');
SELECT limit_name FROM meter_set_limit('daily', 'requests', 100, 'day', plan => 'lv plan');
SELECT account FROM meter_set_account('lv team', plan => 'lv plan');
SELECT account FROM meter_set_account('lv ann', plan => 'lv plan', parent => 'lv team', auth_subject => 'sub-ann', metadata => '{"name": "Ann"}');
SELECT key_source FROM meter_set_key_source('lv ann', 'lv other', 'own');
SELECT remaining FROM meter_grant('lv ann', 'total', 500, note => 'for Ann');
SELECT used FROM meter_add_tokens('lv ann', 1200, model => 'gpt-4o-mini', provider => 'openai', session_id => 'lv-s1', operation_id => 'lv-o1', metadata => '{"ip": "10.0.0.1"}', idempotency_key => 'k1');
SELECT allowed, hold_id IS NOT NULL AS held FROM meter_reserve('lv ann', 10);
SELECT sum(done) > 0 AS upkeep FROM meter_maintain();
SELECT allowed, reason FROM meter_add_tokens('lv ann', 50000);

-- renamed, it has used what it used, is below whom it was, and signs in as before
SELECT account, plan, parent, auth_subject, metadata FROM meter_rename_account('lv ann', 'lv anna');
SELECT limit_name, used, reserved, cap, remaining, payer FROM meter_status('lv anna') ORDER BY payer, limit_name;
SELECT tokens, requests FROM meter_usage('lv anna');
SELECT count(*) AS rows_of_the_old_name FROM (
    SELECT account FROM meter.accounts UNION ALL SELECT account FROM meter.counters UNION ALL SELECT account FROM meter.seeds UNION ALL SELECT account FROM meter.holds
    UNION ALL SELECT account FROM meter.grants UNION ALL SELECT account FROM meter.denials UNION ALL SELECT account FROM meter.alerts UNION ALL SELECT account FROM meter.idempotency_keys
    UNION ALL SELECT account FROM meter.key_sources UNION ALL SELECT account FROM meter.usage_log UNION ALL SELECT account FROM meter.rollups UNION ALL SELECT account FROM meter.limits) x WHERE account = 'lv ann';
-- a retry under the new name is answered as before; a charge goes on from there
SELECT used FROM meter_add_tokens('lv anna', 1200, model => 'gpt-4o-mini', provider => 'openai', session_id => 'lv-s1', operation_id => 'lv-o1', metadata => '{"ip": "10.0.0.1"}', idempotency_key => 'k1');
SELECT allowed, used FROM meter_add_tokens('lv anna', 5);
-- those below a renamed team are below it still
SELECT account FROM meter_rename_account('lv team', 'lv crew');
SELECT account, parent, ancestors FROM meter.accounts WHERE account = 'lv anna';
SELECT allowed, used FROM meter_add_tokens('lv anna', 5);
SELECT payer, used FROM meter_status('lv anna') WHERE limit_name = 'total' ORDER BY payer;

-- forgotten: nothing tells of Ann any more, and the sums are what they were
SELECT meter_forget_account('lv anna') AS nobody \gset
SELECT :'nobody' LIKE 'forgotten %' AS has_another_name;
SELECT tokens, requests FROM meter_usage(:'nobody');
SELECT payer = 'lv crew' AS of_team, used FROM meter_status(:'nobody') WHERE limit_name = 'total' ORDER BY 1;
SELECT count(*) AS told FROM (SELECT to_jsonb(u)::text FROM meter.usage_log u UNION ALL SELECT to_jsonb(h)::text FROM meter.holds h UNION ALL SELECT to_jsonb(g)::text FROM meter.grants g
    UNION ALL SELECT to_jsonb(a)::text FROM meter.accounts a UNION ALL SELECT to_jsonb(d)::text FROM meter.denials d UNION ALL SELECT to_jsonb(k)::text FROM meter.idempotency_keys k
    UNION ALL SELECT to_jsonb(r)::text FROM meter.rollups r) x (row) WHERE row ~ 'lv ann|sub-ann|Ann"|10\.0\.0\.1|lv-s1|lv-o1';
SELECT problem, account FROM meter_verify();

-- removed, where nothing was used; what was refused does not count
SELECT account FROM meter_set_account('lv new', plan => 'lv plan');
SELECT allowed, reason FROM meter_add_tokens('lv new', 50000, idempotency_key => 'k');
SELECT allowed FROM meter_reserve('lv new', 5, ttl => '1 second');
SELECT allowed FROM meter_release((SELECT max(hold_id) FROM meter.holds WHERE account = 'lv new'));
SELECT limit_name FROM meter_set_limit('own', 'tokens', 10, 'day', account => 'lv new');
SELECT meter_remove_account('lv new'), meter_remove_account('lv new') AS again;
SELECT count(*) FROM meter.accounts WHERE account = 'lv new';
SELECT account FROM meter_set_account('lv boss', plan => 'lv plan');
SELECT account FROM meter_set_account('lv child', plan => 'lv plan', parent => 'lv boss');
SELECT account FROM meter_set_account('lv rich', plan => 'lv plan');
SELECT remaining FROM meter_grant('lv rich', 'total', 5);
SELECT call, t.* FROM unnest(ARRAY[
    format('SELECT meter_remove_account(%L)', :'nobody'), 'SELECT meter_remove_account(''lv boss'')', 'SELECT meter_remove_account(''lv rich'')',
    'SELECT meter_rename_account(''lv nobody'', ''x'')', 'SELECT meter_rename_account(''lv boss'', ''lv rich'')', 'SELECT meter_rename_account(''lv boss'', '' '')',
    'SELECT meter_rename_account(''lv boss'', NULL)', 'SELECT meter_rename_account(''lv boss'', ''lv boss'')', 'SELECT meter_forget_account(''lv nobody'')', 'SELECT meter_remove_account(NULL)']) call, LATERAL pg_temp.try(call) t
 WHERE call NOT LIKE '%forgotten%';
SELECT state, detail, hint FROM pg_temp.try(format('SELECT meter_remove_account(%L)', :'nobody'));
SELECT problem, account FROM meter_verify();
-- other tests count what upkeep prunes
WITH gone AS (DELETE FROM meter.reservations r USING meter.holds h WHERE h.hold_id = r.hold_id AND h.account = :'nobody' RETURNING r.counter_id, r.amount)
UPDATE meter.counters c SET reserved = c.reserved - g.amount FROM gone g WHERE c.counter_id = g.counter_id;
DELETE FROM meter.holds h WHERE h.account = :'nobody';
SELECT problem, account FROM meter_verify();
-- what a call in flight of somebody who was below it has reserved there keeps an account too, until its time is over
SELECT account FROM meter_set_account('lv head', plan => 'lv plan');
SELECT account FROM meter_set_account('lv leaver', plan => 'lv plan', parent => 'lv head');
SELECT allowed FROM meter_reserve('lv leaver', 5, ttl => '1 minute');
SELECT parent FROM meter_set_account('lv leaver', parent => '');
SELECT t.state, t.detail FROM pg_temp.try('SELECT meter_remove_account(''lv head'')') t;
SET token_meter.clock = '2026-11-10 12:02+00';
SELECT meter_remove_account('lv head') AS removed;
SELECT count(*) AS left_over FROM meter.reservations r WHERE NOT EXISTS (SELECT FROM meter.counters c WHERE c.counter_id = r.counter_id);
SELECT reason FROM meter.holds h, meter_release(h.hold_id) WHERE h.account = 'lv leaver';
SELECT problem, account FROM meter_verify();
-- nor does one go that has a call in flight which no limit counts: its settlement would find nobody
SELECT plan FROM meter_set_plan('lv unlimited');
SELECT account FROM meter_set_account('lv unmetered', plan => 'lv unlimited');
SELECT allowed, hold_id AS hold FROM meter_reserve('lv unmetered', 5, ttl => '1 minute') \gset
SELECT t.state, t.detail FROM pg_temp.try('SELECT meter_remove_account(''lv unmetered'')') t;
SELECT reason FROM meter_settle(:hold, 5);
SELECT t.state, t.detail FROM pg_temp.try('SELECT meter_remove_account(''lv unmetered'')') t;
