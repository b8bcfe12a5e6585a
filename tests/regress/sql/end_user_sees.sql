-- What a signed-in end user sees: their own rows, and of these what docs/operations.md tells. Nothing of whose limit refused them,
-- of prices and margins, of how much others use.
SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-03-10 12:00+00';
-- all columns that they may read; one that is new is not among them
SELECT c.relname, string_agg(a.attname, ', ' ORDER BY a.attnum) AS columns
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relnamespace = 'meter'::regnamespace AND c.relkind IN ('r', 'p', 'v')
   AND has_column_privilege('meter_reader', c.oid, a.attnum, 'SELECT')
 GROUP BY c.relname ORDER BY c.relname COLLATE "C";
SELECT c.relname AS all_of_it FROM pg_class c WHERE c.relnamespace = 'meter'::regnamespace AND has_table_privilege('meter_reader', c.oid, 'SELECT');
-- no number of a sequence is among them: it would tell how much everybody uses; limits are few, and name the counters' rows
SELECT c.relname, a.attname AS numbered
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
 WHERE c.relnamespace = 'meter'::regnamespace AND c.relkind IN ('r', 'p') AND has_column_privilege('meter_reader', c.oid, a.attnum, 'SELECT')
   AND (a.attidentity <> '' OR pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval%' OR a.attname ~ '_ids?$');

-- a team's limit, a pool's credit and the plan's markup
SELECT plan, markup FROM meter_set_plan('es plus', description => 'Plus', markup => 1.5);
SELECT cap FROM meter_set_limit('es tokens', 'tokens', 10000, 'day', plan => 'es plus');
SELECT cap FROM meter_set_limit('es budget', 'cost', 50, 'day', plan => 'es plus', thresholds => '{1}');
SELECT cap FROM meter_set_limit('es charged', 'charged_cost', 50, 'day', plan => 'es plus');
SELECT plan FROM meter_set_plan('es none');
SELECT account FROM meter_set_account('es team', plan => 'es none');
SELECT cap FROM meter_set_limit('es team tokens', 'tokens', 4000, 'month', account => 'es team');
SELECT account FROM meter_set_account('es ann', plan => 'es plus', parent => 'es team');
SELECT account FROM meter_set_account('es bob', plan => 'es plus', parent => 'es team');
SELECT account FROM meter_set_account('es pool', plan => 'es none');
SELECT cap FROM meter_set_limit('es credit', 'cost', 1000, 'never', account => 'es pool');
SELECT provider FROM meter_set_pool('es pool', 'es');
SELECT price_per_million FROM meter_set_price('es', 'm', 'input', 1000);
SELECT amount FROM meter_grant('es ann', 'es tokens', 10, note => 'the angry one');
SELECT allowed FROM meter_add_tokens('es bob', 2500, model => 'm', provider => 'es');
SELECT allowed FROM meter_add_tokens('es ann', 1000, model => 'm', provider => 'es');
SELECT allowed, limit_name FROM meter_add_tokens('es ann', 800, model => 'm', provider => 'es');
SELECT allowed, limit_name FROM meter_reserve('es ann', 100, model => 'm', provider => 'es');

CREATE ROLE authenticator LOGIN NOINHERIT;
CREATE ROLE authenticated; GRANT authenticated TO authenticator; GRANT meter_reader TO authenticated;
CREATE ROLE "es ann" LOGIN; CREATE ROLE "es team" LOGIN; CREATE ROLE "es pool" LOGIN; CREATE ROLE gateway LOGIN NOINHERIT;
GRANT meter_reader TO "es ann", "es team", "es pool"; GRANT authenticated TO gateway;
SET SESSION AUTHORIZATION authenticator;
SET ROLE authenticated;
SET request.jwt.claims = '{"sub": "es ann"}';
SELECT account, plan FROM meter.accounts;
SELECT plan, description FROM meter.plans;
SELECT limit_name, unit, cap FROM meter.limits ORDER BY limit_name;
-- of the provider's cost, nothing beside what is charged
SELECT l.limit_name, c.used, c.reserved FROM meter.counters c JOIN meter.limits l USING (limit_id) ORDER BY 1;
SELECT count(*) FROM meter.counters;
SELECT limit_name FROM meter.alerts;
SELECT account, tokens, charged_cost FROM meter.usage_log;
SELECT account, reason, limit_name, input_tokens FROM meter.denials;
SELECT account, input_tokens FROM meter.holds;
SELECT account, amount, kind FROM meter.grants;
-- the team's figures, margins, notes and prices are refused
SELECT used, cap, payer FROM meter.denials;
SELECT verdict FROM meter.holds;
SELECT amounts FROM meter.holds;
SELECT cost, markup FROM meter.usage_log;
SELECT price_ids FROM meter.usage_log;
SELECT usage_id FROM meter.usage_log;
SELECT note FROM meter.grants;
SELECT markup FROM meter.plans;
SELECT parent FROM meter.accounts;
SELECT price_per_million FROM meter.prices;
SELECT to_model FROM meter.model_rules;
SELECT used FROM meter.stripes;
SELECT * FROM meter.usage_log;
-- the margin does not show later either: the markup has gone, and what was counted beside it is still there
RESET SESSION AUTHORIZATION;
SELECT markup FROM meter_set_plan('es plus', markup => 1);
SET SESSION AUTHORIZATION authenticator;
SET ROLE authenticated;
SELECT l.limit_name, c.used, c.reserved FROM meter.counters c JOIN meter.limits l USING (limit_id) ORDER BY 1;
SELECT limit_name FROM meter.alerts;

-- a subject that is a team's or a pool's id is not that team or pool,
SET request.jwt.claims = '{"sub": "es team"}';
SELECT meter_current_account() IS NULL AS nobody, (SELECT count(*) FROM meter.limits) AS limits;
SET request.jwt.claims = '{"sub": "es pool"}';
SELECT meter_current_account() IS NULL AS nobody, (SELECT count(*) FROM meter.counters) AS counters;
-- nor is a login of that name,
SET SESSION AUTHORIZATION "es team";
SELECT meter_current_account() IS NULL AS nobody, (SELECT count(*) FROM meter.counters) AS counters;
SET SESSION AUTHORIZATION "es pool";
SELECT meter_current_account() IS NULL AS nobody, (SELECT count(*) FROM meter.counters) AS counters;
SET SESSION AUTHORIZATION "es ann";
SELECT meter_current_account(), (SELECT count(*) > 0 FROM meter.counters) AS counters;
-- until the account names the subject that reads it: then that one does, and no other
RESET SESSION AUTHORIZATION;
SELECT auth_subject FROM meter_set_account('es team', auth_subject => 'lead');
SELECT auth_subject FROM meter_set_account('es ann', auth_subject => 'oauth2|1');
SELECT auth_subject FROM meter_set_account('es pool', auth_subject => 'es pool');
CREATE ROLE lead LOGIN; GRANT meter_reader TO lead;
SET SESSION AUTHORIZATION authenticator;
SET ROLE authenticated;
SET request.jwt.claims = '{"sub": "lead"}';
SELECT meter_current_account(), (SELECT sum(used) FROM meter.counters) AS used;
SET request.jwt.claims = '{"sub": "es ann"}';
SELECT meter_current_account() IS NULL AS nobody, (SELECT count(*) FROM meter.counters) AS counters;
SET request.jwt.claims = '{"sub": "oauth2|1"}';
SELECT meter_current_account();
SET request.jwt.claims = '{"sub": ""}';
SELECT meter_current_account() IS NULL AS nobody;
SET SESSION AUTHORIZATION "es ann";
SELECT meter_current_account() IS NULL AS nobody, (SELECT count(*) FROM meter.counters) AS counters;
SET SESSION AUTHORIZATION "es pool";
SELECT meter_current_account();
-- a login is no subject of a token
SET SESSION AUTHORIZATION lead;
SELECT meter_current_account(), (SELECT count(*) FROM meter.counters) AS counters;

-- whose claims are true is the operator's to say
SET SESSION AUTHORIZATION gateway;
SET ROLE authenticated;
SET request.jwt.claims = '{"sub": "oauth2|1"}';
SELECT meter_current_account();
RESET SESSION AUTHORIZATION;
SELECT value FROM meter_set_setting('trusted_logins', 'authenticator, gateway');
SET SESSION AUTHORIZATION gateway;
SET ROLE authenticated;
SELECT meter_current_account();
SELECT meter_set_setting('trusted_logins', 'es ann');
RESET SESSION AUTHORIZATION;
SELECT value FROM meter_set_setting('trusted_logins', 'gateway');
SET SESSION AUTHORIZATION authenticator;
SET ROLE authenticated;
SELECT meter_current_account();
RESET SESSION AUTHORIZATION;
SELECT meter_set_setting('trusted_logins', 'gateway,,');
SELECT value FROM meter_set_setting('trusted_logins', '');
SELECT value FROM meter_set_setting('trusted_logins', 'authenticator');
-- asked once a statement, not once a row
CREATE FUNCTION pg_temp.asked(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    line text;
    plan text := '';
BEGIN
    FOR line IN EXECUTE 'EXPLAIN (VERBOSE, COSTS off) ' || query LOOP plan := plan || line; END LOOP;
    RETURN CASE WHEN plan ~ 'SubPlan' THEN 'each row' WHEN plan ~ 'InitPlan' THEN 'once' ELSE 'never' END;
END $$;
SET ROLE meter_reader;
SELECT t, pg_temp.asked('SELECT account FROM meter.' || t) AS asked
  FROM unnest('{accounts,alerts,counters,denials,grants,holds,key_sources,usage_log}'::text[]) t;
RESET ROLE;
SELECT provider FROM meter_remove_pool('es pool', 'es');
SELECT problem, account FROM meter_verify() WHERE account LIKE 'es %';
DROP OWNED BY "es ann", "es team", "es pool", lead, gateway, authenticated, authenticator;
DROP ROLE "es ann", "es team", "es pool", lead, gateway, authenticated, authenticator;
