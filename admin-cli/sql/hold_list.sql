SELECT h.hold_id, h.account, h.state, h.at, h.expires_at, h.provider, h.model, h.operation, h.input_tokens, h.output_tokens, h.cost
FROM (SELECT x.*, CASE WHEN x.settled_at IS NOT NULL THEN 'settled'
                       WHEN x.released_at IS NOT NULL THEN 'released'
                       WHEN x.expires_at <= :schema.meter_now() THEN 'expired'
                       ELSE 'open' END AS state
      FROM meter.holds AS x
      WHERE $1 IS NULL OR x.account = $1) AS h
WHERE $2::boolean OR h.state = 'open'
ORDER BY h.hold_id DESC
LIMIT $3::bigint
