-- Whatever an operator has added to the meter's tables has its say: triggers, CHECKs, columns. All of it is undone at the end.
SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
\set VERBOSITY sqlstate
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_plan('wt plan', markup => 1.5);
SELECT FROM meter_set_limit('day', 'tokens', 1000000, 'day', plan => 'wt plan');
SELECT FROM meter_set_account('wt plain', plan => 'wt plan');
SELECT FROM meter_set_account('wt watched', plan => 'wt plan');
SELECT count(meter_set_price('wt', 'wt-1', c, 2, effective_from => '2026-01-01', allow_past => true))
  FROM unnest('{input,output,cache_read,audio_input,audio_output,web_searches}'::text[]) c;
CREATE FUNCTION pg_temp.call(account text) RETURNS boolean LANGUAGE sql RETURN (
    SELECT allowed FROM meter_add_tokens(account, 1000, 300, model => 'wt-1', provider => 'wt', operation => 'chat',
        operation_id => 'o', session_id => 's', cache_read_tokens => 100, cache_write_tokens => 0, reasoning_tokens => 20,
        audio_input_tokens => 30, audio_output_tokens => 40, service_tier => 'standard', key_source => 'shared',
        metadata => '{"a": [1, 2.50]}', other_units => '{"web_searches": 2}'));

-- Without any of it the executor is not asked: each counter is looked up once and not by a statement again, and the log's defaults are not
-- used.
BEGIN;
SELECT pg_temp.call('wt plain');
ALTER TABLE meter.usage_log ALTER recorded_at SET DEFAULT '2000-01-01';
CREATE FUNCTION pg_temp.scans(of text) RETURNS bigint LANGUAGE sql AS $$
    SELECT idx_scan FROM pg_stat_xact_user_tables WHERE schemaname = 'meter' AND relname = of $$;
SELECT pg_temp.scans('counters') AS counters, pg_temp.scans('holds') AS holds, pg_temp.scans('stripes') AS stripes \gset before_
SELECT pg_temp.call('wt plain');
SELECT pg_temp.scans('counters') - :before_counters AS counters;
SELECT count(*) FROM meter.usage_log WHERE account = 'wt plain' AND recorded_at = '2000-01-01';
SELECT hold_id FROM meter_reserve('wt plain', 10) \gset
SELECT pg_temp.scans('counters') AS counters, pg_temp.scans('holds') AS holds, pg_temp.scans('reservations') AS reservations \gset before_
SELECT reason FROM meter_settle(:hold_id, 10);
SELECT pg_temp.scans('counters') - :before_counters AS counters, pg_temp.scans('holds') - :before_holds AS holds, pg_temp.scans('reservations') - :before_reservations AS reservations;
SELECT FROM meter_set_limit('striped', 'tokens', 1000000, 'never', account => 'wt plain', stripes => 2);
SELECT pg_temp.call('wt plain'), pg_temp.call('wt plain') AS again;
SELECT pg_temp.scans('stripes') AS stripes \gset before_
SELECT pg_temp.call('wt plain');
SELECT pg_temp.scans('stripes') - :before_stripes AS stripes;
ROLLBACK;

-- The first account below another is told of, in a part of a transaction too; until then nobody asks who is a parent.
BEGIN;
UPDATE meter.accounts SET parent = NULL, ancestors = '{}' WHERE parent IS NOT NULL;
CREATE FUNCTION pg_temp.told() RETURNS bigint LANGUAGE sql AS $$
    SELECT coalesce(sum(calls), 0) FROM pg_stat_xact_user_functions WHERE schemaname = 'meter' AND funcname = 'forget_rules' $$;
SET LOCAL track_functions = 'pl';
INSERT INTO meter.accounts (account, plan) VALUES ('wt alone', 'wt plan');
SELECT pg_temp.told();
SAVEPOINT before;
INSERT INTO meter.accounts (account, plan, parent, ancestors) SELECT 'wt child ' || n, 'wt plan', 'wt alone', '{wt alone}' FROM generate_series(1, 3) n;
RELEASE before;
SELECT pg_temp.told() > 0 AS told, pg_temp.told() AS before \gset
INSERT INTO meter.accounts (account, plan, parent, ancestors) VALUES ('wt child 4', 'wt plan', 'wt alone', '{wt alone}');
SELECT :'told' AS told, pg_temp.told() - :before AS again;
ROLLBACK;

