-- What a fresh installation starts with; an operator edits these rows, and they are not put back.
INSERT INTO settings (setting, value) VALUES
    ('unknown_model', 'fallback'), ('late_usage_days', '90'), ('week_start', 'monday'), ('open_holds_max', '100'),
    ('idempotency_days', '30'), ('denial_days', '90'), ('hold_days', '90'), ('trusted_logins', 'authenticator'),
    ('cost_source', 'reported'), ('duplicate_responses', 'tell'), ('notify_alerts', 'maintain'), ('usage_days', 'forever'),
    ('old_usage', 'detach');

SELECT make_partitions(now());

INSERT INTO plans (plan, description, is_default) VALUES
    ('free', 'Free: 40,000 tokens a day', true),
    ('pro', 'Pro: 1,500,000 tokens a month', false),
    ('max', 'Max: 1,500,000 tokens a month', false);

INSERT INTO limits (limit_name, plan, unit, cap, period, key_source) VALUES
    ('daily_tokens', 'free', 'tokens', 40000, 'day', 'shared'),
    ('monthly_tokens', 'pro', 'tokens', 1500000, 'month', 'shared'),
    ('monthly_tokens', 'max', 'tokens', 1500000, 'month', 'shared');

-- A usage row priced by these is marked 'fallback'.
INSERT INTO prices (provider, model, component, price_per_million, effective_from, source) VALUES
    ('*', '*', 'input', 0.10, 'epoch', 'fallback'),
    ('*', '*', 'output', 0.20, 'epoch', 'fallback');
