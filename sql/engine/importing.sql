-- Importing a price list that has been read and comes as rows (extension/core/src/price_file/rows.rs): what differs from the prices in force is
-- set, all from one moment on or from the list's own later ones. A price that jumps is more likely a slip of the list than a new price.

-- The listed prices; `price` NULL: none from `at` on.
CREATE OR REPLACE FUNCTION listed_prices(list jsonb, of_provider text, from_at timestamptz)
RETURNS TABLE (provider text, model text, component text, service_tier text, context_above bigint, daily text, price numeric, at timestamptz)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT p ->> 0, p ->> 1, p ->> 2, p ->> 3, (p ->> 4)::bigint, p ->> 5, (p ->> 6)::numeric, coalesce((p ->> 7)::timestamptz, from_at)
      FROM jsonb_array_elements(list -> 'prices') p
     WHERE of_provider IS NULL OR p ->> 0 = of_provider;
END $$;

-- The prices in force at a moment, and those set for later.
CREATE OR REPLACE FUNCTION known_prices(of_provider text, from_at timestamptz) RETURNS TABLE (p prices, is_later boolean)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN QUERY
    (SELECT DISTINCT ON (k.provider, k.model, k.component, k.service_tier, k.context_above, k.daily) k, false
       FROM prices k
      WHERE k.effective_from <= from_at AND (of_provider IS NULL OR k.provider = of_provider)
      ORDER BY k.provider, k.model, k.component, k.service_tier, k.context_above, k.daily, k.effective_from DESC)
    UNION ALL
    SELECT k, true FROM prices k WHERE k.effective_from > from_at AND (of_provider IS NULL OR k.provider = of_provider);
END $$;

