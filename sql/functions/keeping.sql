-- Who pays for what stands above a limit's cap. What grants of the account paid on another counter is paid here too. What was within
-- the cap of its time is kept: the cap was lowered since, or the usage was counted from the log. The rest was let through above every
-- cap and grant; it is owed, and the next grant pays it. A charge writes none of this: between the boundaries (another cap, usage from
-- the log, a refund) `kept` stands still, so that whatever more stands above is owed.

-- What grants of a limit's name and unit have paid by a receipt.
CREATE OR REPLACE FUNCTION paid_by_grants(account text, limit_name text, unit text, grant_ids bigint[], amounts numeric[]) RETURNS numeric
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF grant_ids IS NULL THEN
        RETURN 0;
    END IF;
    RETURN (SELECT coalesce(sum(x.amount), 0)
              FROM unnest(grant_ids, amounts) AS x (grant_id, amount) JOIN meter.grants g USING (grant_id)
             WHERE g.account = paid_by_grants.account AND g.limit_name = paid_by_grants.limit_name AND g.unit = paid_by_grants.unit);
END $$;

-- Whether an account has ever had a grant of a limit's name and unit.
CREATE OR REPLACE FUNCTION has_grants(account text, l limits) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM meter.grants g WHERE (g.account, g.limit_name, g.unit) = (has_grants.account, (l).limit_name, (l).unit));
END $$;

-- What a counter adds to its limit's cap. What is kept shows only where grants stand: an account without any sees the cap that it has.
CREATE OR REPLACE FUNCTION granted_on(c counters) RETURNS numeric
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN (SELECT coalesce(sum(a.amount), 0) + (c).paid + CASE WHEN bool_or(a.amount > 0) THEN (c).kept ELSE 0 END
              FROM meter.allotments a WHERE a.counter_id = (c).counter_id);
END $$;

-- Whether a limit counts in a span all that a counter of another one of its name has counted.
CREATE OR REPLACE FUNCTION counts_all_of(l limits, from_at timestamptz, to_at timestamptz, o limits, c counters) RETURNS boolean
LANGUAGE sql IMMUTABLE
RETURN (c).period_start >= from_at AND (c).period_end <= to_at
   AND ((l).provider IS NULL OR (l).provider = (o).provider) AND ((l).model IS NULL OR (l).model = (o).model)
   AND ((l).operation IS NULL OR (l).operation = (o).operation) AND ((l).key_source IS NULL OR (l).key_source = (o).key_source);

-- What calls of a span had spent of grants that were voided since, on counters of which not all is counted here: less than nothing.
CREATE OR REPLACE FUNCTION voided_before(account text, l limits, period_start timestamptz, period_end timestamptz) RETURNS numeric
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN (SELECT coalesce(-sum(least(v.voided, s.spent)), 0)
              FROM (SELECT a.counter_id, a.grant_id, -a.repaid AS voided
                      FROM meter.grants g JOIN meter.allotments a USING (grant_id) JOIN meter.counters c USING (counter_id)
                      JOIN meter.limits o ON o.limit_id = c.limit_id
                     WHERE (g.account, g.limit_name, g.unit) = (voided_before.account, (l).limit_name, (l).unit) AND a.repaid < 0
                       AND c.limit_id <> (l).limit_id AND meter.window_length((l).period) IS NULL
                       AND c.period_start < voided_before.period_end AND c.period_end > voided_before.period_start
                       AND (meter.counts_all_of(l, voided_before.period_start, voided_before.period_end, o, c)) IS NOT TRUE OFFSET 0) v
             CROSS JOIN LATERAL (
                    SELECT sum(y.amount) AS spent
                      FROM (SELECT sum(r.amount) AS amount
                              FROM meter.counted(voided_before.account, l, voided_before.period_start, voided_before.period_end) u,
                                   unnest(u.grant_ids, u.grant_amounts) AS r (grant_id, amount)
                             WHERE u.grant_ids @> ARRAY[v.grant_id] AND r.grant_id = v.grant_id
                             -- a refund's receipt names also counters that took its call from the log
                             GROUP BY u.usage_id HAVING bool_and(v.counter_id = ANY (u.charged))) y) s
             WHERE s.spent > 0);
END $$;

-- What grants have paid, under limits of the same name that a limit stands for now, beside what calls' receipts say: more where they repaid
-- a debt, less where one was voided. It counts only where all that was counted there is counted here; what was voided counts elsewhere too, as far as
-- calls that count here had spent it.
CREATE OR REPLACE FUNCTION repaid_before(account text, l limits, period_start timestamptz, period_end timestamptz) RETURNS numeric
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF NOT meter.has_grants(account, l) THEN
        RETURN 0;  -- most have none
    END IF;
    RETURN meter.voided_before(account, l, period_start, period_end)
         + (SELECT coalesce(sum(a.repaid), 0)
              FROM meter.grants g JOIN meter.allotments a USING (grant_id) JOIN meter.counters c USING (counter_id)
              JOIN meter.limits o ON o.limit_id = c.limit_id
             WHERE (g.account, g.limit_name, g.unit) = (repaid_before.account, (l).limit_name, (l).unit) AND a.repaid <> 0
               AND o.limit_id <> (l).limit_id AND meter.counts_all_of(l, repaid_before.period_start, repaid_before.period_end, o, c));
END $$;

