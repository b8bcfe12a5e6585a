-- token_meter @version@, SQL edition: meters LLM tokens and money inside PostgreSQL 15 to 18, without a library.
--
-- Run it as the owner of the database, who has CREATEROLE: with psql -f, as a Supabase migration, or by any other tool. It is one
-- statement, so that all of it happens or nothing, also where the tool opens no transaction. Run again, or of a newer version, it
-- upgrades what is there, and no row is lost. docs/sql-edition.md tells what it does less than the extension.
DO $token_meter$
DECLARE
    -- The schema of the functions that apps call. NULL: where they are already, else the first one of search_path.
    wanted_schema constant name := NULL;
    init          constant boolean := true;  -- makes or upgrades the tables too

    this_version  constant text := '@version@';
    settings      constant jsonb := (SELECT jsonb_object_agg(s, current_setting(s)) FROM unnest(
        '{search_path,check_function_bodies,standard_conforming_strings,quote_all_identifiers}'::text[]) s);
    first_schema  constant name := current_schema();
    -- the functions of schema meter_internal and those that apps call: name and an md5 of arguments and answer; types likewise
    functions     constant text[] := '{@function_headers@}';
    types         constant jsonb := '@types@';
    schema_there  name;      -- the schema of the functions of a SQL edition that is here already
    to_schema     name;
    to_quoted     text;      -- the same as an identifier
    known         oid[];     -- the functions in it before
    headers_there text[];
    gone          text;
    needed_by     text;
    installer     name;
    lent          text[] := '{}';  -- what takes back the rights that this script lends
    one           record;
    report        text;
