-- The prices of one very name. Twins in Rust: named() and offers() of extension/src/meter/matching.rs, and store/prices.rs.
--
-- A model's rates are the rows of prices that hold at a moment: of each component, service tier, context and hours the newest that has
-- begun, unless it has no price any more; and what its provider asks for every model, for components that the model has no rate of.
-- Case means nothing, but of two names that differ by their case alone the very one counts.

-- Whether a component is of tokens, or of calls: what a model's price is compared by where no provider is named.
CREATE OR REPLACE FUNCTION is_of_any_call(component text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN component = 'request' OR is_counted(component) OR wholes_of(component) IS NOT NULL OR starts_with(component, 'factor:');
COMMENT ON FUNCTION is_of_any_call IS 'whether a component is of tokens or of calls';

-- What makes a call cost the same by two lists of rates, whatever tokens it uses.
CREATE OR REPLACE FUNCTION rates_compared(rates prices[], other_units jsonb) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    RETURN ARRAY(SELECT concat_ws(' ', r.component, r.service_tier, r.context_above, r.daily, trim_scale(r.price_per_million))
                   FROM unnest(rates) WITH ORDINALITY r
                  WHERE is_of_any_call(r.component) OR other_units -> r.component <> '0'
                  ORDER BY r.ordinality);
END $$;
COMMENT ON FUNCTION rates_compared IS 'what of rates a call of these units costs by, to be compared with others';

-- The rates of a model at one provider, its own before those of every model; NULL: it has none of its own. Every call comes here: one
-- statement, in the order of the index read backwards. effective_from stays out of the index's conditions (IS TRUE): PostgreSQL 18
-- would skip through the index by it, which takes three times as long.
CREATE OR REPLACE FUNCTION rates_at(provider text, model text, at timestamptz) RETURNS prices[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    rates prices[]; plain boolean; own text[]; wide text[]; spelled text;
BEGIN
    SELECT array_agg(k.price), bool_and(k.plain)
      INTO rates, plain
      FROM (SELECT DISTINCT ON (p.model, p.component, p.service_tier, p.context_above, p.daily)
                   p AS price, p.model = $2 AND p.price_per_million IS NOT NULL AS plain
              FROM prices p
             WHERE p.provider = $1 AND p.model IN ($2, '*') AND (p.effective_from <= $3) IS TRUE
             ORDER BY p.model DESC, p.component DESC, p.service_tier DESC, p.context_above DESC, p.daily DESC, p.effective_from DESC) k;
    IF plain THEN  -- most have prices of their own, which have not ended
        RETURN rates;
    END IF;
    SELECT array_agg(r), array_agg(r.component) FILTER (WHERE r.model = $2), array_agg(r.component) FILTER (WHERE r.model <> $2)
      INTO rates, own, wide
      FROM unnest(rates) r WHERE r.price_per_million IS NOT NULL;
    IF own IS NULL THEN
        spelled := (SELECT p.model FROM prices p WHERE lower(p.model) = lower($2) AND p.provider = $1
                     ORDER BY p.model = $2 DESC, p.model COLLATE "C" DESC LIMIT 1);
        RETURN CASE WHEN spelled <> model THEN rates_at(provider, spelled, at) END;
    ELSIF wide && own OR (rates[1]).model <> model THEN
        rates := ARRAY(SELECT r FROM unnest(rates) r WHERE r.model = $2 OR r.component <> ALL (own) ORDER BY r.model = $2 DESC);
    END IF;
    RETURN rates;
END $$;
COMMENT ON FUNCTION rates_at IS 'the prices in force of one provider''s model';

-- The rates of a model: of its provider, or where none is named of every provider that has it, if all ask the same for what a call
-- uses. NULL: there are none.
CREATE OR REPLACE FUNCTION rates_of_name(provider text, model text, at timestamptz, other_units jsonb) RETURNS prices[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    rates prices[]; others prices[]; seller text; sellers text[]; differ boolean := false;
BEGIN
    IF provider IS NOT NULL THEN
        RETURN rates_at(provider, model, at);
    END IF;
    FOR seller IN SELECT DISTINCT p.provider FROM prices p WHERE lower(p.model) = lower($2) ORDER BY p.provider LOOP
        others := rates_at(seller, model, at);
        CONTINUE WHEN others IS NULL;
        sellers := sellers || seller;
        rates := coalesce(rates, others);
        differ := differ OR rates_compared(rates, other_units) <> rates_compared(others, other_units);
    END LOOP;
    IF differ THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('model "%s" has different prices at several providers', model),
            DETAIL = format('Providers with a price are: %s.', array_to_string(sellers, ', ')),
            HINT = 'Pass provider => to say which one is meant.';
    END IF;
    RETURN rates;
END $$;
COMMENT ON FUNCTION rates_of_name IS 'the prices in force of a model by this very name';

-- What a provider asks for every model, and so for one that has no price of its own. A price of searches alone prices no model.
CREATE OR REPLACE FUNCTION rates_of_every_model(provider text, at timestamptz) RETURNS prices[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    rates prices[] := rates_at(provider, '*', at);
BEGIN
    RETURN CASE WHEN EXISTS (SELECT FROM unnest(rates) r WHERE is_of_any_call(r.component)) THEN rates END;
END $$;
COMMENT ON FUNCTION rates_of_every_model IS 'the prices in force that a provider asks for every model';
