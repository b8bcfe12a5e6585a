-- What a signed-in user asks for themselves, without naming an account: their gauges, their usage, history, alerts, their team's gauges. The
-- session is PostgREST's: a login that is trusted, the end users' role, the claims of a token.
SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-03-10 12:00+00';
CREATE ROLE authenticator LOGIN NOINHERIT;
CREATE ROLE authenticated; GRANT authenticated TO authenticator; GRANT meter_reader TO authenticated;
CREATE FUNCTION pg_temp.try(call text) RETURNS TABLE (state text, message text, hint text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE call;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
    RETURN NEXT;
END $$;
-- the same question with the rights of an operator
CREATE FUNCTION pg_temp.status_of(account text) RETURNS SETOF meter_gauge LANGUAGE sql SECURITY DEFINER AS $$
    SELECT s.account, limit_name, plan, unit, period, hard, provider, model, operation, key_source, used, reserved, cap, remaining, percent, level, period_start, resets_at
      FROM meter_status($1) s WHERE payer_is = 'account'
$$;
CREATE FUNCTION pg_temp.sign_in(sub text) RETURNS text LANGUAGE sql AS $$ SELECT set_config('request.jwt.claims', jsonb_build_object('sub', sub)::text, false) $$;
SELECT FROM meter_set_plan('mm plain');
SELECT FROM meter_set_plan('mm none');
SELECT FROM meter_set_limit('tokens', 'tokens', 1000, 'day', plan => 'mm plain', thresholds => '{40,80}');
SELECT FROM meter_set_limit('requests', 'requests', 50, 'month', plan => 'mm plain');
SELECT FROM meter_set_account('mm org', plan => 'mm none');
SELECT FROM meter_set_limit('org tokens', 'tokens', 100000, 'month', account => 'mm org');
SELECT FROM meter_set_account('mm team', plan => 'mm none', parent => 'mm org');
SELECT FROM meter_set_limit('team tokens', 'tokens', 5000, 'month', account => 'mm team');
SELECT FROM meter_set_account('mm ann', plan => 'mm plain', parent => 'mm team', auth_subject => 'mm|ann');
SELECT FROM meter_set_account('mm bob', plan => 'mm plain', parent => 'mm team', auth_subject => 'mm|bob');
SELECT FROM meter_set_account('mm pool', plan => 'mm none');
SELECT FROM meter_set_limit('credit', 'tokens', 1000000, 'never', account => 'mm pool');
SELECT FROM meter_set_pool('mm pool', 'mmp');
SELECT FROM meter_set_price('mmp', 'm', 'input', 1000);
SELECT FROM meter_set_price('mmp', 'm', 'output', 2000);

-- who has never called sees the limits of the plan that they would be on, as an operator does; who is nobody sees nothing
SET SESSION AUTHORIZATION authenticator;
SET ROLE authenticated;
SELECT pg_temp.sign_in('mm new');
SELECT limit_name, used, cap, remaining, level FROM meter_my_status();
SELECT count(*) AS same FROM (SELECT * FROM meter_my_status() INTERSECT SELECT * FROM pg_temp.status_of('mm new')) s;
SELECT account FROM meter.accounts;
SELECT (SELECT count(*) FROM meter_my_team()) AS team, (SELECT count(*) FROM meter_my_usage()) AS usage, (SELECT count(*) FROM meter_my_history()) AS history,
       (SELECT count(*) FROM meter_my_alerts()) AS alerts, (SELECT count(*) FROM meter_my_alerts_seen()) AS seen;
SELECT totals ->> 'requests' AS requests, totals ->> 'charged_cost' AS charged, by_model, jsonb_array_length(gauges) AS gauges FROM meter_my_stats();
CREATE FUNCTION pg_temp.answers() RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', (SELECT count(*) FROM meter_my_status()), (SELECT count(*) FROM meter_my_team()), (SELECT count(*) FROM meter_my_usage(bucket => 'day', fill => true)),
                     (SELECT count(*) FROM meter_my_history()), (SELECT count(*) FROM meter_my_alerts()), (SELECT count(*) FROM meter_my_alerts_seen()), (SELECT count(*) FROM meter_my_stats()))
$$;
SELECT claims, set_config('request.jwt.claims', claims, false) IS NOT NULL AS set, pg_temp.answers()
  FROM unnest('{"","{}","{\"sub\": null}","{\"sub\": \"\"}","{\"role\": \"authenticated\"}"}'::text[]) claims;
