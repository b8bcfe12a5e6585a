SELECT c.component, c.service_tier, c.context_above, c.daily, c.price_per_million, c.effective_from, c.source
FROM (
    SELECT DISTINCT ON (p.service_tier, p.context_above, p.daily, p.component) p.*
    FROM meter.prices AS p
    WHERE p.provider = $1
      AND p.model = $2
      AND p.effective_from <= now()
    ORDER BY p.service_tier, p.context_above, p.daily, p.component, p.effective_from DESC
) AS c
WHERE c.price_per_million IS NOT NULL
ORDER BY c.service_tier DESC, c.context_above, c.daily, c.component
