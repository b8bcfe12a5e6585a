-- $1 account, $2 grant, $3 now
SELECT g.grant_id, g.account, g.limit_name, g.unit, g.kind, g.amount, g.remaining, g.priority, g.expires_at, g.note, g.created_at
  FROM meter.grants_of($1, $3) g WHERE g.grant_id = $2
