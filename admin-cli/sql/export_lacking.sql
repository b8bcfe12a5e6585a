-- Months of a span that had a part of the log, and have none any more.
SELECT to_char(m.month, 'YYYY-MM') AS month, to_char(m.month + interval '1 month', 'YYYY-MM-DD') AS next
FROM meter.months AS m
WHERE (m.month + interval '1 month') AT TIME ZONE 'UTC' > $1::timestamptz
  AND m.month::timestamp AT TIME ZONE 'UTC' < $2::timestamptz
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits AS i JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid
                   WHERE i.inhparent = 'meter.usage_log'::regclass AND c.relname = 'usage_log_' || to_char(m.month, 'YYYYMM'))
ORDER BY m.month
