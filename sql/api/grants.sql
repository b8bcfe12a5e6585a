CREATE FUNCTION meter_grants(account text)
RETURNS TABLE (grant_id bigint, account text, limit_name text, unit text, kind text, amount numeric, spent numeric,
               expired numeric, remaining numeric, priority integer, expires_at timestamptz, note text, created_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
    SELECT meter_internal._meter_ready();
    SELECT * FROM meter.grants_of($1, meter_internal._meter_now());
$$;
COMMENT ON FUNCTION meter_grants IS 'the grants of an account, with what was spent of each and what is left';
