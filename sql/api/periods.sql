CREATE FUNCTION meter_period_end(period text, at timestamptz, time_zone text DEFAULT 'UTC', anchor timestamptz DEFAULT NULL)
RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    PERFORM meter_internal._meter_ready();
    PERFORM check_text('period', period, true), check_period(period), check_moment('at', at);
    IF anchor IS NOT NULL THEN
        PERFORM check_moment('anchor', anchor);
    END IF;
    PERFORM check_text('time_zone', time_zone, true);
    RETURN nullif((calendar_period(period, anchor IS NOT NULL, time_zone, coalesce(anchor, at), '[]', at)).period_end, 'infinity');
END $$;

-- An account that is not there yet has the calendar that it would be made with.
CREATE FUNCTION meter_internal._meter_reset_after(account text, period text, anchored boolean, at timestamptz) RETURNS timestamptz
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    a accounts;
BEGIN
    PERFORM check_text('period', period, true), check_period(period), check_moment('at', at), check_text('account', account, true);
    SELECT x.* INTO a FROM accounts x WHERE x.account = _meter_reset_after.account;
    IF NOT FOUND THEN
        PERFORM default_plan();  -- raises where there is none
    END IF;
    RETURN nullif((calendar_period(period, coalesce(anchored, false), coalesce(a.time_zone, 'UTC'), coalesce(a.anchor, at),
                                   coalesce(a.past_calendars, '[]'), at)).period_end, 'infinity');
END $$;
COMMENT ON FUNCTION meter_internal._meter_reset_after IS 'internal: when the period of an account that holds a moment ends';
COMMENT ON FUNCTION meter_period_end IS 'when the period that holds a moment ends; NULL: never';
