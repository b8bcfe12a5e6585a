-- What the SQL edition has made outside of schema meter, by name: the list is written by make sql. A function of such a name that belongs
-- to others is none of it.
CREATE FUNCTION meter_internal._meter_made() RETURNS TABLE (id oid)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT p.oid FROM pg_proc p WHERE p.pronamespace = to_regnamespace('meter_internal')::oid
    UNION ALL
    SELECT p.oid FROM pg_proc p
     WHERE p.pronamespace = to_regnamespace('@extschema@')::oid
       AND p.proname = ANY ('{@function_names@}'::name[])
       AND (pg_get_userbyid(p.proowner) = 'meter_owner' OR p.proname = 'meter_init');
END;
