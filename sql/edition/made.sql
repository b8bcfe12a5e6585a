-- What the SQL edition has made outside of schema meter. The list is written by make sql: the name of each function, and an md5 of its
-- arguments and answer, by which a later version knows what it has to make anew.
CREATE FUNCTION meter_internal._meter_headers() RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
RETURN '{@function_headers@}'::text[];
COMMENT ON FUNCTION meter_internal._meter_headers IS 'internal: the functions of this edition, each with an md5 of its arguments and answer';

CREATE FUNCTION meter_internal._meter_made() RETURNS TABLE (id oid)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT p.oid FROM pg_proc p WHERE p.pronamespace = to_regnamespace('meter_internal')::oid
    UNION ALL
    SELECT p.oid FROM pg_proc p
     WHERE p.pronamespace = to_regnamespace('@extschema@')::oid
       AND p.proname IN (SELECT split_part(h.header, ' ', 1) FROM unnest(meter_internal._meter_headers()) h (header))
       AND (pg_get_userbyid(p.proowner) = 'meter_owner' OR p.proname = 'meter_init');
END;
