-- A log of 90 days to report on: calls of 10,000 accounts, in the order of time, each account with two of ten models.
SELECT count(meter.make_partition(m::date)) FROM generate_series(date_trunc('month', (now() - interval '91 days') AT TIME ZONE 'UTC'), now(), '1 month') m;
INSERT INTO meter.usage_log (account, at, plan, provider, model, operation, key_source, service_tier, input_tokens, output_tokens, tokens, cost,
                             charged_cost, price_match, price_ids, charged, enforced)
SELECT 'a' || n, now() - interval '90 days' + g * (interval '90 days' / :rows), 'bench', 'bench', 'bench-' || (n + g % 2) % 10, 'chat', 'shared', 'standard',
       1000, 300, 1300, 0.00033, 0.00033, 'exact', p.ids, '{}', true
  FROM generate_series(1, :rows) g, LATERAL (SELECT 1 + hashint8(g) & 8191 AS n) a,
       (SELECT array_agg(price_id ORDER BY price_id) FROM meter.prices WHERE model = 'bench-1' AND component IN ('input', 'output')) p (ids);
