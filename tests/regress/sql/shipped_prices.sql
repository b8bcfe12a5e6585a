-- What the prices that come with the meter say, as the providers bill it.
SELECT meter_cost('claude-sonnet-4-20250514', 1000000, 1000000, provider => 'anthropic') AS by_snapshot,
       meter_cost('claude-sonnet-4-0', 1000000, 1000000, provider => 'anthropic') AS by_alias;
-- a cache of an hour is written at twice the input's price, one of five minutes at 1.25 times
SELECT meter_cost('claude-sonnet-4-5', 100000, 0, provider => 'anthropic', cache_write_tokens => 100000,
                  other_units => '{"cache_write_1h": 100000}') AS an_hour,
       meter_cost('claude-sonnet-4-5', 100000, 0, provider => 'anthropic', cache_write_tokens => 100000) AS five_minutes;
-- a profile of one region or geography costs a tenth more than the global one, in long prompts too
SELECT meter_cost('us.anthropic.claude-sonnet-4-5-20250929-v1:0', 1000000, 0, provider => 'bedrock') AS us,
       meter_cost('anthropic.claude-sonnet-4-5-20250929-v1:0', 100000, 0, provider => 'bedrock') AS in_region,
       meter_cost('global.anthropic.claude-sonnet-4-5-20250929-v1:0', 100000, 0, provider => 'bedrock') AS global;
-- half in a batch, at the long-context step too
SELECT meter_cost('gemini-2.5-pro', 300000, 1000, provider => 'google', service_tier => 'batch') AS batch,
       meter_cost('gemini-2.5-pro', 300000, 1000, provider => 'google') AS standard,
       meter_cost('gpt-5', 1000, 100, provider => 'openai', service_tier => 'flex') AS flex,
       meter_cost('gpt-5', 1000, 100, provider => 'openai', service_tier => 'priority') AS priority,
       meter_cost('gemini-2.5-flash', 1000, 100, provider => 'google', service_tier => 'priority') AS google;
-- faster, and kept in one country
SELECT meter_cost('claude-opus-5', 1000, 100, provider => 'anthropic', conditions => '{speed:fast}') AS fast,
       meter_cost('claude-opus-5', 1000, 100, provider => 'anthropic', conditions => '{geo:us}') AS us,
       meter_cost('gpt-5.4', 1000, 100, provider => 'openai', conditions => '{geo:eu}') AS eu;
-- a regional endpoint of Vertex AI costs a tenth more: the caller says so, or the name does; older models cost the same
SELECT meter_cost('claude-sonnet-4-5@20250929', 1000, 100, provider => 'google-vertex') AS global,
       meter_cost('claude-sonnet-4-5@20250929', 1000, 100, provider => 'google-vertex', conditions => '{endpoint:regional}') AS told,
       meter_cost('projects/p/locations/us-east5/publishers/anthropic/models/claude-sonnet-4-5@20250929', 1000, 100, provider => 'google-vertex') AS named,
       meter_cost('projects/p/locations/global/publishers/anthropic/models/claude-sonnet-4-5@20250929', 1000, 100, provider => 'google-vertex') AS global,
       meter_cost('claude-sonnet-4@20250514', 1000, 100, provider => 'google-vertex', conditions => '{endpoint:regional}') AS older;
-- what OpenRouter gives away costs nothing, and only there
SELECT m.provider, m.model, meter_cost(m.model, 1000, 100, provider => m.provider) AS cost
  FROM (VALUES ('openrouter', 'acme/anything:free'), ('openrouter', 'openai/gpt-4o:nitro'), ('openrouter', 'openai/gpt-4o:online'),
               ('openrouter', 'openai/gpt-4o:floor'), ('openrouter', 'openai/gpt-4o:exacto'), ('groq', 'anything:free')) m (provider, model);
