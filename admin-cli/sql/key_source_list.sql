SELECT k.account, k.provider, k.key_source
FROM meter.key_sources AS k
WHERE $1 IS NULL OR k.account = $1
ORDER BY k.account, k.provider
LIMIT $2::bigint
