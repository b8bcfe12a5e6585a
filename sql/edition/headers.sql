-- What a later version compares with its own, so that it makes anew what is another: the list is written by make sql.
CREATE FUNCTION meter_internal._meter_headers() RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
RETURN '{@function_headers@}'::text[];
COMMENT ON FUNCTION meter_internal._meter_headers IS 'internal: the functions of this edition, each with an md5 of its arguments and answer';
