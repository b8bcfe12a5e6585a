-- Price lists are read by the CLI, or where make sql is run, and come as rows: see PriceFile::rows in extension/core. What becomes of
-- them is decided by the statements that the library has too.
CREATE FUNCTION meter_internal._meter_import_prices(
    text[], text[], text[], text[], bigint[], text[], timestamptz, text, boolean, text, boolean, timestamptz[], numeric, text[], boolean)
RETURNS TABLE (change text, provider text, model text, component text, service_tier text, context_above bigint, daily text,
               old_price numeric, new_price numeric, reason text, effective_from timestamptz, jumps boolean, old_source text)
LANGUAGE sql SET search_path = pg_catalog, meter, pg_temp
AS $statement$
@file query/prices_import.sql@
$statement$;
COMMENT ON FUNCTION meter_internal._meter_import_prices IS 'internal: sets the prices of a list that differ from those in force';

CREATE FUNCTION meter_internal._meter_import_rules(text, text[], text[], text[], text[], integer[], boolean) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, meter, pg_temp
AS $statement$
@file query/model_rules_import.sql@
$statement$;
COMMENT ON FUNCTION meter_internal._meter_import_rules IS 'internal: puts the rules of a list in the place of those that it had before';

CREATE FUNCTION meter_internal._meter_import_rows(list jsonb, source text, provider text, effective_from timestamptz, add_only boolean,
                                                  dry_run boolean, max_factor numeric)
RETURNS TABLE (change text, of_provider text, model text, component text, service_tier text, context_above bigint, daily text,
               old_price numeric, new_price numeric, reason text, from_at timestamptz, jumps boolean, old_source text)
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    p record;
    r record;
BEGIN
    SELECT array_agg(x ->> 0) AS providers, array_agg(x ->> 1) AS models, array_agg(x ->> 2) AS components, array_agg(x ->> 3) AS tiers,
           array_agg((x ->> 4)::bigint) AS contexts, array_agg(x ->> 5) AS hours, array_agg(x ->> 6) AS amounts,
           array_agg((x ->> 7)::timestamptz) AS moments
      INTO p FROM jsonb_array_elements(list -> 'prices') WITH ORDINALITY e (x, place)
     WHERE _meter_import_rows.provider IS NULL OR x ->> 0 = _meter_import_rows.provider;
    RETURN QUERY SELECT * FROM meter_internal._meter_import_prices(
        p.providers, p.models, p.components, p.tiers, p.contexts, p.amounts, effective_from, source, dry_run, provider, add_only, p.moments,
        max_factor, p.hours, (list ->> 'has_hours')::boolean);
    IF NOT dry_run THEN
        SELECT array_agg(x ->> 0) AS providers, array_agg(x ->> 1) AS clauses, array_agg(x ->> 2) AS to_providers,
               array_agg(x ->> 3) AS to_models, array_agg((x ->> 4)::integer) AS places
          INTO r FROM jsonb_array_elements(list -> 'rules') x
         WHERE _meter_import_rows.provider IS NULL OR x ->> 0 = _meter_import_rows.provider;
        -- rules have no dates: until the prices begin, those that hold now go by the rules that are there
        PERFORM meter_internal._meter_import_rules(source, r.providers, r.clauses, r.to_providers, r.to_models, r.places,
                                                   add_only OR effective_from > meter_internal._meter_now());
    END IF;
    RETURN QUERY SELECT 'skipped', x ->> 0, x ->> 1, x ->> 2, NULL, NULL::bigint, NULL, NULL::numeric, NULL::numeric, x ->> 3,
                        NULL::timestamptz, false, NULL
                   FROM jsonb_array_elements(list -> 'skipped') x
                  WHERE _meter_import_rows.provider IS NULL OR x ->> 0 = _meter_import_rows.provider;
END $$;
COMMENT ON FUNCTION meter_internal._meter_import_rows IS 'internal: imports a list that comes as rows';

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
                            FROM meter_internal._meter_import_rows(list::jsonb, 'seed', NULL, 'epoch', true, false, NULL) i);
    END LOOP;
    RETURN added;
END $shipped$;
