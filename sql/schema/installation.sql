-- One row about the installation itself.
CREATE TABLE IF NOT EXISTS installation (
    one_row        boolean PRIMARY KEY DEFAULT true,
    schema_version integer NOT NULL,          -- of these tables; meter_init() raises it
    rules_version  bigint NOT NULL DEFAULT 0, -- rises with every change of a limit's meaning
    CONSTRAINT installation_one_row CHECK (one_row)
);
COMMENT ON TABLE installation IS 'the version of these tables, and of the rules that charges go by';

-- Nothing else in this schema names the extension, and this only when it runs: the tables live on without it.
CREATE OR REPLACE FUNCTION extension_schema() RETURNS name
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT n.nspname FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
             WHERE e.extname = 'token_meter');
END $$;
COMMENT ON FUNCTION extension_schema IS 'where the extension''s functions are; NULL without it';
