-- One row about the installation itself.
CREATE TABLE IF NOT EXISTS installation (
    one_row        boolean PRIMARY KEY DEFAULT true,
    schema_version integer NOT NULL,          -- of these tables: the last migration
    code_version   text NOT NULL,             -- of the functions in this schema
    scripts        text NOT NULL,             -- an md5 of the files that made them
    rules_version  bigint NOT NULL DEFAULT 0, -- rises with every change of a limit's meaning
    cursor_key     uuid NOT NULL DEFAULT gen_random_uuid(), -- hides the ids in cursors
    CONSTRAINT installation_one_row CHECK (one_row)
);
COMMENT ON TABLE installation IS 'the versions of these tables and functions, and of the rules that charges go by';