-- Prices that an earlier list of this format has set for later, and that this one, which prices their model, does not have so any more. They have never
-- held, so that they can go: no call names them. A call may come with a moment of up to five minutes ahead.
CREATE OR REPLACE FUNCTION withdrawn_prices(list jsonb, of_source text, of_provider text, from_at timestamptz, add_only boolean) RETURNS bigint[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN ARRAY(
        WITH listed AS MATERIALIZED (
            SELECT l.* FROM listed_prices(list, of_provider, from_at) l
        )
        SELECT k.price_id FROM prices k
         WHERE NOT add_only AND k.source = of_source AND k.effective_from > greatest(from_at, now_at() + interval '5 minutes')
           AND (k.provider, k.model) IN (SELECT l.provider, l.model FROM listed l WHERE l.at = from_at)
           AND NOT EXISTS (SELECT FROM listed l
                            WHERE (l.provider, l.model, l.component, l.service_tier, l.context_above, l.daily, l.at)
                                  = (k.provider, k.model, k.component, k.service_tier, k.context_above, k.daily, k.effective_from)
                              AND l.price IS NOT DISTINCT FROM k.price_per_million));
END $$;

-- What becomes of each listed price, beside the one in force at its moment; and those of earlier lists that end, because this one prices their
-- model and does not have them. What an operator has set stays, and so does every price of a model that the list does not price.
CREATE OR REPLACE FUNCTION changes_by_list(list jsonb, of_source text, of_provider text, from_at timestamptz, add_only boolean, max_factor numeric,
                                           withdrawn bigint[])
RETURNS TABLE (change text, provider text, model text, component text, service_tier text, context_above bigint, daily text, old_price numeric,
               new_price numeric, reason text, at timestamptz, jumps boolean, old_source text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH listed AS MATERIALIZED (
        SELECT l.* FROM listed_prices(list, of_provider, from_at) l
    ), kept AS MATERIALIZED (
        SELECT (k.p).*, k.is_later FROM known_prices(of_provider, from_at) k WHERE (k.p).price_id <> ALL (withdrawn)
    ), timeline AS (
        -- of one moment's two prices the kept one comes last: it stays
        SELECT e.*, lag(e.price) OVER kind AS before, lag(e.source) OVER kind AS before_source
          FROM (SELECT l.*, false AS is_kept, of_source AS source FROM listed l
                UNION ALL
                SELECT k.provider, k.model, k.component, k.service_tier, k.context_above, k.daily, k.price_per_million, k.effective_from, true,
                       k.source
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
        SELECT k.provider, k.model, k.component, k.service_tier, k.context_above, k.daily, from_at, NULL, k.price_per_million, k.source,
               k.effective_from = from_at, true
          FROM kept k
         WHERE NOT add_only AND NOT k.is_later AND k.price_per_million IS NOT NULL AND (k.daily = '' OR (list ->> 'has_hours')::boolean)
           AND k.source NOT IN ('set', 'fallback')
           AND (k.provider, k.model) IN (SELECT l.provider, l.model FROM listed l WHERE l.at = from_at)
           AND (k.provider, k.model, k.component, k.service_tier, k.context_above, k.daily) NOT IN (
                SELECT l.provider, l.model, l.component, l.service_tier, l.context_above, l.daily FROM listed l)
    )
    SELECT j.change, j.provider, j.model, j.component, j.service_tier, j.context_above, j.daily, j.old_price, j.new_price,
           CASE j.change WHEN 'skipped' THEN 'another price is set from the same moment'
                         WHEN 'ended' THEN CASE WHEN j.is_missing THEN 'the list has no such price of this model' ELSE 'the list ends it' END END,
           j.at,
           -- what was shipped is no measure of a list; from and to 0 there is no factor
           coalesce(j.change = 'changed' AND j.old_source NOT IN ('seed', 'fallback') AND j.old_price > 0 AND j.new_price > 0
                    AND greatest(j.old_price, j.new_price) > least(j.old_price, j.new_price) * max_factor, false),
           j.old_source
      FROM (SELECT c.*, change_of(c.old_price, c.new_price, c.taken) AS change FROM compared c) j;
END $$;
-- named in full: a database of an older version has another of the name until it is dropped
COMMENT ON FUNCTION changes_by_list(jsonb, text, text, timestamptz, boolean, numeric, bigint[]) IS 'what an import would do with each price that a list has, and with those of earlier lists that it has no more';

CREATE OR REPLACE FUNCTION change_of(old_price numeric, new_price numeric, taken boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN CASE WHEN old_price IS NOT DISTINCT FROM new_price THEN 'unchanged'
                WHEN taken THEN 'skipped'
                WHEN old_price IS NULL THEN 'added'
                WHEN new_price IS NULL THEN 'ended'
                ELSE 'changed' END;
END $$;

-- Prices for later that the list does not have: withdrawn, or of a list of another format, which may know of no such prices; they stay. So do prices by the hour.
CREATE OR REPLACE FUNCTION left_by_list(list jsonb, of_provider text, from_at timestamptz, add_only boolean, withdrawn bigint[])
RETURNS TABLE (change text, provider text, model text, component text, service_tier text, context_above bigint, daily text, old_price numeric,
               new_price numeric, reason text, at timestamptz, jumps boolean, old_source text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH listed AS MATERIALIZED (
        SELECT l.* FROM listed_prices(list, of_provider, from_at) l
    )
    SELECT CASE WHEN k.price_id = ANY (withdrawn) THEN 'withdrawn' ELSE 'skipped' END, k.provider, k.model, k.component, k.service_tier, k.context_above, k.daily, k.price_per_million, NULL::numeric,
           CASE WHEN k.price_id = ANY (withdrawn) THEN 'an earlier list has set it for later, and this one does not have it'
                WHEN k.is_later THEN 'a list of another format has set it for later: it stays'
                ELSE 'it holds at some hours of the day, which lists of this format do not tell: it stays' END,
           k.effective_from, false, k.source
      FROM (SELECT (x.p).*, x.is_later FROM known_prices(of_provider, from_at) x) k
     WHERE NOT add_only AND k.source NOT IN ('set', 'fallback')
       AND (k.provider, k.model) IN (SELECT l.provider, l.model FROM listed l WHERE l.at = from_at)
       AND CASE WHEN k.is_later
                THEN (k.provider, k.model, k.component, k.service_tier, k.context_above, k.daily, k.effective_from) NOT IN (
                      SELECT l.provider, l.model, l.component, l.service_tier, l.context_above, l.daily, l.at FROM listed l)
                ELSE NOT (list ->> 'has_hours')::boolean AND k.price_per_million IS NOT NULL AND k.daily <> '' END;
END $$;
COMMENT ON FUNCTION left_by_list(jsonb, text, timestamptz, boolean, bigint[]) IS 'the prices of earlier lists that an import withdraws or leaves as they are, and why';

-- The list's names of models take the place of what this kind of list has said of their providers before; with `keep`, only of what says the
-- same.
CREATE OR REPLACE FUNCTION import_rules(list jsonb, of_source text, of_provider text, keep boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    WITH listed AS MATERIALIZED (
        SELECT r ->> 0 AS provider, r ->> 1 AS pattern, r ->> 2 AS to_provider, r ->> 3 AS to_model, (r ->> 4)::integer AS place
          FROM jsonb_array_elements(list -> 'rules') r
         WHERE of_provider IS NULL OR r ->> 0 = of_provider
    ), gone AS (
        DELETE FROM model_rules r USING (SELECT DISTINCT l.provider FROM listed l) p
         WHERE r.kind = 'list' AND r.source = of_source AND r.provider = p.provider
           AND (NOT keep OR EXISTS (SELECT FROM listed l WHERE (l.provider, l.pattern) = (r.provider, r.pattern)))
    )
    INSERT INTO model_rules (kind, source, provider, pattern, to_provider, to_model, place)
    SELECT 'list', of_source, l.provider, l.pattern, l.to_provider, l.to_model, l.place FROM listed l;
END $$;
