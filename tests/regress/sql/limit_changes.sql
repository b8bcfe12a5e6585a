SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- What is left out of a limit that exists stays as it is.
SELECT FROM meter_set_plan('lc');
SELECT unit, cap, period, hard, provider, model, operation, key_source, thresholds, anchored, carry_over_cap, stripes, limit_id
  FROM meter_set_limit('l', 'tokens', 100, 'day', plan => 'lc') \gset
SELECT :'hard' AS hard, :'key_source' AS key_source, :'thresholds' AS thresholds, :'anchored' AS anchored;
SELECT unit, cap, period, hard, provider, model, operation, key_source, thresholds, anchored, carry_over_cap, stripes
  FROM meter_set_limit('l', 'tokens', 100, 'day', plan => 'lc', hard => false, provider => 'openai', model => 'm', operation => 'chat',
                       key_source => NULL, thresholds => '{50}', anchored => true, carry_over_cap => 5, stripes => 3);
SELECT unit, cap, period, hard, provider, model, operation, key_source, thresholds, anchored, carry_over_cap, stripes
  FROM meter_set_limit('l', 'tokens', 200, 'day', plan => 'lc');
SELECT cap, hard, thresholds FROM meter_set_limit('l', plan => 'lc', hard => true);
SELECT cap, hard, thresholds FROM meter_set_limit('l', cap => NULL, plan => 'lc');
SELECT cap, period, model, carry_over_cap FROM meter_set_limit('l', plan => 'lc', period => 'week');
-- NULL, and '' of a text, is none
SELECT cap, provider, model, operation, key_source, carry_over_cap, stripes
  FROM meter_set_limit('l', cap => 7, plan => 'lc', provider => NULL, model => '', operation => NULL, key_source => 'own', carry_over_cap => NULL,
                       stripes => NULL);
SELECT count(*) FROM meter.limits WHERE plan = 'lc' AND removed_at IS NULL;
-- a new limit needs to be told
SELECT * FROM meter_set_limit('new', plan => 'lc');
SELECT * FROM meter_set_limit('new', 'tokens', period => 'day', plan => 'lc');
SELECT * FROM meter_set_limit('new', 'tokens', 1, plan => 'lc');
-- thresholds by what is used and by what is left hold together
SELECT thresholds FROM meter_set_limit('l', plan => 'lc', thresholds => '{50,80}', thresholds_left => '{20,10}');
SELECT thresholds FROM meter_set_limit('l', plan => 'lc', cap => 8);
-- a unit that nobody knows is an error, also where a rule was written around the function
ALTER TABLE meter.limits DROP CONSTRAINT unit_valid;
UPDATE meter.limits SET unit = 'coins' WHERE plan = 'lc' AND removed_at IS NULL;
SELECT FROM meter_set_account('lc a', plan => 'lc');
SELECT allowed FROM meter_add_tokens('lc a', 1, provider => 'openai', key_source => 'own');
SELECT meter.amount('coins', 1, 1, 1, 1, 1);
UPDATE meter.limits SET unit = 'tokens' WHERE plan = 'lc' AND removed_at IS NULL;
ALTER TABLE meter.limits ADD CONSTRAINT unit_valid CHECK (unit IN ('tokens', 'input_tokens', 'output_tokens', 'cost', 'charged_cost', 'requests'));
COMMENT ON CONSTRAINT unit_valid ON meter.limits IS
    'invalid unit|Units are tokens, input_tokens, output_tokens, cost, charged_cost and requests.';
-- a subject can be released, and taken by another account; zones are found in any case
SELECT auth_subject FROM meter_set_account('lc a', auth_subject => 'sub|1');
SELECT auth_subject FROM meter_set_account('lc b', auth_subject => 'sub|1');
SELECT auth_subject, time_zone FROM meter_set_account('lc a', auth_subject => '', time_zone => 'europe/berlin');
SELECT auth_subject, time_zone FROM meter_set_account('lc b', auth_subject => 'sub|1', time_zone => ' utc');
SELECT auth_subject, time_zone FROM meter_set_account('lc b');
SELECT time_zone FROM meter_set_account('lc b', time_zone => 'berlin');
-- whatever Postgres lists is a zone, in any case; an abbreviation is none, and nor is a rule
SELECT name, meter.proper_time_zone(upper(name)) AS found FROM pg_timezone_names WHERE meter.proper_time_zone(upper(name)) IS DISTINCT FROM name;
SELECT meter.zone_without_digits(z) AS found FROM unnest('{cest,utc,sunday,interval,foo}'::text[]) z;
SHOW timezone;
-- what may refuse an account: its own limits, its parents', and those that pools lend
SELECT FROM meter_set_plan('lc top');
SELECT FROM meter_set_limit('team', 'tokens', 1000, 'day', plan => 'lc top');
SELECT FROM meter_set_account('lc t', plan => 'lc top');
SELECT FROM meter_set_account('lc u', plan => 'lc', parent => 'lc t');
SELECT FROM meter_set_account('lc p');
SELECT count(*) FROM (SELECT meter_set_limit('bought', 'tokens', 500, 'never', account => 'lc p'), meter_set_limit('elsewhere', 'tokens', 5, 'never', account => 'lc p', provider => 'other')) done;
SELECT count(*) FROM (SELECT meter_set_pool('lc p', 'openai', for_account => 'lc t'), meter_set_pool('lc p', 'mistral', for_account => 'lc u')) done;
SELECT allowed FROM meter_add_tokens('lc u', 6, provider => 'openai', key_source => 'shared');
SELECT account, limit_name, plan, used, remaining, payer, payer_is, pool_providers FROM meter_status('lc u');
SELECT account, limit_name, payer, payer_is, pool_providers FROM meter_status('lc t');