-- tools, by whose answer tells them
SELECT meter_cost('gpt-5', 0, provider => 'openai', other_units => '{"web_search": 2}') AS openai,
       meter_cost('gemini-2.5-flash', 0, provider => 'google', other_units => '{"grounded_prompt": 1}') AS prompt,
       meter_cost('gemini-3-flash-preview', 0, provider => 'google', other_units => '{"grounding_query": 2}') AS queries,
       meter_cost('sonar', 0, provider => 'perplexity', other_units => '{"request_low": 1}') AS request,
       meter_cost('grok-4.5', 0, provider => 'xai', other_units => '{"x_search": 1}') AS x_search;
-- the first models of many apps, and models of one's own
SELECT m.model, meter_cost(m.model, 1000000, 1000000, provider => m.provider)
  FROM (VALUES ('gpt-4', 'openai'), ('gpt-4-turbo', 'openai'), ('gpt-3.5-turbo', 'openai'), ('gpt-4o-2024-05-13', 'openai'),
               ('llama3.1-70b', 'cerebras'), ('meta-llama/Meta-Llama-3.1-70B-Instruct-Turbo', 'together'),
               ('mistralai/Mixtral-8x7B-Instruct-v0.1', 'together'), ('llama3.2:3b', 'ollama'), ('llama3', 'ollama_chat'), ('any', 'lmstudio'), ('ollama/llama3.2:3b', NULL),
               ('google-gla:gemini-2.5-flash', NULL), ('ft:gpt-4o-mini-2024-07-18:acme::abc', 'openai'), ('openai/gpt-oss-120b', 'groq')) m (model, provider);
-- Bedrock's names have a version or none; a profile of one region costs a tenth more where only the vendor has a price of it too
SELECT m.model, meter_cost(m.model, 1000, 100, provider => 'bedrock') AS cost,
       (SELECT concat_ws(' ', price_match, provider, model) FROM meter_match_model(m.model, 'bedrock') WHERE has_price) AS found
  FROM unnest('{us.anthropic.claude-opus-4-6-v1,global.anthropic.claude-opus-4-6-v1,us.anthropic.claude-sonnet-4-6,us.anthropic.claude-opus-4-7,
    eu.anthropic.claude-opus-4-8,us.anthropic.claude-sonnet-5,us.anthropic.claude-fable-5,us.anthropic.claude-sonnet-4-5-20250929-v1,
    us.anthropic.claude-opus-5-5,eu.anthropic.claude-haiku-5-5,global.anthropic.claude-opus-5-5,us.amazon.nova-pro-v1,us.amazon.nova-pro,
    anthropic.claude-3-haiku-20240307-v1:0}'::text[]) m (model);
-- through a gateway too, whether or not it is named
SELECT meter_cost(m.model, 1000000, 0, provider => m.provider) AS cost
  FROM (VALUES ('litellm', 'bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0'), (NULL, 'bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0'),
               ('litellm_proxy', 'litellm_proxy/bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0'), ('litellm', 'bedrock/us.anthropic.claude-opus-5-5')) m (provider, model);
