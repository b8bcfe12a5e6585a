-- The scripts that make schema meter, which the library has compiled into it.
CREATE FUNCTION meter_internal._meter_scripts() RETURNS TABLE (purpose text, version integer, file text, script text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $scripts$
SELECT s.* FROM (VALUES
@scripts@
) s (purpose, version, file, script)
$scripts$;

CREATE FUNCTION meter_internal._meter_code_version() RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
RETURN '@version@';

-- As semantic versions have it: what follows the plus sign is the build, and is not compared.
CREATE FUNCTION meter_version() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN '@version@+sql';
