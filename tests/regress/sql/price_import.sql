SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-12-05 00:00+00';
SELECT change, provider, model, component, service_tier, context_above, old_price, new_price, reason FROM meter_import_prices('{
  "sample_spec": {"litellm_provider": "one of", "input_cost_per_token": 0},
  "acme/one": {"litellm_provider": "acme", "input_cost_per_token": 1e-6, "output_cost_per_token": 0.0000020000000000000003,
               "cache_read_input_token_cost": 0, "input_cost_per_token_batches": 5e-7,
               "input_cost_per_token_above_200k_tokens": 2e-6, "max_tokens": 1000},
  "acme/seconds": {"litellm_provider": "acme", "input_cost_per_second": 0.01},
  "nobody": {"input_cost_per_token": 1}
}', dry_run => true);
SELECT count(*) AS nothing_written FROM meter.prices WHERE provider = 'acme';
SELECT change, count(*) FROM meter_import_prices('{"acme/one": {"litellm_provider": "acme", "input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6}}', provider => 'acme') GROUP BY 1;
SELECT component, price_per_million, effective_from, source FROM meter.prices WHERE provider = 'acme' ORDER BY 1;
-- again: nothing to do; from the same moment: no second truth
SELECT change, component FROM meter_import_prices('{"acme/one": {"litellm_provider": "acme", "input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6}}', provider => 'acme');
SELECT change, component, old_price, new_price, reason FROM meter_import_prices('{"acme/one": {"litellm_provider": "acme", "input_cost_per_token": 3e-6, "output_cost_per_token": 2e-6}}', provider => 'acme');
-- later: a change, and history
SET token_meter.clock = '2026-12-06 00:00+00';
SELECT change, component, old_price, new_price FROM meter_import_prices('{"acme/one": {"litellm_provider": "acme", "input_cost_per_token": 3e-6, "output_cost_per_token": 2e-6}}', provider => 'acme');
SELECT component, price_per_million, effective_from FROM meter.prices WHERE provider = 'acme' ORDER BY 1, 3;
SELECT change, provider FROM meter_import_prices('{"a/x": {"litellm_provider": "a", "input_cost_per_token": 1e-6}, "b/x": {"litellm_provider": "b", "input_cost_per_token": 1e-6}}', provider => 'b');
-- what a list no longer has of a model ends; what an operator has set stays
SELECT price_per_million FROM meter_set_price('acme', 'one', 'cache_read', 0.5);
SET token_meter.clock = '2026-12-07 00:00+00';
SELECT meter_cost('one', 10, 10, 'acme');
SELECT change, component, old_price, new_price, reason FROM meter_import_prices('{"acme/one": {"litellm_provider": "acme", "input_cost_per_token": 3e-6}}', provider => 'acme');
SELECT component, price_per_million, source FROM meter.prices WHERE provider = 'acme' AND effective_from >= '2026-12-06' ORDER BY effective_from, component;
SELECT meter_cost('one', 10, 0, 'acme', cache_read_tokens => 10) AS cached, meter_cost('one', 10, 10, 'acme') AS with_output;
SET token_meter.clock = '2026-12-08 00:00+00';
SELECT change, component FROM meter_import_prices('{"acme/one": {"litellm_provider": "acme", "output_cost_per_token": 3e-6}}', provider => 'acme', add_only => true);
-- a moment that has a price keeps it, whatever a second list for it says
SELECT change, component, new_price FROM meter_import_prices('{"acme/two": {"litellm_provider": "acme", "input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6}}', provider => 'acme');
SELECT change, component FROM meter_import_prices('{"acme/two": {"litellm_provider": "acme", "input_cost_per_token": 5e-6}}', provider => 'acme', effective_from => '2027-01-01 00:00+00');
SELECT change, component, reason FROM meter_import_prices('{"acme/two": {"litellm_provider": "acme", "output_cost_per_token": 3e-6}}', provider => 'acme', effective_from => '2027-01-01 00:00+00');
-- a shipped price gives way where a list prices its model, and is no measure of the list: only there
SELECT change, model, component, old_price, new_price, reason FROM meter_import_prices('{
  "cohere/command-x": {"litellm_provider": "cohere", "input_cost_per_token": 1e-6},
  "cohere/command-a": {"litellm_provider": "cohere", "input_cost_per_token": 1e-4}}', provider => 'cohere', dry_run => true);
