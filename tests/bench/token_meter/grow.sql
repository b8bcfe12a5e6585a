-- Accounts, their counters and log rows as calls would have made them (meter_verify finds nothing wrong), by the set:
-- one pass a row of each account, so that the log lies in the order of time and its index in that of accounts.
INSERT INTO meter.accounts (account, plan)
SELECT 'a' || n, 'bench' FROM generate_series(2, :accounts) n ORDER BY 1;

INSERT INTO meter.counters (account, limit_id, period_start, period_end, used, opened)
SELECT a.account, c.limit_id, c.period_start, c.period_end, :rows_each * 1300, true
  FROM meter.accounts a, meter.counters c
 WHERE c.account = 'a1' AND a.account <> 'a1'
 ORDER BY a.account;
ANALYZE meter.counters;

SELECT format($$
    INSERT INTO meter.usage_log (account, at, plan, provider, model, key_source, service_tier, input_tokens, output_tokens,
                                 tokens, cache_read_tokens, cost, charged_cost, price_match, price_ids, charged, enforced)
    SELECT c.account, c.period_start + (now() - c.period_start) * %s / %s, 'bench', 'bench', 'bench-1', 'shared', 'standard',
           1000, 300, 1300, 100, 0.0003225, 0.0003225, 'exact', p.ids, ARRAY[c.counter_id], true
      FROM meter.counters c, (SELECT array_agg(price_id) FROM meter.prices WHERE provider = 'bench') p (ids)
     WHERE c.account <> 'a1'
     ORDER BY c.account $$, pass, :rows_each)
  FROM generate_series(1, :rows_each) pass \gexec
