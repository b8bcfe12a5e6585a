-- $1 hold: nobody else ends it meanwhile
SELECT h.account, h.at, h.expires_at, h.provider, h.model, h.operation, h.operation_id, h.session_id, h.key_source,
       h.service_tier, h.metadata::text, h.input_tokens, h.output_tokens, h.charged, h.amounts,
       h.settled_at, h.released_at, h.conditions
  FROM meter.holds h WHERE h.hold_id = $1 FOR NO KEY UPDATE
