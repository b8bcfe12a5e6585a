-- The meter's own functions that no role is granted. The schema is a member of the extension, and nobody else makes
-- anything in it: a name there is what it says.
-- begin: not in an update
-- begin: takeover
-- The SQL edition gives way: what it made outside of schema meter goes, the tables with their rows stay. Only the catalog says what
-- that is. Its functions are not asked, because a user who may install it could have made others of their names.
DO $$
DECLARE
    internal constant oid := pg_catalog.to_regnamespace('meter_internal')::oid;
    its_schemas oid[];
    functions text;
    types text;
    needed_by text;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_language l ON l.oid = p.prolang
                    WHERE p.pronamespace = internal AND p.proname = '_meter_scripts' AND l.lanname <> 'c'
                      AND pg_catalog.pg_get_userbyid(p.proowner) = 'meter_owner') THEN
        RETURN;
    END IF;
    its_schemas := ARRAY(SELECT p.pronamespace FROM pg_catalog.pg_proc p
                          WHERE p.proname = 'meter_version' AND pg_catalog.pg_get_userbyid(p.proowner) = 'meter_owner');
    SELECT pg_catalog.string_agg(p.oid::pg_catalog.regprocedure::text, ', ') INTO functions FROM pg_catalog.pg_proc p
     WHERE p.pronamespace = internal OR p.pronamespace = ANY (its_schemas)
           AND (pg_catalog.pg_get_userbyid(p.proowner) = 'meter_owner' OR p.proname = 'meter_init' AND p.pronargs = 0);
    SELECT pg_catalog.string_agg(c.reltype::pg_catalog.regtype::text, ', ') INTO types FROM pg_catalog.pg_class c
     WHERE c.relkind = 'c' AND c.relnamespace = ANY (its_schemas) AND pg_catalog.pg_get_userbyid(c.relowner) = 'meter_owner';
    EXECUTE 'DROP FUNCTION ' || functions;  -- all at once: some are made of others
    EXECUTE 'DROP TYPE ' || types;
    DROP SCHEMA meter_internal;
EXCEPTION WHEN dependent_objects_still_exist THEN
    GET STACKED DIAGNOSTICS needed_by = PG_EXCEPTION_DETAIL;
    RAISE EXCEPTION USING ERRCODE = 'dependent_objects_still_exist',
        MESSAGE = 'other objects need functions of token_meter''s SQL edition, which are about to be made anew',
        DETAIL = needed_by,
        HINT = 'Drop those objects, and make them again afterwards.';
END $$;
-- end: takeover
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'meter_internal') THEN
        RAISE EXCEPTION USING ERRCODE = 'duplicate_schema',
            MESSAGE = 'schema "meter_internal" exists already',
            DETAIL = pg_catalog.format('It belongs to role "%s".',
                (SELECT pg_catalog.pg_get_userbyid(nspowner) FROM pg_catalog.pg_namespace WHERE nspname = 'meter_internal')),
            HINT = 'Drop or rename it: token_meter makes a schema of that name for functions that only it may change.';
    END IF;
END $$;
CREATE SCHEMA meter_internal;
-- end: not in an update
COMMENT ON SCHEMA meter_internal IS 'functions that token_meter''s own functions call; no role may name them';

-- begin: extension only
CREATE FUNCTION meter_internal._meter_made() RETURNS TABLE (id oid)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT d.objid FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'token_meter'
     WHERE d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e';
END;
-- end: extension only
COMMENT ON FUNCTION meter_internal._meter_made IS 'internal: the functions that the meter has made outside of schema meter';