-- Nor is it asked by an account's first call of a period: the counter is the row that the engine in SQL makes, which makes it where somebody watches.
BEGIN;
SELECT pg_temp.call('wt plain');
CREATE FUNCTION pg_temp.counter_of(of text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT to_jsonb(c) - '{counter_id,account}'::text[] FROM meter.counters c JOIN meter.limits l USING (limit_id) WHERE c.account = of AND l.limit_name = 'day' $$;
CREATE FUNCTION pg_temp.made_by_engine() RETURNS bigint LANGUAGE sql AS $$
    SELECT coalesce(sum(calls), 0) FROM pg_stat_xact_user_functions WHERE schemaname = 'meter' AND funcname IN ('create_counter', 'enter_account') $$;
SELECT FROM meter_set_plan('wt plan', is_default => true);
SELECT FROM meter_set_account('wt first', plan => 'wt plan');
SET LOCAL track_functions = 'pl';
SELECT pg_temp.call('wt first'), pg_temp.call('wt new'), pg_temp.made_by_engine();
SELECT allowed, pg_temp.made_by_engine() FROM meter_reserve('wt reserves', 10);
SET LOCAL token_meter.fast_path = off;
SELECT pg_temp.call('wt slow'), pg_temp.made_by_engine() > 0 AS by_engine;
SELECT pg_temp.counter_of('wt first') = pg_temp.counter_of('wt slow') AS first, pg_temp.counter_of('wt new') = pg_temp.counter_of('wt slow') AS new;
SET LOCAL token_meter.fast_path = on;
SELECT pg_temp.made_by_engine() AS before \gset
-- what the log, a grant or a hold has for it is brought there
SELECT FROM meter_grant('wt granted', 'day', 5);
SELECT pg_temp.call('wt granted'), pg_temp.made_by_engine() > :before AS by_engine;
SELECT * FROM meter_verify();
CREATE TABLE wt_seen (of text, n bigint);
CREATE FUNCTION wt_see() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.wt_seen VALUES (NEW.account, NEW.used);
    RETURN NEW;
END $$;
GRANT ALL ON wt_seen TO PUBLIC;
CREATE TRIGGER wt_counters AFTER INSERT ON meter.counters FOR EACH ROW EXECUTE FUNCTION wt_see();
SELECT pg_temp.call('wt watched');
SELECT of FROM wt_seen;
ROLLBACK;

BEGIN;
SELECT pg_temp.call('wt plain');
CREATE TABLE wt_seen (of text, n bigint);
CREATE FUNCTION wt_see() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.wt_seen VALUES (TG_TABLE_NAME || ' ' || TG_LEVEL, CASE WHEN TG_LEVEL = 'ROW' THEN coalesce((to_jsonb(NEW) ->> 'tokens'), (to_jsonb(NEW) ->> 'used'))::bigint END);
    RETURN NEW;
END $$;
GRANT ALL ON wt_seen TO PUBLIC;

-- a trigger for each row of the log
CREATE TRIGGER wt_rows AFTER INSERT ON meter.usage_log FOR EACH ROW EXECUTE FUNCTION wt_see();
SELECT pg_temp.call('wt watched');
SELECT count(*), sum(n) FROM wt_seen;
-- the row is the same but for its ids
SELECT n.key, p.value AS plain, n.value AS watched
  FROM (SELECT to_jsonb(u) AS row FROM meter.usage_log u WHERE u.account = 'wt plain') a,
       (SELECT to_jsonb(u) AS row FROM meter.usage_log u WHERE u.account = 'wt watched') b,
       jsonb_each(b.row) n JOIN LATERAL jsonb_each(a.row) p USING (key)
 WHERE p.value::text <> n.value::text AND key NOT IN ('recorded_at', 'usage_id', 'charged') ORDER BY key;
SELECT count(*) FROM meter_add_batch('[{"account": "wt watched", "input_tokens": 7}, {"account": "wt watched", "input_tokens": 8}]');
SELECT count(*), sum(n) FROM wt_seen;
DROP TRIGGER wt_rows ON meter.usage_log;
TRUNCATE wt_seen;

-- a trigger for each statement
CREATE TRIGGER wt_statements AFTER INSERT ON meter.usage_log FOR EACH STATEMENT EXECUTE FUNCTION wt_see();
SELECT pg_temp.call('wt watched');
SELECT of, n FROM wt_seen;
DROP TRIGGER wt_statements ON meter.usage_log;
TRUNCATE wt_seen;

-- one that changes what is written
CREATE FUNCTION wt_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.operation := 'changed'; RETURN NEW; END $$;
CREATE TRIGGER wt_changes BEFORE INSERT ON meter.usage_log FOR EACH ROW EXECUTE FUNCTION wt_change();
SELECT pg_temp.call('wt watched');
SELECT operation FROM meter.usage_log WHERE account = 'wt watched' ORDER BY usage_id DESC LIMIT 1;
DROP TRIGGER wt_changes ON meter.usage_log;

-- a trigger on the counters
CREATE TRIGGER wt_counters AFTER UPDATE ON meter.counters FOR EACH ROW EXECUTE FUNCTION wt_see();
SELECT pg_temp.call('wt watched');
SELECT of, n FROM wt_seen;
DROP TRIGGER wt_counters ON meter.counters;

-- a column with a default
ALTER TABLE meter.usage_log ADD COLUMN wt_region text NOT NULL DEFAULT 'eu';
SELECT pg_temp.call('wt watched');
SELECT wt_region, count(*) FROM meter.usage_log WHERE account LIKE 'wt %' GROUP BY 1;
ALTER TABLE meter.usage_log DROP COLUMN wt_region;
SELECT pg_temp.call('wt watched');

-- an index, unique at that
CREATE UNIQUE INDEX wt_sessions ON meter.usage_log (account, at, (session_id || tokens)) WHERE session_id = 'only once';
SELECT used FROM meter_add_tokens('wt watched', 5, session_id => 'only once', at => '2026-03-10 11:00+00');
SAVEPOINT before;
SELECT used FROM meter_add_tokens('wt watched', 5, session_id => 'only once', at => '2026-03-10 11:00+00');
ROLLBACK TO before;
DROP INDEX meter.wt_sessions;

-- a foreign key, and a column that must not be NULL, of one partition
SET LOCAL token_meter.clock = '2031-05-10 12:00+00';
SELECT meter.make_partitions('2031-05-10 12:00+00') > 0 AS made;
CREATE TABLE wt_models (model text PRIMARY KEY);
INSERT INTO wt_models VALUES ('wt-1');
ALTER TABLE meter.usage_log_203105 ADD FOREIGN KEY (model) REFERENCES wt_models;
SELECT pg_temp.call('wt watched');
SAVEPOINT before;
SELECT used FROM meter_add_tokens('wt watched', 5, model => 'gpt-4o', provider => 'openai');
ROLLBACK TO before;
ALTER TABLE meter.usage_log_203105 ALTER session_id SET NOT NULL;
SELECT pg_temp.call('wt watched');
SELECT used FROM meter_add_tokens('wt watched', 5);
ROLLBACK TO before;

-- CHECKs
ALTER TABLE meter.counters ADD CONSTRAINT wt_brake CHECK (used < 20000);
SELECT used FROM meter_add_tokens('wt watched', 20000);
ROLLBACK TO before;
ALTER TABLE meter.usage_log ADD CONSTRAINT wt_session CHECK (session_id IS NOT NULL) NOT VALID;
SELECT used FROM meter_add_tokens('wt watched', 5);
ROLLBACK;
SELECT count(*) FROM meter.usage_log WHERE account LIKE 'wt %';

-- A hold that is opened past the executor is the row that the statement makes, which makes it where somebody watches.
BEGIN;
CREATE TABLE wt_seen (of text);
GRANT ALL ON wt_seen TO PUBLIC;
CREATE FUNCTION wt_see() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.wt_seen VALUES (TG_TABLE_NAME);
    RETURN NEW;
END $$;
CREATE FUNCTION pg_temp.reserve() RETURNS bigint LANGUAGE sql RETURN (
    SELECT hold_id FROM meter_reserve('wt plain', 1000, 300, model => 'wt-1', provider => 'wt', operation => 'chat', operation_id => 'o',
        session_id => 's', metadata => '{"a": [1, 2.50]}'));
CREATE FUNCTION pg_temp.hold(id bigint) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_array(to_jsonb(h) - '{hold_id,slot}'::text[],
                             (SELECT jsonb_agg(to_jsonb(r) - 'hold_id' ORDER BY r.counter_id) FROM meter.reservations r WHERE r.hold_id = h.hold_id))
      FROM meter.holds h WHERE h.hold_id = id $$;
SELECT pg_temp.reserve() AS plain \gset
CREATE TRIGGER wt_holds AFTER INSERT ON meter.holds FOR EACH ROW EXECUTE FUNCTION wt_see();
SELECT pg_temp.reserve() AS watched \gset
SELECT pg_temp.hold(:plain) = pg_temp.hold(:watched) AS same, pg_temp.hold(:plain) -> 1 -> 0 ->> 'amount' AS reserved;
SELECT hold_id - :plain AS hold, slot FROM meter.holds WHERE account = 'wt plain' AND slot IS NOT NULL ORDER BY slot;
DROP TRIGGER wt_holds ON meter.holds;
CREATE TRIGGER wt_reservations AFTER INSERT ON meter.reservations FOR EACH ROW EXECUTE FUNCTION wt_see();
SELECT pg_temp.reserve() AS watched \gset
SELECT of FROM wt_seen;
SELECT * FROM meter_verify();
ALTER TABLE meter.reservations ADD CONSTRAINT wt_few CHECK (amount < 1000) NOT VALID;
SELECT pg_temp.reserve();
ROLLBACK;

-- New versions of a row that no longer fit beside the old ones are found by every index.
SELECT pg_temp.call('wt plain');
SELECT (c.ctid::text::point)[0] AS page FROM meter.counters c WHERE c.account = 'wt plain' \gset
BEGIN;
SELECT count(*) FILTER (WHERE pg_temp.call('wt plain')) FROM generate_series(1, 400) n;
SELECT (c.ctid::text::point)[0] <> :page AS has_moved FROM meter.counters c WHERE c.account = 'wt plain';
SET LOCAL enable_indexscan = off;
SET LOCAL enable_bitmapscan = off;
SET LOCAL enable_indexonlyscan = off;
SELECT count(*), sum(c.used) FROM meter.counters c WHERE c.account = 'wt plain';
RESET enable_indexscan;
SET LOCAL enable_seqscan = off;
SELECT c.used FROM meter.counters c WHERE c.account = 'wt plain';
SELECT c.used FROM meter.limits l JOIN meter.counters c USING (limit_id) WHERE l.plan = 'wt plan' AND c.account = 'wt plain';
SELECT c.used FROM meter.counters c WHERE c.closed_at IS NULL AND c.period_end < 'infinity' AND c.period_end = '2026-03-11' AND c.account LIKE 'wt %';
SELECT c.used FROM meter.counters c JOIN (SELECT counter_id FROM meter.counters WHERE account = 'wt plain' OFFSET 0) i USING (counter_id);
COMMIT;

-- So it is by one that only summarizes pages, though the version lies beside the old one.
SELECT pg_temp.call('wt watched');
CREATE INDEX wt_brin ON meter.counters USING brin (stale_at) WITH (pages_per_range = 1);
SELECT allowed FROM meter_reserve('wt watched', 1, ttl => '1 minute');
SET enable_seqscan = off;
SET enable_indexscan = off;
SELECT c.account FROM meter.counters c WHERE c.stale_at BETWEEN '2026-03-10 12:00+00' AND '2026-03-10 12:01+00' AND c.account LIKE 'wt %';
RESET enable_seqscan;
RESET enable_indexscan;
DROP INDEX meter.wt_brin;

-- A rule that takes the place of one of the meter's own is a rule all the same: it is looked at which ones there are, not how many.
BEGIN;
SELECT pg_temp.call('wt plain');
ALTER TABLE meter.counters DROP CONSTRAINT used_not_negative, ADD CONSTRAINT house_rule CHECK (used < 5000) NOT VALID;
SELECT FROM meter_add_tokens('wt plain', 10000);
ROLLBACK;
BEGIN;
ALTER TABLE meter.counters DROP CONSTRAINT used_not_negative, ADD CONSTRAINT used_not_negative CHECK (used BETWEEN 0 AND 5000) NOT VALID;
SELECT FROM meter_add_tokens('wt plain', 10000);
ROLLBACK;
BEGIN;
UPDATE meter.usage_log SET session_id = 's' WHERE session_id IS NULL;
ALTER TABLE meter.usage_log ALTER COLUMN requests DROP NOT NULL, ALTER COLUMN session_id SET NOT NULL;
SELECT FROM meter_add_tokens('wt plain', 10);
ROLLBACK;
BEGIN;
ALTER TABLE meter.holds DROP CONSTRAINT hold_ends_once, ADD CONSTRAINT house_rule CHECK (settled_at IS NULL) NOT VALID;
SELECT FROM meter_settle((SELECT hold_id FROM meter_reserve('wt plain', 5)), 5);
ROLLBACK;
-- also in a transaction that keeps its snapshot
SELECT pg_temp.call('wt plain');
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT count(*) FROM meter.plans WHERE plan = 'wt plan';
ALTER TABLE meter.counters DROP CONSTRAINT used_not_negative, ADD CONSTRAINT house_rule CHECK (used < 5000) NOT VALID;
SELECT FROM meter_add_tokens('wt plain', 10000);
ROLLBACK;
