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
