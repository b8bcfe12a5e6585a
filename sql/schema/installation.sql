-- One row about the installation itself.
CREATE TABLE IF NOT EXISTS installation (
    one_row        boolean PRIMARY KEY DEFAULT true,
    schema_version integer NOT NULL,          -- of these tables; meter_init() raises it
    rules_version  bigint NOT NULL DEFAULT 0, -- rises with every change of a limit's meaning
    CONSTRAINT installation_one_row CHECK (one_row)
);
COMMENT ON TABLE installation IS 'the version of these tables, and of the rules that charges go by';
