SET datestyle = ISO; SET timezone = 'UTC';
SET token_meter.clock = '2026-03-10 12:00+00';
\set SHOW_CONTEXT never
-- NULL is not zero
SELECT * FROM meter_add_tokens(NULL, 1);
SELECT * FROM meter_add_tokens('bad', NULL);
SELECT * FROM meter_add_tokens('bad', 1, NULL);
SELECT * FROM meter_add_tokens('bad', 1, cache_read_tokens => NULL);
SELECT * FROM meter_add_tokens('bad', 1, enforce => NULL);
SELECT * FROM meter_check_quota(NULL);
SELECT meter_cost(NULL, 1, 1);
SELECT * FROM meter_status(NULL);
-- ids
SELECT * FROM meter_add_tokens('', 1);
SELECT * FROM meter_add_tokens(E' \t\n', 1);
SELECT * FROM meter_add_tokens(repeat('x', 256), 1);
SELECT * FROM meter_add_tokens('bad', 1, model => repeat('m', 256));
SELECT * FROM meter_set_account(' ');
-- counts
SELECT * FROM meter_add_tokens('bad', -1);
SELECT * FROM meter_add_tokens('bad', (-9223372036854775808)::bigint);
SELECT * FROM meter_add_tokens('bad', 9007199254740992);
SELECT * FROM meter_add_tokens('bad', 10, cache_read_tokens => 6, cache_write_tokens => 5);
SELECT * FROM meter_add_tokens('bad', 10, 5, reasoning_tokens => 6);
SELECT * FROM meter_add_tokens('bad', 99999999999999999999);
-- key source, metadata
SELECT * FROM meter_add_tokens('bad', 1, key_source => 'stolen');
SELECT * FROM meter_add_tokens('bad', 1, metadata => '[1]');
SELECT * FROM meter_add_tokens('bad', 1, metadata => jsonb_build_object('x', repeat('y', 8200)));
-- a parser is never shown what it would choke on
SELECT allowed FROM meter_add_tokens('bad-nested', 1, metadata => ('{"a":' || repeat('[', 500) || repeat(']', 500) || '}')::jsonb);
SELECT allowed FROM meter_add_tokens('bad-nested', 1, metadata => '{"x": {"$serde_json::private::Number": "abc"}}');
SELECT hold_id FROM meter_reserve('bad-nested', 1, metadata => ('{"a":' || repeat('[', 500) || repeat(']', 500) || '}')::jsonb) \gset
SELECT reason FROM meter_settle(:hold_id, 1);
SELECT hold_id FROM meter_reserve('bad-nested', 1, metadata => '{"x": {"$serde_json::private::Number": "abc"}}') \gset
SELECT reason FROM meter_release(:hold_id);
SELECT length(metadata::text) FROM meter.usage_log WHERE account = 'bad-nested' ORDER BY usage_id;
SELECT * FROM meter_import_prices(('{"a":' || repeat('[', 500) || repeat(']', 500) || '}')::jsonb);
SELECT * FROM meter_add_tokens('bad', 1, service_tier => 'very fast');
-- moments
SELECT meter_period_end('day', '262142-12-31 23:59:59+00', 'Pacific/Kiritimati');
SELECT meter_period_end('fortnight', '2026-03-10 12:00+00');
SELECT * FROM meter_add_tokens('bad', 1, at => 'infinity');
SELECT * FROM meter_add_tokens('bad', 1, at => '-infinity');
SELECT * FROM meter_add_tokens('bad', 1, at => '2026-03-10 12:05:01+00');
SELECT allowed FROM meter_add_tokens('bad-ahead', 1, at => '2026-03-10 12:05:00+00');
SELECT * FROM meter_add_tokens('bad', 1, at => '2025-12-01 00:00+00');
SELECT * FROM meter_add_tokens('bad', 1, at => '294277-01-01');
SELECT * FROM meter_reset_due(at => '2026-03-11 12:00+00');
SELECT * FROM meter_reset_due(batch => 0);
-- plans and accounts
SELECT * FROM meter_set_plan(NULL);
SELECT * FROM meter_set_plan('  ');
SELECT * FROM meter_set_plan('free', is_default => false);
-- its DETAIL lists the plans that there are, other tests' too
\set VERBOSITY terse
SELECT * FROM meter_set_account('bad', plan => 'no-such-plan');
\set VERBOSITY default
SELECT * FROM meter_set_account('bad', time_zone => 'Mars/X');
SELECT * FROM meter_set_account('bad', time_zone => 'FOO+3');
SELECT * FROM meter_set_account('bad', metadata => '"text"');
SELECT * FROM meter_set_account('bad', anchor => 'infinity');
SELECT * FROM meter_set_account('bad', anchor => '290000-01-01');
SELECT account FROM meter_set_account('bad-subject-1', auth_subject => 'one');
SELECT account FROM meter_set_account('bad-subject-2', auth_subject => 'one');
SELECT * FROM meter_set_account('bad', parent => 'no-such-account');
-- limits
SELECT * FROM meter_set_limit('bad', 'tokens', -1, 'day', plan => 'free');
SELECT * FROM meter_set_limit('bad', 'tokens', 'NaN', 'day', plan => 'free');
SELECT * FROM meter_set_limit('bad', 'tokens', 'Infinity', 'day', plan => 'free');
SELECT * FROM meter_set_limit('bad', 'coins', 1, 'day', plan => 'free');
SELECT * FROM meter_set_limit('bad', 'tokens', 1, 'fortnight', plan => 'free');
SELECT * FROM meter_set_limit('bad', 'tokens', 1, 'day');
SELECT * FROM meter_set_limit('bad', 'tokens', 1, 'day', plan => 'free', account => 'bad-ahead');
-- not even where the plan has a limit of that name
SELECT * FROM meter_set_limit('daily_tokens', 'tokens', 5, 'day', plan => 'free', account => 'bad-ahead');
SELECT cap FROM meter.limits WHERE limit_name = 'daily_tokens' AND plan = 'free';
SELECT * FROM meter_set_limit('bad', 'tokens', 1, 'day', plan => 'free', provider => ' ');
SELECT * FROM meter_set_limit('bad', 'tokens', 1e-30, 'day', plan => 'free');
-- its DETAIL lists the plans that there are, other tests' too
\set VERBOSITY terse
SELECT * FROM meter_set_limit('bad', 'tokens', 1, 'day', plan => 'no-such-plan');
\set VERBOSITY default
SELECT * FROM meter_set_limit('bad', 'tokens', 1, 'day', account => 'no-such-account');
SELECT * FROM meter_set_limit('bad', 'tokens', 1, 'day', plan => 'free', thresholds => '{0}');
SELECT * FROM meter_set_limit('bad', 'tokens', 1, 'day', plan => 'free', thresholds => '{}');
SELECT * FROM meter_set_limit('bad', 'tokens', 1, 'day', plan => 'free', thresholds => '{50,NULL}');
SELECT * FROM meter_set_limit('bad', 'tokens', 1, 'day', plan => 'free', stripes => 1025);
SELECT * FROM meter_remove_limit('no-such-limit', plan => 'free');
SELECT * FROM meter_remove_limit('daily_tokens');
-- prices and settings
SELECT * FROM meter_set_price('p', 'm', 'input', 'NaN');
SELECT * FROM meter_set_price('p', 'm', 'input', 'Infinity');
SELECT * FROM meter_set_price('p', 'm', 'input', -1);
SELECT * FROM meter_set_price('p', 'm', 'input', 0.0000000000000000001);
SELECT * FROM meter_set_price('p', 'm', 'input', 1000000000001);
SELECT * FROM meter_set_price('p', 'm', 'input', 123456789012.123456789012345678);
SELECT * FROM meter_set_price('p', 'm', 'input', NULL);
SELECT * FROM meter_set_price('p', 'm', 'In Put', 1);
SELECT * FROM meter_set_setting('no_such_setting', 'x');
SELECT * FROM meter_set_setting('unknown_model', 'guess');
-- grants
SELECT account FROM meter_set_account('bad-grant', plan => 'pro');
SELECT * FROM meter_grant(NULL, 'monthly_tokens', 1);
SELECT * FROM meter_grant('bad-grant', NULL, 1);
SELECT * FROM meter_grant('bad-grant', 'monthly_tokens', NULL);
SELECT * FROM meter_grant('bad-grant', 'monthly_tokens', 1, kind => NULL);
SELECT * FROM meter_grant('bad-grant', 'monthly_tokens', 1, priority => NULL);
SELECT * FROM meter_grant(' ', 'monthly_tokens', 1);
SELECT * FROM meter_grant('bad-grant', 'no such limit', 1);
SELECT * FROM meter_grant('bad-grant', 'monthly_tokens', 0);
SELECT * FROM meter_grant('bad-grant', 'monthly_tokens', -5);
SELECT * FROM meter_grant('bad-grant', 'monthly_tokens', 'NaN');
SELECT * FROM meter_grant('bad-grant', 'monthly_tokens', 'Infinity');
SELECT * FROM meter_grant('bad-grant', 'monthly_tokens', 1e19);
SELECT * FROM meter_grant('bad-grant', 'monthly_tokens', 1e-19);
SELECT * FROM meter_grant('bad-grant', 'monthly_tokens', 1, kind => 'bribe');
SELECT * FROM meter_grant('bad-grant', 'monthly_tokens', 1, expires_at => '2026-03-10 12:00+00');
SELECT * FROM meter_grant('bad-grant', 'monthly_tokens', 1, expires_at => 'infinity');
SELECT * FROM meter_grant('bad-grant', 'monthly_tokens', 1, note => repeat('n', 1025));
SELECT count(*) FROM meter_grants('bad-grant');
SELECT count(*) FROM meter.counters WHERE account = 'bad-grant';
-- an account that nobody has made is not made by a grant that fails
SELECT * FROM meter_grant('bad', 'no such limit', 1);
-- pools and keys
SELECT * FROM meter_set_pool(NULL, 'openai');
SELECT * FROM meter_set_pool('bad-grant', NULL);
SELECT * FROM meter_set_pool('bad-grant', ' ');
SELECT * FROM meter_set_pool('no-such-account', 'openai');
SELECT * FROM meter_set_pool('bad-grant', 'openai', for_account => 'no-such-account');
SELECT * FROM meter_remove_pool('bad-grant', 'openai');
SELECT * FROM meter_remove_pool('bad-grant', 'openai', for_account => 'bad-ahead');
SELECT * FROM meter_remove_pool(NULL, 'openai');
SELECT * FROM meter_set_key_source(NULL, 'openai', 'own');
SELECT * FROM meter_set_key_source('bad-grant', NULL, 'own');
SELECT * FROM meter_set_key_source('bad-grant', ' ', 'own');
SELECT * FROM meter_set_key_source('bad-grant', repeat('p', 256), 'own');
SELECT * FROM meter_set_key_source('bad-grant', 'openai', 'stolen');
SELECT * FROM meter_set_key_source('no-such-account', 'openai', 'own');
-- holds
SELECT * FROM meter_reserve(NULL, 1);
SELECT * FROM meter_reserve('bad', -1);
SELECT * FROM meter_reserve('bad', 1, NULL);
SELECT * FROM meter_reserve('bad', 1, cache_read_tokens => 2);
SELECT * FROM meter_reserve('bad', 1, key_source => 'stolen');
SELECT * FROM meter_reserve('bad', 1, service_tier => 'very fast');
SELECT * FROM meter_reserve('bad', 1, metadata => '[1]');
SELECT * FROM meter_reserve('bad', 1, idempotency_key => ' ');
SELECT * FROM meter_settle(NULL, 1);
SELECT * FROM meter_settle(1, NULL);
SELECT * FROM meter_settle(1, -1);
SELECT * FROM meter_settle(1, 1, reasoning_tokens => 1);
SELECT * FROM meter_settle(-1, 1);
SELECT * FROM meter_release(NULL);
SELECT * FROM meter_release(0);
SELECT * FROM meter_require_quota(NULL);
SELECT * FROM meter_require_quota('bad', -1);
-- alerts and thresholds
SELECT * FROM meter_take_alerts(0);
SELECT * FROM meter_take_alerts(NULL);
SELECT * FROM meter_set_limit('bad', 'tokens', 1, 'day', plan => 'free', thresholds_left => '{100}');
SELECT * FROM meter_set_limit('bad', 'tokens', 1, 'day', plan => 'free', thresholds_left => '{-1}');
SELECT * FROM meter_set_limit('bad', 'tokens', 1, 'day', plan => 'free', thresholds_left => '{}');
SELECT * FROM meter_set_limit('bad', 'tokens', 1, 'day', plan => 'free', thresholds_left => '{NULL}');
SELECT * FROM meter_set_limit('bad', 'tokens', 1, 'day', plan => 'free', carry_over_cap => -1);
SELECT * FROM meter_set_limit('bad', 'tokens', 1, 'day', plan => 'free', carry_over_cap => 'NaN');
SELECT * FROM meter_set_limit('bad', 'tokens', 1, 'never', plan => 'free', carry_over_cap => 1);
SELECT * FROM meter_set_setting('week_start', 'someday');
SELECT * FROM meter_set_setting('week_start', 'Monday');
SELECT * FROM meter_set_setting('open_holds_max', '0');
SELECT * FROM meter_set_setting('open_holds_max', 'many');
SELECT * FROM meter_set_setting('idempotency_days', '0');
SELECT * FROM meter_set_setting('denial_days', '-1');
SELECT * FROM meter_set_setting('hold_days', '10000');
-- nothing of all this left a trace
SELECT count(*) FROM meter.accounts WHERE account = 'bad';
SELECT count(*) FROM meter.usage_log WHERE account = 'bad';
SELECT count(*) FROM meter.denials WHERE account = 'bad';
SELECT count(*) FROM meter.limits WHERE limit_name = 'bad';
SELECT count(*) FROM meter.prices WHERE provider = 'p';
SELECT count(*) FROM meter.holds WHERE account = 'bad';
SELECT count(*) FROM meter.pools WHERE account = 'bad-grant';
SELECT count(*) FROM meter.key_sources WHERE account = 'bad-grant';

