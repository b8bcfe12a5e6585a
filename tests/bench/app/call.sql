\set account random(1, :accounts)
\set input random(200, 2000)
-- It checks before it counts, as such apps do, and so lets calls through that race: it is here for its speed only.
BEGIN;
SELECT plan FROM accounts WHERE account = 'a' || :account \gset
SELECT p.monthly_tokens AS cap, coalesce(u.used, 0) AS used
  FROM plans p
  LEFT JOIN usage_counters u ON u.account = 'a' || :account AND u.month = date_trunc('month', now(), 'UTC')::date
 WHERE p.plan = :plan \gset
SELECT price_id, input_price, output_price, cache_read_price FROM prices
 WHERE provider = 'bench' AND model = 'bench-1' AND effective_from <= now() ORDER BY effective_from DESC LIMIT 1 \gset
\if :used + :input + 300 <= :cap
INSERT INTO usage_counters AS u (account, month, used)
VALUES ('a' || :account, date_trunc('month', now(), 'UTC')::date, :input::bigint + 300)
    ON CONFLICT (account, month) DO UPDATE SET used = u.used + excluded.used;
INSERT INTO usage_log (account, provider, model, input_tokens, output_tokens, cache_read_tokens, cost, price_id)
VALUES ('a' || :account, 'bench', 'bench-1', :input::bigint, 300, 100,
        (:input::bigint - 100) * :input_price::numeric / 1000000 + 100 * :cache_read_price::numeric / 1000000
        + 300 * :output_price::numeric / 1000000, :price_id::bigint);
\endif
COMMIT;
