-- $1 account, $2 usage, $3 note, $4 now: no row where there is no such call
SELECT u.usage_id, u.input_tokens, u.output_tokens, u.cost::text
  FROM meter.refund($1, $2, $3, $4) u WHERE u.usage_id IS NOT NULL
