-- What grants get back where usage was taken back, by a refund or a lower cost: what they had paid for it, and the debt that they had repaid. What is kept of
-- it where it counts by now is an allowance no more.

-- After usage was taken back: grants have paid no more than there is left. What is too much repaid a debt; those that would have paid
-- last get it back first.
CREATE OR REPLACE FUNCTION unspend(counter bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    only_repaid boolean;
BEGIN
    IF NOT EXISTS (SELECT FROM allotments a WHERE a.counter_id = counter AND a.spent > 0) THEN
        RETURN;  -- most have none
    END IF;
    FOREACH only_repaid IN ARRAY '{t,f}'::boolean[] LOOP  -- what repaid one; where that is not told, whatever was spent
        UPDATE allotments a SET spent = a.spent - least(x.most, greatest(0, x.excess - x.before)),
                                repaid = a.repaid - least(x.most, greatest(0, x.excess - x.before))
          FROM (SELECT o.grant_id, o.most, c.paid - c.used + sum(o.spent) OVER () AS excess,
                       coalesce(sum(o.most) OVER (ORDER BY g.priority DESC, g.expires_at DESC NULLS FIRST, g.grant_id DESC
                                                  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
                  FROM (SELECT y.grant_id, y.counter_id, y.spent,
                               CASE WHEN only_repaid THEN greatest(0, least(y.repaid, y.spent)) ELSE y.spent END AS most
                          FROM allotments y WHERE y.counter_id = counter AND y.spent > 0) o
                  JOIN grants g USING (grant_id) JOIN counters c USING (counter_id)) x
         WHERE a.counter_id = counter AND a.grant_id = x.grant_id AND x.excess > x.before AND x.most > 0;
    END LOOP;
END $$;

-- How much more grants have repaid of debts on a counter than stands above its cap now, beside what they paid for calls and what is kept. Below 0: less.
CREATE OR REPLACE FUNCTION overpaid(counter bigint) RETURNS numeric
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN (SELECT a.repaid - greatest(0, c.used - c.paid - l.cap - c.kept - a.spent)
              FROM meter.counters c JOIN meter.limits l USING (limit_id)
             CROSS JOIN LATERAL (SELECT coalesce(sum(greatest(x.repaid, 0)), 0) AS repaid,
                                        coalesce(sum(x.spent - greatest(x.repaid, 0) + least(x.amount, 0)), 0) AS spent
                                   FROM meter.allotments x WHERE x.counter_id = c.counter_id) a
             WHERE c.counter_id = counter);
END $$;

-- After usage was taken back: what a grant had repaid of the debt that it was comes back too, from those that would have paid last. `before` is what was
-- overpaid before: a higher cap since gives nothing back.
CREATE OR REPLACE FUNCTION unrepay(counter bigint, before numeric) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    excess numeric := overpaid(counter) - greatest(0, before);
BEGIN
    IF excess > 0 THEN
        UPDATE allotments a SET spent = a.spent - least(x.most, excess - x.before), repaid = a.repaid - least(x.most, excess - x.before)
          FROM (SELECT o.grant_id, least(o.repaid, o.spent) AS most,
                       coalesce(sum(least(o.repaid, o.spent)) OVER (ORDER BY g.priority DESC, g.expires_at DESC NULLS FIRST, g.grant_id DESC
                                                                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
                  FROM allotments o JOIN grants g USING (grant_id)
                 WHERE o.counter_id = counter AND o.repaid > 0 AND o.spent > 0) x
         WHERE a.counter_id = counter AND a.grant_id = x.grant_id AND excess > x.before;
    END IF;
END $$;

-- What was owed has moved from a limit that was replaced to the one in force, and grants may have repaid it there: what usage that was taken back has
-- lowered of it there, no grant gets back where it was. `amounts` is how much was taken back on each counter that no grant had paid by its receipt, `owed`
-- what was owed there before.
CREATE OR REPLACE FUNCTION beside_debts(counter_ids bigint[], amounts numeric[], before numeric[], owed numeric[], at timestamptz) RETURNS numeric[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF cardinality(counter_ids) < 2 OR NOT EXISTS (SELECT FROM meter.allotments a WHERE a.counter_id = ANY (counter_ids) AND a.repaid > 0) THEN
        RETURN before;  -- for most: no grant has repaid anything
    END IF;
    RETURN ARRAY(SELECT greatest(0, x.over, meter.overpaid(c.counter_id) - greatest(0, x.amount - coalesce(lowered.amount, 0)))
                   FROM unnest(counter_ids, amounts, beside_debts.before) WITH ORDINALITY x (counter_id, amount, over, place)
                   JOIN meter.counters c USING (counter_id) JOIN meter.limits l ON l.limit_id = c.limit_id
                  CROSS JOIN LATERAL (
                         SELECT max(greatest(0, y.debt - meter.owed(h, beside_debts.at))
                                    + greatest(0, meter.overpaid(h.counter_id) - greatest(0, y.over))) AS amount
                           FROM unnest(counter_ids, beside_debts.before, owed) y (counter_id, over, debt) JOIN meter.counters h USING (counter_id)
                           JOIN meter.limits n ON n.limit_id = h.limit_id
                          WHERE h.account = c.account AND (n.limit_name, n.unit) = (l.limit_name, l.unit) AND n.limit_id <> l.limit_id
                            AND meter.overpaid(c.counter_id) > greatest(0, x.over) AND meter.in_force(n, h.account)) lowered
                  ORDER BY x.place);
END $$;

-- The same for all counters that counted it, those of limits that were replaced first.
CREATE OR REPLACE FUNCTION unrepay_all(counter_ids bigint[], before numeric[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM count_repaid(x.counter_id), unrepay(x.counter_id, x.before)
       FROM (SELECT o.* FROM unnest(counter_ids, before) o (counter_id, before) JOIN counters c USING (counter_id) JOIN limits l USING (limit_id)
              ORDER BY c.account COLLATE "C", in_force(l, c.account), c.limit_id, c.period_start OFFSET 0) x;
END $$;

-- What grants have got back where a limit was replaced is no longer kept where the usage counts now, of several counters.
CREATE OR REPLACE FUNCTION keep_no_more(counter bigint, spent_before numeric, counter_ids bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    given_back numeric;
BEGIN
    IF spent_before > 0 AND cardinality(counter_ids) > 1 THEN
        SELECT spent_before - sum(a.spent) INTO given_back FROM allotments a WHERE a.counter_id = counter;
        UPDATE counters h SET kept = greatest(0, h.kept - given_back)
          FROM counters c JOIN limits l ON l.limit_id = c.limit_id
          JOIN limits n ON (n.limit_name, n.unit) = (l.limit_name, l.unit) AND n.limit_id <> l.limit_id
         WHERE c.counter_id = counter AND given_back > 0 AND h.counter_id = ANY (counter_ids) AND h.limit_id = n.limit_id AND h.account = c.account
           AND in_force(n, h.account) AND counts_all_of(n, h.period_start, h.period_end, l, c) IS NOT TRUE;
    END IF;
END $$;

-- What grants had repaid where a limit was replaced was kept where the usage counts now. What has come off that, they get back.
CREATE OR REPLACE FUNCTION unrepay_unkept(heir bigint, kept_before numeric, counter_ids bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    off numeric;
    part numeric;
    replaced bigint;
BEGIN
    SELECT kept_before - h.kept INTO off FROM counters h JOIN limits n USING (limit_id) WHERE h.counter_id = heir AND in_force(n, h.account);
    FOR replaced IN
        SELECT c.counter_id
          FROM counters h JOIN limits n USING (limit_id)
          JOIN limits l ON (l.limit_name, l.unit) = (n.limit_name, n.unit) AND l.limit_id <> n.limit_id
          JOIN counters c ON c.limit_id = l.limit_id AND c.account = h.account
         WHERE off > 0 AND h.counter_id = heir AND c.counter_id = ANY (counter_ids)
           AND counts_all_of(n, h.period_start, h.period_end, l, c) IS NOT TRUE
         ORDER BY c.limit_id DESC, c.period_start DESC
    LOOP
        part := least(off, greatest(0, overpaid(replaced)));
        PERFORM unrepay(replaced, overpaid(replaced) - part) WHERE part > 0;
        off := off - part;
    END LOOP;
END $$;

-- After usage was taken back from all counters that counted it. `overpaid_before`: what was overpaid on each before, beside debts.
CREATE OR REPLACE FUNCTION after_giving_back(counter_ids bigint[], overpaid_on bigint[], overpaid_before numeric[], at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    -- beside what the receipts of that usage have given back
    spent_before constant numeric[] := ARRAY(SELECT coalesce((SELECT sum(a.spent) FROM allotments a WHERE a.counter_id = x.c), 0)
                                               FROM unnest(counter_ids) WITH ORDINALITY x (c, place) ORDER BY x.place);
    kept_before numeric[];
BEGIN
    PERFORM unrepay_all(overpaid_on, overpaid_before);
    PERFORM count_repaid(c) FROM unnest(counter_ids) c;
    -- what holds take up in its place is kept as it was
    PERFORM share_anew(c.counter_id, at)
       FROM unnest(counter_ids) x JOIN counters c ON c.counter_id = x JOIN limits l USING (limit_id)
      WHERE cardinality(counter_ids) > 1 AND c.period_start <= at AND at < c.period_end AND in_force(l, c.account);
    PERFORM unspend(x.c), keep_no_more(x.c, x.spent, counter_ids) FROM unnest(counter_ids, spent_before) x (c, spent);
    kept_before := ARRAY(SELECT c.kept FROM unnest(counter_ids) WITH ORDINALITY x (c, place) JOIN counters c ON c.counter_id = x.c ORDER BY x.place);
    PERFORM count_repaid(c), trim_kept(c, at) FROM unnest(counter_ids) c;  -- by what grants have not paid any more
    PERFORM unrepay_unkept(x.c, x.kept, counter_ids) FROM unnest(counter_ids, kept_before) x (c, kept) WHERE cardinality(counter_ids) > 1 AND x.kept > 0;
END $$;

-- Takes back that usage from the log was paid by grants.
CREATE OR REPLACE FUNCTION unpay(counter bigint, amount numeric) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    UPDATE counters c SET paid = c.paid - least(o.paid, unpay.amount)
      FROM (SELECT sum(s.paid) AS paid FROM seeds s WHERE s.counter_id = counter) o
     WHERE c.counter_id = counter AND unpay.amount > 0 AND o.paid > 0;
    UPDATE seeds s SET paid = s.paid - least(s.paid, greatest(0, unpay.amount - x.before))
      FROM (SELECT o.seed_id, coalesce(sum(o.paid) OVER (ORDER BY o.seed_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
              FROM seeds o WHERE o.counter_id = counter AND o.paid > 0) x (seed_id, before)
     WHERE s.seed_id = x.seed_id AND unpay.amount > x.before;
END;
