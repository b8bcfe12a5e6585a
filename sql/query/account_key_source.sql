-- $1 account, $2 ancestors, $3 provider: whose key is used, as the nearest setting on the way up has it
SELECT k.key_source
  FROM meter.key_sources k
 WHERE k.provider = $3 AND (k.account = $1 OR k.account = ANY ($2))
 ORDER BY array_position($1 || $2, k.account) LIMIT 1
