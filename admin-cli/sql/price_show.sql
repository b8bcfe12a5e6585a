SELECT DISTINCT ON (p.service_tier, p.context_above, p.component)
       p.component, p.service_tier, p.context_above, p.price_per_million, p.effective_from, p.source
FROM meter.prices AS p
WHERE p.provider = $1
  AND p.model = $2
  AND p.effective_from <= now()
ORDER BY p.service_tier, p.context_above, p.component, p.effective_from DESC
