CREATE FUNCTION meter_detach_log(before timestamptz) RETURNS TABLE (partition text, month date, row_count bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    PERFORM meter_internal._meter_writes('meter_detach_log()');
    PERFORM meter_internal._meter_need('before', $1::text);
    IF NOT isfinite($1) OR $1 > meter_internal._meter_now() THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'only months that have ended can be taken out of the log', DETAIL = format('before is %s.', $1),
            HINT = 'Give a moment of the past: months that end at or before it are detached.';
    END IF;
    PERFORM roll_up(9223372036854775807);
    RETURN QUERY
    WITH summed AS MATERIALIZED (  -- all of them before the first is detached: from then on others wait
        SELECT b.month, sum_month(b.month) AS row_count FROM months_before($1) b (month)
    )
    SELECT month_table(s.month), s.month, s.row_count FROM summed s;
    PERFORM detach_month(b) FROM months_before($1) b;
END $$;
COMMENT ON FUNCTION meter_detach_log IS
    'takes the months that ended before a moment out of the usage log; their tables stay, to be kept elsewhere or dropped; what they had charged stays counted, and what they used stays in reports';
