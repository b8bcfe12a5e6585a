-- $1 provider or NULL, $2 model, in any case: what the operator has said that this name stands for
SELECT r.kind, r.pattern, r.provider, r.to_provider, r.to_model, r.place
  FROM meter.model_rules r
 WHERE r.kind = 'alias' AND lower(r.pattern) = lower($2) AND (r.provider IS NULL OR $1 IS NULL OR r.provider = $1)
   -- of two names that differ by their case alone, the very one counts
   AND (r.pattern = $2 OR NOT EXISTS (SELECT FROM meter.model_rules x
                                       WHERE x.kind = 'alias' AND x.pattern = $2 AND x.provider IS NOT DISTINCT FROM r.provider))
 ORDER BY r.provider IS NULL, r.provider, r.pattern COLLATE "C" DESC
