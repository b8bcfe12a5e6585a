SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- a call is charged to its account, and to every account above it
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT (meter_set_plan(p)).plan FROM unnest('{h none,h user plan,h team plan,h org plan}'::text[]) p;
SELECT limit_name, cap FROM meter_set_limit('user_day', 'tokens', 1000, 'day', plan => 'h user plan');
SELECT limit_name, cap FROM meter_set_limit('team_day', 'tokens', 3000, 'day', plan => 'h team plan');
SELECT limit_name, cap FROM meter_set_limit('org_month', 'tokens', 10000, 'month', plan => 'h org plan');
SELECT account, parent FROM meter_set_account('h org', plan => 'h org plan');
SELECT account, parent FROM meter_set_account('h team', plan => 'h team plan', parent => 'h org');
SELECT account, parent FROM meter_set_account('h ann', plan => 'h user plan', parent => 'h team');
SELECT account, parent FROM meter_set_account('h bea', plan => 'h user plan', parent => 'h team');
SELECT account, parent FROM meter_set_account('h cid', plan => 'h user plan', parent => 'h team');
SELECT account, parent FROM meter_set_account('h dan', plan => 'h user plan', parent => 'h team');
SELECT account, ancestors FROM meter.accounts WHERE account IN ('h ann', 'h team', 'h org') ORDER BY cardinality(ancestors);

-- the verdict speaks of the limit nearest to its cap, whoever's it is
SELECT allowed, limit_name, used, percent FROM meter_add_tokens('h ann', 400);
SELECT s.account, s.limit_name, s.used FROM unnest('{h ann,h team,h org}'::text[]) a, meter_status(a) s;
SELECT c.account AS payer FROM meter.usage_log u, unnest(u.charged) WITH ORDINALITY r (counter_id, n) JOIN meter.counters c USING (counter_id)
 WHERE u.account = 'h ann' ORDER BY r.n;
SELECT limit_name, used FROM meter_add_tokens('h bea', 1000);
SELECT limit_name, used FROM meter_add_tokens('h cid', 1000);

-- a refusal by one of them charges none, and names the account whose limit it was
SELECT allowed, reason, limit_name, used, cap, remaining FROM meter_check_quota('h dan', 700);
SELECT allowed, reason, limit_name, used, cap, remaining FROM meter_add_tokens('h dan', 700);
SELECT cap FROM meter_set_limit('org_month', 'tokens', 2500, 'month', plan => 'h org plan');
SELECT allowed, reason, limit_name, used, cap FROM meter_add_tokens('h dan', 200);
SELECT cap FROM meter_set_limit('org_month', 'tokens', 10000, 'month', plan => 'h org plan');
-- where several refuse, the lowest account's is named
SELECT allowed, reason, limit_name, used, cap FROM meter_add_tokens('h ann', 700);
SELECT account, payer, limit_name, requested, used, cap FROM meter.denials WHERE account LIKE 'h %' ORDER BY denial_id;
SELECT s.account, s.used FROM unnest('{h dan,h team,h org}'::text[]) a, meter_status(a) s;
-- an account above uses up its own limit and those above it
SELECT limit_name, used FROM meter_add_tokens('h team', 100);
SELECT s.account, s.used FROM unnest('{h team,h org}'::text[]) a, meter_status(a) s;

-- who moves leaves what was used behind; a new parent counts what the log holds of its running period
SELECT account, parent FROM meter_set_account('h team b', plan => 'h team plan', parent => 'h org');
SELECT account, parent FROM meter_set_account('h bea', parent => 'h team b');
SELECT s.account, s.used FROM unnest('{h team,h team b,h org}'::text[]) a, meter_status(a) s;
SELECT allowed, limit_name, used FROM meter_add_tokens('h team b', 1);
SET token_meter.clock = '2026-03-09 12:00+00';
SELECT account FROM meter_set_account('h eve', plan => 'h none');
SELECT allowed FROM meter_add_tokens('h eve', 30);
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT allowed FROM meter_add_tokens('h eve', 20);
SELECT account, parent FROM meter_set_account('h eve', parent => 'h team b');
SELECT s.account, s.used FROM unnest('{h team b,h org}'::text[]) a, meter_status(a) s;
-- back again: what is counted already is not counted twice
SELECT account, parent FROM meter_set_account('h bea', parent => 'h team');
SELECT s.account, s.used FROM unnest('{h team,h team b,h org}'::text[]) a, meter_status(a) s;

