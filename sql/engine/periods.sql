-- The periods of an account's limit.

CREATE OR REPLACE FUNCTION period_of(l limits, a accounts, at timestamptz, OUT period_start timestamptz, OUT period_end timestamptz)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    span record;
BEGIN
    IF window_length(l.period) IS NOT NULL THEN
        SELECT s.slice_start, s.slice_end INTO period_start, period_end FROM slice_of(l.period, at) s;
        RETURN;
    END IF;
    span := calendar_period(l.period, l.anchored, a.time_zone, a.anchor, a.past_calendars, at);
    period_start := span.period_start;
    period_end := span.period_end;
END $$;
COMMENT ON FUNCTION period_of IS 'the period of an account''s limit that holds a moment, a slice where it is a rolling window; -infinity to infinity: it never ends';

-- Counted only as far as it matters: what is carried over has a ceiling.
CREATE OR REPLACE FUNCTION periods_skipped(l limits, a accounts, period_start timestamptz) RETURNS integer
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    skipped_max constant integer := 10000;
    skipped integer := 0;
    ended timestamptz;
BEGIN
    IF l.carry_over_cap IS NULL OR l.cap IS NULL THEN
        RETURN 0;
    END IF;
    SELECT max(c.period_end) INTO ended FROM counters c
     WHERE c.account = a.account AND c.limit_id = l.limit_id AND c.period_end <= periods_skipped.period_start;
    WHILE ended < periods_skipped.period_start AND skipped < skipped_max AND skipped * l.cap < l.carry_over_cap LOOP
        ended := (period_of(l, a, check_moment('period', ended))).period_end;
        skipped := skipped + 1;
        EXIT WHEN l.cap = 0;
    END LOOP;
    RETURN skipped;
END $$;
COMMENT ON FUNCTION periods_skipped IS
    'how many whole periods lie between a period''s start and the last one before it that has a counter; 0 where nothing is carried over';
