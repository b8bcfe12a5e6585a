CREATE FUNCTION meter_grant(
    account text, limit_name text, amount numeric, kind text DEFAULT 'purchase', priority integer DEFAULT 0,
    expires_at timestamptz DEFAULT NULL, note text DEFAULT NULL, idempotency_key text DEFAULT NULL)
RETURNS TABLE (grant_id bigint, account text, limit_name text, unit text, kind text, amount numeric, remaining numeric, priority integer,
               expires_at timestamptz, note text, created_at timestamptz)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
AS $$
    SELECT meter_internal._meter_writes('meter_grant()');
    SELECT (o.g).grant_id, (o.g).account, (o.g).limit_name, (o.g).unit, (o.g).kind, (o.g).amount, o.remaining, (o.g).priority,
           (o.g).expires_at, (o.g).note, (o.g).created_at
      FROM grant_once($1, $2, $3, $4, $5, $6, $7, $8) o;
$$;
COMMENT ON FUNCTION meter_grant IS 'adds a purchase, top-up, gift, refund or carry-over to a limit of an account';
