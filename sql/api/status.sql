-- How full an account's limits are. By a name of the meter's own schema too, where nobody can make an overload of it: see docs/architecture.md,
-- Security. In SQL: PL/pgSQL has no argument of the same name as a column of the answer.
CREATE FUNCTION meter_internal._meter_status(text)
RETURNS TABLE (account text, limit_name text, plan text, unit text, period text, hard boolean, provider text, model text, operation text,
               key_source text, used numeric, reserved numeric, cap numeric, remaining numeric, percent numeric, level text,
               period_start timestamptz, resets_at timestamptz, payer text, payer_is text, pool_providers text[])
LANGUAGE sql STABLE SET search_path = pg_catalog, meter, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
AS $$
    SELECT check_text('account', $1, true), meter_internal._meter_ready();
    SELECT $1, (s.l).limit_name, (s.l).plan, (s.l).unit, (s.l).period, (s.l).hard, (s.l).provider, (s.l).model, (s.l).operation,
           (s.l).key_source, (s.c).used, (s.c).reserved, (s.l).cap + (s.c).granted,
           CASE WHEN (s.l).cap IS NOT NULL THEN greatest(0, (s.l).cap + (s.c).granted - (s.c).used - (s.c).reserved) END,
           percent_of((s.c).used + (s.c).reserved, (s.l).cap + (s.c).granted),
           level_of((s.c).used + (s.c).reserved, (s.l).cap + (s.c).granted, (s.l).thresholds),
           counts_since((s.l).period, (s.c).period_start), resets_at(s.payer, s.l, s.c), s.payer, s.payer_is, s.pool_providers
      FROM status_of($1) s;
$$;
COMMENT ON FUNCTION meter_internal._meter_status IS 'internal: meter_status, by a name that nobody else can take';

CREATE FUNCTION meter_status(account text)
RETURNS TABLE (account text, limit_name text, plan text, unit text, period text, hard boolean, provider text, model text, operation text,
               key_source text, used numeric, reserved numeric, cap numeric, remaining numeric, percent numeric, level text,
               period_start timestamptz, resets_at timestamptz, payer text, payer_is text, pool_providers text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
AS $$
    SELECT s.* FROM meter_internal._meter_status($1) s;
$$;
COMMENT ON FUNCTION meter_status IS 'one row a limit of the account: what a gauge needs';
