-- Charging many calls at once: each gets the verdict that it would get if they came one after the other. All counters are locked before
-- anything is decided, in the order in which every charge locks, so that a batch over many accounts waits for others, and never the other
-- way round as well. Calls of periods that have ended are charged first: what they leave moves on to the periods that run.

-- An error of one event of a batch tells its place, which people count from 1.
CREATE OR REPLACE FUNCTION raise_of_event(place integer, state text, message text, detail text, hint text) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    message := CASE WHEN place IS NULL THEN message ELSE format('event %s: %s', place, message) END;
    IF detail = '' THEN
        RAISE EXCEPTION USING ERRCODE = state, MESSAGE = message, HINT = hint;
    END IF;
    RAISE EXCEPTION USING ERRCODE = state, MESSAGE = message, DETAIL = detail, HINT = hint;
END $$;

-- Enters the charges of all accounts, made where they are new, by their names: two batches meet in one order.
CREATE OR REPLACE FUNCTION enter_accounts(calls usage_log[], places integer[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM end_expired(ARRAY(SELECT calls[n].account FROM unnest(places) n));  -- of all, before one is entered
    PERFORM enter_beside_new_limits(ARRAY(SELECT calls[n].account FROM unnest(places) n)) WHERE EXISTS (SELECT FROM new_limits);
    PERFORM enter_account(x.account, x.at)
       FROM (SELECT DISTINCT ON (calls[n].account COLLATE "C") calls[n].account, calls[n].at
               FROM unnest(places) n ORDER BY calls[n].account COLLATE "C", n OFFSET 0) x;
END $$;

-- Locks the counters that calls are charged to now.
CREATE OR REPLACE FUNCTION lock_batch(readings reading[], now timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM lock_running(x.payer, x.limit_id, now, now)
       FROM (SELECT DISTINCT ON (r.turn, r.payer COLLATE "C", r.limit_name COLLATE "C", r.limit_id) r.payer, r.limit_id
               FROM unnest(readings) r
              ORDER BY r.turn, r.payer COLLATE "C", r.limit_name COLLATE "C", r.limit_id OFFSET 0) x;
END $$;

-- The same where some calls count in periods that do not run now; `moments`: those of the calls of `readings`. What is missing is only kept from being made by
-- others: a period that runs opens with what the ended one has left once the late calls are charged.
CREATE OR REPLACE FUNCTION lock_batch_apart(readings reading[], moments timestamptz[], now timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    found bigint[];
    missing reading[];
BEGIN
    SELECT array_agg(DISTINCT x.counter_id), coalesce(array_agg(x.r) FILTER (WHERE x.counter_id IS NULL), '{}') INTO found, missing
      FROM (SELECT DISTINCT ON (r.payer, r.limit_id, c.counter_id) r, c.counter_id
              FROM unnest(moments) WITH ORDINALITY m (at, place)
             CROSS JOIN LATERAL (SELECT (readings[m.place]).payer, (readings[m.place]).limit_id, readings[m.place] AS r) r
              JOIN limits l ON l.limit_id = r.limit_id
             CROSS JOIN LATERAL find_counter(r.payer, r.limit_id, counting_moment(r.payer, l, m.at, now)) c) x;
    PERFORM lock_counters(found, now, now, beside => missing);
END $$;

-- Whether one of the limits of a call counts it in a period that has not begun.
CREATE OR REPLACE FUNCTION is_early_call(u usage_log, readings reading[], now timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN u.at > now
       AND EXISTS (SELECT FROM unnest(readings) r, meter.accounts a, meter.limits l, meter.period_of(l, a, u.at) p
                    WHERE a.account = r.payer AND l.limit_id = r.limit_id AND window_length(r.period) IS NULL AND p.period_start > now);
END $$;

-- Whether one of the limits of a call counts it in a period that has ended.
CREATE OR REPLACE FUNCTION is_late_call(u usage_log, readings reading[], now timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN u.at <> now
       AND EXISTS (SELECT FROM unnest(readings) r, find_counter(r.payer, r.limit_id, u.at) c
                    WHERE window_length(r.period) IS NULL
                      AND coalesce(c.period_end, (SELECT p.period_end FROM meter.accounts a, meter.limits l, meter.period_of(l, a, u.at) p
                                                   WHERE a.account = r.payer AND l.limit_id = r.limit_id), '-infinity') <= now);
END $$;

-- Charges the calls at these places, in their order; each to all limits that count it, or to none.
CREATE OR REPLACE FUNCTION charge_new(calls usage_log[], places integer[], now timestamptz, INOUT verdicts verdict[])
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    u usage_log;
    a accounts;
    readings reading[];
    all_readings reading[] := '{}'::reading[];
    moments timestamptz[] := '{}'::timestamptz[];  -- of all_readings
    late integer[] := '{}'::integer[];
    running integer[] := '{}'::integer[];
    running_readings reading[] := '{}'::reading[];
    some_apart boolean := false;
    place integer;
    state text; message text; detail text; hint text;
BEGIN
    PERFORM enter_accounts(calls, places);
    FOREACH place IN ARRAY places LOOP
        u := calls[place];
        SELECT x.* INTO a FROM accounts x WHERE x.account = u.account;
        u := as_of_account(u, a);
        calls[place].key_source := u.key_source;  -- set anew meanwhile, it would count in others than are locked
        readings := readings_of(u, a);
        PERFORM price_call(u);  -- what cannot be priced is told before others are waited for
        all_readings := all_readings || readings;
        moments := moments || array_fill(u.at, ARRAY[cardinality(readings)]);
        IF is_late_call(u, readings, now) THEN
            some_apart := true;
            late := late || place;
        ELSE
            some_apart := some_apart OR is_early_call(u, readings, now);
            running := running || place;
            running_readings := running_readings || readings;
        END IF;
    END LOOP;
    place := NULL;
    IF some_apart THEN
        PERFORM lock_batch_apart(all_readings, moments, now);
    END IF;
    FOREACH place IN ARRAY late LOOP
        verdicts[place] := charge_call(calls[place]);
    END LOOP;
    place := NULL;
    PERFORM lock_batch(running_readings, now);
    FOREACH place IN ARRAY running LOOP
        verdicts[place] := charge_call(calls[place], now);
    END LOOP;
EXCEPTION
    WHEN invalid_parameter_value OR null_value_not_allowed OR numeric_value_out_of_range OR datetime_field_overflow THEN
        GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
        PERFORM raise_of_event(place, state, message, detail, hint);
END $$;

-- What was answered first under the keys of these calls.
CREATE OR REPLACE FUNCTION answer_again(calls usage_log[], keys text[], dated boolean[], places integer[], INOUT verdicts verdict[])
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    place integer;
    state text; message text; detail text; hint text;
BEGIN
    FOREACH place IN ARRAY places LOOP
        verdicts[place] := verdict_again(earlier_answer(calls[place].account, keys[place], 'add',
                                                        dated_request_of(calls[place], dated[place])));
    END LOOP;
EXCEPTION WHEN unique_violation THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    PERFORM raise_of_event(place, state, message, detail, hint);
END $$;

CREATE OR REPLACE FUNCTION check_late_calls(calls usage_log[], dated boolean[], places integer[]) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    late_days constant integer := setting_of('late_usage_days')::integer;
    place integer;
    state text; message text; detail text; hint text;
BEGIN
    FOREACH place IN ARRAY places LOOP
        IF dated[place] THEN
            PERFORM check_late(calls[place].at, late_days);
        END IF;
    END LOOP;
EXCEPTION WHEN invalid_parameter_value THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    PERFORM raise_of_event(place, state, message, detail, hint);
END $$;

-- Charges calls, each once under its key; keys are claimed in one order, so that two batches do not wait for each other.
CREATE OR REPLACE FUNCTION charge_batch(calls usage_log[], keys text[], dated boolean[], now timestamptz) RETURNS verdict[]
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    verdicts verdict[] := array_fill(NULL::verdict, ARRAY[cardinality(calls)]);
    new integer[] := ARRAY(SELECT n FROM generate_subscripts(calls, 1) n WHERE keys[n] IS NULL);
    repeated integer[] := '{}'::integer[];
    claimed integer[] := '{}'::integer[];
    one record;
    place integer;
BEGIN
    FOR one IN SELECT x.account, x.key, array_agg(x.n ORDER BY x.n) AS places
                 FROM (SELECT calls[n].account COLLATE "C" AS account, keys[n] COLLATE "C" AS key, n
                         FROM generate_subscripts(calls, 1) n WHERE keys[n] IS NOT NULL) x
                GROUP BY x.account, x.key ORDER BY x.account, x.key
    LOOP
        IF claim_key(one.account, one.key, 'add', dated_request_of(calls[one.places[1]], dated[one.places[1]]), now) THEN
            claimed := claimed || one.places[1];
            repeated := repeated || one.places[2:];
        ELSE
            verdicts := answer_again(calls, keys, dated, one.places, verdicts);
        END IF;
    END LOOP;
    new := ARRAY(SELECT n FROM unnest(new || claimed) n ORDER BY n);
    PERFORM check_late_calls(calls, dated, new);
    verdicts := charge_new(calls, new, now, verdicts);
    FOREACH place IN ARRAY claimed LOOP
        PERFORM keep_answer(calls[place].account, keys[place], verdict_kept(verdicts[place]));
    END LOOP;
    RETURN answer_again(calls, keys, dated, repeated, verdicts);
END $$;
COMMENT ON FUNCTION charge_batch IS 'charges many calls at once, each once under its key; one verdict each, in their order';
