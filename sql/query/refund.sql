-- $1 account, $2 usage, $3 note
SELECT u.usage_id, u.input_tokens, u.output_tokens, u.cost::text FROM meter.refund_call($1, $2, $3) u
