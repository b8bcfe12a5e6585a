-- $1 counter, $2 now, $3 skipped periods
SELECT meter.refresh($1, $2, $3)
