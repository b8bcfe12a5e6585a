-- One pool that everybody charges: as many stripes as clients.
SELECT FROM meter_set_plan('none');
SELECT FROM meter_set_account('pool', plan => 'none');
SELECT FROM meter_set_limit('bought', 'tokens', 1000000000000000, 'never', account => 'pool', stripes => :stripes);
SELECT FROM meter_add_tokens('pool', 1);
