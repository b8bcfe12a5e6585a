CREATE FUNCTION meter_set_model_rule(pattern text, model text, kind text DEFAULT 'alias', provider text DEFAULT NULL,
                                     to_provider text DEFAULT NULL, place integer DEFAULT 0)
RETURNS meter_model_rule
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    result @extschema@.meter_model_rule; broken text;
BEGIN
    PERFORM meter_internal._meter_writes('meter_set_model_rule()');
    PERFORM meter_internal._meter_need('pattern', $1), meter_internal._meter_need('model', $2),
            meter_internal._meter_need('kind', $3), meter_internal._meter_need('place', $6::text);
    IF $3 = 'list' THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'rules of a list come with the list',
            HINT = 'Import it with meter_import_prices, or set an "alias" or a "regex".';
    ELSIF $3 = 'regex' THEN
        PERFORM meter_internal._meter_regex($1);
    END IF;
    INSERT INTO model_rules AS r (kind, pattern, provider, to_provider, to_model, place)
    VALUES ($3, $1, CASE WHEN $4 IS NOT NULL THEN meter_internal._meter_provider($4) END,
            CASE WHEN $5 IS NOT NULL THEN meter_internal._meter_provider($5) END, $2, $6)
    ON CONFLICT (kind, pattern, provider) WHERE kind <> 'list' DO UPDATE
        SET to_provider = excluded.to_provider, to_model = excluded.to_model, place = excluded.place
    RETURNING r.rule_id, r.kind, r.pattern, r.to_model, r.provider, r.to_provider, r.place INTO result;
    RETURN result;
EXCEPTION WHEN check_violation THEN
    GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;
    PERFORM raise_violation('model_rules', broken, jsonb_build_object(
        'pattern', $1, 'to_model', $2, 'kind', $3, 'provider', $4, 'to_provider', $5, 'place', $6));
END $$;
COMMENT ON FUNCTION meter_set_model_rule IS
    'has calls of a model that has no price of its own go by another model''s: by its very name, or by a regular expression';

CREATE FUNCTION meter_remove_model_rule(pattern text, kind text DEFAULT 'alias', provider text DEFAULT NULL)
RETURNS meter_model_rule
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    result @extschema@.meter_model_rule;
BEGIN
    PERFORM meter_internal._meter_writes('meter_remove_model_rule()');
    PERFORM meter_internal._meter_need('pattern', $1), meter_internal._meter_need('kind', $2);
    DELETE FROM model_rules r
     WHERE r.pattern = $1 AND r.kind = $2 AND r.kind <> 'list'
       AND r.provider IS NOT DISTINCT FROM CASE WHEN $3 IS NOT NULL THEN meter_internal._meter_provider($3) END
    RETURNING r.rule_id, r.kind, r.pattern, r.to_model, r.provider, r.to_provider, r.place INTO result;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'there is no such model rule',
            DETAIL = format('No %s "%s" is set for %s.', $2, $1, coalesce('provider "' || $3 || '"', 'all providers')),
            HINT = 'meter.model_rules lists them.';
    END IF;
    RETURN result;
END $$;
COMMENT ON FUNCTION meter_remove_model_rule IS 'takes another name of a model away';
