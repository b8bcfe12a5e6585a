-- $1 provider or NULL for any, $2 model, $3 moment: the newest price of each kind that is not after the moment, the model's
-- own before what its provider asks for every model
SELECT price_id, provider, model = $2 AS own, component, service_tier, context_above, daily, price_per_million::text
  FROM (SELECT DISTINCT ON (p.provider, p.model, p.component, p.service_tier, p.context_above, p.daily) p.*
          FROM meter.prices p
         WHERE p.model IN ($2, '*') AND ($1 IS NULL OR p.provider = $1) AND p.effective_from <= $3
         ORDER BY p.provider, p.model, p.component, p.service_tier, p.context_above, p.daily, p.effective_from DESC) newest
 WHERE price_per_million IS NOT NULL
 ORDER BY provider, model = $2 DESC, component, service_tier, context_above, daily
