SELECT r.kind, r.pattern, r.provider, r.to_provider, r.to_model, r.place
FROM meter.model_rules AS r
WHERE r.kind <> 'list'
ORDER BY r.kind, r.place, r.pattern, r.provider
