-- Importing a price list, which the CLI has read: the list comes as rows. Reading the formats themselves needs the library. What becomes of each
-- price is decided by import_rows, as with the library.
CREATE FUNCTION meter_internal._meter_import_list(jsonb, text, boolean, timestamptz, text, boolean, numeric)
RETURNS TABLE (change text, provider text, model text, component text, service_tier text, context_above bigint, old_price numeric,
               new_price numeric, reason text, effective_from timestamptz, daily text)
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    begins timestamptz;
BEGIN
    PERFORM meter_internal._meter_writes('meter_import_prices()');
    PERFORM meter_internal._meter_need('prices', $1::text), check_text('provider', $5);
    begins := effective_from($4);
    PERFORM meter_internal._meter_need('add_only', $6::text), meter_internal._meter_need('dry_run', $3::text);
    IF $7 < 1 OR $7 = 'NaN' THEN
        PERFORM raise_invalid('max_factor must be at least 1', pg_catalog.format('max_factor is %s.', $7),
                              '10 lets a price become ten times larger or smaller; NULL lets any change through.');
    ELSIF $2 IS DISTINCT FROM 'rows' OR jsonb_typeof($1 -> 'prices') IS DISTINCT FROM 'array' THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
            MESSAGE = 'the SQL edition of token_meter does not read price files',
            HINT = 'Import the file by "token-meter pricing import", which reads it; or use the extension.';
    END IF;
    RETURN QUERY
    SELECT i.change, i.provider, i.model, i.component, i.service_tier, i.context_above, i.old_price, i.new_price, i.reason, i.effective_from,
           nullif(i.daily, '')
      FROM import_rows($1, $1 ->> 'format', CASE WHEN $5 IS NOT NULL THEN canonical_provider($5) END, begins, $6, $3, $7) i;
END $$;
COMMENT ON FUNCTION meter_internal._meter_import_list IS 'internal: meter_import_prices, which has columns of the names of its arguments';

CREATE FUNCTION meter_import_prices(prices jsonb, format text DEFAULT NULL, dry_run boolean DEFAULT false, effective_from timestamptz DEFAULT NULL,
                                    provider text DEFAULT NULL, add_only boolean DEFAULT false, max_factor numeric DEFAULT 10)
RETURNS TABLE (change text, provider text, model text, component text, service_tier text, context_above bigint, old_price numeric,
               new_price numeric, reason text, effective_from timestamptz, daily text)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
    SELECT * FROM meter_internal._meter_import_list($1, $2, $3, $4, $5, $6, $7);
$$;
