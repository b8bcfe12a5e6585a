-- Months of a span whose calls are not all in the log: those that left it, also where their table was made anew for late calls, and those whose
-- table was taken away by hand.
SELECT to_char(m.month, 'YYYY-MM') AS month, to_char(m.month + interval '1 month', 'YYYY-MM-DD') AS next
FROM meter.months AS m
WHERE (m.month + interval '1 month') AT TIME ZONE 'UTC' > $1::timestamptz
  AND m.month::timestamp AT TIME ZONE 'UTC' < $2::timestamptz
  AND (m.gone_at IS NOT NULL
       OR NOT EXISTS (SELECT FROM pg_catalog.pg_inherits AS i JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid
                       WHERE i.inhparent = 'meter.usage_log'::regclass AND NOT i.inhdetachpending
                         AND c.relname = 'usage_log_' || to_char(m.month, 'YYYYMM')))
ORDER BY m.month
