-- Takes back a grant, or so much of it in all: first what is unspent, wherever it stands, then what was spent, which is owed from then
-- on. NULL takes back what is unspent. Done again it takes nothing more. The caller has entered the account.
CREATE OR REPLACE FUNCTION void_grant(g grants, amount numeric, note text, at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    places bigint[];
    place record;
    rest numeric;
    part numeric;
    voided_now numeric := 0;
BEGIN
    -- one after the other; those who move the grant meanwhile refer to its row, and go on
    SELECT x.* INTO g FROM grants x WHERE x.grant_id = g.grant_id FOR NO KEY UPDATE;
    SELECT array_agg(a.counter_id) INTO places
      FROM grants x JOIN allotments a USING (grant_id)
     WHERE (x.account, x.limit_name, x.unit) = (g.account, g.limit_name, g.unit) AND (x.grant_id = g.grant_id OR a.repaid < 0);
    PERFORM lock_counters(places, at);
    SELECT array_agg(a.counter_id ORDER BY a.counter_id) INTO places FROM allotments a WHERE a.grant_id = g.grant_id;
    PERFORM expire(p, at) FROM unnest(places) p;
    PERFORM lock_counter(h.counter_id), tally(h.counter_id)  -- what calls have spent by now
       FROM (SELECT DISTINCT x.counter_id FROM unnest(places) p, heir_of(p, at) x ORDER BY 1) h;

    rest := CASE WHEN amount IS NULL THEN 'Infinity' ELSE greatest(0, amount - g.voided) END;
    FOR place IN
        SELECT c.counter_id, d.unspent FROM counters c, drawn(c.counter_id, c.used + c.reserved) d
         WHERE c.counter_id = ANY (places) AND d.grant_id = g.grant_id AND d.unspent > 0 ORDER BY c.period_start DESC
    LOOP
        part := least(rest - voided_now, place.unspent);
        UPDATE allotments a SET amount = a.amount - part WHERE a.grant_id = g.grant_id AND a.counter_id = place.counter_id;
        voided_now := voided_now + part;
    END LOOP;
    FOR place IN
        SELECT a.counter_id, a.amount, a.spent, greatest(0, a.repaid) AS repaid FROM allotments a JOIN counters c USING (counter_id)
         WHERE a.grant_id = g.grant_id AND a.amount > 0 AND void_grant.amount IS NOT NULL ORDER BY c.period_start DESC, c.counter_id DESC
    LOOP
        part := least(rest - voided_now, place.amount);
        UPDATE allotments a SET amount = a.amount - part, spent = least(a.spent, a.amount - part),
               repaid = a.repaid + least(0, a.amount - part - a.spent),
               owing = a.owing + greatest(0, a.spent - (a.amount - part) - greatest(0, a.repaid))  -- a debt that it repaid is not what calls spent
         WHERE a.grant_id = g.grant_id AND a.counter_id = place.counter_id;
        PERFORM owe_where_it_counts(place.counter_id, part, at),
                owe_where_it_is_kept(place.counter_id, least(place.repaid, greatest(0, place.spent + part - place.amount)), at);
        voided_now := voided_now + part;
    END LOOP;

    DELETE FROM allotments a WHERE a.grant_id = g.grant_id AND (a.amount, a.expired, a.repaid, a.owing) = (0, 0, 0, 0);
    UPDATE counters c SET granted = granted_on(c) WHERE c.counter_id = ANY (places) AND c.granted <> granted_on(c);
    PERFORM repay(p) FROM unnest(places) p;  -- by other grants
    -- what the grant was kept for, of holds on limits that were replaced, they take up of the cap in force
    PERFORM share_anew(c.counter_id, at), pay_void_debts(c.counter_id, at)
       FROM counters c JOIN limits l USING (limit_id)
      WHERE c.account = g.account AND (l.limit_name, l.unit) = (g.limit_name, g.unit) AND c.period_start <= at AND at < c.period_end
        AND in_force(l, c.account);
    UPDATE grants x SET voided = x.voided + voided_now, voided_at = at, void_note = coalesce(void_grant.note, x.void_note)
     WHERE x.grant_id = g.grant_id AND voided_now > 0;
    PERFORM slide_on(places, at);
    PERFORM mark_stale(g.account, g.limit_name, g.unit, at);
END $$;
COMMENT ON FUNCTION void_grant IS 'takes back a grant: what is unspent of it, or so much of it in all; what was spent beyond is owed';

-- The counter in force of a limit that has replaced that of another one.
CREATE OR REPLACE FUNCTION heir_of(counter bigint, at timestamptz) RETURNS TABLE (counter_id bigint, h counters, counts_its_kind boolean)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN QUERY
        SELECT n.counter_id, n, counts_all_of(o, '-infinity', 'infinity', l, c) IS TRUE
          FROM meter.counters c JOIN meter.limits l ON l.limit_id = c.limit_id
          JOIN meter.limits o ON (o.limit_name, o.unit) = (l.limit_name, l.unit) AND o.limit_id <> l.limit_id
          JOIN meter.counters n ON n.account = c.account AND n.limit_id = o.limit_id
         WHERE c.counter_id = counter AND n.period_start <= heir_of.at AND heir_of.at < n.period_end AND meter.in_force(o, n.account);
END $$;

-- What a voided grant had paid on a counter of a limit that was replaced is owed where that usage counts now.
CREATE OR REPLACE FUNCTION owe_where_it_counts(counter bigint, amount numeric, at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    heir bigint := (SELECT x.counter_id FROM heir_of(counter, owe_where_it_counts.at) x WHERE (x.h).paid > 0);
    paid_before numeric;
    moved numeric;
BEGIN
    IF heir IS NOT NULL THEN
        PERFORM lock_counter(heir), repay(heir);  -- of what is voided there too, no call's receipt says what pays it
        SELECT h.paid INTO paid_before FROM counters h WHERE h.counter_id = heir;
        PERFORM count_repaid(heir);
        SELECT least(amount, greatest(0, paid_before - h.paid)) INTO moved FROM counters h WHERE h.counter_id = heir;
        PERFORM move_owing(counter, heir, moved, at), repay(heir);
        UPDATE counters c SET kept = c.kept + moved WHERE c.counter_id = counter;
    END IF;
END $$;

-- A debt that the grant had repaid there, and that is still owed there now, is kept where that usage counts by now: it is owed where it is kept. Where only a part
-- of that usage counts, of one provider or model, so much of it as is kept there beyond all that stands paid here.
CREATE OR REPLACE FUNCTION owe_where_it_is_kept(counter bigint, repaid numeric, at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    heir bigint;
    moved numeric;
BEGIN
    SELECT x.counter_id,
           least((x.h).kept, owe_where_it_is_kept.repaid, o.owed,
                 CASE WHEN NOT x.counts_its_kind THEN least((x.h).used, l.cap) + (x.h).paid + (x.h).kept - (c.used - c.kept - o.owed) END)
      INTO heir, moved
      FROM counters c, heir_of(c.counter_id, owe_where_it_is_kept.at) x JOIN limits l ON l.limit_id = (x.h).limit_id,
           LATERAL (SELECT owed(c, owe_where_it_is_kept.at) AS owed) o
     WHERE c.counter_id = counter;
    IF moved > 0 THEN
        PERFORM lock_counter(heir), tally(heir);
        UPDATE counters h SET kept = h.kept - moved WHERE h.counter_id = heir;
        UPDATE counters h SET granted = granted_on(h) WHERE h.counter_id = heir;
        PERFORM repay(heir);
        UPDATE counters c SET kept = c.kept + moved WHERE c.counter_id = counter;
    END IF;
END $$;

-- Debts of voided grants from periods that have ended: what calls had spent of such a grant and no grant has paid since. Other debts of
-- an ended period are not collected: they ended with it. So did one that a voided grant had repaid: without that grant nobody would ask for it.
CREATE OR REPLACE FUNCTION void_debts(account text, limit_name text, unit text, at timestamptz)
RETURNS TABLE (counter_id bigint, debt numeric)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN QUERY
        SELECT c.counter_id, x.debt
          FROM (SELECT a.counter_id, sum(a.owing) AS unpaid
                  FROM meter.grants g JOIN meter.allotments a USING (grant_id)
                 WHERE (g.account, g.limit_name, g.unit) = (void_debts.account, void_debts.limit_name, void_debts.unit) AND a.owing > 0
                 GROUP BY a.counter_id) v
          JOIN meter.counters c USING (counter_id)
         CROSS JOIN LATERAL (VALUES (least(v.unpaid, meter.owed(c, void_debts.at)))) x (debt)
         WHERE c.period_end <= void_debts.at AND x.debt > 0
         ORDER BY c.limit_id, c.period_start DESC;
END $$;
COMMENT ON FUNCTION void_debts IS 'what was spent of voided grants in periods that are over, and is still owed';

-- Grants on a running counter pay that first. What was carried over is the plan's, not bought, and pays none of it.
CREATE OR REPLACE FUNCTION pay_void_debts(counter bigint, at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    owing record;
    source record;
    part numeric;
BEGIN
    FOR owing IN SELECT v.* FROM counters c JOIN limits l USING (limit_id), void_debts(c.account, l.limit_name, l.unit, at) v
                  WHERE c.counter_id = counter
    LOOP
        PERFORM lock_counter(owing.counter_id), drop_expired(owing.counter_id, at), tally(owing.counter_id);
        FOR source IN
            SELECT d.grant_id, d.unspent FROM counters c, drawn(c.counter_id, c.used + c.reserved) d JOIN grants g USING (grant_id)
             WHERE c.counter_id = counter AND d.unspent > 0 AND g.kind <> 'carry_over'
             ORDER BY g.priority, g.expires_at, g.grant_id
        LOOP
            part := least(owing.debt, source.unspent);
            EXIT WHEN part = 0;
            PERFORM allot(source.grant_id, counter, -part), allot(source.grant_id, owing.counter_id, part);
            owing.debt := owing.debt - part;
        END LOOP;
        PERFORM repay(owing.counter_id), slide_on(ARRAY[owing.counter_id], at);
    END LOOP;
END $$;
COMMENT ON FUNCTION pay_void_debts IS 'has the grants on a counter pay what was spent of voided ones in periods that are over';
