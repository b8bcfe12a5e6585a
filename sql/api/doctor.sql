-- Makes again the tables and functions that are missing, and functions that are others, by the files that made them first. What the
-- files do not say (policies, privileges, constraints of other tables) is then missing, and put back by _meter_mend(). A table's rows
-- are lost; rows of other tables may still name them, so that its numbers go on above any that it can have given.
CREATE FUNCTION meter_internal._meter_make_again() RETURNS TABLE (made text, left_over text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = meter, pg_temp  -- what the files create goes to the first
SET client_min_messages = error
AS $$
DECLARE
    told constant boolean := to_regclass('meter.given') IS NOT NULL AND to_regprocedure('meter.not_as_given()') IS NOT NULL;
    known constant oid[] := meter_internal._meter_known();
    lacking text[];
    step record;
BEGIN
    IF told THEN
        lacking := ARRAY(SELECT n.object FROM meter.not_as_given() n
                          WHERE n.object ~ '^(table|function) ' AND n.problem <> 'was not given' AND n.mend IS NULL);
        IF lacking = '{}' THEN
            RETURN;
        END IF;
    END IF;
    FOR step IN SELECT s.file, s.script FROM meter_internal._meter_scripts() s WHERE s.purpose = 'objects' LOOP
        BEGIN
            EXECUTE step.script;
        EXCEPTION WHEN OTHERS THEN
            left_over := format('%s: %s', step.file, SQLERRM);
            RETURN NEXT;
        END;
    END LOOP;
    left_over := NULL;
    PERFORM meter_internal._meter_adopt(known);
    IF NOT told THEN
        PERFORM meter.protect('given', NULL);
        GRANT SELECT ON meter.given TO meter_admin;
        IF NOT EXISTS (SELECT FROM meter.given) THEN
            PERFORM meter.write_down();
            left_over := 'table given was missing: what the tables lack cannot be told';
            RETURN NEXT;
            RETURN;
        END IF;
    END IF;
    RETURN QUERY SELECT l, NULL::text FROM unnest(lacking) l
                  WHERE NOT EXISTS (SELECT FROM meter.not_as_given() n WHERE n.object = l);
END $$;
COMMENT ON FUNCTION meter_internal._meter_make_again IS 'internal: makes missing tables and functions again';

-- plpgsql: the table may be missing, and is not known when the extension is made
CREATE FUNCTION meter_internal._meter_given(kind text, object text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN to_regclass('meter.given') IS NOT NULL AND EXISTS (SELECT FROM meter.given g WHERE (g.kind, g.object) = ($1, $2));
END $$;
COMMENT ON FUNCTION meter_internal._meter_given IS 'internal: whether the meter has given its tables something';

-- End users, and who everybody is: roles that may do what meter_reader may, and neither the app's nor an admin's.
CREATE FUNCTION meter_internal._meter_end_users() RETURNS TABLE (id oid, name text, quoted text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp SET quote_all_identifiers = off
BEGIN ATOMIC
    SELECT 0::oid, 'PUBLIC', 'PUBLIC'
    UNION ALL
    SELECT r.oid, r.rolname::text, quote_ident(r.rolname) FROM pg_roles r
     WHERE NOT r.rolsuper AND pg_has_role(r.oid, 'meter_reader', 'MEMBER')
       AND NOT EXISTS (SELECT FROM unnest('{meter_app,meter_admin,meter_owner}'::text[]) o WHERE pg_has_role(r.oid, o, 'MEMBER'));
END;
COMMENT ON FUNCTION meter_internal._meter_end_users IS 'internal: the roles of end users, and PUBLIC';

-- What lets others do or see what the meter keeps from them, though all that it has given is there. An operator may have meant that an end
-- user reads more, or that another role owns a function: what is `told` only, meter_init() leaves. Grants to an operator's own roles are none of this.
CREATE FUNCTION meter_internal._meter_doors() RETURNS TABLE (object text, problem text, expected text, actual text, mend text, told boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC' SET datestyle = 'ISO, MDY' SET intervalstyle = 'postgres'
SET quote_all_identifiers = off SET standard_conforming_strings = on
BEGIN ATOMIC
    WITH made AS MATERIALIZED (
        SELECT p.oid::regprocedure AS id, p.proname, p.proowner, p.prosecdef, p.proconfig, l.lanname, p.proacl
          FROM meter_internal._meter_made() m JOIN pg_proc p ON p.oid = m.id JOIN pg_language l ON l.oid = p.prolang
    ), tables AS MATERIALIZED (
        SELECT c.oid AS id, c.relname, c.relispartition, c.relrowsecurity, c.relacl
          FROM pg_class c WHERE c.relnamespace = to_regnamespace('meter')::oid AND c.relkind IN ('r', 'p')
    ), end_users AS MATERIALIZED (SELECT * FROM meter_internal._meter_end_users())
    SELECT format('privilege EXECUTE of %s on %s', e.name, f.id), 'was not given', NULL, 'granted',
           format('REVOKE EXECUTE ON FUNCTION %s FROM %s CASCADE', f.id, e.quoted), false
      FROM made f CROSS JOIN aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a JOIN end_users e ON e.id = a.grantee
     WHERE e.id = 0 OR f.proname !~ '^_?meter_my_' AND f.proname NOT IN ('meter_now', 'meter_version', 'meter_period_end', 'meter_current_account')
     UNION ALL
    SELECT format('function %s', f.id), 'has no search_path', NULL, NULL,
           format('ALTER FUNCTION %s SET search_path = %s', f.id,
                  CASE WHEN f.proname IN ('_meter_run', '_meter_make_again') THEN 'meter, pg_temp' ELSE 'pg_catalog, meter, pg_temp' END), false
      FROM made f WHERE f.prosecdef AND f.lanname <> 'c' AND NOT EXISTS (SELECT FROM unnest(f.proconfig) s WHERE starts_with(s, 'search_path='))
     UNION ALL
    SELECT format('function %s', f.id), 'runs with the rights of its owner', NULL, NULL, format('ALTER FUNCTION %s SECURITY INVOKER', f.id), false
      FROM made f WHERE f.prosecdef AND f.proname ~ '^meter_my_'
     UNION ALL
    SELECT format('function %s', f.id), 'belongs to another role', 'meter_owner', pg_get_userbyid(f.proowner),
           format('ALTER FUNCTION %s OWNER TO meter_owner', f.id), true
      FROM made f
     WHERE pg_get_userbyid(f.proowner) <> 'meter_owner'
       AND f.proname NOT IN ('meter_init', '_meter_made', '_meter_roles', '_meter_distrusted_roles', '_meter_check_roles', '_meter_begin_init')
     UNION ALL
    SELECT format('table %s', t.relname), 'has foreign keys that are switched off', NULL, NULL,
           format('ALTER TABLE meter.%I %s', t.relname, string_agg(format('ENABLE TRIGGER %I', g.tgname), ', ' ORDER BY g.oid)), true
      FROM tables t JOIN pg_trigger g ON g.tgrelid = t.id
     WHERE g.tgisinternal AND g.tgconstraint <> 0 AND g.tgenabled IN ('D', 'R') GROUP BY t.relname
     UNION ALL
    SELECT format('row security %s', t.relname), 'is missing', 'on', NULL, format('ALTER TABLE meter.%I ENABLE ROW LEVEL SECURITY', t.relname), false
      FROM tables t WHERE t.relispartition AND NOT t.relrowsecurity
     UNION ALL
    SELECT format('privilege SELECT of %s on %s', e.name, t.relname), 'was not given', NULL, 'granted',
           format('REVOKE SELECT ON meter.%I FROM %s CASCADE', t.relname, e.quoted), true
      FROM tables t CROSS JOIN aclexplode(t.relacl) a JOIN end_users e ON e.id = a.grantee WHERE a.privilege_type = 'SELECT'
     UNION ALL
    -- a column that is the operator's own may be read by whom they like
    SELECT format('privilege SELECT of %s on %s.%s', e.name, t.relname, y.attname), 'was not given', NULL, 'granted',
           format('REVOKE SELECT (%I) ON meter.%I FROM %s CASCADE', y.attname, t.relname, e.quoted), true
      FROM tables t JOIN pg_attribute y ON y.attrelid = t.id AND NOT y.attisdropped CROSS JOIN aclexplode(y.attacl) a JOIN end_users e ON e.id = a.grantee
      LEFT JOIN pg_inherits i ON i.inhrelid = t.id LEFT JOIN tables parent ON parent.id = i.inhparent
     WHERE a.privilege_type = 'SELECT'
       AND meter_internal._meter_given('column', coalesce(parent.relname, t.relname) || '.' || y.attname)
       AND NOT meter_internal._meter_given('privilege', format('SELECT of %s on %s.%s', e.name, t.relname, y.attname))
     UNION ALL
    SELECT format('policy %s.%s', t.relname, p.polname), 'shows rows to others', NULL, pg_get_expr(p.polqual, p.polrelid),
           format('DROP POLICY %I ON meter.%I', p.polname, t.relname), true
      FROM tables t JOIN pg_policy p ON p.polrelid = t.id
     WHERE p.polpermissive AND p.polcmd IN ('r', '*') AND p.polname NOT IN ('operators_read_all', 'users_read_own')
       AND EXISTS (SELECT FROM end_users e WHERE e.id = ANY (p.polroles));
END;
COMMENT ON FUNCTION meter_internal._meter_doors IS 'internal: what others may do or see that the meter keeps from them, and the SQL that mends it';

-- Puts back what can be put back, each for itself; tells what it did, and what is left to do by hand.
CREATE FUNCTION meter_internal._meter_mend() RETURNS TABLE (mended text, left_over text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
AS $$
DECLARE
    wrong record;
BEGIN
    FOR wrong IN SELECT n.place, n.object, n.problem, n.mend FROM meter.not_as_given() n
                 UNION ALL SELECT 18, d.object, d.problem, d.mend FROM meter_internal._meter_doors() d WHERE NOT d.told
                 ORDER BY place, object
    LOOP
        mended := NULL;
        left_over := format('%s %s', wrong.object, wrong.problem);
        BEGIN
            IF wrong.mend IS NOT NULL THEN
                EXECUTE wrong.mend;
                mended := wrong.object;
                left_over := NULL;
            END IF;
        EXCEPTION WHEN OTHERS THEN
            left_over := format('%s: %s', left_over, SQLERRM);
        END;
        RETURN NEXT;
    END LOOP;
END $$;
COMMENT ON FUNCTION meter_internal._meter_mend IS 'internal: puts back what the tables lack of what the meter has given them';

-- What is as it should be, as it mostly is, is compared once.
CREATE FUNCTION meter_internal._meter_is_as_given() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF to_regclass('meter.given') IS NULL OR to_regprocedure('meter.not_as_given()') IS NULL THEN
        RETURN false;
    END IF;
    RETURN NOT EXISTS (SELECT FROM meter.not_as_given()) AND NOT EXISTS (SELECT FROM meter_internal._meter_doors() d WHERE NOT d.told);
END $$;
COMMENT ON FUNCTION meter_internal._meter_is_as_given IS 'internal: whether schema meter is as the meter made it';

-- By another major version of the server the definitions read differently: where nothing is missing, they are written down anew.
CREATE FUNCTION meter_internal._meter_note_server() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM meter.given g WHERE g.kind = 'server'
                      AND g.definition = current_setting('server_version_num')::integer / 10000 || '')
       AND meter_internal._meter_is_as_given() THEN
        PERFORM meter.write_down(meter_internal._meter_operators_own());
    END IF;
END $$;
COMMENT ON FUNCTION meter_internal._meter_note_server IS 'internal: writes down anew what the tables are, by another major version of the server';

CREATE FUNCTION meter_doctor()
RETURNS TABLE (object text, problem text, expected text, actual text, mend text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM meter_internal._meter_ready();
    IF to_regclass('meter.given') IS NULL OR to_regprocedure('meter.not_as_given()') IS NULL THEN
        RETURN QUERY SELECT 'table given', 'is missing, or what reads it', NULL, NULL, 'SELECT meter_init()';
        RETURN;
    END IF;
    RETURN QUERY
    SELECT d.object, d.problem, d.expected, d.actual,
           coalesce(d.mend, CASE WHEN d.object ~ '^(table|function) ' AND d.problem <> 'was not given' THEN 'SELECT meter_init()' END)
      FROM meter.not_as_given() d
    UNION ALL
    SELECT d.object, d.problem, d.expected, d.actual, d.mend FROM meter_internal._meter_doors() d
    UNION ALL
    SELECT format('schema %s', n.nspname), 'lets others create functions in it', NULL, coalesce(r.rolname, 'PUBLIC')::text,
           format('REVOKE CREATE ON SCHEMA %I FROM %s', n.nspname, coalesce(quote_ident(r.rolname), 'PUBLIC'))
      FROM pg_namespace n CROSS JOIN aclexplode(n.nspacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
     WHERE n.nspname IN ('meter', 'meter_internal') AND a.privilege_type = 'CREATE' AND a.grantee <> n.nspowner
       AND r.rolname IS DISTINCT FROM 'meter_owner'
    UNION ALL
    SELECT 'roles', d.problem, NULL, NULL, d.remedy FROM meter_internal._meter_distrusted_roles() d
    UNION ALL
    -- calls of apps would be ambiguous, or not be the meter's
    SELECT format('function %s', o.oid::regprocedure), 'has the name of one of the meter''s', NULL, pg_get_userbyid(o.proowner)::text,
           format('DROP FUNCTION %s', o.oid::regprocedure)
      FROM meter_internal._meter_made() m JOIN pg_proc p ON p.oid = m.id
      JOIN pg_proc o ON o.proname = p.proname AND o.pronamespace = p.pronamespace AND o.oid <> p.oid;
END $$;
COMMENT ON FUNCTION meter_doctor IS
    'what is not as the meter made it: tables, constraints, policies, privileges, roles; with the SQL that mends it. meter_init() mends the tables';
