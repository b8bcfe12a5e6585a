-- $1 account, $2 provider, $3 model, $4 moment: the limits that would count such a call, those of others with whose they are
SELECT meter.limits_counting($1, $2, $3, $4)
