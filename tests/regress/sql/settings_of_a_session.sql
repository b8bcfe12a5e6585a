-- No setting of a client's changes what anybody is charged, nor what the session's next client is: functions are compiled by the first call.
SET standard_conforming_strings = off;
SELECT reason FROM meter_check_quota('first', 1, model => 'claude-sonnet-4.5', provider => 'anthropic');
SELECT event, allowed, cost FROM meter_add_batch(jsonb_build_array(jsonb_build_object('account', 'first', 'input_tokens', 1000, 'output_tokens', 100,
    'model', 'claude-sonnet-4.5', 'provider', 'anthropic', 'at', now())));
SELECT cost, price_match FROM meter_add_tokens('first', 1000, 100, model => 'anthropic/claude-sonnet-4.5', provider => 'openrouter');
DISCARD ALL;
SELECT cost, price_match FROM meter_add_tokens('next', 1000, 100, model => 'claude-sonnet-4.5', provider => 'anthropic');
-- so each text with a backslash in a function says how it is to be read
SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
 WHERE (p.pronamespace IN ('meter'::regnamespace, to_regnamespace('meter_internal')) OR p.proname LIKE 'meter@_%' ESCAPE '@') AND l.lanname IN ('sql', 'plpgsql')
   AND p.proname <> '_meter_scripts'  -- texts in dollars
   AND strpos(regexp_replace(regexp_replace(p.prosrc, E'E\'([^\'\\\\]|\\\\.|\'\')*\'', '', 'g'), E'--[^\n]*', '', 'g'), E'\\') > 0;

SET array_nulls = off;
SELECT reason FROM meter_add_tokens('next', 1000, 100, model => 'gpt-4o-mini', provider => 'openai');
RESET array_nulls;

-- a day of a hold has 24 hours on the day that a zone has 25
SET timezone = 'Europe/Berlin';
SET token_meter.clock = '2026-10-24 20:00+00';
SELECT hold_id AS hold FROM meter_reserve('next', 5, ttl => '1 day') \gset
SELECT expires_at - at = '24:00:00' AS a_day FROM meter.holds WHERE hold_id = :hold;
SELECT meter_reserve('next', 5, ttl => '100000000 days');
RESET token_meter.clock;
RESET timezone;

SELECT meter_add_batch('[{"account": "next", "input_tokens": 1, "at": "2026-12-01T12:00:00+25:00"}]');
SELECT meter_cost('gpt-4o-mini', 1, provider => 'openai', conditions => '{{"a:b"},{"c:d"}}');
