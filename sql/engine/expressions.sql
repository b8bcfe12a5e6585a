-- Regular expressions as the library's engine reads them (the Rust crate regex), told to PostgreSQL's. The twin in Rust is
-- extension/core/src/model_pattern.rs; docs/sql-edition.md lists what is not known here.

-- A token of an expression as PostgreSQL writes it; problem: why there is no such.
CREATE OR REPLACE FUNCTION are_token(token text, before text, OUT written text, OUT problem text)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    written := token;
    IF token = '.' THEN
        written := E'[^\\n]';
    ELSIF token ~ E'^\\\\x' THEN
        written := E'\\U' || lpad(translate(substr(token, 3), '{}', ''), 8, '0');
    ELSIF token IN (E'\\b', E'\\B', E'\\z', E'\\<', E'\\>') THEN
        written := CASE token WHEN E'\\b' THEN E'\\y' WHEN E'\\B' THEN E'\\Y' WHEN E'\\z' THEN E'\\Z' WHEN E'\\<' THEN E'\\m' ELSE E'\\M' END;
    ELSIF token ~ E'^\\\\[0-9]' THEN
        problem := 'error: backreferences are not supported';
    ELSIF token ~ E'^\\\\[A-Za-z]?$' AND token !~ E'^\\\\[dDwWsSAntrfva]$' THEN
        problem := CASE token WHEN E'\\' THEN 'error: incomplete escape sequence' ELSE format('error: escape sequence %s is not known here', token) END;
    ELSIF token ~ E'^\\[' THEN
        problem := CASE WHEN token = '[' THEN 'error: unclosed character class'
                        WHEN regexp_replace(substr(token, 2), E'\\[:[a-z]+:\\]', '', 'g') ~ E'(?<!\\\\)\\[|&&|--|~~|\\\\[A-CE-RT-VX-Zbceg-mo-qux-z0-9]' THEN 'error: this character class is not known here' END;
    ELSIF token ~ E'^\\(\\?P?<[A-Za-z_]' THEN
        written := '(';
    ELSIF token ~ E'^\\(\\?<?[=!]' THEN
        problem := 'error: look-around, including look-ahead and look-behind, is not supported';
    ELSIF token ~ E'^\\(\\?[^:]' THEN
        problem := 'error: flags are not known here but (?i) at the beginning';
    ELSIF token ~ '^[*+?]' OR token ~ E'^\\{[0-9]+,?[0-9]*\\}' THEN
        problem := CASE WHEN before IS NULL OR before IN ('|', '^', '$') OR before ~ E'^\\((\\?|$)' THEN 'error: repetition operator missing expression'
                        WHEN before ~ E'^[*+?]|^\\{[0-9]' THEN 'error: a repetition of a repetition is not known here'
                        WHEN token ~ '[0-9]{4}|[3-9][0-9]{2}|2[6-9][0-9]|25[6-9]' THEN 'error: a count of more than 255 is not known here' END;
    ELSIF token = '{' THEN
        problem := 'error: repetition quantifier expects a valid decimal';
    END IF;
END $$;
COMMENT ON FUNCTION are_token IS 'a token of a regular expression as PostgreSQL writes it, or why there is no such';

-- Whether of alternatives, given as their literal beginnings (before a tab where more follows), the first one that fits is always the
-- longest: PostgreSQL takes the longest, the library the first.
CREATE OR REPLACE FUNCTION first_is_longest(alternatives text[]) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    one text; other text;
BEGIN
    FOR i IN 1 .. cardinality(alternatives) LOOP
        FOR j IN i + 1 .. cardinality(alternatives) LOOP
            one := rtrim(alternatives[i], E'\t');
            other := rtrim(alternatives[j], E'\t');
            CONTINUE WHEN one = alternatives[i] AND other = alternatives[j] AND starts_with(one, other);
            IF starts_with(one, other) OR starts_with(other, one) THEN
                RETURN false;
            END IF;
        END LOOP;
    END LOOP;
    RETURN true;
END $$;
COMMENT ON FUNCTION first_is_longest IS 'whether of a regular expression''s alternatives the first that fits is always the longest';

-- An expression as PostgreSQL reads it, with the names of its groups ('' where a group has none); problem: why there is no such.
CREATE OR REPLACE FUNCTION are_of(expression text, OUT are text, OUT groups text[], OUT problem text)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    token text; before text; told record; depth integer := 1;
    -- of each group that is open: the literal beginnings of its alternatives, and its repetitions, greedy (g) and lazy (l)
    begun text[] := ARRAY['']; kinds text[] := ARRAY['']; sound boolean := true; is_repetition boolean;
