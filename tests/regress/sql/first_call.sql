SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- plans are there from the start
SELECT plan, is_default FROM meter.plans WHERE plan IN ('free', 'pro', 'max') ORDER BY plan;
SELECT plan, limit_name, unit, cap, period, hard, thresholds FROM meter.limits WHERE plan IN ('free', 'pro', 'max') ORDER BY plan, limit_id;

-- an unknown account lands on the default plan, and is charged at once
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT allowed, reason, limit_name, unit, period, used, reserved, cap, remaining, percent, level, resets_at, tokens, cost, usage_id IS NOT NULL AS logged, hold_id
  FROM meter_add_tokens('first', 1200, 300, model => 'gpt-4o-mini', provider => 'openai');
SELECT account, plan, time_zone FROM meter.accounts WHERE account = 'first';
SELECT u.account, u.at, u.plan, u.provider, u.model, u.key_source, u.tokens, u.cost, u.price_match,
       u.charged = ARRAY[c.counter_id] AS receipt, array_length(u.price_ids, 1) AS prices
  FROM meter.usage_log u JOIN meter.counters c USING (account) WHERE u.account = 'first';

-- the prices that it names are those that it was charged at
SELECT p.component, p.price_per_million FROM meter.usage_log u JOIN meter.prices p ON p.price_id = ANY (u.price_ids)
 WHERE u.account = 'first' ORDER BY p.component;

-- beyond the cap: refused, nothing charged, the denial kept
SELECT allowed, reason, limit_name, used, cap, remaining, resets_at, usage_id FROM meter_add_tokens('first', 38501);
SELECT used FROM meter.counters WHERE account = 'first';
SELECT count(*) FROM meter.usage_log WHERE account = 'first';
SELECT reason, limit_name, unit, period, used, cap, requested, input_tokens, output_tokens FROM meter.denials WHERE account = 'first';

-- the last tokens of the cap still go
SELECT allowed, used, remaining, percent, level FROM meter_add_tokens('first', 38500);
SELECT allowed, reason FROM meter_add_tokens('first', 1);
SELECT allowed, reason, used FROM meter_add_tokens('first', 0);
SELECT limit_name, plan, unit, period, used, cap, remaining, percent, level, period_start, resets_at FROM meter_status('first');

-- tokens that are spent already are recorded whatever the cap says
SELECT allowed, reason, used, cap, remaining, percent, level FROM meter_add_tokens('first', 1000, enforce => false);

-- after midnight it is allowed again, without anything having run
SET token_meter.clock = '2026-03-11 00:00+00';
SELECT allowed, used, resets_at FROM meter_add_tokens('first', 100);
SELECT account, limit_name, unit, period, period_start, period_end, used, cap, next_reset FROM meter_reset_due() WHERE account = 'first';
SELECT count(*) AS again FROM meter_reset_due();
-- a letter is no blank
SELECT allowed FROM meter_add_tokens('v', 1);
SELECT allowed FROM meter_add_tokens(E'\x0B', 1);
