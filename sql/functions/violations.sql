-- Turns a broken CHECK into the error a user can act on. The message and the hint stand in the constraint's own
-- comment, as "message|hint", so that a rule and its words are kept together; the detail shows the arguments that the
-- rule is about, `called` by other names where the caller knows a column by one. A CHECK without words is an operator's own.
CREATE OR REPLACE FUNCTION raise_violation(table_name text, constraint_name text, arguments jsonb, called jsonb DEFAULT '{}')
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    words text[];
    detail text;
BEGIN
    SELECT string_to_array(obj_description(c.oid, 'pg_constraint'), '|'),
           (SELECT string_agg(format('%s is %s', coalesce(called ->> a.attname, a.attname),
                                     CASE WHEN length(x.value) > 300 THEN left(x.value, 300) || '...' ELSE x.value END), ', ' ORDER BY a.attnum)
              FROM pg_attribute a
             -- the server's log gets it too: not megabytes
             CROSS JOIN LATERAL (VALUES (coalesce(nullif(arguments -> a.attname, 'null')::text, 'NULL'))) x (value)
             WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) AND arguments ? a.attname)
      INTO words, detail
      FROM pg_constraint c
     WHERE c.conrelid = format('meter.%I', table_name)::regclass AND c.conname = constraint_name;
    RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
        MESSAGE = coalesce(words[1], format('new row of table "%s" violates check constraint "%s"', table_name, constraint_name)),
        DETAIL = coalesce(detail || '.', ''),
        HINT = coalesce(words[2], format('The constraint was added to meter.%s, and is none of the meter''s.', table_name)),
        SCHEMA = 'meter', TABLE = table_name, CONSTRAINT = constraint_name;
END $$;
