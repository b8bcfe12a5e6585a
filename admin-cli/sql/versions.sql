SELECT $1 AS cli_version,
       e.extversion AS extension_version,
       e.extnamespace::regnamespace::text AS schema,
       current_setting('server_version') AS server_version,
       current_database() AS database,
       current_user AS role,
       to_regclass('meter.settings') IS NOT NULL AS initialised
FROM pg_catalog.pg_extension AS e
WHERE e.extname = 'token_meter'
