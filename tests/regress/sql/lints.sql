-- What Supabase's database linter would say of an installed meter, on a database with Supabase's roles and default privileges; and
-- that what stays is what the documentation lists. Extension members, which the linter skips, are looked at too.
SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
SELECT format('CREATE ROLE %I', r) FROM unnest('{anon,authenticated,service_role}'::text[]) r
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) ORDER BY r \gexec
CREATE DATABASE meter_lints;
\c meter_lints
\set SHOW_CONTEXT never
\t on
\a
SET client_min_messages = warning;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON FUNCTIONS TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON SEQUENCES TO anon, authenticated, service_role;
GRANT USAGE ON SCHEMA public TO anon, authenticated, service_role;
CREATE EXTENSION token_meter;
SELECT meter_init() LIKE 'schema meter created%' AS created;
GRANT meter_reader TO authenticated; GRANT meter_app TO service_role;
CREATE TEMP VIEW functions AS
    SELECT p.oid, p.oid::regprocedure::text AS signature, p.proname AS name, p.prosecdef AS definer, l.lanname AS language,
           p.prosqlbody IS NOT NULL AS parsed, p.proconfig, p.proacl, p.proowner
      FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
     WHERE p.pronamespace IN ('meter'::regnamespace, 'meter_internal'::regnamespace) OR p.proname LIKE 'meter\_%';
CREATE TEMP VIEW tables AS
    SELECT c.oid, c.relname AS name, c.relkind AS kind, c.relrowsecurity AS secured, c.reloptions
      FROM pg_class c WHERE c.relnamespace = 'meter'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm');
-- the rows of a table of the documentation, below a heading
CREATE FUNCTION pg_temp.rows_below(page text, heading text) RETURNS SETOF text[] LANGUAGE sql AS $$
    SELECT regexp_split_to_array(btrim(line, '| '), ' *\| *')
      FROM regexp_split_to_table(split_part(split_part(page, E'\n' || heading || E'\n', 2), E'\n#', 1), E'\n') line
     WHERE line LIKE '| `%'
$$;
\set architecture `cat docs/architecture.md`
\set operations `cat docs/operations.md`

-- function_search_path_mutable: those that are listed, and their bodies do not depend on it
CREATE TEMP TABLE listed AS
    SELECT btrim(r[1], '`') AS name FROM pg_temp.rows_below(:'architecture', '### Functions without a search_path') r;
CREATE TEMP TABLE unpinned AS
    SELECT * FROM functions f WHERE language <> 'c' AND NOT EXISTS (SELECT FROM unnest(f.proconfig) c WHERE c LIKE 'search_path=%');
SELECT count(*) > 10 AS read FROM listed;
SELECT 'not listed', name FROM unpinned WHERE name NOT IN (SELECT name FROM listed);
SELECT 'listed, and is not', name FROM listed WHERE name NOT IN (SELECT name FROM unpinned);
SELECT 'read by the search_path', signature FROM unpinned WHERE NOT parsed OR definer;
SELECT 'pinned to a schema of others', signature, proconfig FROM functions
 WHERE array_to_string(proconfig, ' ') ~ 'search_path' AND array_to_string(proconfig, ' ') !~ 'search_path=((pg_catalog, )?(meter, )?pg_temp|"")';
SELECT 'definer without pinned search_path', signature FROM functions WHERE definer AND array_to_string(proconfig, ' ') !~ 'search_path=' IS NOT FALSE;

-- on a server with JIT a statement of theirs could be compiled at each call
SELECT 'may be compiled', signature FROM functions WHERE name LIKE 'meter\_%' AND language <> 'c' AND NOT proconfig @> '{jit=off}';

-- anon_ and authenticated_security_definer_function_executable; executable by PUBLIC
CREATE TEMP TABLE may_call AS
    SELECT btrim(r[1], '`') AS signature, r[2] AS runs_as
      FROM pg_temp.rows_below(:'operations', '### Functions that an end user may call') r;
