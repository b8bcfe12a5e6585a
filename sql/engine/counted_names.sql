-- Which models a limit means: the names that limits know a call's model by, and who sells it. What an imported list says of names is of
-- prices alone, since it puts models together that cost the same. Twins in Rust: extension/core/src/model_name/counted.rs and
-- extension/src/meter/counted.rs.

-- Whether any of these names is the wanted one, or fits the wanted pattern, in which * stands for any text and ? for a character.
CREATE OR REPLACE FUNCTION any_name_fits(wanted text, names text[]) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    IF wanted !~ '[*?]' THEN
        RETURN wanted = ANY (names);
    END IF;
    RETURN EXISTS (SELECT FROM unnest(names) n
                    WHERE n LIKE translate(regexp_replace(wanted, E'([\\\\%_])', E'\\\\\\1', 'g'), '*?', '%_'));
END $$;
COMMENT ON FUNCTION any_name_fits IS 'whether any of several names is the wanted one, or fits the wanted pattern';

-- The names that a name itself tells: as prices are found, and of snapshots with a short date too (gpt-4-0613). What is free is the model
-- all the same. A fine-tune is that of its base only by the name of all fine-tunes, ft:gpt-4o.
CREATE OR REPLACE FUNCTION names_counted(model text, OUT names text[], OUT sellers text[])
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    lowered text := lowered_name(model);
    told record; name text; other text;
BEGIN
    IF starts_with(lowered, 'ft:') THEN
        names := lowered || ARRAY(SELECT n.to_model FROM other_names(NULL, lowered) n);
        RETURN;
    END IF;
    told := told_by_name(CASE WHEN is_free(lowered) THEN left(lowered, -5) ELSE lowered END);
    names := told.names;
    sellers := array_remove(ARRAY(SELECT canonical_provider(s) FROM unnest(sellers_of_path(lowered)) s) || told.vendor || told.maker, NULL);
    -- gpt-4-0125 is what is left of a preview of gpt-4-turbo, but that is cut off nowhere here
    FOREACH name IN ARRAY names LOOP
        other := without_short_date(name);
        IF other <> ALL (names) THEN
            names := names || other;
        END IF;
    END LOOP;
    -- A preview is sold at the price of the model that it becomes. OpenAI's are models of their own: o1-preview is none of o1.
    FOREACH name IN ARRAY names LOOP
        other := without_preview(name);
        IF other <> ALL (names) AND vendor_of_family(other) IS DISTINCT FROM 'openai' THEN
            names := names || other;
        END IF;
    END LOOP;
    IF is_free(lowered) THEN
        names := names || ARRAY(SELECT n || ':free' FROM unnest(names) n);
    END IF;
END $$;
COMMENT ON FUNCTION names_counted IS 'the names that limits know a model by, in lower case, and who sells it, as far as its name tells';

-- A limit's model without path, region, vendor, route and version, and who must sell it. Its date stays.
CREATE OR REPLACE FUNCTION bare_name(wanted text, OUT bare text, OUT seller text)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    IF wanted ~ '[*?].*/' THEN
        bare := wanted;
        RETURN;
    END IF;
    seller := canonical_provider(seller_of_path(wanted));
    bare := substring(wanted FROM '[^/]*$');
    bare := coalesce(without_region(bare), bare);
    IF vendor_before(bare) IS NOT NULL THEN
        seller := canonical_provider(vendor_before(bare));
        bare := substr(bare, strpos(bare, '.') + 1);
    END IF;
    bare := coalesce(without_route(bare), bare);
    bare := coalesce(without_version(bare), bare);
END $$;
COMMENT ON FUNCTION bare_name IS 'a limit''s model without what clouds and gateways put around it, and who must sell it';

-- Whether a limit on a model, or a pattern of models, counts calls of a name. What stands around a name counts as little in the limit as
-- in the call; the first part of a path says who must sell the model.
CREATE OR REPLACE FUNCTION is_counted_as(wanted text, provider text, model text) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    wanted_name CONSTANT text := lowered_name(wanted);
    named CONSTANT text := trimmed(model);
    rules model_rules[]; rule model_rules; told record; names text[]; sellers text[]; bare record;
BEGIN
    IF wanted IS NULL OR model IS NULL THEN
        RETURN false;
    END IF;
    told := names_counted(named);
    IF any_name_fits(wanted_name, told.names) THEN
        RETURN true;
    END IF;
    names := told.names;
    sellers := array_remove(canonical_provider(provider) || told.sellers, NULL);
    -- what is said of one provider goes before what is said of all
    rules := alias_rules(provider, named);
    rules := CASE WHEN provider IS NULL THEN rules ELSE rules[1:1] END || expression_rules(provider, named);
    FOREACH rule IN ARRAY coalesce(rules, '{}') LOOP
        told := names_counted(rule.to_model);
        names := names || told.names;
        sellers := array_remove(sellers || told.sellers || canonical_provider(rule.to_provider), NULL);
    END LOOP;
    IF any_name_fits(wanted_name, names) THEN
        RETURN true;
    END IF;
    bare := bare_name(wanted_name);
    IF bare.seller <> ALL (sellers) AND cardinality(sellers) > 0 THEN
        RETURN false;
    END IF;
    RETURN any_name_fits(bare.bare, names) OR bare.bare !~ '[*?]' AND respelled(bare.bare) && names;
END $$;
COMMENT ON FUNCTION is_counted_as IS 'whether a limit on a model, or a pattern of models, counts calls of a name';
