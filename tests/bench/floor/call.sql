\set account random(1, :accounts)
\set input random(200, 2000)
WITH counted AS (
    UPDATE counters SET used = used + :input::bigint + 300
     WHERE account = 'a' || :account AND period_start = date_trunc('month', now(), 'UTC')
       AND used + :input::bigint + 300 <= cap
    RETURNING counter_id, account, used, cap
), logged AS (
    INSERT INTO usage_log (account, provider, model, input_tokens, output_tokens, cache_read_tokens, cost, price_id, counter_id)
    SELECT account, 'bench', 'bench-1', :input::bigint, 300, 100,
           (:input::bigint - 100) * 0.00000015 + 100 * 0.000000075 + 300 * 0.0000006, 1, counter_id
      FROM counted
    RETURNING cost
)
SELECT true AS allowed, counted.cap - counted.used AS remaining, logged.cost FROM counted, logged;
