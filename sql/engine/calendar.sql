-- When a limit's period starts and ends.

-- The first moment at which a zone's wall clock shows `local`: where a clock change shows it twice, a day starts at the earlier one. In a
-- gap, which no clock shows, Postgres counts on with the offset before it.
CREATE OR REPLACE FUNCTION first_moment(local timestamp, zone text) RETURNS timestamptz
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    found constant timestamptz := local AT TIME ZONE zone;
BEGIN
    RETURN CASE WHEN zone = 'UTC' THEN found
                WHEN (found - interval '2 hours') AT TIME ZONE zone = local THEN found - interval '2 hours'
                WHEN (found - interval '1 hour') AT TIME ZONE zone = local THEN found - interval '1 hour'
                WHEN (found - interval '30 minutes') AT TIME ZONE zone = local THEN found - interval '30 minutes'
                ELSE found END;
END $$;
COMMENT ON FUNCTION first_moment IS 'when a time zone''s wall clock shows a time first';

-- A week starts on the day that the operator has set, 1 is Monday.
CREATE OR REPLACE FUNCTION week_start() RETURNS integer
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN array_position('{monday,tuesday,wednesday,thursday,friday,saturday,sunday}',
                          (SELECT s.value FROM settings s WHERE s.setting = 'week_start'));
END $$;
COMMENT ON FUNCTION week_start IS 'the day that weeks start on, 1 is Monday';

-- How far a wall clock's calendar goes on with a period.
CREATE OR REPLACE FUNCTION length_of(period text) RETURNS interval
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE period WHEN 'day' THEN interval '1 day' WHEN 'week' THEN interval '7 days' WHEN 'month' THEN interval '1 month'
                   WHEN 'year' THEN interval '1 year' WHEN 'hour' THEN interval '1 hour' WHEN 'minute' THEN interval '1 minute' END;
COMMENT ON FUNCTION length_of IS 'how long a period is on the wall clock';

-- The midnight at which the calendar's day, week, month or year begins that holds a day.
CREATE OR REPLACE FUNCTION first_midnight(period text, day timestamp) RETURNS timestamp
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF period = 'week' THEN
        RETURN date_trunc('day', day) - (extract(isodow FROM day)::integer - week_start() + 7) % 7 * interval '1 day';
    END IF;
    RETURN date_trunc(period, day);
END $$;
COMMENT ON FUNCTION first_midnight IS 'the midnight at which the day, week, month or year of a calendar begins';

-- Days, weeks, months and years of a zone's calendar, also where clocks change at midnight. A clock that is set back across midnight shows
-- the old date again, in the day that has begun.
CREATE OR REPLACE FUNCTION calendar_days(period text, time_zone text, at timestamptz, OUT period_start timestamptz, OUT period_end timestamptz)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    day timestamp := date_trunc('day', at AT TIME ZONE time_zone);
    first timestamp;
BEGIN
    IF first_moment(day + interval '1 day', time_zone) <= at THEN
        day := day + interval '1 day';
    END IF;
    first := first_midnight(period, day);
    period_start := first_moment(first, time_zone);
    period_end := first_moment(first + length_of(period), time_zone);
END $$;
COMMENT ON FUNCTION calendar_days IS 'the day, week, month or year of a time zone''s calendar that holds a moment';

-- Days, weeks, months and years counted from an anchor on the zone's wall clock. Each boundary is computed from the anchor itself, so that a
-- short month does not shorten those after it: 31 January, 28 February, 31 March.
CREATE OR REPLACE FUNCTION anchored_days(period text, time_zone text, anchor timestamptz, at timestamptz,
                                         OUT period_start timestamptz, OUT period_end timestamptz)
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    local constant timestamp := anchor AT TIME ZONE time_zone;
    length constant interval := length_of(period);
    since constant interval := age(at AT TIME ZONE time_zone, local);
    -- how many have begun since the anchor; exact to one or two
    turn integer := CASE period WHEN 'day' THEN extract(epoch FROM at - anchor) / 86400
                                WHEN 'week' THEN extract(epoch FROM at - anchor) / 604800
                                WHEN 'month' THEN 12 * extract(year FROM since) + extract(month FROM since)
                                ELSE extract(year FROM since) END;
BEGIN
    LOOP
        period_start := CASE turn WHEN 0 THEN anchor ELSE first_moment(local + turn * length, time_zone) END;
        EXIT WHEN period_start <= at;
        turn := turn - 1;
    END LOOP;
    LOOP
        turn := turn + 1;
        period_end := CASE turn WHEN 0 THEN anchor ELSE first_moment(local + turn * length, time_zone) END;
        EXIT WHEN period_end > at;
        period_start := period_end;
    END LOOP;
