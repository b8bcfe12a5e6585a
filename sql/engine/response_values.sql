-- Values of a provider's answer. What is null there says nothing.

CREATE OR REPLACE FUNCTION said(node jsonb, key text) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN nullif(node -> key, 'null'::jsonb);
COMMENT ON FUNCTION said IS 'the value of a key; NULL where it is not there or null';

CREATE OR REPLACE FUNCTION said_text(node jsonb, key text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE jsonb_typeof(node -> key) WHEN 'string' THEN nullif(node ->> key, '') END;
COMMENT ON FUNCTION said_text IS 'the text of a key; NULL where it is none, or empty';

CREATE OR REPLACE FUNCTION has_key(node jsonb, VARIADIC keys text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(jsonb_typeof(node) = 'object' AND node ?| keys, false);
COMMENT ON FUNCTION has_key IS 'whether an object has one of these keys, even with null';

CREATE OR REPLACE FUNCTION is_object(node jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(jsonb_typeof(node) = 'object', false);

CREATE OR REPLACE FUNCTION items_in(list jsonb) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE jsonb_typeof(list) WHEN 'array' THEN jsonb_array_length(list) ELSE 0 END;
COMMENT ON FUNCTION items_in IS 'how many items a list has; 0 for anything else';

-- The sum of what is known; NULL where nothing is. It does not overflow: what is too large stays too large.
CREATE OR REPLACE FUNCTION sum_of(a bigint, b bigint, c bigint DEFAULT NULL) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN num_nonnulls(a, b, c) > 0
            THEN least(coalesce(a, 0)::numeric + coalesce(b, 0) + coalesce(c, 0), 9223372036854775807)::bigint END;

-- An amount as a decimal of 96 bits and at most 28 decimals has it: rounded where it is finer, NULL where it is too large.
CREATE OR REPLACE FUNCTION as_decimal(amount numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    too_large CONSTANT numeric := 79228162514264337593543950336;  -- 2^96
    decimals integer := scale(amount);
BEGIN
    IF abs(amount) < 1000000000000 AND decimals <= 15 THEN
        RETURN amount;
    ELSIF abs(amount) >= too_large THEN
        RETURN NULL;
    END IF;
    decimals := least(decimals, 28, 29 - CASE WHEN abs(amount) < 1 THEN 0 ELSE length(trunc(abs(amount))::text) END);
    IF trunc(abs(amount), decimals) * 10::numeric ^ decimals >= too_large THEN
        decimals := decimals - 1;
    END IF;
    IF round(abs(amount), decimals) * 10::numeric ^ decimals >= too_large THEN
        decimals := decimals - 1;
    END IF;
    RETURN CASE WHEN decimals >= 0 THEN round(amount, decimals) END;
END $$;
COMMENT ON FUNCTION as_decimal IS 'an amount with the digits that the meter keeps of it; NULL where it is too large';

-- A text may have signs, separators and an exponent.
CREATE OR REPLACE FUNCTION decimal_of_text(said text) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    parts text[] := regexp_match(said, '^([^eE]*)(?:[eE](.*))?$');
    base numeric;
    exponent numeric;
BEGIN
    IF parts IS NULL OR parts[1] !~ E'^[+-]?(?:[0-9][0-9_]*\\.?[0-9_]*|\\.[0-9][0-9_]*)$' THEN
        RETURN NULL;
    END IF;
    base := as_decimal(replace(parts[1], '_', '')::numeric);
    IF parts[2] IS NULL THEN
        RETURN base;
    ELSIF parts[2] !~ '^-?[+]?[0-9]+$' THEN
        RETURN NULL;
    END IF;
    exponent := replace(parts[2], '+', '')::numeric;
    IF abs(exponent) > 28 AND exponent > scale(base) OR scale(base) - exponent > 28 THEN
        RETURN NULL;
    END IF;
    RETURN as_decimal(CASE WHEN exponent <= scale(base) THEN round(base * 10::numeric ^ exponent, scale(base) - exponent::integer)
                           ELSE base * 10::numeric ^ exponent END);
END $$;

-- A number, or a text that is one.
CREATE OR REPLACE FUNCTION number_of(value jsonb) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    CASE jsonb_typeof(value)
        WHEN 'number' THEN RETURN as_decimal(value::numeric);
        WHEN 'string' THEN RETURN decimal_of_text(trimmed(value #>> '{}'));
        ELSE RETURN NULL;
    END CASE;
END $$;

CREATE OR REPLACE FUNCTION amount_of(value jsonb) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    amount numeric := CASE WHEN value IS NOT NULL THEN number_of(value) END;
BEGIN
    RETURN CASE WHEN amount >= 0 THEN amount END;
END $$;
COMMENT ON FUNCTION amount_of IS 'an amount such as money or seconds; NULL where it is none, or negative';

CREATE OR REPLACE FUNCTION refuse_count(field text, value jsonb) RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '"%" must be a whole number between 0 and 9007199254740991', field
        USING ERRCODE = 'invalid_parameter_value',
              DETAIL = format('%s is %s.', field, CASE jsonb_typeof(value) WHEN 'array' THEN 'a list' WHEN 'object' THEN 'an object'
                                                       ELSE left(value #>> '{}', 40) END),
              HINT = 'Token counts are whole numbers from 0 to 2^53 - 1.';
END $$;

-- The count under the first of these keys that says one. What is no count is an error: a count that is guessed is charged.
CREATE OR REPLACE FUNCTION count_of(node jsonb, VARIADIC keys text[]) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    key text;
    value jsonb;
    number numeric;
BEGIN
    IF NOT has_key(node, VARIADIC keys) THEN
        RETURN NULL;
    END IF;
    FOREACH key IN ARRAY keys LOOP
        value := said(node, key);
        CONTINUE WHEN value IS NULL;
        IF jsonb_typeof(value) = 'number' THEN
            number := value;
            IF number BETWEEN 0 AND 9007199254740991 AND number = trunc(number) THEN  -- at once, as most are
                RETURN number;
            END IF;
        END IF;
        -- an empty text and false are what some clients and gateways write in the place of null, and -1 what servers such as vLLM say of cached
        -- tokens that they have not counted
        CONTINUE WHEN value = 'false' OR value = '-1' AND strpos(key, 'cache') > 0
                      OR jsonb_typeof(value) = 'string' AND trimmed(value #>> '{}') = '';
        number := number_of(value);
        IF (number BETWEEN 0 AND 9007199254740991 AND number = trunc(number)) IS NOT TRUE THEN
            PERFORM refuse_count(key, value);
        END IF;
        RETURN number;
    END LOOP;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION count_of IS 'the count under the first of these keys that is there and not null';

-- The same in the first of several objects.
CREATE OR REPLACE FUNCTION count_in(holders jsonb[], VARIADIC keys text[]) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    holder jsonb;
    found bigint;
BEGIN
    IF cardinality(holders) = 1 THEN
        RETURN count_of(holders[1], VARIADIC keys);
    ELSIF holders IS NOT NULL THEN
        FOREACH holder IN ARRAY holders LOOP
            found := count_of(holder, VARIADIC keys);
            EXIT WHEN found IS NOT NULL;
        END LOOP;
    END IF;
    RETURN found;
END $$;

-- Whether it is worth asking objects for these keys: most have none of the rarer ones, and most usages have one such object.
CREATE OR REPLACE FUNCTION may_have(holders jsonb[], VARIADIC keys text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(cardinality(holders) > 1 OR holders[1] ?| keys, false);

-- Cached tokens that are told beside the counts, where these say nothing of a cache.
CREATE OR REPLACE FUNCTION with_cached(u usage_log, cached bigint) RETURNS usage_log
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF u.input_tokens IS NOT NULL AND u.cache_read_tokens IS NULL AND u.cache_write_tokens IS NULL AND cached IS NOT NULL THEN
        u.cache_read_tokens := least(cached, u.input_tokens);
    END IF;
    RETURN u;
END $$;

CREATE OR REPLACE FUNCTION objects_of(node jsonb, VARIADIC keys text[]) RETURNS jsonb[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    key text;
    objects jsonb[];
BEGIN
    IF has_key(node, VARIADIC keys) THEN
        FOREACH key IN ARRAY keys LOOP
            IF is_object(node -> key) THEN
                objects := objects || (node -> key);
            END IF;
        END LOOP;
    END IF;
    RETURN objects;
END $$;
COMMENT ON FUNCTION objects_of IS 'the objects under these keys, those that are there; NULL for none';
