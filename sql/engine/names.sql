-- The names that a model goes by beside the one that a call has. Providers answer with dated snapshots (gpt-4o-2024-08-06), clouds
-- put a region, a vendor and a version around a name (us.anthropic.claude-3-5-sonnet-20241022-v2:0), gateways a path and a route
-- (openai/gpt-4o:nitro). Case means nothing. The twin in Rust is extension/core/src/model_name.rs.

-- What a name in lower case says of a model, but for fine-tunes. names: the name itself, then others, without its prefixes before
-- without its version and date, and last as others spell it; matches: how each is matched. vendor: who has made or sells it, as path
-- or prefix tells; maker: whose model it is by its name alone. within: the rest of a path, which is not looked for at everyone since
-- the first part tells whose it is.
CREATE OR REPLACE FUNCTION told_by_name(model text, OUT names text[], OUT matches text[], OUT vendor text, OUT maker text, OUT within text)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    kinds CONSTANT text[] := '{alias,prefix,prefix,prefix,alias,alias,dated,alias}'::text[];
    last text := substring(model FROM '[^/]*$');
    bare text := without_region(last);
    name text; other text;
BEGIN
    names := ARRAY[model];
    IF last <> model THEN
        vendor := canonical_provider(seller_of_path(model));
        -- a provider's own names may be paths: openrouter/anthropic/claude-sonnet-4
        within := substr(model, strpos(model, '/') + 1);
        IF within = last OR starts_at_a_place(model) THEN
            within := NULL;
        ELSE
            names := names || within;
        END IF;
        names := names || last;
    END IF;
    IF vendor_before(COALESCE(bare, last)) IS NOT NULL THEN
        vendor := canonical_provider(vendor_before(COALESCE(bare, last)));
        -- a region's price before that of none, however their versions are written
        names := names || other_versions(last);
        IF bare IS NOT NULL THEN
            names := names || bare || other_versions(bare);
            last := bare;
        END IF;
        last := substr(last, strpos(last, '.') + 1);
        names := names || last;
    ELSIF bare IS NOT NULL THEN
        names := names || bare;
        last := bare;
    END IF;
    maker := vendor_of_family(coalesce(without_spaces(last), last));
    matches := array_fill('prefix'::text, ARRAY[cardinality(names)]);
    matches[1] := 'exact';
    FOR step IN 1 .. cardinality(kinds) LOOP
        FOREACH name IN ARRAY names LOOP
            FOREACH other IN ARRAY CASE step
                WHEN 1 THEN ARRAY[without_spaces(name)]
                WHEN 2 THEN ARRAY[without_route(name)]
                WHEN 3 THEN ARRAY[without_effort(name)]
                WHEN 4 THEN ARRAY[without_version(name)]
                WHEN 5 THEN respelled(name)
                WHEN 6 THEN also_called(name)
                WHEN 7 THEN ARRAY[without_date(name)]
                ELSE undated(name) END
            LOOP
                IF other <> ALL (names) THEN
                    names := names || other;
                    matches := matches || kinds[step];
                END IF;
            END LOOP;
        END LOOP;
    END LOOP;
END $$;
COMMENT ON FUNCTION told_by_name IS 'the names that a model''s name tells, and whose model it is by it';

-- Names other than the given one under which its prices may be found, in the order in which they are tried: at the provider that was
-- named before the vendors that the name tells. Each is a rule in the making: kind says how it is matched, to_provider and to_model
-- what is looked for (no provider: whoever has the model, if all agree). provider is set where path or prefix tell it: what lists
-- say of its names holds too.
CREATE OR REPLACE FUNCTION other_names(provider text, model text) RETURNS SETOF model_rules
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    given CONSTANT text := lower(trimmed(model));
    lowered text := lowered_name(model);
    target model_rules; told record; seller text; vendors text[]; asked text[]; name text;