-- nor do subjects that no account can be called
SELECT left(sub, 5) AS sub, pg_temp.sign_in(sub) IS NOT NULL AS set, pg_temp.answers() FROM unnest(ARRAY['  ', repeat('x', 300)]) sub;
-- nor is a team or a pool anybody
SELECT sub, pg_temp.sign_in(sub) IS NOT NULL AS set, pg_temp.answers() FROM unnest('{mm team,mm org,mm pool,mm ann}'::text[]) sub;
RESET SESSION AUTHORIZATION;

-- a user's own limit takes the place of their plan's, and does not come beside it; what a hold has set aside counts until it expires
SELECT FROM meter_set_limit('tokens', 'tokens', 2000, 'day', account => 'mm ann', thresholds => '{40,80}');
SELECT allowed FROM meter_add_tokens('mm ann', 700, 200, model => 'm', provider => 'mmp', operation => 'chat', operation_id => 'op-1', session_id => 's', metadata => '{"secret": 1}');
SELECT allowed FROM meter_add_tokens('mm bob', 300, model => 'm', provider => 'mmp');
SELECT hold_id IS NOT NULL AS held FROM meter_reserve('mm ann', 100, model => 'm', provider => 'mmp', ttl => '5 minutes');
SET SESSION AUTHORIZATION authenticator; SET ROLE authenticated;
SELECT pg_temp.sign_in('mm|ann');
SELECT limit_name, plan, unit, period, used, reserved, cap, remaining, percent, level, resets_at FROM meter_my_status();
SELECT count(*) AS same, (SELECT count(*) FROM pg_temp.status_of('mm ann')) AS of FROM (SELECT * FROM meter_my_status() INTERSECT SELECT * FROM pg_temp.status_of('mm ann')) s;
RESET SESSION AUTHORIZATION;
SET token_meter.clock = '2026-03-10 12:06+00';
SET SESSION AUTHORIZATION authenticator; SET ROLE authenticated;
SELECT limit_name, used, reserved FROM meter_my_status();
SELECT count(*) AS same FROM (SELECT * FROM meter_my_status() INTERSECT SELECT * FROM pg_temp.status_of('mm ann')) s;
-- the teams above, the nearest first: how much is left for all, and nobody's name or part in it; not the pool, which is the operator's
SELECT levels_above, unit, period, used, cap, remaining, percent, level FROM meter_my_team();
SELECT t::text ~ 'mm (org|team|ann|bob|pool|none)' AS named FROM meter_my_team() t;

-- usage: what they were charged
SELECT groups, requests, input_tokens, output_tokens, charged_cost, average_charged_cost, denied_requests FROM meter_my_usage(group_by => '{provider,model,operation}');
SELECT bucket_start, requests, tokens FROM meter_my_usage('2026-03-09', '2026-03-12', 'day', fill => true);
SELECT requests FROM meter_my_usage(operation => 'train');
RESET SESSION AUTHORIZATION;
SELECT allowed FROM meter_add_tokens('mm ann', 5000, model => 'm', provider => 'mmp', operation => 'chat');
SELECT allowed FROM meter_add_tokens('mm ann', 50, model => 'm', provider => 'mmp', operation => 'train', key_source => 'own');
SELECT usage_id AS back FROM meter_add_tokens('mm ann', 40, model => 'm', provider => 'mmp', operation => 'chat') \gset
SELECT count(cost) AS refunded FROM meter_refund('mm ann', :back, note => 'the angry one');
SELECT remaining FROM meter_grant('mm ann', 'tokens', 500, note => 'the angry one');
SET SESSION AUTHORIZATION authenticator; SET ROLE authenticated;
SELECT * FROM meter_my_history();
SELECT type, model, operation, details FROM meter_my_history(type => 'denial');
SELECT type, input_tokens, details FROM meter_my_history(type => 'hold');
SELECT type, details FROM meter_my_history(type => 'grant');
SELECT type, details FROM meter_my_history(type => 'alert');
-- page by page; the cursor tells no id
SELECT model, operation, next_cursor IS NOT NULL AS more FROM meter_my_history(page_size => 2);
SELECT next_cursor AS cursor FROM meter_my_history(page_size => 2) LIMIT 1 \gset
SELECT model, operation, next_cursor IS NOT NULL AS more FROM meter_my_history(page_size => 2, before => :'cursor');
RESET SESSION AUTHORIZATION;
SELECT :'cursor' ~ ('_(' || usage_id || '|' || to_hex(usage_id) || ')_') AS tells FROM meter.usage_log WHERE account = 'mm ann';
SELECT next_cursor = :'cursor' AS the_same FROM meter_history('mm ann', page_size => 2) LIMIT 1;
SELECT state FROM pg_temp.try(format('SELECT meter_history(''mm bob'', before => %L)', :'cursor'));