-- parent => '' leaves; nothing said leaves it as it is. On return only what was used meanwhile is added
SELECT account, parent FROM meter_set_account('h fay', plan => 'h none', parent => 'h team');
SELECT used FROM meter_add_tokens('h fay', 100);
SELECT account, parent FROM meter_set_account('h fay', metadata => '{"a": 1}');
SELECT account, parent FROM meter_set_account('h fay', parent => '');
SELECT allowed, reason, limit_name FROM meter_add_tokens('h fay', 50);
SELECT s.account, s.used FROM unnest('{h team,h org}'::text[]) a, meter_status(a) s;
SELECT account, parent FROM meter_set_account('h fay', parent => 'h team');
SELECT s.account, s.used FROM unnest('{h team,h org}'::text[]) a, meter_status(a) s;
SELECT limit_name, used FROM meter_add_tokens('h fay', 10);

-- those below move along
SELECT account FROM meter_set_account('h org 2', plan => 'h org plan');
SELECT account, parent FROM meter_set_account('h team b', parent => 'h org 2');
SELECT account, ancestors FROM meter.accounts WHERE account IN ('h eve', 'h team b') ORDER BY 1;
SELECT s.account, s.used FROM unnest('{h org,h org 2}'::text[]) a, meter_status(a) s;
SELECT used FROM meter_add_tokens('h eve', 7);
SELECT s.account, s.used FROM unnest('{h team b,h org,h org 2}'::text[]) a, meter_status(a) s;

-- a parent on the default plan is limited by it, and its day is its own
SELECT account, plan FROM meter_set_account('h tokyo', time_zone => 'Asia/Tokyo');
SELECT account, plan FROM meter_set_account('h tokyo child', plan => 'h none', parent => 'h tokyo');
SELECT allowed, limit_name, used, cap, resets_at FROM meter_add_tokens('h tokyo child', 40000);
SELECT allowed, limit_name, used, resets_at FROM meter_add_tokens('h tokyo child', 1);
SET token_meter.clock = '2026-03-10 15:00+00';
SELECT allowed, limit_name, used, resets_at FROM meter_add_tokens('h tokyo child', 1);
SET token_meter.clock = '2026-03-10 12:00+00';

-- 8 accounts in a chain, not 9, whichever end it grows at
SELECT account FROM meter_set_account('h 1', plan => 'h none');
SELECT account, parent FROM meter_set_account('h 2', plan => 'h none', parent => 'h 1');
SELECT account, parent FROM meter_set_account('h 3', plan => 'h none', parent => 'h 2');
SELECT account, parent FROM meter_set_account('h 4', plan => 'h none', parent => 'h 3');
SELECT account, parent FROM meter_set_account('h 5', plan => 'h none', parent => 'h 4');
SELECT account, parent FROM meter_set_account('h 6', plan => 'h none', parent => 'h 5');
SELECT account, parent FROM meter_set_account('h 7', plan => 'h none', parent => 'h 6');
SELECT account, parent FROM meter_set_account('h 8', plan => 'h none', parent => 'h 7');
SELECT limit_name, cap FROM meter_set_limit('top', 'tokens', 100, 'never', account => 'h 1');
SELECT limit_name, used FROM meter_add_tokens('h 8', 60);
SELECT * FROM meter_set_account('h 9', plan => 'h none', parent => 'h 8');
SELECT account FROM meter_set_account('h 0', plan => 'h none');
SELECT * FROM meter_set_account('h 1', parent => 'h 0');
SELECT account, cardinality(ancestors) FROM meter.accounts WHERE account IN ('h 0', 'h 1', 'h 8', 'h 9') ORDER BY 1;
-- no cycle
SELECT * FROM meter_set_account('h 1', parent => 'h 1');
SELECT * FROM meter_set_account('h 1', parent => 'h 8');
SELECT * FROM meter_set_account('h 7', parent => 'h 8');
SELECT * FROM meter_set_account('h brand new', parent => 'h brand new');
SELECT * FROM meter_set_account('h 1', parent => 'h unknown');
SELECT account, parent FROM meter.accounts WHERE account IN ('h 1', 'h 7') ORDER BY 1;
\set VERBOSITY sqlstate
SELECT * FROM meter_set_account('h 9', plan => 'h none', parent => 'h 8');
SELECT * FROM meter_set_account('h 1', parent => 'h 0');
SELECT * FROM meter_set_account('h 1', parent => 'h 1');
SELECT * FROM meter_set_account('h 1', parent => 'h 8');
SELECT * FROM meter_set_account('h 1', parent => 'h unknown');
\set VERBOSITY default
SELECT problem, account FROM meter_verify();
