SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-03-10 12:00+00';
-- ids depend on what ran before: errors are shown with N in their place
CREATE FUNCTION pg_temp.try(call text) RETURNS TABLE (state text, message text, detail text, hint text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE call;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    message := regexp_replace(message, '[0-9]+', 'N'); detail := regexp_replace(detail, '[0-9]+', 'N');
    RETURN NEXT;
END $$;
SELECT price_per_million FROM meter_set_price('refunder', 'r-1', 'input', 10);
SELECT price_per_million FROM meter_set_price('refunder', 'r-1', 'output', 20);
SELECT plan FROM meter_set_plan('refunded');
SELECT cap FROM meter_set_limit('tokens', 'tokens', 1000, 'day', plan => 'refunded');
SELECT cap FROM meter_set_limit('money', 'cost', 1, 'month', plan => 'refunded');
SELECT cap FROM meter_set_limit('calls', 'requests', 10, 'day', plan => 'refunded');
SELECT account FROM meter_set_account('re', plan => 'refunded');
SELECT usage_id AS a FROM meter_add_tokens('re', 500, 200, model => 'r-1', provider => 'refunder', cache_read_tokens => 100, reasoning_tokens => 50, operation => 'chat') \gset
SELECT usage_id AS b FROM meter_add_tokens('re', 250, model => 'r-1', provider => 'refunder') \gset
SELECT limit_name, used FROM meter_status('re');
SELECT allowed FROM meter_add_tokens('re', 100);

-- a call is taken back: tokens, money and the request
SELECT usage_id <> refunds AS a_row_of_its_own, refunds = :a AS of_the_call, account, input_tokens, output_tokens, cost
  FROM meter_refund('re', :a, note => 'the answer was empty');
SELECT limit_name, used FROM meter_status('re');
SELECT allowed FROM meter_add_tokens('re', 100);
-- the log keeps both rows, of the same moment and on the same receipt
SELECT r.requests, r.input_tokens, r.output_tokens, r.cache_read_tokens, r.reasoning_tokens, r.tokens, r.cost, r.at = u.at AS at,
       r.charged <@ u.charged AND u.charged <@ r.charged AS receipt, r.price_ids = u.price_ids AS prices, r.operation, r.metadata
  FROM meter.usage_log r JOIN meter.usage_log u ON u.usage_id = r.refunds WHERE r.account = 're';
SELECT sum(tokens), sum(cost), sum(requests) FROM meter.usage_log WHERE account = 're';

-- once; a refund is not a call; someone else's and an unknown one are the same, word for word
SELECT * FROM pg_temp.try(format('SELECT meter_refund(%L, %s)', 're', :a));
SELECT * FROM pg_temp.try(format('SELECT meter_refund(%L, %s)', 're', (SELECT usage_id FROM meter.usage_log WHERE refunds = :a)));
SELECT * FROM pg_temp.try(format('SELECT meter_refund(%L, %s)', 're other', :b));
SELECT * FROM pg_temp.try('SELECT meter_refund(''re'', 9007199254740991)');
SELECT count(*) AS made FROM meter.accounts WHERE account = 're other';
SELECT limit_name, used FROM meter_status('re');
SELECT * FROM meter_refund(NULL, 1);
SELECT * FROM meter_refund('re', NULL);

-- tomorrow it is still yesterday's call: the month falls, today's tokens do not
SET token_meter.clock = '2026-03-11 12:00+00';
SELECT used FROM meter_add_tokens('re', 5);
SELECT input_tokens, cost FROM meter_refund('re', :b);
SELECT limit_name, used FROM meter_status('re');
SELECT l.limit_name, c.period_start, c.used FROM meter.counters c JOIN meter.limits l USING (limit_id) WHERE c.account = 're' ORDER BY 1, 2;

-- a call of the account's own key was charged to nobody
SELECT usage_id AS own FROM meter_add_tokens('re', 700, model => 'r-1', provider => 'refunder', key_source => 'own') \gset
SELECT input_tokens, cost FROM meter_refund('re', :own);
SELECT limit_name, used FROM meter_status('re');

-- parents and pools get back what they were charged
SELECT plan FROM meter_set_plan('refunded child');
SELECT account FROM meter_set_account('re top', plan => 'refunded child');
SELECT account FROM meter_set_account('re child', plan => 'refunded child', parent => 're top');
SELECT account FROM meter_set_account('re pool', plan => 'refunded child');
SELECT cap FROM meter_set_limit('top', 'tokens', 1000, 'day', account => 're top');
SELECT cap FROM meter_set_limit('pool', 'tokens', 1000, 'never', account => 're pool');
SELECT account FROM meter_set_pool('re pool', 'refunder', for_account => 're top');
SELECT usage_id AS c FROM meter_add_tokens('re child', 400, provider => 'refunder') \gset
SELECT account, used FROM meter.counters WHERE account LIKE 're %' ORDER BY account;
-- also after the account has left, and the pool has ended
SELECT parent FROM meter_set_account('re child', parent => '');
SELECT account FROM meter_remove_pool('re pool', 'refunder', for_account => 're top');
SELECT input_tokens FROM meter_refund('re child', :c);
SELECT account, used FROM meter.counters WHERE account LIKE 're %' ORDER BY account;

-- a limit that counted the call from the log counts it no more
SELECT account FROM meter_set_account('re later', plan => 'refunded child');
SELECT usage_id AS l FROM meter_add_tokens('re later', 60) \gset
SELECT used FROM meter_add_tokens('re later', 3);
SELECT cap FROM meter_set_limit('later', 'tokens', 100, 'day', account => 're later');
SELECT used FROM meter_add_tokens('re later', 30);
SELECT allowed FROM meter_add_tokens('re later', 10);
SELECT input_tokens FROM meter_refund('re later', :l);
SELECT used FROM meter_status('re later');
-- and one that comes into force after the refund counts neither
SELECT cap FROM meter_set_limit('latest', 'tokens', 100, 'month', account => 're later');
SELECT limit_name, used FROM meter_status('re later');

-- a settled hold is a call like any other
SELECT account FROM meter_set_account('re hold', plan => 'refunded child');
SELECT cap FROM meter_set_limit('tokens', 'tokens', 100, 'day', account => 're hold');
SELECT hold_id AS hold FROM meter_reserve('re hold', 80) \gset
SELECT usage_id AS h FROM meter_settle(:hold, 90) \gset
SELECT input_tokens FROM meter_refund('re hold', :h);
SELECT used, reserved, remaining FROM meter_status('re hold');
-- settling it again is a retry, and changes nothing
SELECT reason, used FROM meter_settle(:hold, 90);
SELECT used, reserved, remaining FROM meter_status('re hold');

-- what a grant has spent on the call it gets back, and pays with again
SELECT account FROM meter_set_account('re grant', plan => 'refunded child');
SELECT cap FROM meter_set_limit('tokens', 'tokens', 100, 'month', account => 're grant');
SELECT remaining FROM meter_grant('re grant', 'tokens', 50, priority => 1, note => 'first');
SELECT remaining FROM meter_grant('re grant', 'tokens', 50, priority => 2, expires_at => '2026-03-12 12:00+00', note => 'second');
SELECT used FROM meter_add_tokens('re grant', 120);
SELECT usage_id AS g FROM meter_add_tokens('re grant', 60) \gset
SELECT (SELECT array_agg(note ORDER BY note) FROM meter.grants WHERE grant_id = ANY (grant_ids)) AS grants, grant_amounts FROM meter.usage_log WHERE usage_id = :g;
SELECT note, spent, remaining FROM meter_grants('re grant');
SELECT input_tokens FROM meter_refund('re grant', :g);
SELECT note, spent, remaining FROM meter_grants('re grant');
SELECT grant_amounts FROM meter.usage_log WHERE refunds = :g;
SELECT used, cap, remaining FROM meter_status('re grant');
-- one that has expired meanwhile stays expired
SELECT usage_id AS g FROM meter_add_tokens('re grant', 70) \gset
SELECT note, spent, expired, remaining FROM meter_grants('re grant');
SET token_meter.clock = '2026-03-12 12:00+00';
SELECT note, spent, expired, remaining FROM meter_grants('re grant');
SELECT used, cap FROM meter_status('re grant');
SELECT input_tokens FROM meter_refund('re grant', :g);
SELECT note, spent, expired, remaining FROM meter_grants('re grant');
SELECT used, cap, remaining FROM meter_status('re grant');
-- what is given back after the period has ended moves on into the one that runs
SELECT usage_id AS g FROM meter_add_tokens('re grant', 30) \gset
SELECT used, cap FROM meter_status('re grant');
SET token_meter.clock = '2026-04-02 12:00+00';
SELECT used, cap FROM meter_status('re grant');
SELECT input_tokens FROM meter_refund('re grant', :g);
SELECT used, cap, remaining FROM meter_status('re grant');
SELECT allowed, used, cap FROM meter_add_tokens('re grant', 130);
SELECT allowed FROM meter_add_tokens('re grant', 1);
SELECT note, spent, expired, remaining FROM meter_grants('re grant');
-- a call of a period that has ended, given back under a limit that came later: that period leaves nothing for the one that runs
SELECT FROM meter_set_plan('re bare') bare, meter_set_plan('re daily') daily;
SELECT FROM meter_set_limit('day', 'tokens', 100, 'day', plan => 're daily', carry_over_cap => 50);
SELECT FROM meter_set_account('re moved', plan => 're bare');
SELECT usage_id AS g FROM meter_add_tokens('re moved', 30) \gset
SET token_meter.clock = '2026-04-03 12:00+00';
SELECT FROM meter_set_account('re moved', plan => 're daily');
SELECT input_tokens FROM meter_refund('re moved', :g);
SELECT used, cap FROM meter_status('re moved');
SELECT allowed, used, cap FROM meter_add_tokens('re moved', 10);
SELECT problem, account FROM meter_verify() WHERE account LIKE 're%';
