-- Counters that are dealt out to stripes. A session charges one and the same stripe until it is dry.
SELECT FROM meter_set_plan('st none');
SELECT FROM meter_set_account('st pool', plan => 'st none');
SELECT limit_name, stripes FROM meter_set_limit('bought', 'tokens', 100000, 'never', account => 'st pool', stripes => 8);
SELECT FROM meter_set_pool('st pool', 'st provider');
SELECT FROM generate_series(0, 4) n, LATERAL meter_set_account('st ' || n, plan => 'st none');
CREATE VIEW st_counter AS
SELECT c.used AS own, meter.used_of(c) AS used, c.dealt,
       (SELECT count(*) FROM meter.stripes s WHERE s.counter_id = c.counter_id AND s.room > 0) AS stripes
  FROM meter.counters c WHERE c.account = 'st pool' ORDER BY c.counter_id DESC LIMIT 1;
CREATE FUNCTION st_spend(calls integer, tokens integer) RETURNS TABLE (allowed bigint, refused bigint, used numeric, remaining numeric)
LANGUAGE sql AS $$
    SELECT count(*) FILTER (WHERE v.allowed), count(*) FILTER (WHERE NOT v.allowed), max(v.used), min(v.remaining)
      FROM generate_series(1, calls) n, LATERAL meter_add_tokens('st ' || n % 5, tokens, provider => 'st provider', model => 'm') v
     WHERE v.limit_name = 'bought';
$$;
-- the first call charges the counter's row and deals the rest out; every answer tells of all of it
SELECT * FROM st_spend(1, 100);
SELECT * FROM st_counter;
SELECT * FROM st_spend(3, 100);
SELECT * FROM st_counter;
SELECT used, remaining FROM meter_status('st pool');
SELECT used, remaining FROM meter_check_quota('st 1', 100, provider => 'st provider', model => 'm') WHERE limit_name = 'bought';
-- thresholds are met where they lie
SELECT * FROM st_spend(795, 100);
SELECT threshold, used FROM meter.alerts WHERE account = 'st pool';
SELECT * FROM st_spend(1, 100);
SELECT threshold, used FROM meter.alerts WHERE account = 'st pool';
-- a lower cap holds at the next call, a higher one too
SELECT cap FROM meter_set_limit('bought', 'tokens', 80100, 'never', account => 'st pool', stripes => 8);
SELECT * FROM st_spend(2, 100);
SELECT cap FROM meter_set_limit('bought', 'tokens', 100000, 'never', account => 'st pool', stripes => 8);
SELECT * FROM st_spend(50, 100);
SELECT * FROM st_counter;
-- to the last token
SELECT * FROM st_spend(149, 100);
SELECT * FROM st_spend(2, 51);
SELECT * FROM st_spend(2, 49);
SELECT * FROM st_counter;
-- grants pay from their own shares
SELECT amount FROM meter_grant('st pool', 'bought', 10000, priority => 1);
SELECT amount FROM meter_grant('st pool', 'bought', 10000);
SELECT * FROM st_spend(1, 100);
SELECT * FROM st_counter;
SELECT * FROM st_spend(150, 100);
SELECT amount, spent, remaining FROM meter_grants('st pool');
SELECT grant_amounts, count(*) FROM meter.usage_log WHERE account LIKE 'st _' AND grant_ids IS NOT NULL GROUP BY 1 ORDER BY 1;
-- a refund brings the stripes home; the next call deals out anew
SELECT * FROM st_counter;
SELECT input_tokens FROM meter_refund('st 1', (SELECT max(usage_id) FROM meter.usage_log WHERE account = 'st 1'));
SELECT * FROM st_counter;
SELECT * FROM st_spend(1, 100);
SELECT dealt FROM st_counter;
-- a hold takes its room from a stripe, a settlement gives the rest back there; a release gathers them
SELECT allowed, used, reserved FROM meter_reserve('st 1', 100, provider => 'st provider', model => 'm', idempotency_key => 'held');
SELECT * FROM st_spend(1, 100);
SELECT dealt FROM st_counter;
SELECT s.reserved, count(*) FROM meter.stripes s JOIN meter.counters c USING (counter_id) WHERE c.account = 'st pool' AND s.deal = c.deals GROUP BY 1 ORDER BY 1;
SELECT allowed, used, reserved FROM meter_reserve('st 2', 300, provider => 'st provider', model => 'm');
SELECT reason, used, reserved FROM meter_settle((SELECT max(hold_id) FROM meter.holds WHERE account = 'st 2'), 200);
SELECT used, reserved FROM meter_status('st pool');
SELECT reason FROM meter_release((SELECT max(hold_id) FROM meter.holds WHERE account = 'st 1'));
SELECT dealt FROM st_counter;
SELECT * FROM st_spend(1, 100);
SELECT dealt FROM st_counter;
-- a batch gathers them
SELECT event, used FROM meter_add_batch('[{"account": "st 1", "input_tokens": 100, "provider": "st provider", "model": "m"}, {"account": "st 2", "input_tokens": 100, "provider": "st provider", "model": "m"}]')
 WHERE limit_name = 'bought';
