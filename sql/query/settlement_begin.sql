-- $1 hold, $2 payers and $3 limits that came after it, $4 now
SELECT meter.begin_settlement($1, $2, $3, $4)
