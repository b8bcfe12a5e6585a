CREATE FUNCTION meter_grants(account text)
RETURNS TABLE (grant_id bigint, account text, limit_name text, unit text, kind text, amount numeric, spent numeric,
               expired numeric, remaining numeric, priority integer, expires_at timestamptz, note text, created_at timestamptz,
               voided numeric, voided_at timestamptz, void_note text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
    SELECT meter_internal._meter_ready();
    SELECT * FROM meter.grants_of($1, meter_internal._meter_now());
$$;
COMMENT ON FUNCTION meter_grants IS 'the grants of an account, with what was spent of each, was taken back, and is left';

CREATE FUNCTION meter_void_grant(grant_id bigint, amount numeric DEFAULT NULL, note text DEFAULT NULL)
RETURNS meter_voided_grant
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    at timestamptz;
    g grants;
    result @extschema@.meter_voided_grant;
BEGIN
    PERFORM meter_internal._meter_writes('meter_void_grant()');
    PERFORM meter_internal._meter_need('grant_id', $1::text);
    SELECT x.* INTO g FROM grants x WHERE x.grant_id = $1;
    IF g.grant_id IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'there is no such grant',
            DETAIL = format('grant_id is %s.', $1), HINT = 'meter_grants(account) lists the grants of an account.';
    END IF;
    IF NOT coalesce($2 > 0 AND $2 <= g.amount AND scale(trim_scale($2)) <= 18, true) THEN
        PERFORM raise_violation('grants', 'grant_voided_valid', jsonb_build_object('amount', $2::text));
    ELSIF octet_length($3) > 1024 THEN
        PERFORM raise_violation('grants', 'grant_note_valid', jsonb_build_object('note', $3));
    END IF;
    PERFORM enter_charge(g.account);
    IF (SELECT x.account FROM grants x WHERE x.grant_id = $1) IS DISTINCT FROM g.account THEN  -- while its charges were waited for
        RAISE EXCEPTION USING ERRCODE = 'serialization_failure', MESSAGE = 'the account of a grant has another name now',
            DETAIL = format('grant_id is %s.', $1), HINT = 'Run the transaction again.';
    END IF;
    at := meter_internal._meter_now();
    PERFORM open_period(g.account, f.limit_id)  -- where what is unspent pays what is owed then
       FROM accounts a, limits_in_force(a.account, a.plan) f
      WHERE a.account = g.account AND ((f.l).limit_name, (f.l).unit) = (g.limit_name, g.unit);
    PERFORM void_grant(g, $2, $3, at);
    SELECT x.grant_id, x.account, x.limit_name, x.unit, x.kind, x.amount, x.voided, x.spent, x.expired, x.remaining,
           (SELECT coalesce(sum(owed(c, at)), 0) FROM counters c JOIN limits l USING (limit_id)
             WHERE c.account = x.account AND (l.limit_name, l.unit) = (x.limit_name, x.unit)
               AND c.period_start <= at AND at < c.period_end AND in_force(l, c.account))
           + (SELECT coalesce(sum(v.debt), 0) FROM void_debts(x.account, x.limit_name, x.unit, at) v)
      INTO result FROM grants_of(g.account, at) x WHERE x.grant_id = $1;
    RETURN result;
END $$;
COMMENT ON FUNCTION meter_void_grant IS
    'takes a grant back: what is unspent of it, or amount in all; what was spent beyond is owed, and the next grant pays it';
