-- $1 accounts: ends the limits that have expired of those that they are charged to
SELECT meter.end_expired($1)
