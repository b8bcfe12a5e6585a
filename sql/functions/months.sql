-- Months that had a partition, have none any more, and whose sums nobody has noted: taken away by hand. A counter whose period
-- reaches into one has been charged by rows that are not there.
CREATE OR REPLACE FUNCTION lacking_months() RETURNS TABLE (from_at timestamptz, to_at timestamptz)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT m.month::timestamp AT TIME ZONE 'UTC', (m.month + interval '1 month') AT TIME ZONE 'UTC'
      FROM meter.months m
     WHERE m.gone_at IS NULL
       AND NOT EXISTS (SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                        WHERE i.inhparent = 'meter.usage_log'::regclass AND NOT i.inhdetachpending
                          AND c.relname = 'usage_log_' || to_char(m.month, 'YYYYMM'));
END;
COMMENT ON FUNCTION lacking_months IS 'months whose partition was taken from the log by hand';
