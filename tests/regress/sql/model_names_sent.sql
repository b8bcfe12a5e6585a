-- Names as vendors, clouds, gateways and people write them: each has the price of the model that it is, and no other.
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_plan('ms plan');
SELECT FROM meter_set_account('ms', plan => 'ms plan');
SELECT FROM meter_set_price('openai', 'gpt-4-topaz', 'input', 1);
SELECT FROM meter_set_price('openai', 'gpt-4-topaz-mini', 'input', 0.5);
SELECT FROM meter_set_price('anthropic', 'claude-topaz-4-0', 'input', 3);
SELECT FROM meter_set_price('anthropic', 'claude-topaz-4-5', 'input', 4);
SELECT FROM meter_set_price('anthropic', 'claude-jade-latest', 'input', 5);
SELECT FROM meter_set_price('google', 'gemini-9.0-topaz', 'input', 6);
SELECT FROM meter_set_price('TopazAI', 'Topaz-70B-Instruct', 'input', 7);
SELECT FROM meter_set_price('groq', 'TopazAI/Topaz-70B-Instruct', 'input', 9);
SELECT FROM meter_set_price('topazgate', '*:free', 'input', 0);
SELECT FROM meter_set_price('topazhome', '*', 'input', 0);

CREATE TEMP TABLE sent (n serial, provider text, model text);
INSERT INTO sent (provider, model) VALUES
    -- any case, and white space around it
    ('openai', 'GPT-4-Topaz'), ('OpenAI ', ' gpt-4-TOPAZ-2025-06-30'), ('topazai', 'topaz-70b-instruct'), (' topazAI', 'TopazAI/Topaz-70B-Instruct'),
    -- a vendor's model whoever resells it, unless the seller asks the same for all
    ('azure', 'gpt-4-topaz'), ('azure', 'gpt-4-topaz-mini-2025-06-30'), ('google-vertex', 'claude-topaz-4-5@20250929'),
    ('google-vertex', 'publishers/google/models/gemini-9.0-topaz-001'), ('bedrock', 'eu.anthropic.claude-topaz-4-5-20250929-v1:0'),
    ('topazhome', 'gpt-4-topaz'), ('topazhome', 'openai/gpt-4-topaz'),
    -- vendors' own aliases
    ('anthropic', 'claude-topaz-4-20250514'), ('anthropic', 'claude-topaz-4'), ('anthropic', 'claude-jade-20241022'),
    -- a point for a dash, routes
    ('topazgate', 'anthropic/claude-topaz-4.5'), ('topazgate', 'anthropic/claude-topaz-4.5:thinking'), ('topazgate', 'openai/gpt-4-topaz:nitro'),
    ('topazgate', 'openai/gpt-4-topaz:online'), ('google', 'models/gemini-9.0-topaz-preview-05-20'), ('google-vertex', 'claude-topaz-4-5@default'),
    -- as Databricks names what it serves, and as people write names; who Hugging Face's router is to ask
    ('databricks', 'databricks-gpt-4-topaz'), ('databricks', 'databricks-claude-topaz-4-5'), ('anthropic', 'Claude Topaz 4.5'),
    ('google', 'models/Gemini 9.0 Topaz'), ('topazgate', 'GPT-4 Topaz  mini'), ('topazgate', 'openai-gpt-4-topaz'),
    ('topazgate', 'claude-topaz-4-5-thinking-32k'),
    ('huggingface', 'TopazAI/Topaz-70B-Instruct:groq'), ('huggingface', 'TopazAI/Topaz-70B-Instruct:topaz'),
    -- what is free is not what is paid for
    ('topazgate', 'openai/gpt-4-topaz:free'), ('othergate', 'openai/gpt-4-topaz:free'),
    -- no such day, no such model
    ('openai', 'gpt-4-topaz-99-99'), ('openai', 'gpt-4-topaz-2024-13-01'), ('azure', 'my-gpt-4-topaz'), ('openai', 'gpt-4-topazes');
SELECT allowed FROM sent, LATERAL meter_add_tokens('ms', 1000000, provider => provider, model => model) GROUP BY allowed;
SELECT format('%s "%s"', u.provider, u.model) AS call, u.cost, u.price_match
  FROM sent n JOIN meter.usage_log u ON u.account = 'ms' AND u.model = n.model AND u.provider = lower(btrim(n.provider)) ORDER BY n;

-- a list's rules hold for a vendor's model at a gateway too
SELECT count(*) FROM meter_import_prices('[{"id": "topazlist", "models": [
    {"id": "onyx", "match": {"starts_with": "onyx-"}, "prices": {"input_mtok": 8}},
    {"id": "onyx:free", "match": {"ends_with": ":free"}, "prices": {"input_mtok": 0}}]}]');
SELECT meter_cost('topazlist/onyx-large', 1000000, 0, 'topazgate') AS by_the_list;
SELECT price_match, provider, model, has_price FROM meter_match_model('topazlist/onyx-large', 'topazgate') WHERE has_price;
SELECT meter_cost('onyx-large:free', 1000000, 0, 'topazlist') AS free;
-- of two names that differ by case, the very one
SELECT FROM meter_set_price('TopazAI', 'TOPAZ-70b-instruct', 'input', 9);
SELECT meter_cost('TOPAZ-70b-instruct', 1000000, 0, 'topazai') AS this, meter_cost('Topaz-70B-Instruct', 1000000, 0, 'topazai') AS that;

-- an operator's names in any case
SELECT FROM meter_set_model_rule('Topaz-Team', 'gpt-4-topaz', to_provider => ' OpenAI');
SELECT FROM meter_set_model_rule('^topaz/(.+)$', '$1', kind => 'regex', provider => ' TopazGate ', to_provider => 'openai');
SELECT meter_cost('topaz-team', 1000000, 0, 'topazgate') AS alias, meter_cost('TOPAZ/gpt-4-topaz', 1000000, 0, 'topazgate') AS regex;
SELECT pattern, provider FROM meter_remove_model_rule('^topaz/(.+)$', 'regex', 'topazgate  ');

-- provider and model in each other's place
SELECT meter_cost('openai', 1000000, 0, 'gpt-4-topaz');
SELECT cost FROM meter_add_tokens('ms', 1000000, model => 'topazai', provider => 'Topaz-70B-Instruct');
SELECT cost FROM meter_add_tokens('ms', 1000000, model => 'gpt-4-topaz', provider => 'gpt-4-topaz-mini');

-- a provider is trimmed everywhere
SELECT FROM meter_set_key_source('ms', ' TopazGate', 'own');
SELECT provider, key_source FROM meter.key_sources WHERE account = 'ms';
SELECT usage_id IS NOT NULL AS added FROM meter_add_batch('[{"account": "ms", "input_tokens": 1, "model": "gpt-4-topaz", "provider": "topazgate\t"}]');
SELECT provider, key_source FROM meter.usage_log WHERE account = 'ms' ORDER BY usage_id DESC LIMIT 1;
SELECT FROM meter_set_account('ms pool', plan => 'ms plan');
SELECT account, provider FROM meter_set_pool('ms pool', ' TopazGate ');
SELECT account, provider FROM meter_remove_pool('ms pool', 'TOPAZGATE');
SELECT provider FROM meter_set_limit('of a provider', 'tokens', NULL, 'never', account => 'ms', provider => ' TopazGate');
SELECT used FROM meter_status('ms') WHERE limit_name = 'of a provider';
SELECT meter_cost('gpt-4-topaz', 1, 0, '   ');
SELECT * FROM meter_verify() WHERE account IN ('ms', 'ms pool');
