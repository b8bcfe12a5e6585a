-- of the SQL edition, which is no extension, only its function meter_version() tells the version
SELECT 'extension' AS edition, e.extversion AS version, quote_ident(n.nspname) AS schema
FROM pg_catalog.pg_extension AS e
JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
WHERE e.extname = 'token_meter'
UNION ALL
SELECT 'SQL', NULL, quote_ident(n.nspname)
FROM pg_catalog.pg_proc AS p
JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
WHERE p.proname = 'meter_version' AND pg_catalog.pg_get_userbyid(p.proowner) = 'meter_owner'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'token_meter')
