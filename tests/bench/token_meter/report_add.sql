-- Calls of accounts of which report_log.sql has none.
\set account random(10001, 20000)
\set input random(200, 2000)
SELECT allowed, remaining, cost
  FROM meter_add_tokens('a' || :account, :input, 300, model => 'bench-1', provider => 'bench', cache_read_tokens => 100);
