-- 0.2.0 can let old months leave the usage log: how long it keeps them, and what becomes of them, are settings.
ALTER TABLE meter.settings DROP CONSTRAINT setting_known, ADD CONSTRAINT setting_known CHECK (setting IN ('unknown_model',
    'late_usage_days', 'week_start', 'open_holds_max', 'idempotency_days', 'denial_days', 'hold_days', 'trusted_logins', 'cost_source',
    'duplicate_responses', 'notify_alerts', 'usage_days', 'old_usage'));
ALTER TABLE meter.settings
    ADD CONSTRAINT usage_days_valid CHECK (setting <> 'usage_days' OR value = 'forever' OR value ~ '^[1-9][0-9]{0,3}$'),
    ADD CONSTRAINT old_usage_valid CHECK (setting <> 'old_usage' OR value IN ('detach', 'drop'));
INSERT INTO meter.settings (setting, value) VALUES ('usage_days', 'forever'), ('old_usage', 'detach') ON CONFLICT DO NOTHING;
DROP FUNCTION IF EXISTS meter.detach_month(date);  -- it answers with nothing now
