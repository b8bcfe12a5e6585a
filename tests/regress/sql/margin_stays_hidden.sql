-- An operator's margin: nothing that an end user may read tells the provider's cost beside what they are charged, while their plan has a
-- markup nor after they, or the markup, have gone. Whoever was never charged by one sees what is counted by cost.
SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT plan FROM meter_set_plan('mh dear', markup => 1.5);
SELECT plan FROM meter_set_plan('mh plain');
SELECT plan FROM meter_set_plan('mh none');
SELECT count(m.cap) FROM (VALUES ('mh dear', 'month'), ('mh plain', 'day')) p (plan, period), unnest('{cost,charged_cost}'::text[]) unit,
  LATERAL meter_set_limit('mh ' || unit, unit, 50, period, plan => plan, thresholds => '{1}', carry_over_cap => 5) m;
SELECT price_per_million FROM meter_set_price('mh', 'm', 'input', 1000);
SELECT count(m.account) FROM (VALUES ('mh ann', 'mh dear'), ('mh bob', 'mh plain'), ('mh team', 'mh none'), ('mh other', 'mh none'),
                                  ('mh pool', 'mh none')) a (account, plan),
  LATERAL meter_set_account(a.account, plan => a.plan, auth_subject => a.account) m;
SELECT account FROM meter_set_account('mh ann', parent => 'mh team');
SELECT account FROM meter_set_account('mh bob', parent => 'mh other');
SELECT count(m.cap) FROM unnest('{mh ann,mh team,mh other,mh pool}'::text[]) account, unnest('{cost,charged_cost}'::text[]) unit,
  LATERAL meter_set_limit('mh own ' || unit, unit, 100, 'never', account => account, thresholds => '{1}') m;
SELECT account FROM meter_set_pool('mh pool', 'mh', 'mh ann');
SELECT count(m.remaining) FROM (VALUES ('mh ann', 'mh own cost'), ('mh ann', 'mh own charged_cost'), ('mh bob', 'mh cost'),
                                    ('mh team', 'mh own cost')) g (account, limit_name),
  LATERAL meter_grant(g.account, g.limit_name, 20) m;
SELECT allowed FROM unnest('{mh ann,mh bob}'::text[]) account, LATERAL meter_add_tokens(account, 4000, model => 'm', provider => 'mh');

CREATE ROLE authenticator LOGIN NOINHERIT;
CREATE ROLE authenticated; GRANT authenticated TO authenticator; GRANT meter_reader TO authenticated;
-- all that somebody reads of a unit
CREATE FUNCTION pg_temp.read_by(subject text, unit text) RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT set_config('request.jwt.claims', jsonb_build_object('sub', subject)::text, false);
    SELECT concat_ws('; ',
        'limits ' || (SELECT string_agg(l.limit_name, ', ' ORDER BY l.limit_id) FROM meter.limits l WHERE l.unit = $2),
        'used ' || (SELECT string_agg(trim_scale(c.used)::text, ', ' ORDER BY c.limit_id, c.period_start)
                      FROM meter.counters c JOIN meter.limits l USING (limit_id) WHERE l.unit = $2),
        'alerts ' || (SELECT string_agg(trim_scale(a.used)::text, ', ' ORDER BY a.period_start, a.limit_name) FROM meter.alerts a WHERE a.unit = $2),
        'grants ' || (SELECT string_agg(g.amount::text, ', ' ORDER BY g.created_at, g.amount) FROM meter.grants g WHERE g.unit = $2))
$$;
CREATE FUNCTION pg_temp.all_counters(subject text) RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT set_config('request.jwt.claims', jsonb_build_object('sub', subject)::text, false);
    SELECT string_agg(trim_scale(c.used)::text, ', ' ORDER BY c.used) FROM meter.counters c
$$;
CREATE TEMP TABLE readers (subject text);
INSERT INTO readers SELECT unnest('{mh ann,mh bob,mh team,mh other,mh pool}'::text[]);
GRANT SELECT ON readers TO authenticated;
-- those that were charged by a markup, or have counted such calls, read none of cost; bob, and the parent of his, do
SET SESSION AUTHORIZATION authenticator; SET ROLE authenticated;
SELECT subject, unit, pg_temp.read_by(subject, unit) FROM readers, unnest('{cost,charged_cost}'::text[]) unit ORDER BY subject, unit;
SELECT subject, pg_temp.all_counters(subject) FROM readers ORDER BY subject;
RESET SESSION AUTHORIZATION;

-- ann leaves her plan, her team and her pool; the pool is none any more, and the markup goes
SET token_meter.clock = '2026-03-11 12:00+00';
SELECT plan FROM meter_set_account('mh ann', plan => 'mh plain');
SET SESSION AUTHORIZATION authenticator; SET ROLE authenticated;
SELECT subject, pg_temp.read_by(subject, 'cost') FROM readers ORDER BY subject;
RESET SESSION AUTHORIZATION;
SELECT parent FROM meter_set_account('mh ann', parent => '');
SELECT account FROM meter_remove_pool('mh pool', 'mh', 'mh ann');
SELECT markup FROM meter_set_plan('mh dear', markup => 1);
SELECT allowed FROM unnest('{mh ann,mh bob}'::text[]) account, LATERAL meter_add_tokens(account, 3000, model => 'm', provider => 'mh');
SET token_meter.clock = '2026-05-01 12:00+00';
SELECT allowed FROM unnest('{mh ann,mh bob}'::text[]) account, LATERAL meter_add_tokens(account, 2000, model => 'm', provider => 'mh');
SELECT count(*) > 0 AS maintained FROM meter_maintain();
SET SESSION AUTHORIZATION authenticator; SET ROLE authenticated;
SELECT subject, pg_temp.read_by(subject, 'cost') FROM readers ORDER BY subject;
SELECT subject, pg_temp.read_by(subject, 'charged_cost') FROM readers WHERE subject = 'mh ann';
RESET SESSION AUTHORIZATION;
-- back on a plan of the same limits
SELECT plan FROM meter_set_account('mh ann', plan => 'mh dear');
-- and who comes below a parent brings the mark along
SELECT parent FROM meter_set_account('mh ann', parent => 'mh other');
SET SESSION AUTHORIZATION authenticator; SET ROLE authenticated;
SELECT subject, pg_temp.read_by(subject, 'cost') FROM readers WHERE subject IN ('mh ann', 'mh other');
RESET SESSION AUTHORIZATION;
SELECT parent FROM meter_set_account('mh ann', parent => '');
SET SESSION AUTHORIZATION authenticator; SET ROLE authenticated;
SELECT subject, pg_temp.read_by(subject, 'cost') FROM readers WHERE subject IN ('mh ann', 'mh other');
RESET SESSION AUTHORIZATION;
-- a plan that has had a markup says so, whoever writes it
\set VERBOSITY terse
UPDATE meter.plans SET marked_up = false, markup = 2 WHERE plan = 'mh dear';
SELECT plan, markup, marked_up FROM meter.plans WHERE plan LIKE 'mh %' ORDER BY plan;
SELECT problem, account FROM meter_verify() WHERE account LIKE 'mh %';
DROP OWNED BY authenticated, authenticator;
DROP ROLE authenticated, authenticator;
