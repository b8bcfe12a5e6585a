CREATE FUNCTION meter_set_setting(setting text, value text)
RETURNS meter_setting
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    result @extschema@.meter_setting; broken text;
BEGIN
    PERFORM meter_internal._meter_writes('meter_set_setting()');
    PERFORM meter_internal._meter_need('setting', $1), meter_internal._meter_need('value', $2);
    INSERT INTO settings AS s (setting, value) VALUES ($1, $2)
    ON CONFLICT ON CONSTRAINT settings_pkey DO UPDATE SET value = excluded.value, changed_at = now()
    RETURNING s.setting, s.value INTO result;
    RETURN result;
EXCEPTION WHEN check_violation THEN
    GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;
    PERFORM raise_violation('settings', broken, jsonb_build_object(
        'setting', $1, 'value', $2));
END $$;
COMMENT ON FUNCTION meter_set_setting IS 'sets one installation-wide setting: unknown_model, late_usage_days';
