-- How a window moves on: a slice begins, and what changes in those that are over comes to the newest.

-- Brings what a counter knows of the slices before it up to date. What they have above the cap is kept, as of usage from the log: nobody is asked
-- for it again. The counters are locked.
CREATE OR REPLACE FUNCTION slide(counter bigint, at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    this counters;
    l limits;
    before record;
    owed_before numeric;
    backed_before numeric;
BEGIN
    PERFORM tally(counter);
    SELECT c.* INTO this FROM counters c WHERE c.counter_id = counter;
    SELECT x.* INTO l FROM limits x WHERE x.limit_id = this.limit_id;
    before := used_before(this.account, l, this.period_start);
    IF (this.earlier, this.earlier_paid) = (before.used, before.paid) THEN
        RETURN;
    END IF;
    owed_before := owed(this, at);
    backed_before := backed(this, at);
    UPDATE counters c
       SET used = trim_scale(c.used - c.earlier + before.used), earlier = before.used,
           paid = c.paid - c.earlier_paid + before.paid, earlier_paid = before.paid
     WHERE c.counter_id = counter;
    PERFORM keep(counter, owed_before, backed_before, l.cap, at);
    UPDATE counters c SET granted = granted_on(c) WHERE c.counter_id = counter AND c.granted <> granted_on(c);
END $$;
COMMENT ON FUNCTION slide IS 'brings what a counter has counted of the slices before its own up to date';

-- After usage has come to counters of slices that are over, or has gone from there: the newest of each window counts it. All are locked.
CREATE OR REPLACE FUNCTION slide_on(counter_ids bigint[], at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM slide(newest.counter_id, at)
       FROM (SELECT DISTINCT n.counter_id
               FROM counters c JOIN limits l USING (limit_id), newest_slice(c.account, l) n
              WHERE c.counter_id = ANY (counter_ids) AND n.counter_id <> c.counter_id OFFSET 0) newest;
END $$;
COMMENT ON FUNCTION slide_on IS 'brings the newest counters of windows up to date after earlier slices have changed';

-- Keeps others out who would begin a slice of a window, and those who charge stripes of its counters: before any of its rows is locked. A
-- transaction that has the newest row already keeps them out by that.
CREATE OR REPLACE FUNCTION close_window(payer text, l limits) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM close_stripes(payer, l.limit_id, (SELECT ARRAY[c.xmin::text, c.xmax::text]::bigint[]
                                                FROM newest_slice(payer, l) n JOIN counters c USING (counter_id)), NULL);
END $$;

-- A transaction that keeps its snapshot does not see a window's slices that others have begun since, and would begin with nothing. Where it tries to make one
-- of theirs, it fails with 40001, as where it locks a row that has changed. What it made to find that out is taken back.
CREATE OR REPLACE FUNCTION refuse_unseen_slices(payer text, l limits, slice_start timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    window_length constant interval := window_length(l.period);
BEGIN
    INSERT INTO counters (account, limit_id, period_start, period_end)
    SELECT payer, l.limit_id, s, s + window_length / 60
      FROM generate_series(refuse_unseen_slices.slice_start - window_length, refuse_unseen_slices.slice_start + window_length, window_length / 60) s
    ON CONFLICT ON CONSTRAINT counter_unique DO NOTHING;
    RAISE EXCEPTION USING ERRCODE = 'MT000', MESSAGE = 'taken back';
EXCEPTION WHEN SQLSTATE 'MT000' THEN
    NULL;
END $$;

-- One slice begins after the other. Whoever begins one has the counter before it locked, which nobody charges meanwhile. The newest counter guards
-- those before it: they are changed only by who has it locked. False: another session has begun this slice, or a later one.
CREATE OR REPLACE FUNCTION may_begin(payer text, l limits, slice_start timestamptz) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    newest bigint;
BEGIN
    PERFORM close_window(payer, l);
    -- looked for only now: a row that is no longer the newest must not be locked by who keeps others out
    SELECT n.counter_id INTO newest FROM newest_slice(payer, l) n;
    PERFORM lock_counter(newest) WHERE newest IS NOT NULL;
    PERFORM refuse_unseen_slices(payer, l, may_begin.slice_start) WHERE newest IS NULL AND keeps_snapshot();
    RETURN newest IS NOT DISTINCT FROM (SELECT n.counter_id FROM newest_slice(payer, l) n)
       AND NOT EXISTS (SELECT FROM counters c WHERE c.counter_id = newest AND c.period_start >= may_begin.slice_start);
END $$;
COMMENT ON FUNCTION may_begin IS 'locks what a slice follows; whether it has still to begin';

-- What the window has used before a slice that takes over nothing else, as most do (no holds, no grants, no debts, nothing from the log), and which
-- thresholds it is still at. NULL: there may be more. The slices before have counted what the log had then.
CREATE OR REPLACE FUNCTION plain_slice(payer text, l limits, slice_start timestamptz, slice_end timestamptz, OUT earlier numeric, OUT alerted numeric[])
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    last counters;
    used_before numeric;
    is_plain boolean;
BEGIN
    SELECT c.* INTO last FROM meter.counters c WHERE c.account = payer AND c.limit_id = l.limit_id ORDER BY c.period_start DESC LIMIT 1;
    SELECT sum(c.used - c.earlier), bool_and(c.granted = 0 AND c.paid = 0 AND NOT c.dealt) INTO used_before, is_plain
      FROM meter.counters c
     WHERE c.account = payer AND c.limit_id = l.limit_id AND c.period_start >= plain_slice.slice_start - meter.window_length(l.period);
    IF is_plain AND last.period_end <= plain_slice.slice_start AND last.opened AND last.stale_at > '-infinity' AND last.reserved = 0 AND last.kept = 0
       AND used_before <= coalesce(l.cap, 'Infinity') AND NOT meter.keeps_snapshot() AND NOT meter.pays_for_others(payer)
       AND NOT EXISTS (SELECT FROM meter.usage_log u WHERE u.account = payer AND u.at >= plain_slice.slice_start AND u.at < plain_slice.slice_end)
       AND NOT EXISTS (SELECT FROM meter.holds h WHERE h.account = payer AND h.at >= plain_slice.slice_start)
       AND NOT EXISTS (SELECT FROM meter.grants g WHERE (g.account, g.limit_name, g.unit) = (payer, l.limit_name, l.unit))
       AND NOT EXISTS (SELECT FROM meter.departures d WHERE d.payer = plain_slice.payer)
    THEN
        earlier := used_before;
        alerted := ARRAY(SELECT t FROM unnest(last.alerted) t WHERE 100 * used_before >= t * l.cap);
    END IF;
END $$;
COMMENT ON FUNCTION plain_slice IS 'what a window has used before a slice, where nothing else comes to the slice';

-- Begins such a slice, after may_begin. False: it is not one.
CREATE OR REPLACE FUNCTION begin_plainly(payer text, l limits, slice_start timestamptz, slice_end timestamptz, now timestamptz) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    before record := plain_slice(payer, l, slice_start, slice_end);
BEGIN
    IF before.earlier IS NULL THEN
        RETURN false;
    END IF;
    UPDATE counters c SET stale_at = '-infinity', closed_at = coalesce(c.closed_at, now)
     WHERE c.counter_id = (SELECT n.counter_id FROM newest_slice(payer, l) n);
    INSERT INTO counters (account, limit_id, period_start, period_end, used, earlier, alerted, opened)
    VALUES (payer, l.limit_id, slice_start, slice_end, before.earlier, before.earlier, before.alerted, true);
    RETURN true;
END $$;

-- A slice begins: its counter takes over what the window has counted, the open holds and what grants are kept for them, and the one before it
-- stands still. Both are locked. The holds come last: what is used stands below them, so that grants pay of them what they would have paid there. So they do
-- where the grant has expired meanwhile, or another limit has taken the window's place. A threshold below which the window has not fallen since it was told
-- of is not told of again.
CREATE OR REPLACE FUNCTION begin_slice(counter bigint, at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    this counters;
    l limits;
    last counters;
    within numeric;
    kept record;
BEGIN
    SELECT c.* INTO this FROM counters c WHERE c.counter_id = counter;
    SELECT x.* INTO l FROM limits x WHERE x.limit_id = this.limit_id;
    last := (SELECT s.c FROM earlier_slices(this.account, l, this.period_start) s ORDER BY (s.c).period_start DESC LIMIT 1);
    IF last.counter_id IS NULL THEN
        RETURN;
    END IF;
    PERFORM drop_expired(last.counter_id, at), tally(last.counter_id), slide(counter, at);
    SELECT c.* INTO last FROM counters c WHERE c.counter_id = last.counter_id;
    within := held_within(last, l.cap, at);
    FOR kept IN SELECT k.* FROM kept_for_holds(last.counter_id, at) k LOOP
        PERFORM allot(kept.grant_id, last.counter_id, -kept.amount), allot(kept.grant_id, counter, kept.amount);
    END LOOP;
    UPDATE reservations r SET counter_id = counter WHERE r.counter_id = last.counter_id;
    UPDATE counters c SET reserved = (SELECT coalesce(sum(r.amount), 0) FROM reservations r WHERE r.counter_id = counter)
     WHERE c.counter_id = counter;
    UPDATE counters c SET reserved = 0, stale_at = '-infinity', closed_at = coalesce(c.closed_at, at) WHERE c.counter_id = last.counter_id;
    IF within > 0 THEN
        UPDATE counters c SET kept = c.kept + least(within, greatest(0, above(c, l.cap, 0, at) - c.kept)) WHERE c.counter_id = counter;
        UPDATE counters c SET granted = granted_on(c) WHERE c.counter_id = counter;
    END IF;
    UPDATE counters c
       SET alerted = ARRAY(SELECT t FROM unnest(last.alerted) t WHERE 100 * c.used >= t * (l.cap + c.granted))
     WHERE c.counter_id = counter AND last.alerted <> '{}';
END $$;
COMMENT ON FUNCTION begin_slice IS 'has the counter of a slice that begins take over what the window counts and holds';

-- Makes the counters of slices of a window that are over, from what the log has of them: where a limit comes into force, it has counted none.
CREATE OR REPLACE FUNCTION create_slices(payer text, l limits, before timestamptz, now timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    length constant interval := window_length(l.period) / 60;
    slice_start timestamptz;
    holder bigint;
BEGIN
    FOR slice_start IN
        SELECT s FROM generate_series(before - window_length(l.period), before - length, length) s
         WHERE NOT EXISTS (SELECT FROM counters c WHERE c.account = payer AND c.limit_id = l.limit_id AND c.period_start = s)
           AND EXISTS (SELECT FROM not_counted(payer, l, s, s + length))
         ORDER BY s
    LOOP
        holder := (SELECT max(r.counter_id) FROM reservations r JOIN newest_slice(payer, l) n USING (counter_id));
        PERFORM create_counted(payer, l.limit_id, slice_start, slice_start + length, now);
        PERFORM begin_slice(n.counter_id, now) FROM newest_slice(payer, l) n WHERE n.counter_id <> holder;  -- open holds are on the newest
        UPDATE counters c SET stale_at = '-infinity', closed_at = now
         WHERE c.account = payer AND c.limit_id = l.limit_id AND c.period_start = slice_start;
    END LOOP;
END $$;
COMMENT ON FUNCTION create_slices IS 'makes the counters of a window''s slices that are over, from the log';

-- What the log holds of the slices before one, and what grants have paid of it, that none of a window's counters has charged or counted: what a
-- recount would bring there.
CREATE OR REPLACE FUNCTION slices_missed(payer text, l limits, slice_start timestamptz) RETURNS TABLE (slice_end timestamptz, used numeric, paid numeric)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    window_start constant timestamptz := slice_start - meter.window_length(l.period);
    length constant interval := meter.window_length(l.period) / 60;
BEGIN
    RETURN QUERY
        SELECT m.ends, sum(m.amount), sum(m.paid)
          FROM (SELECT (s.c).period_end, x.amount, x.paid
                  FROM meter.earlier_slices(payer, l, slice_start) s, meter.missed(payer, l, s.c) x
                 WHERE (s.c).period_start >= window_start
                UNION ALL
                SELECT s + length, u.amount, meter.paid_by_grants(payer, l.limit_name, l.unit, u.grant_ids, u.grant_amounts)
                  FROM generate_series(window_start, slice_start - length, length) s, meter.counted(payer, l, s, s + length) u
                 WHERE NOT EXISTS (SELECT FROM meter.counters c WHERE c.account = payer AND c.limit_id = l.limit_id AND c.period_start = s)
                   AND NOT meter.is_charged_to(payer, l.limit_id, u.charged)) m (ends, amount, paid)
         GROUP BY m.ends;
END $$;
COMMENT ON FUNCTION slices_missed IS 'what a window would count of its earlier slices that is only in the log yet';

CREATE OR REPLACE FUNCTION missed_before(payer text, l limits, slice_start timestamptz, OUT used numeric, OUT paid numeric)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    SELECT coalesce(sum(m.used), 0), coalesce(sum(m.paid), 0) INTO used, paid FROM meter.slices_missed(payer, l, slice_start) m;
END $$;

-- Waits for the session that begins a slice, and holds nothing: all who have waited charge it at once. A lock that was taken in a part of a
-- transaction goes with it. Answers when the slice starts that runs then. NULL: nobody has begun it.
CREATE OR REPLACE FUNCTION await_slice(payer text, of_limit bigint, now timestamptz) RETURNS timestamptz
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    starts_at timestamptz := running_slice(payer, of_limit, now);
BEGIN
    IF starts_at IS NOT NULL THEN
        RETURN starts_at;
    END IF;
    BEGIN
        PERFORM close_window(payer, l) FROM limits l WHERE l.limit_id = of_limit;
        RAISE SQLSTATE 'MT000';
    EXCEPTION WHEN SQLSTATE 'MT000' THEN
    END;
    RETURN running_slice(payer, of_limit, now);
END $$;
COMMENT ON FUNCTION await_slice IS 'waits for a session that begins a slice of a window, and answers when it starts';
