-- Makes schema meter, or brings it to this code's version.

-- The md5 changes with any script, so that meter_init() replaces the functions also where no table has changed.
CREATE FUNCTION meter_internal._meter_scripts_version(OUT tables integer, OUT scripts text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT coalesce(max(s.version), 1), md5(string_agg(s.script, '' ORDER BY s.file)) FROM meter_internal._meter_scripts() s;
END;
COMMENT ON FUNCTION meter_internal._meter_scripts_version IS 'internal: the version of the tables that this code makes, and an md5 of its scripts';

CREATE FUNCTION meter_internal._meter_run(wanted text, after_version integer DEFAULT NULL) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = meter, pg_temp  -- what the scripts create goes to the first
SET client_min_messages = warning
AS $$
DECLARE
    step record;
    runs integer := 0;
BEGIN
    FOR step IN SELECT s.script FROM meter_internal._meter_scripts() WITH ORDINALITY s (purpose, version, file, script, place)
                 WHERE s.purpose = wanted AND (after_version IS NULL OR s.version > after_version) ORDER BY s.place LOOP
        EXECUTE step.script;
        runs := runs + 1;
    END LOOP;
    RETURN runs;
END $$;
COMMENT ON FUNCTION meter_internal._meter_run IS 'internal: runs the scripts of one purpose, in order; of migrations those after a version';

-- Relations that have just been made in a schema that was there: what default privileges have given goes, partitions are protected
-- (their table's policies do not hold for who reads them directly), and numbers go on above any that lost rows can have had.
CREATE FUNCTION meter_internal._meter_adopt(known oid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    made record;
BEGIN
    PERFORM meter.take_back_defaults(ARRAY(
        SELECT c.oid FROM pg_class c WHERE c.relnamespace = 'meter'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'S') AND c.oid <> ALL (known)
        UNION ALL
        SELECT p.oid FROM pg_proc p WHERE p.pronamespace = 'meter'::regnamespace AND p.oid <> ALL (known)
        UNION ALL
        SELECT t.oid FROM pg_type t WHERE t.typnamespace = 'meter'::regnamespace AND t.oid <> ALL (known)));
    FOR made IN SELECT c.oid::regclass AS id, c.relname AS name, c.relispartition AS is_partition, a.attname AS numbered
                  FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attidentity <> ''
                 WHERE c.relnamespace = 'meter'::regnamespace AND c.relkind IN ('r', 'p') AND c.oid <> ALL (known)
    LOOP
        IF made.is_partition THEN
            PERFORM meter.protect(made.name, 'account = (SELECT meter.current_account())');
        END IF;
        IF made.numbered IS NOT NULL THEN
            EXECUTE format('ALTER TABLE %s ALTER COLUMN %I RESTART WITH %s', made.id, made.numbered,
                           floor(extract(epoch FROM clock_timestamp()) * 1000));
        END IF;
    END LOOP;
END $$;
COMMENT ON FUNCTION meter_internal._meter_adopt IS 'internal: rights and numbers of relations and functions that an upgrade or a repair has made';

CREATE FUNCTION meter_internal._meter_known() RETURNS oid[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT array_agg(x.oid) FROM (
        SELECT c.oid FROM pg_class c WHERE c.relnamespace = to_regnamespace('meter')::oid
        UNION ALL SELECT p.oid FROM pg_proc p WHERE p.pronamespace = to_regnamespace('meter')::oid
        UNION ALL SELECT t.oid FROM pg_type t WHERE t.typnamespace = to_regnamespace('meter')::oid) x;
END;
COMMENT ON FUNCTION meter_internal._meter_known IS 'internal: what schema meter has in it';

CREATE FUNCTION meter_internal._meter_operators_own() RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC' SET datestyle = 'ISO, MDY' SET intervalstyle = 'postgres'
SET quote_all_identifiers = off SET standard_conforming_strings = on
AS $$
DECLARE
    own text[];
BEGIN
    EXECUTE format($query$
        SELECT ARRAY(SELECT n.kind || ' ' || n.object
                       FROM (SELECT kind, object FROM meter.columns_%1$s() UNION ALL SELECT kind, object FROM meter.constraints_%1$s()
                             UNION ALL SELECT kind, object FROM meter.rules_%1$s() UNION ALL SELECT kind, object FROM meter.rights_%1$s()) n
                      WHERE NOT EXISTS (SELECT FROM meter.given g WHERE (g.kind, g.object) = (n.kind, n.object)))$query$,
        -- before an upgrade of an older version they have another name
        CASE WHEN to_regprocedure('meter.columns_there()') IS NULL THEN 'now' ELSE 'there' END) INTO own;
    RETURN own;
END $$;
COMMENT ON FUNCTION meter_internal._meter_operators_own IS 'internal: what an operator has added to the meter''s tables';

-- Functions that the meter has given this schema and its scripts no longer make: each run of a script replaces the row of a function in
-- the catalog, and an old one is still there. One that something of an operator's is made of stays, and is told.
CREATE FUNCTION meter_internal._meter_drop_gone(given regprocedure[]) RETURNS TABLE (dropped text, left_over text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    gone regprocedure[];
    one regprocedure;
    rest integer;
BEGIN
    gone := ARRAY(SELECT p.oid::regprocedure FROM pg_proc p
                   WHERE p.oid = ANY (given::oid[])
                     AND p.xmin <> (SELECT d.xmin FROM pg_proc d WHERE d.oid = 'meter.has_extension()'::regprocedure));
    LOOP
        rest := cardinality(gone);
        FOREACH one IN ARRAY gone LOOP
            BEGIN
                dropped := one::text;
                EXECUTE format('DROP FUNCTION %s', one);
                gone := array_remove(gone, one);
                RETURN NEXT;
            EXCEPTION WHEN dependent_objects_still_exist THEN
                NULL;  -- another of them may be what depends on it: the next round tells
            END;
        END LOOP;
        EXIT WHEN gone = '{}' OR rest = cardinality(gone);
    END LOOP;
    dropped := NULL;
    FOREACH left_over IN ARRAY gone::text[] LOOP
        RETURN NEXT;
    END LOOP;
END $$;
COMMENT ON FUNCTION meter_internal._meter_drop_gone IS 'internal: drops functions that an older version made and this one does not';

CREATE FUNCTION meter_internal._meter_create() RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    code record;
BEGIN
    SELECT * INTO code FROM meter_internal._meter_scripts_version();
    PERFORM meter_internal._meter_run('objects');
    PERFORM meter.take_back_defaults();
    PERFORM meter_internal._meter_run('access');
    PERFORM meter_internal._meter_run('defaults');
    PERFORM meter.write_down();
    INSERT INTO meter.installation (schema_version, code_version, scripts)
    VALUES (code.tables, meter_internal._meter_code_version(), code.scripts);
    RETURN format('schema meter created (version %s), %s prices set', code.tables, meter_internal._meter_set_shipped_prices());
END $$;
COMMENT ON FUNCTION meter_internal._meter_create IS 'internal: makes the tables and functions of schema meter with their defaults, as meter_owner';

-- In this order: what was taken away since is put back as it was, so that migrations find what they expect; tables are migrated; what is
-- missing is made, functions are replaced; functions that are gone are dropped; rights. What an operator has added is none of the meter's
-- before, and none afterwards. The installation's table is made anew, by which every session notices.
CREATE FUNCTION meter_internal._meter_upgrade() RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    code record;
    was record;
    operators text[];
    known oid[];
    given regprocedure[];
    migrations integer;
    gone record;
    report text;
    prices bigint;
BEGIN
    SELECT * INTO code FROM meter_internal._meter_scripts_version();
    SELECT i.schema_version, to_jsonb(i) ->> 'code_version' AS code_version, i.rules_version INTO was FROM meter.installation i;
    PERFORM meter_internal._meter_mend();
    operators := meter_internal._meter_operators_own();
    given := ARRAY(SELECT to_regprocedure(g.object) FROM meter.given g WHERE g.kind = 'function' AND to_regprocedure(g.object) IS NOT NULL);
    known := meter_internal._meter_known();
    migrations := meter_internal._meter_run('migration', was.schema_version);
    DROP TABLE meter.installation;
    PERFORM meter_internal._meter_run('objects');
    PERFORM meter_internal._meter_adopt(known);
    PERFORM meter_internal._meter_run('access');
    INSERT INTO meter.installation (schema_version, code_version, scripts, rules_version)
    VALUES (code.tables, meter_internal._meter_code_version(), code.scripts, was.rules_version + 1);
    SELECT string_agg(d.dropped, ', ') AS dropped, string_agg(d.left_over, ', ') AS left_over,
           coalesce(array_agg('function ' || d.left_over) FILTER (WHERE d.left_over IS NOT NULL), '{}') AS operators
      INTO gone FROM meter_internal._meter_drop_gone(given) d;
    PERFORM meter.write_down(operators || gone.operators);  -- a function that was left is the operator's from now on
    PERFORM meter.forget_rules();
    prices := meter_internal._meter_set_shipped_prices();
    report := format('schema meter upgraded from version %s (%s) to %s (%s)', was.schema_version, coalesce(was.code_version, '0.1.0'),
                     code.tables, meter_internal._meter_code_version());
    RETURN concat_ws('; ', report, CASE WHEN migrations > 0 THEN format('%s migrations', migrations) END,
                     CASE WHEN prices > 0 THEN format('%s prices set', prices) END,
                     'dropped: ' || gone.dropped, 'in use by others, and left: ' || gone.left_over);
END $$;
COMMENT ON FUNCTION meter_internal._meter_upgrade IS 'internal: brings schema meter to this code''s version, as meter_owner';

CREATE FUNCTION meter_internal._meter_apply_schema() RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    code record;
    there record;
BEGIN
    IF to_regclass('meter.installation') IS NULL THEN
        RETURN meter_internal._meter_create();
    END IF;
    SELECT * INTO code FROM meter_internal._meter_scripts_version();
    SELECT i.schema_version, to_jsonb(i) ->> 'scripts' AS scripts INTO there FROM meter.installation i;
    IF there.schema_version > code.tables THEN
        PERFORM meter_internal._meter_ready();  -- raises
    ELSIF there.schema_version < code.tables OR there.scripts IS DISTINCT FROM code.scripts THEN
        RETURN meter_internal._meter_upgrade();
    END IF;
    RETURN format('schema meter is up to date (version %s)', code.tables);
END $$;
COMMENT ON FUNCTION meter_internal._meter_apply_schema IS 'internal: creates or upgrades schema meter, as meter_owner';
