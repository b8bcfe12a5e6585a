-- Which prices a model's name means: its own, else those of the first other name that has any. The order: the very name, an alias,
-- the name without what clouds and gateways put around it and without its date, the base of a fine-tune, the operator's expressions,
-- the rules of imported lists, what the provider asks for every model, and last the same names and lists of the vendor that the name
-- tells. Case means nothing. The twin in Rust is extension/src/meter/matching.rs.
--
-- A name to look for is a row of model_rules in the making: kind says how it is matched, to_provider (NULL: any that has the model, if
-- all agree) and to_model what is looked for. Names of the same place fit equally well: those that have a price must agree. A trail is
-- a JSON array of the names that were looked for; NULL where none is wanted.

-- The rates of a model: those of its very name first, and cheaply. matched: how the name was found; NULL: no name has any price.
CREATE OR REPLACE FUNCTION find_rates(provider text, model text, at timestamptz, other_units jsonb, OUT rates prices[], OUT matched text)
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    named CONSTANT text := trimmed(model);
BEGIN
    rates := rates_of_name(provider, named, at, other_units);
    IF rates IS NOT NULL THEN
        matched := CASE WHEN provider IS NULL THEN 'model' ELSE 'exact' END;
    ELSE
        SELECT r.rates, r.matched INTO rates, matched FROM rates_by_other_names(provider, named, at, other_units, NULL) r;
    END IF;
END $$;
COMMENT ON FUNCTION find_rates IS 'the prices in force that a model''s name means, and how it was matched; NULL: there are none';

-- Looks names up in their order, up to a place at which any has a price. Of a list's clauses the first of each of its providers that
-- leads to a price counts.
CREATE OR REPLACE FUNCTION rates_of_names(targets model_rules[], model text, at timestamptz, other_units jsonb,
                                          INOUT trail jsonb, OUT rates prices[], OUT matched text)
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    target model_rules; others prices[]; place integer; told text[];
BEGIN
    IF trail IS NULL AND cardinality(targets) > 1 THEN
        -- most names are listed nowhere, which one statement tells of all
        targets := ARRAY(SELECT targets[n] FROM generate_subscripts(targets, 1) n
                          WHERE EXISTS (SELECT FROM prices p WHERE lower(p.model) = lower((targets[n]).to_model)
                                                               AND p.provider = coalesce((targets[n]).to_provider, p.provider))
                          ORDER BY n);
    END IF;
    FOREACH target IN ARRAY coalesce(targets, '{}') LOOP
        IF target.place IS DISTINCT FROM place THEN
            EXIT WHEN rates IS NOT NULL;
            place := target.place;
            told := '{}';
        END IF;
        CONTINUE WHEN target.kind = 'list' AND target.provider = ANY (told);
        others := rates_of_name(target.to_provider, target.to_model, at, other_units);
        trail := noted(trail, target, others);
        CONTINUE WHEN others IS NULL;
        told := told || target.provider;
        IF rates IS NULL THEN
            rates := others;
            matched := target.kind;
        ELSIF rates_compared(rates, other_units) <> rates_compared(others, other_units) THEN
            RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
                MESSAGE = format('model "%s" fits rules that name different prices', model),
                DETAIL = format('They name: %s/%s, %s/%s.', (rates[1]).provider, (rates[1]).model, (others[1]).provider, (others[1]).model),
                HINT = 'Give one of the rules a lower place.';
        END IF;
    END LOOP;
END $$;
COMMENT ON FUNCTION rates_of_names IS 'the prices in force of the first of several names that has any; those of the same place must agree';

-- A trail with one more name: as it was looked for, or as its provider spells it.
CREATE OR REPLACE FUNCTION noted(trail jsonb, target model_rules, rates prices[]) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    RETURN trail || jsonb_build_object('price_match', target.kind, 'has_price', rates IS NOT NULL,
                                       'provider', coalesce((rates[1]).provider, target.to_provider),
                                       'model', coalesce((rates[1]).model, target.to_model));
END $$;
COMMENT ON FUNCTION noted IS 'a trail of names looked for with one more';

-- The rates of a name that has none by itself.
CREATE OR REPLACE FUNCTION rates_by_other_names(provider text, model text, at timestamptz, other_units jsonb,
                                                INOUT trail jsonb, OUT rates prices[], OUT matched text)
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    targets model_rules[]; names model_rules[]; target model_rules; seller text;
BEGIN
    FOR stage IN 1 .. 7 LOOP
        targets := NULL;
        IF stage = 1 THEN
            targets := aliases_of(provider, model);
        ELSIF stage = 2 THEN
            names := ARRAY(SELECT n FROM other_names(provider, model) n);
            targets := ARRAY(SELECT names[n] FROM generate_subscripts(names, 1) n
                              WHERE provider IS NULL OR (names[n]).to_provider = provider ORDER BY n);
        ELSIF stage = 3 THEN
            targets := targets_of(expression_rules(provider, model), provider);
        ELSIF stage = 4 THEN
            targets := listed(provider, model, 0);
        ELSIF stage = 5 THEN
            -- a provider that asks the same for every model asks it for this one, whoever has made it
            seller := coalesce(provider, provider_told(model));
            EXIT WHEN seller IS NULL;
            rates := CASE WHEN model <> '*' THEN rates_of_every_model(seller, at) END;
            matched := CASE WHEN rates IS NOT NULL THEN 'provider' END;
            target.kind := 'provider';
            target.to_provider := seller;
            target.to_model := '*';
            trail := noted(trail, target, rates);
        ELSIF provider IS NULL THEN
            EXIT;
        ELSIF stage = 6 THEN
            -- what its vendor asks is a guess where another provider was named, whose own lists go before it
            targets := ARRAY(SELECT names[n] FROM generate_subscripts(names, 1) n
                              WHERE (names[n]).to_provider <> provider ORDER BY n);
        ELSE
            FOREACH target IN ARRAY names LOOP
                IF target.provider <> provider AND target.kind <> 'alias' AND strpos(target.to_model, '/') = 0 THEN
                    targets := targets || listed(target.provider, target.to_model, target.place);
                END IF;
            END LOOP;
        END IF;
        IF targets IS NOT NULL THEN
            SELECT * INTO trail, rates, matched FROM rates_of_names(targets, model, at, other_units, trail);
        END IF;
        EXIT WHEN rates IS NOT NULL;
    END LOOP;
END $$;
COMMENT ON FUNCTION rates_by_other_names IS 'the prices in force of a model by the other names that it goes by';
