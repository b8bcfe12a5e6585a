-- $1 provider or NULL for any, $2 model, in any case: every price of the model and of all models of its providers, of each kind
-- the newest first; the model's own before what its provider asks for every model. Of two names that differ by their case
-- alone, the very one counts.
SELECT price_id, provider, lower(model) = lower($2), component, service_tier, context_above, daily, price_per_million::text,
       effective_from, model
  FROM (SELECT p.*, first_value(p.model) OVER (PARTITION BY p.provider, lower(p.model)
                                               ORDER BY p.model = $2 DESC, p.model COLLATE "C" DESC) AS spelled
          FROM meter.prices p
         WHERE lower(p.model) IN (lower($2), '*') AND ($1 IS NULL OR p.provider = $1)) p
 WHERE p.model = p.spelled
 ORDER BY provider, model = '*', component, service_tier, context_above, daily, effective_from DESC
