-- $1 account, $2 now: whether it is charged to one with a limit that has expired and is not ended yet
SELECT meter.expired_payers(ARRAY[$1], $2) <> '{}'
