-- Turns a broken CHECK into the error a user can act on. The message and the hint stand in the constraint's own
-- comment, as "message|hint", so that a rule and its words are kept together.
CREATE OR REPLACE FUNCTION raise_violation(table_name text, constraint_name text, failing_row text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    words text[];
BEGIN
    SELECT string_to_array(obj_description(c.oid, 'pg_constraint'), '|') INTO words
      FROM pg_constraint c
     WHERE c.conrelid = format('meter.%I', table_name)::regclass AND c.conname = constraint_name;
    RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
        MESSAGE = coalesce(words[1], format('violates constraint "%s"', constraint_name)),
        DETAIL = coalesce(failing_row, ''),
        HINT = coalesce(words[2], '');
END $$;
