-- Accounts with one hard limit. `edition`: the file of the SQL edition, which then stands for the extension.
\if :{?edition}
\i :edition
\else
CREATE EXTENSION token_meter;
\endif
SELECT FROM meter_init();
SELECT FROM meter_set_plan('bench');
SELECT FROM meter_set_limit('month', 'tokens', 1000000000000, 'month', plan => 'bench');
SELECT FROM meter_set_price('bench', 'bench-1', 'input', 0.15);
SELECT FROM meter_set_price('bench', 'bench-1', 'output', 0.60);
SELECT FROM meter_set_price('bench', 'bench-1', 'cache_read', 0.075);
-- as meter_set_account makes them, in a hundredth of the time
INSERT INTO meter.accounts (account, plan) SELECT 'a' || n, 'bench' FROM generate_series(1, :accounts) n;
SELECT FROM meter_add_tokens('a1', 1);
\ir counters.sql
