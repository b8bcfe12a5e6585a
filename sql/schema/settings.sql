-- What an operator may set for the whole installation. Values are text, checked by name.
CREATE TABLE IF NOT EXISTS settings (
    setting     text PRIMARY KEY,
    value       text NOT NULL,
    changed_at  timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT setting_known CHECK (setting IN ('unknown_model', 'late_usage_days')),
    CONSTRAINT unknown_model_valid CHECK (
        setting <> 'unknown_model' OR value IN ('fallback', 'refuse', 'record')),
    CONSTRAINT late_usage_days_valid CHECK (
        setting <> 'late_usage_days' OR value ~ '^[0-9]{1,3}$')
);
COMMENT ON TABLE settings IS 'what an operator sets for the whole installation, through meter_set_setting';
COMMENT ON CONSTRAINT setting_known ON settings IS
    'unknown setting|Settings are "unknown_model" and "late_usage_days".';
COMMENT ON CONSTRAINT unknown_model_valid ON settings IS
    'invalid value for setting "unknown_model"|Use "fallback" (charge the marked fallback price), "refuse" (raise an error) or "record" (record the usage with an unknown cost).';
COMMENT ON CONSTRAINT late_usage_days_valid ON settings IS
    'invalid value for setting "late_usage_days"|Give a whole number of days up to 999: usage older than that is refused.';
