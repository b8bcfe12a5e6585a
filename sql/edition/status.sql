CREATE FUNCTION meter_internal._meter_status(text)
RETURNS TABLE (account text, limit_name text, plan text, unit text, period text, hard boolean, provider text, model text, operation text, key_source text,
               used numeric, reserved numeric, cap numeric, remaining numeric, percent numeric, level text, period_start timestamptz,
               resets_at timestamptz, payer text, payer_is text, pool_providers text[])
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    RETURN QUERY SELECT s.* FROM @extschema@.meter_status($1) s;
END $$;
COMMENT ON FUNCTION meter_internal._meter_status IS 'internal: meter_status, by a name that nobody else can take';
