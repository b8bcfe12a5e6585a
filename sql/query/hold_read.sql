-- $1 hold
SELECT h.account, h.at, h.expires_at, h.provider, h.model, h.operation, h.operation_id, h.session_id, h.key_source,
       h.service_tier, h.metadata::text, h.input_tokens, h.output_tokens, h.cost, h.charged, h.amounts,
       h.settled_at IS NOT NULL, h.released_at IS NOT NULL, h.settlement, h.verdict, false
  FROM meter.holds h WHERE h.hold_id = $1
