-- Three teams with a limit each: one with as many stripes as clients, another of these with an open hold, one whose stripes are left to the meter.
SELECT FROM meter_set_plan('none');
SELECT FROM meter_set_account('team', plan => 'none');
SELECT FROM meter_set_account('held', plan => 'none');
SELECT FROM meter_set_account('auto', plan => 'none');
SELECT FROM meter_set_limit('bought', 'tokens', 1000000000000000, 'never', account => 'team', stripes => :stripes);
SELECT FROM meter_set_limit('bought', 'tokens', 1000000000000000, 'never', account => 'held', stripes => :stripes);
SELECT FROM meter_set_limit('bought', 'tokens', 1000000000000000, 'never', account => 'auto');
INSERT INTO meter.accounts (account, plan, parent, ancestors)
SELECT t || n, 'none', t, ARRAY[t] FROM unnest('{team,held,auto}'::text[]) t, generate_series(1, :accounts) n;
SELECT FROM meter_add_tokens('team1', 1);
SELECT FROM meter_add_tokens('auto1', 1);
SELECT FROM meter_reserve('held1', 1000, ttl => '1 day');