-- odd ids are ids: kept as they are, and apart
SELECT used FROM meter_add_tokens($$'";--$$, 1);
SELECT used FROM meter_add_tokens('%', 2);
SELECT used FROM meter_add_tokens(E'two\nlines', 3);
SELECT used FROM meter_add_tokens(U&'\00e9', 4);
SELECT used FROM meter_add_tokens(U&'e\0301', 5);
SELECT used FROM meter_add_tokens(U&'\05e9\05dc\05d5\05dd', 6);
SELECT used FROM meter_add_tokens(U&'\+01F600', 7);
SELECT used FROM meter_add_tokens('user_2abc', 8);
SELECT sum(tokens), count(DISTINCT account) FROM meter.usage_log WHERE account IN ($$'";--$$, '%', E'two\nlines', U&'\00e9', U&'e\0301', U&'\05e9\05dc\05d5\05dd', U&'\+01F600', 'user_2abc');
-- SQLSTATEs
\set VERBOSITY sqlstate
SELECT * FROM meter_add_tokens(NULL, 1);
SELECT * FROM meter_add_tokens('', 1);
SELECT * FROM meter_add_tokens('bad', -1);
SELECT * FROM meter_set_limit('bad', 'tokens', -1, 'day', plan => 'free');
SELECT * FROM meter_add_tokens('bad', 1, at => 'infinity');
SELECT * FROM meter_set_account('bad', parent => 'x');
SELECT * FROM meter_set_price('p', 'm', 'input', -1);
SELECT * FROM meter_grant('bad-grant', 'monthly_tokens', 0);
SELECT * FROM meter_grant('bad-grant', 'no such limit', 1);
SELECT * FROM meter_grant('bad-grant', 'monthly_tokens', NULL);
SELECT * FROM meter_set_pool('no-such-account', 'openai');
SELECT * FROM meter_set_key_source('bad-grant', 'openai', 'stolen');
SELECT * FROM meter_reserve('bad', 0);
SELECT * FROM meter_settle(-1, 1);
SELECT * FROM meter_release(-1);
SELECT * FROM meter_require_quota('bad', -1);
\set VERBOSITY default
SELECT problem, account FROM meter_verify() WHERE account LIKE 'bad%';
-- notes of price lists
SELECT * FROM meter_note_price_list(NULL);
SELECT * FROM meter_note_price_list('bad list', options => NULL);
SELECT * FROM meter_note_price_list('');
SELECT * FROM meter_note_price_list(E' ');
\set VERBOSITY terse
SELECT * FROM meter_note_price_list('https://prices.example/list', etag => repeat('e', 1025));
SELECT * FROM meter_note_price_list('https://prices.example/list', last_modified => repeat('m', 1025));
SELECT * FROM meter_note_price_list('https://prices.example/list', options => repeat('o', 1025));
\set VERBOSITY default
SELECT * FROM meter_note_price_list('https://user:secret@prices.example/list');
SELECT * FROM meter_note_price_list('https://prices.example/list?token=secret');
-- of a huge one the error shows the beginning
SELECT * FROM meter_note_price_list(repeat('x', 10000000));
BEGIN READ ONLY;
SELECT * FROM meter_note_price_list('https://prices.example/list');
ROLLBACK;
SELECT count(*) FROM meter.price_lists WHERE address LIKE '%prices.example%' OR address = 'bad list';
SELECT address, options, etag FROM meter_note_price_list(repeat('x', 2048), repeat('o', 1024), repeat('e', 1024), '') WHERE false;
SELECT address, etag FROM meter_note_price_list('C:\prices?.json; DROP TABLE x --', etag => '"a@b?c"');
SELECT address, etag FROM meter_note_price_list('C:\prices?.json; DROP TABLE x --');
