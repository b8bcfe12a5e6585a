SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-03-10 12:00+00';
-- a charge commits and rolls back with the caller's own rows
SELECT used FROM meter_add_tokens('tx', 10);
BEGIN;
SELECT used FROM meter_add_tokens('tx', 100);
SAVEPOINT s;
SELECT used FROM meter_add_tokens('tx', 1000);
ROLLBACK TO s;
SELECT used FROM meter_add_tokens('tx', 10000);
COMMIT;
BEGIN;
SELECT used FROM meter_add_tokens('tx', 7);
SELECT used FROM meter_add_tokens('tx-new', 7);
ROLLBACK;
SELECT used FROM meter_status('tx');
SELECT count(*), sum(tokens) FROM meter.usage_log WHERE account = 'tx';
SELECT count(*) FROM meter.accounts WHERE account = 'tx-new';

-- READ ONLY: check, cost and status work, writers say why they do not
BEGIN READ ONLY;
SELECT allowed, used FROM meter_check_quota('tx', 1);
SELECT meter_cost('gpt-4o', 1000, 0, 'openai');
SELECT used FROM meter_status('tx');
SELECT allowed, cap FROM meter_check_quota('never-seen', 1);
SAVEPOINT s;
SELECT * FROM meter_add_tokens('tx', 1);
ROLLBACK TO s;
SELECT * FROM meter_set_plan('nope');
ROLLBACK TO s;
SELECT * FROM meter_reset_due();
ROLLBACK;
-- a change of limits counts what others charge meanwhile, and so keeps no snapshot
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT * FROM meter_set_account('tx', plan => 'pro');
ROLLBACK;
BEGIN ISOLATION LEVEL SERIALIZABLE;
SELECT * FROM meter_set_limit('tx', 'tokens', 1, 'day', account => 'tx');
ROLLBACK;
SELECT pg_current_xact_id_if_assigned() IS NULL AS no_transaction_id FROM meter_check_quota('tx', 1);

SELECT count(*) FROM meter.accounts WHERE account = 'never-seen';
