-- What a call uses beside tokens is charged by the price of its name, and kept on its row.
\set SHOW_CONTEXT never
SET datestyle = ISO; SET timezone = 'UTC';
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_plan('ou plan');
SELECT FROM meter_set_account('ou', plan => 'ou plan');
SELECT FROM meter_set_price('unit', 'm', 'input', 1);
SELECT FROM meter_set_price('unit', 'm', 'output', 4);
SELECT FROM meter_set_price('unit', 'm', 'cache_write', 1.25);
SELECT FROM meter_set_price('unit', 'm', 'cache_write_1h', 2);
SELECT FROM meter_set_price('unit', 'm', 'web_search', 10000);
SELECT FROM meter_set_price('unit', 'm', 'image_output', 30);
SELECT meter_cost('m', 1000000, 0, 'unit', other_units => '{"web_search": 3}') AS searched;
SELECT meter_cost('m', 1000000, 1000000, 'unit', cache_write_tokens => 1000000, other_units => '{"cache_write_1h": 400000, "image_output": 100000}') AS parts;
SELECT cost, tokens FROM meter_add_tokens('ou', 1000, 100, model => 'm', provider => 'unit', other_units => '{"web_search": 2, "image_output": 100, "source": 7}');
SELECT other_units, cost FROM meter.usage_log WHERE account = 'ou';
-- a call of nothing but units, and one that is reserved by them
SELECT cost, tokens FROM meter_add_tokens('ou', 0, model => 'm', provider => 'unit', other_units => '{"web_search": 1}');
SELECT cost, allowed FROM meter_reserve('ou', 0, model => 'm', provider => 'unit', other_units => '{"web_search": 5}', ttl => '1 hour');
SELECT hold_id AS hold FROM meter.holds WHERE account = 'ou' \gset
SELECT cost, reason FROM meter_settle(:hold, 0, other_units => '{"web_search": 4}');
SELECT cost, reason FROM meter_settle(:hold, 0, other_units => '{"web_search": 4}');

-- a unit that has no price is no cost of 0: it is told, and a call that is spent costs what its tokens do, as a guess
SELECT meter_cost('m', 1, 0, 'unit', other_units => '{"image_generated": 1}');
SELECT cost FROM meter_add_tokens('ou', 1, model => 'm', provider => 'unit', other_units => '{"image_generated": 1}', enforce => false);
SELECT price_match, cost FROM meter.usage_log WHERE account = 'ou' ORDER BY usage_id DESC LIMIT 1;
-- what the provider asks for every model; a model's own price goes before it
SELECT FROM meter_set_price('unit', '*', 'image_generated', 40000);
SELECT FROM meter_set_price('unit', '*', 'web_search', 1);
SELECT meter_cost('m', 0, 0, 'unit', other_units => '{"image_generated": 1, "web_search": 1}') AS own_and_wide;
SELECT FROM meter_set_price('unit', '*', 'input', 0.5);
SELECT cost FROM meter_add_tokens('ou', 1000000, model => 'any', provider => 'unit');
SELECT price_match FROM meter.usage_log WHERE account = 'ou' ORDER BY usage_id DESC LIMIT 1;
-- a model that is priced by the call
SELECT FROM meter_set_price('unit', 'm', 'request', 5000);
SELECT meter_cost('m', 0, 0, 'unit') AS one_call, meter_cost('m', 0, 0, 'unit', other_units => '{"request": 3}') AS three;

-- an answer's units are charged too
SELECT cost FROM meter_add_response('ou', provider => 'unit', response => '{"model": "m", "type": "message", "role": "assistant", "content": [], "stop_reason": "end_turn",
    "usage": {"input_tokens": 10, "output_tokens": 5, "cache_creation_input_tokens": 100, "cache_creation": {"ephemeral_1h_input_tokens": 100, "ephemeral_5m_input_tokens": 0},
              "server_tool_use": {"web_search_requests": 2}}}');
SELECT other_units, cache_write_tokens FROM meter.usage_log WHERE account = 'ou' ORDER BY usage_id DESC LIMIT 1;
SELECT tokens, cost FROM meter_add_response('ou', '{"results": [{"index": 0}], "meta": {"billed_units": {"search_units": 2}}}', provider => 'unit', model => 'm');
SELECT FROM meter_set_price('unit', 'm', 'search', 2000);
SELECT tokens, cost FROM meter_add_response('ou', '{"results": [{"index": 0}], "meta": {"billed_units": {"search_units": 2}}}', provider => 'unit', model => 'm');
-- a refund takes them back
SELECT usage_id AS usage FROM meter.usage_log WHERE account = 'ou' ORDER BY usage_id DESC LIMIT 1 \gset
SELECT cost FROM meter_refund('ou', :usage);
SELECT other_units, cost FROM meter.usage_log WHERE account = 'ou' ORDER BY usage_id DESC LIMIT 1;

-- what is no unit
SELECT meter_cost('m', 1, 0, 'unit', other_units => '[]');
SELECT meter_cost('m', 1, 0, 'unit', other_units => '{"Web Search": 1}');
SELECT meter_cost('m', 1, 0, 'unit', other_units => '{"web_search": -1}');
SELECT meter_cost('m', 1, 0, 'unit', other_units => '{"web_search": "2"}');
SELECT meter_cost('m', 1, 0, 'unit', other_units => '{"web_search": null}');
SELECT meter_cost('m', 1, 0, 'unit', other_units => '{"output": 1}');
SELECT meter_cost('m', 1, 0, 'unit', other_units => '{"cache_write_1h": 1}');
SELECT meter_cost('m', 1, 0, 'unit', other_units => '{"web_search": 1e300}');
SELECT cost FROM meter_settle(:hold, response => '{}', output_tokens => 5);

