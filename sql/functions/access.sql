-- Takes back what default privileges have given others on tables, sequences, functions and types just made: on these, or in
-- the whole schema. What the meter gives it gives by name, in privileges.sql.
CREATE OR REPLACE FUNCTION take_back_defaults(only_these oid[] DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    given record;
BEGIN
    FOR given IN
        SELECT DISTINCT o.kind, o.name, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END AS grantee
          FROM (SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind, c.oid::regclass::text AS name, c.relowner AS owner,
                       c.relacl AS acl
                  FROM pg_class c WHERE c.relnamespace = 'meter'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
                   AND (only_these IS NULL OR c.oid = ANY (only_these))
                UNION ALL
                SELECT 'FUNCTION', p.oid::regprocedure::text, p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
                  FROM pg_proc p WHERE p.pronamespace = 'meter'::regnamespace AND (only_these IS NULL OR p.oid = ANY (only_these))
                UNION ALL
                SELECT 'TYPE', t.oid::regtype::text, t.typowner, t.typacl
                  FROM pg_type t WHERE t.typnamespace = 'meter'::regnamespace AND (only_these IS NULL OR t.oid = ANY (only_these)) AND t.typacl IS NOT NULL
                   AND t.typelem = 0) o,
               aclexplode(o.acl) a
         WHERE a.grantee <> o.owner
    LOOP
        EXECUTE format('REVOKE ALL ON %s %s FROM %s CASCADE', given.kind, given.name, given.grantee);
    END LOOP;
END $$;
COMMENT ON FUNCTION take_back_defaults IS 'takes back what default privileges have given on what was just made';

-- End users read their own rows; the app and the admins read all. Nobody writes but through the meter's functions: no
-- policy and no grant allows it. Policies that are there stay: a changed one is a migration.
CREATE OR REPLACE FUNCTION protect(table_name text, own_rows text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = format('meter.%I', table_name)::regclass AND p.polname = 'operators_read_all') THEN
        RETURN;
    END IF;
    EXECUTE format('ALTER TABLE meter.%I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('CREATE POLICY operators_read_all ON meter.%I FOR SELECT TO meter_app, meter_admin USING (true)',
                   table_name);
    IF own_rows IS NOT NULL THEN
        EXECUTE format('CREATE POLICY users_read_own ON meter.%I FOR SELECT TO meter_reader USING (%s)',
                       table_name, own_rows);
    END IF;
END $$;
COMMENT ON FUNCTION protect IS 'row-level security for one table: operators read all, end users the rows of a condition';
