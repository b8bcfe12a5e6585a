INSERT INTO meter.usage_log (account, at, plan, provider, model, operation, operation_id, session_id, key_source,
    service_tier, input_tokens, output_tokens, tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens,
    audio_input_tokens, audio_output_tokens, other_units, cost, markup, charged_cost, price_match, price_ids, charged, grant_ids,
    grant_amounts, enforced, hold_id, metadata)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $11 + $12, $13, $14, $15, $16, $17, $27::jsonb, $18, $28,
    meter.charged_cost($18, $28, $9), $19, $20, $21, $22, $23, $24, $25, $26::jsonb)
RETURNING usage_id, charged_cost