SELECT dealt FROM st_counter;
-- a call of no tokens, above the cap
SELECT cap FROM meter_set_limit('bought', 'tokens', 1, 'never', account => 'st pool', stripes => 8);
SELECT allowed, reason FROM meter_add_tokens('st 1', 0, provider => 'st provider', model => 'm', enforce => false);
-- one stripe is none
SELECT stripes FROM meter_set_limit('bought', 'tokens', 100000, 'never', account => 'st pool', stripes => 1);
SELECT * FROM st_spend(1, 100);
SELECT dealt FROM st_counter;
-- a limit without a cap has room without end, and so has one that only warns, above its thresholds
SELECT cap FROM meter_set_limit('open', 'requests', NULL, 'month', account => 'st pool', stripes => 4);
SELECT allowed, used FROM meter_add_tokens('st pool', 1) WHERE limit_name IS NOT NULL;
SELECT s.room, count(*) FROM meter.stripes s JOIN meter.counters c USING (counter_id) JOIN meter.limits l USING (limit_id)
 WHERE l.limit_name = 'open' GROUP BY 1;
SELECT cap FROM meter_set_limit('bought', 'tokens', 1000, 'never', account => 'st pool', hard => false, stripes => 4);
SELECT * FROM st_spend(3, 100);
SELECT dealt FROM st_counter;
SELECT reason FROM meter_add_tokens('st 1', 100, provider => 'st provider', model => 'm');
-- a refused call deals nothing out: the threshold that it would have passed is met later
SELECT FROM meter_set_plan('st refused');
SELECT cap FROM meter_set_limit('a calls', 'requests', 1, 'never', plan => 'st refused', hard => false, stripes => 3);
SELECT cap FROM meter_set_limit('b tokens', 'tokens', 28, 'never', plan => 'st refused', stripes => 3);
SELECT FROM meter_set_account('st refused', plan => 'st refused');
SELECT allowed, limit_name FROM meter_add_tokens('st refused', 29);
SELECT allowed FROM meter_add_tokens('st refused', 0);
SELECT threshold FROM meter.alerts WHERE account = 'st refused';
-- by default those of pools and parents are dealt out once two have met at one, others never
SELECT FROM meter_set_plan('st team');
SELECT stripes FROM meter_set_limit('month', 'tokens', 1000000, 'month', plan => 'st team');
SELECT FROM meter_set_account('st parent', plan => 'st team');
SELECT FROM meter_set_account('st child', plan => 'st team', parent => 'st parent');
SELECT FROM meter_add_tokens('st child', 100), meter_add_tokens('st child', 100) again;
SELECT c.account, c.used, meter.used_of(c), c.dealt FROM meter.counters c WHERE c.account IN ('st parent', 'st child') ORDER BY 1;
SELECT stripes FROM meter_set_limit('month', 'tokens', 1000000, 'month', plan => 'st team', stripes => 4);
SELECT FROM meter_add_tokens('st child', 100), meter_add_tokens('st child', 100) again;
SELECT c.account, c.used, meter.used_of(c), c.dealt FROM meter.counters c WHERE c.account IN ('st parent', 'st child') ORDER BY 1;
-- the parent's own calls find it dealt out
SELECT used FROM meter_add_tokens('st parent', 100);
SELECT c.account, meter.used_of(c), c.dealt FROM meter.counters c WHERE c.account = 'st parent';
-- closing a period tells all that was used in it
SET token_meter.clock = '2035-03-10 12:00+00';
SELECT FROM meter_add_tokens('st child', 100), meter_add_tokens('st child', 100) again;
SET token_meter.clock = '2035-04-01 00:00+00';
SELECT account, used FROM meter_reset_due() WHERE account LIKE 'st %' AND period_start = '2035-03-01' ORDER BY account;
SELECT used FROM meter_add_tokens('st child', 7, at => '2035-03-31 23:00+00') ;
SELECT account, used FROM meter_reset_due() WHERE account LIKE 'st %' AND period_start = '2035-03-01' ORDER BY account;
RESET token_meter.clock;
SELECT * FROM meter_verify() WHERE account LIKE 'st %';
-- and meter_verify sees what is wrong with stripes
SELECT FROM meter_add_tokens('st child', 100);
BEGIN;
SELECT cap FROM meter_set_limit('st shared', 'tokens', 1000000, 'never', account => 'st pool', stripes => 2);
SELECT allowed FROM meter_add_tokens('st pool', 1);
UPDATE meter.stripes s SET room = s.room + 1e9 FROM meter.counters c WHERE c.counter_id = s.counter_id AND c.account = 'st pool';
SELECT DISTINCT problem FROM meter_verify() WHERE account LIKE 'st %';
ROLLBACK;
BEGIN;
INSERT INTO meter.stripes (counter_id, deal, stripe, used, room, charges_left, terms)
SELECT c.counter_id, c.deals, 1023, 1, 1, 1, 0 FROM meter.counters c WHERE c.account = 'st parent' AND NOT c.dealt;
SELECT DISTINCT problem FROM meter_verify() WHERE account LIKE 'st %';
ROLLBACK;
-- after as many charges as a stripe has, the counter is dealt out anew; a transaction that has charged it does not mind
SELECT FROM meter_set_account('st worn', plan => 'st none');
SELECT FROM meter_set_limit('tokens', 'tokens', 1000000, 'never', account => 'st worn', stripes => 2);
SELECT used FROM meter_add_tokens('st worn', 1);
DO $$ BEGIN
    FOR n IN 1..516 LOOP
        PERFORM meter_add_tokens('st worn', 1);
        COMMIT;
    END LOOP;
