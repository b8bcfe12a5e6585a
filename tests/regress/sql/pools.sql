SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- what was bought once is used up by many: their calls with the shared key of a provider are charged to the pool
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT (meter_set_plan(p)).plan FROM unnest('{pl none,pl pool plan}'::text[]) p;
SELECT cap FROM meter_set_limit('pooled', 'tokens', 5000, 'never', plan => 'pl pool plan');
SELECT account, plan FROM meter_set_account('pl a', plan => 'pl none');
SELECT account, plan FROM meter_set_account('pl group', plan => 'pl none');
SELECT account, parent FROM meter_set_account('pl b', plan => 'pl none', parent => 'pl group');
SELECT account, plan FROM meter_set_account('pl pool');
SELECT cap FROM meter_set_limit('credits', 'tokens', 1000, 'never', account => 'pl pool');
-- the account comes first
SELECT * FROM meter_set_pool('pl unknown', 'pl-acme');
SELECT * FROM meter_set_pool('pl pool', 'pl-acme', for_account => 'pl unknown');

SELECT * FROM meter_set_pool('pl pool', 'pl-acme');
SELECT * FROM meter_set_pool('pl pool', 'pl-acme');
SELECT account, provider, for_account FROM meter.pools WHERE account = 'pl pool';
SELECT allowed, limit_name, used, remaining FROM meter_add_tokens('pl a', 100, provider => 'pl-acme');
SELECT allowed, limit_name, used FROM meter_check_quota('pl a', 901, provider => 'pl-acme');
-- only the shared key of that provider
SELECT allowed, limit_name FROM meter_add_tokens('pl a', 100, provider => 'pl-other');
SELECT allowed, limit_name FROM meter_add_tokens('pl a', 100);
SELECT allowed, reason, limit_name FROM meter_add_tokens('pl a', 100, provider => 'pl-acme', key_source => 'own');
-- the limits of the default plan, on which the pool's account has merely landed, are its own affair
SELECT limit_name, plan, used FROM meter_status('pl pool');
SELECT limit_name, used FROM meter_add_tokens('pl pool', 50, provider => 'pl-acme');
SELECT limit_name, plan, used FROM meter_status('pl pool');
SELECT cardinality(charged) FROM meter.usage_log WHERE account = 'pl pool';

-- a pool for one account and those below it
SELECT account FROM meter_set_account('pl bank', plan => 'pl none');
SELECT cap FROM meter_set_limit('bank_total', 'tokens', 1000000, 'never', account => 'pl bank');
SELECT account, plan, parent FROM meter_set_account('pl pool 2', plan => 'pl pool plan', parent => 'pl bank');
SELECT * FROM meter_set_pool('pl pool 2', 'pl-acme', for_account => 'pl group');
SELECT limit_name, used FROM meter_add_tokens('pl b', 200, provider => 'pl-acme');
SELECT limit_name, used FROM meter_add_tokens('pl a', 10, provider => 'pl-acme');
SELECT limit_name, used FROM meter_status('pl pool 2');
SELECT used FROM meter_status('pl pool') WHERE limit_name = 'credits';
-- who is above a pool is not charged through it, only with what the pool's account uses itself
SELECT used FROM meter_status('pl bank');
SELECT limit_name, used FROM meter_add_tokens('pl pool 2', 5);
SELECT used FROM meter_status('pl bank');
SELECT used FROM meter_status('pl pool 2');

-- an account that is above the caller already is not charged twice
SELECT cap FROM meter_set_limit('group_total', 'tokens', 100000, 'never', account => 'pl group');
SELECT used FROM meter_status('pl group');
SELECT * FROM meter_set_pool('pl group', 'pl-acme');
SELECT used FROM meter_status('pl group');
SELECT allowed FROM meter_add_tokens('pl b', 20, provider => 'pl-acme');
SELECT used FROM meter_status('pl group');
SELECT allowed FROM meter_add_tokens('pl a', 3, provider => 'pl-acme');
SELECT used FROM meter_status('pl group');
SELECT * FROM meter_remove_pool('pl group', 'pl-acme');

-- a refusal by a pool leaves the caller's own limits as they were; where both refuse, the caller's is named
SELECT cap FROM meter_set_limit('own_day', 'tokens', 700, 'day', account => 'pl a');
SELECT limit_name, used FROM meter_status('pl a');
SELECT allowed, reason, limit_name, used, cap FROM meter_add_tokens('pl a', 1000, provider => 'pl-acme');
SELECT cap FROM meter_set_limit('own_day', 'tokens', 5000, 'day', account => 'pl a');
SELECT allowed, reason, limit_name, used, cap, remaining FROM meter_add_tokens('pl a', 800, provider => 'pl-acme');
SELECT limit_name, used FROM meter_status('pl a');
SELECT account, payer, limit_name, requested FROM meter.denials WHERE account LIKE 'pl %' ORDER BY denial_id;

-- a new pool counts what the log holds already
SELECT account FROM meter_set_account('pl pool 3', plan => 'pl none');
SELECT cap FROM meter_set_limit('credits', 'tokens', 1000, 'never', account => 'pl pool 3');
SELECT used FROM meter_status('pl pool 3');
SELECT * FROM meter_set_pool('pl pool 3', 'pl-acme');
SELECT used FROM meter_status('pl pool 3');
SELECT allowed FROM meter_add_tokens('pl b', 2, provider => 'pl-acme');
SELECT used FROM meter_status('pl pool 3');
-- one that has ended keeps what it has counted, and adds what is new when it comes back
SELECT * FROM meter_remove_pool('pl pool 3', 'pl-acme');
SELECT allowed FROM meter_add_tokens('pl b', 4, provider => 'pl-acme');
SELECT used FROM meter_status('pl pool 3');
SELECT * FROM meter_set_pool('pl pool 3', 'pl-acme');
SELECT used FROM meter_status('pl pool 3');
SELECT * FROM meter_remove_pool('pl pool 3', 'pl-acme');
SELECT * FROM meter_remove_pool('pl pool 3', 'pl-acme');
SELECT * FROM meter_remove_pool('pl pool', 'pl-acme', for_account => 'pl group');

-- an account that joins a group brings along what it has used of the group's pool
SELECT account FROM meter_set_account('pl c', plan => 'pl none');
SELECT allowed FROM meter_add_tokens('pl c', 30, provider => 'pl-acme');
SELECT used FROM meter_status('pl pool 2');
SELECT parent FROM meter_set_account('pl c', parent => 'pl group');
SELECT used FROM meter_status('pl pool 2');
-- a provider is the same under any of its names
SELECT * FROM meter_set_pool('pl pool 2', 'gemini', for_account => 'pl group');
SELECT limit_name, used FROM meter_add_tokens('pl c', 1, provider => 'gcp.gemini');
SELECT provider FROM meter_remove_pool('pl pool 2', 'Google', for_account => 'pl group');
SELECT provider, account, for_account FROM meter.pools WHERE account LIKE 'pl %' ORDER BY account;
SELECT problem, account FROM meter_verify();
-- accounts of other tests are not charged to these pools
SELECT count(*) > 0 AS removed FROM meter.pools p, meter_remove_pool(p.account, p.provider, p.for_account);
