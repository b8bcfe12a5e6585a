-- Charges go on; reports read the log until this commits.
CREATE FUNCTION meter_rebuild_rollups() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    part tstzrange;
    written bigint := 0;
BEGIN
    PERFORM meter_internal._meter_writes('meter_rebuild_rollups()');
    PERFORM refuse_old_snapshot();
    PERFORM FROM rollup_state s FOR UPDATE;
    UPDATE rollup_state s SET rolled_to = least(s.rolled_to, last_usage_id());
    DELETE FROM rollups r WHERE NOT r.starts_at <@ gone_months();
    FOR part IN SELECT p FROM unnest('{(,)}'::tstzmultirange - gone_months()) p LOOP
        written := written + add_to_rollups(lower(part), upper(part), 0, (SELECT s.rolled_to FROM rollup_state s), false);
    END LOOP;
    RETURN written + roll_up(9223372036854775807);
END $$;
COMMENT ON FUNCTION meter_rebuild_rollups IS
    'sums the usage log up anew, all but the months that have left it; returns how many sums it has written';