-- Brings what a counter knows of that up to date. The counter is locked. A limit that is not in force is owed nothing, since what it counts is owed where
-- that counts now: what grants have paid no more is kept there.
CREATE OR REPLACE FUNCTION count_repaid(counter bigint) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    UPDATE counters c SET paid = c.paid - c.repaid + r.repaid, repaid = r.repaid, kept = c.kept + CASE WHEN r.counts THEN 0 ELSE greatest(0, c.repaid - r.repaid) END
      FROM (SELECT greatest(x.repaid - x.paid, CASE WHEN f.counts THEN b.repaid ELSE least(greatest(x.repaid, 0), b.repaid) END) AS repaid, f.counts
              FROM counters x JOIN limits l USING (limit_id)
             CROSS JOIN LATERAL (SELECT in_force(l, x.account) AS counts OFFSET 0) f
             CROSS JOIN LATERAL (SELECT repaid_before(x.account, l, x.period_start, x.period_end) AS repaid) b
             WHERE x.counter_id = counter) r
     WHERE c.counter_id = counter AND c.repaid <> r.repaid;
    UPDATE counters c SET granted = granted_on(c) WHERE c.counter_id = counter AND c.granted <> granted_on(c);
END;

-- What grants on a counter have paid of what is used, and are set aside for of what is reserved.
CREATE OR REPLACE FUNCTION backed(c counters, at timestamptz) RETURNS numeric
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN (SELECT coalesce(sum(d.spent), 0)
              FROM meter.drawn((c).counter_id, meter.used_of(c) + meter.reserved_at((c).counter_id, backed.at)) d);
END $$;

-- What stands above a cap once grants have paid so much: kept or owed.
CREATE OR REPLACE FUNCTION above(c counters, cap numeric, backed numeric, at timestamptz) RETURNS numeric
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN greatest(0, meter.used_of(c) + meter.reserved_at((c).counter_id, above.at) - (c).paid - cap - backed
                       - (SELECT coalesce(sum(least(a.amount, 0)), 0) FROM meter.allotments a WHERE a.counter_id = (c).counter_id));
END $$;

CREATE OR REPLACE FUNCTION owed(c counters, at timestamptz) RETURNS numeric
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN (SELECT greatest(0, meter.above(c, l.cap, meter.backed(c, owed.at), owed.at) - (c).kept)
              FROM meter.limits l WHERE l.limit_id = (c).limit_id);
END $$;
COMMENT ON FUNCTION owed IS 'what was let through on a counter above its cap and every grant; the next grant pays it';

-- Running counters of the limits that a limit has replaced, with what is owed there: that comes to the limit in force, as unspent grants
-- do. What was owed in a period that is over is not asked for again.
CREATE OR REPLACE FUNCTION debtors(account text, l limits, period_start timestamptz, period_end timestamptz, at timestamptz)
RETURNS TABLE (counter_id bigint, limit_id bigint, started_at timestamptz, owed numeric)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN QUERY
        SELECT c.counter_id, c.limit_id, c.period_start, meter.owed(c, debtors.at)
          FROM meter.limits o JOIN meter.counters c ON c.limit_id = o.limit_id
         WHERE c.account = debtors.account AND o.limit_name = (l).limit_name AND o.unit = (l).unit AND o.limit_id <> (l).limit_id
           AND c.period_start < debtors.period_end AND c.period_end > greatest(debtors.period_start, debtors.at)
           AND meter.owed(c, debtors.at) > 0;
END $$;

-- After a boundary: of what stands above the cap on a counter, so much is owed, and the rest is kept. `backed` is what grants had paid
-- before it: they pay nothing of what has come by it.
CREATE OR REPLACE FUNCTION keep(counter bigint, owed numeric, backed numeric, cap numeric, at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    this counters;
    stands_above numeric;
BEGIN
    SELECT c.* INTO this FROM counters c WHERE c.counter_id = counter;
    stands_above := above(this, cap, backed, at);
    this.kept := trim_scale(stands_above - least(stands_above, owed));
    UPDATE counters c SET kept = this.kept, granted = granted_on(this)
     WHERE c.counter_id = counter AND (c.kept, c.granted) <> (this.kept, granted_on(this));
END $$;

-- After something was given back: what no longer stands above the cap is no longer kept.
CREATE OR REPLACE FUNCTION trim_kept(counter bigint, at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    this counters;
BEGIN
    SELECT c.* INTO this FROM counters c WHERE c.counter_id = counter;
    SELECT least(this.kept, above(this, l.cap, backed(this, at), at)) INTO this.kept FROM limits l WHERE l.limit_id = this.limit_id;
    UPDATE counters c SET kept = this.kept, granted = granted_on(this)
     WHERE c.counter_id = counter AND (c.kept, c.granted) <> (this.kept, granted_on(this));
END $$;

-- Whether another cap may change what is kept on a counter.
CREATE OR REPLACE FUNCTION stands_above(c counters, new_cap numeric, at timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN c.kept > 0 OR c.period_end > at AND used_of(c) + reserved_of(c) > new_cap
        OR EXISTS (SELECT FROM allotments x WHERE x.counter_id = c.counter_id AND x.amount > 0);
END $$;

-- Before a limit of an account gets another cap: writes down what grants have spent above the one it has, and keeps what was within it. Whoever charges
-- waits for these counters in the same order. A call in flight goes by the cap that it read.
CREATE OR REPLACE FUNCTION keep_spent(payer text, l limits, new_cap numeric, at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    counter bigint;
    owed_before numeric;
    backed_before numeric;
BEGIN
    FOR counter IN
        SELECT c.counter_id FROM counters c
         WHERE c.account = payer AND c.limit_id = l.limit_id AND stands_above(c, new_cap, at)
         ORDER BY c.period_start DESC
    LOOP
        PERFORM expire(counter, at);
        SELECT owed(c, at), backed(c, at) INTO owed_before, backed_before FROM counters c WHERE c.counter_id = counter;
        PERFORM keep(counter, owed_before, backed_before, new_cap, at);
    END LOOP;
END $$;
