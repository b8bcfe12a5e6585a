"""Everything of a metered database that a dump must carry, as comparable values."""
from __future__ import annotations

from lib.cluster import Cluster
from lib.database import rows

TABLES = """
SELECT c.relname FROM pg_class c
 WHERE c.relnamespace = 'meter'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY c.relname
"""
CONTENT = """
SELECT count(*), md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE "C"), ''))
  FROM meter.{table} t
"""
SUMS = "SELECT account, sum(tokens), sum(cost), max(usage_id) FROM meter.usage_log GROUP BY account ORDER BY account"

# What a table has besides its rows. A restored expression may have lost redundant parentheses.
CATALOG = {
    "sequences": """
        SELECT s.schemaname, s.sequencename, s.last_value, s.increment_by, s.cache_size
          FROM pg_sequences s WHERE s.schemaname = 'meter'""",
    "policies": """
        SELECT p.tablename, p.policyname, p.permissive, p.roles, p.cmd, p.qual, p.with_check
          FROM pg_policies p WHERE p.schemaname = 'meter'""",
    "row security, owners and grants": """
        SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, pg_get_userbyid(c.relowner),
               (SELECT array_agg(x::text ORDER BY x::text)
                  FROM unnest(coalesce(c.relacl, acldefault(
                      CASE c.relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END, c.relowner))) x)
          FROM pg_class c
         WHERE c.relnamespace = 'meter'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'S')""",
    "grants on columns": """
        SELECT a.attrelid::regclass, a.attname, (SELECT array_agg(x::text ORDER BY x::text) FROM unnest(a.attacl) x)
          FROM pg_attribute a
         WHERE a.attacl IS NOT NULL AND a.attrelid IN (
               SELECT c.oid FROM pg_class c WHERE c.relnamespace = 'meter'::regnamespace)""",
    "schema": """
        SELECT n.nspname, pg_get_userbyid(n.nspowner),
               (SELECT array_agg(x::text ORDER BY x::text) FROM unnest(n.nspacl) x)
          FROM pg_namespace n WHERE n.nspname = 'meter'""",
    "constraints": """
        SELECT r.conrelid::regclass, r.conname, translate(pg_get_constraintdef(r.oid), '()', '')
          FROM pg_constraint r WHERE r.connamespace = 'meter'::regnamespace AND r.conrelid <> 0
           AND r.contype <> 'n'""",
    "indexes": """
        SELECT i.tablename, i.indexname, i.indexdef FROM pg_indexes i
         WHERE i.schemaname = 'meter'""",
    "triggers": """
        SELECT t.tgrelid::regclass, t.tgname, t.tgenabled, pg_get_triggerdef(t.oid)
          FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
         WHERE c.relnamespace = 'meter'::regnamespace AND NOT t.tgisinternal""",
    "functions": """
        SELECT p.oid::regprocedure, pg_get_userbyid(p.proowner), p.prosecdef, p.proconfig,
               md5(p.prosrc || coalesce(p.prosqlbody::text IS NOT NULL, false)::text),
               (SELECT array_agg(x::text ORDER BY x::text)
                  FROM unnest(coalesce(p.proacl, acldefault('f', p.proowner))) x)
          FROM pg_proc p
         WHERE p.pronamespace = 'meter'::regnamespace OR p.proname LIKE 'meter\\_%'""",
    "comments": """
        SELECT d.classoid::regclass, c.relname, d.objsubid, d.description
          FROM pg_description d JOIN pg_class c ON d.classoid = 'pg_class'::regclass
           AND d.objoid = c.oid
         WHERE c.relnamespace = 'meter'::regnamespace""",
}


def fingerprint(cluster: Cluster, database: str) -> dict[str, list]:
    found = {"sums": rows(cluster, SUMS, database)}
    for (table,) in rows(cluster, TABLES, database):
        found[f"rows of {table}"] = rows(cluster, CONTENT.format(table=table), database)
    for name, query in CATALOG.items():
        found[name] = sorted(rows(cluster, query, database))
    return found
