-- Checks that the administrator's functions share.
CREATE OR REPLACE FUNCTION check_plan(name text) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF name IS NOT NULL AND NOT EXISTS (SELECT FROM meter.plans p WHERE p.plan = name) THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('there is no plan "%s"', name),
            DETAIL = format('Plans are: %s.', (SELECT string_agg(p.plan, ', ' ORDER BY p.plan) FROM meter.plans p)),
            HINT = 'Create it with meter_set_plan.';
    END IF;
END $$;

CREATE OR REPLACE FUNCTION check_account(name text) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF name IS NOT NULL AND NOT EXISTS (SELECT FROM meter.accounts a WHERE a.account = name) THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('there is no account "%s"', name),
            DETAIL = 'What is set for an account needs the account.',
            HINT = 'Create it with meter_set_account.';
    END IF;
END $$;

CREATE OR REPLACE FUNCTION check_parent(name text) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF name <> '' AND NOT EXISTS (SELECT FROM meter.accounts a WHERE a.account = name) THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('there is no account "%s"', name),
            DETAIL = format('parent is "%s".', name),
            HINT = 'Create the parent first; parent => '''' takes an account''s parent away.';
    END IF;
END $$;

-- A zone's name as the time zone database writes it, asked for in any case; NULL stays NULL. IANA names only: Postgres would
-- also take abbreviations and POSIX rules, which know nothing of a zone's history.
CREATE OR REPLACE FUNCTION proper_time_zone(zone text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    wanted text := lower(btrim(zone));
    name text := CASE WHEN wanted ~ '^[a-z/_-]+$' THEN zone_without_digits(wanted)
                      WHEN wanted IS NOT NULL  -- it reads every zone's file
                      THEN (SELECT z.name FROM pg_timezone_names z WHERE lower(z.name) = wanted ORDER BY z.name LIMIT 1) END;
BEGIN
    IF zone IS NOT NULL AND name IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'unknown time zone',
            DETAIL = format('time_zone is "%s".', zone),
            HINT = 'Use an IANA name such as Europe/Berlin; pg_timezone_names lists them.';
    END IF;
    RETURN name;
END $$;

-- The same for a name without digits, by that zone's file alone: the setting takes no abbreviation, and a POSIX rule has an offset.
CREATE OR REPLACE FUNCTION zone_without_digits(wanted text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
BEGIN
    PERFORM set_config('TimeZone', wanted, true);  -- until this function returns
    RETURN current_setting('TimeZone');
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN NULL;
END $$;
COMMENT ON FUNCTION zone_without_digits IS 'the name of a time zone as the time zone database writes it, where it has no digits; NULL: there is none';

-- Whether the server knows a zone: an update of its time zone database may have dropped one that an account has.
CREATE OR REPLACE FUNCTION is_time_zone(zone text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM now() AT TIME ZONE zone;
    RETURN true;
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN false;
END $$;
COMMENT ON FUNCTION is_time_zone IS 'whether the server knows a time zone';

-- Nobody can tell any more when the days of such a zone began: those of another zone hold instead, also where it was one of the past.
CREATE OR REPLACE FUNCTION with_known_zones(past_calendars jsonb, zone text) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(CASE WHEN is_time_zone(p.of ->> 'time_zone') THEN p.of
                                           ELSE p.of || jsonb_build_object('time_zone', zone) END ORDER BY p.place), '[]')
              FROM jsonb_array_elements(past_calendars) WITH ORDINALITY p (of, place));
END $$;

-- What an account's periods went by before its zone and anchor change. The period that runs keeps its end, also one that a call
-- of a clock ahead has begun. Where nothing was counted yet, there is none to keep; rolling windows know no calendar. More changes than these are as if the
-- earliest had never been; a counter that is there keeps its bounds in any case.
CREATE OR REPLACE FUNCTION calendars_until(a accounts, new_zone text, new_anchor timestamptz, at timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    kept_max constant integer := 100;
    changed_at timestamptz;
    past jsonb := with_known_zones(a.past_calendars, coalesce(new_zone, a.time_zone));
BEGIN
    IF (coalesce(new_zone, a.time_zone), coalesce(new_anchor, a.anchor)) = (a.time_zone, a.anchor)
       OR NOT EXISTS (SELECT FROM counters c JOIN limits l USING (limit_id)
                       WHERE c.account = a.account AND c.period_end < 'infinity' AND window_length(l.period) IS NULL) THEN
        RETURN past;
    END IF;
    changed_at := greatest(at, (past -> -1 ->> 'until')::timestamptz,
                           (SELECT max(c.period_start) FROM counters c WHERE c.account = a.account AND c.period_start > at));
    past := past || jsonb_build_object('until', changed_at, 'time_zone', a.time_zone, 'anchor', a.anchor);
    past := with_known_zones(past, coalesce(new_zone, a.time_zone));
    RETURN CASE WHEN jsonb_array_length(past) > kept_max THEN past - 0 ELSE past END;
END $$;
COMMENT ON FUNCTION calendars_until IS 'an account''s past calendars once its time zone or anchor is another';

CREATE OR REPLACE FUNCTION default_plan() RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    name text := (SELECT p.plan FROM meter.plans p WHERE p.is_default);
BEGIN
    IF name IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = 'there is no default plan',
            HINT = 'Name one: meter_set_plan(''free'', is_default => true).';
    END IF;
    RETURN name;
END $$;

CREATE OR REPLACE FUNCTION check_batch(batch integer) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF batch IS NULL OR batch < 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'batch must be at least 1', DETAIL = format('batch is %s.', coalesce(batch::text, 'NULL')),
            HINT = 'batch bounds how many rows one call deals with.';
    END IF;
END $$;
