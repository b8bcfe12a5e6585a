-- 0.2.0 has limits whose period is a rolling window.
-- the default comes second: PostgreSQL 15 adds none to a table whose rows functions take
ALTER TABLE meter.counters ADD COLUMN earlier numeric, ADD COLUMN earlier_paid numeric;
ALTER TABLE meter.counters ALTER COLUMN earlier SET DEFAULT 0, ALTER COLUMN earlier_paid SET DEFAULT 0;
UPDATE meter.counters SET earlier = 0, earlier_paid = 0;
ALTER TABLE meter.counters ALTER COLUMN earlier SET NOT NULL, ALTER COLUMN earlier_paid SET NOT NULL;
ALTER TABLE meter.limits DROP CONSTRAINT period_valid;
ALTER TABLE meter.limits ADD CONSTRAINT period_valid CHECK (
        period IN ('minute', 'hour', 'day', 'week', 'month', 'year', 'never')
        OR period ~ '^[1-9][0-9]{0,4} (minute|hour|day)s?$'
           AND split_part(period, ' ', 1)::integer
               * CASE rtrim(split_part(period, ' ', 2), 's') WHEN 'day' THEN 1440 WHEN 'hour' THEN 60 ELSE 1 END <= 44640);
ALTER TABLE meter.limits ADD CONSTRAINT rolling_valid CHECK (period !~ '^[0-9]' OR NOT anchored AND carry_over_cap IS NULL);
-- slices of windows are short periods too
DROP INDEX IF EXISTS meter.counters_short;
