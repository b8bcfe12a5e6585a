-- $1..$6 arrays of provider, model, component, service_tier, context_above, price; $7 effective from, $8 source,
-- $9 dry run, $10 provider or NULL for all, $11 add only: compares each listed price with the one in force then, sets those that
-- differ, and ends those of earlier lists that this one no longer has
WITH listed AS (
    SELECT l.provider, l.model, l.component, l.service_tier, l.context_above, l.price_text::numeric AS new_price
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[])
        AS l (provider, model, component, service_tier, context_above, price_text)
), in_force AS (
    SELECT DISTINCT ON (p.provider, p.model, p.component, p.service_tier, p.context_above) p.*
      FROM meter.prices p
     WHERE p.effective_from <= $7 AND ($10 IS NULL OR p.provider = $10)
     ORDER BY p.provider, p.model, p.component, p.service_tier, p.context_above, p.effective_from DESC
), compared AS (
    SELECT l.*, p.price_per_million AS old_price, coalesce(p.effective_from = $7, false) AS taken,
           CASE WHEN p.price_per_million = l.new_price THEN 'unchanged'
                WHEN p.effective_from = $7 THEN 'skipped'
                WHEN p.price_per_million IS NULL THEN 'added'
                ELSE 'changed' END AS change,
           CASE WHEN p.effective_from = $7 AND p.price_per_million IS DISTINCT FROM l.new_price
                THEN 'another price is set from the same moment' END AS reason
      FROM listed l LEFT JOIN in_force p USING (provider, model, component, service_tier, context_above)
    UNION ALL
    -- what an operator has set stays; a shipped price gives way to a list of its provider
    SELECT p.provider, p.model, p.component, p.service_tier, p.context_above, NULL, p.price_per_million,
           p.effective_from = $7, CASE WHEN p.effective_from = $7 THEN 'skipped' ELSE 'ended' END,
           CASE WHEN p.effective_from = $7 THEN 'another price is set from the same moment'
                WHEN m.model IS NULL THEN 'a shipped price gives way to a list of its provider'
                ELSE 'the list has no such price of this model' END
      FROM in_force p LEFT JOIN (SELECT DISTINCT provider, model FROM listed) m USING (provider, model)
     WHERE NOT $11 AND p.price_per_million IS NOT NULL
       AND (m.model IS NULL AND p.source = 'seed' AND p.provider IN (SELECT l.provider FROM listed l)
            OR m.model IS NOT NULL AND p.source IN ('seed', $8))
       AND NOT EXISTS (SELECT FROM listed l
                        WHERE (l.provider, l.model, l.component, l.service_tier, l.context_above)
                            = (p.provider, p.model, p.component, p.service_tier, p.context_above))
), written AS (
    INSERT INTO meter.prices (provider, model, component, service_tier, context_above, price_per_million,
                              effective_from, source)
    SELECT c.provider, c.model, c.component, c.service_tier, c.context_above, c.new_price, $7, $8
      FROM compared c
     WHERE NOT $9 AND c.change IN ('added', 'changed', 'ended') AND NOT c.taken
)
SELECT c.change, c.provider, c.model, c.component, c.service_tier, c.context_above, c.old_price, c.new_price, c.reason
  FROM compared c
 ORDER BY c.provider, c.model, c.component, c.service_tier, c.context_above
