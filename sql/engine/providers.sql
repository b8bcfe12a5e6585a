-- One name for each provider, whatever a price file or an app calls it. Its twin in Rust is extension/core/src/provider.rs.

-- Without spaces around it: all that Unicode calls white space.
CREATE OR REPLACE FUNCTION trimmed(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN btrim(given, U&' \0009\000A\000B\000C\000D\0085\00A0\1680\2000\2001\2002\2003\2004\2005\2006\2007\2008\2009\200A\2028\2029\202F\205F\3000');
COMMENT ON FUNCTION trimmed IS 'a text without the white space around it';

-- The one name of a provider that has several, asked in lower case and with _ between its words. NULL: it has no other.
CREATE OR REPLACE FUNCTION known_provider(joined text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    RETURN CASE
        WHEN joined IN ('gemini', 'palm', 'gcp.gemini', 'gcp.gen_ai', 'google.generative_ai', 'google_generative_ai', 'google_genai',
                        'google_gemini', 'google_ai', 'google_ai_studio', 'google_gla') THEN 'google'
        WHEN joined IN ('vertex', 'vertexai', 'google_vertex', 'google_vertexai', 'google_vertex_ai', 'google.vertex',
                        'google.vertex.anthropic', 'vertex.anthropic', 'gcp.vertex_ai', 'google_vertex_anthropic',
                        'google_anthropic_vertex') THEN 'google-vertex'
        WHEN joined IN ('bedrock_converse', 'aws.bedrock', 'amazon_bedrock', 'amazon.bedrock', 'aws_bedrock', 'aws',
                        'bedrock.anthropic', 'anthropic_bedrock') THEN 'bedrock'
        WHEN joined IN ('azure_text', 'azure.ai.openai', 'azure_openai', 'azureopenai', 'azure_open_ai') THEN 'azure'
        WHEN joined IN ('azure_ai', 'azure.ai.inference', 'azure_ai_foundry', 'azure_ai_inference') THEN 'azure_ai'
        WHEN joined IN ('cohere_chat', 'cohere_ai') THEN 'cohere'
        WHEN joined IN ('together_ai', 'togetherai', 'together.ai') THEN 'together'
        WHEN joined IN ('text_completion_openai', 'open_ai') THEN 'openai'
        WHEN joined = 'text_completion_codestral' THEN 'codestral'
        WHEN joined IN ('mistral_ai', 'mistralai') THEN 'mistral'
        WHEN joined IN ('x_ai', 'x.ai') THEN 'xai'
        WHEN joined IN ('perplexity_ai', 'perplexityai') THEN 'perplexity'
        WHEN joined IN ('voyage_ai', 'voyageai') THEN 'voyage'
        WHEN joined = 'open_router' THEN 'openrouter'
        WHEN joined IN ('lmstudio', 'lm_studio') THEN 'lm_studio'
        WHEN joined IN ('vercel_ai_gateway', 'vercel') THEN 'vercel_ai_gateway'
        WHEN joined IN ('dashscope', 'alibaba', 'alibaba_cloud') THEN 'dashscope'
        WHEN joined IN ('moonshot', 'moonshotai', 'moonshot_ai') THEN 'moonshot'
        WHEN joined IN ('zai', 'z_ai', 'z.ai') THEN 'zai'
        WHEN joined = 'deep_infra' THEN 'deepinfra'
        WHEN joined = 'novita_ai' THEN 'novita'
        WHEN joined = 'nebius_ai' THEN 'nebius'
        WHEN joined IN ('cloudflare_workers_ai', 'workers_ai') THEN 'cloudflare'
        WHEN starts_with(joined, 'vertex_ai') THEN 'google-vertex'
        WHEN starts_with(joined, 'fireworks_ai') THEN 'fireworks'
        -- a host that answers through Hugging Face's router
        WHEN starts_with(joined, 'huggingface_') THEN joined
    END;
END $$;
COMMENT ON FUNCTION known_provider IS 'the one name of a provider that has several, asked in lower case and with _ between its words';

-- The name under which prices of a provider are kept. Names of price lists, of client libraries and of OpenTelemetry's
-- gen_ai.provider.name are folded onto one; any other name is trimmed and lowercased. The API that the AI SDK puts after its
-- providers' names, as in openai.responses, is left out.
CREATE OR REPLACE FUNCTION canonical_provider(name text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    bare text := lower(trimmed(name));
    known text; shorter text;
BEGIN
    LOOP
        known := known_provider(translate(bare, '- ', '__'));
        IF known IS NOT NULL THEN
            RETURN known;
        END IF;
        shorter := substring(bare FROM '^(.+)\.(?:chat|completions?|embeddings?|image|messages|realtime|rerank|reranking|responses|speech|transcription|video)$');
        IF shorter IS NULL THEN
            RETURN bare;
        END IF;
        bare := shorter;
    END LOOP;
END $$;
COMMENT ON FUNCTION canonical_provider IS 'the one name under which prices of a provider are kept';

-- Whether a provider answers with models of its own alone, under its one name: no cloud, no gateway, no host of others.
CREATE OR REPLACE FUNCTION is_vendor(provider text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN provider IN ('anthropic', 'cohere', 'deepseek', 'google', 'mistral', 'openai', 'perplexity', 'voyage', 'xai');
COMMENT ON FUNCTION is_vendor IS 'whether a provider answers with models of its own alone';

-- Whether a provider passes on calls of other vendors' models, at their prices unless it has its own.
CREATE OR REPLACE FUNCTION is_reseller(provider text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN provider IN (
    'azure', 'azure_ai', 'bedrock', 'cloudflare', 'databricks', 'github', 'github_copilot', 'google', 'google-vertex', 'helicone',
    'heroku', 'litellm', 'litellm_proxy', 'oci', 'openrouter', 'portkey', 'requesty', 'snowflake', 'vercel', 'vercel_ai_gateway');
COMMENT ON FUNCTION is_reseller IS 'whether a provider passes on calls of other vendors'' models';
