CREATE FUNCTION meter_verify()
RETURNS TABLE (problem text, account text, subject text, expected numeric, actual numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
SET work_mem = '64MB'
AS $$
BEGIN
    PERFORM meter_internal._meter_ready();
    RETURN QUERY SELECT d.problem, d.account, d.subject, d.expected, d.actual FROM differences() d;
    RETURN QUERY SELECT d.problem, d.account, d.subject, d.expected, d.actual FROM rollup_differences() d;
    RETURN QUERY SELECT 'the tables are not as the meter made them: see meter_doctor()', NULL::text, format('%s %s', g.object, g.problem),
                        NULL::numeric, NULL::numeric
                   FROM not_as_given() g;
END $$;
COMMENT ON FUNCTION meter_verify IS
    'recomputes counters, holds, grants, alerts and sums of the log from their rows; one row for each difference, none when all is well';
