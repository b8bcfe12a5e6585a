-- Many calls at once: each gets the verdict that it would get if they came one after the other.
\set SHOW_CONTEXT never
SET datestyle = ISO; SET timezone = 'UTC';
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_plan('ba plan');
SELECT FROM meter_set_limit('day', 'tokens', 1000, 'day', plan => 'ba plan', thresholds => '{50,80}');
SELECT FROM meter_set_limit('spend', 'cost', 1, 'month', plan => 'ba plan');
SELECT FROM meter_set_account('ba team', plan => 'ba plan');
SELECT FROM meter_set_account('ba 1', plan => 'ba plan', parent => 'ba team');
SELECT FROM meter_set_account('ba 2', plan => 'ba plan', parent => 'ba team');
SELECT FROM meter_set_price('batch', 'm', 'input', 100);
SELECT FROM meter_set_price('batch', 'm', 'output', 100);

-- the team's 1,000 are shared: what fits goes in, in the order of the events, and a refusal leaves room for what is smaller
SELECT event, allowed, reason, limit_name, used, remaining, tokens, cost FROM meter_add_batch('[
    {"account": "ba 1", "input_tokens": 400, "model": "m", "provider": "batch"},
    {"account": "ba 2", "input_tokens": 300, "output_tokens": 100, "model": "m", "provider": "batch"},
    {"account": "ba 1", "input_tokens": 300, "model": "m", "provider": "batch"},
    {"account": "ba 2", "input_tokens": 150, "model": "m", "provider": "batch", "other_units": {}, "metadata": {"n": 1.50}},
    {"account": "ba 2", "input_tokens": 100, "model": "m", "provider": "batch", "enforce": false},
    {"account": "ba 1", "input_tokens": 1, "model": "m", "provider": "batch", "key_source": "own"}]');
SELECT account, limit_name, used FROM meter_status('ba 1') UNION ALL SELECT account, limit_name, used FROM meter_status('ba team') ORDER BY 1, 2;
SELECT account, tokens, cost, price_match, cardinality(charged) AS counters, enforced, metadata FROM meter.usage_log WHERE account LIKE 'ba %' ORDER BY usage_id;
SELECT account, reason, payer, requested, used FROM meter.denials WHERE account LIKE 'ba %';
SELECT account, threshold, used FROM meter.alerts WHERE account LIKE 'ba %' ORDER BY alert_id;
SELECT * FROM meter_verify() WHERE account LIKE 'ba %';

-- events that are dated come in their turn, also where the day has no counter yet
SELECT FROM meter_set_plan('ba fresh');
SELECT cap FROM meter_set_limit('day', 'tokens', 100, 'day', plan => 'ba fresh');
SELECT FROM meter_set_account('ba fresh', plan => 'ba fresh');
SELECT event, allowed, limit_name, used FROM meter_add_batch('[
    {"account": "ba fresh", "input_tokens": 60}, {"account": "ba fresh", "input_tokens": 60, "at": "2026-03-10 11:59:50+00"}]');

-- the same as single calls
CREATE TEMP TABLE events AS
    SELECT n, jsonb_build_object('account', 'ba s' || n % 7, 'input_tokens', n * 37 % 400, 'output_tokens', n % 3, 'model', 'm', 'provider', 'batch',
                                 'enforce', n % 11 <> 0) AS event
      FROM generate_series(1, 200) n;
SELECT count(meter_set_account(p || n, plan => 'ba plan')) FROM generate_series(0, 6) n, unnest('{ba s,ba t}'::text[]) p;
CREATE TEMP TABLE at_once AS
    SELECT b.* FROM (SELECT jsonb_agg(event ORDER BY n) AS events FROM events) e, LATERAL meter_add_batch(e.events) b;
CREATE TEMP TABLE one_by_one AS
    SELECT e.n, v.* FROM (SELECT * FROM events ORDER BY n) e,
        LATERAL meter_add_tokens(replace(e.event ->> 'account', 'ba s', 'ba t'), (e.event ->> 'input_tokens')::bigint, (e.event ->> 'output_tokens')::bigint,
                                 model => 'm', provider => 'batch', enforce => (e.event ->> 'enforce')::boolean) v;
SELECT count(*) AS same, count(*) FILTER (WHERE b.allowed) AS allowed FROM at_once b JOIN one_by_one o ON o.n = b.event
   AND (o.allowed, o.reason, o.used, o.remaining, o.level, o.tokens) = (b.allowed, b.reason, b.used, b.remaining, b.level, b.tokens)
   AND (o.limit_name, o.cost, o.charged_cost) IS NOT DISTINCT FROM (b.limit_name, b.cost, b.charged_cost);
