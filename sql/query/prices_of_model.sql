-- $1 provider or NULL for any, $2 model: every price of the model and of all models of its providers, of each kind the newest
-- first; the model's own before what its provider asks for every model
SELECT price_id, provider, model = $2, component, service_tier, context_above, daily, price_per_million::text, effective_from
  FROM meter.prices p
 WHERE p.model IN ($2, '*') AND ($1 IS NULL OR p.provider = $1)
 ORDER BY provider, model = $2 DESC, component, service_tier, context_above, daily, effective_from DESC
