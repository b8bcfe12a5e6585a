-- No row: another session has just taken that place.
WITH opened AS (
    INSERT INTO meter.holds (account, at, expires_at, slot, provider, model, operation, operation_id, session_id, key_source,
        service_tier, input_tokens, output_tokens, cost, metadata, charged, amounts, conditions)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15::jsonb, $16, $17, $18)
    ON CONFLICT ON CONSTRAINT hold_slot_unique DO NOTHING
    RETURNING hold_id, expires_at, charged, amounts
), reserved AS (
    INSERT INTO meter.reservations (hold_id, counter_id, amount, expires_at)
    SELECT o.hold_id, r.counter_id, r.amount, o.expires_at FROM opened o, unnest(o.charged, o.amounts) AS r (counter_id, amount)
     WHERE r.amount > 0
)
SELECT hold_id FROM opened
