-- One name for each provider, whatever a price file or an app calls it. Its twin in Rust is extension/core/src/provider.rs.

-- Without spaces around it: all that Unicode calls white space.
CREATE OR REPLACE FUNCTION trimmed(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN btrim(given, U&' \0009\000A\000B\000C\000D\0085\00A0\1680\2000\2001\2002\2003\2004\2005\2006\2007\2008\2009\200A\2028\2029\202F\205F\3000');
COMMENT ON FUNCTION trimmed IS 'a text without the white space around it';

-- The one name of a provider that has several, asked in lower case and with _ between its words. NULL: it has no other.
CREATE OR REPLACE FUNCTION known_provider(joined text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
-- one value to look into: a comparison with each list would be prepared anew by each call
RETURN coalesce('{
    "gemini": "google", "palm": "google", "gcp.gemini": "google", "gcp.gen_ai": "google", "google.generative_ai": "google",
    "google_generative_ai": "google", "google_genai": "google", "google_gemini": "google", "google_ai": "google",
    "google_ai_studio": "google", "google_gla": "google",
    "vertex": "google-vertex", "vertexai": "google-vertex", "google_vertex": "google-vertex",
    "google_vertexai": "google-vertex", "google_vertex_ai": "google-vertex", "google.vertex": "google-vertex",
    "google.vertex.anthropic": "google-vertex", "vertex.anthropic": "google-vertex", "gcp.vertex_ai": "google-vertex",
    "google_vertex_anthropic": "google-vertex", "google_anthropic_vertex": "google-vertex",
    "bedrock_converse": "bedrock", "aws.bedrock": "bedrock", "amazon_bedrock": "bedrock", "amazon.bedrock": "bedrock",
    "aws_bedrock": "bedrock", "aws": "bedrock", "bedrock.anthropic": "bedrock", "anthropic_bedrock": "bedrock",
    "azure_text": "azure", "azure.ai.openai": "azure", "azure_openai": "azure", "azureopenai": "azure",
    "azure_open_ai": "azure",
    "azure_ai": "azure_ai", "azure.ai.inference": "azure_ai", "azure_ai_foundry": "azure_ai",
    "azure_ai_inference": "azure_ai",
    "cohere_chat": "cohere", "cohere_ai": "cohere",
    "together_ai": "together", "togetherai": "together", "together.ai": "together",
    "text_completion_openai": "openai", "open_ai": "openai", "openai_chat": "openai", "openai_responses": "openai",
    "text_completion_codestral": "codestral",
    "mistral_ai": "mistral", "mistralai": "mistral",
    "x_ai": "xai", "x.ai": "xai",
    "perplexity_ai": "perplexity", "perplexityai": "perplexity",
    "voyage_ai": "voyage", "voyageai": "voyage",
    "open_router": "openrouter",
    "ollama_chat": "ollama",
    "lmstudio": "lm_studio", "lm_studio": "lm_studio",
    "vercel_ai_gateway": "vercel_ai_gateway", "vercel": "vercel_ai_gateway",
    "dashscope": "dashscope", "alibaba": "dashscope", "alibaba_cloud": "dashscope",
    "moonshot": "moonshot", "moonshotai": "moonshot", "moonshot_ai": "moonshot",
    "zai": "zai", "z_ai": "zai", "z.ai": "zai",
    "deep_infra": "deepinfra",
    "novita_ai": "novita",
    "nebius_ai": "nebius",
    "cloudflare_workers_ai": "cloudflare", "workers_ai": "cloudflare"
}'::jsonb ->> joined,
    CASE WHEN starts_with(joined, 'vertex_ai') THEN 'google-vertex'
         WHEN starts_with(joined, 'fireworks_ai') THEN 'fireworks'
         -- a host that answers through Hugging Face's router
         WHEN starts_with(joined, 'huggingface_') THEN joined END);
COMMENT ON FUNCTION known_provider IS 'the one name of a provider that has several, asked in lower case and with _ between its words';

-- Whether a name is its provider's one name, told at once for most. Where it is not told, it still may be.
CREATE OR REPLACE FUNCTION is_plain_provider(name text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN name ~ '^[a-z0-9_]+$' AND known_provider(name) IS NULL;
COMMENT ON FUNCTION is_plain_provider IS 'whether a name is plainly the one name of its provider';

-- The name under which prices of a provider are kept. Names of price lists, of client libraries and of OpenTelemetry's
-- gen_ai.provider.name are folded onto one; any other name is trimmed and lowercased. The API that the AI SDK puts after its
-- providers' names, as in openai.responses, is left out.
CREATE OR REPLACE FUNCTION canonical_provider(name text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    bare text;
    known text; shorter text;
BEGIN
    IF is_vendor(name) OR is_plain_provider(name) THEN  -- most
        RETURN name;
    END IF;
    bare := lower(trimmed(name));
    LOOP
        known := known_provider(translate(bare, '- ', '__'));
        IF known IS NOT NULL THEN
            RETURN known;
        ELSIF strpos(bare, '.') = 0 THEN
            RETURN bare;
        END IF;
        shorter := substring(bare FROM E'^(.+)\\.(?:chat|completions?|embeddings?|image|messages|realtime|rerank|reranking|responses|speech|transcription|video)$');
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
-- a value to look into: of a longer list in SQL, each transaction's first call would make a hash table
RETURN '["anthropic", "cohere", "deepseek", "google", "mistral", "openai", "perplexity", "voyage", "xai"]'::jsonb ? provider;
COMMENT ON FUNCTION is_vendor IS 'whether a provider answers with models of its own alone';

-- Whether a provider passes on calls of other vendors' models, at their prices unless it has its own.
CREATE OR REPLACE FUNCTION is_reseller(provider text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN provider IN (
    'azure', 'azure_ai', 'bedrock', 'cloudflare', 'databricks', 'github', 'github_copilot', 'google', 'google-vertex', 'helicone',
    'heroku', 'litellm', 'litellm_proxy', 'oci', 'openrouter', 'perplexity', 'portkey', 'requesty', 'snowflake', 'vercel', 'vercel_ai_gateway');
COMMENT ON FUNCTION is_reseller IS 'whether a provider passes on calls of other vendors'' models';

-- Whether a name is that of a provider which client libraries know: a vendor, one who resells others' models, or one who runs them.
CREATE OR REPLACE FUNCTION is_known_provider(name text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    provider constant text := canonical_provider(name);
BEGIN
    RETURN is_vendor(provider) OR is_reseller(provider)
        OR provider IN ('cerebras', 'deepinfra', 'fireworks', 'groq', 'huggingface', 'ollama', 'sambanova', 'together');
END $$;
COMMENT ON FUNCTION is_known_provider IS 'whether a name is that of a provider which client libraries know';
