-- $1 account, $2 limit's name, $3 kind, $4 amount, $5 priority, $6 expires at, $7 note
SELECT grant_id, remaining FROM meter.grant_to($1, $2, $3, $4, $5, $6, $7)
