-- The events of a batch: objects with the arguments of meter_add_tokens, read as strictly as those.

CREATE OR REPLACE FUNCTION raise_wrong(name text, value jsonb, wanted text) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM raise_invalid(format('%s must be %s', name, wanted), format('%s is %s.', name, compact(value)),
                          'The arguments of an event have the types of those of meter_add_tokens.');
END $$;

CREATE OR REPLACE FUNCTION event_text(event jsonb, name text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF jsonb_typeof(event -> name) NOT IN ('string', 'null') THEN
        PERFORM raise_wrong(name, event -> name, 'a text');
    END IF;
    RETURN event ->> name;
END $$;

-- What is left out is `if_absent`; NULL is not.
CREATE OR REPLACE FUNCTION event_count(event jsonb, name text, if_absent bigint) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    value constant jsonb := event -> name;
BEGIN
    IF value IS NULL THEN
        RETURN if_absent;
    ELSIF value = 'null' THEN
        RETURN NULL;
    ELSIF jsonb_typeof(value) <> 'number' OR scale(value::numeric) > 0
          OR value::numeric NOT BETWEEN -9223372036854775808 AND 9223372036854775807 THEN
        PERFORM raise_wrong(name, value, 'a whole number');
    END IF;
    RETURN value::bigint;
END $$;

CREATE OR REPLACE FUNCTION event_texts(event jsonb, name text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    value constant jsonb := nullif(event -> name, 'null');
BEGIN
    IF jsonb_typeof(value) <> 'array' OR jsonb_path_exists(value, '$[*] ? (@.type() != "string" && @.type() != "null")') THEN
        PERFORM raise_wrong(name, value, 'an array of texts');
    END IF;
    RETURN CASE WHEN value IS NOT NULL THEN ARRAY(SELECT jsonb_array_elements_text(value)) END;
END $$;

-- An amount of money, a number or its digits as a text.
CREATE OR REPLACE FUNCTION event_amount(event jsonb, name text) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    value constant jsonb := nullif(event -> name, 'null');
BEGIN
    IF jsonb_typeof(value) NOT IN ('number', 'string') THEN
        PERFORM raise_wrong(name, value, 'an amount of USD');
    ELSIF jsonb_typeof(value) = 'string' AND value #>> '{}' !~ E'^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?$' THEN
        PERFORM raise_invalid(format('%s must be an amount of USD', name), format('%s is %s.', name, value #>> '{}'),
                              'Pass what the provider bills for the call, 0 or more, with at most 28 digits.');
    END IF;
    RETURN (value #>> '{}')::numeric;
END $$;

-- RFC 3339, Postgres' own way, or a date, which begins at midnight UTC.
CREATE OR REPLACE FUNCTION event_moment(event jsonb, name text) RETURNS timestamptz
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO, YMD' AS $$
DECLARE
    given constant text := btrim(event_text(event, name));
BEGIN
    IF given !~* E'^\\d{4}-\\d\\d-\\d\\d([t ]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?\\s*(z|[+-]\\d\\d(:?\\d\\d)?))?$' THEN
        PERFORM raise_wrong(name, event -> name, 'a moment such as 2026-11-21T12:00:00Z');
    END IF;
    RETURN given::timestamptz;
EXCEPTION WHEN datetime_field_overflow OR invalid_datetime_format OR invalid_time_zone_displacement_value THEN
    PERFORM raise_wrong(name, event -> name, 'a moment such as 2026-11-21T12:00:00Z');
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION event_arguments() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN '{account,input_tokens,output_tokens,model,provider,operation,operation_id,session_id,cache_read_tokens,cache_write_tokens,reasoning_tokens,audio_input_tokens,audio_output_tokens,service_tier,key_source,metadata,idempotency_key,at,enforce,other_units,conditions,reported_cost}'::text[];

CREATE OR REPLACE FUNCTION event_call(event jsonb, now timestamptz, OUT call usage_log, OUT key text, OUT dated boolean)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    unknown text;
BEGIN
    IF jsonb_typeof(event) <> 'object' THEN
        PERFORM raise_invalid('not an object', format('The event is %s.', left(compact(event), 100)), 'An event is an object.');
    END IF;
    SELECT min(k COLLATE "C") INTO unknown FROM jsonb_object_keys(event) k WHERE k <> ALL (event_arguments());
    IF unknown IS NOT NULL THEN
        PERFORM raise_invalid(format('unknown argument "%s"', unknown), format('An event has %s.', array_to_string(event_arguments(), ', ')),
                              'The arguments are those of meter_add_tokens.');
    ELSIF jsonb_typeof(event -> 'enforce') <> 'boolean' THEN
        PERFORM raise_wrong('enforce', event -> 'enforce', 'true or false');
    END IF;
    call := call_row(
        account => event_text(event, 'account'), input_tokens => event_count(event, 'input_tokens', NULL),
        output_tokens => event_count(event, 'output_tokens', 0), model => event_text(event, 'model'),
        provider => event_text(event, 'provider'), operation => event_text(event, 'operation'),
        operation_id => event_text(event, 'operation_id'), session_id => event_text(event, 'session_id'),
        cache_read_tokens => event_count(event, 'cache_read_tokens', 0), cache_write_tokens => event_count(event, 'cache_write_tokens', 0),
        reasoning_tokens => event_count(event, 'reasoning_tokens', 0), audio_input_tokens => event_count(event, 'audio_input_tokens', 0),
        audio_output_tokens => event_count(event, 'audio_output_tokens', 0),
        service_tier => coalesce(event_text(event, 'service_tier'), 'standard'), key_source => event_text(event, 'key_source'),
        metadata => nullif(event -> 'metadata', 'null'), at => coalesce(event_moment(event, 'at'), now),
        enforce => coalesce((event -> 'enforce')::boolean, true), other_units => nullif(event -> 'other_units', 'null'),
        conditions => event_texts(event, 'conditions'), reported_cost => event_amount(event, 'reported_cost'));
    key := event_text(event, 'idempotency_key');
    PERFORM check_text('idempotency_key', key);
    dated := event_text(event, 'at') IS NOT NULL;
END $$;

-- The calls of a batch, their keys, and whether their moments were given. An error names the event.
CREATE OR REPLACE FUNCTION read_events(events jsonb, now timestamptz, OUT calls usage_log[], OUT keys text[], OUT dated boolean[])
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    event jsonb;
    read record;
    place integer := 0;
    state text; message text; detail text; hint text;
BEGIN
    calls := '{}';
    keys := '{}';
    dated := '{}';
    FOR event IN SELECT x.value FROM jsonb_array_elements(events) WITH ORDINALITY x (value, n) ORDER BY x.n LOOP
        place := place + 1;
        read := event_call(event, now);
        calls := array_append(calls, read.call);
        keys := array_append(keys, read.key);
        dated := array_append(dated, read.dated);
    END LOOP;
EXCEPTION
    WHEN invalid_parameter_value OR null_value_not_allowed OR numeric_value_out_of_range OR datetime_field_overflow THEN
        GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
        PERFORM raise_of_event(place, state, message, detail, hint);
END $$;

-- Charges the events of a batch; one verdict each, in their order.
CREATE OR REPLACE FUNCTION charge_events(events jsonb) RETURNS verdict[]
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    now constant timestamptz := now_at();
    read record;
BEGIN
    IF events IS NULL THEN
        PERFORM raise_null('events');
    ELSIF jsonb_typeof(events) <> 'array' THEN
        PERFORM raise_invalid('events must be an array of objects', 'It is no array.',
                              'Pass ''[{"account": "a", "input_tokens": 1200, "output_tokens": 300}]''.');
    ELSIF jsonb_array_length(events) > 10000 THEN
        PERFORM raise_invalid('too many events', format('events has %s.', jsonb_array_length(events)),
                              'A batch has at most 10,000 events: pass more of them.');
    END IF;
    read := read_events(events, now);
    RETURN charge_batch(read.calls, read.keys, read.dated, now);
END $$;
COMMENT ON FUNCTION charge_events IS 'charges the events of a batch, objects with the arguments of meter_add_tokens; one verdict each';
