SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
-- what the meter works out itself fits where it is kept, at the finest and the largest that prices and markups allow
SET token_meter.clock = '2026-01-02 12:00+00';
SELECT price_per_million FROM meter_set_price('ca', 'finest', 'input', 0.000000000000000001);
SELECT price_per_million FROM meter_set_price('ca', 'fine', 'input', 0.123456789012345678);
SELECT price_per_million FROM meter_set_price('ca', 'dear', 'input', 1000000000000);
SELECT plan, markup FROM meter_set_plan('ca plan', markup => 1.123457);
SELECT carry_over_cap FROM meter_set_limit('c', 'charged_cost', 1, 'day', plan => 'ca plan', carry_over_cap => 1, stripes => 4);
SELECT carry_over_cap FROM meter_set_limit('c', 'charged_cost', 1, 'day', plan => 'ca plan', carry_over_cap => 1e-19);
SELECT plan, markup FROM meter_set_plan('ca big', markup => 999.999999);
SELECT cap FROM meter_set_limit('c', 'charged_cost', 1e18, 'day', plan => 'ca big', carry_over_cap => 1e18);
-- tokens of a call: one, an odd number, the most
CREATE FUNCTION pg_temp.day(account text, model text, tokens bigint) RETURNS text LANGUAGE sql AS
$$ SELECT reason || CASE WHEN cost IS NULL THEN ', cost unknown' ELSE '' END FROM meter_add_tokens(account, tokens, model => model, provider => 'ca', enforce => false) $$;
SELECT (meter_set_account(a, plan => 'ca plan')).account FROM unnest('{ca 1,ca 2}'::text[]) a;
SELECT (meter_set_account('ca 3', plan => 'ca big')).account;
SELECT tokens, m, pg_temp.day('ca 1', m, tokens), pg_temp.day('ca 3', m, tokens)
  FROM unnest('{1,7777777,9007199254740991}'::bigint[]) tokens, unnest('{finest,fine,dear}'::text[]) m WHERE tokens < 10 OR m <> 'dear' ORDER BY 1, 2;
SELECT pg_temp.day('ca 2', 'fine', 1);
-- a day later: carried over, spent of, refunded, corrected, dealt out
SET token_meter.clock = '2026-01-03 12:00+00';
SELECT pg_temp.day('ca 2', 'fine', 1), pg_temp.day('ca 3', 'fine', 7777777);
SELECT kind, scale(amount) <= 18 AS fits, amount FROM meter_grants('ca 2');
SELECT kind, scale(amount) <= 18 AS fits FROM meter_grants('ca 3');
SELECT scale(used) > 18 AS exact FROM meter_status('ca 2');
SELECT count(*) FROM meter.usage_log u, LATERAL meter_refund(u.account, u.usage_id) WHERE u.account IN ('ca 2', 'ca 3') AND u.refunds IS NULL;
SELECT used, remaining = cap AS all_remains FROM meter_status('ca 2');
SELECT pg_temp.day('ca 2', 'fine', 1);
SELECT price_per_million FROM meter_set_price('ca', 'fine', 'input', 0.987654321098765432, effective_from => '2026-01-01', allow_past => true);
SELECT calls > 0 AS priced_anew FROM meter_reprice('2026-01-01', '2026-02-01', provider => 'ca');
SET token_meter.clock = '2026-01-04 12:00+00';
SELECT pg_temp.day('ca 2', 'fine', 1), pg_temp.day('ca 1', 'fine', 1), pg_temp.day('ca 3', 'fine', 1);
SELECT task FROM meter_maintain() WHERE task = 'accounts_failed';
SELECT problem, account, subject FROM meter_verify() WHERE account LIKE 'ca %';

-- a factor multiplies the largest, and what no number holds is an error, whatever the caller wants recorded
SELECT count(*) FROM unnest('{factor:a:1,factor:b:2,factor:c:3}'::text[]) factor, meter_set_price('ca', 'dear', factor, 1000000000000);
SELECT cost FROM meter_add_tokens('ca 1', 9007199254740991, model => 'dear', provider => 'ca', conditions => '{a:1,b:2}', enforce => false);
SELECT cost FROM meter_add_tokens('ca 1', 9007199254740991, model => 'dear', provider => 'ca', conditions => '{a:1,b:2,c:3}', enforce => false);
SELECT FROM meter_set_price('ca', 'finest', 'seconds', 0.000000000000000001);
SELECT cost FROM meter_add_tokens('ca 2', 0, model => 'finest', provider => 'ca', other_units => '{"seconds": 0.000001}');

-- one account that upkeep cannot deal with stops no other
SELECT plan FROM meter_set_plan('ca day');
SELECT cap FROM meter_set_limit('d', 'tokens', 10, 'day', plan => 'ca day', carry_over_cap => 5);
SELECT (meter_set_account(a, plan => 'ca day')).account FROM unnest('{ca ill,ca well,ca zest}'::text[]) a;
SELECT sum(used) FROM unnest('{ca ill,ca well,ca zest}'::text[]) a, LATERAL meter_add_tokens(a, 1);
ALTER TABLE meter.grants ADD CONSTRAINT house_rule CHECK (account <> 'ca ill');
SET token_meter.clock = '2026-01-05 12:00+00';
SELECT account, used, failed FROM meter_reset_due() WHERE account LIKE 'ca _e%' OR account = 'ca ill' ORDER BY account;
SELECT task, done FROM meter_maintain() WHERE task = 'accounts_failed';
SELECT account, count(*) FROM meter.counters c WHERE account LIKE 'ca ill' OR account LIKE 'ca _e%' GROUP BY 1 ORDER BY 1;
ALTER TABLE meter.grants DROP CONSTRAINT house_rule;
SELECT account, used, failed FROM meter_reset_due() WHERE account = 'ca ill';
SELECT task FROM meter_maintain() WHERE task = 'accounts_failed';
