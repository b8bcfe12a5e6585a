\set account random(1, :accounts)
\set input random(200, 2000)
SELECT hold_id FROM meter_reserve('auto' || :account, :input, 1000, model => 'bench-1', provider => 'bench') \gset
SELECT allowed, remaining, cost FROM meter_settle(:hold_id, :input, 300, cache_read_tokens => 100);
