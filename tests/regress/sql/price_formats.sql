SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-12-05 00:00+00';
-- OpenRouter: texts, and what is dynamic
SELECT change, provider, model, component, new_price, reason FROM meter_import_prices('{"data": [
  {"id": "bolt/or", "pricing": {"prompt": "0.00000025", "completion": "0.0000015", "web_search": "0.01", "discount": 0}},
  {"id": "bolt/auto", "pricing": {"prompt": "-1", "completion": "-1"}}]}');
-- genai-prices: steps, dates, times of the day
SELECT change, provider, model, component, context_above, new_price, effective_from, reason FROM meter_import_prices('[{"id": "bolt", "models": [
  {"id": "dated", "prices": [
    {"prices": {"input_mtok": {"base": 5, "tiers": [{"start": 200000, "price": 10}]}, "output_mtok": 25, "requests_kcount": 12}},
    {"constraint": {"start_date": "2027-01-01"}, "prices": {"input_mtok": 4, "output_mtok": 25}}]},
  {"id": "night", "prices": [
    {"prices": {"input_mtok": 0.135}},
    {"constraint": {"start_time": "00:30:00Z", "end_time": "16:30:00Z"}, "prices": {"input_mtok": 0.27}}]}]}]');
SELECT meter_cost('dated', 100000, 0, 'bolt', at => '2026-12-31') AS before, meter_cost('dated', 100000, 0, 'bolt', at => '2027-01-01') AS after,
       meter_cost('dated', 300000, 0, 'bolt', at => '2026-12-31') AS above_before, meter_cost('dated', 300000, 0, 'bolt', at => '2027-01-01') AS above_after;
-- again, before that day and after it: nothing to do
SELECT change, count(*) FROM meter_import_prices('[{"id": "bolt", "models": [
  {"id": "dated", "prices": [
    {"prices": {"input_mtok": {"base": 5, "tiers": [{"start": 200000, "price": 10}]}, "output_mtok": 25, "requests_kcount": 12}},
    {"constraint": {"start_date": "2027-01-01"}, "prices": {"input_mtok": 4, "output_mtok": 25}}]}]}]') GROUP BY 1;
SET token_meter.clock = '2027-02-01 00:00+00';
SELECT change, count(*) FROM meter_import_prices('[{"id": "bolt", "models": [
  {"id": "dated", "prices": [
    {"prices": {"input_mtok": {"base": 5, "tiers": [{"start": 200000, "price": 10}]}, "output_mtok": 25, "requests_kcount": 12}},
    {"constraint": {"start_date": "2027-01-01"}, "prices": {"input_mtok": 4, "output_mtok": 25}}]}]}]') GROUP BY 1;
SET token_meter.clock = '2026-12-06 00:00+00';
-- a price that was set for later stays, and is told
SELECT change, component, context_above, old_price, new_price, effective_from, reason FROM meter_import_prices('[{"id": "bolt", "models": [
  {"id": "dated", "prices": {"input_mtok": 4, "output_mtok": 25}}]}]');
-- models.dev
SELECT change, provider, model, component, context_above, new_price, reason FROM meter_import_prices('{"bolt": {"id": "bolt", "models": {
  "md": {"id": "md", "cost": {"input": 1.25, "output": 10, "cache_read": 0.125, "spice": 1,
    "tiers": [{"tier": {"type": "context", "size": 200000}, "input": 2.5, "output": 15}],
    "context_over_200k": {"input": 2.5, "output": 15}}}, "free": {"id": "free"}}}}');
