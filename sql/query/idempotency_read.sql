-- $1 account, $2 key, $3 operation, $4 request: the first answer, and whether it answered the same question
SELECT k.verdict, k.operation = $3 AND meter.request_kept(k.request) = $4, k.operation, k.request
  FROM meter.idempotency_keys k WHERE k.account = $1 AND k.idempotency_key = $2
