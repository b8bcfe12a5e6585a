WITH current_price AS (
    SELECT DISTINCT ON (p.provider, p.model, p.component) p.provider, p.model, p.component, p.price_per_million
    FROM meter.prices AS p
    WHERE p.service_tier = 'standard'
      AND p.context_above = 0
      AND p.daily = ''
      AND p.effective_from <= now()
      AND ($1 IS NULL OR p.provider = $1)
      AND ($2 IS NULL OR position(lower($2) IN lower(p.model)) > 0)
    ORDER BY p.provider, p.model, p.component, p.effective_from DESC
)
SELECT c.provider,
       c.model,
       max(c.price_per_million) FILTER (WHERE c.component = 'input') AS input,
       max(c.price_per_million) FILTER (WHERE c.component = 'output') AS output,
       max(c.price_per_million) FILTER (WHERE c.component = 'cache_read') AS cache_read,
       max(c.price_per_million) FILTER (WHERE c.component = 'cache_write') AS cache_write,
       max(c.price_per_million) FILTER (WHERE c.component = 'reasoning') AS reasoning
FROM current_price AS c
WHERE c.price_per_million IS NOT NULL
GROUP BY c.provider, c.model
ORDER BY c.provider, c.model
