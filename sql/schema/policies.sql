-- End users read their own rows; the app and the admins read all. Nobody writes but through the meter's functions: no
-- policy and no grant allows it.
CREATE OR REPLACE FUNCTION protect(table_name text, own_rows text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    EXECUTE format('ALTER TABLE meter.%I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('CREATE POLICY operators_read_all ON meter.%I FOR SELECT TO meter_app, meter_admin USING (true)',
                   table_name);
    IF own_rows IS NOT NULL THEN
        EXECUTE format('CREATE POLICY users_read_own ON meter.%I FOR SELECT TO meter_reader USING (%s)',
                       table_name, own_rows);
    END IF;
END $$;
COMMENT ON FUNCTION protect IS 'row-level security for one table: operators read all, end users the rows of a condition';

SELECT protect('installation', NULL), protect('settings', NULL), protect('idempotency_keys', NULL),
       protect('pools', NULL), protect('seeds', NULL), protect('reservations', NULL), protect('allotments', NULL),
       protect('stripes', 'EXISTS (SELECT FROM meter.counters c WHERE c.counter_id = stripes.counter_id)'),
       protect('prices', 'true'), protect('model_rules', 'true'),
       protect('plans', 'plan = (SELECT a.plan FROM meter.accounts a WHERE a.account = (SELECT meter.current_account()))'),
       protect('limits', 'account = (SELECT meter.current_account()) OR '
                      || 'plan = (SELECT a.plan FROM meter.accounts a WHERE a.account = (SELECT meter.current_account()))');
SELECT protect(own.table_name, 'account = (SELECT meter.current_account())')
  FROM unnest('{accounts,counters,usage_log,usage_log_default,denials,grants,holds,alerts,key_sources}'::text[]) own (table_name);