SELECT count(*) AS different FROM
    ((SELECT limit_id, used, alerted FROM meter.counters WHERE account LIKE 'ba s%') EXCEPT ALL (SELECT limit_id, used, alerted FROM meter.counters WHERE account LIKE 'ba t%')) d;

-- a key counts as it does in a single call, also twice in one batch
SELECT event, allowed, used, usage_id = min(usage_id) OVER () AS same FROM meter_add_batch('[
    {"account": "ba key", "input_tokens": 10, "idempotency_key": "k"}, {"account": "ba key", "input_tokens": 10, "idempotency_key": "k"}]');
SELECT used FROM meter_add_tokens('ba key', 10, idempotency_key => 'k');
SELECT event, used FROM meter_add_batch('[{"account": "ba key", "input_tokens": 5}, {"account": "ba key", "input_tokens": 10, "idempotency_key": "k"}]');
SELECT * FROM meter_add_batch('[{"account": "ba key", "input_tokens": 5}, {"account": "ba key", "input_tokens": 11, "idempotency_key": "k"}]');
SELECT * FROM meter_add_batch('[{"account": "ba key", "input_tokens": 5, "idempotency_key": "n"}, {"account": "ba key", "input_tokens": 6, "idempotency_key": "n"}]');
SELECT limit_name, used FROM meter_status('ba key');

-- grants burn as they do in single calls
SELECT FROM meter_set_plan('ba bought');
SELECT FROM meter_set_limit('pool', 'tokens', 100, 'never', plan => 'ba bought');
SELECT FROM meter_set_account('ba g', plan => 'ba bought');
SELECT FROM meter_grant('ba g', 'pool', 50, kind => 'gift', priority => -1);
SELECT FROM meter_grant('ba g', 'pool', 100);
SELECT event, allowed, remaining FROM meter_add_batch('[{"account": "ba g", "input_tokens": 120}, {"account": "ba g", "input_tokens": 60}, {"account": "ba g", "input_tokens": 90}, {"account": "ba g", "input_tokens": 70}]');
SELECT kind, spent, remaining FROM meter_grants('ba g') ORDER BY kind;
SELECT tokens, grant_amounts FROM meter.usage_log WHERE account = 'ba g' ORDER BY usage_id;

-- late usage counts in its own period
SELECT event, used, resets_at FROM meter_add_batch('[{"account": "ba late", "input_tokens": 7, "at": "2026-03-09 23:00+00"}, {"account": "ba late", "input_tokens": 5}]');

SELECT allowed FROM meter_add_batch(('[{"account": "ba deep", "input_tokens": 1, "metadata": {"a": ' || repeat('[', 300) || repeat(']', 300) || '}}]')::jsonb);
-- a changed zone lets the running day end as it began: the event of before counts there, the others do not
SELECT FROM meter_set_plan('ba day');
SELECT FROM meter_set_limit('d', 'tokens', 1000, 'day', plan => 'ba day');
SELECT FROM meter_set_account('ba z', plan => 'ba day');
SELECT used FROM meter_add_tokens('ba z', 100);
SELECT FROM meter_set_account('ba z', time_zone => 'America/New_York');
SET token_meter.clock = '2026-03-11 01:00+00';
SELECT used FROM meter_add_tokens('ba z', 600);
SELECT event, allowed, used, resets_at FROM meter_add_batch('[{"account": "ba z", "input_tokens": 1, "at": "2026-03-10T12:00:00Z"}, {"account": "ba z", "input_tokens": 800}, {"account": "ba z", "input_tokens": 3, "at": "2026-03-11T00:30:00Z"}]');
-- what a late event leaves of a grant moves on, as after a single call
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_account('ba lg', plan => 'ba day');
SELECT FROM meter_grant('ba lg', 'd', 1000);
SET token_meter.clock = '2026-03-11 12:00+00';
SELECT event, allowed, used, cap FROM meter_add_batch('[{"account": "ba lg", "input_tokens": 1}, {"account": "ba lg", "input_tokens": 1500, "at": "2026-03-10T12:30:00Z"}]');
-- a retry gets its first answer, also when its moment has become too late since
SELECT FROM meter_set_setting('late_usage_days', '1');
SELECT used FROM meter_add_batch('[{"account": "ba lg", "input_tokens": 2, "at": "2026-03-11T11:00:00Z", "idempotency_key": "b"}]');
SET token_meter.clock = '2026-03-12 12:00+00';
SELECT used FROM meter_add_batch('[{"account": "ba lg", "input_tokens": 2, "at": "2026-03-11T11:00:00Z", "idempotency_key": "b"}]');
SELECT used FROM meter_add_batch('[{"account": "ba lg", "input_tokens": 2, "at": "2026-03-11T11:00:00Z"}]');
SELECT FROM meter_set_setting('late_usage_days', '90');
SET token_meter.clock = '2026-03-10 12:00+00';

