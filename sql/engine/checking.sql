-- Whether a call would pass, whole or cut, and how full an account's limits are. Reads only.

CREATE OR REPLACE FUNCTION payer_of(a accounts, payer text) RETURNS accounts
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF payer <> a.account THEN
        SELECT x.* INTO a FROM accounts x WHERE x.account = payer;
    END IF;
    RETURN a;
END $$;

CREATE OR REPLACE FUNCTION check_quota(u usage_log) RETURNS verdict
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    a accounts := imagine_account(u.account, u.at);
    now constant timestamptz := now_at();
    readings reading[];
    charged reading[] := '{}'::reading[];
    r reading;
    reason text;
    cut record;
    capped boolean := false;
BEGIN
    u := price_call(as_of_account(u, a));
    u.charged_cost := charged_cost(u.cost, u.markup, u.key_source);
    readings := readings_of(u, a, NULL, now);
    FOR i IN 1 .. cardinality(readings) LOOP
        r := readings[i];
        r := with_counter(r, current_counter(payer_of(a, r.payer), r.limit_id, u.at, now));
        reason := refusal(u.enforced AND r.hard, r.cap, r.used + r.reserved, r.granted, r.amount);
        IF reason IS NOT NULL THEN
            r.refusal := reason;
            IF NOT may_cap(r) THEN
                -- a check writes no denial; and no line of the server's log by default, or a statement could fill it
                RAISE DEBUG 'quota of account "%" refuses a call: %, limit %', u.account, reason, r.limit_name;
                RETURN verdict_of_refusal(u, reason, r);
            END IF;
            r.refusal := 'capped';
            capped := true;
        END IF;
        readings[i] := r;
        r.used := r.used + coalesce(r.amount, 0);
        charged := charged || r;
    END LOOP;
    IF capped THEN
        cut := cut_call(u, readings);
        IF (cut.refused).payer IS NOT NULL THEN
            RETURN verdict_of_refusal(u, 'over_limit', cut.refused);
        END IF;
        RETURN verdict_of(cut.u, 'capped', cut.readings);
    END IF;
    RETURN verdict_of(u, reason_after(u, charged), readings);
END $$;
COMMENT ON FUNCTION check_quota IS 'the verdict that a call would get now; writes nothing';

-- Every limit that may refuse a call of an account, whatever the call: its own, those of the accounts above it, and those that pools lend.
CREATE OR REPLACE FUNCTION limits_that_may_refuse(a accounts)
RETURNS TABLE (payer text, payer_is text, pool_providers text[], l limits)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT p.account, p.payer_is, p.providers, x.l
      FROM (SELECT a.account, a.plan, 'account' AS payer_is, NULL::text[] AS providers, 0 AS place
            UNION ALL
            SELECT y.account, y.plan, 'parent', NULL, array_position(a.ancestors, y.account)
              FROM accounts y WHERE y.account = ANY (a.ancestors)
            UNION ALL
            SELECT y.account, y.plan, 'pool', o.providers, 1 + cardinality(a.ancestors)
              FROM (SELECT p.account, array_agg(DISTINCT p.provider ORDER BY p.provider) AS providers
                      FROM pools p
                     WHERE (p.for_account IS NULL OR p.for_account = a.account OR p.for_account = ANY (a.ancestors))
                       AND p.account <> a.account AND p.account <> ALL (a.ancestors)
                     GROUP BY p.account) o
              JOIN accounts y USING (account)) p,
           LATERAL limits_in_force_at(p.account, p.plan, now_at()) x
     WHERE p.providers IS NULL
        OR (is_lent(x.l) AND (x.l).key_source IS DISTINCT FROM 'own' AND ((x.l).provider IS NULL OR (x.l).provider = ANY (p.providers)))
     ORDER BY p.place, p.account, (x.l).limit_name, x.limit_id;
END $$;
COMMENT ON FUNCTION limits_that_may_refuse IS 'the limits that may refuse a call of an account, and whose they are';

CREATE OR REPLACE FUNCTION status_of(account text)
RETURNS TABLE (payer text, payer_is text, pool_providers text[], l limits, c counters)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    now constant timestamptz := now_at();
    a accounts := imagine_account(status_of.account, now);
BEGIN
    RETURN QUERY SELECT m.payer, m.payer_is, m.pool_providers, m.l, current_counter(payer_of(a, m.payer), (m.l).limit_id, now, now)
                   FROM limits_that_may_refuse(a) m;
END $$;
COMMENT ON FUNCTION status_of IS 'the limits that may refuse an account, with their counters as they stand now';
