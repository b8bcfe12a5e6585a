SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-05-10 12:00+00';
SELECT count(*) >= 0 AS alerts_of_others_taken FROM meter_take_alerts(100000);
SELECT done >= 0 AS maintained FROM meter_maintain() WHERE task = 'alerts_notified';
SELECT (meter_set_plan(p)).plan FROM unnest('{as used,as left}'::text[]) p;
SELECT cap, thresholds FROM meter_set_limit('month', 'tokens', 1000, 'month', plan => 'as used', thresholds => '{80,95}');
SELECT cap, thresholds FROM meter_set_limit('month', 'tokens', 1000, 'month', plan => 'as left', thresholds_left => '{20,10}');
SELECT (meter_set_account('as ' || a, plan => 'as ' || p)).account
  FROM (VALUES ('u1', 'used'), ('u2', 'used'), ('u3', 'used'), ('u4', 'used'), ('l1', 'left')) x (a, p);
CREATE VIEW pg_temp.states AS
    SELECT a.account, a.threshold, a.delivered_at, a.notified_at, a.leased_until, a.attempts, a.failure, a.put_aside_at
      FROM meter.alerts a WHERE a.account LIKE 'as %' ORDER BY a.alert_id;

-- sent by meter_maintain(), once each
SELECT value FROM meter.settings WHERE setting = 'notify_alerts';
SELECT level FROM meter_add_tokens('as u1', 800);
SELECT level FROM meter_add_tokens('as l1', 900);
SELECT account, threshold, notified_at FROM pg_temp.states;
SELECT done FROM meter_maintain(2) WHERE task = 'alerts_notified';
SELECT done FROM meter_maintain() WHERE task = 'alerts_notified';
SELECT done FROM meter_maintain() WHERE task = 'alerts_notified';
SELECT account, threshold, notified_at FROM pg_temp.states;
-- an alert that was taken before is no news
SELECT level FROM meter_add_tokens('as u1', 150);
SELECT account, threshold FROM meter_take_alerts() ORDER BY account, threshold;
SELECT done FROM meter_maintain() WHERE task = 'alerts_notified';
-- one that is raised anew is
SELECT remaining FROM meter_grant('as u1', 'month', 1000);
SELECT level FROM meter_add_tokens('as u1', 650);
SELECT done FROM meter_maintain() WHERE task = 'alerts_notified';
-- off
SELECT value FROM meter_set_setting('notify_alerts', 'off');
SELECT level FROM meter_add_tokens('as u2', 800);
SELECT done FROM meter_maintain() WHERE task = 'alerts_notified';
SELECT value FROM meter_set_setting('notify_alerts', 'maintain');
SELECT done FROM meter_maintain() WHERE task = 'alerts_notified';
SELECT value FROM meter_set_setting('notify_alerts', 'on');

-- a call that reaches a threshold can be prepared, unless it sends the alert itself
BEGIN;
SELECT level FROM meter_add_tokens('as u3', 800);
PREPARE TRANSACTION 'alerts_sent';
COMMIT PREPARED 'alerts_sent';
SELECT account, threshold, notified_at FROM pg_temp.states WHERE account = 'as u3';
SELECT value FROM meter_set_setting('notify_alerts', 'charge');
BEGIN;
SELECT level FROM meter_add_tokens('as u3', 100);
PREPARE TRANSACTION 'alerts_sent';
ROLLBACK PREPARED 'alerts_sent';
BEGIN;
SELECT level FROM meter_add_tokens('as u3', 150);
PREPARE TRANSACTION 'alerts_sent';
SELECT level FROM meter_add_tokens('as u3', 150);
SELECT account, threshold, notified_at FROM pg_temp.states WHERE account = 'as u3';
-- what was reached before is still sent by meter_maintain()
SELECT done FROM meter_maintain() WHERE task = 'alerts_notified';
SELECT value FROM meter_set_setting('notify_alerts', 'maintain');

-- what is sent tells nobody whom it is about, nor how much: any login may listen
SELECT meter.alert_message(a)::jsonb = jsonb_build_object('alert_id', a.alert_id) AS alone FROM meter.alerts a WHERE account = 'as u2';
SELECT count(*) FROM meter_take_alerts();

