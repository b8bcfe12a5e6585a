"""What both halves of a pair answer to a call with the same arguments, where it is not the same."""

DIFFERENCE = """
-- What a query of one value answers, or its error.
CREATE FUNCTION answer_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    answer text; state text; message text; detail text; hint text;
BEGIN
    EXECUTE query INTO answer;
    RETURN coalesce(answer, 'NULL');
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN concat_ws(' | ', state, message, detail, hint);
END $$;
-- What both halves answer to a call, where it is not the same.
CREATE FUNCTION difference(of_library text, of_twin text, arguments text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    one text := answer_of(format('SELECT %s(%s)::text', of_library, arguments));
    other text := answer_of(format('SELECT %s(%s)::text', of_twin, arguments));
BEGIN
    RETURN CASE WHEN one <> other THEN format(E'(%s)\\n  library: %s\\n  sql:     %s', arguments, one, other) END;
END $$;
"""
