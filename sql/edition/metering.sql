-- The metering calls of the SQL edition: arguments to a call, the call to the engine, the engine's verdict to the caller.
--
-- Their statements are found by keys: a plan for known values is no better, and one that was made while a table had hardly a row must not read
-- the whole table when it has grown. So they get generic plans, by an index where there is one, and no JIT.

CREATE FUNCTION meter_add_tokens(
    account text, input_tokens bigint, output_tokens bigint DEFAULT 0, model text DEFAULT NULL, provider text DEFAULT NULL,
    operation text DEFAULT NULL, operation_id text DEFAULT NULL, session_id text DEFAULT NULL, cache_read_tokens bigint DEFAULT 0,
    cache_write_tokens bigint DEFAULT 0, reasoning_tokens bigint DEFAULT 0, audio_input_tokens bigint DEFAULT 0,
    audio_output_tokens bigint DEFAULT 0, service_tier text DEFAULT 'standard', key_source text DEFAULT NULL, metadata jsonb DEFAULT NULL,
    idempotency_key text DEFAULT NULL, at timestamptz DEFAULT NULL, enforce boolean DEFAULT true, other_units jsonb DEFAULT NULL,
    conditions text[] DEFAULT NULL, reported_cost numeric DEFAULT NULL)
RETURNS SETOF meter_verdict
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
AS $$
DECLARE
    ready constant boolean := meter_internal._meter_ready_for('meter_add_tokens()');
    -- as most calls are: counts and names, and nothing else
    plain constant boolean := is_plain_call(account, input_tokens, output_tokens, model, provider, operation, operation_id, session_id,
                                            cache_read_tokens, cache_write_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens)
        AND service_tier = 'standard' AND enforce AND (audio_input_tokens | audio_output_tokens) = 0
        AND num_nonnulls(key_source, metadata, idempotency_key, at, other_units, conditions, reported_cost) = 0
        AND NOT keeps_snapshot() AND has_plain_names(provider, model);
    v record;  -- a verdict, once there is schema meter
BEGIN
    IF plain THEN  -- NULL: it names no model or provider
        v := charge_ordinary(account, input_tokens, output_tokens, model, provider, operation, operation_id, session_id, cache_read_tokens,
                             cache_write_tokens, reasoning_tokens);
        IF v.allowed THEN
            RETURN NEXT v;
            RETURN;
        END IF;
    ELSIF idempotency_key IS NOT NULL THEN
        PERFORM check_text('idempotency_key', idempotency_key);
    END IF;
    v := charge_once(
        call_row(account => account, input_tokens => input_tokens, output_tokens => output_tokens, model => model, provider => provider,
                 operation => operation, operation_id => operation_id, session_id => session_id, cache_read_tokens => cache_read_tokens,
                 cache_write_tokens => cache_write_tokens, reasoning_tokens => reasoning_tokens, audio_input_tokens => audio_input_tokens,
                 audio_output_tokens => audio_output_tokens, service_tier => service_tier, key_source => key_source, metadata => metadata,
                 at => at, enforce => enforce, other_units => other_units, conditions => conditions, reported_cost => reported_cost),
        at IS NOT NULL, idempotency_key, NULL, entered => coalesce(plain, false));
    RETURN NEXT v;
END $$;

CREATE FUNCTION meter_check_quota(
    account text, input_tokens bigint DEFAULT 1, output_tokens bigint DEFAULT 0, model text DEFAULT NULL, provider text DEFAULT NULL,
    operation text DEFAULT NULL, key_source text DEFAULT NULL, conditions text[] DEFAULT NULL)
RETURNS SETOF meter_verdict
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
AS $$
DECLARE
    ready constant boolean := meter_internal._meter_ready_for(NULL);
    v record;  -- a verdict, once there is schema meter
BEGIN
    IF is_plain_call(account, input_tokens, output_tokens, model, provider, operation, NULL, NULL, 0, 0, 0, 0, 0)
       AND num_nonnulls(key_source, conditions) = 0 AND has_plain_names(provider, model) THEN
        v := check_ordinary(account, input_tokens, output_tokens, model, provider);
        IF v.allowed THEN
            RETURN NEXT v;
            RETURN;
        END IF;
    END IF;
    v := check_quota(call_row(
        account => account, input_tokens => input_tokens, output_tokens => output_tokens, model => model, provider => provider,
        operation => operation, key_source => key_source, conditions => conditions));
    RETURN NEXT v;
