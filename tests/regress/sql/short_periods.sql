-- Counters of minutes and hours leave once nobody needs them; those of days stay. The log has what they counted.
SET timezone = 'UTC'; SET datestyle = ISO;
SELECT FROM meter_set_plan('short');
SELECT cap FROM meter_set_limit('minute', 'tokens', 100, 'minute', plan => 'short');
SELECT cap FROM meter_set_limit('day', 'tokens', 10000, 'day', plan => 'short');
SELECT value FROM meter_set_setting('late_usage_days', '2');
SELECT FROM meter_set_account('short', plan => 'short');
SET token_meter.clock = '2026-01-10 12:00+00';
SELECT allowed FROM meter_add_tokens('short', 90, operation_id => 'short first');
SET token_meter.clock = '2026-01-10 12:01+00';
SELECT allowed FROM meter_add_tokens('short', 10);
SET token_meter.clock = '2026-01-10 12:02+00';
SELECT allowed FROM meter_add_tokens('short', 10);
-- late usage may still come to them
SET token_meter.clock = '2026-01-13 12:00+00';
SELECT done FROM meter_maintain() WHERE task = 'counters_removed';
SET token_meter.clock = '2026-01-13 12:03+00';
SELECT done FROM meter_maintain(1) WHERE task = 'counters_removed';
SELECT done FROM meter_maintain() WHERE task = 'counters_removed';
SELECT done FROM meter_maintain() WHERE task = 'counters_removed';
SELECT l.limit_name, c.period_start, c.used FROM meter.counters c JOIN meter.limits l USING (limit_id) WHERE c.account = 'short' ORDER BY 1, 2;
-- what was told of one stays
SELECT limit_name, threshold, used FROM meter.alerts WHERE account = 'short';
-- a refund of a call whose counter has gone
SELECT r.input_tokens FROM meter.usage_log u, meter_refund(u.account, u.usage_id) r WHERE u.operation_id = 'short first';
SELECT l.limit_name, c.used FROM meter.counters c JOIN meter.limits l USING (limit_id) WHERE c.account = 'short' ORDER BY 1;
SELECT problem, subject FROM meter_verify() WHERE account = 'short';
-- a hold that was forgotten keeps its counter, and takes no place in a batch: those behind it leave
SET token_meter.clock = '2026-01-14 12:00+00';
SELECT allowed FROM meter_reserve('short', 10, ttl => '30 seconds');
SET token_meter.clock = '2026-01-14 12:01+00';
SELECT allowed FROM meter_add_tokens('short', 10);
SET token_meter.clock = '2026-01-14 12:02+00';
SELECT allowed FROM meter_add_tokens('short', 10);
SET token_meter.clock = '2026-01-14 12:03+00';
SELECT allowed FROM meter_add_tokens('short', 10);
SET token_meter.clock = '2026-01-17 12:10+00';
SELECT count(*) FROM meter_reset_due() WHERE account = 'short' AND limit_name = 'minute';
SELECT done FROM meter_maintain(1) WHERE task = 'counters_removed';
SELECT done FROM meter_maintain(1) WHERE task = 'counters_removed';
SELECT done FROM meter_maintain(1) WHERE task = 'counters_removed';
SELECT done FROM meter_maintain(1) WHERE task = 'counters_removed';
SELECT c.period_start, c.used FROM meter.counters c JOIN meter.limits l USING (limit_id) WHERE c.account = 'short' AND l.limit_name = 'minute' ORDER BY 1;
SELECT problem, subject FROM meter_verify() WHERE account = 'short';
SELECT value FROM meter_set_setting('late_usage_days', '90');
