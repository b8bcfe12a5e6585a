SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- whatever comes into force in mid-period counts what the period already holds
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT used FROM meter_add_tokens('mid', 1000, 200);
SELECT limit_name FROM meter_set_limit('new month', 'output_tokens', 500, 'month', account => 'mid');
SELECT limit_name, used FROM meter_check_quota('mid', 0, 1);
SELECT allowed, limit_name, used FROM meter_add_tokens('mid', 0, 301);
SELECT allowed, limit_name, used FROM meter_add_tokens('mid', 0, 300);
SELECT used, seeded FROM meter.counters c JOIN meter.limits l USING (limit_id) WHERE c.account = 'mid' AND l.limit_name = 'new month';

-- a plan change
SELECT plan FROM meter_set_account('mid', plan => 'pro');
SELECT limit_name, used FROM meter_status('mid');
SELECT limit_name FROM meter_remove_limit('new month', account => 'mid');
SELECT used FROM meter_add_tokens('mid', 5000);
-- and back: what the old plan's limit did not see meanwhile is counted
SELECT plan FROM meter_set_account('mid', plan => 'free');
SELECT limit_name, used FROM meter_status('mid');
SELECT used FROM meter_add_tokens('mid', 1);

-- an override and its end
SELECT cap FROM meter_set_limit('daily_tokens', 'tokens', 100000, 'day', account => 'mid');
SELECT used, cap FROM meter_add_tokens('mid', 50000);
SELECT limit_name FROM meter_remove_limit('daily_tokens', account => 'mid');
SELECT used, cap, remaining, level FROM meter_status('mid');
SELECT allowed, used FROM meter_add_tokens('mid', 1);

-- a limit that changes its meaning starts from the log; one that changes its cap goes on
SELECT limit_id = (SELECT limit_id FROM meter_set_limit('changing', 'tokens', 10, 'day', account => 'mid')) AS same_limit
  FROM meter_set_limit('changing', 'tokens', 20, 'day', account => 'mid');
SELECT unit, period FROM meter_set_limit('changing', 'requests', 100, 'month', account => 'mid');
SELECT used, cap FROM meter_status('mid') WHERE limit_name = 'changing';
SELECT unit, removed_at IS NOT NULL AS removed FROM meter.limits WHERE limit_name = 'changing' ORDER BY limit_id;
-- every counter is what the log says
SELECT c.account, l.limit_name FROM meter.counters c JOIN meter.limits l USING (limit_id)
 WHERE c.used <> c.seeded + (SELECT coalesce(sum(meter.amount(l.unit, u.input_tokens, u.output_tokens, u.cost)), 0)
                               FROM meter.usage_log u WHERE u.account = c.account AND c.counter_id = ANY (u.charged));
