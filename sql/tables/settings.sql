-- What an operator may set for the whole installation. Values are text, checked by name.
CREATE TABLE IF NOT EXISTS settings (
    setting     text PRIMARY KEY,
    value       text NOT NULL,
    changed_at  timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT setting_known CHECK (setting IN ('unknown_model', 'late_usage_days', 'week_start', 'open_holds_max',
        'idempotency_days', 'denial_days', 'hold_days', 'trusted_logins', 'cost_source', 'duplicate_responses', 'notify_alerts', 'usage_days', 'old_usage')),
    CONSTRAINT unknown_model_valid CHECK (
        setting <> 'unknown_model' OR value IN ('fallback', 'refuse', 'record')),
    CONSTRAINT cost_source_valid CHECK (setting <> 'cost_source' OR value IN ('reported', 'prices')),
    CONSTRAINT duplicate_responses_valid CHECK (setting <> 'duplicate_responses' OR value IN ('tell', 'refuse')),
    CONSTRAINT notify_alerts_valid CHECK (setting <> 'notify_alerts' OR value IN ('off', 'maintain', 'charge')),
    CONSTRAINT late_usage_days_valid CHECK (
        setting <> 'late_usage_days' OR value ~ '^[0-9]{1,3}$'),
    CONSTRAINT week_start_valid CHECK (setting <> 'week_start'
        OR value IN ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday')),
    CONSTRAINT open_holds_max_valid CHECK (
        setting <> 'open_holds_max' OR value ~ '^[1-9][0-9]{0,3}$'),
    CONSTRAINT trusted_logins_valid CHECK (setting <> 'trusted_logins' OR value = ''
        OR value ~ '^[^,]*[^,\s][^,]*(,[^,]*[^,\s][^,]*)*$' AND octet_length(value) <= 1024),
    CONSTRAINT days_kept_valid CHECK (
        setting NOT IN ('idempotency_days', 'denial_days', 'hold_days') OR value ~ '^[1-9][0-9]{0,3}$'),
    CONSTRAINT usage_days_valid CHECK (setting <> 'usage_days' OR value = 'forever' OR value ~ '^[1-9][0-9]{0,3}$'),
    CONSTRAINT old_usage_valid CHECK (setting <> 'old_usage' OR value IN ('detach', 'drop'))
);
COMMENT ON TABLE settings IS 'what an operator sets for the whole installation, through meter_set_setting';
COMMENT ON CONSTRAINT setting_known ON settings IS
    'unknown setting|Settings are "unknown_model", "late_usage_days", "week_start", "open_holds_max", "idempotency_days", "denial_days", "hold_days", "trusted_logins", "cost_source", "duplicate_responses", "notify_alerts", "usage_days" and "old_usage".';
COMMENT ON CONSTRAINT unknown_model_valid ON settings IS
    'invalid value for setting "unknown_model"|Use "fallback" (charge the marked fallback price), "refuse" (raise an error) or "record" (record the usage with an unknown cost).';
COMMENT ON CONSTRAINT cost_source_valid ON settings IS
    'invalid value for setting "cost_source"|Use "reported" (where an answer tells its cost, that is the cost) or "prices" (the cost is always by the prices).';
COMMENT ON CONSTRAINT duplicate_responses_valid ON settings IS
    'invalid value for setting "duplicate_responses"|Use "tell" (an answer that was charged before is charged again, and marked) or "refuse".';
COMMENT ON CONSTRAINT notify_alerts_valid ON settings IS
    'invalid value for setting "notify_alerts"|Use "off" (no notifications), "maintain" (sent by meter_maintain()) or "charge" (sent with the commit of the call that reaches a threshold, which then cannot be prepared).';
COMMENT ON CONSTRAINT late_usage_days_valid ON settings IS
    'invalid value for setting "late_usage_days"|Give a whole number of days up to 999: usage older than that is refused.';
COMMENT ON CONSTRAINT week_start_valid ON settings IS
    'invalid value for setting "week_start"|Name a day in English: monday, sunday, saturday.';
COMMENT ON CONSTRAINT open_holds_max_valid ON settings IS
    'invalid value for setting "open_holds_max"|Give a number from 1 to 9999: how many holds an account may have open at once.';
COMMENT ON CONSTRAINT trusted_logins_valid ON settings IS
    'invalid value for setting "trusted_logins"|Name the login roles whose JWT claims are verified before they reach the database, separated by commas, such as authenticator.';
COMMENT ON CONSTRAINT days_kept_valid ON settings IS
    'invalid number of days|Give a number from 1 to 9999: meter_maintain() deletes what is older.';
COMMENT ON CONSTRAINT usage_days_valid ON settings IS
    'invalid value for setting "usage_days"|Give a number of days from 1 to 9999, after which meter_maintain() takes a month out of the usage log, or "forever".';
COMMENT ON CONSTRAINT old_usage_valid ON settings IS
    'invalid value for setting "old_usage"|Use "detach" (months that leave the usage log stay as tables of their own) or "drop".';
