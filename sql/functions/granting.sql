-- Grants burn down in one order, after the limit's own cap: by priority, then by what expires soonest. No charge writes
-- what it spent of a grant; it follows from what the counter has taken. It is written down at boundaries only: a new
-- grant, an expiry, a refund, the end of a period. So what was spent stays with the grant that it was spent from.

CREATE OR REPLACE FUNCTION reserved_at(counter bigint, at timestamptz) RETURNS numeric
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN (SELECT coalesce(sum(r.amount), 0) FROM meter.reservations r
             WHERE r.counter_id = counter AND r.expires_at > reserved_at.at);
END $$;

-- What is spent of each grant on a counter once the counter has taken so much.
CREATE OR REPLACE FUNCTION drawn(counter bigint, taken numeric)
RETURNS TABLE (grant_id bigint, amount numeric, spent numeric, unspent numeric, kind text, expires_at timestamptz)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT w.grant_id, w.amount, w.spent + w.more, w.amount - w.spent - w.more, w.kind, w.expires_at
      FROM (SELECT g.grant_id, a.amount, a.spent, g.kind, g.expires_at,
                   least(a.amount - a.spent,
                         greatest(0, line.over - coalesce(sum(a.amount - a.spent) OVER (
                             ORDER BY g.priority, g.expires_at, g.grant_id
                             ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0))) AS more
              FROM allotments a
              JOIN grants g USING (grant_id)
             CROSS JOIN (SELECT taken - sum(a.spent) - l.cap - c.paid - c.kept - sum(least(a.amount, 0)) AS over
                           FROM counters c JOIN limits l USING (limit_id) JOIN allotments a USING (counter_id)
                          WHERE c.counter_id = counter
                          GROUP BY l.cap, c.paid, c.kept) line
             WHERE a.counter_id = counter AND a.amount > 0) w;
END;

-- What each grant on a counter is set aside for of what is reserved there.
CREATE OR REPLACE FUNCTION kept_for_holds(counter bigint, at timestamptz) RETURNS TABLE (grant_id bigint, amount numeric, expires_at timestamptz)
LANGUAGE sql STABLE SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    SELECT d.grant_id, d.spent - b.spent, d.expires_at
      FROM counters c, drawn(c.counter_id, used_of(c) + reserved_at(c.counter_id, kept_for_holds.at)) d, drawn(c.counter_id, used_of(c)) b
     WHERE c.counter_id = kept_for_holds.counter AND b.grant_id = d.grant_id AND d.spent > b.spent;
END;

-- What an account's grants for a limit have unspent, wherever it stands.
CREATE OR REPLACE FUNCTION standing(account text, l limits, at timestamptz)
RETURNS TABLE (counter_id bigint, grant_id bigint, unspent numeric)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT c.counter_id, d.grant_id, d.unspent
      FROM (SELECT DISTINCT a.counter_id
              FROM grants g JOIN allotments a USING (grant_id)
             WHERE g.account = standing.account AND g.limit_name = l.limit_name AND g.unit = l.unit
               AND a.amount > a.spent) stood
      JOIN counters c USING (counter_id)
     CROSS JOIN LATERAL drawn(c.counter_id, used_of(c) + reserved_at(c.counter_id, standing.at)) d
     WHERE d.unspent > 0 AND (d.expires_at IS NULL OR d.expires_at > standing.at);
END;

-- An amount that the meter has worked out, as a grant can have it: digits behind the 18th stay where they came from.
CREATE OR REPLACE FUNCTION storable(amount numeric) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN trim_scale(trunc(least(amount, 1e18), 18));

-- What is carried over into a period that starts: from the counter before it, with the cap of each period that was
-- skipped in between. Nothing where another limit of its name and unit was in force when that ended, and has opened its own since.
CREATE OR REPLACE FUNCTION carried(account text, l limits, period_start timestamptz, at timestamptz, skipped integer)
RETURNS TABLE (counter_id bigint, own_left numeric, amount numeric)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT before.counter_id, room.own_left,
           storable(least(l.carry_over_cap, room.own_left + room.carried_left + l.cap * skipped))
      FROM (SELECT c.counter_id, c.period_end,
                   used_of(c) + reserved_at(c.counter_id, carried.at) - c.paid  -- where any is kept, nothing is left
                   + CASE WHEN is_coming_back(carried.account, l.limit_id, carried.at)
                          THEN (SELECT b.amount - b.paid FROM coming_back(c) b)
                               + held_coming_back(c, carried.at)
                          ELSE 0 END AS own,
                   used_of(c) + reserved_at(c.counter_id, carried.at) AS taken
              FROM counters c
             WHERE c.account = carried.account AND c.limit_id = l.limit_id AND c.period_end <= carried.period_start
             ORDER BY c.period_start DESC LIMIT 1) before
     CROSS JOIN LATERAL (
            SELECT greatest(0, l.cap + coalesce((SELECT sum(a.amount) FROM allotments a
                                                  WHERE a.counter_id = before.counter_id AND a.amount < 0), 0)
                               - before.own + coalesce(sum(d.spent), 0)) AS own_left,
                   -- the carry-over of the period before, which has just expired or is about to
                   coalesce(sum(d.unspent) FILTER (WHERE d.kind = 'carry_over'), 0)
                   + coalesce((SELECT sum(a.expired) FROM allotments a JOIN grants g USING (grant_id)
                                WHERE a.counter_id = before.counter_id AND g.kind = 'carry_over'), 0) AS carried_left
              FROM drawn(before.counter_id, before.taken) d) room
     WHERE l.cap IS NOT NULL AND l.carry_over_cap > 0
       AND NOT EXISTS (SELECT FROM counters c JOIN limits o USING (limit_id)
                        WHERE c.account = carried.account AND c.limit_id <> l.limit_id AND (o.limit_name, o.unit) = (l.limit_name, l.unit)
                          AND c.opened AND c.period_start >= before.period_end
                          AND c.period_start <= carried.at AND c.period_end > carried.at);
END;

-- What a counter has reserved and granted at a moment, without writing: as meter.refresh would leave it. A counter that
-- is not there yet is NULL. `seeded` is what it would take from the log, and `paid` what grants have paid of that: where it is not there
-- yet, or where its limit has come into force again (coming_back).
CREATE OR REPLACE FUNCTION foreseen(counter bigint, account text, limit_id bigint, period_start timestamptz,
                                    period_end timestamptz, opened boolean, at timestamptz, skipped integer,
                                    seeded numeric, paid numeric, OUT reserved numeric, OUT granted numeric)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    this meter.counters;
    l meter.limits;
    incoming numeric := 0;
    debt numeric;
    backed numeric;
    stands_above numeric;
    taken numeric;
    owed_before numeric;
    stays boolean;
    of_holds numeric := 0;
    freed numeric := 0;
    before record;
BEGIN
    SELECT x.* INTO l FROM meter.limits x WHERE x.limit_id = foreseen.limit_id;
    SELECT c.* INTO this FROM meter.counters c WHERE c.counter_id = foreseen.counter;
    IF this.counter_id IS NULL THEN
        this.dealt := false;
        this.used := foreseen.seeded;
        this.paid := foreseen.paid;
    END IF;
    reserved := meter.reserved_at(foreseen.counter, foreseen.at);
    backed := meter.backed(this, foreseen.at);
    IF this.counter_id IS NULL THEN  -- open holds that were made before the limit came into force
        of_holds := meter.missed_by_holds(foreseen.account, l, foreseen.period_start, foreseen.period_end, foreseen.at);
        this.kept := greatest(0, this.used + of_holds - this.paid - l.cap);
    ELSE
        of_holds := meter.more_by_shares(this, l, foreseen.at, foreseen.seeded IS NOT NULL);
    END IF;
    reserved := reserved + of_holds;
    IF this.counter_id IS NULL AND meter.rolls(l.period) THEN  -- and those that its next slice takes over, with what grants are kept for them
        before := meter.taken_over(foreseen.account, l, foreseen.period_start, foreseen.at);
        reserved := reserved + before.reserved;
        of_holds := of_holds + before.reserved;
        stands_above := greatest(0, this.used + of_holds - this.paid - l.cap);
        this.kept := this.kept + least(before.within, stands_above - this.kept);
        -- of a grant that has expired no more is kept than is needed
        incoming := before.granted + least(before.expired, stands_above - this.kept);
        backed := least(incoming, stands_above - this.kept);
    END IF;
    taken := meter.used_of(this) + reserved;
    IF this.counter_id IS NOT NULL AND foreseen.seeded IS NOT NULL THEN  -- grants pay nothing of what comes from the log
        owed_before := meter.owed(this, foreseen.at);
        this.used := this.used + foreseen.seeded;
        this.paid := this.paid + foreseen.paid;
        owed_before := least(owed_before, meter.above(this, l.cap, backed, foreseen.at));
        this.used := this.used + of_holds;
        this.kept := meter.above(this, l.cap, backed, foreseen.at) - owed_before;
    ELSE
        this.used := this.used + of_holds;
    END IF;
    IF this.counter_id IS NULL AND meter.rolls(l.period) AND meter.comes_into_force(foreseen.account, l, foreseen.period_start) THEN
        this.kept := meter.above(this, l.cap, backed, foreseen.at);  -- what a window counts of earlier slices nobody owes
    END IF;
    stands_above := meter.above(this, l.cap, backed, foreseen.at);
    IF foreseen.period_start <= foreseen.at AND foreseen.at < foreseen.period_end AND EXISTS (
           SELECT FROM meter.accounts a, meter.limits_in_force_at(a.account, a.plan, foreseen.at) x
            WHERE a.account = foreseen.account AND x.limit_id = l.limit_id) THEN
        incoming := incoming + coalesce((SELECT sum(s.unspent) FROM meter.standing(foreseen.account, l, foreseen.at) s
                               WHERE s.counter_id IS DISTINCT FROM foreseen.counter), 0)
                  + meter.would_carry(foreseen.account, l, foreseen.period_start, foreseen.period_end, foreseen.opened, foreseen.at, foreseen.skipped);
        SELECT max(d.owed) INTO debt
          FROM meter.debtors(foreseen.account, l, foreseen.period_start, foreseen.period_end, foreseen.at) d WHERE NOT foreseen.opened;
        SELECT coalesce(sum(f.amount), 0) INTO freed FROM meter.freed_elsewhere(foreseen.account, l, foreseen.at) f;
        incoming := incoming + freed;
    END IF;
    this.kept := CASE WHEN debt > 0 THEN stands_above - least(stands_above, greatest(debt, stands_above - this.kept))
                      ELSE least(this.kept, stands_above) END;
    this.kept := greatest(0, this.kept - freed);
    SELECT coalesce(sum(x.amount), 0), coalesce(bool_or(x.amount > 0), false) INTO granted, stays
      FROM (SELECT CASE WHEN d.expires_at <= foreseen.at THEN d.spent ELSE d.amount END AS amount
              FROM meter.drawn(this.counter_id, taken) d
            UNION ALL
            SELECT a.amount FROM meter.allotments a WHERE a.counter_id = this.counter_id AND a.amount < 0) x;
    granted := granted + incoming + this.paid + CASE WHEN stays OR incoming > 0 THEN this.kept ELSE 0 END;
END $$;
