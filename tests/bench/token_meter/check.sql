\set account random(1, :accounts)
\set input random(200, 2000)
SELECT allowed, remaining FROM meter_check_quota('a' || :account, :input, 300, model => 'bench-1', provider => 'bench');