BEGIN
    are := '';
    groups := '{}';
    FOR token IN
        SELECT m[1] FROM regexp_matches(regexp_replace(expression, E'^\\(\\?i\\)', ''),
            E'(\\\\x\\{[0-9A-Fa-f]{1,6}\\}|\\\\x[0-9A-Fa-f]{2}|\\\\.?|\\[\\^?\\]?(?:\\[:[a-z]+:\\]|[^\\]\\\\]|\\\\.)*\\]|\\(\\?P?<[A-Za-z_][^>]*>|\\(\\?<?.|[*+?]\\??|\\{[0-9]+(?:,[0-9]*)?\\}\\??|.)', 'g') m
    LOOP
        told := are_token(token, before);
        problem := told.problem;
        IF problem IS NOT NULL THEN
            RETURN;
        END IF;
        are := are || told.written;
        is_repetition := token ~ E'^[*+?]|^\\{';
        IF is_repetition THEN
            kinds[depth] := kinds[depth] || CASE WHEN token ~ E'.\\?$' THEN 'l' ELSE 'g' END;
            begun[depth] := CASE WHEN begun[depth] ~ E'\\t$' THEN begun[depth] ELSE left(begun[depth], -1) || E'\t' END;
        ELSIF token = '|' THEN
            begun[depth] := begun[depth] || '|';
        ELSIF begun[depth] !~ E'\\t$' AND token NOT IN ('^', ')') THEN
            begun[depth] := begun[depth] || CASE WHEN token ~ E'^\\\\[^A-Za-z0-9|]$|^[^\\\\.(\\[]$' THEN right(token, 1) ELSE E'\t' END;
        END IF;
        IF token ~ E'^\\(' THEN
            groups := CASE WHEN token = '(?:' THEN groups ELSE groups || coalesce(substring(token FROM '<(.*)>'), '') END;
            depth := depth + 1;
            begun[depth] := '';
            kinds[depth] := '';
        ELSIF token = ')' THEN
            IF depth = 1 THEN
                problem := 'error: unopened group';
                RETURN;
            END IF;
            sound := sound AND first_is_longest(string_to_array(begun[depth], '|')) AND kinds[depth] !~ 'g.*l|l.*g';
            depth := depth - 1;
            kinds[depth] := kinds[depth] || kinds[depth + 1];
        END IF;
        before := token;
    END LOOP;
    -- with its end fixed, each part is as long or short as the library has it
    sound := sound AND first_is_longest(string_to_array(begun[1], '|'))
        AND (kinds[1] !~ 'g.*l|l.*g' OR before = '$' AND begun[1] !~ E'\\|');
    problem := CASE WHEN depth > 1 THEN 'error: unclosed group'
                    WHEN NOT sound AND groups <> '{}' THEN 'error: it can match in several ways, and PostgreSQL takes another one than the library' END;
END $$;
COMMENT ON FUNCTION are_of IS 'a regular expression as PostgreSQL reads it, with the names of its groups; or why there is no such';

-- Raises 2201B unless it is a regular expression that model names can be matched with.
CREATE OR REPLACE FUNCTION check_regex(expression text) RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    told record := are_of(expression);
BEGIN
    IF told.problem IS NULL THEN
        BEGIN
            PERFORM '' ~ told.are;
        EXCEPTION WHEN invalid_regular_expression THEN
            told.problem := 'error: ' || regexp_replace(SQLERRM, '^invalid regular expression: ', '');
        END;
    END IF;
    IF told.problem IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_regular_expression',
            MESSAGE = 'invalid regular expression',
            DETAIL = format('"%s": %s.', expression, told.problem),
            HINT = 'Expressions are those of the Rust crate regex, as far as PostgreSQL can tell them: they know neither look-around nor '
                   'back-references. Of alternatives that begin alike write the longer one first, or a rule for each.';
    END IF;
END $$;
COMMENT ON FUNCTION check_regex IS 'raises 2201B unless it is a regular expression that model names can be matched with';

-- The name that an expression turns a name into: target, in which $1, $part or ${part} stands for what a group has matched. NULL where it
-- does not match. Case means nothing.
CREATE OR REPLACE FUNCTION renamed_by(expression text, name text, target text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    told record := are_of(expression);
    matched text[]; part text[]; made text := ''; place integer;
BEGIN
    IF told.problem IS NULL THEN
        matched := regexp_match(name, '(' || told.are || ')', 'i');
    END IF;
    IF matched IS NULL THEN
        RETURN NULL;
    ELSIF strpos(target, '$') = 0 THEN
        RETURN target;
    END IF;
    FOR part IN SELECT m FROM regexp_matches(target, E'([^$]+)|\\$(\\$)|\\$\\{([^}]+)\\}|\\$([0-9A-Za-z_]+)|(\\$)', 'g') m LOOP
        IF coalesce(part[3], part[4]) ~ '^[0-9]{1,5}$' THEN
            place := coalesce(part[3], part[4])::integer;
        ELSE
            place := array_position(told.groups, nullif(coalesce(part[3], part[4]), ''));
        END IF;
        made := concat(made, part[1], part[2], part[5], matched[place + 1]);
    END LOOP;
    RETURN made;
END $$;
COMMENT ON FUNCTION renamed_by IS 'the name that a regular expression turns a model''s name into; NULL: it does not match';

-- Whether an expression is found in a name; NULL: it cannot be read.
CREATE OR REPLACE FUNCTION matches_expression(expression text, name text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    told record := are_of(expression);
BEGIN
    RETURN CASE WHEN told.problem IS NULL OR told.problem ~ 'several ways' THEN
        CASE WHEN starts_with(expression, '(?i)') THEN name ~* told.are ELSE name ~ told.are END END;
END $$;
COMMENT ON FUNCTION matches_expression IS 'whether a regular expression is found in a name; NULL: it cannot be read';
