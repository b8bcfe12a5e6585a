-- $1 account, $2 the moment of the call that makes it
SELECT meter.enter_account($1, $2)
