-- Shared by the functions below; not for callers.
CREATE FUNCTION meter_internal._meter_need(argument text, value text) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF value IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'null_value_not_allowed',
            MESSAGE = format('%s must not be null', argument),
            DETAIL = format('Argument "%s" is NULL.', argument),
            HINT = format('Pass a value for %s.', argument);
    END IF;
END $$;

CREATE FUNCTION meter_internal._meter_one_of(argument text, value text, allowed text[]) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF value <> ALL (allowed) THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('unknown %s', argument),
            DETAIL = format('%s is "%s".', argument, value),
            HINT = format('%s is one of %s.', argument, array_to_string(allowed, ', '));
    END IF;
END $$;
COMMENT ON FUNCTION meter_internal._meter_one_of IS 'internal: raises 22023 on a value, NULL aside, that is not one of those allowed';

CREATE FUNCTION meter_internal._meter_span(from_at timestamptz, to_at timestamptz) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    calendar constant tstzrange := '[0001-01-01 00:00+00, 10000-01-01 00:00+00)'::tstzrange;  -- as check_moment has it
BEGIN
    IF NOT calendar @> nullif(from_at, '-infinity') OR NOT calendar @> nullif(to_at, 'infinity') THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'a report cannot begin or end there',
            DETAIL = format('from_at is %s, to_at is %s.', coalesce(from_at::text, 'NULL'), coalesce(to_at::text, 'NULL')),
            HINT = 'Give moments of the years 1 to 9999; NULL is without an end.';
    ELSIF from_at > to_at THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'from_at must not lie after to_at',
            DETAIL = format('from_at is %s, to_at is %s.', from_at, to_at),
            HINT = 'A report tells what was from from_at on and before to_at; NULL is without an end.';
    END IF;
END $$;
COMMENT ON FUNCTION meter_internal._meter_span IS 'internal: raises 22023 on a span that ends before it begins, or that no calendar has';

CREATE FUNCTION meter_internal._meter_page_size(page_size integer) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM meter_internal._meter_need('page_size', page_size::text);
    IF page_size NOT BETWEEN 1 AND 1000 THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'invalid page_size',
            DETAIL = format('page_size is %s.', page_size), HINT = 'A page has 1 to 1,000 rows.';
    END IF;
END $$;
COMMENT ON FUNCTION meter_internal._meter_page_size IS 'internal: raises 22004 or 22023 on a size of no page';
