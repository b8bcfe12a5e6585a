-- What must hold for every object, whichever is added later.
CREATE TEMP VIEW functions AS
    SELECT p.* FROM meter_internal._meter_made() m JOIN pg_proc p ON p.oid = m.id;
-- the public surface
SELECT proname FROM functions WHERE proname NOT LIKE '\_%' ORDER BY proname COLLATE "C";
-- PostgREST cannot choose between overloads
SELECT proname FROM functions GROUP BY proname HAVING count(*) > 1;
SELECT proname AS without_comment FROM functions f WHERE obj_description(f.oid, 'pg_proc') IS NULL;
SELECT proname AS executable_by_all FROM functions f
 WHERE EXISTS (SELECT FROM aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a WHERE a.grantee = 0);
SELECT proname AS definer_without_search_path FROM functions f
 WHERE prosecdef AND NOT EXISTS (SELECT FROM unnest(proconfig) c WHERE c LIKE 'search_path=%pg_temp');
SELECT proname AS not_owned_by_meter_owner FROM functions WHERE pg_get_userbyid(proowner) <> 'meter_owner' ORDER BY proname COLLATE "C";
-- tables
SELECT c.relname AS without_rls FROM pg_class c WHERE c.relnamespace = 'meter'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relrowsecurity;
SELECT c.relname AS without_policy FROM pg_class c WHERE c.relnamespace = 'meter'::regnamespace AND c.relkind IN ('r', 'p')
   AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid);
SELECT c.relname AS without_key FROM pg_class c WHERE c.relnamespace = 'meter'::regnamespace AND c.relkind IN ('r', 'p')
   AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary);
SELECT c.relname AS without_comment FROM pg_class c WHERE c.relnamespace = 'meter'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
   AND obj_description(c.oid, 'pg_class') IS NULL;
SELECT c.relname AS writable, a.privilege_type FROM pg_class c, aclexplode(c.relacl) a
 WHERE c.relnamespace = 'meter'::regnamespace AND a.privilege_type <> 'SELECT' AND pg_get_userbyid(a.grantee) <> 'meter_owner';
SELECT p.proname AS executable_by_all FROM pg_proc p WHERE p.pronamespace = 'meter'::regnamespace
   AND EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = 0);
SELECT con.conrelid::regclass AS foreign_key_without_index, con.conname FROM pg_constraint con
 WHERE con.contype = 'f' AND con.connamespace = 'meter'::regnamespace
   AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = con.conrelid AND i.indkey[0] = con.conkey[1]);
-- every rule that an administrator can break has words
SELECT con.conname AS check_without_words FROM pg_constraint con
 WHERE con.contype = 'c' AND con.conrelid::regclass::text IN ('meter.plans', 'meter.accounts', 'meter.limits', 'meter.prices', 'meter.settings')
   AND obj_description(con.oid, 'pg_constraint') NOT LIKE '%|%';
SELECT rolname, rolcanlogin, rolsuper, rolbypassrls FROM pg_roles WHERE rolname LIKE 'meter\_%' ORDER BY rolname;
