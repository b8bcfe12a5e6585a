-- Names of models and providers: what the library else gives. Names and arguments are the library's.

CREATE FUNCTION meter_internal._meter_provider(name text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    PERFORM check_text('provider', name, true);
    RETURN canonical_provider(name);
END $$;

CREATE FUNCTION meter_internal._meter_provider_told(model text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    RETURN provider_told(model);
END $$;

CREATE FUNCTION meter_internal._meter_is_model(wanted text, provider text, model text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    RETURN is_counted_as(wanted, provider, model);
END $$;

CREATE FUNCTION meter_internal._meter_regex(expression text) RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    IF expression IS NULL THEN
        PERFORM raise_null('pattern');
    END IF;
    PERFORM check_regex(expression);
END $$;

CREATE FUNCTION meter_internal._meter_match_model(model text, provider text, at timestamptz, account text)
RETURNS TABLE (step integer, price_match text, seller text, name text, has_price boolean, limits text[])
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    PERFORM meter_internal._meter_ready();
    RETURN QUERY SELECT m.* FROM match_model($1, $2, $3, $4) m;
END $$;
COMMENT ON FUNCTION meter_internal._meter_match_model IS 'internal: meter_match_model(), whose answer has columns of the names of its arguments';

-- In SQL: PL/pgSQL has no argument of the same name as a column of the answer.
CREATE FUNCTION meter_match_model(model text, provider text DEFAULT NULL, at timestamptz DEFAULT NULL, account text DEFAULT NULL)
RETURNS TABLE (step integer, price_match text, provider text, model text, has_price boolean, limits text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
    SELECT m.* FROM meter_internal._meter_match_model($1, $2, $3, $4) m;
$$;
