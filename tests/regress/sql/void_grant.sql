SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT (meter_set_plan(p)).plan FROM unnest('{vo a,vo b}'::text[]) p;
SELECT (meter_set_limit('credits', 'tokens', 0, 'never', plan => p)).cap FROM unnest('{vo a,vo b}'::text[]) p;
-- a typo: what is unspent is taken back, once
SELECT account FROM meter_set_account('vo', plan => 'vo a');
SELECT grant_id AS typo FROM meter_grant('vo', 'credits', 3000) \gset
SELECT remaining FROM meter_add_tokens('vo', 200);
SELECT amount, voided, spent, remaining, owed FROM meter_void_grant(:typo, note => 'meant 300');
SELECT amount, voided, spent, remaining, owed FROM meter_void_grant(:typo);
SELECT used, cap, remaining FROM meter_status('vo');
SELECT allowed FROM meter_add_tokens('vo', 1);
SELECT amount, spent, expired, voided, remaining, voided_at, void_note FROM meter_grants('vo');
-- a chargeback: what was spent is owed, and the next grant pays it
SELECT voided, spent, remaining, owed FROM meter_void_grant(:typo, 3000);
SELECT voided, spent, remaining, owed FROM meter_void_grant(:typo, 3000);
SELECT remaining FROM meter_grant('vo', 'credits', 250);
SELECT used, cap, remaining FROM meter_status('vo');
SELECT amount, spent, voided, remaining FROM meter_grants('vo');
-- in parts: amount is what is taken back in all
SELECT account FROM meter_set_account('vo part', plan => 'vo a');
SELECT grant_id AS part FROM meter_grant('vo part', 'credits', 100) \gset
SELECT remaining FROM meter_add_tokens('vo part', 50);
SELECT voided, spent, remaining, owed FROM meter_void_grant(:part, 20);
SELECT voided, spent, remaining, owed FROM meter_void_grant(:part, 20);
SELECT voided, spent, remaining, owed FROM meter_void_grant(:part, 10);
SELECT voided, spent, remaining, owed FROM meter_void_grant(:part, 60);
-- another grant that stands there pays at once
SELECT account FROM meter_set_account('vo two', plan => 'vo a');
SELECT grant_id AS first FROM meter_grant('vo two', 'credits', 100) \gset
SELECT grant_id AS second FROM meter_grant('vo two', 'credits', 100) \gset
SELECT remaining FROM meter_add_tokens('vo two', 70);
SELECT voided, spent, remaining, owed FROM meter_void_grant(:first, 100);
SELECT amount, spent, voided, remaining FROM meter_grants('vo two');
-- under another plan than it was spent under
SELECT account FROM meter_set_account('vo moved', plan => 'vo a');
SELECT grant_id AS moved FROM meter_grant('vo moved', 'credits', 100) \gset
SELECT remaining FROM meter_add_tokens('vo moved', 80);
SELECT plan FROM meter_set_account('vo moved', plan => 'vo b');
SELECT used, remaining FROM meter_check_quota('vo moved', 1);
SELECT remaining FROM meter_add_tokens('vo moved', 10);
SELECT voided, spent, remaining, owed FROM meter_void_grant(:moved, 100);
SELECT remaining FROM meter_grant('vo moved', 'credits', 100);
SELECT used, cap, remaining FROM meter_status('vo moved');
-- a call refunded after its grant was taken back gives back what is left of it
SELECT input_tokens FROM meter_refund('vo moved', (SELECT min(usage_id) FROM meter.usage_log WHERE account = 'vo moved'));
SELECT used, cap, remaining FROM meter_status('vo moved');
-- what is no grant, or more than it was
SELECT * FROM meter_void_grant(NULL);
\set VERBOSITY terse
SELECT * FROM meter_void_grant(-1);
\set VERBOSITY default
SELECT * FROM meter_void_grant(:moved, 0);
SELECT * FROM meter_void_grant(:moved, 100.5);
SELECT * FROM meter_void_grant(:moved, 'NaN');
SELECT * FROM meter_void_grant(:moved, 1.0000000000000000001);
SELECT voided FROM meter_void_grant(:moved, 99.50000000000000000000);
-- spent in a period that is over: owed all the same. The plan's own cap is not asked to pay it, nor what was carried over; the next grant is
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT (meter_set_plan('vo month')).plan;
SELECT cap FROM meter_set_limit('credits', 'tokens', 100, 'month', plan => 'vo month', carry_over_cap => 40);
SELECT account FROM meter_set_account('vo over', plan => 'vo month');
SELECT grant_id AS march FROM meter_grant('vo over', 'credits', 300) \gset
SELECT remaining FROM meter_add_tokens('vo over', 350);
SET token_meter.clock = '2026-04-10 12:00+00';
SELECT voided, spent, remaining, owed FROM meter_void_grant(:march, 300, 'charged back');
SELECT voided, spent, remaining, owed FROM meter_void_grant(:march, 300, 'charged back');
SELECT used, cap, remaining FROM meter_status('vo over');
SET token_meter.clock = '2026-05-10 12:00+00';
SELECT used, cap, remaining FROM meter_status('vo over');
SELECT remaining FROM meter_grant('vo over', 'credits', 100);
SELECT used, cap, remaining FROM meter_status('vo over');
SELECT remaining FROM meter_grant('vo over', 'credits', 400);
SELECT used, cap, remaining FROM meter_status('vo over');
SELECT voided, owed FROM meter_void_grant(:march, 300);
-- who looks later finds when, how much and why
SELECT kind, amount, spent, expired, remaining, voided, voided_at, void_note FROM meter_grants('vo over');
SELECT kind, amount, voided, voided_at, void_note FROM meter.grants WHERE account = 'vo over' AND voided > 0;
-- the call of then refunded: what was paid of it comes back
SELECT input_tokens FROM meter_refund('vo over', (SELECT min(usage_id) FROM meter.usage_log WHERE account = 'vo over'));
SELECT kind, amount, spent, voided, remaining FROM meter_grants('vo over');
SELECT used, cap, remaining FROM meter_status('vo over');
-- a grant that stands there pays it at once, also one that the account has not used this month
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT account FROM meter_set_account('vo stands', plan => 'vo month');
SELECT grant_id AS march FROM meter_grant('vo stands', 'credits', 300, priority => 0) \gset
SELECT remaining FROM meter_add_tokens('vo stands', 350);
SELECT remaining FROM meter_grant('vo stands', 'credits', 200, priority => 1);
SET token_meter.clock = '2026-04-10 12:00+00';
SELECT voided, spent, remaining, owed FROM meter_void_grant(:march, 100);
SELECT amount, spent, voided, remaining FROM meter_grants('vo stands');
SELECT used, cap, remaining FROM meter_status('vo stands');
SELECT problem, account, subject FROM meter_verify() WHERE account LIKE 'vo%';
-- what was owed under a limit that was replaced, and counts no more under its heir, no grant is asked for: one that nothing was spent of leaves no debt
SET token_meter.clock = '2026-09-01 20:00+00';
SELECT FROM meter_set_plan('heirs');
SELECT FROM meter_set_limit('total', 'tokens', 20, 'never', plan => 'heirs');
SELECT FROM meter_set_account('heir', plan => 'heirs');
SELECT allowed, used FROM meter_add_tokens('heir', 21, enforce => false);
SELECT FROM meter_set_limit('total', 'tokens', 20, 'hour', plan => 'heirs');
SET token_meter.clock = '2026-09-01 21:00+00';
SELECT remaining FROM meter_grant('heir', 'total', 1);
SELECT g.voided, g.spent, g.remaining, g.owed FROM (SELECT max(grant_id) AS id FROM meter.grants WHERE account = 'heir') x, meter_void_grant(x.id) g;
SELECT used, remaining FROM meter_status('heir');
-- An overrun ends with its day where nobody pays it. A grant had paid one, and is taken back after that day: what calls spent of it is owed, the
-- overrun is not, as if the grant had not been there for it. On the day itself both are.
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT (meter_set_plan('vo day')).plan;
SELECT cap FROM meter_set_limit('credits', 'tokens', 4, 'day', plan => 'vo day');
SELECT account FROM unnest('{vo beside,vo overrun,vo part paid,vo refunded,vo same day}'::text[]) x, meter_set_account(x, plan => 'vo day');
CREATE FUNCTION vo_spend(account text, tokens bigint, at timestamptz DEFAULT NULL) RETURNS numeric LANGUAGE sql
RETURN (SELECT remaining FROM meter_add_tokens(account, tokens, enforce => false, at => at));
CREATE FUNCTION vo_void(account text, note text, OUT voided numeric, OUT spent numeric, OUT owed numeric) LANGUAGE sql
AS $$ SELECT v.voided, v.spent, v.owed FROM meter.grants g, meter_void_grant(g.grant_id, g.amount) v
         WHERE g.account = $1 AND g.note = $2 $$;
