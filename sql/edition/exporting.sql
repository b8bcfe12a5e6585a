-- The prices as CSV, character by character as the library writes them: see extension/core/src/price_file/csv.rs.
CREATE FUNCTION meter_export_prices(format text DEFAULT 'csv', provider text DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    whose text;
BEGIN
    PERFORM meter_internal._meter_ready(), check_text('provider', provider), check_text('format', format, true);
    whose := CASE WHEN provider IS NOT NULL THEN canonical_provider(provider) END;
    IF format IN ('litellm', 'openrouter', 'genai-prices', 'models.dev') THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
            MESSAGE = pg_catalog.format('the SQL edition of token_meter does not write prices as "%s"', format),
            HINT = 'Prices are written as "csv"; the extension writes "litellm" too.';
    ELSIF format <> 'csv' THEN
        PERFORM raise_invalid(pg_catalog.format('unknown price file format "%s"', format), NULL, 'Prices are written as "csv".');
    END IF;
    RETURN concat(E'provider,model,component,price_per_million,service_tier,context_above,daily,effective_from\n', (
        SELECT string_agg(concat_ws(',', meter_internal._meter_csv_cell(e.provider, true), meter_internal._meter_csv_cell(e.model, true),
                                    meter_internal._meter_csv_cell(e.component), coalesce(trim_scale(e.price)::text, ''),
                                    meter_internal._meter_csv_cell(e.service_tier), e.context_above, e.daily,
                                    meter_internal._meter_csv_moment(e.effective_from)) || E'\n', '' ORDER BY e.place)
          FROM meter_internal._meter_exported(whose, meter_internal._meter_now())
               WITH ORDINALITY e (provider, model, component, service_tier, context_above, daily, price, effective_from, place)));
END $$;

CREATE FUNCTION meter_internal._meter_exported(text, timestamptz)
RETURNS TABLE (provider text, model text, component text, service_tier text, context_above bigint, daily text, price numeric,
               effective_from timestamptz)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT x.provider, x.model, x.component, x.service_tier, x.context_above, x.daily, x.price_per_million::numeric, x.effective_from
                   FROM (
@file query/prices_export.sql@
                   ) x;
END $$;
COMMENT ON FUNCTION meter_internal._meter_exported IS 'internal: the prices in force and those set for later, in the order of an export';

CREATE FUNCTION meter_internal._meter_csv_cell(cell text, guarded boolean DEFAULT false) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF guarded AND cell ~ E'^([\\t\\r\\n]|\\s*[-=+@''＝＋－＠])' THEN  -- no spreadsheet takes it for a formula
        cell := '''' || cell;
    END IF;
    RETURN CASE WHEN cell ~ E'[,"\\r\\n]' THEN concat('"', replace(cell, '"', '""'), '"') ELSE cell END;
END $$;
COMMENT ON FUNCTION meter_internal._meter_csv_cell IS 'internal: a cell of a CSV file';

CREATE FUNCTION meter_internal._meter_csv_moment(at timestamptz) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
AS $$
BEGIN
    -- as many digits of a second as it has, by threes
    RETURN concat(to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS'),
                  CASE WHEN extract(microseconds FROM at)::bigint % 1000000 = 0 THEN ''
                       WHEN extract(microseconds FROM at)::bigint % 1000 = 0 THEN to_char(at, '.MS') ELSE to_char(at, '.US') END, 'Z');
END $$;
COMMENT ON FUNCTION meter_internal._meter_csv_moment IS 'internal: a moment in a CSV file';
