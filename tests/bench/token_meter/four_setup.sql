-- Four limits a call: a day and a month of the member's, the team's month (ten members a team), and a pool that all use
-- the shared key of.
SELECT FROM meter_set_plan('none');
SELECT FROM meter_set_plan('member');
SELECT FROM meter_set_plan('team');
SELECT FROM meter_set_limit('day', 'tokens', 1000000000000, 'day', plan => 'member');
SELECT FROM meter_set_limit('month', 'tokens', 1000000000000, 'month', plan => 'member');
SELECT FROM meter_set_limit('team month', 'tokens', 1000000000000, 'month', plan => 'team');
SELECT FROM meter_set_account('pool', plan => 'none');
SELECT FROM meter_set_limit('bought', 'tokens', 1000000000000000, 'never', account => 'pool');
SELECT FROM meter_set_pool('pool', 'pooled');
SELECT FROM meter_set_price('pooled', 'bench-1', 'input', 0.15);
SELECT FROM meter_set_price('pooled', 'bench-1', 'output', 0.60);
SELECT FROM meter_set_price('pooled', 'bench-1', 'cache_read', 0.075);
INSERT INTO meter.accounts (account, plan)
SELECT 'team ' || n, 'team' FROM generate_series(0, :accounts / 10) n;
INSERT INTO meter.accounts (account, plan, parent, ancestors)
SELECT 'm' || n, 'member', team, ARRAY[team]
  FROM generate_series(1, :accounts) n, LATERAL (SELECT 'team ' || n / 10) t (team);
SELECT FROM meter_add_tokens('m1', 1, provider => 'pooled');
\ir counters.sql
