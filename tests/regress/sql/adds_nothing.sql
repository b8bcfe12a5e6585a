SET datestyle = ISO; SET timezone = 'UTC';
SET token_meter.clock = '2026-04-10 12:00+00';
-- A call that adds nothing to a limit is not refused by it: what is free stays possible when the money is spent.
SELECT FROM meter_set_plan('an budget');
SELECT FROM meter_set_limit('spend', 'cost', 1, 'month', plan => 'an budget');
SELECT FROM meter_set_limit('output', 'output_tokens', 100, 'month', plan => 'an budget');
SELECT count(*) FROM (VALUES ('an local', 'home', 'input', 0), ('an local', 'home', 'output', 0), ('an dear', 'away', 'input', 10),
                     ('an dear', 'away', 'output', 10)) p (provider, model, component, price),
       meter_set_price(p.provider, p.model, p.component, p.price);
SELECT FROM meter_set_account('an', plan => 'an budget');
SELECT allowed, reason, level FROM meter_add_tokens('an', 200000, 100, model => 'away', provider => 'an dear', enforce => false);
SELECT allowed, reason, limit_name FROM meter_check_quota('an', 500, 0, 'home', 'an local');
SELECT allowed, reason FROM meter_require_quota('an', 500, 0, 'home', 'an local');
SELECT allowed, reason, cost, level FROM meter_add_tokens('an', 500, 0, 'home', 'an local');
SELECT allowed, hold_id FROM meter_reserve('an', 500, 0, 'home', 'an local') \gset h_
SELECT :'h_allowed' AS allowed, reason, cost FROM meter_settle(:h_hold_id, 400, 0);
SELECT event, allowed, reason FROM meter_add_batch('[{"account": "an", "input_tokens": 5, "model": "home", "provider": "an local"},
    {"account": "an", "input_tokens": 5, "model": "away", "provider": "an dear"}]');
-- what it does not add to is let by; what it does is not
SELECT allowed, reason, limit_name FROM meter_add_tokens('an', 500, 1, 'home', 'an local');
-- a cost that is not known is not nothing
SELECT FROM meter_set_setting('unknown_model', 'record');
SELECT allowed, reason, limit_name FROM meter_add_tokens('an', 1, 0, 'nobody knows', 'an local');
SELECT FROM meter_set_setting('unknown_model', 'fallback');
-- every call is a request, and 0 denies all that count
SELECT FROM meter_set_limit('calls', 'requests', 0, 'day', account => 'an');
SELECT allowed, reason, limit_name FROM meter_add_tokens('an', 0, 0, 'home', 'an local');
SELECT * FROM meter_verify();
RESET token_meter.clock;
