-- 0.2.0 has limits of accounts that expire.
ALTER TABLE meter.limits ADD COLUMN expires_at timestamptz,
    ADD CONSTRAINT limit_expires_at_valid CHECK (expires_at IS NULL OR account IS NOT NULL AND isfinite(expires_at));
-- these know at which moment they read
DROP FUNCTION IF EXISTS meter.limits_charged(text, text, text, timestamptz, text[], text, text, text, text);
DROP FUNCTION IF EXISTS meter.readings_of(meter.usage_log, meter.accounts, bigint);
