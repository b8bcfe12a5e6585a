-- $1 counter, $2 thresholds reached, $3 used, $4 cap, $5 moment: the counter's row is locked, so each is told once
SELECT meter.tell($1, $2, $3, $4, $5)
