-- $1 account, $2 key, $3 verdict
UPDATE meter.idempotency_keys k SET verdict = $3 WHERE k.account = $1 AND k.idempotency_key = $2