-- CSV comes as a text; a line that is broken is named
SELECT change, provider, model, component, service_tier, new_price, effective_from FROM meter_import_prices(to_jsonb(
'provider,model,component,price_per_million,service_tier,effective_from
bolt,"a ""b"", c",input,0.123456789012345678,,2020-01-01
bolt,"a ""b"", c",input,0.2,,2027-01-01
bolt,"a ""b"", c",input,,,2028-01-01
bolt,''=1+1,output,2,batch,
'::text));
SELECT * FROM meter_import_prices(to_jsonb('provider,model,component,price_per_million
bolt,m,input,cheap
'::text));
SELECT * FROM meter_import_prices(to_jsonb('provider;model
'::text));
SELECT * FROM meter_import_prices('{}', format => 'csv');
-- LiteLLM: what is not per token, ranges, and a second name
SELECT change, component, service_tier, context_above, new_price, reason FROM meter_import_prices('{"bolt/l": {"litellm_provider": "bolt",
  "input_cost_per_image": 0.001, "output_cost_per_second": 5.0000000000000004e-08, "cache_creation_input_token_cost_above_1hr": 6e-6,
  "search_context_cost_per_query": {"search_context_size_low": 0.01, "search_context_size_medium": 0.02},
  "input_cost_per_token_cache_hit": 1e-7, "input_dbu_cost_per_token": 1e-5, "output_cost_per_video_per_second_above_8s_interval": 1,
  "tiered_pricing": [{"range": [0, 32768], "input_cost_per_token": 1e-6}, {"range": [32768, 65536], "input_cost_per_token": 2e-6}]}}');
-- a tier that has no step of its own rises with the standard price; regions and speeds are factors
SELECT change, component, service_tier, context_above, new_price, reason FROM meter_import_prices('{"bolt/t": {"litellm_provider": "bolt",
  "input_cost_per_token": 2e-6, "input_cost_per_token_above_200k_tokens": 4e-6, "input_cost_per_token_batches": 1e-6,
  "regional_endpoint_uplift_multiplier": 1.1, "provider_specific_entry": {"fast": 2, "us": 1.2, "preview_only": 1}}}');
SELECT meter_cost('t', 200000, provider => 'bolt', service_tier => 'batch') AS below,
       meter_cost('t', 300000, provider => 'bolt', service_tier => 'batch') AS above,
       meter_cost('t', 300000, provider => 'bolt', service_tier => 'batch', conditions => '{endpoint:regional}') AS regional;
SELECT cost FROM meter_add_tokens('risen', 300000, model => 't', provider => 'bolt', service_tier => 'batch', enforce => false);
SELECT cost, service_tier, cardinality(price_ids) AS prices FROM meter.usage_log WHERE account = 'risen';
-- a jump refuses the list; to and from 0 is no factor; a dry run tells
SET token_meter.clock = '2026-12-07 00:00+00';
SELECT * FROM meter_import_prices('{"bolt/l": {"litellm_provider": "bolt", "input_cost_per_image": 0.1, "cache_read_input_token_cost": 1.01e-6}}');
SELECT * FROM meter_import_prices('{"bolt/l": {"litellm_provider": "bolt", "input_cost_per_image": 0.0101}}');
SELECT change, component, old_price, new_price, reason FROM meter_import_prices('{"bolt/l": {"litellm_provider": "bolt", "input_cost_per_image": 0.0101}}', dry_run => true, add_only => true);
SELECT change, component, old_price, new_price FROM meter_import_prices('{"bolt/l": {"litellm_provider": "bolt", "input_cost_per_image": 0.01, "cache_read_input_token_cost": 0}}', add_only => true);
SET token_meter.clock = '2026-12-08 00:00+00';
SELECT change, component, old_price, new_price FROM meter_import_prices('{"bolt/l": {"litellm_provider": "bolt", "input_cost_per_image": 0.02, "cache_read_input_token_cost": 9e-3}}', add_only => true, max_factor => 2);
SET token_meter.clock = '2026-12-09 00:00+00';
SELECT change, component, old_price, new_price FROM meter_import_prices('{"bolt/l": {"litellm_provider": "bolt", "input_cost_per_image": 2}}', add_only => true, max_factor => NULL);
SELECT * FROM meter_import_prices('{}', max_factor => 0.5);
SELECT * FROM meter_import_prices('{}', max_factor => 'NaN');
-- written, and read back: no change
SELECT meter_export_prices(provider => 'bolt');
SELECT change, count(*) > 60 AS all_of_them FROM meter_import_prices(to_jsonb(meter_export_prices())) GROUP BY 1;
SELECT meter_export_prices('litellm', provider => 'openrouter');
SELECT length(meter_export_prices('litellm', provider => 'bolt')) > 100 AS written;
SELECT change, count(*), max(reason) FROM meter_import_prices(meter_export_prices('litellm', 'openrouter')::jsonb) GROUP BY 1;
SELECT meter_export_prices('openrouter');
SELECT meter_export_prices('excel');
SELECT meter_export_prices(NULL);
SELECT meter_export_prices(provider => 'nobody');