-- what is wrong is named, and nothing is charged
SELECT * FROM meter_add_batch('[{"account": "ba w", "input_tokens": 1, "at": "2026-13-01"}]');
SELECT * FROM meter_add_batch('[{"account": "ba w", "input_tokens": 1, "at": "yesterday"}]');
SELECT * FROM meter_add_batch('[{"account": "ba w", "input_tokens": 1, "metadata": [1]}]');
SELECT allowed FROM meter_add_batch('[{"account": "ba meta", "input_tokens": 1, "metadata": {"a": {"$serde_json::private::Number": "x"}}}]');
SELECT metadata FROM meter.usage_log WHERE account = 'ba meta';
SELECT * FROM meter_add_batch(NULL);
SELECT * FROM meter_add_batch('{}');
SELECT * FROM meter_add_batch('[]');
SELECT * FROM meter_add_batch('[{"account": "ba w", "input_tokens": 1}, 7]');
SELECT * FROM meter_add_batch('[{"account": "ba w", "input_tokens": 1}, {"account": "ba w"}]');
SELECT * FROM meter_add_batch('[{"account": "ba w", "input_tokens": null}]');
SELECT * FROM meter_add_batch('[{"account": "ba w", "input_tokens": 1.5}]');
SELECT * FROM meter_add_batch('[{"account": "ba w", "input_tokens": "1"}]');
SELECT * FROM meter_add_batch('[{"account": "ba w", "input_tokens": 1, "cache_read_tokens": 2}]');
SELECT * FROM meter_add_batch('[{"account": 5, "input_tokens": 1}]');
SELECT * FROM meter_add_batch('[{"account": "ba w", "input_tokens": 1, "enforce": "no"}]');
SELECT * FROM meter_add_batch('[{"account": "ba w", "input_tokens": 1, "tokens": 2}]');
SELECT * FROM meter_add_batch('[{"account": "ba w", "input_tokens": 1, "at": "2027-01-01"}]');
SELECT * FROM meter_add_batch('[{"account": "ba w", "input_tokens": 1, "at": "soon"}]');
SELECT * FROM meter_add_batch((SELECT jsonb_agg('{"account": "ba w", "input_tokens": 1}'::jsonb) FROM generate_series(1, 10001)));
SELECT count(*) FROM meter.accounts WHERE account = 'ba w';
-- a batch is decided as of one moment, however long it takes: what is reserved then is reserved for all of its calls
SELECT FROM meter_set_account('ba held', plan => 'ba plan');
SELECT FROM meter_set_limit('held', 'tokens', 100, 'never', account => 'ba held');
CREATE FUNCTION ba_a_minute_later() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    PERFORM set_config('token_meter.clock', '2026-05-01 12:02+00', false);
    RETURN NEW;
END $$;
BEGIN;
SET LOCAL token_meter.clock = '2026-05-01 12:00+00';
SELECT reserved FROM meter_reserve('ba held', 60, ttl => '1 minute') WHERE limit_name = 'held';
CREATE TRIGGER ba_later BEFORE INSERT ON meter.usage_log FOR EACH ROW EXECUTE FUNCTION ba_a_minute_later();
SELECT event, allowed, limit_name FROM meter_add_batch('[{"account": "ba held", "input_tokens": 20}, {"account": "ba held", "input_tokens": 30}]');
ROLLBACK;
DROP FUNCTION ba_a_minute_later();
SELECT * FROM meter_verify() WHERE account LIKE 'ba %';

-- what is dated ahead counts in the period that it is dated in, also where that has been opened already
SELECT FROM meter_set_plan('ba daily');
SELECT FROM meter_set_limit('daily', 'tokens', 40000, 'day', plan => 'ba daily');
SELECT FROM meter_set_account('ba ahead', plan => 'ba daily');
SET token_meter.clock = '2026-05-01 23:58+00';
SELECT used FROM meter_add_tokens('ba ahead', 500);
SELECT event, used FROM meter_add_batch('[{"account": "ba ahead", "input_tokens": 10, "at": "2026-05-02T00:01:00Z"}]');
SELECT event, used FROM meter_add_batch('[{"account": "ba ahead", "input_tokens": 30000, "at": "2026-05-02T00:01:00Z"}, {"account": "ba ahead", "input_tokens": 1}]');
SET token_meter.clock = '2026-05-02 00:02+00';
SELECT allowed, used FROM meter_add_tokens('ba ahead', 9991);
SELECT allowed, used FROM meter_add_tokens('ba ahead', 9990);
SELECT * FROM meter_verify() WHERE account LIKE 'ba %';
RESET token_meter.clock;
