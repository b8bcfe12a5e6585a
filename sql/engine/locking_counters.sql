-- Locking counters in the order in which charges do, those made first that are missing.

-- The counter of the period that holds a moment, locked and fit to decide: made where it is missing, brought up to date where it is stale, and
-- with what its stripes have. `moved`: it had to be made or brought up to date, which may have taken something from another counter.
CREATE OR REPLACE FUNCTION lock_running(payer text, of_limit bigint, at timestamptz, now timestamptz, OUT c counters, OUT moved boolean)
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    seen counters;
    l limits;
BEGIN
    moved := false;
    SELECT x.* INTO l FROM limits x WHERE x.limit_id = of_limit;
    FOR attempt IN 1..100 LOOP
        at := counting_moment(payer, l, at, now);
        -- a dealt counter is not locked here: its stripes are closed before its row is locked
        SELECT x.* INTO c FROM counters x
         WHERE x.account = payer AND x.limit_id = of_limit AND x.period_start <= at
           AND x.period_end > at AND x.stale_at > now AND NOT x.dealt
         ORDER BY x.period_start DESC LIMIT 1 FOR NO KEY UPDATE;
        IF c.counter_id IS NOT NULL THEN
            RETURN;
        END IF;
        seen := find_counter(payer, of_limit, at);
        IF seen.counter_id IS NULL THEN
            PERFORM open_counter(payer, l, at, now);
            moved := true;
        ELSIF seen.stale_at <= now THEN
            PERFORM refresh_counter(seen, l, now);
            moved := true;
        ELSE
            PERFORM lock_counter(seen.counter_id);
        END IF;
    END LOOP;
    PERFORM contended('a counter');
END $$;
COMMENT ON FUNCTION lock_running IS 'the counter of an account''s limit at a moment, locked and fit to decide';

-- Keeps others from making counters of an account's limit until this transaction ends.
CREATE OR REPLACE FUNCTION keep_unmade(payer text, l limits) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF window_length(l.period) IS NOT NULL THEN
        PERFORM close_window(payer, l);
    ELSE
        PERFORM lock_exclusive('seed', format('%s:%s', l.limit_id, payer));
    END IF;
END $$;

-- The counter of a limit that a call of then would be counted in, if it is there; else it is kept from being made, which would leave something for the
-- next one, of a period in which nobody has called.
CREATE OR REPLACE FUNCTION lock_unmade(payer text, l limits, used_at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM keep_unmade(payer, l);
    IF window_length(l.period) IS NOT NULL THEN
        PERFORM lock_counter(n.counter_id) FROM newest_slice(payer, l) n;
    ELSE
        PERFORM lock_counter(c.counter_id) FROM find_counter(payer, l.limit_id, used_at) c WHERE c.counter_id IS NOT NULL;
    END IF;
END $$;

-- Readings whose period of a moment still runs, or those whose has ended.
CREATE OR REPLACE FUNCTION with_period(readings reading[], used_at timestamptz, now timestamptz, runs boolean) RETURNS reading[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF readings = '{}' THEN  -- most have none
        RETURN readings;
    END IF;
    RETURN ARRAY(SELECT r FROM unnest(readings) r JOIN limits l USING (limit_id)
                  WHERE ((period_of(l, (SELECT a FROM accounts a WHERE a.account = r.payer), used_at)).period_end > now) = runs);
END $$;

-- Locks counters that are there, the running ones that look for what is set free on them (mark_stale), and those of readings, all in the order in which charges
-- lock: one that a session made only after it has locked others could be one that somebody is making who waits for these. Counters of what is
-- charged are made where they are missing; those of `beside` are only kept from being made beside this transaction, what it writes not counted.
CREATE OR REPLACE FUNCTION lock_counters(ids bigint[], now timestamptz, used_at timestamptz DEFAULT NULL, charged reading[] DEFAULT '{}',
                                         beside reading[] DEFAULT '{}')
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    next record;
BEGIN
    FOR next IN
        SELECT x.counter_id, x.payer, x.l, x.is_charged
          FROM (SELECT c.counter_id, y.turn, c.account AS payer, l, c.period_start AS from_at, false AS is_charged
                  FROM counters c JOIN limits l USING (limit_id) JOIN payers y ON y.account = c.account
                 -- an array, so that they are found one by one
                 WHERE c.counter_id = ANY (ARRAY(
                           SELECT unnest(ids)
                            UNION
                           SELECT heir.counter_id
                             FROM counters x JOIN limits l ON l.limit_id = x.limit_id
                             JOIN counters heir ON heir.account = x.account AND heir.period_end > now
                             JOIN limits h ON h.limit_id = heir.limit_id AND (h.limit_name, h.unit) = (l.limit_name, l.unit)
                            WHERE x.counter_id = ANY (ids) AND has_grants(x.account, l)
                            UNION
                           SELECT newest.counter_id
                             FROM counters x JOIN limits l ON l.limit_id = x.limit_id, newest_slice(x.account, l) newest
                            WHERE x.counter_id = ANY (ids)))
                UNION ALL
                SELECT NULL, r.turn, r.payer, l, used_at, true FROM unnest(charged) r JOIN limits l USING (limit_id)
                UNION ALL
                SELECT NULL, r.turn, r.payer, l, used_at, false FROM unnest(beside) r JOIN limits l USING (limit_id)) x
         ORDER BY x.turn, x.payer COLLATE "C", (x.l).limit_name COLLATE "C", in_force(x.l, x.payer) DESC, (x.l).limit_id, x.from_at DESC
    LOOP
        IF next.counter_id IS NOT NULL THEN
            PERFORM lock_counter(next.counter_id);
        ELSIF next.is_charged THEN
            PERFORM lock_running(next.payer, (next.l).limit_id, used_at, now);
        ELSE
            PERFORM lock_unmade(next.payer, next.l, used_at);
        END IF;
    END LOOP;
END $$;
-- named in full: a database of 0.1.0 has another of the name until it is dropped
COMMENT ON FUNCTION lock_counters(bigint[], timestamptz, timestamptz, reading[], reading[]) IS
    'locks counters in the order in which charges do, and makes those of what is charged that are missing';
