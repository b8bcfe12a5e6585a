\set account random(1, :accounts)
\set input random(200, 2000)
SELECT allowed, remaining, cost FROM charge('a' || :account, :input, 300, 'bench-1', 'bench', 100);
