-- An account's periods where its time zone or anchor has been changed. They follow one another without a gap, and none is short: what a
-- change would cut off joins the period after it, so that no change brings a second allowance. All of it follows from the changes and the
-- moment asked for, not from what was charged.

-- Time zones differ by up to 26 hours. A week or longer may be short by so much in all, however often it is: who moves east would lose a
-- month else, for some hours.
CREATE OR REPLACE FUNCTION first_period(period text, anchored boolean, time_zone text, anchor timestamptz, INOUT short interval,
                                        INOUT period_start timestamptz, OUT period_end timestamptz)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    whole constant record := plain_period(period, anchored, time_zone, anchor, period_start);
    cut constant interval := period_start - whole.period_start;
BEGIN
    IF cut = interval '0' OR period IN ('week', 'month', 'year') AND short + cut <= interval '26 hours' THEN
        short := short + cut;
        period_end := whole.period_end;
    ELSE
        short := greatest(short - (whole.period_end - period_start), interval '0');
        period_end := (plain_period(period, anchored, time_zone, anchor, whole.period_end)).period_end;
    END IF;
END $$;
COMMENT ON FUNCTION first_period IS
    'the first period by a zone and an anchor that hold from period_start on; short: by how much this period and those before it were cut';

-- Each change begins a stretch of time: from its start on another zone and anchor hold, and its first period may be a longer one. The period
-- that runs when a change is made keeps its end.
CREATE OR REPLACE FUNCTION period_after_changes(period text, anchored boolean, time_zone text, anchor timestamptz, past_calendars jsonb,
                                                at timestamptz, OUT period_start timestamptz, OUT period_end timestamptz)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    changes constant integer := jsonb_array_length(past_calendars);
    -- each change with what held until then, and at last what is asked for
    moments constant timestamptz[] := ARRAY(SELECT p ->> 'until' FROM jsonb_array_elements(past_calendars) p)::timestamptz[] || at;
    zones constant text[] := ARRAY(SELECT p ->> 'time_zone' FROM jsonb_array_elements(past_calendars) p) || time_zone;
    anchors constant timestamptz[] := ARRAY(SELECT p ->> 'anchor' FROM jsonb_array_elements(past_calendars) p)::timestamptz[] || anchor;
    -- of each stretch: its first period, which of the zones and anchors hold, and by how much periods were cut
    starts timestamptz[] := '{}'::timestamptz[];
    ends timestamptz[] := '{}'::timestamptz[];
    rules integer[] := '{}'::integer[];
    shorts interval[] := '{}'::interval[];
    place integer;
    span record;
BEGIN
    FOR turn IN 1 .. changes + 1 LOOP
        place := cardinality(starts);
        WHILE starts[place] > moments[turn] LOOP
            place := place - 1;
        END LOOP;
        IF moments[turn] < ends[place] THEN
            period_start := starts[place];
            period_end := ends[place];
        ELSE
            span := plain_period(period, anchored, zones[coalesce(rules[place], 1)], anchors[coalesce(rules[place], 1)], moments[turn]);
            period_start := span.period_start;
            period_end := span.period_end;
        END IF;
        EXIT WHEN turn > changes;
        -- a change of what has not begun to hold takes its place
        place := cardinality(starts);
        WHILE starts[place] >= period_end LOOP
            place := place - 1;
        END LOOP;
        span := first_period(period, anchored, zones[turn + 1], anchors[turn + 1], coalesce(shorts[place], interval '0'), period_end);
        starts := starts[:place] || period_end;
        ends := ends[:place] || span.period_end;
        rules := rules[:place] || (turn + 1);
        shorts := shorts[:place] || span.short;
    END LOOP;
END $$;
COMMENT ON FUNCTION period_after_changes IS 'the period that holds a moment, where an account''s time zone or anchor has been changed';