-- What each role is for. Stands as a comment on it, which also tells a role that the meter has made from one that was
-- there before; pg_dumpall carries it.
CREATE FUNCTION meter_internal._meter_roles() RETURNS TABLE (role name, purpose text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    VALUES ('meter_owner'::name, 'owns token_meter''s tables and functions'),
           ('meter_app', 'may meter: add, check, cost, status'),
           ('meter_admin', 'may meter, and set plans, limits, accounts and prices'),
           ('meter_reader', 'may read its own rows under row-level security');
END;
COMMENT ON FUNCTION meter_internal._meter_roles IS 'internal: the meter''s roles';

-- Roles belong to the cluster: they may have been made by another database, or by somebody who wants to be trusted. What
-- makes a role more than its grants, or lets somebody act as it, is told, and how it is mended.
CREATE FUNCTION meter_internal._meter_distrusted_roles() RETURNS TABLE (problem text, remedy text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH known AS (
        SELECT a.*, coalesce(shobj_description(a.oid, 'pg_authid') = r.purpose, false) AS made_by_us
          FROM meter_internal._meter_roles() r JOIN pg_roles a ON a.rolname = r.role
    ), granted AS (
        SELECT r.rolname AS role, r.oid AS role_id, m.rolname AS member, m.rolsuper AS member_super, g.admin_option, r.made_by_us,
               -- what Postgres gives to a creator who is no superuser; of the installer's own it is no surprise. The database's owner, or
               -- who has installed the SQL edition, may do all in this database anyway
               m.rolname = session_user AND coalesce((to_jsonb(g) ->> 'inherit_option')::boolean
                   OR (to_jsonb(g) ->> 'set_option')::boolean, true) IS FALSE
               OR m.oid IN (SELECT n.nspowner FROM pg_namespace n WHERE n.nspname = 'meter_internal'
                            UNION ALL SELECT d.datdba FROM pg_database d WHERE d.datname = current_database()) AS automatic
          FROM known r JOIN pg_auth_members g ON g.roleid = r.oid JOIN pg_roles m ON m.oid = g.member
    )
    SELECT format('%s has %s', k.rolname, x.attribute), format('ALTER ROLE %s NO%s', k.rolname, x.attribute)
      FROM known k
     CROSS JOIN LATERAL (VALUES ('LOGIN', k.rolcanlogin), ('SUPERUSER', k.rolsuper), ('BYPASSRLS', k.rolbypassrls),
                                ('CREATEROLE', k.rolcreaterole), ('CREATEDB', k.rolcreatedb),
                                ('REPLICATION', k.rolreplication)) x (attribute, given)
     WHERE x.given
    UNION ALL
    SELECT format('%s is a member of %s', k.rolname, r.rolname), format('REVOKE %I FROM %s', r.rolname, k.rolname)
      FROM known k JOIN pg_auth_members g ON g.member = k.oid JOIN pg_roles r ON r.oid = g.roleid
    UNION ALL
    SELECT DISTINCT CASE WHEN g.role = 'meter_owner' THEN format('%s is a member of meter_owner', g.member)
                         WHEN g.admin_option THEN format('%s may grant %s to others', g.member, g.role)
                         ELSE format('%s, which token_meter did not make, has the member %s', g.role, g.member) END,
           CASE WHEN g.admin_option AND g.made_by_us AND g.role <> 'meter_owner'
                THEN format('REVOKE ADMIN OPTION FOR %s FROM %I', g.role, g.member)
                ELSE format('REVOKE %s FROM %I', g.role, g.member) END
      FROM granted g
     WHERE NOT g.member_super AND NOT g.automatic AND (g.role = 'meter_owner' OR g.admin_option OR NOT g.made_by_us)
    UNION ALL
    -- made while somebody could act as meter_owner, and still running as it
    SELECT format('function %s runs as meter_owner', p.oid::regprocedure), format('DROP FUNCTION %s', p.oid::regprocedure)
      FROM pg_proc p JOIN known k ON k.oid = p.proowner AND k.rolname = 'meter_owner'
     WHERE p.prosecdef AND p.pronamespace IS DISTINCT FROM to_regnamespace('meter')::oid
       AND NOT EXISTS (SELECT FROM meter_internal._meter_made() m WHERE m.id = p.oid)
       AND EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                    WHERE a.grantee NOT IN (SELECT oid FROM known));
END;
COMMENT ON FUNCTION meter_internal._meter_distrusted_roles IS 'internal: what makes the meter''s roles more than they should be';

CREATE FUNCTION meter_internal._meter_check_roles() RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    problems text;
    remedies text;
BEGIN
    SELECT string_agg(d.problem, '; ' ORDER BY d.problem), string_agg(d.remedy || ';', ' ' ORDER BY d.problem)
      INTO problems, remedies FROM meter_internal._meter_distrusted_roles() d;
    IF problems IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_role_specification',
            MESSAGE = 'the roles of token_meter cannot be trusted',
            DETAIL = problems || '.',
            HINT = format('Mend it as a superuser, and try again: %s', remedies);
    END IF;
END $$;
COMMENT ON FUNCTION meter_internal._meter_check_roles IS 'internal: raises 0P000 where the meter''s roles are more than they should be';

DO $$
DECLARE
    wanted record;
BEGIN
    FOR wanted IN SELECT * FROM meter_internal._meter_roles() LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted.role) THEN
            EXECUTE pg_catalog.format('CREATE ROLE %I NOLOGIN', wanted.role);
            EXECUTE pg_catalog.format('COMMENT ON ROLE %I IS %L', wanted.role, wanted.purpose);
        END IF;
    END LOOP;
    PERFORM meter_internal._meter_check_roles();
    FOR wanted IN SELECT r.* FROM meter_internal._meter_roles() r JOIN pg_catalog.pg_roles a ON a.rolname = r.role
                   WHERE pg_catalog.shobj_description(a.oid, 'pg_authid') IS DISTINCT FROM r.purpose LOOP
        EXECUTE pg_catalog.format('COMMENT ON ROLE %I IS %L', wanted.role, wanted.purpose);
    END LOOP;
END $$;
