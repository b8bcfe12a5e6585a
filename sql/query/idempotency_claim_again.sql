-- $1 account, $2 key, $3 operation, $4 now: where the call was refused, or refunded since; one transaction after the other
UPDATE meter.idempotency_keys k SET verdict = '{}', created_at = $4
 WHERE k.account = $1 AND k.idempotency_key = $2 AND k.operation = $3
   AND (k.verdict->>'usage_id' IS NULL
        OR EXISTS (SELECT FROM meter.usage_log r WHERE r.account = $1 AND r.refunds = (k.verdict->>'usage_id')::bigint))
RETURNING true
