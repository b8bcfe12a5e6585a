\set account random(1, :accounts)
\set input random(200, 2000)
SELECT allowed, remaining, cost
  FROM meter_add_tokens('m' || :account, :input, 300, model => 'bench-1', provider => 'bench', cache_read_tokens => 100);