SELECT 'not listed', signature, CASE WHEN definer THEN 'owner' ELSE 'caller' END FROM functions WHERE has_function_privilege('authenticated', oid, 'EXECUTE')
EXCEPT SELECT 'not listed', signature, runs_as FROM may_call;
SELECT 'listed, and is not', signature, runs_as FROM may_call
EXCEPT SELECT 'listed, and is not', signature, CASE WHEN definer THEN 'owner' ELSE 'caller' END FROM functions WHERE has_function_privilege('authenticated', oid, 'EXECUTE');
SELECT 'anon may call', signature FROM functions WHERE has_function_privilege('anon', oid, 'EXECUTE');
SELECT 'PUBLIC may call', signature FROM functions f
 WHERE EXISTS (SELECT FROM aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a WHERE a.grantee = 0);

-- rls_disabled_in_public, rls_enabled_no_policy, security_definer_view, materialized_view_in_api
SELECT 'without row security', name FROM tables WHERE kind IN ('r', 'p') AND NOT secured;
SELECT 'without policy', name FROM tables t WHERE kind IN ('r', 'p') AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.oid);
SELECT 'view with rights of its owner', name FROM tables WHERE kind IN ('v', 'm') AND NOT coalesce('security_invoker=true' = ANY (reloptions), false);

-- auth_rls_initplan: what does not depend on the row is asked in a SELECT of its own, once a statement
SELECT 'asked each row', p.polrelid::regclass, p.polname
  FROM tables t JOIN pg_policy p ON p.polrelid = t.oid,
       LATERAL (SELECT pg_get_expr(p.polqual, p.polrelid) || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '')) x (expression)
 WHERE regexp_count(x.expression, '\m(auth\.\w+|current_setting|current_account|hidden_limits)\(')
       <> regexp_count(x.expression, 'SELECT (meter\.)?(auth\.\w+|current_setting|current_account|hidden_limits)\(');
-- multiple_permissive_policies
SELECT 'two policies for one role', t.name, r.rolname, count(*)
  FROM tables t JOIN pg_policy p ON p.polrelid = t.oid AND p.polpermissive
  JOIN pg_roles r ON r.rolname IN ('anon', 'authenticated', 'service_role', 'meter_app', 'meter_admin', 'meter_reader')
 WHERE EXISTS (SELECT FROM unnest(p.polroles) g WHERE g = 0 OR pg_has_role(r.oid, g, 'MEMBER'))
 GROUP BY t.name, r.rolname, p.polcmd HAVING count(*) > 1;
SELECT 'policy for all', p.polrelid::regclass, p.polname FROM tables t JOIN pg_policy p ON p.polrelid = t.oid WHERE 0 = ANY (p.polroles);

-- rls_policy_always_true, rls_references_user_metadata: policies only let read, and ask nothing that users write themselves
SELECT 'policy that lets write', p.polrelid::regclass, p.polname FROM tables t JOIN pg_policy p ON p.polrelid = t.oid WHERE p.polcmd <> 'r';
SELECT 'asks what users write', p.polrelid::regclass, p.polname FROM tables t JOIN pg_policy p ON p.polrelid = t.oid
 WHERE pg_get_expr(p.polqual, p.polrelid) ~ '(user|app)_?metadata';

-- materialized_view_in_api, foreign_table_in_api, unsupported_reg_types; pg_graphql_anon_ and _authenticated_table_exposed: no whole table
SELECT 'not for an API', c.oid::regclass, c.relkind FROM pg_class c WHERE c.relnamespace = 'meter'::regnamespace AND c.relkind IN ('m', 'f');
SELECT 'of a type that no upgrade carries', a.attrelid::regclass, a.attname FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0
 WHERE a.atttypid::regtype::text ~ '^reg' AND a.atttypid::regtype::text NOT IN ('regclass', 'regrole', 'regtype');
SELECT 'whole table', t.name, r FROM tables t, unnest('{anon,authenticated}'::text[]) r WHERE has_table_privilege(r, t.oid, 'SELECT');
-- extension_in_public: it is, and nothing else of the meter's lies in a schema that an API shows
SELECT 'in public', c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind <> 'c';