-- the price of one token, given as that of a million
SELECT change, model, new_price, reason FROM meter_import_prices('{"slip/m": {"litellm_provider": "slip", "input_cost_per_token": 2.5}}', dry_run => true);
SELECT change FROM meter_import_prices('{"slip/m": {"litellm_provider": "slip", "input_cost_per_token": 2.5}}');
SELECT change, new_price FROM meter_import_prices('{"slip/m": {"litellm_provider": "slip", "input_cost_per_token": 2.5}}', max_factor => NULL);
-- a file's text as it comes to SQL
SELECT change, model, new_price FROM meter_import_prices(to_jsonb(U&'\FEFF{"text/m": {"litellm_provider": "text", "input_cost_per_token": 1.5e-7}}'::text));
-- a price in cents for a million images, given as that of one
SELECT change FROM meter_import_prices('{"slip/p": {"litellm_provider": "slip", "output_cost_per_image": 40000, "output_cost_per_second": 0.5}}');
-- the price of a million, given as that of one token
SELECT change, new_price, reason FROM meter_import_prices(to_jsonb(E'provider,model,component,price_per_million\nslip, n ,input,0.0000003\n'::text), dry_run => true);
SELECT change FROM meter_import_prices(to_jsonb(E'provider,model,component,price_per_million\nslip, n ,input,0.0000003\n'::text));
-- spaces around a name in a table are none of it; free is a price
SELECT change, model, new_price FROM meter_import_prices(to_jsonb(E'provider, model, component, price_per_million\nslip, n , input, 0.3\nslip, n , output, 0\n'::text));
SELECT change FROM meter_import_prices(to_jsonb(E'provider,model,component,price_per_million\nslip,n,input,\n'::text));
-- two entries for one model: the dearer counts, and the other is named
SELECT change, model, new_price, reason FROM meter_import_prices('{"twice/m": {"litellm_provider": "twice", "input_cost_per_token": 0}, "m": {"litellm_provider": "twice", "input_cost_per_token": 2e-6}}');
-- a broken entry: nothing is imported
SELECT * FROM meter_import_prices('{"good": {"litellm_provider": "g", "input_cost_per_token": 1e-6}, "bad": {"litellm_provider": "g", "input_cost_per_token": -1}}');
SELECT * FROM meter_import_prices('{"good": {"litellm_provider": "g", "input_cost_per_token": 1e-6}, "bad": {"litellm_provider": "g", "input_cost_per_token": "NaN"}}');
SELECT * FROM meter_import_prices('{"good": {"litellm_provider": "g", "input_cost_per_token": 1e-6}, "bad": 7}');
SELECT * FROM meter_import_prices(jsonb_build_object(repeat('x', 300), jsonb_build_object('litellm_provider', 'g', 'input_cost_per_token', 1e-6)));
SELECT count(*) FROM meter.prices WHERE provider = 'g';
SELECT * FROM meter_import_prices('[1, 2]');
SELECT * FROM meter_import_prices('{}', format => 'excel');
SELECT * FROM meter_import_prices(NULL);
SELECT * FROM meter_import_prices('{"m": {"litellm_provider": "g", "input_cost_per_token": 1e-6}}', effective_from => '2020-01-01');

-- a price for a day to come, which a newer list of the same format has otherwise, later or not at all: the newest one is right
RESET token_meter.clock;
SET token_meter.clock = '2026-12-06 00:00+00';
SELECT change, new_price, effective_from FROM meter_import_prices(to_jsonb(
    E'provider,model,component,price_per_million,effective_from\nacme,coming,input,2,\nacme,coming,input,4,2027-01-01\n'::text));
SELECT change, old_price, new_price, effective_from, reason FROM meter_import_prices(to_jsonb(
    E'provider,model,component,price_per_million,effective_from\nacme,coming,input,2,\nacme,coming,input,3,2027-01-01\n'::text), dry_run => true);
SELECT meter_cost('coming', 1000000, provider => 'acme', at => '2027-01-02');
SELECT count(*) FROM meter_import_prices(to_jsonb(
    E'provider,model,component,price_per_million,effective_from\nacme,coming,input,2,\nacme,coming,input,3,2027-01-01\n'::text));
SELECT meter_cost('coming', 1000000, provider => 'acme', at => '2027-01-02');
SELECT change, old_price, new_price, effective_from, reason FROM meter_import_prices(to_jsonb(
    E'provider,model,component,price_per_million,effective_from\nacme,coming,input,2,\nacme,coming,input,3,2027-03-01\n'::text));
SELECT meter_cost('coming', 1000000, provider => 'acme', at => '2027-02-28'), meter_cost('coming', 1000000, provider => 'acme', at => '2027-03-01');
-- a list of another format knows no days to come, and what an operator has set is the operator's
SELECT price_per_million FROM meter_set_price('acme', 'coming', 'input', 7, effective_from => '2027-06-01');
SELECT change, new_price, effective_from, reason FROM meter_import_prices('{"acme/coming": {"litellm_provider": "acme", "input_cost_per_token": 2e-6}}');
SELECT change, old_price, new_price, effective_from, reason FROM meter_import_prices(to_jsonb(
    E'provider,model,component,price_per_million,effective_from\nacme,coming,input,2,\n'::text));
SELECT price_per_million, effective_from, source FROM meter.prices WHERE model = 'coming' ORDER BY 2;
RESET token_meter.clock;
