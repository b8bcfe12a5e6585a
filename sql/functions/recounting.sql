-- Whether a call was charged to a counter of a limit. A rolling window charges calls that are told late to its newest counter, whatever their moment.
CREATE OR REPLACE FUNCTION is_charged_to(payer text, of_limit bigint, charged bigint[]) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM meter.counters c WHERE c.counter_id = ANY (charged) AND c.account = payer AND c.limit_id = of_limit);
END $$;

-- What the log holds for a window in a span of time, and none of its counters has been charged with.
CREATE OR REPLACE FUNCTION not_counted(payer text, l limits, from_at timestamptz, to_at timestamptz) RETURNS TABLE (usage_id bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    SELECT u.usage_id FROM counted(payer, l, from_at, to_at) u WHERE NOT is_charged_to(payer, l.limit_id, u.charged);
END;

-- Whether a payer has counted, when an account was away that is coming back, what the account had reserved there before: settlements, and what was taken
-- back of them. Each counter that covers what was used before it left has.
CREATE OR REPLACE FUNCTION counted_while_away(payer text, account text, usage_id bigint, hold bigint, charged bigint[], seeded_to bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM departures d
                    WHERE d.account = counted_while_away.account
                      AND (d.payer = counted_while_away.payer
                           OR d.payer IN (SELECT p.for_account FROM pools p WHERE p.account = counted_while_away.payer))
                      AND counted_while_away.usage_id > d.left_to AND counted_while_away.seeded_to >= d.left_to)
       AND had_reserved(payer, counted_while_away.account, hold, charged);
END $$;

-- What the log holds for a counter that it has neither charged nor counted before.
CREATE OR REPLACE FUNCTION missed(payer text, l limits, c counters)
RETURNS TABLE (account text, provider text, key_source text, model text, amount numeric, paid numeric)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT u.account, u.provider, u.key_source, u.model, sum(u.amount),
           sum(paid_by_grants(payer, l.limit_name, l.unit, u.grant_ids, u.grant_amounts))
      FROM counted(payer, l, c.period_start, c.period_end) u
      LEFT JOIN seeds s ON s.counter_id = c.counter_id AND s.account = u.account
                       AND s.provider IS NOT DISTINCT FROM u.provider AND s.key_source = u.key_source
                       AND s.model IS NOT DISTINCT FROM u.model
     WHERE u.usage_id > coalesce(s.seeded_to, 0) AND NOT counted_while_away(payer, u.account, u.usage_id, u.hold_id, u.charged, s.seeded_to)
       AND CASE WHEN window_length(l.period) IS NULL THEN c.counter_id <> ALL (u.charged) ELSE NOT is_charged_to(payer, l.limit_id, u.charged) END
     GROUP BY u.account, u.provider, u.key_source, u.model;
END;

-- What the log holds for the counters of an account's limits in force that they have neither charged nor counted before.
CREATE OR REPLACE FUNCTION missed_by_all(payer text) RETURNS TABLE (counter_id bigint, l limits, period_start timestamptz,
                                         account text, provider text, key_source text, model text, amount numeric, paid numeric)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT c.counter_id, f.l, c.period_start, u.account, u.provider, u.key_source, u.model, u.amount, u.paid
      FROM accounts a
     CROSS JOIN LATERAL limits_in_force(a.account, a.plan) f
      JOIN counters c ON c.account = a.account AND c.limit_id = f.limit_id
     CROSS JOIN LATERAL missed(a.account, f.l, c) u
     WHERE a.account = payer;
END;

-- The same; `joined`: only these can have been missed, and only their rows of the log are looked for; NULL: anybody.
CREATE OR REPLACE FUNCTION missed_of(payer text, joined text[]) RETURNS TABLE (counter_id bigint, l limits, period_start timestamptz,
                                     account text, provider text, key_source text, model text, amount numeric, paid numeric)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF joined IS NULL THEN
        RETURN QUERY SELECT m.* FROM meter.missed_by_all(payer) m;
    ELSE
        RETURN QUERY SELECT m.* FROM meter.missed_by_all(payer) m WHERE m.account = ANY (joined);
    END IF;
END $$;

-- Counters stand still while their limit is not in force for the account, or while another account is not below it.
-- When that comes (again), they get what the log holds that they have neither charged nor counted before, and reserve what open holds do; what they
-- have counted stays, also where the log has been pruned. Call it with the charges concerned fenced off. `joined`: only these can have been missed.
CREATE OR REPLACE FUNCTION recount(payer text, at timestamptz, joined text[] DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    missed record;
    owed_before numeric;
    backed_before numeric;
    rolling limits;
    slice record;
BEGIN
    FOR rolling IN
        SELECT (f.l).* FROM accounts a, limits_in_force(a.account, a.plan) f
         WHERE a.account = payer AND window_length((f.l).period) IS NOT NULL
           AND EXISTS (SELECT FROM earlier_slices(payer, f.l, (slice_of((f.l).period, at)).slice_end))
    LOOP
        slice := slice_of(rolling.period, at);
        PERFORM lock_counter(n.counter_id) FROM newest_slice(payer, rolling) n;
        PERFORM create_slices(payer, rolling, slice.slice_start, at);
        IF NOT EXISTS (SELECT FROM counters c WHERE c.account = payer AND c.limit_id = rolling.limit_id AND c.period_start >= slice.slice_start)
           AND EXISTS (SELECT FROM not_counted(payer, rolling, slice.slice_start, slice.slice_end)) THEN
            -- the next slice does not ask the log again
            PERFORM create_counted(payer, rolling.limit_id, slice.slice_start, slice.slice_end, at);
            PERFORM begin_slice(n.counter_id, at) FROM newest_slice(payer, rolling) n;
        END IF;
    END LOOP;
    -- what has expired does not pay for what comes
    PERFORM expire(c.counter_id, recount.at)
       FROM (SELECT c.counter_id
               FROM accounts a, limits_in_force(a.account, a.plan) f, counters c
              WHERE a.account = payer AND c.account = a.account AND c.limit_id = f.limit_id
                AND (c.stale_at <= recount.at OR c.dealt)
              ORDER BY (f.l).limit_name COLLATE "C", c.limit_id, c.period_start DESC
             OFFSET 0) c;
    FOR missed IN  -- a row a counter, in the order in which they are locked
        SELECT m.counter_id, (array_agg(m.l))[1] AS l, coalesce(sum(m.amount), 0) AS amount, sum(m.paid) AS paid, array_agg(m.account) AS accounts,
               array_agg(m.provider) AS providers, array_agg(m.key_source) AS key_sources, array_agg(m.model) AS models,
               array_agg(coalesce(m.amount, 0)) AS amounts, array_agg(m.paid) AS paids
          FROM missed_of(payer, joined) m
         GROUP BY m.counter_id, (m.l).limit_name, (m.l).limit_id, m.period_start
         ORDER BY (m.l).limit_name COLLATE "C", (m.l).limit_id, m.period_start DESC
    LOOP
        PERFORM lock_counter(missed.counter_id);
        PERFORM tally(missed.counter_id);
        SELECT owed(c, at), backed(c, at) INTO owed_before, backed_before FROM counters c WHERE c.counter_id = missed.counter_id;
        INSERT INTO seeds (counter_id, account, provider, key_source, model, seeded_to, amount, paid)
        SELECT missed.counter_id, m.account, m.provider, m.key_source, m.model,
               coalesce(left_to(payer, missed.l, m.account, m.provider, m.key_source), last_usage_id()), m.amount, m.paid
          FROM unnest(missed.accounts, missed.providers, missed.key_sources, missed.models, missed.amounts, missed.paids)
                   AS m (account, provider, key_source, model, amount, paid)
        ON CONFLICT ON CONSTRAINT seed_unique DO UPDATE
            SET seeded_to = greatest(seeds.seeded_to, excluded.seeded_to), amount = seeds.amount + excluded.amount, paid = seeds.paid + excluded.paid;
        UPDATE counters c
           SET used = c.used + missed.amount, seeded = c.seeded + missed.amount, paid = c.paid + missed.paid, closed_at = NULL
         WHERE c.counter_id = missed.counter_id;
        PERFORM keep(missed.counter_id, owed_before, backed_before, (missed.l).cap, at);
    END LOOP;
    PERFORM lock_counter(n.counter_id), slide(n.counter_id, at)
       FROM accounts a, limits_in_force(a.account, a.plan) f, newest_slice(payer, f.l) n WHERE a.account = payer;
    FOR missed IN  -- what was owed, and repaid since, elsewhere
        SELECT c.counter_id, (f.l).cap
          FROM accounts a
         CROSS JOIN LATERAL limits_in_force(a.account, a.plan) f
          JOIN counters c ON c.account = a.account AND c.limit_id = f.limit_id
         WHERE a.account = payer AND c.repaid <> repaid_before(payer, f.l, c.period_start, c.period_end)
         ORDER BY (f.l).limit_name COLLATE "C", c.limit_id, c.period_start DESC
    LOOP
        PERFORM lock_counter(missed.counter_id);
        PERFORM tally(missed.counter_id);
        SELECT owed(c, at), backed(c, at) INTO owed_before, backed_before FROM counters c WHERE c.counter_id = missed.counter_id;
        PERFORM count_repaid(missed.counter_id);
        PERFORM keep(missed.counter_id, owed_before, backed_before, missed.cap, at);
    END LOOP;
    -- open holds of the last day, longer none lasts: of a window on its newest slice
    PERFORM take_holds(c.counter_id, greatest(recount.at, now_at()))
       FROM (SELECT c.counter_id
               FROM accounts a, limits_in_force(a.account, a.plan) f, counters c
              WHERE a.account = payer AND c.account = a.account AND c.limit_id = f.limit_id
                AND CASE WHEN window_length((f.l).period) IS NULL THEN c.period_end > recount.at - interval '1 day'
                         ELSE c.counter_id IN (SELECT n.counter_id FROM newest_slice(payer, f.l) n) END
                AND EXISTS (SELECT FROM holds_missed(payer, f.l, c.period_start, c.period_end, greatest(recount.at, now_at())))
              ORDER BY (f.l).limit_name COLLATE "C", c.limit_id, c.period_start DESC
             OFFSET 0) c;
    -- what is owed under a limit's name, and its grants, come to the counter that is now in force
    PERFORM lock_counter(c.counter_id), take_debts(c.counter_id, recount.at)
       FROM (SELECT c.counter_id
               FROM accounts a, limits_in_force(a.account, a.plan) f, counters c
              WHERE a.account = payer AND c.account = a.account AND c.limit_id = f.limit_id
                AND c.period_start <= recount.at AND recount.at < c.period_end
                AND EXISTS (SELECT FROM debtors(payer, f.l, c.period_start, c.period_end, recount.at))
              ORDER BY (f.l).limit_name COLLATE "C", c.limit_id
             OFFSET 0) c;
    UPDATE counters c SET stale_at = '-infinity'
      FROM accounts a, limits_in_force(a.account, a.plan) f
     WHERE a.account = payer AND c.account = a.account AND c.limit_id = f.limit_id AND c.period_end > recount.at
       AND has_grants(payer, f.l);
END $$;

-- After other limits have come into force: what is owed under their names is owed to them from then on, as far as their caps do not pay it, and what open
-- holds have reserved is reserved by them, whether or not anybody calls while they are in force.
CREATE OR REPLACE FUNCTION owe_on(payer text, at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    a accounts;
    l limits;
BEGIN
    SELECT x.* INTO a FROM accounts x WHERE x.account = payer;
    FOR l IN SELECT (f.l).* FROM limits_in_force(a.account, a.plan) f ORDER BY (f.l).limit_name COLLATE "C" LOOP
        IF (find_counter(payer, l.limit_id, at)).counter_id IS NULL
           AND (EXISTS (SELECT FROM period_of(l, a, at) p, debtors(payer, l, p.period_start, p.period_end, at))
                OR EXISTS (SELECT FROM held_elsewhere(payer, l, at))) THEN
            PERFORM open_running(payer, l, at);
        END IF;
    END LOOP;
END $$;
COMMENT ON FUNCTION owe_on IS 'has the limits in force take over what an account owes, and holds; the caller has fenced its charges off';

-- The ancestors of an account that is put below a parent; '' is no parent.
CREATE OR REPLACE FUNCTION ancestors_below(parent text) RETURNS text[]
LANGUAGE sql STABLE SET search_path = pg_catalog, meter, pg_temp
RETURN coalesce((SELECT array_prepend(a.account, a.ancestors) FROM accounts a WHERE a.account = ancestors_below.parent), '{}');

-- Who has not been charged with an account's usage yet, and is once it has these ancestors instead; in the order in which charges lock.
CREATE OR REPLACE FUNCTION new_payers(ancestors text[], old_ancestors text[]) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    SELECT y.account FROM payers y
     WHERE y.account IN (SELECT unnest(new_payers.ancestors)
                         UNION
                         SELECT p.account FROM pools p WHERE p.for_account = ANY (new_payers.ancestors)
                         EXCEPT
                         SELECT unnest(old_ancestors))
     ORDER BY y.turn, y.account COLLATE "C";
END;

CREATE OR REPLACE FUNCTION with_those_below(account text) RETURNS text[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN account || ARRAY(SELECT a.account FROM meter.accounts a WHERE a.ancestors <> '{}' AND a.ancestors @> ARRAY[with_those_below.account]);
END $$;
COMMENT ON FUNCTION with_those_below IS 'an account and all that are below it';

-- What holds of an account, and of those below it, take up of those that it has left, which were not charged with them when they were made.
CREATE OR REPLACE FUNCTION free_of_others(moved text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    place record;
BEGIN
    FOR place IN
        SELECT c.counter_id, array_agg(r.hold_id) AS hold_ids
          FROM unnest(with_those_below(moved)) b (account)
          JOIN holds h ON h.account = b.account AND h.slot IS NOT NULL
          JOIN reservations r ON r.hold_id = h.hold_id
          JOIN counters c ON c.counter_id = r.counter_id JOIN limits l ON l.limit_id = c.limit_id JOIN payers y ON y.account = c.account
         WHERE c.counter_id <> ALL (h.charged) AND NOT had_reserved(c.account, h.account, h.hold_id, h.charged)
           AND left_to(c.account, l, h.account, h.provider, h.key_source) IS NOT NULL
         GROUP BY c.counter_id, y.turn, c.account, l.limit_name, c.limit_id, c.period_start
         ORDER BY y.turn, c.account COLLATE "C", l.limit_name COLLATE "C", c.limit_id, c.period_start DESC
    LOOP
        PERFORM lock_counter(place.counter_id);
        WITH gone AS (DELETE FROM reservations r WHERE r.counter_id = place.counter_id AND r.hold_id = ANY (place.hold_ids) RETURNING r.amount)
        UPDATE counters c
           SET reserved = trim_scale(c.reserved - g.amount), stale_at = CASE WHEN (c.granted, c.kept) = (0, 0) THEN c.stale_at ELSE '-infinity' END
          FROM (SELECT sum(x.amount) AS amount FROM gone x) g
         WHERE c.counter_id = place.counter_id AND g.amount IS NOT NULL;
    END LOOP;
END $$;
COMMENT ON FUNCTION free_of_others IS 'frees what holds of an account that has moved take up of those that it has left and that were not charged with them';

-- An account that has come back: all that it used counts here now, also what it had reserved before it left. To a pool come the calls to its
-- providers alone: those to another one that used to be its own, counted there by now, would look counted when they come back.
CREATE OR REPLACE FUNCTION end_departures(moved text, payers text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    its constant text[] := with_those_below(moved);
BEGIN
    UPDATE seeds s SET seeded_to = greatest(s.seeded_to, last_usage_id())
      FROM counters c JOIN limits l USING (limit_id), departures d JOIN accounts a USING (account)
     WHERE s.counter_id = c.counter_id AND c.account = ANY (payers) AND s.account = ANY (its) AND d.account = s.account AND in_force(l, c.account)
       AND (c.account = ANY (a.ancestors) OR is_lent(l) AND c.account IN (SELECT pools_of(a.account, a.ancestors, s.provider, s.key_source)))
       AND (d.payer = c.account OR d.payer IN (SELECT p.for_account FROM pools p WHERE p.account = c.account));
    DELETE FROM departures d USING accounts a WHERE a.account = ANY (its) AND d.account = a.account AND d.payer = ANY (a.ancestors);
END $$;

-- After an account has got other ancestors: those below it get them too, and whoever is charged with them from now on
-- counts what they have used. Whom they have left keeps what they had used by then.
CREATE OR REPLACE FUNCTION regroup(moved text, old_ancestors text[], at timestamptz) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    INSERT INTO departures (payer, account, left_to, held_to)
    SELECT p.payer, b.account, last_usage_id(), last_hold_id()
      FROM (SELECT unnest(old_ancestors) EXCEPT SELECT unnest(m.ancestors) FROM accounts m WHERE m.account = moved) p (payer),
           unnest(with_those_below(moved)) b (account)
     WHERE EXISTS (SELECT FROM usage_log u WHERE u.account = b.account)
        OR EXISTS (SELECT FROM holds h WHERE h.account = b.account AND h.slot IS NOT NULL)
    ON CONFLICT ON CONSTRAINT departures_pkey DO UPDATE SET left_to = excluded.left_to, held_to = excluded.held_to;
    UPDATE accounts a
       SET ancestors = a.ancestors[:array_position(a.ancestors, moved)] || m.ancestors
      FROM accounts m
     WHERE m.account = moved AND a.ancestors <> '{}' AND a.ancestors @> ARRAY[moved];
    SELECT free_of_others(moved);
    SELECT count(recount(payer, regroup.at, with_those_below(moved)))
      FROM accounts m, new_payers(m.ancestors, old_ancestors) payer WHERE m.account = moved;
    SELECT end_departures(moved, ARRAY(SELECT n FROM new_payers(m.ancestors, old_ancestors) n)) FROM accounts m WHERE m.account = moved;
END;
