SELECT take_back_defaults();

-- a row's policy runs with the reader's own rights
GRANT EXECUTE ON FUNCTION current_account() TO meter_app, meter_admin, meter_reader;

GRANT SELECT ON plans, accounts, limits, counters, stripes, prices, usage_log, denials, grants, holds, alerts, key_sources, model_rules
    TO meter_app, meter_admin, meter_reader;
GRANT SELECT ON settings, pools TO meter_app, meter_admin;
GRANT SELECT ON idempotency_keys, seeds, reservations, allotments TO meter_admin;
