-- The months of the usage log. The table of a month has the month in its name, and is a part of the log, or was.
CREATE OR REPLACE FUNCTION month_table(month date) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN 'usage_log_' || to_char(month, 'YYYYMM');
COMMENT ON FUNCTION month_table IS 'the name of a month''s table';

CREATE OR REPLACE FUNCTION is_in_log(month date) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM pg_inherits i
                    WHERE i.inhrelid = to_regclass('meter.' || month_table(month)) AND i.inhparent = 'meter.usage_log'::regclass
                      AND NOT i.inhdetachpending);
END $$;
COMMENT ON FUNCTION is_in_log IS 'whether a month''s table is a part of the usage log';

-- Months that had a partition, have none any more, and whose sums nobody has noted: taken away by hand. A counter whose period
-- reaches into one has been charged by rows that are not there.
CREATE OR REPLACE FUNCTION lacking_months() RETURNS TABLE (from_at timestamptz, to_at timestamptz)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT m.month::timestamp AT TIME ZONE 'UTC', (m.month + interval '1 month') AT TIME ZONE 'UTC'
      FROM meter.months m
     WHERE m.gone_at IS NULL AND NOT meter.is_in_log(m.month);
END;
COMMENT ON FUNCTION lacking_months IS 'months whose partition was taken from the log by hand';