-- lent for a while: nobody else gets them meanwhile
SELECT level FROM meter_add_tokens('as u4', 950);
SELECT alert_id AS first FROM meter_lease_alerts(1, '30 seconds') \gset
SELECT * FROM pg_temp.states WHERE account = 'as u4';
SELECT account, threshold, attempt FROM meter_lease_alerts();
SELECT account, threshold FROM meter_lease_alerts();
SELECT account, threshold FROM meter_take_alerts();
SELECT meter_alert_delivered(:first);
SELECT meter_alert_delivered(:first);
SELECT * FROM pg_temp.states WHERE account = 'as u4';
-- a lease that has run out
SET token_meter.clock = '2026-05-10 12:00:59.999+00';
SELECT account, threshold FROM meter_lease_alerts();
SET token_meter.clock = '2026-05-10 12:01+00';
SELECT alert_id AS second, account, threshold, attempt FROM meter_lease_alerts() \gset
\echo :account :threshold :attempt
-- the first to lease it comes too late to say that it failed
SELECT meter_alert_failed(:second, 1, 'the server answered 500', '5 seconds');
SELECT meter_alert_failed(:second, 2, 'the server answered 500', '5 seconds');
SELECT * FROM pg_temp.states WHERE account = 'as u4';
SELECT account FROM meter_lease_alerts();
SELECT account FROM meter_take_alerts();
SET token_meter.clock = '2026-05-10 12:01:05+00';
SELECT account, attempt FROM meter_lease_alerts();
-- put aside: not tried again, but it can be taken, or be tried after all
SELECT meter_alert_failed(:second, 3, repeat('x', 600));
SELECT threshold, leased_until, attempts, length(failure), put_aside_at FROM pg_temp.states WHERE account = 'as u4';
SET token_meter.clock = '2026-05-11 12:00+00';
SELECT account FROM meter_lease_alerts();
SELECT account FROM meter_retry_alerts(:first);
SELECT account, threshold FROM meter_retry_alerts(:second);
SELECT account FROM meter_retry_alerts();
SELECT account, attempt FROM meter_lease_alerts();
SELECT meter_alert_failed(:second, 1, 'the server answered 410');
SELECT account, threshold FROM meter_take_alerts();
SELECT account FROM meter_retry_alerts();
-- the fewest attempts first: what cannot be delivered holds up no other
SELECT level FROM meter_add_tokens('as u2', 150);
SELECT alert_id AS second FROM meter_lease_alerts() \gset
SELECT meter_alert_failed(:second, 1, 'the server answered 500', '0');
SELECT level FROM meter_add_tokens('as u1', 1000, enforce => false);
SELECT account, threshold, attempt FROM meter_lease_alerts(1);
SELECT account, threshold, attempt FROM meter_lease_alerts(1);
-- raised anew while it is lent: it is another alert
SELECT remaining FROM meter_grant('as u2', 'month', 1000);
SELECT level FROM meter_add_tokens('as u2', 950);
SELECT meter_alert_delivered(:second);
SELECT * FROM pg_temp.states WHERE account = 'as u2';
SELECT account, threshold, attempt FROM meter_lease_alerts();

SELECT account FROM meter_lease_alerts(0);
SELECT account FROM meter_lease_alerts(NULL);
SELECT account FROM meter_lease_alerts(lease => '0.5 seconds');
SELECT account FROM meter_lease_alerts(lease => '1 month');
SELECT account FROM meter_lease_alerts(lease => NULL);
SELECT meter_alert_delivered(NULL);
SELECT meter_alert_delivered(-1);
SELECT meter_alert_failed(NULL, 1, 'x');
SELECT meter_alert_failed(1, NULL, 'x');
SELECT meter_alert_failed(1, 1, NULL);
SELECT meter_alert_failed(1, 1, 'x', '-1 second');
SELECT meter_alert_failed(1, 1, 'x', '25 hours');
BEGIN READ ONLY;
SELECT account FROM meter_lease_alerts();
ROLLBACK;
SELECT problem FROM meter_verify();

-- A full queue of notifications, which any login can bring about, stops neither calls nor upkeep: what was not sent is sent later.
SELECT (meter_set_account('as full', plan => 'as used')).account;
SELECT value FROM meter_set_setting('notify_alerts', 'charge');
BEGIN;
CREATE OR REPLACE FUNCTION meter.may_notify() RETURNS boolean LANGUAGE sql RETURN false;
SELECT level FROM meter_add_tokens('as full', 800);
SELECT task, done FROM meter_maintain() WHERE task = 'alerts_notified';
SELECT account, notified_at FROM pg_temp.states WHERE account = 'as full';
ROLLBACK;
SELECT value FROM meter_set_setting('notify_alerts', 'maintain');
SELECT meter.may_notify();
