-- What an argument of a call may be. A check names the argument, the value, and what to do.

CREATE OR REPLACE FUNCTION raise_invalid(message text, detail text, hint text, code text DEFAULT '22023') RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF detail IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = code, MESSAGE = message, HINT = hint;
    END IF;
    RAISE EXCEPTION USING ERRCODE = code, MESSAGE = message, DETAIL = detail, HINT = hint;
END $$;
COMMENT ON FUNCTION raise_invalid IS 'raises an error that says what to do; detail NULL: it has none';

CREATE OR REPLACE FUNCTION raise_null(argument text) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM raise_invalid(format('%s must not be null', argument), format('Argument "%s" is NULL.', argument),
                          'Pass a value; NULL is not zero.', '22004');
END $$;
COMMENT ON FUNCTION raise_null IS 'raises the error of an argument that is NULL and must not be';

-- Whether a text is of ordinary length and not blank, told at once for most: it begins with a printable ASCII character. Such a text passes
-- check_text(); another one may.
CREATE OR REPLACE FUNCTION is_plain_text(value text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN value COLLATE "C" >= '!' AND value COLLATE "C" < '~' AND octet_length(value) <= 255;

CREATE OR REPLACE FUNCTION check_text(argument text, value text, needed boolean DEFAULT false) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF octet_length(value) > 255 THEN
        PERFORM raise_invalid(format('%s is too long', argument), format('%s has %s bytes.', argument, octet_length(value)),
                              'A text argument has at most 255 bytes.');
    ELSIF trimmed(value) = '' THEN
        PERFORM raise_invalid(format('%s must not be blank', argument), format('%s is "%s".', argument, value),
                              'Leave the argument out or pass NULL where there is no value.');
    ELSIF needed AND value IS NULL THEN
        PERFORM raise_null(argument);
    END IF;
END $$;
COMMENT ON FUNCTION check_text IS 'raises 22023 for a text that is blank or longer than 255 bytes, 22004 for one that is needed and NULL';

-- The seven counts of a call. Cached tokens and audio are included in the input, reasoning and audio in the output.
CREATE OR REPLACE FUNCTION check_counts(input_tokens bigint, output_tokens bigint, cache_read_tokens bigint, cache_write_tokens bigint,
                                        reasoning_tokens bigint, audio_input_tokens bigint, audio_output_tokens bigint) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    names constant text[] := '{input_tokens,output_tokens,cache_read_tokens,cache_write_tokens,reasoning_tokens,audio_input_tokens,audio_output_tokens}'::text[];
    counts constant bigint[] := ARRAY[input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens,
                                      audio_input_tokens, audio_output_tokens];
    excess record;
BEGIN
    FOR i IN 1 .. 7 LOOP
        IF counts[i] IS NULL THEN
            PERFORM raise_null(names[i]);
        END IF;
    END LOOP;
    FOR i IN 1 .. 7 LOOP
        IF counts[i] NOT BETWEEN 0 AND 9007199254740991 THEN  -- what a JSON number carries exactly everywhere
            PERFORM raise_invalid(format('%s must be between 0 and 9007199254740991', names[i]), format('%s is %s.', names[i], counts[i]),
                                  'Token counts are whole numbers from 0 to 2^53 - 1.');
        END IF;
    END LOOP;
    SELECT p.* INTO excess
      FROM (VALUES (1, 'cache_read_tokens + cache_write_tokens', cache_read_tokens + cache_write_tokens, 'input_tokens', input_tokens),
                   (2, 'audio_input_tokens', audio_input_tokens, 'input_tokens', input_tokens),
                   (3, 'reasoning_tokens', reasoning_tokens, 'output_tokens', output_tokens),
                   (4, 'audio_output_tokens', audio_output_tokens, 'output_tokens', output_tokens))
        AS p (place, part, part_value, whole, whole_value)
     WHERE p.part_value > p.whole_value ORDER BY p.place LIMIT 1;
    IF FOUND THEN
        PERFORM raise_invalid(format('%s cannot exceed %s', excess.part, excess.whole),
                              format('%s is %s, %s is %s.', excess.part, excess.part_value, excess.whole, excess.whole_value),
                              'input_tokens includes cache reads, cache writes and audio; output_tokens includes reasoning and audio.');
    END IF;
END $$;
COMMENT ON FUNCTION check_counts IS 'raises 22004 or 22023 for the first count of a call that is NULL, out of range or larger than what it is included in';

-- A service tier's one name: providers call the standard one, and some others, by names of their own.
CREATE OR REPLACE FUNCTION canonical_tier(service_tier text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    name text;
BEGIN
    IF service_tier = 'standard' THEN
        RETURN service_tier;
    END IF;
    IF (is_plain_text(service_tier)) IS NOT TRUE THEN
        PERFORM check_text('service_tier', service_tier, needed => true);
    END IF;
    IF service_tier !~ '^[a-zA-Z0-9_-]+$' THEN
        PERFORM raise_invalid('invalid service_tier', format('service_tier is "%s".', service_tier),
                              'Service tiers are named like standard, batch, flex, priority.');
    END IF;
    name := regexp_replace(replace(lower(service_tier COLLATE "C"), '-', '_'), '^service_tier_', '');
    RETURN CASE WHEN name IN ('', 'unspecified', 'traffic_type_unspecified', 'default', 'auto', 'on_demand', 'standard_only') THEN 'standard'
                WHEN name IN ('fast', 'on_demand_priority') THEN 'priority'
                WHEN name = 'on_demand_flex' THEN 'flex'
                WHEN name = 'batches' THEN 'batch'
                ELSE name END;
END $$;
COMMENT ON FUNCTION canonical_tier IS 'the one name of a service tier, by which prices know it';

-- What multiplies the prices of a call's tokens: as given, each once and in order, and what the model's name tells under another key. NULL:
-- nothing.
CREATE OR REPLACE FUNCTION conditions_of(conditions text[], model text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    names text[];
    wrong text;
BEGIN
    IF EXISTS (SELECT FROM unnest(conditions) c WHERE c IS NULL) THEN
        PERFORM raise_null('conditions');
    END IF;
    SELECT c.condition INTO wrong FROM unnest(conditions) WITH ORDINALITY c (condition, place)
     WHERE lower(c.condition COLLATE "C") !~ '^[a-z0-9_.-]+:[a-z0-9_.-]+$' OR octet_length(c.condition) > 63
     ORDER BY c.place LIMIT 1;
    IF FOUND THEN
        PERFORM raise_invalid(format('invalid condition "%s"', wrong), NULL, 'A condition is a key and a value, such as speed:fast or geo:us.');
    END IF;
    names := ARRAY(SELECT DISTINCT lower(c.condition COLLATE "C") FROM unnest(conditions) c (condition));
    IF cardinality(names) > 8 THEN
        PERFORM raise_invalid('too many conditions', format('A call has %s.', cardinality(names)), 'A call has at most 8 conditions.');
    END IF;
    names := conditions_beside(names, conditions_of_name(model));
    RETURN nullif(ARRAY(SELECT n.name FROM unnest(names) n (name) ORDER BY n.name COLLATE "C"), '{}');
END $$;
COMMENT ON FUNCTION conditions_of IS 'a call''s conditions, with what the model''s name tells; NULL: none';

CREATE OR REPLACE FUNCTION conditions_beside(conditions text[], others text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
RETURN conditions || ARRAY(SELECT o.name FROM unnest(others) o (name)
                            WHERE split_part(o.name, ':', 1) <> ALL (ARRAY(SELECT split_part(c.name, ':', 1) FROM unnest(conditions) c (name))));
COMMENT ON FUNCTION conditions_beside IS 'these conditions, and of the others those whose key is not among them';

-- An amount of USD that somebody has told, without trailing zeros: of up to 28 digits, as the library's numbers are.
CREATE OR REPLACE FUNCTION usd_amount(argument text, amount numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    -- NaN and infinity are above any amount; NULL passes
    IF NOT (amount >= 0 AND amount < 79228162514264337593543950336 AND scale(amount) <= 28
            AND amount * 10::numeric ^ scale(amount) < 79228162514264337593543950336) THEN
        PERFORM raise_invalid(format('%s must be an amount of USD', argument), format('%s is %s.', argument, amount),
                              'Pass what the provider bills for the call, 0 or more, with at most 28 digits.');
    END IF;
    RETURN trim_scale(amount);
END $$;
COMMENT ON FUNCTION usd_amount IS 'an amount of USD that is exact in 28 digits, or 22023';
