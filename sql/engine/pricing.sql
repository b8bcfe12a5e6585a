-- Which prices apply to a call, and what it costs by them, as the settings unknown_model and cost_source say.

CREATE OR REPLACE FUNCTION setting(name text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN (SELECT s.value FROM settings s WHERE s.setting = name);
END $$;

-- A model's rates, and the operator's fallback for the components that have none.
CREATE OR REPLACE FUNCTION with_fallback(rates prices[], prices_at timestamptz) RETURNS prices[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN coalesce(rates, '{}') || ARRAY(
        SELECT f
          FROM (SELECT DISTINCT ON (p.component, p.service_tier, p.context_above, p.daily) p AS f
                  FROM prices p
                 WHERE p.provider = '*' AND p.model = '*' AND p.effective_from <= prices_at
                 ORDER BY p.component, p.service_tier, p.context_above, p.daily, p.effective_from DESC) newest
         WHERE (f).price_per_million IS NOT NULL
           AND NOT EXISTS (SELECT FROM unnest(rates) r
                            WHERE (r.component, r.service_tier, r.context_above, r.daily)
                                = ((f).component, (f).service_tier, (f).context_above, (f).daily)));
END $$;

-- Whether a provider has a name that only a model can have.
CREATE OR REPLACE FUNCTION is_named_like_model(provider text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF is_vendor(provider) OR NOT may_be_of_family(lower(provider)) THEN
        RETURN false;
    END IF;
    RETURN vendor_of_family(lower(provider)) IS NOT NULL;
END $$;

-- Tells of a provider that is a model's name, or the other way round: such calls have a guess for a price or none. A NOTICE, to who calls: each
-- such call would write to the server's log, which the names that users choose could fill. A call that has a price is told of where its provider can only be a model.
CREATE OR REPLACE FUNCTION warn_swapped(provider text, model text, is_priced boolean) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    told text;
BEGIN
    IF vendor_of_family(lower(provider)) IS NOT NULL OR NOT is_priced AND provider IS NOT NULL
       AND EXISTS (SELECT FROM prices p WHERE lower(p.model) = lower(warn_swapped.provider) AND p.model <> '*') THEN
        told := format('provider "%s" is the name of a model', provider);
    ELSIF NOT is_priced AND model IS NOT NULL
          AND EXISTS (SELECT FROM prices p WHERE p.provider = canonical_provider(warn_swapped.model) AND p.provider <> '*') THEN
        told := format('model "%s" is the name of a provider', model);
    END IF;
    IF told IS NOT NULL THEN
        RAISE NOTICE USING MESSAGE = told, HINT = 'Name the model with model => and who sells it with provider =>.';
    END IF;
END $$;

-- The price that a call has by its model, whatever else the operator would have it cost. `problem`: what keeps it from having one:
-- 'no model', 'unknown model', 'no price' (of `missing`; `rates` are then those that it has), 'out of range', or 'ambiguous' (`missing`: how),
-- which is raised for a call that may still be refused.
CREATE OR REPLACE FUNCTION own_price(u usage_log, prices_at timestamptz, OUT cost numeric, OUT price_match text, OUT price_ids bigint[],
                                     OUT unpriced_tier boolean, OUT problem text, OUT missing text, OUT rates prices[])
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    known prices[];
    matched text := 'exact';
    found record;
    quote record;
BEGIN
    IF u.model IS NULL THEN
        problem := 'no model';
        RETURN;
    ELSIF u.provider IS NOT NULL AND u.other_units IS NULL THEN
        known := rates_at(u.provider, trimmed(u.model), prices_at);  -- what find_rates() looks for first, which most models have
    END IF;
    IF known IS NULL THEN
        IF u.enforced AND u.reported_cost IS NULL THEN
            found := rates_of(u, prices_at);
        ELSE
            found := rates_if_told(u, prices_at);
            missing := found.ambiguity;
        END IF;
        known := found.rates;
        matched := found.matched;
        IF known IS NULL THEN
            problem := CASE WHEN missing IS NULL THEN 'unknown model' ELSE 'ambiguous' END;
            RETURN;
        END IF;
    END IF;
    quote := cost_of(known, u);
    IF quote.cost IS NULL THEN
        problem := CASE WHEN quote.out_of_range THEN 'out of range' ELSE 'no price' END;
        missing := quote.missing;
        rates := known;
        RETURN;
    END IF;
    cost := quote.cost;
    price_match := matched;
    price_ids := quote.price_ids;
    unpriced_tier := quote.unpriced_tier;
END $$;
COMMENT ON FUNCTION own_price IS 'what a call costs by the prices of its own model, or what keeps it from having a cost';

CREATE OR REPLACE FUNCTION raise_price_problem(problem text, missing text, u usage_log) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    model text := coalesce(u.model, '*');
    no_fallback boolean := problem LIKE 'no fallback, %';
    set_it constant text := 'Set it with meter_set_price, or import a price list with meter_import_prices.';
    set_it_or_fallback constant text := 'Set it with meter_set_price, import a price list with meter_import_prices, or let '
        'meter_set_setting(''unknown_model'', ''fallback'') charge the fallback price.';
BEGIN
    CASE replace(problem, 'no fallback, ', '')
        WHEN 'no model' THEN
            PERFORM raise_null('model');
        WHEN 'unknown model' THEN
            PERFORM raise_invalid(format('unknown model "%s"', model),
                                  CASE WHEN no_fallback THEN 'The fallback has no price for it either.'
                                       WHEN u.provider IS NULL THEN 'No provider has a price for it.'
                                       ELSE format('No price is set for it at provider "%s".', u.provider) END,
                                  CASE WHEN no_fallback THEN set_it ELSE set_it_or_fallback END);
        WHEN 'no price' THEN
            PERFORM raise_invalid(format('there is no %s price for model "%s"', missing, model),
                                  CASE WHEN no_fallback THEN 'The fallback has no price for it either.' END,
                                  -- the fallback price is one of tokens
                                  CASE WHEN no_fallback OR NOT is_counted(missing) THEN set_it ELSE set_it_or_fallback END);
        WHEN 'out of range' THEN
            PERFORM raise_invalid(format('cost out of range for model "%s"', model), NULL,
                                  'A cost goes up to about 10^46 USD; look at the factors among the model''s prices.', '22003');
    END CASE;
END $$;

-- What a call costs that has no price of its own, as the setting unknown_model says: the marked fallback price, an error, or nothing known.
-- `spent`: a unit that nobody has a price for leaves the rest of the cost known; it is charged as a guess, which limits count, and the unit is
-- missing from it until it has a price.
CREATE OR REPLACE FUNCTION price_otherwise(u usage_log, prices_at timestamptz, rates prices[], INOUT problem text, INOUT missing text,
                                           spent boolean, OUT cost numeric, OUT price_ids bigint[], OUT unpriced_tier boolean)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    otherwise text := setting('unknown_model');
    all_rates prices[];
    quote record;
BEGIN
    IF problem = 'out of range' THEN
        RETURN;
    END IF;
    IF otherwise <> 'fallback' THEN
        IF otherwise <> 'refuse' OR u.model IS NULL THEN
            problem := NULL;  -- a call that names no model has no unknown one: only a cost limit minds that its cost is not known
        END IF;
        RETURN;
    END IF;
    all_rates := with_fallback(rates, prices_at);
    quote := cost_of(all_rates, u);
    IF quote.out_of_range THEN
        problem := 'out of range';
        RETURN;
    END IF;
    IF quote.missing IS NOT NULL AND u.model IS NOT NULL THEN
        problem := 'no fallback, ' || problem;
        WHILE spent AND u.tokens > 0 AND u.other_units ? quote.missing LOOP
            u.other_units := nullif(u.other_units - quote.missing, '{}');
            quote := cost_of(all_rates, u);
        END LOOP;
    END IF;
    IF quote.cost IS NOT NULL THEN
        problem := NULL;
        missing := NULL;
        cost := quote.cost;
        price_ids := quote.price_ids;
        unpriced_tier := quote.unpriced_tier;
    END IF;
END $$;
COMMENT ON FUNCTION price_otherwise IS 'what a call costs that has no price of its own, by the setting unknown_model, or the problem that is left';

-- A call with its cost: cost, price_match, price_ids, priced_cost beside a bill, and the mark unpriced_tier. Where the tokens are spent already,
-- they are recorded even if their price cannot be told.
CREATE OR REPLACE FUNCTION price_call(u usage_log) RETURNS usage_log
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    price record := own_price(u, u.at);
    otherwise record;
    problem text := price.problem;
BEGIN
    u.cost := price.cost;
    u.price_match := CASE WHEN u.cost IS NULL THEN 'none' ELSE price.price_match END;
    u.price_ids := coalesce(price.price_ids, '{}');
    -- a call that its prices tell is warned of only where its provider is named like a model
    IF problem IS NULL AND u.reported_cost IS NULL AND (price.unpriced_tier) IS NOT TRUE AND is_named_like_model(u.provider) IS NOT TRUE THEN
        RETURN u;
    END IF;
    IF u.reported_cost IS NOT NULL AND is_by_bill(u) THEN
        RETURN priced_by_bill(u, price.unpriced_tier);
    ELSIF problem = 'ambiguous' THEN
        IF u.enforced THEN
            PERFORM rates_of(u, u.at);  -- raises it
        END IF;
        RETURN u;
    END IF;
    IF problem IN ('no model', 'unknown model') OR is_named_like_model(u.provider) THEN
        PERFORM warn_swapped(u.provider, u.model, is_priced => problem IS NULL OR price.rates IS NOT NULL);
    END IF;
    IF problem IS NOT NULL THEN
        otherwise := price_otherwise(u, u.at, price.rates, problem, price.missing, NOT u.enforced);
        problem := otherwise.problem;
        IF problem IS NOT NULL AND (u.enforced OR problem = 'out of range') THEN
            PERFORM raise_price_problem(problem, otherwise.missing, u);
        END IF;
        u.cost := otherwise.cost;
        u.price_match := CASE WHEN u.cost IS NULL THEN 'none' ELSE 'fallback' END;
        u.price_ids := coalesce(otherwise.price_ids, '{}');
        price.unpriced_tier := otherwise.unpriced_tier;
    END IF;
    IF u.reported_cost IS NOT NULL AND u.price_match <> 'fallback' THEN
        u.priced_cost := u.cost;
    END IF;
    IF price.unpriced_tier THEN
        u.marks := u.marks || 'unpriced_tier'::text;
    END IF;
    RETURN u;
END $$;
COMMENT ON FUNCTION price_call IS 'a call with what it costs, by the prices of its moment or by the bill of its provider';

-- Whether a call with a bill costs what the bill says. Where it counts nothing and prices say nothing of it, not even the operator who goes by
-- prices has another cost.
CREATE OR REPLACE FUNCTION is_by_bill(u usage_log) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN u.tokens = 0 AND u.other_units IS NULL AND u.price_ids = '{}' OR setting('cost_source') = 'reported';
END $$;

-- A call that costs what the bill says, with what its own prices say beside it.
CREATE OR REPLACE FUNCTION priced_by_bill(u usage_log, unpriced_tier boolean) RETURNS usage_log
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF u.tokens > 0 OR u.other_units IS NOT NULL OR u.price_ids <> '{}' THEN
        u.priced_cost := u.cost;
        u.marks := CASE WHEN unpriced_tier THEN u.marks || 'unpriced_tier'::text ELSE u.marks END;
    END IF;
    u.cost := u.reported_cost;
    u.price_match := 'reported';
    RETURN u;
END $$;
