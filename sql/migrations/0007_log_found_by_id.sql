-- 0.2.0 sums the log up by the ids of its rows, and finds new ones by this index. It is made again with them.
DROP INDEX IF EXISTS meter.usage_log_at;
