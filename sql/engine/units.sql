-- What a call used that the seven token counts do not say: searches, images, seconds, and tokens of a kind of their own.

-- JSON as the library writes it: without spaces, an object's names in the order of their bytes.
CREATE OR REPLACE FUNCTION compact(value jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN CASE jsonb_typeof(value)
        WHEN 'object' THEN (SELECT '{' || coalesce(string_agg(to_json(e.key)::text || ':' || compact(e.value), ',' ORDER BY e.key COLLATE "C"), '') || '}'
                              FROM jsonb_each(value) e)
        WHEN 'array' THEN (SELECT '[' || coalesce(string_agg(compact(e.value), ',' ORDER BY e.place), '') || ']'
                             FROM jsonb_array_elements(value) WITH ORDINALITY e (value, place))
        ELSE value::text END;
END $$;

-- The tokens of a component that a call names by an argument of its own.
CREATE OR REPLACE FUNCTION counted_tokens(component text, u usage_log) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN CASE component WHEN 'input' THEN u.input_tokens WHEN 'output' THEN u.output_tokens WHEN 'cache_read' THEN u.cache_read_tokens
                          WHEN 'cache_write' THEN u.cache_write_tokens WHEN 'reasoning' THEN u.reasoning_tokens
                          WHEN 'audio_input' THEN u.audio_input_tokens WHEN 'audio_output' THEN u.audio_output_tokens ELSE 0 END;
END $$;

-- Amounts above 0, of a call whose counts are in `u`; NULL: there are none.
CREATE OR REPLACE FUNCTION units_of(given jsonb, u usage_log) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    by_name constant text := 'Pass amounts by the name of the price component, such as ''{"web_search": 2}''.';
    unit record;
    names bigint;
BEGIN
    IF jsonb_typeof(given) <> 'object' THEN
        PERFORM raise_invalid('other_units must be an object', NULL, by_name);
    END IF;
    names := (SELECT count(*) FROM jsonb_object_keys(given));
    IF names > 32 THEN
        PERFORM raise_invalid('other_units has too many names', format('It has %s.', names), by_name);
    END IF;
    FOR unit IN SELECT e.key AS name, e.value, CASE jsonb_typeof(e.value) WHEN 'number' THEN e.value::numeric END AS amount
                  FROM jsonb_each(given) e ORDER BY e.key COLLATE "C" LOOP
        IF unit.name !~ '^[a-z][a-z0-9_]{0,62}$' THEN
            PERFORM raise_invalid(format('invalid name "%s" in other_units', unit.name), NULL, by_name);
        ELSIF is_counted(unit.name) THEN
            PERFORM raise_invalid(format('"%s" has an argument of its own', unit.name), NULL,
                                  'Pass it as input_tokens, output_tokens, cache_read_tokens and so on.');
        ELSIF (is_amount(unit.amount)) IS NOT TRUE THEN
            PERFORM raise_invalid(format('"%s" in other_units must be a number from 0 to 9007199254740991', unit.name),
                                  format('%s is %s.', unit.name, compact(unit.value)), by_name);
        END IF;
    END LOOP;
    PERFORM check_token_units(given, u);
    RETURN (SELECT jsonb_object_agg(e.key, trim_scale(e.value::numeric)) FROM jsonb_each(given) e WHERE e.value::numeric <> 0);
END $$;
COMMENT ON FUNCTION units_of IS 'a call''s other_units as they are kept: amounts above 0; NULL: there are none';

-- Whether a number can be an amount of units: at most microseconds, where they are seconds.
CREATE OR REPLACE FUNCTION is_amount(amount numeric) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN amount BETWEEN 0 AND 9007199254740991 AND scale(amount) <= 28 AND scale(trim_scale(amount)) <= 6;

-- Units that are parts of tokens are whole numbers, and no more than what they are included in.
CREATE OR REPLACE FUNCTION check_token_units(given jsonb, u usage_log) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    unit record;
BEGIN
    FOR unit IN SELECT e.key AS name, trim_scale(e.value::numeric) AS amount, (wholes_of(e.key))[1] AS whole, 0::bigint AS most
                  FROM jsonb_each(given) e WHERE wholes_of(e.key) IS NOT NULL ORDER BY e.key COLLATE "C" LOOP
        unit.most := counted_tokens(unit.whole, u);
        IF scale(unit.amount) > 0 THEN
            PERFORM raise_invalid(format('"%s" in other_units must be a whole number of tokens', unit.name),
                                  format('%s is %s.', unit.name, unit.amount),
                                  'Pass amounts by the name of the price component, such as ''{"web_search": 2}''.');
        ELSIF unit.amount > unit.most THEN
            PERFORM raise_invalid(format('"%s" in other_units cannot exceed %s', unit.name, unit.whole),
                                  format('%s is %s, %s is %s.', unit.name, unit.amount, unit.whole, unit.most),
                                  'Tokens of a kind of their own are included in their whole, such as cache_write_1h in cache_write_tokens.');
        END IF;
    END LOOP;
END $$;

-- Units of a row of the log, or of several taken together, or as an answer reports them: what exceeds its whole is cut down to it, what is no
-- amount is left out; NULL: there are none.
CREATE OR REPLACE FUNCTION units_on_record(given jsonb, u usage_log) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF given IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN (SELECT jsonb_object_agg(a.name, a.amount)
              FROM (SELECT e.key AS name,
                           CASE WHEN wholes_of(e.key) IS NULL THEN trim_scale(e.value::numeric)
                                ELSE floor(least(e.value::numeric, counted_tokens((wholes_of(e.key))[1], u))) END AS amount
                      FROM jsonb_each(CASE jsonb_typeof(given) WHEN 'object' THEN given END) e
                     WHERE e.key ~ '^[a-z][a-z0-9_]{0,62}$' AND NOT is_counted(e.key)
                       AND CASE jsonb_typeof(e.value) WHEN 'number' THEN is_amount(e.value::numeric) ELSE false END) a
             WHERE a.amount > 0);
END $$;
COMMENT ON FUNCTION units_on_record IS 'other_units that nobody can be asked about: what cannot be is left out or cut down; NULL: there are none';
