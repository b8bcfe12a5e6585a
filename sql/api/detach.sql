CREATE FUNCTION meter_detach_log(before timestamptz) RETURNS TABLE (partition text, month date, row_count bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    old record;
BEGIN
    PERFORM meter_internal._meter_writes('meter_detach_log()');
    PERFORM meter_internal._meter_need('before', $1::text);
    IF NOT isfinite($1) OR $1 > meter_internal._meter_now() THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'only months that have ended can be taken out of the log', DETAIL = format('before is %s.', $1),
            HINT = 'Give a moment of the past: months that end at or before it are detached.';
    END IF;
    PERFORM roll_up(9223372036854775807);
    FOR old IN
        SELECT c.relname::text AS name, m.month
          FROM months m JOIN pg_class c ON c.oid = to_regclass('meter.usage_log_' || to_char(m.month, 'YYYYMM')) AND c.relispartition
         WHERE (m.month + interval '1 month') AT TIME ZONE 'UTC' <= $1
         ORDER BY m.month
    LOOP
        RETURN QUERY SELECT old.name, old.month, detach_month(old.month);
    END LOOP;
END $$;
COMMENT ON FUNCTION meter_detach_log IS
    'takes the months that ended before a moment out of the usage log; their tables stay, to be kept elsewhere or dropped; what they had charged stays counted, and what they used stays in reports';
