-- Importing a price list, which the CLI has read: the list comes as rows. Reading the formats themselves needs the library.
CREATE FUNCTION meter_internal._meter_import_list(jsonb, text, boolean, timestamptz, text, boolean, numeric)
RETURNS TABLE (change text, provider text, model text, component text, service_tier text, context_above bigint, old_price numeric,
               new_price numeric, reason text, effective_from timestamptz, daily text)
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    begins constant timestamptz := coalesce($4, meter_internal._meter_now());
    tells_only constant boolean := $3;
    factor constant numeric := $7;
    report record;
    jumping text[];
    slips text[];
    within numeric;
BEGIN
    PERFORM meter_internal._meter_writes('meter_import_prices()');
    PERFORM meter_internal._meter_need('prices', $1::text), check_text('provider', $5), check_moment('effective_from', begins),
            meter_internal._meter_need('add_only', $6::text), meter_internal._meter_need('dry_run', $3::text);
    IF begins < meter_internal._meter_now() - interval '1 minute' THEN
        PERFORM raise_invalid('effective_from lies in the past',
            pg_catalog.format('effective_from is %s, now is %s.', begins, meter_internal._meter_now()),
            'Usage on record keeps its cost. To price late usage from then on, use meter_set_price with allow_past => true.');
    ELSIF factor < 1 OR factor = 'NaN' THEN
        PERFORM raise_invalid('max_factor must be at least 1', pg_catalog.format('max_factor is %s.', factor),
            '10 lets a price become ten times larger or smaller; NULL lets any change through.');
    ELSIF $2 IS DISTINCT FROM 'rows' OR jsonb_typeof($1 -> 'prices') IS DISTINCT FROM 'array' THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
            MESSAGE = 'the SQL edition of token_meter does not read price files',
            HINT = 'Import the file by "token-meter pricing import", which reads it; or use the extension.';
    END IF;
    FOR report IN SELECT i.* FROM meter_internal._meter_import_rows($1, $1 ->> 'format', meter_internal._meter_provider_or_null($5), begins, $6,
                                                                   tells_only, factor) i
    LOOP
        change := report.change; provider := report.of_provider; model := report.model; component := report.component;
        service_tier := report.service_tier; context_above := report.context_above; old_price := report.old_price;
        new_price := report.new_price; reason := report.reason; effective_from := report.from_at; daily := nullif(report.daily, '');
        IF factor IS NOT NULL AND report.jumps THEN
            jumping := jumping || meter_internal._meter_told_change(to_jsonb(report));
            within := greatest(within, ceil(greatest(old_price, new_price) / least(old_price, new_price)));
            reason := pg_catalog.format('changes by more than a factor of %s, which an import refuses', factor);
        END IF;
        IF factor IS NOT NULL AND change IN ('added', 'changed') AND new_price > 10000 AND (is_counted(component) OR wholes_of(component) IS NOT NULL) THEN
            slips := slips || meter_internal._meter_told_change(to_jsonb(report));
            reason := 'is dearer than a token can be, which an import refuses';
        END IF;
        RETURN NEXT;
    END LOOP;
    IF tells_only THEN
        RETURN;
    ELSIF jumping IS NOT NULL THEN
        PERFORM raise_invalid(
            CASE cardinality(jumping) WHEN 1 THEN pg_catalog.format('1 price changes by more than a factor of %s', factor)
                                      ELSE pg_catalog.format('%s prices change by more than a factor of %s', cardinality(jumping), factor) END,
            meter_internal._meter_told_changes(jumping) || pg_catalog.format(' All are within max_factor => %s.', within),
            'Nothing was imported. Where the list is wrong, correct or remove that entry; where the old price is, pass a larger max_factor =>, '
            'or NULL for no check. dry_run => true tells each of them.');
    ELSIF slips IS NOT NULL THEN
        PERFORM raise_invalid(
            CASE cardinality(slips) WHEN 1 THEN '1 price of tokens is too high for a million tokens'
                                    ELSE pg_catalog.format('%s prices of tokens are too high for a million tokens', cardinality(slips)) END,
            meter_internal._meter_told_changes(slips),
            'The list seems to give the price of another unit, such as of one token for that of a million. Mend it, or pass max_factor => NULL '
            'to import it as it is.');
    END IF;
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

CREATE FUNCTION meter_internal._meter_provider_or_null(name text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN CASE WHEN name IS NOT NULL THEN meter_internal._meter_provider(name) END;
END $$;
COMMENT ON FUNCTION meter_internal._meter_provider_or_null IS 'internal: the one name of a provider; NULL for none';

-- openai/gpt-4o input from 2.5 (of litellm) to 250
CREATE FUNCTION meter_internal._meter_told_change(report jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    r record;
BEGIN
    SELECT * INTO r FROM jsonb_to_record(report) x (of_provider text, model text, component text, service_tier text, context_above bigint, daily text,
                                                    old_price numeric, new_price numeric, old_source text);
    RETURN concat(r.of_provider, '/', r.model, ' ', r.component, ' ' || nullif(r.service_tier, 'standard'), ' above ' || nullif(r.context_above, 0),
                  ' at ' || nullif(r.daily, ''), ' ',
                  'from ' || r.old_price || CASE WHEN r.old_source = 'set' THEN ' (set by hand)' ELSE concat(' (of ' || r.old_source || ')') END || ' to ',
                  r.new_price);
END $$;
COMMENT ON FUNCTION meter_internal._meter_told_change IS 'internal: a price of an import in words';

CREATE FUNCTION meter_internal._meter_told_changes(told text[]) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN concat('USD per million: ', array_to_string(told[1:5], '; '), CASE WHEN cardinality(told) > 5 THEN '; …' END, '.');
END $$;
COMMENT ON FUNCTION meter_internal._meter_told_changes IS 'internal: the first prices of several in words';
