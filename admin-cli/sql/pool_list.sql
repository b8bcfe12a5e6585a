SELECT p.account, p.provider, p.for_account, p.created_at
FROM meter.pools AS p
WHERE $1 IS NULL OR p.provider = $1
ORDER BY p.provider, p.account, p.for_account