SELECT account, vo_spend(account, 14) FROM unnest('{vo overrun,vo refunded,vo same day}'::text[]) account;
SELECT account, (meter_grant(account, 'credits', 16, note => 'back')).remaining FROM unnest('{vo overrun,vo refunded,vo same day}'::text[]) account;
SELECT account, vo_spend(account, 6) FROM unnest('{vo overrun,vo refunded,vo same day}'::text[]) account;
SELECT * FROM vo_void('vo same day', 'back');
SELECT remaining FROM meter_grant('vo same day', 'credits', 20);
-- another grant that repaid an overrun there pays nothing of it; and an overrun that came after both were spent is not asked for
SELECT vo_spend('vo beside', 14);
SELECT n, g.remaining FROM unnest('{stays,back}'::text[]) n, meter_grant('vo beside', 'credits', 10, note => n) g;
SELECT vo_spend('vo beside', 10);
SELECT vo_spend('vo beside', 3);
-- taken back on the day, and paid in part on that day
SELECT remaining FROM meter_grant('vo part paid', 'credits', 16, note => 'back');
SELECT vo_spend('vo part paid', 20);
SELECT * FROM vo_void('vo part paid', 'back');
SELECT remaining FROM meter_grant('vo part paid', 'credits', 10);
SET token_meter.clock = '2026-03-11 12:00+00';
SELECT * FROM vo_void('vo overrun', 'back');
SELECT * FROM vo_void('vo overrun', 'back');
SELECT * FROM vo_void('vo beside', 'back');
-- what is refunded is not owed any more
SELECT * FROM vo_void('vo refunded', 'back');
SELECT input_tokens FROM meter_refund('vo refunded', (SELECT max(usage_id) FROM meter.usage_log WHERE account = 'vo refunded'));
SELECT * FROM vo_void('vo refunded', 'back');
SELECT account, (meter_grant(account, 'credits', 20)).remaining FROM unnest('{vo beside,vo overrun,vo part paid,vo refunded}'::text[]) account;
SELECT account, used, cap, remaining FROM unnest('{vo beside,vo overrun,vo part paid,vo refunded,vo same day}'::text[]) x, meter_status(x) ORDER BY account;
-- late usage of that day is an overrun of that day
SELECT account, vo_spend(account, 5, '2026-03-10 13:00+00') FROM unnest('{vo beside,vo overrun,vo part paid,vo refunded}'::text[]) account;
SELECT account, (meter_grant(account, 'credits', 1)).remaining FROM unnest('{vo beside,vo overrun,vo part paid,vo refunded}'::text[]) account;
SELECT account, used, cap, remaining FROM unnest('{vo beside,vo overrun,vo part paid,vo refunded,vo same day}'::text[]) x, meter_status(x) ORDER BY account;
SELECT account, note, amount, voided, spent, remaining FROM unnest('{vo beside,vo overrun,vo part paid,vo refunded}'::text[]) x, meter_grants(x) ORDER BY account, grant_id;
SELECT problem, account, subject FROM meter_verify() WHERE account LIKE 'vo%';
DROP FUNCTION vo_spend, vo_void;
