-- One pool that everybody charges; striped where the extension can.
SELECT FROM meter_set_plan('none');
SELECT FROM meter_set_account('pool', plan => 'none');
DO $$
BEGIN
    PERFORM meter_set_limit('bought', 'tokens', 1000000000000000, 'never', account => 'pool', stripes => 64);
EXCEPTION WHEN feature_not_supported THEN
    PERFORM meter_set_limit('bought', 'tokens', 1000000000000000, 'never', account => 'pool');
END $$;
SELECT FROM meter_add_tokens('pool', 1);