BEGIN
    target.to_provider := provider;
    IF starts_with(lowered, 'ft:') THEN
        -- ft:base:organisation:name:id has the price of fine-tunes of its base, which is not that of the base, and the same for all its snapshots
        name := substring(lowered FROM '^ft:([^:]*)');
        target.kind := 'fine_tune';
        FOREACH name IN ARRAY ARRAY[name, coalesce(without_date(name), without_short_date(name))] LOOP
            CONTINUE WHEN name IS NULL;
            target.to_model := 'ft:' || name;
            target.place := length(target.to_model);
            RETURN NEXT target;
        END LOOP;
        RETURN;
    ELSIF is_free(lowered) THEN
        -- the name with less and less of its path, and what a provider asks for all of its free models: a price of the model *:free
        target.kind := 'prefix';
        WHILE strpos(lowered, '/') > 0 LOOP
            lowered := substr(lowered, strpos(lowered, '/') + 1);
            target.to_model := lowered;
            target.place := length(lowered);
            RETURN NEXT target;
        END LOOP;
        target.to_model := '*:free';
        target.place := -1;
        RETURN NEXT target;
        RETURN;
    END IF;
    told := told_by_name(lowered);
    target.place := 0;
    FOREACH name IN ARRAY told.names LOOP
        IF without_preview(name) <> ALL (told.names) THEN
            told.names := told.names || without_preview(name);
            told.matches := told.matches || 'prefix'::text;
        END IF;
    END LOOP;
    vendors := ARRAY(SELECT canonical_provider(s) FROM unnest(sellers_of_path(lowered)) s) || told.vendor;
    -- Models that only their maker sells have the maker's price at every gateway. Of a provider that is not known as a gateway, the model's name alone says
    -- so, and the match is told as 'model'.
    FOREACH seller IN ARRAY ARRAY[provider] || vendors || CASE WHEN provider IS NOT NULL THEN told.maker END LOOP
        CONTINUE WHEN asked IS NOT NULL AND seller IS NULL OR seller = ANY (asked);
        target.to_provider := seller;
        target.provider := CASE WHEN seller = ANY (vendors) THEN seller END;
        FOR n IN 1 .. cardinality(told.names) LOOP
            CONTINUE WHEN asked IS NULL AND (told.names[n] = given OR provider IS NULL AND told.names[n] = told.within);
            target.kind := CASE WHEN told.matches[n] <> 'exact' THEN told.matches[n]
                                WHEN target.provider IS NULL AND asked IS NOT NULL AND NOT is_reseller(provider) THEN 'model' ELSE 'prefix' END;
            target.place := target.place + 1;
            target.to_model := told.names[n];
            RETURN NEXT target;
        END LOOP;
        asked := asked || seller;
    END LOOP;
END $$;
COMMENT ON FUNCTION other_names IS 'names under which a model''s prices may be found, but its own, in the order in which they are tried';

-- Whether a model's name may tell conditions: most do not, and are not taken apart.
CREATE OR REPLACE FUNCTION may_tell_conditions(model text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN model ~* E'locations/|anthropic\\.claude-';
COMMENT ON FUNCTION may_tell_conditions IS 'whether a model''s name is of a shape that may tell conditions of a call';

-- What a model's name tells of a call's conditions: Vertex AI's names may have a location, Bedrock's names of Claude a region, and those of
-- one region or geography cost more than the global endpoint.
CREATE OR REPLACE FUNCTION conditions_of_name(model text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN strpos(model, 'locations/') > 0 THEN
        CASE WHEN split_part(split_part(model, 'locations/', 2), '/', 1) <> 'global' THEN '{endpoint:regional}'::text[] ELSE '{}'::text[] END
    WHEN lowered_name(model) ~ E'(?:^|/)(?:(?:us|us-gov|eu|apac|jp|au|ca)\\.)?anthropic\\.claude-[^/]*$' THEN '{endpoint:regional}'::text[]
    ELSE '{}'::text[]
END;
COMMENT ON FUNCTION conditions_of_name IS 'the conditions of a call that its model''s name tells; those given under the same key go before them';

-- The provider of a call that names none, as the first part of its model's path tells.
CREATE OR REPLACE FUNCTION provider_told(model text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    lowered CONSTANT text := lowered_name(model);
BEGIN
    RETURN CASE WHEN NOT starts_at_a_place(lowered) THEN canonical_provider(seller_of_path(lowered)) END;
END $$;
COMMENT ON FUNCTION provider_told IS 'the provider that the path of a model''s name tells';
