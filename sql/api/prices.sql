CREATE FUNCTION meter_set_price(provider text, model text, component text, price_per_million numeric,
                                effective_from timestamptz DEFAULT NULL, context_above bigint DEFAULT 0,
                                service_tier text DEFAULT 'standard', allow_past boolean DEFAULT false,
                                daily text DEFAULT NULL)
RETURNS meter_price
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    from_at timestamptz := coalesce($5, meter_internal._meter_now());
    result @extschema@.meter_price; broken text;
BEGIN
    PERFORM meter_internal._meter_writes('meter_set_price()');
    PERFORM meter_internal._meter_need('provider', $1), meter_internal._meter_need('model', $2),
            meter_internal._meter_need('component', $3), meter_internal._meter_need('price_per_million', $4::text),
            meter_internal._meter_need('context_above', $6::text), meter_internal._meter_need('service_tier', $7);
    IF from_at < meter_internal._meter_now() - interval '1 minute' AND $8 IS NOT TRUE THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'effective_from lies in the past',
            DETAIL = format('effective_from is %s.', from_at),
            HINT = 'Usage on record keeps its cost. To price late usage from then on, pass allow_past => true.';
    END IF;
    INSERT INTO prices AS p (provider, model, component, service_tier, context_above, daily, price_per_million,
                             effective_from)
    VALUES (meter_internal._meter_provider($1), $2, $3, $7, $6, coalesce($9, ''), trim_scale($4), from_at)
    RETURNING p.price_id, p.provider, p.model, p.component, p.service_tier, p.context_above, p.price_per_million,
              p.effective_from, p.source, nullif(p.daily, '') INTO result;
    RETURN result;
EXCEPTION
    WHEN check_violation THEN
        GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;
        PERFORM raise_violation('prices', broken, jsonb_build_object(
        'provider', $1, 'model', $2, 'component', $3, 'price_per_million', $4::text,
        'effective_from', $5, 'context_above', $6, 'service_tier', $7, 'daily', $9));
    WHEN unique_violation THEN
        RAISE EXCEPTION USING ERRCODE = 'unique_violation',
            MESSAGE = 'that price is set for that moment already',
            DETAIL = format('%s %s %s from %s.', $1, $2, $3, from_at),
            HINT = 'A price is never edited: give a later effective_from.';
END $$;
COMMENT ON FUNCTION meter_set_price IS
    'sets the USD price of a million units of a component from a moment on; usage on record keeps its cost';
