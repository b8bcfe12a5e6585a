-- Accounts that have not called yet.
INSERT INTO meter.accounts (account, plan) SELECT 'first' || n, 'bench' FROM generate_series(1, :accounts) n;
CREATE SEQUENCE first_call;
CREATE SEQUENCE new_account;
