SET datestyle = ISO; SET timezone = 'UTC';
-- Accounts that upkeep cannot deal with take no place in a batch: those behind them do not wait for ever.
SET client_min_messages = error;  -- each failure is a WARNING, too
SELECT FROM meter_set_plan('fa');
SELECT FROM meter_set_limit('d', 'tokens', 10, 'day', plan => 'fa', carry_over_cap => 5);
SET token_meter.clock = '2025-06-12 12:00+00';
SELECT count(*) >= 0 AS others_are_done FROM meter_reset_due();
SET token_meter.clock = '2025-06-11 12:00+00';
SELECT count(*) FROM unnest('{fa ill 1,fa ill 2,fa ill 3,fa well 1,fa well 2}'::text[]) a, meter_set_account(a, plan => 'fa');
SELECT account, used FROM unnest('{fa ill 1,fa ill 2,fa ill 3,fa well 1,fa well 2}'::text[]) account, meter_add_tokens(account, 1) ORDER BY 1;
ALTER TABLE meter.grants ADD CONSTRAINT house_rule CHECK (account NOT LIKE 'fa ill %');
SET token_meter.clock = '2025-06-12 12:00+00';
SELECT account, used, failed FROM meter_reset_due(batch => 1) ORDER BY 1;
SELECT task, done FROM meter_maintain(batch => 1) WHERE task IN ('periods_closed', 'accounts_failed') ORDER BY 1;
-- and nobody is left behind them
SELECT task, done FROM meter_maintain(batch => 1) WHERE task IN ('periods_closed', 'accounts_failed') ORDER BY 1;
ALTER TABLE meter.grants DROP CONSTRAINT house_rule;
SELECT account, used, failed FROM meter_reset_due() ORDER BY 1;

-- the same for what expired holds have reserved
SELECT account, allowed FROM unnest('{fa ill 1,fa ill 2,fa ill 3,fa well 1}'::text[]) account, meter_reserve(account, 2, ttl => '1 minute') ORDER BY 1;
ALTER TABLE meter.counters ADD CONSTRAINT house_rule CHECK (account NOT LIKE 'fa ill %' OR reserved > 0) NOT VALID;
SET token_meter.clock = '2025-06-12 12:10+00';
SELECT task, done FROM meter_maintain(batch => 1) WHERE task = 'holds_expired';
SELECT account, reserved FROM meter.counters WHERE account LIKE 'fa %' AND period_start = '2025-06-12' ORDER BY 1;
ALTER TABLE meter.counters DROP CONSTRAINT house_rule;
SELECT task, done FROM meter_maintain() WHERE task = 'holds_expired';
SELECT * FROM meter_verify() WHERE account LIKE 'fa %';
