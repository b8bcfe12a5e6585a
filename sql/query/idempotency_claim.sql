-- $1 account, $2 key, $3 operation, $4 request, $5 now: waits for another transaction that is deciding under the same key
INSERT INTO meter.idempotency_keys (account, idempotency_key, operation, request, created_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING RETURNING true
