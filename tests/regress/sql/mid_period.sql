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
-- a lifetime count stays, also when the log has been pruned meanwhile; rolled back, because meter_verify misses the row
BEGIN;
SELECT limit_name FROM meter_set_limit('lifetime', 'tokens', 1000, 'never', plan => 'max');
SELECT plan FROM meter_set_account('pruned', plan => 'max');
SELECT allowed, used FROM meter_add_tokens('pruned', 900);
DELETE FROM meter.usage_log WHERE account = 'pruned';
SELECT plan FROM meter_set_account('pruned', plan => 'pro');
SELECT allowed, used FROM meter_add_tokens('pruned', 50);
SELECT plan FROM meter_set_account('pruned', plan => 'max');
SELECT allowed, limit_name, used FROM meter_add_tokens('pruned', 51);
SELECT allowed, limit_name, used FROM meter_add_tokens('pruned', 50);
SELECT plan FROM meter_set_account('pruned', plan => 'pro');
SELECT plan FROM meter_set_account('pruned', plan => 'max');
SELECT limit_name, used FROM meter_status('pruned') WHERE limit_name = 'lifetime';
ROLLBACK;
-- a provider is the same under any of its names
SELECT plan FROM meter_set_account('aliases', plan => 'pro');
SELECT provider FROM meter_set_limit('google only', 'tokens', 10, 'day', account => 'aliases', provider => 'gemini');
SELECT allowed, limit_name FROM meter_add_tokens('aliases', 11, provider => 'Google');
SELECT allowed, limit_name FROM meter_add_tokens('aliases', 11, provider => 'gcp.gemini');
-- every counter is what the log says
SELECT problem, account FROM meter_verify();
