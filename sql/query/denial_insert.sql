INSERT INTO meter.denials (account, at, reason, payer, limit_id, limit_name, unit, period, used, cap, requested,
    provider, model, operation, operation_id, input_tokens, output_tokens, cost)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