-- alerts stay until they are marked as seen, and are the app's to take as before
SET SESSION AUTHORIZATION authenticator; SET ROLE authenticated;
SELECT limit_name, threshold, used, cap, at, seen_at FROM meter_my_alerts();
SELECT count(*) FROM meter_my_alerts_seen('2026-03-10 11:00+00');
SELECT limit_name, threshold, seen_at FROM meter_my_alerts_seen();
SELECT count(*) FROM meter_my_alerts_seen();
SELECT (SELECT count(*) FROM meter_my_alerts()) AS all, (SELECT count(*) FROM meter_my_alerts(unseen => true)) AS unseen, (SELECT count(seen_at) FROM meter.alerts) AS in_table;
RESET SESSION AUTHORIZATION;
SELECT account, seen_at IS NOT NULL AS seen FROM meter.alerts WHERE account LIKE 'mm %' ORDER BY account, threshold;
SELECT count(*) FROM meter_take_alerts() WHERE account = 'mm ann';
-- a grant took them below the threshold; reached again, it is news
SELECT allowed FROM meter_add_tokens('mm ann', 200, model => 'm', provider => 'mmp');
SET SESSION AUTHORIZATION authenticator; SET ROLE authenticated;
SELECT threshold, used, cap, seen_at FROM meter_my_alerts(unseen => true);

-- at a glance: as an operator has it, without the pool
SELECT totals, period, by_operation, by_model, balances FROM meter_my_stats();
SELECT g ->> 'limit_name' AS limit_name, g ->> 'used' AS used, g ? 'payer' AS payer FROM meter_my_stats(), jsonb_array_elements(gauges) g;
SELECT count(*) FROM meter_my_stats() s WHERE s::text ~ 'mm (org|team|bob|pool)|"cost"';

-- what is wrong is told with what is right; what is not theirs is no word that they may say
SELECT t.* FROM unnest(ARRAY['meter_my_usage(group_by => ''{metadata.secret}'')', 'meter_my_usage(group_by => ''{account}'')', 'meter_my_usage(group_by => ''{price_match}'')',
    'meter_my_usage(bucket => ''year'')', 'meter_my_usage(from_at => ''2026-03-02'', to_at => ''2026-03-01'')', 'meter_my_history(type => ''margin'')', 'meter_my_history(page_size => 0)',
    'meter_my_history(before => ''x'')', 'meter_my_alerts(page_size => 1001)', 'meter_my_alerts(unseen => NULL)', 'meter_my_stats(top => -1)', 'meter_my_stats(at => ''2030-01-01'')']) a,
  LATERAL pg_temp.try('SELECT ' || a) t;
SELECT t.* FROM unnest(ARRAY['meter_status(''mm bob'')', 'meter_usage(''mm bob'')', 'meter_history(''mm bob'')', 'meter_account_stats(''mm bob'')', 'meter_internal._meter_usage(''mm bob'', NULL, NULL, ''none'', ''{}'', NULL, NULL, NULL, NULL, NULL, NULL, true, false)',
    'meter_internal._meter_status(''mm bob'')', 'meter_internal._meter_stats(''mm bob'', NULL, 1, false)']) a, LATERAL pg_temp.try('SELECT ' || a) t;