-- parts of a part are together no more than it; an hour's price charges fractions of a second
SELECT FROM meter_set_price('unit', 'cw', 'input', 1);
SELECT FROM meter_set_price('unit', 'cw', 'cache_write', 10);
SELECT meter_cost('cw', 1000000, 0, 'unit', cache_write_tokens => 400000, other_units => '{"cache_write_5m": 400000, "cache_write_1h": 400000}') AS no_more_than_written;
SELECT count(*) FROM meter_import_prices('[{"id": "hourly", "models": [{"id": "w", "prices": {"audio_hours": 0.111}}]}]');
SELECT meter_cost('w', 0, 0, 'hourly', other_units => '{"audio_second": 7.5}') AS seconds;
-- what providers ask for every model is part of what a model costs there
SELECT FROM meter_set_price('wide a', 'mw', 'input', 1);
SELECT FROM meter_set_price('wide b', 'mw', 'input', 1);
SELECT FROM meter_set_price('wide a', '*', 'web_search', 10000);
SELECT FROM meter_set_price('wide b', '*', 'web_search', 30000);
SELECT meter_cost('mw', 1000000) AS the_same;
SELECT meter_cost('mw', 0, other_units => '{"web_search": 1}');
-- a price begins on a day that calls can have
SELECT FROM meter_set_price('unit', 'far', 'input', 2, effective_from => '280000-01-01');
-- at some hours a price is another, UTC
SELECT daily, price_per_million FROM meter_set_price('unit', 'owl', 'input', 2);
SELECT daily, price_per_million FROM meter_set_price('unit', 'owl', 'input', 1, daily => '16:30-00:30');
SELECT h, meter_cost('owl', 1000000, 0, 'unit', at => ('2026-03-11 ' || h || '+00')::timestamptz)
  FROM unnest('{16:29:59.999,16:30,23:59,00:29:59,00:30}'::text[]) h;
SELECT meter_set_price('unit', 'owl', 'input', 1, daily => '4pm-6pm');
SELECT meter_set_price('unit', 'owl', 'input', 1, daily => '08:00-08:00');
SELECT * FROM meter_verify() WHERE account = 'ou';

-- What multiplies the prices of a call's tokens: a faster speed costs twice as much, data kept in one region a tenth more.
SELECT p.component FROM (VALUES ('input', 5), ('output', 25)) v (component, price),
       meter_set_price('anthropic', 'opus-f', v.component, v.price) p;
SELECT component, price_per_million FROM meter_set_price('anthropic', 'opus-f', 'factor:speed:fast', 2);
SELECT component, price_per_million FROM meter_set_price('anthropic', 'opus-f', 'factor:geo:us', 1.1);
SELECT meter_cost('opus-f', 1000, 100, provider => 'anthropic'),
       meter_cost('opus-f', 1000, 100, provider => 'anthropic', conditions => '{speed:fast}'),
       meter_cost('opus-f', 1000, 100, provider => 'anthropic', conditions => '{geo:us,speed:fast}'),
       meter_cost('opus-f', 1000, 100, provider => 'anthropic', conditions => '{geo:eu}');
SELECT cost FROM meter_add_tokens('fast', 1000, 100, model => 'opus-f', provider => 'anthropic', conditions => '{Speed:fast}');
SELECT cost FROM meter_add_batch('[{"account": "fast", "input_tokens": 1000, "output_tokens": 100, "model": "opus-f",
    "provider": "anthropic", "conditions": ["geo:us"]}]');
SELECT hold_id AS hold FROM meter_reserve('fast', 1000, 100, model => 'opus-f', provider => 'anthropic', conditions => '{speed:fast}') \gset
SELECT cost FROM meter_settle(:hold, 2000, 100);
-- what the caller says stands beside what the answer tells; the speed is the answer's
SELECT cost FROM meter_add_response('fast', '{"type": "message", "model": "opus-f", "stop_reason": "end_turn",
    "usage": {"input_tokens": 1000, "output_tokens": 100, "speed": "fast"}}', provider => 'anthropic', conditions => '{geo:us}');
SELECT hold_id AS hold FROM meter_reserve('fast', 1000, 100, model => 'opus-f', provider => 'anthropic', conditions => '{speed:fast,endpoint:regional}') \gset
SELECT cost FROM meter_settle(:hold, response => '{"type": "message", "model": "opus-f", "stop_reason": "end_turn",
    "usage": {"input_tokens": 1000, "output_tokens": 100, "inference_geo": "us"}}');
-- a compaction is a part of the call, at the call's speed: 2 * (23,000 * 5 + 1,000 * 25 + 180,000 * 5 + 3,500 * 25) USD of a million
SELECT cost FROM meter_add_response('fast', '{"type": "message", "model": "opus-f", "stop_reason": "end_turn",
    "usage": {"input_tokens": 23000, "output_tokens": 1000, "speed": "fast",
              "iterations": [{"type": "compaction", "input_tokens": 180000, "output_tokens": 3500},
                             {"type": "message", "input_tokens": 23000, "output_tokens": 1000}]}}', provider => 'anthropic');
SELECT conditions, cost, cardinality(price_ids) AS prices FROM meter.usage_log WHERE account = 'fast' ORDER BY usage_id;
SELECT meter_cost('opus-f', 1, conditions => '{fast}');
SELECT meter_cost('opus-f', 1, conditions => '{NULL}');
SELECT meter_set_price('anthropic', 'opus-f', 'factor:speed', 2);
SELECT meter_set_price('anthropic', 'opus-f', 'factor:speed:slow', 0);
