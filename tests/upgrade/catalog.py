"""What the meter has made in a database, object by object, as comparable rows. A restored expression has other parentheses."""
from __future__ import annotations

from lib.cluster import Cluster
from lib.database import rows

MADE = "(SELECT m.id FROM meter_internal._meter_made() m)"
RELATIONS = "SELECT c.oid FROM pg_class c WHERE c.relnamespace = 'meter'::regnamespace AND c.relname !~ '^usage_log_\\d'"
RIGHTS = "(SELECT array_agg(x::text ORDER BY x::text) FROM unnest({acl}) x WHERE x::text !~ 'analyst')"

QUERIES = {
    "functions": f"""
        SELECT p.oid::regprocedure, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid), p.provolatile, p.prosecdef, p.proconfig,
               pg_get_userbyid(p.proowner), md5(p.prosrc || coalesce(pg_get_function_sqlbody(p.oid), '')), p.probin, p.proparallel, p.proisstrict,
               l.lanname, {RIGHTS.format(acl="coalesce(p.proacl, acldefault('f', p.proowner))")}, obj_description(p.oid, 'pg_proc')
          FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
         WHERE p.pronamespace = 'meter'::regnamespace OR p.oid IN {MADE}""",
    "types": """
        SELECT t.oid::regtype, a.attname, format_type(a.atttypid, a.atttypmod), obj_description(t.oid, 'pg_type')
          FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c' JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
         WHERE t.typname ~ '^meter_' AND t.typnamespace <> 'meter'::regnamespace""",
    "columns": f"""
        SELECT c.relname, c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
               pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum), {RIGHTS.format(acl="a.attacl")}
          FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
         WHERE c.oid IN ({RELATIONS}) AND c.relkind IN ('r', 'p', 'v')""",
    "relations": f"""
        SELECT c.relname, c.relkind, c.relrowsecurity, c.reloptions, pg_get_userbyid(c.relowner), obj_description(c.oid, 'pg_class'),
               {RIGHTS.format(acl="coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's'::" + '"char"' + " ELSE 'r' END, c.relowner))")}
          FROM pg_class c WHERE c.oid IN ({RELATIONS}) AND c.relkind IN ('r', 'p', 'v', 'S')""",
    "constraints": f"""
        SELECT r.conrelid::regclass, r.conname, translate(pg_get_constraintdef(r.oid), '() ', ''), obj_description(r.oid, 'pg_constraint')
          FROM pg_constraint r WHERE r.conrelid IN ({RELATIONS})""",
    "indexes": """
        SELECT i.tablename, i.indexname, i.indexdef FROM pg_indexes i WHERE i.schemaname = 'meter' AND i.tablename !~ '^usage_log_\\d'""",
    "policies": "SELECT p.* FROM pg_policies p WHERE p.schemaname = 'meter' AND p.tablename !~ '^usage_log_\\d'",
    "triggers": f"""
        SELECT g.tgrelid::regclass, g.tgname, g.tgenabled, pg_get_triggerdef(g.oid) FROM pg_trigger g
         WHERE g.tgrelid IN ({RELATIONS}) AND NOT g.tgisinternal""",
    "schemas": """
        SELECT n.nspname, n.nspacl, pg_get_userbyid(n.nspowner), obj_description(n.oid, 'pg_namespace') FROM pg_namespace n
         WHERE n.nspname IN ('meter', 'meter_internal')""",
    "given": "SELECT g.kind, g.object, translate(g.definition, '() ', ''), translate(g.make, '() ', ''), translate(g.change, '() ', '') FROM meter.given g WHERE g.kind <> 'identity'",
    "settings": "SELECT s.setting FROM meter.settings s",
    "shipped prices": "SELECT p.provider, p.model, p.component, p.service_tier, p.context_above, p.price_per_million FROM meter.prices p WHERE p.source = 'seed'",
    "installation": "SELECT i.schema_version, i.code_version, i.scripts FROM meter.installation i",
}


def catalog(cluster: Cluster, database: str) -> dict[str, list]:
    """Kind of object → its rows, sorted."""
    return {kind: sorted(rows(cluster, query, database)) for kind, query in QUERIES.items()}
