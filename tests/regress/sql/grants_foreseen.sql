SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-03-10 12:00+00';
-- what a grant has unspent and what can be spent are one number at every moment, whether or not a call falls in between
SELECT (meter_set_plan(p)).plan FROM unnest('{gf,gf none,gf five}'::text[]) p;
SELECT (meter_set_limit('credits', 'tokens', cap, 'day', plan => p)).cap FROM (VALUES ('gf', 4), ('gf none', 0), ('gf five', 5)) x (p, cap);
CREATE VIEW gf_left AS
SELECT a.account, (SELECT string_agg(format('%s: %s spent, %s left', g.note, g.spent, g.remaining), '; ' ORDER BY g.note)
                     FROM meter_grants(a.account) g) AS grants, s.remaining
  FROM meter.accounts a, meter_status(a.account) s WHERE a.account LIKE 'gf%' AND a.account = s.payer ORDER BY a.account;
CREATE FUNCTION gf_spend(account text, tokens bigint) RETURNS bigint LANGUAGE sql
RETURN (SELECT usage_id FROM meter_add_tokens(account, tokens, enforce => false));

-- a refund of yesterday's call: one token let through today is repaid of it
SELECT account FROM meter_set_account('gf', plan => 'gf');
SELECT remaining FROM meter_grant('gf', 'credits', 16, note => 'bought');
SELECT gf_spend('gf', 20) AS call \gset
-- two grants repay in the order in which they burn
SELECT account FROM meter_set_account('gf two', plan => 'gf');
SELECT (meter_grant('gf two', 'credits', 10, note => n, priority => p)).remaining FROM (VALUES ('later', 1), ('first', 0)) x (n, p);
SELECT gf_spend('gf two', 24) AS call_two \gset
-- what a hold sets free by its time alone, or when it is released
SELECT account, gf_spend(account, 4) > 0, (meter_grant(account, 'credits', 16, note => 'bought')).remaining,
       (meter_reserve(account, 16, ttl => '20 hours')).allowed
  FROM unnest('{gf held,gf released}'::text[]) a, meter_set_account(a, plan => 'gf') ORDER BY 1;
SET token_meter.clock = '2026-03-11 06:00+00';
SELECT account, gf_spend(account, tokens) > 0 FROM (VALUES ('gf', 5), ('gf two', 16), ('gf held', 5), ('gf released', 5)) x (account, tokens);
SELECT * FROM gf_left;
SELECT refunds IS NOT NULL FROM meter_refund('gf', :call);
SELECT refunds IS NOT NULL FROM meter_refund('gf two', :call_two);
SELECT (meter_release(hold_id)).reason FROM meter.holds WHERE account = 'gf released';
SELECT * FROM gf_left;
SET token_meter.clock = '2026-03-11 09:00+00';
SELECT * FROM gf_left;
-- a listing writes nothing; the next call finds what was foreseen
SELECT account, (meter_add_tokens(account, 1)).remaining FROM unnest('{gf,gf held,gf released,gf two}'::text[]) account;
SELECT * FROM gf_left;
-- a debt of the limit that was replaced comes to the one in force: all of it where that has no cap for it, none where the cap pays it
SET token_meter.clock = '2026-03-12 12:00+00';
SELECT account, (meter_grant(account, 'credits', 16, note => 'bought')).remaining
  FROM unnest('{gf none,gf five}'::text[]) a, meter_set_account(a, plan => 'gf none');
CREATE TEMPORARY TABLE gf_calls AS SELECT a AS account, gf_spend(a, 16) AS usage_id FROM unnest('{gf none,gf five}'::text[]) a;
SET token_meter.clock = '2026-03-13 12:00+00';
SELECT account, gf_spend(account, 3) > 0 FROM gf_calls;
SELECT account, meter_refund(account, usage_id) IS NOT NULL FROM gf_calls;
SELECT * FROM gf_left WHERE account IN ('gf none', 'gf five');
SELECT (meter_set_limit('credits', 'tokens', 0, 'month', account => 'gf none')).cap;
SELECT plan FROM meter_set_account('gf five', plan => 'gf five');
SELECT * FROM gf_left WHERE account IN ('gf none', 'gf five');
SELECT account, (meter_add_tokens(account, 1)).remaining FROM gf_calls;
SELECT * FROM gf_left WHERE account IN ('gf none', 'gf five');
-- a reader needs no write
BEGIN READ ONLY;
SELECT * FROM gf_left WHERE account = 'gf two';
COMMIT;
SELECT * FROM meter_verify() WHERE account LIKE 'gf%';
DROP VIEW gf_left;
DROP FUNCTION gf_spend;
