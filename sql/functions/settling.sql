-- A settlement is charged to the limits that its hold was reserved on. Limits that came after the hold (another plan, an override, another
-- parent) count it as they count what was used before them: from the log. Until then it is reserved on them too: what is reserved is taken,
-- whatever limits are in force.

-- What holds on a counter take up of the limit's own cap: grants that are kept for the rest stay there until the holds end.
CREATE OR REPLACE FUNCTION held_of_cap(c counters, at timestamptz) RETURNS numeric
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN meter.reserved_at((c).counter_id, held_of_cap.at)
           - (SELECT coalesce(sum(k.amount), 0) FROM meter.kept_for_holds((c).counter_id, held_of_cap.at) k);
END $$;

-- The open holds that a limit counts in a span of time, and that are not reserved on it: by when they were made, as their settlements will be
-- counted. A window counts them in its newest slice. For what grants are kept on a limit of the name that this one has replaced, nothing is
-- reserved here: no more than all holds take up of the cap there.
CREATE OR REPLACE FUNCTION holds_missed(payer text, l limits, from_at timestamptz, to_at timestamptz, at timestamptz)
RETURNS TABLE (hold_id bigint, amount numeric, expires_at timestamptz)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
#variable_conflict use_column
DECLARE
    length constant interval := window_length(l.period);
    -- no hold lasts longer than a day
    since constant timestamptz := greatest(CASE WHEN length IS NULL THEN from_at ELSE holds_missed.at - length END, holds_missed.at - interval '25 hours');
BEGIN
    RETURN QUERY
        SELECT h.hold_id, least(x.amount, kept.amount), h.expires_at
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
                   AND gone.slot IS NOT NULL AND names_payer(holds_missed.payer, gone.charged)
                   AND left_to(holds_missed.payer, l, gone.account, gone.provider, gone.key_source) IS NOT NULL
                UNION ALL
                SELECT others.* FROM holds others JOIN accounts a ON a.account = others.account
                 WHERE (SELECT count(*) FROM pools p WHERE p.account = payer) > 0  -- before the holds are looked at
                   AND others.at >= since AND others.slot IS NOT NULL AND is_lent(l)
                   AND payer IN (SELECT pools_of(a.account, a.ancestors, others.provider, others.key_source))) h
          JOIN accounts a ON a.account = h.account JOIN plans p ON p.plan = a.plan
         CROSS JOIN LATERAL (VALUES (amount(l.unit, 1, h.input_tokens, h.output_tokens, h.cost,
                                            charged_cost(h.cost, p.markup, h.key_source)))) x (amount)
         CROSS JOIN LATERAL (SELECT min(least(r.amount, held_of_cap(c, holds_missed.at)))
                               FROM reservations r JOIN counters c ON c.counter_id = r.counter_id JOIN limits o ON o.limit_id = c.limit_id
                              WHERE r.hold_id = h.hold_id AND c.account = payer AND (o.limit_name, o.unit) = (l.limit_name, l.unit)) kept (amount)
         WHERE h.expires_at > holds_missed.at
           AND CASE WHEN length IS NULL THEN h.at >= from_at AND h.at < to_at ELSE h.at + length > holds_missed.at END
           AND in_scope(l, h.provider, h.model, h.operation, h.key_source) AND least(x.amount, kept.amount) > 0
           AND NOT EXISTS (SELECT FROM reservations r JOIN counters c ON c.counter_id = r.counter_id
                            WHERE r.hold_id = h.hold_id AND c.account = payer AND c.limit_id = l.limit_id);
END $$;
COMMENT ON FUNCTION holds_missed IS 'open holds that a limit counts, and that are not reserved on it: they were made before it came into force';

-- What they take up of a limit whose counter is not there, or has not taken them over yet.
CREATE OR REPLACE FUNCTION missed_by_holds(payer text, l limits, from_at timestamptz, to_at timestamptz, at timestamptz) RETURNS numeric
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN (SELECT coalesce(sum(m.amount), 0) FROM meter.holds_missed(payer, l, from_at, to_at, missed_by_holds.at) m);
END $$;

