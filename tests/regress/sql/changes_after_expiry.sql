-- A limit that has expired ended at its moment, also where the first thing that comes afterwards is a change of the account's plan or parent
SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-11-03 13:00+00';
SELECT count(meter_set_plan(p)) FROM unnest('{cae ever,cae hourly,cae none}'::text[]) p;
SELECT cap FROM meter_set_limit('quota', 'tokens', 1000, 'never', plan => 'cae ever');
SELECT cap FROM meter_set_limit('quota', 'tokens', 100, 'hour', plan => 'cae hourly', carry_over_cap => 500);

-- the day of the override ended under another limit, which carries nothing over
SELECT FROM meter_set_account('cae upgraded', plan => 'cae ever');
SELECT allowed FROM meter_add_tokens('cae upgraded', 10);
SELECT cap FROM meter_set_limit('quota', 'tokens', 100, 'day', account => 'cae upgraded', carry_over_cap => 100, expires_at => '2026-11-03 18:19+00');
SET token_meter.clock = '2026-11-04 14:19+00';
SELECT FROM meter_set_account('cae upgraded', plan => 'cae hourly');
SELECT period, used, remaining FROM meter_status('cae upgraded');
SELECT allowed FROM meter_check_quota('cae upgraded', 101);
SELECT allowed, remaining FROM meter_add_tokens('cae upgraded', 101);
SELECT allowed, remaining FROM meter_add_tokens('cae upgraded', 100);
SELECT kind, amount FROM meter_grants('cae upgraded');

-- nor does a member who joins bring the team's expired limit back
SET token_meter.clock = '2026-11-03 13:00+00';
SELECT FROM meter_set_account('team after all', plan => 'cae ever');
SELECT FROM meter_set_account('member after all', plan => 'cae none');
SELECT allowed FROM meter_add_tokens('team after all', 10);
SELECT cap FROM meter_set_limit('quota', 'tokens', 100, 'day', account => 'team after all', carry_over_cap => 100, expires_at => '2026-11-03 18:19+00');
SET token_meter.clock = '2026-11-04 14:19+00';
SELECT FROM meter_set_account('member after all', parent => 'team after all');
SELECT period, used, remaining FROM meter_status('team after all');
SELECT allowed, remaining FROM meter_add_tokens('member after all', 100);
SELECT kind, amount FROM meter_grants('team after all');

-- periods that ended after an override had expired are closed with those before: a second call finds nothing
SET token_meter.clock = '2026-11-03 13:00+00';
SELECT FROM meter_set_account('cae closed', plan => 'cae hourly');
SELECT cap FROM meter_set_limit('quota', 'tokens', 100, 'day', account => 'cae closed', carry_over_cap => 1, expires_at => '2026-11-04 00:00+00');
SELECT allowed FROM meter_add_tokens('cae closed', 10);
SET token_meter.clock = '2026-11-05 13:00+00';
SELECT count(*) > 0 AS closed FROM meter_reset_due() WHERE account = 'cae closed';
SELECT account, period_start FROM meter_reset_due();
SELECT problem, account FROM meter_verify();
RESET token_meter.clock;
