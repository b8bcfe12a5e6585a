-- $1 hold, $2 now: the same, and nobody else ends it meanwhile; whether grants move on from where it reserved
SELECT h.account, h.at, h.expires_at, h.provider, h.model, h.operation, h.operation_id, h.session_id, h.key_source,
       h.service_tier, h.metadata::text, h.input_tokens, h.output_tokens, h.cost, h.charged, h.amounts,
       h.settled_at IS NOT NULL, h.released_at IS NOT NULL, h.settlement, h.verdict,
       EXISTS (SELECT FROM meter.counters c WHERE c.counter_id = ANY (h.charged) AND c.granted <> 0 AND c.period_end <= $2)
  FROM meter.holds h WHERE h.hold_id = $1 FOR UPDATE
