-- Creates or upgrades schema meter. Its tables are ordinary tables, not members of the extension, so that pg_dump
-- carries their rows, policies and sequences, and DROP EXTENSION leaves the data alone.
CREATE FUNCTION meter_init() RETURNS text
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning  -- not a word about every table that is there already
AS $$
DECLARE
    -- that the schema is token_meter's shows in a table of its owner; a dump restores schemas before roles, so the
    -- schema itself belongs to whoever installs
    taken boolean;
    ours boolean;
BEGIN
    IF getdatabaseencoding() <> 'UTF8' THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
            MESSAGE = 'token_meter needs a database in UTF-8',
            DETAIL = format('The encoding of this database is %s.', getdatabaseencoding()),
            HINT = 'Create the database with ENCODING ''UTF8''.';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('token_meter.meter_init'));  -- one after the other
    taken := EXISTS (SELECT FROM pg_namespace WHERE nspname = 'meter');
    ours := EXISTS (SELECT FROM pg_class WHERE oid = to_regclass('meter.installation')
                                           AND pg_get_userbyid(relowner) = 'meter_owner');
    IF taken AND NOT ours THEN
        RAISE EXCEPTION USING ERRCODE = 'duplicate_schema',
            MESSAGE = 'schema "meter" exists and is not token_meter''s',
            DETAIL = 'It has no table "installation" of role "meter_owner".',
            HINT = 'Rename that schema: token_meter keeps its tables in schema "meter".';
    END IF;
    IF NOT taken THEN
        CREATE SCHEMA meter;
        GRANT USAGE, CREATE ON SCHEMA meter TO meter_owner;
        GRANT USAGE ON SCHEMA meter TO meter_app, meter_admin, meter_reader;
        COMMENT ON SCHEMA meter IS 'the tables of token_meter; written by its functions only';
    END IF;
    RETURN @extschema@._meter_apply_schema();
END $$;
COMMENT ON FUNCTION meter_init IS 'creates schema meter with its tables, policies and defaults, or upgrades them; may be called again';
