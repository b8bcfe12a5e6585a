-- Many plans with an account on each, and many models with a price.
BEGIN;
SELECT count(meter_set_plan('plan ' || n)) FROM generate_series(1, :plans) n;
SELECT count(meter_set_limit('month', 'tokens', 1000000000000, 'month', plan => 'plan ' || n)) FROM generate_series(1, :plans) n;
INSERT INTO meter.accounts (account, plan) SELECT 'p' || n, 'plan ' || n FROM generate_series(1, :plans) n;
SELECT count(meter_set_price('bench', 'model ' || n, 'input', 0.15)) FROM generate_series(1, :prices) n;
COMMIT;
