-- $1..$6 arrays of provider, model, component, service_tier, context_above, price; $7 effective from, $8 source,
-- $9 dry run: compares each listed price with the one in force then, and sets those that differ
WITH listed AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[])
        AS l (provider, model, component, service_tier, context_above, price_text)
), compared AS (
    SELECT l.provider, l.model, l.component, l.service_tier, l.context_above, l.price_text::numeric AS new_price,
           p.price_per_million AS old_price, p.effective_from = $7 AS taken
      FROM listed l LEFT JOIN LATERAL (
            SELECT p.price_per_million, p.effective_from FROM meter.prices p
             WHERE (p.provider, p.model, p.component, p.service_tier, p.context_above)
                 = (l.provider, l.model, l.component, l.service_tier, l.context_above)
               AND p.effective_from <= $7
             ORDER BY p.effective_from DESC LIMIT 1) p ON true
), inserted AS (
    INSERT INTO meter.prices (provider, model, component, service_tier, context_above, price_per_million,
                              effective_from, source)
    SELECT c.provider, c.model, c.component, c.service_tier, c.context_above, c.new_price, $7, $8
      FROM compared c
     WHERE NOT $9 AND c.old_price IS DISTINCT FROM c.new_price AND c.taken IS NOT TRUE
)
SELECT CASE WHEN c.old_price IS NULL THEN 'added'
            WHEN c.old_price = c.new_price THEN 'unchanged'
            WHEN c.taken THEN 'skipped'
            ELSE 'changed' END,
       c.provider, c.model, c.component, c.service_tier, c.context_above, c.old_price, c.new_price,
       CASE WHEN c.taken AND c.old_price <> c.new_price THEN 'another price is set from the same moment' END
  FROM compared c
 ORDER BY c.provider, c.model, c.component, c.service_tier, c.context_above
