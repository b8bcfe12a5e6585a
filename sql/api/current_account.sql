CREATE FUNCTION meter_current_account() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    PERFORM meter_internal._meter_ready();
    RETURN current_account();
END $$;
COMMENT ON FUNCTION meter_current_account IS
    'the account of the signed-in end user: the JWT''s sub behind PostgREST, else the database role';
