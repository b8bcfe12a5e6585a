-- $1 provider or NULL for all, $2 moment: the prices in force then, and what is set for later
WITH in_force AS (
    SELECT DISTINCT ON (p.provider, p.model, p.component, p.service_tier, p.context_above, p.daily) p.*
      FROM meter.prices p
     WHERE p.effective_from <= $2 AND ($1 IS NULL OR p.provider = $1)
     ORDER BY p.provider, p.model, p.component, p.service_tier, p.context_above, p.daily, p.effective_from DESC
)
SELECT e.provider, e.model, e.component, e.service_tier, e.context_above, e.daily, e.price_per_million::text, e.effective_from
  FROM (SELECT i.* FROM in_force i WHERE i.price_per_million IS NOT NULL
         UNION ALL
        SELECT p.* FROM meter.prices p WHERE p.effective_from > $2 AND ($1 IS NULL OR p.provider = $1)) e
 ORDER BY e.provider, e.model, e.component, e.service_tier, e.context_above, e.daily, e.effective_from
