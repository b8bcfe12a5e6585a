-- 0.2.0 keeps an account's lasting limit while one that expires counts in its place.
DROP INDEX IF EXISTS meter.limits_live_of_account;
CREATE UNIQUE INDEX limits_live_of_account ON meter.limits (account, limit_name, (expires_at IS NOT NULL)) WHERE removed_at IS NULL;
