-- The rates of a call: of its model, and of other models whose tokens it used.

-- The rates of tokens that another model than the call's has used, such as an advisor, under the names of their units:
-- input_of_claude_opus_4_8.
CREATE OR REPLACE FUNCTION rates_of_other_models(u usage_log, known prices[], prices_at timestamptz) RETURNS prices[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    unit record;
    other record;
    rate prices;
    all_rates prices[] := known;
    name text;
BEGIN
    FOR unit IN SELECT k AS name, split_part(k, '_of_', 1) AS component, replace(substr(k, strpos(k, '_of_') + 4), '_', '-') AS model
                  FROM jsonb_object_keys(u.other_units) k
                 WHERE strpos(k, '_of_') > 0 ORDER BY k COLLATE "C" LOOP
        CONTINUE WHEN unit.model = '' OR NOT is_counted(unit.component) AND wholes_of(unit.component) IS NULL
                   OR EXISTS (SELECT FROM unnest(known) r WHERE r.component = unit.name);
        other := find_rates(u.provider, unit.model, prices_at, NULL);
        name := unit.component;
        WHILE name IS NOT NULL AND other.rates IS NOT NULL LOOP
            FOREACH rate IN ARRAY other.rates LOOP
                IF rate.component = name THEN
                    rate.component := unit.name;
                    all_rates := all_rates || rate;
                END IF;
            END LOOP;
            EXIT WHEN cardinality(all_rates) > cardinality(known);
            name := (wholes_of(name))[1];  -- the nearest that has a price
        END LOOP;
        known := all_rates;
    END LOOP;
    RETURN known;
END $$;

-- Whether a call to a provider goes by the second of two names of models, because it alone has a price. What is free and what is not never
-- stand for each other.
CREATE OR REPLACE FUNCTION goes_by_second(provider text, first text, second text, other_units jsonb, at timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
#variable_conflict use_variable
BEGIN
    IF lower(trimmed(first)) = lower(trimmed(second)) OR is_free(lower(first)) <> is_free(lower(second)) THEN
        RETURN false;
    END IF;
    RETURN (find_rates(provider, first, at, other_units)).matched IS NULL
       AND (find_rates(provider, second, at, other_units)).matched IS NOT NULL;
END $$;
COMMENT ON FUNCTION goes_by_second IS 'whether a call goes by the second of two names of models: it alone has a price';

-- The rates of a call's model, and those of other models whose tokens it used. `matched`: how the model was found; NULL: it has no price.
CREATE OR REPLACE FUNCTION rates_of(u usage_log, prices_at timestamptz, OUT rates prices[], OUT matched text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    found record := find_rates(u.provider, u.model, prices_at, u.other_units);
BEGIN
    rates := found.rates;
    matched := found.matched;
    IF rates IS NOT NULL AND u.other_units IS NOT NULL THEN
        rates := rates_of_other_models(u, rates, prices_at);
    END IF;
END $$;
COMMENT ON FUNCTION rates_of IS 'the prices in force that a call may be charged by';

-- The same; what keeps them from being told is no error but an `ambiguity`.
CREATE OR REPLACE FUNCTION rates_if_told(u usage_log, prices_at timestamptz, OUT rates prices[], OUT matched text, OUT ambiguity text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    found record;
BEGIN
    found := rates_of(u, prices_at);
    rates := found.rates;
    matched := found.matched;
EXCEPTION WHEN invalid_parameter_value THEN
    ambiguity := SQLERRM;
END $$;
