-- $1 counter, $2 kind, $3 amount, $4 priority, $5 expires at, $6 note, $7 now
SELECT meter.add_grant($1, $2, $3, $4, $5, $6, $7)
