CREATE FUNCTION meter_set_pool(account text, provider text, for_account text DEFAULT NULL)
RETURNS meter_pool
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    result @extschema@.meter_pool; broken text;
BEGIN
    PERFORM meter_internal._meter_writes('meter_set_pool()');
    PERFORM meter_internal._meter_need('account', $1), meter_internal._meter_need('provider', $2);
    PERFORM check_account($1), check_account($3);
    PERFORM begin_pooling($1, $3);
    PERFORM carry_on($1);
    INSERT INTO pools (account, provider, for_account) VALUES ($1, meter_internal._meter_provider($2), $3)
    ON CONFLICT ON CONSTRAINT pool_unique DO NOTHING;
    PERFORM recount($1, meter_internal._meter_now());
    SELECT p.account, p.provider, p.for_account INTO result
      FROM pools p WHERE p.account = $1 AND p.provider = meter_internal._meter_provider($2) AND p.for_account IS NOT DISTINCT FROM $3;
    RETURN result;
EXCEPTION WHEN check_violation THEN
    GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;
    PERFORM raise_violation('pools', broken, jsonb_build_object('account', $1, 'provider', $2, 'for_account', $3));
END $$;
COMMENT ON FUNCTION meter_set_pool IS
    'has an account''s limits charged by everybody, or by one account and those below it, who uses the shared key of a provider';

CREATE FUNCTION meter_remove_pool(account text, provider text, for_account text DEFAULT NULL)
RETURNS meter_pool
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    result @extschema@.meter_pool;
BEGIN
    PERFORM meter_internal._meter_writes('meter_remove_pool()');
    PERFORM meter_internal._meter_need('account', $1), meter_internal._meter_need('provider', $2);
    PERFORM begin_pooling($1, $3);
    PERFORM keep_markup($1, ARRAY[$1]);
    DELETE FROM pools p
     WHERE p.account = $1 AND p.provider = meter_internal._meter_provider($2) AND p.for_account IS NOT DISTINCT FROM $3
    RETURNING p.account, p.provider, p.for_account INTO result;
    IF result IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('account "%s" is no such pool', $1),
            DETAIL = format('provider is "%s", for_account is %s.', $2, coalesce('"' || $3 || '"', 'NULL')),
            HINT = 'SELECT * FROM meter.pools lists the pools.';
    END IF;
    RETURN result;
END $$;
COMMENT ON FUNCTION meter_remove_pool IS 'ends a pool: calls are charged to it no more; what it counted stays on record';
