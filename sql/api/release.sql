CREATE FUNCTION meter_release(hold_id bigint, account text DEFAULT NULL)
RETURNS SETOF meter_verdict
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
AS $$
BEGIN
    PERFORM meter_internal._meter_writes('meter_release()');
    PERFORM check_needed('hold_id', hold_id::text), check_text('account', account);
    RETURN QUERY SELECT v.* FROM release(find_hold(hold_id, account)) v;
END $$;
COMMENT ON FUNCTION meter_release IS 'gives back what a call has reserved and does not use';
