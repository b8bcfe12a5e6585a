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

-- IANA names only: Postgres would also take abbreviations and POSIX rules, which know nothing of a zone's history.
CREATE OR REPLACE FUNCTION check_time_zone(zone text) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF zone IS NULL OR zone = 'UTC' OR EXISTS (SELECT FROM pg_timezone_names z WHERE z.name = zone) THEN
        RETURN;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
        MESSAGE = 'unknown time zone',
        DETAIL = format('time_zone is "%s".', zone),
        HINT = 'Use an IANA name such as Europe/Berlin; pg_timezone_names lists them.';
END $$;

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