-- unindexed_foreign_keys, duplicate_index, no_primary_key
SELECT 'foreign key without index', r.conrelid::regclass, r.conname
  FROM pg_constraint r JOIN tables t ON t.oid = r.conrelid
 WHERE r.contype = 'f'
   AND NOT EXISTS (SELECT FROM pg_index i
                    WHERE i.indrelid = r.conrelid AND i.indisvalid
                      AND (SELECT array_agg(k.a ORDER BY k.a) FROM unnest((i.indkey::int2[])[0:cardinality(r.conkey) - 1]) k (a))
                          = (SELECT array_agg(k.a ORDER BY k.a) FROM unnest(r.conkey) k (a)));
SELECT 'the same index twice', t.name, string_agg(i.indexrelid::regclass::text, ', ')
  FROM tables t JOIN pg_index i ON i.indrelid = t.oid
 GROUP BY t.name, regexp_replace(pg_get_indexdef(i.indexrelid), '^CREATE (UNIQUE )?INDEX \S+ ', '') HAVING count(*) > 1;
SELECT 'without key', name FROM tables t WHERE kind IN ('r', 'p') AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = t.oid AND i.indisprimary);

-- the table of what an end user sees is what they may read
CREATE TEMP TABLE shown AS
    SELECT btrim(r[1], '`') AS name, btrim(c) AS attname
      FROM pg_temp.rows_below(:'operations', '## What an end user sees') r, regexp_split_to_table(split_part(r[2], ':', 1), ',') c;
CREATE TEMP TABLE readable AS
    SELECT t.name, a.attname FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE has_column_privilege('authenticated', t.oid, a.attnum, 'SELECT');
SELECT 'readable, and not documented', * FROM readable EXCEPT SELECT 'readable, and not documented', * FROM shown;
SELECT 'documented, and not readable', * FROM shown EXCEPT SELECT 'documented, and not readable', * FROM readable;
SELECT 'anon reads', t.name FROM tables t WHERE has_any_column_privilege('anon', t.oid, 'SELECT');
SELECT 'more than read', t.name, r FROM tables t, unnest('{anon,authenticated,service_role}'::text[]) r
 WHERE has_any_column_privilege(r, t.oid, 'INSERT, UPDATE, REFERENCES') OR has_table_privilege(r, t.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER');

-- what the library sets directly for its statements, no function sets that it calls, only those of upkeep: Postgres would bring it back for the session after an error
SELECT f.name, s FROM functions f, unnest(f.proconfig) s
 WHERE f.oid IN (SELECT p.oid FROM pg_proc p WHERE p.pronamespace = 'meter'::regnamespace) AND s ~ '^(plan_cache_mode|enable_seqscan|jit)=' ORDER BY 1, 2;

-- the numbers of hidden limits tell of no other plan
SELECT FROM meter_set_plan('dear', markup => 2);
SELECT FROM meter_set_limit('dear budget', 'cost', 5, 'day', plan => 'dear');
SELECT FROM meter_set_limit('other budget', 'cost', 5, 'day', plan => 'max');
SELECT FROM meter_set_account('lint ann', plan => 'dear', auth_subject => 'ann');
SELECT FROM meter_set_account('lint bob', plan => 'max', auth_subject => 'bob');
CREATE ROLE "lint ann" LOGIN; GRANT meter_reader TO "lint ann";
SELECT value FROM meter_set_setting('trusted_logins', 'lint ann');
SET SESSION AUTHORIZATION "lint ann";
SET request.jwt.claims = '{"sub": "ann"}';
SELECT cardinality(meter.hidden_limits());
SET request.jwt.claims = '{"sub": "bob"}';
SELECT cardinality(meter.hidden_limits());
-- one that has counted it stays hidden when it moves to another plan
RESET SESSION AUTHORIZATION;
SELECT used FROM meter_add_tokens('lint bob', 5);
SELECT FROM meter_set_account('lint bob', plan => 'dear');
SET SESSION AUTHORIZATION "lint ann";
SELECT cardinality(meter.hidden_limits());
SELECT count(*) FROM meter.counters c JOIN meter.limits l USING (limit_id) WHERE l.unit = 'cost';
RESET SESSION AUTHORIZATION;
\t off
\a
\c postgres
DROP DATABASE meter_lints;
REVOKE meter_reader FROM authenticated; REVOKE meter_app FROM service_role;
DROP ROLE "lint ann", anon, authenticated, service_role;
