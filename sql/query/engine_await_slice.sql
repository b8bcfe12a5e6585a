-- $1 payer, $2 limit, $3 now: when the slice starts that another session has begun; NULL: nobody has
SELECT meter.await_slice($1, $2, $3)
