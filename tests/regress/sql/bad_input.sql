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
SELECT * FROM meter_set_account('bad', plan => 'no-such-plan');
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
SELECT * FROM meter_set_limit('bad', 'tokens', 1, 'day', plan => 'no-such-plan');
SELECT * FROM meter_set_limit('bad', 'tokens', 1, 'day', account => 'no-such-account');
SELECT * FROM meter_set_limit('bad', 'tokens', 1, 'day', plan => 'free', thresholds => '{0}');
SELECT * FROM meter_set_limit('bad', 'tokens', 1, 'day', plan => 'free', thresholds => '{}');
SELECT * FROM meter_set_limit('bad', 'tokens', 1, 'day', plan => 'free', thresholds => '{50,NULL}');
SELECT * FROM meter_set_limit('bad', 'tokens', 1, 'day', plan => 'free', stripes => 8);
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
-- nothing of all this left a trace
SELECT count(*) FROM meter.accounts WHERE account = 'bad';
SELECT count(*) FROM meter.usage_log WHERE account = 'bad';
SELECT count(*) FROM meter.denials WHERE account = 'bad';
SELECT count(*) FROM meter.limits WHERE limit_name = 'bad';
SELECT count(*) FROM meter.prices WHERE provider = 'p';

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
