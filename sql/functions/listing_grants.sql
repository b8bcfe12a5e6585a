-- What is left of each grant, as a listing shows it at any moment. A debt is repaid when the running counter is next brought up to date;
-- meter_status foresees that, and so does a listing: the two agree without a call in between.

-- What each grant of an account repays then. Of all that grants could spend on the running counter, what it will not have room for is
-- repaid: the limit's own cap burns first, and grants in their order. A carry-over that is not there yet pays before them.
CREATE OR REPLACE FUNCTION soon_repaid(account text, at timestamptz) RETURNS TABLE (grant_id bigint, amount numeric)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    a meter.accounts;
    l meter.limits;
    soon meter.counters;
BEGIN
    SELECT x.* INTO a FROM meter.accounts x WHERE x.account = soon_repaid.account;
    FOR l IN SELECT (x.l).* FROM meter.limits_in_force_at(a.account, a.plan, soon_repaid.at) x
              WHERE (x.l).cap IS NOT NULL
                AND meter.has_grants(a.account, x.l)
    LOOP
        soon := meter.find_counter(a.account, l.limit_id, soon_repaid.at);
        CONTINUE WHEN soon.stale_at > soon_repaid.at;  -- its row is up to date
        soon := meter.current_counter(a, l.limit_id, soon_repaid.at, soon_repaid.at);
        RETURN QUERY
            SELECT u.grant_id, least(u.unspent, u.repaid - u.before)
              FROM (SELECT g.grant_id, x.unspent,
                           sum(x.unspent) OVER () - greatest(0, l.cap + soon.granted - soon.used) AS repaid,
                           coalesce(sum(x.unspent) OVER (ORDER BY g.priority, g.expires_at, g.grant_id
                                                         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
                      FROM (SELECT y.grant_id, sum(y.unspent) AS unspent
                              FROM (SELECT d.grant_id, CASE WHEN d.expires_at <= soon_repaid.at THEN held.spent - d.spent
                                                            ELSE d.unspent END AS unspent
                                      FROM meter.drawn(soon.counter_id, soon.used) d
                                      JOIN meter.drawn(soon.counter_id,
                                                       soon.used + meter.reserved_at(soon.counter_id, soon_repaid.at)) held USING (grant_id)
                                    UNION ALL
                                    SELECT s.grant_id, s.unspent FROM meter.standing(a.account, l, soon_repaid.at) s
                                     WHERE s.counter_id IS DISTINCT FROM soon.counter_id) y
                             GROUP BY y.grant_id) x
                      JOIN meter.grants g USING (grant_id)) u
             WHERE u.repaid > u.before AND u.unspent > 0;
    END LOOP;
END $$;
COMMENT ON FUNCTION soon_repaid IS 'what each grant of an account repays of debts when the running period is next brought up to date';

-- The grants of an account with what is left of each.
CREATE OR REPLACE FUNCTION grants_of(account text, at timestamptz)
RETURNS TABLE (grant_id bigint, account text, limit_name text, unit text, kind text, amount numeric, spent numeric,
               expired numeric, remaining numeric, priority integer, expires_at timestamptz, note text, created_at timestamptz,
               voided numeric, voided_at timestamptz, void_note text)
LANGUAGE sql STABLE SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    SELECT g.grant_id, g.account, g.limit_name, g.unit, g.kind, g.amount, s.spent,
           CASE WHEN g.expires_at <= grants_of.at THEN g.amount - g.voided - s.spent ELSE 0 END,
           CASE WHEN g.expires_at <= grants_of.at THEN 0 ELSE g.amount - g.voided - s.spent END,
           g.priority, g.expires_at, g.note, g.created_at, g.voided, g.voided_at, g.void_note
      FROM grants g
      LEFT JOIN (SELECT r.grant_id, sum(r.amount) AS amount FROM soon_repaid(grants_of.account, grants_of.at) r GROUP BY 1) soon
        ON soon.grant_id = g.grant_id
     CROSS JOIN LATERAL (
            SELECT coalesce(sum(d.spent), 0) + coalesce(soon.amount, 0) AS spent
              FROM allotments a JOIN counters c USING (counter_id), drawn(c.counter_id, used_of(c)) d
             WHERE a.grant_id = g.grant_id AND d.grant_id = g.grant_id) s
     WHERE g.account = grants_of.account
     ORDER BY g.grant_id;
END;

-- The bought part of a limit: its own cap plus all purchases and top-ups, less what was voided of them. Gifts, refunds and carry-overs are not
-- in it, what was bought and has expired is. NULL where the limit has no cap.
CREATE OR REPLACE FUNCTION purchased(account text, limit_name text, unit text, at timestamptz) RETURNS numeric
LANGUAGE sql STABLE SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    SELECT (f.l).cap + coalesce((SELECT sum(g.amount - g.voided) FROM grants g
                              WHERE (g.account, g.limit_name, g.unit) = (a.account, (f.l).limit_name, (f.l).unit) AND g.kind IN ('purchase', 'top_up')), 0)
      FROM accounts a, LATERAL limits_in_force_at(a.account, a.plan, purchased.at) f
     WHERE a.account = purchased.account AND (f.l).limit_name = purchased.limit_name AND (f.l).unit = purchased.unit;
END;
COMMENT ON FUNCTION purchased IS 'the cap of a limit plus its purchases and top-ups, less voids; without gifts, refunds and carry-overs';
