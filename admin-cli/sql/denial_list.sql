SELECT d.denial_id, d.at, d.account, d.reason, d.payer, d.limit_name, d.unit, d.period, d.used, d.cap, d.requested, d.provider,
       d.model, d.operation, d.input_tokens, d.output_tokens, d.cost
FROM meter.denials AS d
WHERE ($1 IS NULL OR d.account = $1)
  AND ($2 IS NULL OR d.at >= $2::timestamptz)
  AND ($3 IS NULL OR d.at < $3::timestamptz)
ORDER BY d.at DESC, d.denial_id DESC
LIMIT $4::bigint
