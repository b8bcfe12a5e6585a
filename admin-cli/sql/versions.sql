SELECT $1 AS cli_version,
       $2 AS edition,
       $3 AS extension_version,
       $4 AS meter_version,
       $5 AS schema,
       current_setting('server_version') AS server_version,
       current_database() AS database,
       current_user AS role,
       to_regclass('meter.settings') IS NOT NULL AS initialised
