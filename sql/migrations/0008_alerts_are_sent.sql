-- 0.2.0 sends alerts, and lends them to who delivers them.
ALTER TABLE meter.alerts
    ADD COLUMN notified_at timestamptz,
    ADD COLUMN leased_until timestamptz,
    ADD COLUMN attempts integer NOT NULL DEFAULT 0,
    ADD COLUMN failure text,
    ADD COLUMN put_aside_at timestamptz;
ALTER TABLE meter.settings DROP CONSTRAINT setting_known, ADD CONSTRAINT setting_known CHECK (setting IN ('unknown_model', 'late_usage_days', 'week_start',
    'open_holds_max', 'idempotency_days', 'denial_days', 'hold_days', 'trusted_logins', 'cost_source', 'duplicate_responses', 'notify_alerts')),
    ADD CONSTRAINT notify_alerts_valid CHECK (setting <> 'notify_alerts' OR value IN ('off', 'maintain', 'charge'));
INSERT INTO meter.settings (setting, value) VALUES ('notify_alerts', 'maintain') ON CONFLICT DO NOTHING;
