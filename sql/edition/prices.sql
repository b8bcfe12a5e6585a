-- The shipped prices, which make sql has read: see sql/engine/imports.sql.
CREATE FUNCTION meter_internal._meter_set_shipped_prices() RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp
AS $shipped$
DECLARE
    added bigint := 0;
    list text;
BEGIN
    -- two lists, one a line: the second adds to the first what begins later or holds at some hours
    FOREACH list IN ARRAY string_to_array($lists$@shipped_prices@$lists$, E'\n') LOOP
        added := added + (SELECT count(*) FILTER (WHERE i.change = 'added')
                            FROM import_rows(list::jsonb, 'seed', NULL, 'epoch', true, false, NULL) i);
    END LOOP;
    RETURN added;
END $shipped$;
