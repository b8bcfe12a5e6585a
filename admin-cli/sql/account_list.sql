SELECT a.account, a.plan, a.parent, a.time_zone, a.created_at
FROM meter.accounts AS a
WHERE $1 IS NULL OR a.plan = $1
ORDER BY a.account
LIMIT $2::bigint
