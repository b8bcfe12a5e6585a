-- $1 provider or NULL for any, $2 model, $3 moment: the newest price of each kind that is not after the moment
SELECT price_id, provider, component, service_tier, context_above, price_per_million::text
  FROM (SELECT DISTINCT ON (p.provider, p.component, p.service_tier, p.context_above) p.*
          FROM meter.prices p
         WHERE p.model = $2 AND ($1 IS NULL OR p.provider = $1) AND p.effective_from <= $3
         ORDER BY p.provider, p.component, p.service_tier, p.context_above, p.effective_from DESC) newest
 WHERE price_per_million IS NOT NULL
 ORDER BY provider, component, service_tier, context_above
