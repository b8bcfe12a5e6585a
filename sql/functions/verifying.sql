-- Every sum that the meter keeps, computed again from its rows. The parts of differences() read by the snapshot of the statement that asks it, so that
-- all of them are of one moment.

-- What each row of the log, or of one of its partitions, has charged to which counter.
CREATE OR REPLACE FUNCTION receipts_of(partition text) RETURNS TABLE (counter_id bigint, enforced boolean, used numeric)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN QUERY EXECUTE format(
        'SELECT c.counter_id, u.enforced, amount(l.unit, u.requests, u.input_tokens, u.output_tokens, u.cost, u.charged_cost) '
        'FROM meter.%I u CROSS JOIN LATERAL unnest(u.charged) charge (counter_id) '
        'JOIN meter.counters c ON c.counter_id = charge.counter_id JOIN meter.limits l ON l.limit_id = c.limit_id', partition);
END $$;
COMMENT ON FUNCTION receipts_of IS 'what each row of a partition of the usage log has charged to which counter';

CREATE OR REPLACE FUNCTION counters_with_limits()
RETURNS TABLE (counter_id bigint, account text, limit_id bigint, period_start timestamptz, period_end timestamptz, used numeric, reserved numeric,
               granted numeric, seeded numeric, paid numeric, repaid numeric, earlier numeric, earlier_paid numeric, opened boolean, rolls boolean,
               of_limit limits, alerted numeric[], dealt boolean, deals integer, lacks boolean, subject text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT c.counter_id, c.account, c.limit_id, c.period_start, c.period_end, used_of(c), reserved_of(c), c.granted, c.seeded, c.paid, c.repaid,
           c.earlier, c.earlier_paid, c.opened, window_length(l.period) IS NOT NULL, l, c.alerted, c.dealt, c.deals,
           EXISTS (SELECT FROM lacking_months() m WHERE m.from_at < c.period_end AND m.to_at > c.period_start),
           format('%s, counter %s', l.limit_name, c.counter_id)
      FROM counters c JOIN limits l ON l.limit_id = c.limit_id;
END;
COMMENT ON FUNCTION counters_with_limits IS 'each counter with what its stripes have, beside its limit; lacks: the log of its period is not whole';

-- What holds take up of limits that came into force after them: in no receipt, and let through.
CREATE OR REPLACE FUNCTION later_reservations() RETURNS TABLE (hold_id bigint, counter_id bigint, amount numeric, expected numeric)
LANGUAGE sql STABLE SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    SELECT r.hold_id, r.counter_id, r.amount,
           CASE WHEN l.unit = 'charged_cost' THEN r.amount  -- by the markup of then
                ELSE amount(l.unit, 1, h.input_tokens, h.output_tokens, h.cost, NULL) END AS expected
      FROM reservations r JOIN holds h ON h.hold_id = r.hold_id JOIN counters n ON n.counter_id = r.counter_id JOIN limits l ON l.limit_id = n.limit_id
     WHERE NOT EXISTS (SELECT FROM counters o WHERE o.counter_id = ANY (h.charged) AND (o.account, o.limit_id) = (n.account, n.limit_id));
END;
COMMENT ON FUNCTION later_reservations IS 'what holds take up of limits that came into force after them, and what they may take up at most';

CREATE OR REPLACE FUNCTION charge_differences() RETURNS TABLE (problem text, account text, subject text, expected numeric, actual numeric)
LANGUAGE sql STABLE SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    WITH in_log AS (
        SELECT r.counter_id, sum(r.amount) AS used, sum(r.amount) FILTER (WHERE NOT r.enforced) AS not_enforced
          FROM (SELECT c.counter_id, u.enforced,
                       amount(l.unit, u.requests, u.input_tokens, u.output_tokens, u.cost, u.charged_cost) AS amount
                  FROM usage_log u
                 CROSS JOIN LATERAL unnest(u.charged) charge (counter_id)
                  JOIN counters c ON c.counter_id = charge.counter_id
                  JOIN limits l ON l.limit_id = c.limit_id) r
         GROUP BY r.counter_id
    ), receipts AS MATERIALIZED (  -- those of months that were taken out of the log are noted
        SELECT r.counter_id, sum(r.used) AS used, sum(r.not_enforced) AS not_enforced
          FROM (SELECT * FROM in_log UNION ALL SELECT m.counter_id, m.used, m.not_enforced FROM month_sums m) r
         GROUP BY r.counter_id
    ), c AS MATERIALIZED (SELECT * FROM counters_with_limits()), later AS MATERIALIZED (SELECT * FROM later_reservations())
    SELECT 'used is not what was charged', c.account, c.subject, c.seeded + c.earlier + coalesce(r.used, 0), c.used
      FROM c LEFT JOIN receipts r ON r.counter_id = c.counter_id
     WHERE CASE WHEN c.lacks THEN c.used < c.seeded + c.earlier + coalesce(r.used, 0) ELSE c.used <> c.seeded + c.earlier + coalesce(r.used, 0) END
    UNION ALL
    SELECT 'a usage row is not what one can be', u.account, format('usage %s', u.usage_id), NULL, NULL
      FROM usage_log u WHERE is_sound(u) IS NOT TRUE
    UNION ALL
    SELECT 'a hard limit is exceeded by more than was let through', c.account, c.subject, (c.of_limit).cap + c.granted, c.used + c.reserved
      FROM c LEFT JOIN receipts r ON r.counter_id = c.counter_id
     WHERE (c.of_limit).hard AND (c.of_limit).changed_at IS NULL AND NOT c.lacks
       AND c.used + c.reserved > (c.of_limit).cap + greatest(c.granted, c.earlier - (c.of_limit).cap) + c.seeded + coalesce(r.not_enforced, 0)
                                 + coalesce((SELECT sum(x.amount) FROM later x WHERE x.counter_id = c.counter_id), 0)
                                 + coalesce((SELECT sum(e.seeded) FROM counters e  -- of a window all slices that it counts
                                              WHERE c.rolls AND (e.account, e.limit_id) = (c.account, c.limit_id) AND e.period_start < c.period_start), 0)
                                 + coalesce((SELECT sum(g.voided) FROM grants g
                                              WHERE g.account = c.account AND g.limit_name = (c.of_limit).limit_name), 0);
END;
COMMENT ON FUNCTION charge_differences IS 'where counters part from the usage log, and where hard limits are exceeded by more than what was let through';

CREATE OR REPLACE FUNCTION counter_differences() RETURNS TABLE (problem text, account text, subject text, expected numeric, actual numeric)
LANGUAGE sql STABLE SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    WITH c AS MATERIALIZED (SELECT * FROM counters_with_limits())
    SELECT 'seeded is not what was counted from the log', c.account, c.subject, coalesce(s.amount, 0), c.seeded
      FROM c LEFT JOIN (SELECT seeds.counter_id, sum(seeds.amount) AS amount FROM seeds GROUP BY 1) s
        ON s.counter_id = c.counter_id
     WHERE c.seeded <> coalesce(s.amount, 0)
    UNION ALL
    SELECT 'reserved is not what open holds take up', c.account, c.subject, coalesce(r.amount, 0), c.reserved
      FROM c LEFT JOIN (SELECT reservations.counter_id, sum(reservations.amount) AS amount FROM reservations GROUP BY 1) r
        ON r.counter_id = c.counter_id
     WHERE c.reserved <> coalesce(r.amount, 0)
    UNION ALL
    SELECT 'granted is not what was allotted', c.account, c.subject, a.amount, c.granted
      FROM c JOIN (SELECT counters.counter_id, granted_on(counters) AS amount FROM counters) a ON a.counter_id = c.counter_id
     WHERE c.granted <> a.amount
    UNION ALL
    SELECT 'paid is not what grants had paid of what was counted from the log', c.account, c.subject, coalesce(s.paid, 0) + c.repaid + c.earlier_paid, c.paid
      FROM c LEFT JOIN (SELECT seeds.counter_id, sum(seeds.paid) AS paid FROM seeds GROUP BY 1) s ON s.counter_id = c.counter_id
     WHERE c.paid <> coalesce(s.paid, 0) + c.repaid + c.earlier_paid
    UNION ALL
    SELECT 'earlier is not what the slices before have used', c.account, c.subject, b.used, c.earlier
      FROM c, newest_slice(c.account, c.of_limit) n, LATERAL used_before(c.account, c.of_limit, c.period_start) b
     WHERE c.rolls AND c.opened AND n.counter_id = c.counter_id AND keeps_slices(c.period_end)
       AND (c.earlier, c.earlier_paid) <> (b.used, b.paid)
       -- where none of them is there, they were removed by a clock that was ahead
       AND EXISTS (SELECT FROM counters e WHERE (e.account, e.limit_id) = (c.account, c.limit_id) AND e.period_start < c.period_start
                                            AND e.period_start >= c.period_start - window_length((c.of_limit).period))
    UNION ALL
    SELECT 'grants have paid more than was used', c.account, c.subject, c.used - c.paid, a.spent
      FROM c JOIN (SELECT allotments.counter_id, sum(allotments.spent) AS spent FROM allotments GROUP BY 1) a ON a.counter_id = c.counter_id
     WHERE a.spent > c.used - c.paid
    UNION ALL
    SELECT 'periods of one limit overlap', c.account, c.subject, NULL, NULL
      FROM (SELECT c.*, lead(c.period_start) OVER (PARTITION BY c.account, c.limit_id ORDER BY c.period_start)
                          AS next_start FROM c) c
     WHERE c.next_start < c.period_end;
END;
COMMENT ON FUNCTION counter_differences IS 'where counters part from what was counted, reserved and granted for them';

CREATE OR REPLACE FUNCTION stripe_differences() RETURNS TABLE (problem text, account text, subject text, expected numeric, actual numeric)
LANGUAGE sql STABLE SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    WITH dealt AS (
        SELECT s.counter_id, s.deal, sum(s.room - s.used - s.reserved) AS room, sum(s.used) AS used FROM stripes s GROUP BY 1, 2
    )
    SELECT 'stripes have room that is not there', c.account, c.subject,
           (c.of_limit).cap + c.granted - c.used - c.reserved, s.room
      FROM counters_with_limits() c JOIN dealt s ON s.counter_id = c.counter_id AND s.deal = c.deals
     WHERE c.dealt AND (c.of_limit).hard AND (c.of_limit).changed_at IS NULL AND s.room > (c.of_limit).cap + c.granted - c.used - c.reserved
    UNION ALL
    SELECT 'stripes of a deal that is over', c.account, c.subject, 0, s.used
      FROM counters_with_limits() c JOIN dealt s ON s.counter_id = c.counter_id WHERE NOT c.dealt OR s.deal <> c.deals;
END;
COMMENT ON FUNCTION stripe_differences IS 'stripes that have more than their counter has left, or that are of an old deal';

CREATE OR REPLACE FUNCTION grant_differences() RETURNS TABLE (problem text, account text, subject text, expected numeric, actual numeric)
LANGUAGE sql STABLE SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    SELECT 'a grant is not where it was given', g.account, format('grant %s', g.grant_id), g.amount,
           coalesce(a.amount, 0)
      FROM grants g
      LEFT JOIN (SELECT allotments.grant_id, sum(greatest(allotments.amount, 0) + allotments.expired) AS amount
                   FROM allotments GROUP BY 1) a ON a.grant_id = g.grant_id
     WHERE g.amount - g.voided <> coalesce(a.amount, 0)
    UNION ALL
    SELECT 'what was granted is not what was spent, has expired, was voided and remains', g.account, g.limit_name || ', ' || g.unit,
           sum(g.amount), sum(g.voided + coalesce(a.amount, 0))
      FROM grants g
      LEFT JOIN (SELECT p.grant_id, sum(p.expired + coalesce(d.spent + d.unspent, 0)) AS amount
                   FROM allotments p JOIN counters x USING (counter_id)
                   LEFT JOIN LATERAL (SELECT * FROM drawn(x.counter_id, used_of(x)) y WHERE y.grant_id = p.grant_id) d ON true
                  GROUP BY 1) a ON a.grant_id = g.grant_id
     GROUP BY g.account, g.limit_name, g.unit
    HAVING sum(g.amount) <> sum(g.voided + coalesce(a.amount, 0));
END;
COMMENT ON FUNCTION grant_differences IS 'grants that are not where they were given, or do not add up';

CREATE OR REPLACE FUNCTION hold_differences() RETURNS TABLE (problem text, account text, subject text, expected numeric, actual numeric)
LANGUAGE sql STABLE SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    SELECT 'a hold that has ended takes up room', h.account, format('hold %s', h.hold_id), 0, sum(r.amount)
      FROM holds h JOIN reservations r ON r.hold_id = h.hold_id
     WHERE num_nonnulls(h.settled_at, h.released_at) > 0
     GROUP BY h.hold_id
    UNION ALL
    SELECT 'a hold takes up more than it reserved', h.account, format('hold %s', h.hold_id), coalesce(x.amount, y.expected), r.amount
      FROM holds h
      JOIN reservations r ON r.hold_id = h.hold_id
      LEFT JOIN LATERAL (SELECT x.amount FROM unnest(h.charged, h.amounts) AS x (counter_id, amount)
                          WHERE x.counter_id = r.counter_id
                             OR EXISTS (SELECT FROM counters o JOIN counters c ON (c.account, c.limit_id) = (o.account, o.limit_id)
                                         WHERE o.counter_id = x.counter_id AND c.counter_id = r.counter_id)) x ON true
      LEFT JOIN later_reservations() y ON (y.hold_id, y.counter_id) = (r.hold_id, r.counter_id)
     WHERE CASE WHEN x.amount IS NULL THEN r.amount > y.expected ELSE r.amount <> x.amount END;
END;
COMMENT ON FUNCTION hold_differences IS 'holds that take up what they should not';

CREATE OR REPLACE FUNCTION alert_differences() RETURNS TABLE (problem text, account text, subject text, expected numeric, actual numeric)
LANGUAGE sql STABLE SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    SELECT 'an alert tells of a threshold that was not reached', a.account, format('alert %s', a.alert_id),
           a.threshold * a.cap / 100, a.used
      FROM alerts a WHERE a.used * 100 < a.threshold * a.cap
    UNION ALL
    SELECT 'a threshold was told of without an alert', c.account, c.subject, t.threshold, NULL
      FROM counters_with_limits() c CROSS JOIN LATERAL unnest(c.alerted) t (threshold)
     WHERE NOT EXISTS (SELECT FROM alerts a
                        WHERE (a.counter_id = c.counter_id OR c.rolls AND (a.account, a.limit_id) = (c.account, c.limit_id))
                          AND a.threshold = t.threshold)
    UNION ALL
    -- where nothing but charges has moved the counter since
    SELECT 'a threshold was reached without an alert', c.account, c.subject, t.threshold, NULL
      FROM counters_with_limits() c CROSS JOIN LATERAL unnest((c.of_limit).thresholds) t (threshold)
     WHERE (c.of_limit).cap > 0 AND c.seeded = 0 AND (c.of_limit).changed_at IS NULL AND (c.of_limit).carry_over_cap IS NULL
       -- nor of a window any that it counts too
       AND NOT (c.rolls AND EXISTS (SELECT FROM counters e WHERE (e.account, e.limit_id) = (c.account, c.limit_id) AND e.seeded <> 0))
       AND NOT EXISTS (SELECT FROM grants g WHERE g.account = c.account AND g.limit_name = (c.of_limit).limit_name)
       AND c.used * 100 >= t.threshold * (c.of_limit).cap AND t.threshold <> ALL (c.alerted);
END;
COMMENT ON FUNCTION alert_differences IS 'alerts of thresholds that were not reached, and thresholds without an alert';

CREATE OR REPLACE FUNCTION differences() RETURNS TABLE (problem text, account text, subject text, expected numeric, actual numeric)
LANGUAGE sql STABLE SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    SELECT * FROM charge_differences()
    UNION ALL SELECT * FROM counter_differences()
    UNION ALL SELECT * FROM stripe_differences()
    UNION ALL SELECT * FROM grant_differences()
    UNION ALL SELECT * FROM hold_differences()
    UNION ALL SELECT * FROM alert_differences();
END;
COMMENT ON FUNCTION differences IS 'recomputes counters, holds, grants and alerts from their rows; a row for each that differs';
