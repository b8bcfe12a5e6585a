-- 0.2.0 lets end users mark their alerts as seen. Alerts of the time before are not.
ALTER TABLE meter.alerts ADD COLUMN seen_at timestamptz;
