-- Creates or upgrades schema meter. Its tables are ordinary tables, not members of the extension, so that pg_dump
-- carries their rows, policies and sequences, and DROP EXTENSION leaves the data alone.
CREATE FUNCTION meter_init() RETURNS text
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning  -- not a word about every table that is there already
AS $$
DECLARE
    owner name := (SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'meter');
BEGIN
    IF getdatabaseencoding() = 'SQL_ASCII' THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
            MESSAGE = 'token_meter needs a database with a known encoding',
            DETAIL = 'The encoding of this database is SQL_ASCII, which takes any bytes for text.',
            HINT = 'Create the database with ENCODING ''UTF8''.';
    END IF;
    IF owner <> 'meter_owner' THEN
        RAISE EXCEPTION USING ERRCODE = 'duplicate_schema',
            MESSAGE = 'schema "meter" exists and is not token_meter''s',
            DETAIL = format('It is owned by role "%s".', owner),
            HINT = 'Rename that schema: token_meter keeps its tables in schema "meter", owned by "meter_owner".';
    END IF;
    IF owner IS NULL THEN
        CREATE SCHEMA meter AUTHORIZATION meter_owner;
        COMMENT ON SCHEMA meter IS 'the tables of token_meter; written by its functions only';
    END IF;
    RETURN @extschema@._meter_apply_schema();
END $$;
COMMENT ON FUNCTION meter_init IS 'creates schema meter with its tables, policies and defaults, or upgrades them; may be called again';
