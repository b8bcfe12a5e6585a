-- A counter that is dealt out and whose grant's time is up: what is used is told once, by either engine.
SET token_meter.fast_path = on;
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_plan('ss plan');
SELECT FROM meter_set_limit('pool', 'tokens', 100000, 'never', plan => 'ss plan', stripes => 2);
SELECT FROM meter_set_account('ss', plan => 'ss plan');
SELECT FROM meter_grant('ss', 'pool', 500, expires_at => '2026-03-10 13:00+00');
SELECT count(*) FROM generate_series(101, 120) n, LATERAL meter_add_tokens('ss', n) v WHERE v.allowed;
SELECT bool_and(dealt) AS dealt FROM meter.counters WHERE account = 'ss';
SET token_meter.clock = '2026-03-10 14:00+00';
SELECT bool_and(stale_at <= meter_now()) AS stale FROM meter.counters WHERE account = 'ss';
SELECT used, cap FROM meter_status('ss');
SET token_meter.fast_path = off;
SELECT allowed, used, cap FROM meter_check_quota('ss', 97790);
SELECT allowed FROM meter_check_quota('ss', 97791);
SET token_meter.fast_path = on;
SELECT allowed, used, cap FROM meter_check_quota('ss', 97790);
SELECT allowed FROM meter_check_quota('ss', 97791);
