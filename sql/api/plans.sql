CREATE FUNCTION meter_set_plan(plan text, description text DEFAULT NULL, is_default boolean DEFAULT NULL,
                               markup numeric DEFAULT NULL)
RETURNS meter_plan
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    result @extschema@.meter_plan; broken text;
BEGIN
    PERFORM meter_internal._meter_writes('meter_set_plan()');
    PERFORM meter_internal._meter_need('plan', $1);
    IF NOT $3 AND EXISTS (SELECT FROM plans p WHERE p.plan = $1 AND p.is_default) THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'there must be a default plan',
            DETAIL = format('Plan "%s" is the default.', $1),
            HINT = 'Make another plan the default: meter_set_plan(''other'', is_default => true).';
    END IF;
    IF $3 AND EXISTS (SELECT FROM pools) AND NOT EXISTS (SELECT FROM plans p WHERE p.plan = $1 AND p.is_default) THEN
        PERFORM begin_regrouping(), close_all_accounts();  -- the default plan's limits are not lent to others
        PERFORM end_expired(ARRAY(SELECT pools.account FROM pools));
        PERFORM carry_on(p.account) FROM (SELECT DISTINCT pools.account FROM pools ORDER BY pools.account) p;
    END IF;
    IF $3 THEN
        UPDATE plans p SET is_default = false WHERE p.is_default AND p.plan <> $1;
    END IF;
    INSERT INTO plans AS p (plan, description, is_default, markup, marked_up)
    VALUES ($1, $2, coalesce($3, false), trim_scale($4), coalesce($4 <> 1, false))
    ON CONFLICT ON CONSTRAINT plans_pkey DO UPDATE
        SET description = coalesce($2, p.description), is_default = coalesce($3, p.is_default), markup = coalesce($4, p.markup),
            marked_up = p.marked_up OR excluded.marked_up
    RETURNING p.plan, p.description, p.is_default, p.markup INTO result;
    IF $3 THEN
        PERFORM recount(p.account, meter_internal._meter_now()) FROM (SELECT DISTINCT pools.account FROM pools) p;
    END IF;
    RETURN result;
EXCEPTION WHEN check_violation THEN
    GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;
    PERFORM raise_violation('plans', broken, jsonb_build_object(
        'plan', $1, 'description', $2, 'is_default', $3, 'markup', $4));
END $$;
COMMENT ON FUNCTION meter_set_plan IS 'creates or changes a plan; NULL leaves a value as it is; the old default gives way to a new one';
