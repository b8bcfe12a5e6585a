SELECT p.component, p.service_tier, p.context_above, p.daily, p.effective_from, p.price_per_million, p.source, p.price_id,
       p.created_at
FROM meter.prices AS p
WHERE p.provider = $1
  AND p.model = $2
ORDER BY p.component, p.service_tier, p.context_above, p.daily, p.effective_from
