-- $1 account, $2 limit, $3 moment, $4 period start, $5 period end, $6 now, $7 end of the period after it
SELECT meter.create_counter($1, $2, $3, $4, $5, $6, $7)
