CREATE FUNCTION meter_set_plan(plan text, description text DEFAULT NULL, is_default boolean DEFAULT NULL,
                               markup numeric DEFAULT NULL)
RETURNS TABLE (plan text, description text, is_default boolean, markup numeric)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    broken text; row_text text;
BEGIN
    PERFORM @extschema@._meter_ready();
    PERFORM @extschema@._meter_need('plan', $1);
    IF $4 IS NOT NULL THEN
        PERFORM @extschema@._meter_not_yet('markup', $4::text);
    END IF;
    IF $3 IS NOT TRUE AND (SELECT p.is_default FROM plans p WHERE p.plan = $1) AND $3 IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'there must be a default plan',
            DETAIL = format('Plan "%s" is the default.', $1),
            HINT = 'Make another plan the default: meter_set_plan(''other'', is_default => true).';
    END IF;
    IF $3 THEN
        UPDATE plans p SET is_default = false WHERE p.is_default AND p.plan <> $1;
    END IF;
    RETURN QUERY
        INSERT INTO plans AS p (plan, description, is_default, markup) VALUES ($1, $2, coalesce($3, false), $4)
        ON CONFLICT ON CONSTRAINT plans_pkey DO UPDATE
            SET description = coalesce($2, p.description), is_default = coalesce($3, p.is_default)
        RETURNING p.plan, p.description, p.is_default, p.markup;
EXCEPTION WHEN check_violation THEN
    GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME, row_text = PG_EXCEPTION_DETAIL;
    PERFORM raise_violation('plans', broken, row_text);
END $$;
COMMENT ON FUNCTION meter_set_plan IS 'creates or changes a plan; NULL leaves a value as it is; the old default gives way to a new one';
