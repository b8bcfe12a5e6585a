-- A settlement is charged to the limits that its hold was reserved on. Limits that came after the hold (another plan, an override, another
-- parent) count it as they count what was used before them: from the log. Until then it is reserved on them too: what is reserved is taken,
-- whatever limits are in force.

-- Whether a hold was reserved on a counter's limit when it was made: else the counter has taken it over. A window's holds are on its newest counter.
CREATE OR REPLACE FUNCTION is_of_receipt(hold bigint, c counters) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM meter.holds h JOIN meter.counters x ON x.counter_id = ANY (h.charged)
                    WHERE h.hold_id = hold AND (x.account, x.limit_id) = ((c).account, (c).limit_id));
END $$;

-- How much of its grants a counter sets aside for an amount that is reserved there.
CREATE OR REPLACE FUNCTION kept_beside(c counters, held numeric) RETURNS numeric
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN (SELECT coalesce(sum(d.spent), 0) FROM meter.drawn((c).counter_id, meter.used_of(c) + held) d)
         - (SELECT coalesce(sum(d.spent), 0) FROM meter.drawn((c).counter_id, meter.used_of(c)) d);
END $$;

-- What open holds take up of counters of limits that a limit has replaced.
CREATE OR REPLACE FUNCTION held_elsewhere(payer text, l limits, at timestamptz)
RETURNS TABLE (counter_id bigint, c counters, hold_id bigint, amount numeric, of_receipt boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    SELECT c.counter_id, c, r.hold_id, r.amount, is_of_receipt(r.hold_id, c)
      FROM limits o JOIN counters c ON c.limit_id = o.limit_id JOIN reservations r ON r.counter_id = c.counter_id
     WHERE (o.limit_name, o.unit) = (l.limit_name, l.unit) AND o.limit_id <> l.limit_id AND c.account = held_elsewhere.payer
       AND r.expires_at > held_elsewhere.at;
END;

-- What each of them that was reserved there takes up of the cap there: those that were made first, and not those for which grants are kept.
CREATE OR REPLACE FUNCTION shares_of_cap(payer text, l limits, at timestamptz) RETURNS TABLE (hold_id bigint, amount numeric)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN QUERY
        SELECT s.hold_id, least(s.amount, greatest(0, s.held - kept_beside(s.c, s.held) - s.before))
          FROM (SELECT e.c, e.hold_id, e.amount, sum(e.amount) OVER (PARTITION BY e.counter_id) AS held,
                       coalesce(sum(e.amount) OVER (PARTITION BY e.counter_id ORDER BY e.hold_id
                                                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
                  FROM held_elsewhere(payer, l, shares_of_cap.at) e WHERE e.of_receipt) s;
END $$;
COMMENT ON FUNCTION shares_of_cap IS 'what holds take up of the caps of limits that a limit has replaced, where they were reserved on those';

-- The limits that a limit has replaced reserve what was reserved on them, and nothing that they had taken over. What grants are kept for that there is
-- set free.
CREATE OR REPLACE FUNCTION freed_elsewhere(payer text, l limits, at timestamptz) RETURNS TABLE (counter_id bigint, amount numeric)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN QUERY
        SELECT e.counter_id, kept_beside(e.c, e.held) - kept_beside(e.c, e.of_receipts)
          FROM (SELECT x.counter_id, x.c, sum(x.amount) AS held, coalesce(sum(x.amount) FILTER (WHERE x.of_receipt), 0) AS of_receipts
                  FROM held_elsewhere(payer, l, freed_elsewhere.at) x GROUP BY x.counter_id, x.c HAVING NOT bool_and(x.of_receipt)) e;
END $$;
COMMENT ON FUNCTION freed_elsewhere IS 'what grants are kept for on limits that a limit has replaced, and that was not reserved on those';

-- The open holds that a limit counts in a span of time, and that are not reserved on it: by when they were made, as their settlements will be
-- counted. A window counts them in its newest slice. For what grants are kept on a limit of the name that this one has replaced, nothing is
-- reserved here. `again`: with those that are reserved here already, and of which that may be another part by now.
CREATE OR REPLACE FUNCTION holds_missed(payer text, l limits, from_at timestamptz, to_at timestamptz, at timestamptz, again boolean DEFAULT false)
RETURNS TABLE (hold_id bigint, amount numeric, expires_at timestamptz)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
#variable_conflict use_column
DECLARE
    length constant interval := window_length(l.period);
    -- no hold lasts longer than a day
    since constant timestamptz := greatest(CASE WHEN length IS NULL THEN from_at ELSE holds_missed.at - length END, holds_missed.at - interval '25 hours');
BEGIN
    RETURN QUERY
        SELECT h.hold_id, least(x.amount, share.amount), h.expires_at
          FROM (SELECT own.* FROM holds own WHERE own.account = payer AND own.slot IS NOT NULL
                UNION ALL
                SELECT below.* FROM holds below
                 WHERE below.account = ANY (ARRAY(SELECT a.account FROM accounts a WHERE a.ancestors <> '{}' AND a.ancestors @> ARRAY[payer]))
                   AND below.slot IS NOT NULL
                UNION ALL
                SELECT gone.* FROM holds gone  -- of accounts that have left, what they had reserved
                 WHERE gone.account = ANY (ARRAY(SELECT d.account FROM departures d
                                                  WHERE d.payer = holds_missed.payer
                                                     OR d.payer = ANY (ARRAY(SELECT p.for_account FROM pools p WHERE p.account = holds_missed.payer))))
                   AND gone.slot IS NOT NULL
                   AND had_reserved(holds_missed.payer, gone.account, gone.hold_id, gone.charged)
                   AND left_to(holds_missed.payer, l, gone.account, gone.provider, gone.key_source) IS NOT NULL
                UNION ALL
                SELECT others.* FROM holds others JOIN accounts a ON a.account = others.account
                 WHERE (SELECT count(*) FROM pools p WHERE p.account = payer) > 0  -- before the holds are looked at
                   AND others.at >= since AND others.slot IS NOT NULL AND is_lent(l)
                   AND payer IN (SELECT pools_of(a.account, a.ancestors, others.provider, others.key_source))) h
          JOIN accounts a ON a.account = h.account JOIN plans p ON p.plan = a.plan
         CROSS JOIN LATERAL (VALUES (amount(l.unit, 1, h.input_tokens, h.output_tokens, h.cost,
                                            charged_cost(h.cost, p.markup, h.key_source)))) x (amount)
          LEFT JOIN shares_of_cap(payer, l, holds_missed.at) share ON share.hold_id = h.hold_id
         WHERE h.expires_at > holds_missed.at
           AND CASE WHEN length IS NULL THEN h.at >= from_at AND h.at < to_at ELSE h.at + length > holds_missed.at END
           AND in_scope(l, h.provider, h.model, h.operation, h.key_source) AND least(x.amount, share.amount) > 0
           AND (again AND share.amount IS NOT NULL OR NOT EXISTS (SELECT FROM reservations r JOIN counters c ON c.counter_id = r.counter_id
                            WHERE r.hold_id = h.hold_id AND c.account = payer AND c.limit_id = l.limit_id));
END $$;
COMMENT ON FUNCTION holds_missed IS 'open holds that a limit counts, and that are not reserved on it: they were made before it came into force';

-- What they take up of a limit whose counter is not there, or has not taken them over yet.
CREATE OR REPLACE FUNCTION missed_by_holds(payer text, l limits, from_at timestamptz, to_at timestamptz, at timestamptz) RETURNS numeric
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN (SELECT coalesce(sum(m.amount), 0) FROM meter.holds_missed(payer, l, from_at, to_at, missed_by_holds.at) m);
END $$;

-- How much more, or less, holds take up of a counter by now that were reserved on limits that its limit has replaced. `comes_back`: with those that
-- were made while its limit was not in force.
CREATE OR REPLACE FUNCTION more_by_shares(c counters, l limits, at timestamptz, comes_back boolean DEFAULT false) RETURNS numeric
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    shared constant bigint[] := ARRAY(SELECT s.hold_id FROM meter.shares_of_cap((c).account, l, more_by_shares.at) s);
BEGIN
    IF shared = '{}' AND NOT comes_back THEN
        RETURN 0;  -- for most
    END IF;
    RETURN (SELECT coalesce(sum(m.amount), 0)
              FROM meter.holds_missed((c).account, l, (c).period_start, (c).period_end, more_by_shares.at, true) m
             WHERE comes_back OR m.hold_id = ANY (shared))
         - (SELECT coalesce(sum(r.amount), 0) FROM meter.reservations r
             WHERE r.counter_id = (c).counter_id AND r.hold_id = ANY (shared) AND r.expires_at > more_by_shares.at);
END $$;

-- Frees what some holds take up of a counter, which is locked.
CREATE OR REPLACE FUNCTION unreserve(counter bigint, hold_ids bigint[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    WITH gone AS (
        DELETE FROM reservations r WHERE r.counter_id = counter AND r.hold_id = ANY (hold_ids) RETURNING r.amount
    )
    UPDATE counters c SET reserved = trim_scale(c.reserved - g.amount)
      FROM (SELECT sum(x.amount) AS amount FROM gone x) g
     WHERE c.counter_id = counter AND g.amount IS NOT NULL;
END;

-- Has a counter reserve what such holds have reserved elsewhere; tells whether there are any. The counter is new, and nobody else has it, or its account is closed; so that none of
-- them is made or ends beside this: who ends one has locked the counters of all limits that count it (not_reserved_on).
CREATE OR REPLACE FUNCTION reserve_missed(counter bigint, at timestamptz) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    this counters;
    l limits;
    missed bigint[];
BEGIN
    SELECT c.* INTO this FROM counters c WHERE c.counter_id = counter;
    SELECT x.* INTO l FROM limits x WHERE x.limit_id = this.limit_id;
    missed := ARRAY(SELECT m.hold_id FROM holds_missed(this.account, l, this.period_start, this.period_end, reserve_missed.at) m ORDER BY 1);
    IF missed = '{}' THEN
        RETURN false;
    END IF;
    PERFORM lock_counter(counter);
    PERFORM FROM holds h WHERE h.hold_id = ANY (missed) ORDER BY h.hold_id FOR KEY SHARE;  -- fails with 40001 where this transaction's snapshot is older than their end
    WITH taken AS (
        INSERT INTO reservations (hold_id, counter_id, amount, expires_at)
        SELECT m.hold_id, counter, m.amount, m.expires_at
          FROM holds_missed(this.account, l, this.period_start, this.period_end, reserve_missed.at) m
        RETURNING reservations.amount, reservations.expires_at
    )
    UPDATE counters c SET reserved = c.reserved + t.amount, stale_at = least(c.stale_at, t.until), closed_at = NULL
      FROM (SELECT sum(x.amount) AS amount, min(x.expires_at) AS until FROM taken x) t
     WHERE c.counter_id = counter AND t.amount IS NOT NULL;
    RETURN true;
END $$;

-- The same where a limit comes into force. The holds were admitted under the limit of before: what stands above the new cap with them was within the
-- cap of its time, so it is kept, and not owed.
CREATE OR REPLACE FUNCTION take_holds(counter bigint, at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    owed_before numeric;
    backed_before numeric;
BEGIN
    SELECT owed(c, at), backed(c, at) INTO owed_before, backed_before FROM counters c WHERE c.counter_id = counter;
    PERFORM keep(counter, owed_before, backed_before, l.cap, at)
       FROM counters c JOIN limits l USING (limit_id)
      WHERE c.counter_id = counter AND reserve_missed(counter, at);
END $$;
COMMENT ON FUNCTION take_holds IS 'has a counter reserve what open holds have reserved elsewhere, which were made before its limit came into force';

-- Works out anew what a counter reserves for holds that were reserved on limits that its limit has replaced. Their share of the cap there changes while
-- they are open: one that was made earlier ends, or grants are no longer set aside for them. All these counters are locked.
CREATE OR REPLACE FUNCTION share_anew(counter bigint, at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    this counters;
    l limits;
BEGIN
    SELECT c.* INTO this FROM counters c WHERE c.counter_id = counter;
    SELECT x.* INTO l FROM limits x WHERE x.limit_id = this.limit_id;
    IF more_by_shares(this, l, share_anew.at) <> 0 THEN
        PERFORM unreserve(counter, ARRAY(SELECT s.hold_id FROM shares_of_cap(this.account, l, share_anew.at) s));
        PERFORM reserve_missed(counter, share_anew.at);
    END IF;
END $$;
COMMENT ON FUNCTION share_anew IS 'has a counter reserve what holds take up by now that were reserved on limits that its limit has replaced';

-- A replaced limit no longer reserves what it had taken over from holds of other limits: those are reserved by the limit in force, once it has taken over
-- the debts. Grants that were set aside for them come here and pay here what had been kept. All these counters are locked.
CREATE OR REPLACE FUNCTION free_taken_over(counter bigint, at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    this counters;
    l limits;
    place record;
BEGIN
    SELECT c.* INTO this FROM counters c WHERE c.counter_id = counter;
    SELECT x.* INTO l FROM limits x WHERE x.limit_id = this.limit_id;
    FOR place IN SELECT f.* FROM freed_elsewhere(this.account, l, free_taken_over.at) f LOOP
        PERFORM drop_expired(place.counter_id, at), tally(place.counter_id);
        PERFORM unreserve(place.counter_id, ARRAY(SELECT r.hold_id FROM reservations r JOIN counters c ON c.counter_id = r.counter_id
                                                   WHERE r.counter_id = place.counter_id AND NOT is_of_receipt(r.hold_id, c)));
        PERFORM trim_kept(place.counter_id, at);
        UPDATE counters c SET kept = greatest(0, c.kept - place.amount) WHERE c.counter_id = counter;
        UPDATE counters c SET granted = granted_on(c) WHERE c.counter_id = counter AND c.granted <> granted_on(c);
    END LOOP;
END $$;
COMMENT ON FUNCTION free_taken_over IS 'frees what holds take up of limits that this one has replaced, and on which they were not reserved';

-- Adds a call to what a counter took from the log, with what grants have paid of it elsewhere.
CREATE OR REPLACE FUNCTION seed_call(counter bigint, payer text, l limits, u usage_log, counted numeric, paid numeric) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    INSERT INTO seeds AS s (counter_id, account, provider, key_source, model, seeded_to, amount, paid)
    VALUES (counter, u.account, u.provider, u.key_source, CASE WHEN l.model IS NOT NULL THEN u.model END,
            coalesce(left_to(payer, l, u.account, u.provider, u.key_source), u.usage_id), counted, seed_call.paid)
    ON CONFLICT ON CONSTRAINT seed_unique DO UPDATE
        SET seeded_to = greatest(s.seeded_to, excluded.seeded_to), amount = s.amount + excluded.amount, paid = s.paid + excluded.paid;
    UPDATE counters c SET used = c.used + counted, seeded = c.seeded + counted, paid = c.paid + seed_call.paid WHERE c.counter_id = counter;
END $$;

-- Has the counters of later limits, which a settlement has just been charged to, count it from the log: in the place of its hold, which they had taken
-- over. What grants have paid where it was reserved is paid here too, and what was used above the hold was let through here: it is owed no more there.
-- Tells what is granted on each counter then.
CREATE OR REPLACE FUNCTION count_settlement(call bigint, account text, used_at timestamptz, counter_ids bigint[], at timestamptz)
RETURNS TABLE (counter_id bigint, granted numeric)
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    u usage_log;
    this counters;
    l limits;
    counter bigint;
    counted numeric;
    paid_before numeric;
    slice record;
    in_slice bigint;
BEGIN
    SELECT x.* INTO u FROM usage_log x
     WHERE x.account = count_settlement.account AND x.at = used_at AND x.usage_id = call;
    FOREACH counter IN ARRAY counter_ids LOOP
        PERFORM lock_counter(counter);
        SELECT c.* INTO this FROM counters c WHERE c.counter_id = counter;
        SELECT x.* INTO l FROM limits x WHERE x.limit_id = this.limit_id;
        counted := coalesce(amount(l.unit, u.requests, u.input_tokens, u.output_tokens, u.cost, u.charged_cost), 0);
        paid_before := paid_by_grants(this.account, l.limit_name, l.unit, u.grant_ids, u.grant_amounts);
        UPDATE counters c SET used = c.used - counted WHERE c.counter_id = counter;
        IF rolls(l.period) AND u.at < this.period_start THEN  -- in the slice of its moment, as of all that a window counts from the log
            slice := slice_of(l.period, u.at);
            SELECT c.counter_id INTO in_slice FROM counters c
             WHERE (c.account, c.limit_id, c.period_start) = (this.account, l.limit_id, slice.slice_start);
            IF in_slice IS NULL THEN
                PERFORM create_counted(this.account, l.limit_id, slice.slice_start, slice.slice_end, at);
                UPDATE counters c SET stale_at = '-infinity', closed_at = at
                 WHERE (c.account, c.limit_id, c.period_start) = (this.account, l.limit_id, slice.slice_start);
            ELSE
                PERFORM lock_counter(in_slice);
                PERFORM seed_call(in_slice, this.account, l, u, counted, paid_before);
                UPDATE counters c SET granted = granted_on(c) WHERE c.counter_id = in_slice;
            END IF;
            PERFORM slide(counter, at);
            UPDATE counters c SET stale_at = '-infinity' WHERE c.counter_id = counter;
            RETURN QUERY SELECT c.counter_id, c.granted FROM counters c WHERE c.counter_id = counter;
            CONTINUE;
        END IF;
        PERFORM tally(counter);
        PERFORM seed_call(counter, this.account, l, u, counted, paid_before);
        UPDATE counters c SET granted = granted_on(c), stale_at = '-infinity' WHERE c.counter_id = counter;  -- the hold has set free grants
        PERFORM trim_kept(counter, at), repay(counter);
        PERFORM tally(d.counter_id), keep(d.counter_id, 0, backed(c, at), o.cap, at)
           FROM debtors(this.account, l, this.period_start, this.period_end, at) d JOIN limits o ON o.limit_id = d.limit_id
           JOIN counters c ON c.counter_id = d.counter_id
          WHERE d.counter_id = ANY (u.charged);
        PERFORM share_anew(counter, at);  -- other holds take up another part of the cap where they were reserved
        RETURN QUERY SELECT c.counter_id, c.granted FROM counters c WHERE c.counter_id = counter;
    END LOOP;
END $$;
COMMENT ON FUNCTION count_settlement IS 'counts a settlement under limits that came after its hold, as what was used before them';
