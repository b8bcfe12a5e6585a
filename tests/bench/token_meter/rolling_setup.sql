-- Accounts with one limit of the last five hours, and others with one of the last minute.
SELECT FROM meter_set_plan('rolling');
SELECT FROM meter_set_limit('window', 'tokens', 1000000000000, '5 hours', plan => 'rolling', rolling => true);
INSERT INTO meter.accounts (account, plan) SELECT 'r' || n, 'rolling' FROM generate_series(1, :accounts) n;
SELECT count(*) FROM meter.accounts a, LATERAL meter_add_tokens(a.account, 1) WHERE a.plan = 'rolling';
SELECT FROM meter_set_plan('minute');
SELECT FROM meter_set_limit('window', 'tokens', 1000000000000, '1 minute', plan => 'minute', rolling => true);
INSERT INTO meter.accounts (account, plan) SELECT 'm' || n, 'minute' FROM generate_series(1, :accounts) n;
SELECT count(*) FROM meter.accounts a, LATERAL meter_add_tokens(a.account, 1) WHERE a.plan = 'minute';
