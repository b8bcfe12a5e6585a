-- What an answer says of a call that was asked for under other names: who has answered, and which model. The twin in Rust is
-- extension/core/src/model_name/answered.rs.

-- The provider of a call that names none, as the first part of its model's path tells.
CREATE OR REPLACE FUNCTION provider_told(model text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    lowered CONSTANT text := lower(trimmed(model));
BEGIN
    RETURN CASE WHEN NOT starts_at_a_place(lowered) THEN canonical_provider(seller_of_path(lowered)) END;
END $$;
COMMENT ON FUNCTION provider_told IS 'the provider that the path of a model''s name tells';

-- The vendor of a model, by its name: that of its family, or the one that path or prefix tells.
CREATE OR REPLACE FUNCTION vendor_of_model(model text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    told record := told_by_name(regexp_replace(lower(trimmed(model)), '^ft:', ''));
    name text;
BEGIN
    FOREACH name IN ARRAY told.names LOOP
        IF vendor_of_own(name) IS NOT NULL THEN
            RETURN vendor_of_own(name);
        END IF;
    END LOOP;
    RETURN CASE WHEN is_vendor(told.vendor) THEN told.vendor END;
END $$;
COMMENT ON FUNCTION vendor_of_model IS 'the vendor of a model, by its name';

-- Who has answered, where it is not the provider that was asked. told: by a mark of the answer's own; model: that of the answer. A cloud or a
-- gateway hands on the answers of others, and stands. A vendor answers with models of its own alone, so that the name of another
-- vendor's model tells that this one has answered.
CREATE OR REPLACE FUNCTION other_provider(asked_provider text, asked_model text, told text, model text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    other text := told;
BEGIN
    IF NOT coalesce(is_vendor(asked_provider), false) THEN
        RETURN NULL;
    ELSIF other IS NULL AND model IS NOT NULL THEN
        other := vendor_of_model(model);
        -- google may have been asked for the models of others that Vertex sells
        IF is_reseller(asked_provider) AND asked_model IS NOT NULL AND vendor_of_model(asked_model) = other THEN
            RETURN NULL;
        END IF;
    END IF;
    RETURN nullif(other, asked_provider);
END $$;
COMMENT ON FUNCTION other_provider IS 'who has answered, where it is not the provider that was asked';

-- Whether a name is another one with more around it: a path, a region, a vendor, a route, a version or a date. An answer that went through a
-- cloud often has the bare name, which does not tell the price of a region.
CREATE OR REPLACE FUNCTION says_more(name text, bare text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    told record := told_by_name(lower(trimmed(name)));
    place integer := array_position(told.names, lower(trimmed(bare)));
BEGIN
    RETURN coalesce(told.matches[place] IN ('prefix', 'dated'), false);
END $$;
COMMENT ON FUNCTION says_more IS 'whether a model''s name is another one with more around it';
