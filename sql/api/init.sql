-- The schema is token_meter's where its table "installation" belongs to meter_owner. The schema itself belongs to the role that installs, because a
-- dump restores schemas before the extension makes meter_owner.
CREATE FUNCTION meter_internal._meter_is_ours(installer name) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
-- who owns the schema can make functions in it: somebody who may do all in this database anyway
RETURN EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles o ON o.oid = n.nspowner
                WHERE c.oid = to_regclass('meter.installation') AND pg_get_userbyid(c.relowner) = 'meter_owner'
                  AND (o.rolsuper OR o.rolname = installer
                       OR o.oid = (SELECT d.datdba FROM pg_database d WHERE d.datname = current_database())));
COMMENT ON FUNCTION meter_internal._meter_is_ours IS 'internal: whether schema meter is token_meter''s own';

-- The tables of the meter that belong to another role, as after a restore. A superuser calls meter_init, and a view runs its functions with the rights of
-- who reads it. The owner of schema meter may have put a view in the place of a table, so that meter_owner reads here, not the superuser.
CREATE FUNCTION meter_internal._meter_owned_by_others() RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF to_regclass('meter.given') IS NOT NULL THEN
        RETURN QUERY SELECT t.object FROM meter.given t JOIN pg_class c ON c.oid = to_regclass(format('meter.%I', t.object))
                      WHERE t.kind = 'table' AND pg_get_userbyid(c.relowner) <> 'meter_owner';
    END IF;
END $$;
COMMENT ON FUNCTION meter_internal._meter_owned_by_others IS 'internal: tables of the meter that belong to another role';

-- Creates or upgrades schema meter. Its tables are ordinary tables, not members of the extension, so that pg_dump
-- carries their rows, policies and sequences, and DROP EXTENSION leaves the data alone.
CREATE FUNCTION meter_init() RETURNS text
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning  -- not a word about every table that is there already
-- what the session has set changes neither what definitions mean nor how they are written
SET timezone = 'UTC' SET datestyle = 'ISO, MDY' SET intervalstyle = 'postgres'
SET quote_all_identifiers = off SET standard_conforming_strings = on
AS $$
DECLARE
    taken boolean;
    given record;
    report text;
    wrong text;
BEGIN
    IF getdatabaseencoding() <> 'UTF8' THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
            MESSAGE = 'token_meter needs a database in UTF-8',
            DETAIL = format('The encoding of this database is %s.', getdatabaseencoding()),
            HINT = 'Create the database with ENCODING ''UTF8''.';
    END IF;
    PERFORM meter_internal._meter_begin_init();  -- one after the other
    PERFORM meter_internal._meter_check_roles();
    taken := EXISTS (SELECT FROM pg_namespace WHERE nspname = 'meter');
    IF taken AND NOT meter_internal._meter_is_ours(current_user) THEN
        RAISE EXCEPTION USING ERRCODE = 'duplicate_schema',
            MESSAGE = 'schema "meter" exists and is not token_meter''s',
            DETAIL = format('It belongs to role "%s"%s.', (SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'meter'),
                            CASE WHEN to_regclass('meter.installation') IS NULL THEN ' and has no table "installation"'
                                 ELSE ', and its tables to another' END),
            HINT = 'Rename that schema: token_meter keeps its tables in schema "meter".';
    END IF;
    IF NOT taken THEN
        CREATE SCHEMA meter;
        COMMENT ON SCHEMA meter IS 'the tables of token_meter; written by its functions only';
    END IF;
    -- a function in this schema could be called instead of one of Postgres' own: nobody else makes any here, whatever default
    -- privileges hand out for new schemas
    FOR given IN
        SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END AS grantee
          FROM pg_namespace n, aclexplode(n.nspacl) a
         WHERE n.nspname = 'meter' AND a.grantee <> n.nspowner AND (NOT taken OR a.privilege_type = 'CREATE')
           AND a.grantee <> 'meter_owner'::regrole
    LOOP
        EXECUTE format('REVOKE %s ON SCHEMA meter FROM %s CASCADE', CASE WHEN taken THEN 'CREATE' ELSE 'ALL' END, given.grantee);
    END LOOP;
    GRANT USAGE, CREATE ON SCHEMA meter TO meter_owner;
    GRANT USAGE ON SCHEMA meter TO meter_app, meter_admin, meter_reader;
    report := meter_internal._meter_apply_schema();
    FOR given IN SELECT o.name FROM meter_internal._meter_owned_by_others() o (name) LOOP
        EXECUTE format('ALTER TABLE meter.%I OWNER TO meter_owner', given.name);
    END LOOP;
    IF NOT meter_internal._meter_is_as_given() THEN
        SELECT report || coalesce('; made again: ' || string_agg(m.made, ', ' ORDER BY m.made COLLATE "C"), ''), string_agg(m.left_over, '; ')
          INTO report, wrong FROM meter_internal._meter_make_again() m;
        SELECT report || coalesce('; mended: ' || string_agg(m.mended, ', '), ''), nullif(concat_ws('; ', wrong, string_agg(m.left_over, '; ')), '')
          INTO report, wrong FROM meter_internal._meter_mend() m;
    END IF;
    PERFORM meter_internal._meter_note_server();
    IF wrong IS NOT NULL THEN
        RAISE WARNING USING MESSAGE = 'tables of the meter are not as it made them', DETAIL = wrong || '.',
            HINT = 'meter_doctor() tells what is expected. Where a constraint is broken, mend the rows first.';
    END IF;
    RETURN report;
END $$;
COMMENT ON FUNCTION meter_init IS 'creates schema meter with its tables, policies and defaults, or upgrades them; may be called again';
