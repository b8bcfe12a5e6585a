-- $1 provider or NULL, $2 model: what the operator has said that this name stands for
SELECT r.kind, r.pattern, r.provider, r.to_provider, r.to_model, r.place
  FROM meter.model_rules r
 WHERE r.kind = 'alias' AND r.pattern = $2 AND (r.provider IS NULL OR $1 IS NULL OR r.provider = $1)
 ORDER BY r.provider IS NULL, r.provider
