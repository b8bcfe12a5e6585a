CREATE FUNCTION meter_internal._meter_limit_row(id bigint) RETURNS meter_limit
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    result @extschema@.meter_limit;
BEGIN
    SELECT l.limit_id, l.limit_name, l.plan, l.account, l.unit, l.cap, l.period, l.hard, l.provider, l.model,
           l.operation, l.key_source, l.thresholds, l.anchored, l.carry_over_cap, l.stripes
      INTO result FROM limits l WHERE l.limit_id = id;
    RETURN result;
END $$;
COMMENT ON FUNCTION meter_internal._meter_limit_row IS 'internal: a limit as its setters answer';

CREATE FUNCTION meter_set_limit(limit_name text, unit text, cap numeric, period text, plan text DEFAULT NULL,
                                account text DEFAULT NULL, hard boolean DEFAULT true, provider text DEFAULT NULL,
                                model text DEFAULT NULL, operation text DEFAULT NULL, key_source text DEFAULT 'shared',
                                thresholds numeric[] DEFAULT '{80,95}', anchored boolean DEFAULT false,
                                carry_over_cap numeric DEFAULT NULL, stripes integer DEFAULT NULL,
                                thresholds_left numeric[] DEFAULT NULL)
RETURNS meter_limit
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    -- of percent left, 20 is 80 of percent used
    steps numeric[] := coalesce((SELECT array_agg(t ORDER BY t)
                                   FROM unnest(CASE WHEN $16 IS NULL THEN $12 END) t), '{}')
                    || coalesce((SELECT array_agg(100 - t ORDER BY 100 - t) FROM unnest($16) t), '{}');
    counted_provider text := CASE WHEN btrim($8) <> '' THEN meter_internal._meter_provider($8) ELSE $8 END;
    same limits; new_id bigint; broken text;
BEGIN
    PERFORM meter_internal._meter_writes('meter_set_limit()');
    PERFORM meter_internal._meter_need('limit_name', $1), meter_internal._meter_need('unit', $2),
            meter_internal._meter_need('period', $4), meter_internal._meter_need('hard', $7::text),
            meter_internal._meter_need('thresholds', $12::text), meter_internal._meter_need('anchored', $13::text);
    IF num_nonnulls($5, $6) <> 1 THEN
        PERFORM raise_violation('limits', 'limit_scope_valid', jsonb_build_object('plan', $5, 'account', $6));
    END IF;
    PERFORM check_plan($5), check_account($6);

    -- one that counts the same goes on; what grants have spent above its old cap stays spent
    SELECT l.* INTO same FROM limits l
     WHERE l.limit_name = $1 AND l.removed_at IS NULL AND (l.plan = $5 OR l.account = $6)
       AND (l.unit, l.period, l.anchored) = ($2, $4, $13)
       AND (l.provider, l.model, l.operation, l.key_source) IS NOT DISTINCT FROM (counted_provider, $9, $10, $11);
    IF same.limit_id IS NOT NULL AND same.cap IS DISTINCT FROM $3 THEN
        PERFORM keep_spent(same, meter_internal._meter_now());
    END IF;
    UPDATE limits l SET cap = $3, hard = $7, thresholds = steps, carry_over_cap = $14, stripes = $15, changed_at = now()
     WHERE l.limit_id = same.limit_id AND l.removed_at IS NULL
    RETURNING l.limit_id INTO new_id;
    IF new_id IS NULL THEN
        PERFORM meter_internal._meter_begin_change($5, $6);
        UPDATE limits l SET removed_at = now()
         WHERE l.limit_name = $1 AND l.removed_at IS NULL AND (l.plan = $5 OR l.account = $6);
        INSERT INTO limits AS l (limit_name, plan, account, unit, cap, period, hard, provider, model, operation,
                                 key_source, thresholds, anchored, carry_over_cap, stripes)
        VALUES ($1, $5, $6, $2, $3, $4, $7, counted_provider, $9, $10, $11, steps, $13, $14, $15)
        RETURNING l.limit_id INTO new_id;
        PERFORM recount($6, meter_internal._meter_now());  -- the grants of its name move to it
    END IF;
    RETURN meter_internal._meter_limit_row(new_id);
EXCEPTION WHEN check_violation THEN
    GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;
    PERFORM raise_violation('limits', broken, jsonb_build_object(
        'limit_name', $1, 'unit', $2, 'cap', $3::text, 'period', $4, 'plan', $5, 'account', $6,
        'provider', $8, 'model', $9, 'operation', $10, 'key_source', $11,
        'thresholds', coalesce($16, $12)::text, 'carry_over_cap', $14::text, 'stripes', $15),
        CASE WHEN $16 IS NULL THEN '{}' ELSE '{"thresholds": "thresholds_left"}' END::jsonb);
END $$;
COMMENT ON FUNCTION meter_set_limit IS
    'creates or changes a limit of a plan or an account; cap NULL is unlimited; one made in mid-period counts what was used already';

CREATE FUNCTION meter_remove_limit(limit_name text, plan text DEFAULT NULL, account text DEFAULT NULL)
RETURNS meter_limit
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    old_id bigint;
BEGIN
    PERFORM meter_internal._meter_writes('meter_remove_limit()');
    PERFORM meter_internal._meter_need('limit_name', $1);
    IF num_nonnulls($2, $3) <> 1 THEN
        PERFORM raise_violation('limits', 'limit_scope_valid', jsonb_build_object('plan', $2, 'account', $3));
    END IF;
    PERFORM meter_internal._meter_begin_change($2, $3);
    UPDATE limits l SET removed_at = now()
     WHERE l.limit_name = $1 AND l.removed_at IS NULL AND (l.plan = $2 OR l.account = $3)
    RETURNING l.limit_id INTO old_id;
    IF old_id IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('there is no limit "%s"', $1),
            DETAIL = CASE WHEN $2 IS NULL THEN format('Account "%s" has no limit of that name.', $3)
                          ELSE format('Plan "%s" has no limit of that name.', $2) END,
            HINT = 'meter_status(account) lists the limits of an account.';
    END IF;
    IF $3 IS NOT NULL THEN  -- the plan's limit that it overrode holds again
        PERFORM recount($3, meter_internal._meter_now());
    END IF;
    RETURN meter_internal._meter_limit_row(old_id);
END $$;
COMMENT ON FUNCTION meter_remove_limit IS 'ends a limit of a plan or an account; what it counted stays on record';