-- a GET of PostgREST reads only: what reads works there, and what marks says so
BEGIN TRANSACTION READ ONLY;
SELECT (SELECT count(*) FROM meter_my_status()) AS gauges, (SELECT count(*) FROM meter_my_history()) AS calls, (SELECT count(*) FROM meter_my_alerts()) AS alerts, (SELECT count(*) FROM meter_my_stats()) AS stats;
SELECT state, message FROM pg_temp.try('SELECT meter_my_alerts_seen()');
COMMIT;
-- another user, and a login that could have made its claims up
SELECT pg_temp.sign_in('mm|bob');
SELECT account, limit_name, used FROM meter_my_status();
SELECT requests FROM meter_my_usage();
RESET SESSION AUTHORIZATION;
CREATE ROLE mm_login LOGIN; GRANT authenticated TO mm_login;
SET SESSION AUTHORIZATION mm_login; SET ROLE authenticated;
SELECT count(*) FROM meter_my_history();
RESET SESSION AUTHORIZATION;
SELECT value FROM meter_set_setting('trusted_logins', 'authenticator,mm_login');
SET SESSION AUTHORIZATION mm_login; SET ROLE authenticated;
SELECT count(*) FROM meter_my_history();
RESET SESSION AUTHORIZATION;
SELECT value FROM meter_set_setting('trusted_logins', 'authenticator');

-- a markup: nothing that they may ask tells what the provider asked for
SELECT FROM meter_set_plan('mm dear', markup => 3);
SELECT FROM meter_set_limit('budget', 'cost', 100, 'month', plan => 'mm dear', thresholds => '{1}');
SELECT FROM meter_set_limit('charged', 'charged_cost', 100, 'month', plan => 'mm dear', thresholds => '{1}');
SELECT FROM meter_set_limit('team budget', 'cost', 100, 'month', account => 'mm team');
SELECT FROM meter_set_account('mm cat', plan => 'mm dear', parent => 'mm team', auth_subject => 'mm|cat');
SELECT allowed FROM meter_add_tokens('mm cat', 7000, model => 'm', provider => 'mmp', operation => 'chat', enforce => false);
SELECT amount FROM meter_grant('mm cat', 'budget', 5);
SET SESSION AUTHORIZATION authenticator; SET ROLE authenticated;
SELECT pg_temp.sign_in('mm|cat');
SELECT limit_name, used FROM meter_my_status();
SELECT limit_name FROM meter_my_team();
SELECT limit_name, used FROM meter_my_alerts();
SELECT (SELECT count(*) FROM meter_my_history(type => 'grant')) AS grants, (SELECT count(*) FROM meter_my_history(type => 'alert')) AS alerts;
SELECT charged_cost, details FROM meter_my_history();
SELECT charged_cost, average_charged_cost FROM meter_my_usage();
SELECT s::text ~ '"cost"|budget|[^0-9]7[.,"}]' AS tells FROM meter_my_stats() s;
SELECT limit_name, seen_at IS NOT NULL AS seen FROM meter_my_alerts_seen();
RESET SESSION AUTHORIZATION;
SELECT limit_name, seen_at IS NOT NULL AS seen FROM meter.alerts WHERE account = 'mm cat' ORDER BY limit_name;
-- nor does the plan that they would be on
SELECT plan AS was FROM meter.plans WHERE is_default \gset
SELECT is_default FROM meter_set_plan('mm dear', is_default => true);
SET SESSION AUTHORIZATION authenticator; SET ROLE authenticated;
SELECT pg_temp.sign_in('mm newer');
SELECT limit_name FROM meter_my_status();
RESET SESSION AUTHORIZATION;
SELECT is_default FROM meter_set_plan(:'was', is_default => true);

-- nor do functions of others' making, named like those that answer
CREATE FUNCTION meter_status(account text, other integer DEFAULT 0) RETURNS integer LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'called as %', current_user; END $$;
CREATE FUNCTION meter_status(account varchar) RETURNS integer LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'called as %', current_user; END $$;
SET SESSION AUTHORIZATION authenticator; SET ROLE authenticated;
SELECT limit_name FROM meter_my_status();
RESET SESSION AUTHORIZATION;
DROP FUNCTION meter_status(text, integer); DROP FUNCTION meter_status(varchar);

-- nothing that an end user may call in a schema that an API shows runs with more than their own rights
SELECT p.proname FROM pg_proc p WHERE p.prosecdef AND p.proname LIKE 'meter\_my\_%' AND p.pronamespace <> 'meter_internal'::regnamespace;
SELECT provider FROM meter_remove_pool('mm pool', 'mmp');
SELECT problem, account FROM meter_verify() WHERE account LIKE 'mm %';
DROP OWNED BY authenticated, authenticator, mm_login;
DROP ROLE mm_login, authenticated, authenticator;