END $$;
SELECT c.dealt, c.deals, c.used AS own, meter.used_of(c) AS used, (SELECT count(*) FROM meter.stripes s WHERE s.counter_id = c.counter_id) AS stripes
  FROM meter.counters c WHERE c.account = 'st worn';
DO $$ BEGIN FOR n IN 1..1100 LOOP PERFORM meter_add_tokens('st worn', 1); END LOOP; END $$;
SELECT c.dealt, c.deals, c.used AS own, meter.used_of(c) AS used, (SELECT min(s.charges_left) < 0 FROM meter.stripes s WHERE s.counter_id = c.counter_id) AS worn
  FROM meter.counters c WHERE c.account = 'st worn';
SELECT used FROM meter_add_tokens('st worn', 1);
SELECT c.deals, meter.used_of(c) AS used FROM meter.counters c WHERE c.account = 'st worn';
SELECT * FROM meter_verify() WHERE account LIKE 'st %';
BEGIN;
UPDATE meter.stripes s SET used = s.used + 1 FROM meter.counters c WHERE c.counter_id = s.counter_id AND c.account = 'st parent' AND s.stripe < 2 AND c.dealt;
SELECT DISTINCT problem FROM meter_verify() WHERE account LIKE 'st %';
ROLLBACK;
-- a transaction over many shared accounts does not fill the lock table
BEGIN;
SELECT count(meter_set_account('st team ' || n, plan => 'st team')) FROM generate_series(1, 300) n;
SELECT count(meter_set_account('st member ' || n, plan => 'st none', parent => 'st team ' || n)) FROM generate_series(1, 300) n;
SELECT count(*) FILTER (WHERE allowed) FROM generate_series(1, 300) n, LATERAL meter_add_tokens('st member ' || n, 1);
SELECT count(*) BETWEEN 256 AND 1024 AS bounded FROM pg_locks WHERE pid = pg_backend_pid() AND classid = 'meter.stripes'::regclass;
SELECT * FROM meter_verify() WHERE account LIKE 'st %';
ROLLBACK;
DROP FUNCTION st_spend;
DROP VIEW st_counter;
-- accounts of other tests are not charged to these pools
SELECT count(*) > 0 AS removed FROM meter.pools p, meter_remove_pool(p.account, p.provider, p.for_account);

-- a hold that expires makes nobody gather: it is looked for before anybody is refused, and counts no longer in what is told
SELECT FROM meter_set_account('st held', plan => 'st none');
SELECT FROM meter_set_limit('bought', 'tokens', 100000, 'never', account => 'st held', stripes => 4);
SET token_meter.clock = '2033-03-09 12:00:00+00';
SELECT allowed, reserved FROM meter_reserve('st held', 200, ttl => '10 minutes');
SELECT used, reserved, remaining FROM meter_add_tokens('st held', 100);
SELECT deals, dealt FROM meter.counters WHERE account = 'st held';
SET token_meter.clock = '2033-03-09 12:20:00+00';
SELECT used FROM meter_add_tokens('st held', 1);
SELECT deals, dealt FROM meter.counters WHERE account = 'st held';
SELECT used, reserved, remaining FROM meter_status('st held');
SELECT allowed, used, remaining FROM meter_check_quota('st held', 99899);
SELECT allowed, reason, used, reserved, remaining FROM meter_add_tokens('st held', 99900);
SELECT allowed, used, reserved, remaining FROM meter_add_tokens('st held', 99899);
SELECT * FROM meter_verify() WHERE account = 'st held';
-- and upkeep drops it where nobody is charging
SELECT cap FROM meter_set_limit('bought', 'tokens', 200000, account => 'st held');
SELECT allowed FROM meter_reserve('st held', 200, ttl => '10 minutes');
SELECT allowed FROM meter_reserve('st held', 200, ttl => '10 minutes');
SELECT dealt FROM meter.counters WHERE account = 'st held';
SET token_meter.clock = '2033-03-09 12:40:00+00';
SELECT meter.drop_expired_holds('2033-03-09 12:40:00+00', 100);
SELECT dealt, reserved FROM meter.counters WHERE account = 'st held';
RESET token_meter.clock;
