-- Nothing else in this schema names the extension, and this only when it runs: the tables live on without it. What is in
-- meter_internal is the extension's as long as there is one.
CREATE OR REPLACE FUNCTION has_extension() RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM pg_extension e WHERE e.extname = 'token_meter');
END $$;
COMMENT ON FUNCTION has_extension IS 'whether the extension''s functions are there';