BEGIN
    PERFORM set_config('search_path', 'pg_catalog, pg_temp', true), set_config('standard_conforming_strings', 'on', true),
            set_config('quote_all_identifiers', 'off', true);

    -- May this be here?
    IF current_setting('server_version_num')::integer < 150000 THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
            MESSAGE = format('token_meter needs PostgreSQL 15 or later, and this is %s', current_setting('server_version'));
    ELSIF EXISTS (SELECT FROM pg_extension WHERE extname = 'token_meter') THEN
        RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = 'the extension token_meter is installed in this database, which does all that the SQL edition does',
            HINT = 'Upgrade it by ALTER EXTENSION token_meter UPDATE. To go to the SQL edition, DROP EXTENSION token_meter first: the data stays.';
    END IF;
    SELECT n.nspname INTO schema_there FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE p.proname = 'meter_version' AND pg_get_userbyid(p.proowner) = 'meter_owner' AND to_regnamespace('meter_internal') IS NOT NULL;
    to_schema := coalesce(wanted_schema, schema_there, first_schema);
    to_quoted := quote_ident(to_schema);
    IF to_schema IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_schema_name', MESSAGE = 'no schema of search_path exists to put the functions in',
            HINT = 'SET search_path, or name a schema at the head of this file.';
    ELSIF to_schema <> schema_there THEN
        RAISE EXCEPTION USING ERRCODE = 'duplicate_schema', MESSAGE = format('token_meter is in schema "%s" already', schema_there),
            HINT = 'Leave wanted_schema at the head of this file NULL to keep it there.';
    ELSIF to_regnamespace('meter_internal') IS NOT NULL AND schema_there IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'duplicate_schema', MESSAGE = 'schema "meter_internal" exists already',
            DETAIL = format('It belongs to role "%s".', (SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'meter_internal')),
            HINT = 'Drop or rename it: token_meter makes a schema of that name for functions that only it may change.';
    END IF;
    IF schema_there IS NOT NULL THEN
        -- its functions run below: a superuser runs none of another role's
        SELECT pg_get_userbyid(n.nspowner) INTO installer FROM pg_namespace n, pg_roles r
         WHERE n.nspname = 'meter_internal' AND r.rolname = current_user
           AND r.oid <> n.nspowner AND (r.rolsuper OR NOT pg_has_role(r.oid, n.nspowner, 'USAGE'));
        IF FOUND THEN
            RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
                MESSAGE = format('token_meter was installed by role "%s", and this is role "%s"', installer, current_user),
                HINT = format('Run this file as that role; a superuser may SET ROLE %I first.', installer);
        END IF;
        EXECUTE 'SELECT meter_internal._meter_code_version()' INTO report;
        IF string_to_array(report, '.')::integer[] > string_to_array(this_version, '.')::integer[] THEN
            RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
                MESSAGE = format('token_meter %s is installed, and this file is of %s', report, this_version),
                HINT = 'Run the file of that version or a later one.';
        END IF;
    END IF;
    IF to_regnamespace(to_quoted) IS NULL THEN
        EXECUTE format('CREATE SCHEMA %I', to_schema);
    END IF;
    SELECT string_agg(p.oid::regprocedure::text, ', ') INTO gone FROM pg_proc p
     WHERE p.pronamespace = to_regnamespace(to_quoted) AND p.proname = ANY (ARRAY(SELECT split_part(f, ' ', 1) FROM unnest(functions) f WHERE f NOT LIKE '%.%'))
       AND pg_get_userbyid(p.proowner) <> 'meter_owner' AND (schema_there IS NULL OR p.oid::regprocedure <> to_regprocedure(to_quoted || '.meter_init()'));
    IF gone IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'duplicate_function', MESSAGE = 'functions of the names of token_meter''s exist already',
            DETAIL = format('They are %s.', gone),
            HINT = 'Drop or rename them, or name another schema at the head of this file.';
    END IF;

    IF EXISTS (SELECT FROM unnest('{meter_owner,meter_app,meter_admin,meter_reader}'::text[]) r (role) WHERE to_regrole(r.role) IS NULL)
       AND NOT (SELECT r.rolsuper OR r.rolcreaterole FROM pg_roles r WHERE r.rolname = current_user) THEN
        RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
            MESSAGE = format('role "%s" may not create the roles of token_meter', current_user),
            HINT = format('Have somebody with CREATEROLE run: %s GRANT meter_owner, meter_app, meter_admin, meter_reader TO %I WITH ADMIN OPTION;',
                          $roles$@role_commands@$roles$, current_user);
    END IF;

    -- What an older edition had and this one has not, or with other arguments or another answer, goes. Where a type is another now,
    -- all functions are made anew, because some are made of it.
    IF schema_there IS NOT NULL THEN
        IF EXISTS (SELECT FROM jsonb_each_text(types) t
                     JOIN pg_class c ON c.relname = t.key AND c.relkind = 'c' AND c.relnamespace = to_regnamespace(to_quoted)
                    WHERE t.value <> (SELECT string_agg(format('%s %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' ORDER BY a.attnum)
                                        FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)) THEN
            EXECUTE $part$@takeover@$part$;
        ELSE
            EXECUTE 'SELECT meter_internal._meter_headers()' INTO headers_there;
            SELECT string_agg(p.oid::regprocedure::text, ', ') INTO gone
              FROM unnest(headers_there) h (header) JOIN pg_proc p ON p.proname = split_part(split_part(h.header, ' ', 1), '.', CASE WHEN h.header LIKE '%.%' THEN 2 ELSE 1 END)
             WHERE h.header <> ALL (functions)
               AND p.pronamespace = to_regnamespace(CASE WHEN h.header LIKE '%.%' THEN 'meter_internal' ELSE to_quoted END);
            IF gone IS NOT NULL THEN
                BEGIN
                    EXECUTE 'DROP FUNCTION ' || gone;
                EXCEPTION WHEN dependent_objects_still_exist THEN
                    GET STACKED DIAGNOSTICS needed_by = PG_EXCEPTION_DETAIL;
                    RAISE EXCEPTION USING ERRCODE = 'dependent_objects_still_exist',
                        MESSAGE = 'other objects need functions of token_meter that this version makes anew or drops', DETAIL = needed_by,
                        HINT = 'Drop those objects, and make them again afterwards.';
                END;
            END IF;
        END IF;
    END IF;

    -- The schema of the meter's own functions, and the roles.
    PERFORM set_config('check_function_bodies', 'off', true), set_config('search_path', to_quoted || ', pg_temp', true);
    known := ARRAY(SELECT p.oid FROM pg_catalog.pg_proc p WHERE p.pronamespace = to_regnamespace(to_quoted));
    IF to_regnamespace('meter_internal') IS NULL THEN
        CREATE SCHEMA meter_internal;
    END IF;
@roles@

    -- A function is given to meter_owner by a member of it, and meter_owner must be allowed to create in its schema. Both are lent until the end.
    IF NOT pg_has_role(current_user, 'meter_owner', 'USAGE')
       OR current_setting('server_version_num')::integer >= 160000 AND NOT pg_has_role(current_user, 'meter_owner', 'SET') THEN
        BEGIN
            EXECUTE format('GRANT meter_owner TO %I', current_user)
                 || CASE WHEN current_setting('server_version_num')::integer >= 160000 THEN ' WITH INHERIT TRUE, SET TRUE' ELSE '' END;
        EXCEPTION WHEN insufficient_privilege THEN
            RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
                MESSAGE = format('role "%s" may not use the role meter_owner, which another role has made', current_user),
                HINT = format('Have a superuser, or the role that made it, run: GRANT meter_owner, meter_app, meter_admin, meter_reader TO %I WITH ADMIN OPTION;', current_user);
        END;
        lent := lent || format('REVOKE meter_owner FROM %I', current_user);
        IF NOT pg_has_role(current_user, 'meter_owner', 'USAGE') THEN
            RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
                MESSAGE = format('role "%s" does not inherit the rights of roles that it is a member of', current_user),
                HINT = format('ALTER ROLE %I INHERIT; while this script runs.', current_user);
        END IF;
    END IF;
    FOR one IN SELECT n.quoted FROM unnest(ARRAY[to_quoted, 'meter_internal']) n (quoted)
                WHERE NOT has_schema_privilege('meter_owner', to_regnamespace(n.quoted), 'CREATE') LOOP
        EXECUTE format('GRANT CREATE ON SCHEMA %s TO meter_owner', one.quoted);
        lent := lent || format('REVOKE CREATE ON SCHEMA %s FROM meter_owner', one.quoted);
    END LOOP;

    -- Types and functions.
    FOR one IN SELECT t.key AS name, t.value AS columns FROM jsonb_each_text(types) t
                WHERE to_regtype(to_quoted || '.' || quote_ident(t.key)) IS NULL LOOP
        EXECUTE format('CREATE TYPE %s.%I AS (%s)', to_quoted, one.name, one.columns);
        EXECUTE format('ALTER TYPE %s.%I OWNER TO meter_owner', to_quoted, one.name);
    END LOOP;
@functions@

    FOR one IN SELECT c.reltype::regtype AS id FROM pg_class c
                WHERE c.relkind = 'c' AND c.relnamespace = to_regnamespace(to_quoted) AND pg_get_userbyid(c.relowner) = 'meter_owner'
                  AND NOT types ? c.relname::text LOOP
        EXECUTE format('DROP TYPE %s', one.id);
    END LOOP;

    -- What is new belongs to meter_owner; who may call what.
    FOR one IN SELECT p.oid::regprocedure AS id FROM pg_proc p
                WHERE p.pronamespace = to_regnamespace(to_quoted) AND p.oid <> ALL (known) AND p.proname <> 'meter_init' LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO meter_owner', one.id);
    END LOOP;
@privileges@
    -- Who installed it is an administrator of the meter, and may call meter_init again. A superuser may all this already.
    installer := (SELECT pg_get_userbyid(n.nspowner) FROM pg_namespace n WHERE n.nspname = 'meter_internal');
    IF NOT pg_has_role(installer, 'meter_admin', 'USAGE') THEN
        EXECUTE format('GRANT meter_admin TO %I', installer)
             || CASE WHEN current_setting('server_version_num')::integer >= 160000 THEN ' WITH INHERIT TRUE' ELSE '' END;
    END IF;
    IF NOT (SELECT r.rolsuper FROM pg_roles r WHERE r.rolname = installer) THEN
        EXECUTE format('GRANT EXECUTE ON FUNCTION meter_internal._meter_code_version, meter_internal._meter_headers, @called_by_init@ TO %I', installer);
    END IF;

    FOREACH report IN ARRAY lent LOOP
        EXECUTE report;
    END LOOP;
    report := format('token_meter %s, SQL edition, in schema %s', this_version, to_quoted);
    IF init THEN
        EXECUTE format('SELECT concat(%L, ''; '', %s.meter_init())', report, to_quoted) INTO report;
    END IF;
    PERFORM set_config(s.key, s.value, true) FROM jsonb_each_text(settings) s;
    RAISE NOTICE '%', report;
END $token_meter$;