END $$;
COMMENT ON FUNCTION anchored_days IS 'the day, week, month or year, counted from an anchor, that holds a moment';

-- Minutes and hours have a fixed length, so that an hour that a clock change repeats is two periods. Without an anchor they are as the wall
-- clock shows them: in a zone of a half-hour offset an hour begins at half past.
CREATE OR REPLACE FUNCTION minutes_or_hours(period text, anchored boolean, time_zone text, anchor timestamptz, at timestamptz,
                                            OUT period_start timestamptz, OUT period_end timestamptz)
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    length constant interval := length_of(period);
    local constant timestamp := at AT TIME ZONE time_zone;  -- raises on an unknown zone in any case
BEGIN
    IF anchored THEN
        period_start := date_bin(length, at, anchor);
        IF period_start + length <= at THEN  -- of a boundary before the anchor, older servers answer the one before
            period_start := period_start + length;
        END IF;
    ELSE
        period_start := at - (local - date_trunc(period, local));
    END IF;
    period_end := period_start + length;
END $$;
COMMENT ON FUNCTION minutes_or_hours IS 'the minute or hour that holds a moment';

-- The period of one zone and anchor, whatever the zone's clocks do.
CREATE OR REPLACE FUNCTION plain_period(period text, anchored boolean, time_zone text, anchor timestamptz, at timestamptz,
                                        OUT period_start timestamptz, OUT period_end timestamptz)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    span record;
BEGIN
    IF period IN ('minute', 'hour') THEN
        span := minutes_or_hours(period, anchored, time_zone, anchor, at);
    ELSIF anchored THEN
        span := anchored_days(period, time_zone, anchor, at);
    ELSE
        span := calendar_days(period, time_zone, at);
    END IF;
    period_start := span.period_start;
    period_end := span.period_end;
END $$;
COMMENT ON FUNCTION plain_period IS 'the period of one time zone and anchor that holds a moment';

-- Raises where the server does not know a zone.
CREATE OR REPLACE FUNCTION check_time_zones(zones text[]) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    unknown constant text := (SELECT z FROM unnest(zones) z WHERE NOT is_time_zone(z) LIMIT 1);
BEGIN
    IF unknown IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'the server does not know this time zone',
            DETAIL = format('time_zone is "%s".', unknown),
            HINT = 'An update may have dropped it. Give accounts that have it another by meter_set_account(account, time_zone => ...); pg_timezone_names lists them.';
    END IF;
END $$;

-- The period of an account's calendar; one that never ends is (-infinity, infinity). Most are days or months of the calendar, at whose ends
-- no clock was changed within two hours: those are computed here at once.
CREATE OR REPLACE FUNCTION calendar_period(period text, anchored boolean, time_zone text, anchor timestamptz, past_calendars jsonb,
                                           at timestamptz, OUT period_start timestamptz, OUT period_end timestamptz)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    first timestamp;
    last timestamp;
    span record;
BEGIN
    IF period = 'never' THEN
        period_start := '-infinity';
        period_end := 'infinity';
        RETURN;
    ELSIF past_calendars <> '[]' THEN
        span := period_after_changes(period, anchored, time_zone, anchor, past_calendars, at);
    ELSIF anchored OR period NOT IN ('day', 'month') THEN
        span := plain_period(period, anchored, time_zone, anchor, at);
    ELSE
        first := date_trunc(period, at AT TIME ZONE time_zone);
        last := first + length_of(period);
        period_start := first AT TIME ZONE time_zone;
        period_end := last AT TIME ZONE time_zone;
        IF time_zone = 'UTC'
           OR at < period_end AND (period_start - interval '2 hours') AT TIME ZONE time_zone = first - interval '2 hours'
              AND (period_end - interval '2 hours') AT TIME ZONE time_zone = last - interval '2 hours' THEN
            RETURN;
        END IF;
        span := calendar_days(period, time_zone, at);
    END IF;
    period_start := span.period_start;
    period_end := span.period_end;
EXCEPTION WHEN invalid_parameter_value THEN
    PERFORM check_time_zones(time_zone || ARRAY(SELECT p ->> 'time_zone' FROM jsonb_array_elements(past_calendars) p));
    RAISE;
END $$;
COMMENT ON FUNCTION calendar_period IS 'the period that holds a moment, by a time zone, an anchor and what these were before';

CREATE OR REPLACE FUNCTION check_period(period text) RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF period NOT IN ('minute', 'hour', 'day', 'week', 'month', 'year', 'never') THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('invalid period "%s"', period),
            HINT = 'Periods are minute, hour, day, week, month, year and never.';
    END IF;
END $$;
COMMENT ON FUNCTION check_period IS 'raises on a text that is no period';