-- one factor multiplies once, whatever name it goes by
SELECT meter_cost('us.anthropic.claude-opus-5-5', 1000, 100, provider => 'bedrock', conditions => '{geo:us}') AS us;
-- what vendors call their newest, and snapshots by month
SELECT m.provider, m.model, meter_cost(m.model, 1000000, 1000000, provider => m.provider, at => '2026-11-24') AS cost,
       (SELECT concat_ws(' ', price_match, model) FROM meter_match_model(m.model, m.provider) WHERE has_price OR price_match = 'fallback') AS found
  FROM (VALUES ('mistral', 'mistral-large-latest'), ('mistral', 'mistral-medium-latest'), ('mistral', 'mistral-small-latest'), ('mistral', 'codestral-latest'),
               ('mistral', 'ministral-3b-latest'), ('mistral', 'ministral-8b-latest'), ('mistral', 'ministral-14b-latest'), ('mistral', 'devstral-medium-latest'),
               ('openrouter', 'mistralai/mistral-large-latest'), ('cohere', 'command-a-03-2025'), ('cohere', 'command-r-08-2024'),
               ('cohere', 'command-r-plus-08-2024'), ('cohere', 'command-r7b-12-2024'), ('openai', 'gpt-5-codex'), ('openai', 'gpt-5-chat-latest'),
               ('openrouter', 'openai/gpt-5-chat'), ('openai', 'gpt-5.1-codex'), ('openai', 'gpt-5.1-codex-max'), ('openai', 'gpt-5.1-chat-latest'),
               ('openai', 'gpt-5.2-chat-latest'), ('openai', 'gpt-5.3-chat-latest'), ('openai', 'gpt-5.2-codex'), ('openai', 'chatgpt-4o-latest'),
               ('openai', 'gpt-4o-mini-tts'), ('openai', 'gpt-4o-transcribe-diarize'), ('openai', 'gpt-4o-realtime-preview-2024-12-17'),
               ('openai', 'gpt-4o-mini-realtime-preview'), ('openai', 'gpt-4o-mini-audio-preview'), ('google', 'gemini-3.1-pro-preview-customtools'),
               ('google', 'gemini-3-pro-image-preview'), ('google', 'gemini-flash-latest'), ('google', 'gemini-pro-latest'), ('anthropic', 'claude-3-haiku'),
               ('google-vertex', 'claude-3-haiku@20240307'), ('google-vertex', 'claude-3-5-sonnet-v2@20241022'), ('xai', 'grok-4'), ('xai', 'grok-4-latest'),
               ('openrouter', 'x-ai/grok-4-fast'), ('xai', 'grok-4-1-fast'), ('openrouter', 'x-ai/grok-4.1-fast'), ('xai', 'grok-3-latest'),
               ('deepseek', 'deepseek-chat'), ('deepseek', 'deepseek-reasoner')) m (provider, model);
SELECT meter_cost('gemini-3.1-pro-preview-customtools', 1000, 100, provider => 'google', other_units => '{"grounding_query": 1}') AS with_a_search;
-- images of a batch
SELECT meter_cost('gpt-image-1', 100, 1000, provider => 'openai', service_tier => 'batch', other_units => '{"image_output": 1000}') AS gpt_image,
       meter_cost('gemini-2.5-flash-image', 0, 1300, provider => 'google', service_tier => 'batch', other_units => '{"image_output": 1300}') AS gemini;
-- Azure's data zones, Bedrock's other regions and its faster answers, and names that clouds and routers have
SELECT m.provider, m.model, meter_cost(m.model, 100000, 100000, provider => m.provider) AS cost
  FROM (VALUES ('azure', 'us/gpt-4o-2024-11-20'), ('azure', 'eu/gpt-5'), ('azure', 'gpt-4o-2024-11-20'), ('bedrock', 'eu.amazon.nova-pro-v1:0'),
               ('bedrock', 'us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0'), ('databricks', 'databricks-claude-sonnet-4'),
               ('databricks', 'databricks-gpt-oss-120b'), ('azure_ai', 'DeepSeek-R1'), ('azure', 'DeepSeek-R1'), ('openrouter', 'openai/gpt-4o:extended'),
               ('openrouter', 'gpt-4o:extended'), ('anthropic', 'Claude Sonnet 4.5'), ('huggingface', 'openai/gpt-oss-120b:groq'),
               ('huggingface', 'meta-llama/Llama-3.3-70B-Instruct:cerebras')) m (provider, model);
SELECT meter_cost('us.amazon.nova-pro-v1:0', 1000, 100, provider => 'bedrock', conditions => '{latency:optimized}')
     / meter_cost('us.amazon.nova-pro-v1:0', 1000, 100, provider => 'bedrock') AS faster;
SELECT meter_cost('us/gpt-4o', 0, provider => 'azure', other_units => '{"web_search": 1}') AS search,
       meter_cost('sora-2', 0, provider => 'openai', other_units => '{"video_second_generated": 8}') AS video,
       meter_cost('sora-2-pro', 0, provider => 'openai', other_units => '{"video_second_generated_1024p": 8}') AS large_video;
