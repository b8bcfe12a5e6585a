-- $1 provider or NULL: the expressions of the operator, and then the clauses of lists, that may name a model of it
SELECT r.kind, r.pattern, r.provider, r.to_provider, r.to_model, r.place
  FROM meter.model_rules r
 WHERE r.kind <> 'alias' AND (r.provider IS NULL OR $1 IS NULL OR r.provider = $1)
 ORDER BY r.kind DESC, r.place, r.provider, r.rule_id