END $$;

CREATE FUNCTION meter_internal._meter_check_quota(
    account text, input_tokens bigint, output_tokens bigint, model text, provider text, operation text, key_source text)
RETURNS SETOF meter_verdict
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    PERFORM meter_internal._meter_ready();
    RETURN QUERY SELECT v.* FROM check_quota(call_row(
        account => account, input_tokens => input_tokens, output_tokens => output_tokens, model => model, provider => provider,
        operation => operation, key_source => key_source)) v;
END $$;

CREATE FUNCTION meter_reserve(
    account text, input_tokens bigint, output_tokens bigint DEFAULT 0, model text DEFAULT NULL, provider text DEFAULT NULL,
    operation text DEFAULT NULL, operation_id text DEFAULT NULL, session_id text DEFAULT NULL, cache_read_tokens bigint DEFAULT 0,
    cache_write_tokens bigint DEFAULT 0, service_tier text DEFAULT 'standard', key_source text DEFAULT NULL, metadata jsonb DEFAULT NULL,
    idempotency_key text DEFAULT NULL, ttl interval DEFAULT '10 minutes', other_units jsonb DEFAULT NULL, conditions text[] DEFAULT NULL)
RETURNS SETOF meter_verdict
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
AS $$
BEGIN
    PERFORM meter_internal._meter_ready_for('meter_reserve()');
    RETURN QUERY SELECT v.* FROM reserve_once(
        call_row(account => account, input_tokens => input_tokens, output_tokens => output_tokens, model => model, provider => provider,
                 operation => operation, operation_id => operation_id, session_id => session_id, cache_read_tokens => cache_read_tokens,
                 cache_write_tokens => cache_write_tokens, service_tier => service_tier, key_source => key_source, metadata => metadata,
                 other_units => other_units, conditions => conditions),
        ttl, idempotency_key) v;
END $$;

CREATE FUNCTION meter_settle(
    hold_id bigint, input_tokens bigint DEFAULT NULL, output_tokens bigint DEFAULT 0, cache_read_tokens bigint DEFAULT 0,
    cache_write_tokens bigint DEFAULT 0, reasoning_tokens bigint DEFAULT 0, audio_input_tokens bigint DEFAULT 0,
    audio_output_tokens bigint DEFAULT 0, service_tier text DEFAULT NULL, operation_id text DEFAULT NULL, metadata jsonb DEFAULT NULL,
    account text DEFAULT NULL, idempotency_key text DEFAULT NULL, response jsonb DEFAULT NULL, other_units jsonb DEFAULT NULL,
    conditions text[] DEFAULT NULL, headers jsonb DEFAULT NULL, model text DEFAULT NULL, provider text DEFAULT NULL,
    reported_cost numeric DEFAULT NULL)
RETURNS SETOF meter_verdict
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
AS $$
BEGIN
    PERFORM meter_internal._meter_ready_for('meter_settle()');
    RETURN QUERY SELECT v.* FROM settle_hold(
        hold_id, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, audio_input_tokens,
        audio_output_tokens, service_tier, operation_id, metadata, account, idempotency_key, response, other_units,
        conditions, headers, model, provider, reported_cost) v;
END $$;

CREATE FUNCTION meter_add_batch(events jsonb)
RETURNS TABLE (event bigint, allowed boolean, reason text, limit_name text, unit text, period text, used numeric, reserved numeric,
               cap numeric, remaining numeric, percent numeric, level text, resets_at timestamptz, tokens bigint, cost numeric,
               usage_id bigint, charged_cost numeric, price_match text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
AS $$
BEGIN
    PERFORM meter_internal._meter_ready_for('meter_add_batch()');
    RETURN QUERY
    SELECT v.n, v.allowed, v.reason, v.limit_name, v.unit, v.period, v.used, v.reserved, v.cap, v.remaining, v.percent, v.level,
           v.resets_at, v.tokens, v.cost, v.usage_id, v.charged_cost, v.price_match
      FROM unnest(charge_events(events)) WITH ORDINALITY v (
           allowed, reason, limit_name, unit, period, used, reserved, cap, remaining, percent, level, resets_at, tokens, cost,
           usage_id, hold_id, charged_cost, price_match, duplicate, n)
     ORDER BY v.n;
END $$;
