-- Rolling windows: a limit whose period is a length, such as '5 hours', counts what was used in the last five hours, at any moment.
--
-- Time is cut into slices of a sixtieth of the window, the same for all accounts, and a counter is made for the first call of each. It counts
-- its own slice and, in `earlier`, the sixty before it: at least the window, and at most a sixtieth more. So a charge compares `used + reserved`
-- with the cap as everywhere, and is never let past it. A counter whose slice is over stands still, and decides nothing (stale_at is -infinity).
-- What it has counted leaves the window with its slice.
--
-- Usage that is told late counts from when it is told, and what a hold reserves is counted in the slice in which it is settled: both in the newest
-- counter, so that two calls never need two of them. What was used a window ago or longer, and was not reserved, counts in none.

-- Whether a period is a length, which begins with its number. Else it is one of the calendar.
CREATE OR REPLACE FUNCTION rolls(period text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN period COLLATE "C" BETWEEN '0' AND ':';

-- NULL: a period of the calendar.
CREATE OR REPLACE FUNCTION window_length(period text) RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN rolls(period) THEN
    make_interval(mins => split_part(period, ' ', 1)::integer
                          * CASE rtrim(split_part(period, ' ', 2), 's') WHEN 'day' THEN 1440 WHEN 'hour' THEN 60 ELSE 1 END) END;

-- The one text of a window, however it was said.
CREATE OR REPLACE FUNCTION window_named(asked text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    length interval;
    minutes numeric;
    amount numeric;
    unit text;
BEGIN
    BEGIN
        length := CASE WHEN asked IN ('minute', 'hour', 'day', 'week') THEN '1 ' || asked ELSE asked END::interval;
    EXCEPTION WHEN invalid_datetime_format OR datetime_field_overflow OR interval_field_overflow THEN
        length := NULL;
    END;
    minutes := extract(epoch FROM length) / 60;
    IF length IS NULL OR extract(year FROM length) <> 0 OR extract(month FROM length) <> 0
       OR minutes NOT BETWEEN 1 AND 44640 OR minutes <> trunc(minutes) THEN
        PERFORM raise_invalid('invalid rolling period', format('period is "%s".', asked),
                              'A rolling period is 1 minute to 31 days long, in whole minutes, such as "5 hours" or "7 days".');
    END IF;
    SELECT u.amount, u.unit INTO amount, unit
      FROM (VALUES (minutes / 1440, 'day'), (minutes / 60, 'hour'), (minutes, 'minute')) u (amount, unit)
     WHERE u.amount = trunc(u.amount) LIMIT 1;
    RETURN format('%s %s%s', trunc(amount), unit, CASE WHEN amount > 1 THEN 's' END);
END $$;
COMMENT ON FUNCTION window_named IS 'a rolling period as limits name it: "5 hours" for 05:00:00';

-- The period that a limit is to have: of the calendar, or one that rolls. NULL: not said.
CREATE OR REPLACE FUNCTION period_asked(asked text, rolling boolean, known text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    rolls constant boolean := coalesce(rolling, asked IS NOT NULL AND window_length(known) IS NOT NULL AND asked ~ '[0-9]');
BEGIN
    IF rolls AND num_nonnulls(asked, known) > 0 THEN
        RETURN window_named(coalesce(asked, known));
    ELSIF asked ~ '[0-9]' THEN
        PERFORM raise_invalid(format('invalid period "%s"', asked), 'Periods of the calendar are minute, hour, day, week, month, year and never.',
                              'For what was used in the last hours or days, give rolling => true.');
    ELSIF rolling IS FALSE AND asked IS NULL AND window_length(known) IS NOT NULL THEN
        PERFORM raise_invalid('a limit that does not roll needs a period', format('The limit has the rolling period "%s".', known),
                              'Give a period of the calendar: minute, hour, day, week, month, year or never.');
    END IF;
    RETURN asked;
END $$;
COMMENT ON FUNCTION period_asked IS 'the period that meter_set_limit is told, in the words of the table';

-- The slice that holds a moment: of as many seconds as the window has minutes.
CREATE OR REPLACE FUNCTION slice_of(period text, at timestamptz, OUT slice_start timestamptz, OUT slice_end timestamptz)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    length constant interval := window_length(period) / 60;
BEGIN
    slice_start := date_bin(length, at, 'epoch');
    slice_end := slice_start + length;
END $$;
COMMENT ON FUNCTION slice_of IS 'the slice of a rolling period that holds a moment';

-- When a counter has nothing left of what it counts now, if nothing is added. NULL: never.
CREATE OR REPLACE FUNCTION reset_of(period text, counter_ends timestamptz) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(counter_ends + coalesce(window_length(period), '0'), 'infinity');

-- Since when a counter counts. NULL: since ever.
CREATE OR REPLACE FUNCTION counts_since(period text, counter_starts timestamptz) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(counter_starts - coalesce(window_length(period), '0'), '-infinity');

-- Whether a limit counts usage of a moment: a window does not count what is older than itself.
CREATE OR REPLACE FUNCTION counts_usage_of(l limits, at timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN at + meter.window_length((l).period) > meter.now_at();
END $$;

-- The moment by which a limit's counter is found: that of the call; where a window rolls, now. Another session, whose clock was ahead, may have
-- begun the next slice.
CREATE OR REPLACE FUNCTION counting_moment(payer text, l limits, at timestamptz, now timestamptz) RETURNS timestamptz
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF window_length(l.period) IS NULL THEN
        RETURN at;
    END IF;
    RETURN greatest(now, (SELECT max(c.period_start) FROM counters c WHERE c.account = payer AND c.limit_id = l.limit_id));
END $$;
COMMENT ON FUNCTION counting_moment IS 'the moment whose counter a call is charged to';

-- The newest counter of a window.
CREATE OR REPLACE FUNCTION newest_slice(payer text, l limits) RETURNS TABLE (counter_id bigint)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT c.counter_id FROM counters c
     WHERE window_length(l.period) IS NOT NULL AND c.account = payer AND c.limit_id = l.limit_id
     ORDER BY c.period_start DESC LIMIT 1;
END;

-- The counters of an account's window before a slice: those of the sixty slices before it, and the last one, which has the open holds.
CREATE OR REPLACE FUNCTION earlier_slices(payer text, l limits, slice_start timestamptz) RETURNS TABLE (counter_id bigint, c counters)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT c.counter_id, c FROM counters c
     WHERE c.account = payer AND c.limit_id = l.limit_id AND c.period_start < earlier_slices.slice_start
       AND c.period_start >= least(earlier_slices.slice_start - window_length(l.period),
                                   (SELECT max(p.period_start) FROM counters p
                                     WHERE p.account = payer AND p.limit_id = l.limit_id AND p.period_start < earlier_slices.slice_start));
END;

-- What a counter has used without the slices before its own, and what grants have paid of that.
CREATE OR REPLACE FUNCTION own_use(c counters, OUT used numeric, OUT paid numeric)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    used := meter.used_of(c) - coalesce(c.earlier, 0);
    paid := coalesce(c.paid - c.earlier_paid, 0)
            + CASE WHEN c.granted = 0 THEN 0 ELSE coalesce((SELECT sum(d.spent) FROM meter.drawn(c.counter_id, meter.used_of(c)) d), 0) END;
END $$;

-- What a window has used in the sixty slices before one, and what grants have paid of it.
CREATE OR REPLACE FUNCTION used_before(payer text, l limits, slice_start timestamptz, OUT used numeric, OUT paid numeric)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    SELECT coalesce(sum(o.used), 0), coalesce(sum(o.paid), 0) INTO used, paid
      FROM meter.earlier_slices(payer, l, slice_start) s, meter.own_use(s.c) o
     WHERE (s.c).period_start >= slice_start - meter.window_length(l.period);
END $$;
COMMENT ON FUNCTION used_before IS 'what a rolling window has used before a slice, and what grants have paid of it';

CREATE OR REPLACE FUNCTION running_slice(payer text, of_limit bigint, now timestamptz) RETURNS timestamptz
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN (SELECT max(c.period_start) FROM counters c
             WHERE c.account = payer AND c.limit_id = of_limit AND c.period_end > now AND c.stale_at > now);
END $$;

-- Whether a later slice of a counter's window has begun: what it has counted is counted there, and nothing comes to it any more.
CREATE OR REPLACE FUNCTION stands_still(c counters, l limits) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN meter.window_length((l).period) IS NOT NULL
       AND EXISTS (SELECT FROM meter.counters n
                    WHERE n.account = (c).account AND n.limit_id = (c).limit_id AND n.period_start > (c).period_start);
END $$;

-- Whether a slice has others before it that its window counts, or whose holds it takes over.
CREATE OR REPLACE FUNCTION follows_slices(payer text, l limits, slice_start timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN meter.window_length(l.period) IS NOT NULL AND EXISTS (SELECT FROM meter.earlier_slices(payer, l, slice_start));
END $$;

-- Whether a window has no counter yet though the log has something for it.
CREATE OR REPLACE FUNCTION comes_into_force(payer text, l limits, slice_start timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    window_start constant timestamptz := slice_start - meter.window_length(l.period);
BEGIN
    RETURN NOT EXISTS (SELECT FROM meter.counters c
                        WHERE c.account = payer AND c.limit_id = l.limit_id AND c.period_start >= window_start AND c.period_start < slice_start)
       AND EXISTS (SELECT FROM meter.counted(payer, l, window_start, slice_start));
END $$;

-- Whether the slices that a counter follows are there still: meter_maintain() removes them a day after the window has passed.
CREATE OR REPLACE FUNCTION keeps_slices(period_end timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN keeps_slices.period_end > meter.now_at() - interval '1 day';
END $$;

-- What a counter would start with that has not been made yet: `used`; how much of that grants have paid; and how much of it the earlier slices of a
-- window have used.
CREATE OR REPLACE FUNCTION would_count(payer text, l limits, from_at timestamptz, to_at timestamptz, OUT used numeric, OUT paid numeric, OUT earlier numeric)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    before record;
BEGIN
    SELECT x.used, x.paid INTO used, paid FROM meter.logged(payer, l, from_at, to_at) x;
    earlier := 0;
    IF meter.window_length(l.period) IS NOT NULL THEN
        IF meter.comes_into_force(payer, l, from_at) THEN
            before := meter.logged(payer, l, from_at - meter.window_length(l.period), from_at);
        ELSE
            before := meter.used_before(payer, l, from_at);
            IF meter.is_coming_back(payer, l.limit_id, meter.now_at()) THEN
                SELECT before.used + m.used AS used, before.paid + m.paid AS paid INTO before FROM meter.missed_before(payer, l, from_at) m;
            END IF;
        END IF;
        used := used + before.used;
        paid := paid + before.paid;
        earlier := before.used;
    END IF;
END $$;

-- What open holds take up of a window whose next slice has no counter yet.
CREATE OR REPLACE FUNCTION held_before(payer text, l limits, slice_start timestamptz, now timestamptz) RETURNS numeric
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN (SELECT coalesce(sum(meter.reserved_at(s.counter_id, now)), 0) FROM meter.earlier_slices(payer, l, slice_start) s);
END $$;

-- What holds on a counter have above its cap without a grant: they were within the cap of their time.
CREATE OR REPLACE FUNCTION held_within(c counters, cap numeric, at timestamptz) RETURNS numeric
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    stands_above constant numeric := meter.above(c, cap, meter.backed(c, held_within.at), held_within.at);
BEGIN
    RETURN coalesce(stands_above - least(stands_above, greatest(0, meter.used_of(c) - (c).paid - held_within.cap
               - (SELECT coalesce(sum(d.spent), 0) FROM meter.drawn((c).counter_id, meter.used_of(c)) d)
               - (SELECT coalesce(sum(least(a.amount, 0)), 0) FROM meter.allotments a WHERE a.counter_id = (c).counter_id))), 0);
END $$;

-- What the next slice of a window takes over with the open holds, where it has no counter yet: `reserved`, what grants are set aside for of
-- that, of such that have expired by then, and what was within the cap of its time.
CREATE OR REPLACE FUNCTION taken_over(payer text, l limits, slice_start timestamptz, now timestamptz,
                                      OUT reserved numeric, OUT granted numeric, OUT expired numeric, OUT within numeric)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    reserved := meter.held_before(payer, l, slice_start, now);
    IF reserved = 0 THEN
        granted := 0; expired := 0; within := 0;
        RETURN;
    END IF;
    SELECT coalesce(sum(k.amount) FILTER (WHERE k.expires_at IS NULL OR k.expires_at > now), 0),
           coalesce(sum(k.amount) FILTER (WHERE k.expires_at <= now), 0)
      INTO granted, expired
      FROM meter.earlier_slices(payer, l, slice_start) s, meter.kept_for_holds(s.counter_id, now) k;
    SELECT coalesce(sum(meter.held_within(s.c, l.cap, now)), 0) INTO within FROM meter.earlier_slices(payer, l, slice_start) s
     WHERE (s.c).reserved > 0;
END $$;

-- What each slice of a window has used of its cap, and when that leaves the window; where its limit comes into force with the next call, by the log.
CREATE OR REPLACE FUNCTION slices_leaving(payer text, l limits, c counters) RETURNS TABLE (leaves_at timestamptz, used numeric)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN QUERY
        SELECT (o.slice).period_end + meter.window_length(l.period), own.used - own.paid
          FROM (SELECT s.c AS slice FROM meter.earlier_slices(payer, l, c.period_start) s
                 WHERE (s.c).period_start >= c.period_start - meter.window_length(l.period)
                UNION ALL SELECT c) o, meter.own_use(o.slice) own;
    IF meter.is_coming_back(payer, l.limit_id, meter.now_at()) OR meter.comes_into_force(payer, l, c.period_start) THEN
        RETURN QUERY
            SELECT m.slice_end + meter.window_length(l.period), m.used - m.paid FROM meter.slices_missed(payer, l, c.period_start) m;
    END IF;
END $$;

-- When a window will have room for an amount, if nothing else is used. NULL: never.
CREATE OR REPLACE FUNCTION frees_at(payer text, of_limit bigint, amount numeric, now timestamptz) RETURNS timestamptz
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    a accounts;
    l limits;
    c counters;
BEGIN
    SELECT x.* INTO a FROM accounts x WHERE x.account = payer;
    SELECT x.* INTO l FROM limits x WHERE x.limit_id = of_limit;
    c := current_counter(a, of_limit, now, now);
    IF amount > l.cap + c.granted THEN
        RETURN NULL;
    END IF;
    RETURN coalesce((SELECT min(s.leaves_at)
                       FROM (SELECT o.leaves_at, sum(o.used) OVER (ORDER BY o.leaves_at) AS freed FROM slices_leaving(payer, l, c) o) s
                      WHERE s.freed >= c.used + c.reserved + amount - l.cap - c.granted),
                    reset_of(l.period, c.period_end));
END $$;
COMMENT ON FUNCTION frees_at IS 'when a rolling window will have room for an amount';

-- When an account's limit has nothing left of what it counts now. NULL: never.
CREATE OR REPLACE FUNCTION resets_at(payer text, l limits, c counters) RETURNS timestamptz
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF meter.window_length(l.period) IS NULL OR c.reserved > 0 THEN
        RETURN meter.reset_of(l.period, c.period_end);
    END IF;
    RETURN coalesce((SELECT max(s.leaves_at)
                       FROM (SELECT o.leaves_at FROM meter.slices_leaving(payer, l, c) o GROUP BY o.leaves_at HAVING sum(o.used) > 0) s), meter.reset_of(l.period, c.period_end));
END $$;
COMMENT ON FUNCTION resets_at IS 'when a limit counts nothing any more of what it counts now';
