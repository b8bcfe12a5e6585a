\set bucket random(1, :accounts)
\set input random(200, 2000)
SELECT take('b' || :bucket, :input + 300, 1000000000000, 1000000000);
