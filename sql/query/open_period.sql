-- $1 account, $2 limit
SELECT meter.open_period($1, $2)
