-- $1 .. $6 the listed prices: provider, model, component, service_tier, context_above, price (NULL: none from then on); $7 effective
-- from, $8 source, $9 dry run, $10 provider or NULL for all, $11 add only, $12 the listed prices' own later moments (NULL: $7),
-- $13 the factor that a price may change by, or NULL, $14 the listed prices' hours of the day, $15 whether such a list can have
-- hours: compares each listed price with the one in force at its moment, sets those that differ, and ends those of earlier
-- lists that this one no longer has
WITH listed AS (
    SELECT l.provider, l.model, l.component, l.service_tier, l.context_above, l.daily, l.price_text::numeric AS price,
           coalesce(l.later, $7) AS at
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $14::text[], $6::text[], $12::timestamptz[])
        AS l (provider, model, component, service_tier, context_above, daily, price_text, later)
), models AS (
    SELECT DISTINCT l.provider, l.model FROM listed l WHERE l.at = $7
), in_force AS (
    SELECT DISTINCT ON (p.provider, p.model, p.component, p.service_tier, p.context_above, p.daily) p.*
      FROM meter.prices p
     WHERE p.effective_from <= $7 AND ($10 IS NULL OR p.provider = $10)
     ORDER BY p.provider, p.model, p.component, p.service_tier, p.context_above, p.daily, p.effective_from DESC
), later AS (
    SELECT p.* FROM meter.prices p WHERE p.effective_from > $7 AND ($10 IS NULL OR p.provider = $10)
), kept AS (
    SELECT i.* FROM in_force i UNION ALL SELECT f.* FROM later f
), timeline AS (
    -- of one moment's two prices the kept one comes last: it stays
    SELECT e.*, lag(e.price) OVER kind AS before, lag(e.source) OVER kind AS before_source
      FROM (SELECT l.*, false AS is_kept, $8 AS source FROM listed l
             UNION ALL
            SELECT k.provider, k.model, k.component, k.service_tier, k.context_above, k.daily, k.price_per_million,
                    k.effective_from, true, k.source
              FROM kept k) e
    WINDOW kind AS (PARTITION BY e.provider, e.model, e.component, e.service_tier, e.context_above, e.daily ORDER BY e.at, e.is_kept)
), compared AS (
    SELECT t.provider, t.model, t.component, t.service_tier, t.context_above, t.daily, t.at, t.price AS new_price,
           CASE WHEN k.price_id IS NULL THEN t.before ELSE k.price_per_million END AS old_price,
           CASE WHEN k.price_id IS NULL THEN t.before_source ELSE k.source END AS old_source,
           k.price_id IS NOT NULL AS taken, false AS is_missing
      FROM timeline t LEFT JOIN kept k
        ON (k.provider, k.model, k.component, k.service_tier, k.context_above, k.daily, k.effective_from)
         = (t.provider, t.model, t.component, t.service_tier, t.context_above, t.daily, t.at)
     WHERE NOT t.is_kept
    UNION ALL
    -- what an operator has set stays, and so does every price of a model that the list does not price
    SELECT p.provider, p.model, p.component, p.service_tier, p.context_above, p.daily, $7, NULL, p.price_per_million,
           p.source, p.effective_from = $7, true
      FROM in_force p JOIN models m USING (provider, model)
     WHERE NOT $11 AND p.price_per_million IS NOT NULL AND (p.daily = '' OR $15)
       AND p.source NOT IN ('set', 'fallback')
       AND NOT EXISTS (SELECT FROM listed l
                        WHERE (l.provider, l.model, l.component, l.service_tier, l.context_above, l.daily)
                            = (p.provider, p.model, p.component, p.service_tier, p.context_above, p.daily))
), judged AS (
    SELECT c.*,
           CASE WHEN c.old_price IS NOT DISTINCT FROM c.new_price THEN 'unchanged'
                WHEN c.taken THEN 'skipped'
                WHEN c.old_price IS NULL THEN 'added'
                WHEN c.new_price IS NULL THEN 'ended'
                ELSE 'changed' END AS change,
           -- what was shipped is no measure of a list; from and to 0 there is no factor
           coalesce(c.old_source NOT IN ('seed', 'fallback') AND c.old_price > 0 AND c.new_price > 0
                    AND greatest(c.old_price, c.new_price) > least(c.old_price, c.new_price) * $13, false) AS jumps
      FROM compared c
), written AS (
    INSERT INTO meter.prices (provider, model, component, service_tier, context_above, daily, price_per_million,
                              effective_from, source)
    SELECT j.provider, j.model, j.component, j.service_tier, j.context_above, j.daily, j.new_price, j.at, $8
      FROM judged j
     WHERE NOT $9 AND j.change IN ('added', 'changed', 'ended')
)
SELECT j.change, j.provider, j.model, j.component, j.service_tier, j.context_above, j.daily, j.old_price, j.new_price,
       CASE j.change WHEN 'skipped' THEN 'another price is set from the same moment'
                     WHEN 'ended' THEN CASE WHEN j.is_missing THEN 'the list has no such price of this model' ELSE 'the list ends it' END END AS reason,
       j.at, j.change = 'changed' AND j.jumps, j.old_source
  FROM judged j
UNION ALL
-- a price is never taken back: one that an earlier list has set for later is told
SELECT 'skipped', f.provider, f.model, f.component, f.service_tier, f.context_above, f.daily, f.price_per_million, NULL,
       'an earlier list has set it for later, and this one does not have it', f.effective_from, false, f.source
  FROM later f JOIN models m USING (provider, model)
 WHERE NOT $11 AND f.source NOT IN ('set', 'fallback')
   AND NOT EXISTS (SELECT FROM listed l
                    WHERE (l.provider, l.model, l.component, l.service_tier, l.context_above, l.daily, l.at)
                        = (f.provider, f.model, f.component, f.service_tier, f.context_above, f.daily, f.effective_from))
UNION ALL
SELECT 'skipped', p.provider, p.model, p.component, p.service_tier, p.context_above, p.daily, p.price_per_million, NULL,
       'it holds at some hours of the day, which lists of this format do not tell: it stays', p.effective_from, false, p.source
  FROM in_force p JOIN models m USING (provider, model)
 WHERE NOT $11 AND NOT $15 AND p.price_per_million IS NOT NULL AND p.daily <> '' AND p.source NOT IN ('set', 'fallback')
 ORDER BY 2, 3, 4, 5, 6, 7, 11
