-- One row about the installation itself.
CREATE TABLE IF NOT EXISTS installation (
    one_row        boolean PRIMARY KEY DEFAULT true,
    schema_version integer NOT NULL,          -- of these tables; meter_init() raises it
    rules_version  bigint NOT NULL DEFAULT 0, -- rises with every change of a limit's meaning
    CONSTRAINT installation_one_row CHECK (one_row)
);
COMMENT ON TABLE installation IS 'the version of these tables, and of the rules that charges go by';

-- Nothing else in this schema names the extension, and this only when it runs: the tables live on without it. What is in
-- meter_internal is the extension's as long as there is one.
CREATE OR REPLACE FUNCTION has_extension() RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM pg_extension e WHERE e.extname = 'token_meter');
END $$;
COMMENT ON FUNCTION has_extension IS 'whether the extension''s functions are there';