-- Has a counter reserve what such holds have reserved elsewhere. It is new, and nobody else has it, or its account is closed; so that none of
-- them is made or ends beside this: who ends one has locked the counters of all limits that count it (not_reserved_on).
CREATE OR REPLACE FUNCTION take_holds(counter bigint, at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    this counters;
    l limits;
    missed bigint[];
BEGIN
    SELECT c.* INTO this FROM counters c WHERE c.counter_id = counter;
    SELECT x.* INTO l FROM limits x WHERE x.limit_id = this.limit_id;
    missed := ARRAY(SELECT m.hold_id FROM holds_missed(this.account, l, this.period_start, this.period_end, take_holds.at) m ORDER BY 1);
    IF missed = '{}' THEN
        RETURN;
    END IF;
    PERFORM lock_counter(counter);
    PERFORM FROM holds h WHERE h.hold_id = ANY (missed) ORDER BY h.hold_id FOR KEY SHARE;  -- fails with 40001 where this transaction's snapshot is older than their end
    WITH taken AS (
        INSERT INTO reservations (hold_id, counter_id, amount, expires_at)
        SELECT m.hold_id, counter, m.amount, m.expires_at
          FROM holds_missed(this.account, l, this.period_start, this.period_end, take_holds.at) m
        RETURNING reservations.amount, reservations.expires_at
    )
    UPDATE counters c SET reserved = c.reserved + t.amount, stale_at = least(c.stale_at, t.until), closed_at = NULL
      FROM (SELECT sum(x.amount) AS amount, min(x.expires_at) AS until FROM taken x) t
     WHERE c.counter_id = counter AND t.amount IS NOT NULL;
END $$;
COMMENT ON FUNCTION take_holds IS 'has a counter reserve what open holds have reserved elsewhere, which were made before its limit came into force';

-- Has the counters of later limits, which a settlement has just been charged to, count it from the log. Grants there pay nothing of it,
-- and nobody owes it; what grants have paid where it was reserved is paid here too. Tells what is granted on each counter then.
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
    backed_before numeric;
    owed_before numeric;
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
        IF rolls(l.period) AND u.at < this.period_start THEN  -- in the slice of its moment, as of all that a window counts from the log
            UPDATE counters c SET used = c.used - counted WHERE c.counter_id = counter;
            slice := slice_of(l.period, u.at);
            SELECT c.counter_id INTO in_slice FROM counters c
             WHERE (c.account, c.limit_id, c.period_start) = (this.account, l.limit_id, slice.slice_start);
            IF in_slice IS NULL THEN
                PERFORM create_counted(this.account, l.limit_id, slice.slice_start, slice.slice_end, at);
                UPDATE counters c SET stale_at = '-infinity', closed_at = at
                 WHERE (c.account, c.limit_id, c.period_start) = (this.account, l.limit_id, slice.slice_start);
            ELSE
                PERFORM lock_counter(in_slice);
                INSERT INTO seeds AS s (counter_id, account, provider, key_source, model, seeded_to, amount, paid)
                VALUES (in_slice, u.account, u.provider, u.key_source, CASE WHEN l.model IS NOT NULL THEN u.model END,
                        coalesce(left_to(this.account, l, u.account, u.provider, u.key_source), call), counted, paid_before)
                ON CONFLICT ON CONSTRAINT seed_unique DO UPDATE
                    SET seeded_to = greatest(s.seeded_to, excluded.seeded_to), amount = s.amount + excluded.amount, paid = s.paid + excluded.paid;
                UPDATE counters c SET used = c.used + counted, seeded = c.seeded + counted, paid = c.paid + paid_before WHERE c.counter_id = in_slice;
                UPDATE counters c SET granted = granted_on(c) WHERE c.counter_id = in_slice;
            END IF;
            PERFORM slide(counter, at);
            UPDATE counters c SET stale_at = '-infinity' WHERE c.counter_id = counter;
            RETURN QUERY SELECT c.counter_id, c.granted FROM counters c WHERE c.counter_id = counter;
            CONTINUE;
        END IF;
        this.used := this.used - counted;
        backed_before := backed(this, at);
        owed_before := owed(this, at);
        INSERT INTO seeds AS s (counter_id, account, provider, key_source, model, seeded_to, amount, paid)
        VALUES (counter, u.account, u.provider, u.key_source, CASE WHEN l.model IS NOT NULL THEN u.model END,
                coalesce(left_to(this.account, l, u.account, u.provider, u.key_source), call), counted, paid_before)
        ON CONFLICT ON CONSTRAINT seed_unique DO UPDATE
            SET seeded_to = greatest(s.seeded_to, excluded.seeded_to), amount = s.amount + excluded.amount, paid = s.paid + excluded.paid;
        UPDATE counters c SET seeded = c.seeded + counted, paid = c.paid + paid_before, stale_at = '-infinity'  -- the hold has set free grants
         WHERE c.counter_id = counter;
        PERFORM keep(counter, owed_before, backed_before, l.cap, at);
        RETURN QUERY SELECT c.counter_id, c.granted FROM counters c WHERE c.counter_id = counter;
    END LOOP;
END $$;
COMMENT ON FUNCTION count_settlement IS 'counts a settlement under limits that came after its hold, as what was used before them';
