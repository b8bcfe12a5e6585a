-- The meter's clock, and moments on it. extension/src/clock.rs has the same rules.

-- A moment as RFC 3339, in UTC.
CREATE OR REPLACE FUNCTION rfc3339(at timestamptz) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    fraction constant text := to_char(at, '.US');
BEGIN
    RETURN to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
        || CASE WHEN fraction = '.000000' THEN '' WHEN fraction LIKE '%000' THEN left(fraction, 4) ELSE fraction END || '+00:00';
END $$;
COMMENT ON FUNCTION rfc3339 IS 'a moment as RFC 3339 in UTC, as errors tell it';

-- Raises on a moment that is not of the years 1 to 9999: periods around those can be computed.
CREATE OR REPLACE FUNCTION check_moment(argument text, at timestamptz) RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF at >= '0001-01-01 00:00+00' AND at < '10000-01-01 00:00+00' THEN
        RETURN at;
    ELSIF at IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'null_value_not_allowed',
            MESSAGE = format('%s must not be null', argument),
            DETAIL = format('Argument "%s" is NULL.', argument),
            HINT = 'Pass a value; NULL is not zero.';
    ELSIF isfinite(at) THEN
        RAISE EXCEPTION USING ERRCODE = 'datetime_field_overflow',
            MESSAGE = 'timestamp out of range',
            HINT = 'Give a timestamp that lies in the calendar''s range.';
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
        MESSAGE = format('%s must be finite', argument),
        DETAIL = format('%s is %s.', argument, at),
        HINT = 'Give a moment of the calendar.';
END $$;
COMMENT ON FUNCTION check_moment IS 'a moment of the years 1 to 9999; raises on any other, infinity and NULL';

-- The moment that a test has set for now. With the extension only a superuser can set it. Without the library it is a placeholder, which
-- anybody can set: it counts for those who may change everything in the meter anyway.
CREATE OR REPLACE FUNCTION clock_that_is_set() RETURNS timestamptz
LANGUAGE plpgsql PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles r WHERE r.rolname = session_user AND r.rolsuper)
       OR pg_has_role(session_user, to_regrole('meter_admin')::oid, 'MEMBER')
       -- last, because pg_settings works out every setting of the server
       OR EXISTS (SELECT FROM pg_settings s WHERE s.name = 'token_meter.clock' AND s.context = 'superuser') THEN
        RETURN check_moment('token_meter.clock', current_setting('token_meter.clock')::timestamptz);
    END IF;
    RETURN clock_timestamp();
END $$;
COMMENT ON FUNCTION clock_that_is_set IS 'the moment of setting token_meter.clock, where it may count';

CREATE OR REPLACE FUNCTION now_at() RETURNS timestamptz
LANGUAGE sql PARALLEL SAFE
RETURN CASE WHEN current_setting('token_meter.clock', true) <> '' THEN clock_that_is_set() ELSE clock_timestamp() END;
COMMENT ON FUNCTION now_at IS 'now: the real clock, which moves within a transaction, or what a test has set as token_meter.clock';

CREATE OR REPLACE FUNCTION moment(at timestamptz) RETURNS timestamptz
LANGUAGE plpgsql PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    now_at constant timestamptz := now_at();
BEGIN
    IF at IS NULL THEN
        RETURN now_at;
    ELSIF check_moment('at', at) > now_at + interval '5 minutes' THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'at lies in the future',
            DETAIL = format('at is %s, now is %s.', rfc3339(at), rfc3339(now_at)),
            HINT = 'Give the moment of the call, at most 5 minutes ahead of the server''s clock.';
    END IF;
    RETURN at;
END $$;
COMMENT ON FUNCTION moment IS 'the moment that a call speaks of, checked to be finite and not ahead of the clock; NULL: now';

-- Hours, because a day of an interval can be longer or shorter by the session's time zone.
CREATE OR REPLACE FUNCTION check_late(at timestamptz, days integer) RETURNS void
LANGUAGE plpgsql PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF at < now_at() - make_interval(hours => 24 * days) THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'at lies too far in the past',
            DETAIL = format('at is %s, and usage older than %s days is refused.', rfc3339(at), days),
            HINT = 'Setting late_usage_days says how late usage may be recorded.';
    END IF;
END $$;
COMMENT ON FUNCTION check_late IS 'refuses usage of longer ago than late usage is accepted';

CREATE OR REPLACE FUNCTION effective_from(from_at timestamptz) RETURNS timestamptz
LANGUAGE plpgsql PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    now_at constant timestamptz := now_at();
BEGIN
    IF from_at IS NULL THEN
        RETURN now_at;
    ELSIF check_moment('effective_from', from_at) < now_at - interval '1 minute' THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'effective_from lies in the past',
            DETAIL = format('effective_from is %s, now is %s.', rfc3339(from_at), rfc3339(now_at)),
            HINT = 'Usage on record keeps its cost. To price late usage from then on, use meter_set_price with allow_past => true.';
    END IF;
    RETURN from_at;
END $$;
COMMENT ON FUNCTION effective_from IS 'from when on a price is to hold, not in the past; NULL: now';
