-- Other names of models: an operator's aliases and expressions, and the rules of imported lists.
\set SHOW_CONTEXT never
SET datestyle = ISO; SET timezone = 'UTC';
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_plan('mr plan');
SELECT FROM meter_set_account('mr', plan => 'mr plan');
SELECT FROM meter_set_price('rule', 'lead-1', 'input', 1);
SELECT FROM meter_set_price('rule', 'lead-2', 'input', 2);
SELECT FROM meter_set_price('else', 'lead-1', 'input', 5);

SELECT kind, pattern, model, provider, to_provider, place FROM meter_set_model_rule('our-best', 'lead-2');
SELECT kind, pattern, model, provider, to_provider, place FROM meter_set_model_rule('our-best', 'lead-1', provider => 'Else');
SELECT kind, pattern, model, provider, to_provider, place FROM meter_set_model_rule('^acme/(lead-\d)(-fast)?$', '$1', kind => 'regex', to_provider => 'rule');
SELECT cost, model FROM unnest('{our-best,acme/lead-2-fast,acme/lead-1}'::text[]) model, LATERAL meter_add_tokens('mr', 1000000, model => model, provider => 'rule');
SELECT cost FROM meter_add_tokens('mr', 1000000, model => 'our-best', provider => 'else');
SELECT provider, model, price_match, cost FROM meter.usage_log WHERE account = 'mr' ORDER BY usage_id;

-- the decision, step by step
SELECT * FROM meter_match_model('lead-1', 'rule');
SELECT * FROM meter_match_model('acme/lead-2-20250101', 'rule');
SELECT * FROM meter_match_model('acme/lead-2-fast', 'rule');
SELECT * FROM meter_match_model('unheard-of', 'rule');
SELECT * FROM meter_match_model('lead-1');

-- a name that a rule leads to has priority over nothing: its own price comes first, and an alias before other names
SELECT FROM meter_set_model_rule('lead-1', 'lead-2', provider => 'rule');
SELECT FROM meter_set_model_rule('lead-1-20250101', 'lead-2', provider => 'rule');
SELECT meter_cost('lead-1', 1000000, 0, 'rule') AS its_own, meter_cost('lead-1-20250101', 1000000, 0, 'rule') AS alias;
-- two that fit are no guess, unless one comes first or they mean the same
SELECT FROM meter_set_model_rule('fast$', 'lead-1', kind => 'regex', provider => 'rule');
SELECT meter_cost('acme/lead-2-fast', 1000000, 0, 'rule');
SELECT meter_cost('acme/lead-1-fast', 1000000, 0, 'rule') AS the_same;
SELECT place FROM meter_set_model_rule('fast$', 'lead-1', kind => 'regex', provider => 'rule', place => -1);
SELECT meter_cost('acme/lead-2-fast', 1000000, 0, 'rule') AS the_first;
SELECT pattern, model FROM meter_remove_model_rule('fast$', 'regex', 'rule');
SELECT pattern, model FROM meter_remove_model_rule('fast$', 'regex', 'rule');
-- calls that name no provider go by what is said for all
SELECT FROM meter_set_model_rule('anyones', 'lead-1', to_provider => 'rule');
SELECT meter_cost('anyones', 1000000) AS anyones;

SELECT meter_set_model_rule('a(b', 'x', kind => 'regex');
SELECT meter_set_model_rule('(?=a)', 'x', kind => 'regex');
SELECT meter_set_model_rule('a', 'x', kind => 'list');
SELECT meter_set_model_rule('a', 'x', kind => 'glob');
SELECT meter_set_model_rule(' ', 'x');
SELECT meter_set_model_rule('a', NULL);

-- a list's own rules come after an operator's, in its order
SELECT change, model, component, new_price FROM meter_import_prices('[{"id": "lister", "models": [
    {"id": "gold", "match": {"or": [{"equals": "gold"}, {"starts_with": "gold-"}]}, "prices": {"input_mtok": 3}},
    {"id": "gold-mini", "match": {"contains": "mini"}, "prices": {"input_mtok": 1}}]},
  {"id": "mirror", "fallback_model_providers": ["lister"], "models": []}]');
SELECT cost FROM meter_add_tokens('mr', 1000000, model => 'GOLD-mini-9', provider => 'lister');
SELECT price_match FROM meter.usage_log WHERE account = 'mr' ORDER BY usage_id DESC LIMIT 1;
SELECT meter_cost('my-mini', 1000000, 0, 'lister') AS mini, meter_cost('my-mini', 1000000, 0, 'mirror') AS of_the_maker;
-- and before what the vendor that a name tells asks itself
SELECT FROM meter_set_price('else', 'my-mini', 'input', 5);
SELECT meter_cost('else/my-mini', 1000000, 0, 'lister') AS mini, meter_cost('else/my-mini', 1000000, 0, 'rule') AS of_the_vendor;
-- a later list of the same kind takes their place; a dry run leaves them
SELECT count(*) FROM meter_import_prices('[{"id": "lister", "models": [{"id": "gold", "match": {"equals": "oro"}, "prices": {"input_mtok": 3}}]}]', dry_run => true);
SELECT meter_cost('my-mini', 1000000, 0, 'lister') AS still;
SELECT count(*) FROM meter_import_prices('[{"id": "lister", "models": [{"id": "gold", "match": {"equals": "oro"}, "prices": {"input_mtok": 3}}]}]');
SELECT meter_cost('oro', 1000000, 0, 'lister') AS oro;
SELECT price_match, has_price FROM meter_match_model('my-mini', 'lister') ORDER BY step DESC LIMIT 1;
-- a list takes the place of its own providers' rules, and with add_only or from a later day on of none
SELECT count(*) FROM meter_import_prices('[{"id": "beta", "models": [{"id": "bet", "match": {"starts_with": "bet"}, "prices": {"input_mtok": 1}}]}]');
SELECT meter_cost('oro', 1000000, 0, 'lister') AS oro, meter_cost('bet-2', 1000000, 0, 'beta') AS bet;
SELECT count(*) FROM meter_import_prices('[{"id": "beta", "models": [{"id": "bet", "match": {"equals": "bid"}, "prices": {"input_mtok": 1}}]}]', add_only => true);
SELECT count(*) FROM meter_import_prices('[{"id": "beta", "models": [{"id": "bet", "match": {"equals": "bud"}, "prices": {"input_mtok": 1}}]}]', effective_from => '2026-12-01');
SELECT meter_cost('bet-2', 1000000, 0, 'beta') AS bet, meter_cost('bid', 1000000, 0, 'beta') AS bid;
SELECT * FROM meter_verify() WHERE account = 'mr';
