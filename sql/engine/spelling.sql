-- Names of models that are spelled in two ways, and those that vendors themselves say are another's. All take lower case. The twin in
-- Rust is extension/core/src/model_name/spelling.rs.

-- The vendor whose model a name is, whoever resells it: of models that nobody else sets the price of. Models with open weights are
-- not among them, since each who runs one has a price of his own.
CREATE OR REPLACE FUNCTION vendor_of_family(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN name ~ '^claude-' THEN 'anthropic'
    WHEN name ~ '^(?:gpt-(?:35-|3\.5-|image-)|chatgpt-|o4-|text-embedding-(?:3|ada)-|(?:gpt-(?:4|5|realtime|audio)|o1|o3)(?:[-.o]|$))' THEN 'openai'
    WHEN name ~ '^gemini-' THEN 'google'
    WHEN name ~ '^grok-' THEN 'xai'
    WHEN name ~ '^mistral-(?:large|medium)(?:[-.o]|$)' THEN 'mistral'
    WHEN name ~ '^command-' THEN 'cohere'
    WHEN name ~ '^sonar(?:[-.o]|$)' THEN 'perplexity'
END;
COMMENT ON FUNCTION vendor_of_family IS 'the vendor that alone sets the price of a model, by its name';

-- The vendor that sells a model under its own name; others may run it too.
CREATE OR REPLACE FUNCTION vendor_of_own(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN COALESCE(vendor_of_family(name), CASE
    WHEN name ~ '^deepseek-' THEN 'deepseek'
    WHEN name ~ '^(?:mistral-|open-mi[sx]tral-|pixtral-|voxtral-|(?:codestral|devstral|magistral|ministral)(?:[-.o]|$))' THEN 'mistral'
    WHEN name ~ '^(?:c4ai-|(?:embed|rerank)-(?:english|multilingual)-|(?:embed-v4|rerank-v3)(?:[-.o]|$))' THEN 'cohere'
    WHEN name ~ '^voyage-' THEN 'voyage'
    WHEN name ~ '^(?:codex-|computer-use-|dall-e-|sora-|(?:tts-1|whisper-1)(?:[-.o]|$))' THEN 'openai'
    WHEN name ~ '^(?:imagen-|veo-)' THEN 'google'
END);
COMMENT ON FUNCTION vendor_of_own IS 'the vendor that sells a model under its own name';

-- The same name with its version written as others write it: claude-sonnet-4.5 and claude-sonnet-4-5, gpt-4-1 for gpt-4.1,
-- claude-4.5-sonnet for claude-sonnet-4.5 (from the fourth generation on the family comes first), Azure's gpt-35-turbo. A version
-- is two numbers of a digit each, which a date is not.
CREATE OR REPLACE FUNCTION respelled(name text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    path text := substring(name FROM '^.*/');
    model text := substring(name FROM '[^/]*$');
    turned text[]; others text[]; found text[] := '{}'; other text;
BEGIN
    IF name !~ '[0-9][-.]' THEN
        -- no version, and no gpt-35-
        RETURN found;
    ELSIF starts_with(model, 'gpt-35-') THEN
        model := 'gpt-3.5-' || substr(model, 8);
    ELSIF starts_with(model, 'claude-') THEN
        turned := regexp_match(model, '^claude-([4-9][0-9.-]*)-(opus|sonnet|haiku)([^-]*)(.*)$');
        IF turned[2] = 'opus' OR turned[2] = 'sonnet' AND model !~ '-opus' OR turned[2] = 'haiku' AND model !~ '-opus|-sonnet' THEN
            model := 'claude-' || turned[2] || turned[3] || '-' || turned[1] || turned[4];
        END IF;
    END IF;
    others := ARRAY[model, regexp_replace(model, '(?<![0-9.])([0-9])-([0-9])(?=[-@:]|$)', '\1.\2')];
    IF starts_with(model, 'claude-') THEN
        others := others || regexp_replace(model, '(?<![0-9.])([0-9])\.([0-9])(?=[-@:]|$)', '\1-\2');
    END IF;
    FOREACH other IN ARRAY others LOOP
        other := concat(path, other);
        IF other <> name AND other <> ALL (found) THEN
            found := found || other;
        END IF;
    END LOOP;
    RETURN found;
END $$;
COMMENT ON FUNCTION respelled IS 'a model''s name with its version written in other ways';

-- claude-sonnet-4 as claude-sonnet-4-0; not claude-sonnet-4-5.
CREATE OR REPLACE FUNCTION with_generation(model text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN model ~ '^claude-(?:.*[^0-9])?-[0-9]$' THEN model || '-0' END;
COMMENT ON FUNCTION with_generation IS 'a model''s name as that of the first of its generation';

-- What a vendor says that this very name stands for, or is called too: Anthropic's aliases and the snapshots that they stand for, and
-- OpenAI's snapshots whose name does not say whose they are, or not by a whole date, with the model that has their price.
CREATE OR REPLACE FUNCTION stands_for(name text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    model text := substring(name FROM '[^/]*$');
    other text := CASE COALESCE(with_generation(model), model)
        WHEN 'claude-opus-4-0'            THEN 'claude-opus-4-20250514'
        WHEN 'claude-sonnet-4-0'          THEN 'claude-sonnet-4-20250514'
        WHEN 'claude-3-7-sonnet-latest'   THEN 'claude-3-7-sonnet-20250219'
        WHEN 'claude-3-5-sonnet-latest'   THEN 'claude-3-5-sonnet-20241022'
        WHEN 'claude-3-5-haiku-latest'    THEN 'claude-3-5-haiku-20241022'
        WHEN 'claude-3-opus-latest'       THEN 'claude-3-opus-20240229'
        WHEN 'claude-opus-4-20250514'     THEN 'claude-opus-4-0'
        WHEN 'claude-sonnet-4-20250514'   THEN 'claude-sonnet-4-0'
        WHEN 'claude-3-7-sonnet-20250219' THEN 'claude-3-7-sonnet-latest'
        WHEN 'claude-3-5-sonnet-20241022' THEN 'claude-3-5-sonnet-latest'
        WHEN 'claude-3-5-haiku-20241022'  THEN 'claude-3-5-haiku-latest'
        WHEN 'claude-3-opus-20240229'     THEN 'claude-3-opus-latest'
        WHEN 'gpt-4-0314'                 THEN 'gpt-4'
        WHEN 'gpt-4-0613'                 THEN 'gpt-4'
        WHEN 'gpt-4-32k-0314'             THEN 'gpt-4-32k'
        WHEN 'gpt-4-32k-0613'             THEN 'gpt-4-32k'
        WHEN 'gpt-4-1106-preview'         THEN 'gpt-4-turbo'
        WHEN 'gpt-4-0125-preview'         THEN 'gpt-4-turbo'
        WHEN 'gpt-4-turbo-preview'        THEN 'gpt-4-turbo'
        WHEN 'gpt-4-vision-preview'       THEN 'gpt-4-turbo'
        WHEN 'gpt-4-1106-vision-preview'  THEN 'gpt-4-turbo'
        WHEN 'gpt-3.5-turbo-0125'         THEN 'gpt-3.5-turbo'
    END;
BEGIN
    RETURN COALESCE(substring(name FROM '^.*/'), '') || other;
END $$;
COMMENT ON FUNCTION stands_for IS 'what a vendor says that a model''s name stands for';

-- The name with -latest or without it, with -0 or without it: the newest of a model is the model, and so is the first of a generation.
CREATE OR REPLACE FUNCTION undated(name text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    path text := COALESCE(substring(name FROM '^.*/'), '');
    model text := substring(name FROM '[^/]*$');
    found text[] := '{}';
BEGIN
    IF model ~ '.-latest$' THEN
        found := ARRAY[path || left(model, -7)];
    ELSIF path = '' AND model !~ '[:@]' AND without_date(model) IS NULL AND without_short_date(model) IS NULL
        AND model ~ '^(?:claude-|codestral|devstral|gemini-|grok-|magistral|ministral|mistral-|pixtral-|voxtral-)' THEN
        found := ARRAY[model || '-latest'];
    END IF;
    IF path = '' AND with_generation(model) IS NOT NULL THEN
        found := found || with_generation(model);
    END IF;
    IF model ~ '^claude-(?:.*-)?0$' THEN
        found := found || (path || left(model, -2));
    END IF;
    RETURN found;
END $$;
COMMENT ON FUNCTION undated IS 'a model''s name with and without what says that it is the newest';
