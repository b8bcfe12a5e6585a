-- $1 payer, $2 limit, $3 moment, $4 now
SELECT ((meter.lock_running($1, $2, $3, $4)).c).period_start
