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

-- Puts back what can be put back, each for itself; tells what it did, and what is left to do by hand.
CREATE FUNCTION meter_internal._meter_mend() RETURNS TABLE (mended text, left_over text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
AS $$
DECLARE
    wrong record;
BEGIN
    FOR wrong IN SELECT * FROM meter.not_as_given() ORDER BY place, object LOOP
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
    RETURN NOT EXISTS (SELECT FROM meter.not_as_given());
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
