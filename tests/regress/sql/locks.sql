-- Two counters that are made do not wait for each other: each has a lock of its own, or a call that makes one could close a circle with a change of
-- rules that keeps another from being made.
BEGIN;
SELECT count(meter.lock_exclusive('seed', of_limit || ':account ' || n)) AS taken FROM generate_series(1, 40) of_limit, generate_series(1, 50) n;
SELECT count(*) AS held FROM pg_locks WHERE pid = pg_backend_pid() AND locktype IN ('object', 'advisory') AND mode = 'ExclusiveLock';
ROLLBACK;
-- a counter that starts with nothing is made without: a transaction with many first calls does not fill the lock table
BEGIN;
SELECT count(*) FILTER (WHERE allowed) AS allowed FROM generate_series(1, 1500) n, LATERAL meter_add_tokens('locks ' || n, 1);
SELECT count(DISTINCT (classid, objid, objsubid)) <= 1024 AS bounded FROM pg_locks WHERE pid = pg_backend_pid() AND locktype IN ('object', 'advisory');
ROLLBACK;
