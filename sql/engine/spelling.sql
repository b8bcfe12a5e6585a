-- Names of models that are spelled in two ways, and those that vendors themselves say are another's. All take lower case. The twin in
-- Rust is extension/core/src/model_name/spelling.rs.

-- Whether a name may be of a family that vendor_of_family() knows. Most other names are told by this one look.
CREATE OR REPLACE FUNCTION may_be_of_family(name text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN name ~ '^(?:claude|gpt|chatgpt|o[134]|text|gemini|grok|mistral|command|sonar)';

-- The vendor whose model a name is, whoever resells it: of models that nobody else sets the price of. Models with open weights are
-- not among them, since each who runs one has a price of his own.
CREATE OR REPLACE FUNCTION vendor_of_family(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN name ~ '^claude-' THEN 'anthropic'
    WHEN name ~ E'^(?:gpt-(?:35-|3\\.5-|image-)|chatgpt-|o4-|text-embedding-(?:3|ada)-|(?:gpt-(?:4|5|realtime|audio)|o1|o3)(?:[-.o]|$))' THEN 'openai'
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
-- claude-4.5-sonnet for claude-sonnet-4.5 (from the fourth generation on the family comes first), Azure's gpt-35-turbo, Vertex AI's
-- claude-3-5-sonnet-v2@20241022. A version is two numbers of a digit each, which a date is not.
CREATE OR REPLACE FUNCTION respelled(name text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    path text := substring(name FROM '^.*/');
    model text := substring(name FROM '[^/]*$');
    turned text[]; others text[]; found text[] := '{}'::text[]; other text; snapshot text;
BEGIN
    IF name !~ '[0-9][-.]|@[0-9]' THEN
        -- no version, no gpt-35-, and no date after @
        RETURN found;
    ELSIF starts_with(model, 'gpt-35-') THEN
        model := 'gpt-3.5-' || substr(model, 8);
    ELSIF starts_with(model, 'claude-') THEN
        turned := regexp_match(model, '^claude-([4-9][0-9.-]*)-(opus|sonnet|haiku)([^-]*)(.*)$');
        IF turned[2] = 'opus' OR turned[2] = 'sonnet' AND model !~ '-opus' OR turned[2] = 'haiku' AND model !~ '-opus|-sonnet' THEN
            model := 'claude-' || turned[2] || turned[3] || '-' || turned[1] || turned[4];
        END IF;
    END IF;
    others := ARRAY[model, regexp_replace(model, '(?<![0-9.])([0-9])-([0-9])(?=[-@:]|$)', E'\\1.\\2')];
    IF starts_with(model, 'claude-') THEN
        others := others || regexp_replace(model, E'(?<![0-9.])([0-9])\\.([0-9])(?=[-@:]|$)', E'\\1-\\2');
    END IF;
    IF model ~ '^[^@]+@20[23][0-9]{5}$' AND without_date(model) IS NOT NULL THEN
        snapshot := split_part(model, '@', 1);
        others := others || concat(COALESCE(without_version(snapshot), snapshot), '-', split_part(model, '@', 2));
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

-- What vendors say that this very name stands for, or is called too: aliases and the snapshots that they stand for, and OpenAI's
-- snapshots whose name does not say whose they are, or not by a whole date, with the model that has their price.
CREATE OR REPLACE FUNCTION also_called(name text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    path text := COALESCE(substring(name FROM '^.*/'), '');
    model text := substring(name FROM '[^/]*$');
    others text[] := CASE COALESCE(with_generation(model), model)
        WHEN 'claude-opus-4-0'            THEN '{claude-opus-4-20250514}'
        WHEN 'claude-opus-4-20250514'     THEN '{claude-opus-4-0}'
        WHEN 'claude-sonnet-4-0'          THEN '{claude-sonnet-4-20250514}'
        WHEN 'claude-sonnet-4-20250514'   THEN '{claude-sonnet-4-0}'
        WHEN 'claude-3-7-sonnet-latest'   THEN '{claude-3-7-sonnet-20250219}'
        WHEN 'claude-3-7-sonnet-20250219' THEN '{claude-3-7-sonnet-latest}'
        WHEN 'claude-3-5-sonnet-latest'   THEN '{claude-3-5-sonnet-20241022}'
        WHEN 'claude-3-5-sonnet-20241022' THEN '{claude-3-5-sonnet-latest}'
        WHEN 'claude-3-5-haiku-latest'    THEN '{claude-3-5-haiku-20241022}'
        WHEN 'claude-3-5-haiku-20241022'  THEN '{claude-3-5-haiku-latest}'
        WHEN 'claude-3-opus-latest'       THEN '{claude-3-opus-20240229}'
        WHEN 'claude-3-opus-20240229'     THEN '{claude-3-opus-latest}'
        WHEN 'claude-3-haiku'             THEN '{claude-3-haiku-20240307}'
        WHEN 'claude-3-haiku-20240307'    THEN '{claude-3-haiku}'
        WHEN 'mistral-large-latest'       THEN '{mistral-large-2512}'
        WHEN 'mistral-large-2512'         THEN '{mistral-large-latest}'
        WHEN 'mistral-medium-latest'      THEN '{mistral-medium-3-5}'
        WHEN 'mistral-medium-3-5'         THEN '{mistral-medium-latest}'
        WHEN 'mistral-small-latest'       THEN '{mistral-small-2603}'
        WHEN 'mistral-small-2603'         THEN '{mistral-small-latest}'
        WHEN 'codestral-latest'           THEN '{codestral-2508}'
        WHEN 'codestral-2508'             THEN '{codestral-latest}'
        WHEN 'ministral-3b-latest'        THEN '{ministral-3b-2512}'
        WHEN 'ministral-3b-2512'          THEN '{ministral-3b-latest}'
        WHEN 'ministral-8b-latest'        THEN '{ministral-8b-2512}'
        WHEN 'ministral-8b-2512'          THEN '{ministral-8b-latest}'
        WHEN 'ministral-14b-latest'       THEN '{ministral-14b-2512}'
        WHEN 'ministral-14b-2512'         THEN '{ministral-14b-latest}'
        WHEN 'devstral-latest'            THEN '{devstral-2512}'
        WHEN 'devstral-2512'              THEN '{devstral-latest,devstral-medium-latest}'
        WHEN 'devstral-medium-latest'     THEN '{devstral-2512}'
        WHEN 'pixtral-large-latest'       THEN '{pixtral-large-2411}'
        WHEN 'pixtral-large-2411'         THEN '{pixtral-large-latest}'
        WHEN 'grok-4'                     THEN '{grok-4-0709}'
        WHEN 'grok-4-0709'                THEN '{grok-4,grok-4-latest}'
        WHEN 'grok-4-latest'              THEN '{grok-4-0709}'
        WHEN 'grok-4-fast'                THEN '{grok-4-fast-reasoning}'
        WHEN 'grok-4-fast-reasoning'      THEN '{grok-4-fast}'
        WHEN 'grok-4-1-fast'              THEN '{grok-4-1-fast-reasoning}'
        WHEN 'grok-4-1-fast-reasoning'    THEN '{grok-4-1-fast,grok-4.1-fast}'
        WHEN 'grok-4.1-fast'              THEN '{grok-4-1-fast-reasoning}'
        WHEN 'grok-code-fast'             THEN '{grok-code-fast-1}'
        WHEN 'grok-code-fast-1'           THEN '{grok-code-fast}'
        WHEN 'grok-3-beta'                THEN '{grok-3}'
        WHEN 'grok-3'                     THEN '{grok-3-beta}'
        WHEN 'grok-3-mini-beta'           THEN '{grok-3-mini}'
        WHEN 'grok-3-mini'                THEN '{grok-3-mini-beta}'
        WHEN 'gpt-5-chat'                 THEN '{gpt-5-chat-latest}'
        WHEN 'gpt-5-chat-latest'          THEN '{gpt-5-chat}'
        WHEN 'gpt-5.1-chat'               THEN '{gpt-5.1-chat-latest}'
        WHEN 'gpt-5.1-chat-latest'        THEN '{gpt-5.1-chat}'
        WHEN 'gpt-5.2-chat'               THEN '{gpt-5.2-chat-latest}'
        WHEN 'gpt-5.2-chat-latest'        THEN '{gpt-5.2-chat}'
        WHEN 'gpt-5.3-chat'               THEN '{gpt-5.3-chat-latest}'
        WHEN 'gpt-5.3-chat-latest'        THEN '{gpt-5.3-chat}'
        WHEN 'gpt-5.6'                    THEN '{gpt-5.6-sol}'
        WHEN 'gpt-5.6-sol'                THEN '{gpt-5.6}'
        WHEN 'gpt-4-0314'                 THEN '{gpt-4}'
        WHEN 'gpt-4-0613'                 THEN '{gpt-4}'
        WHEN 'gpt-4-32k-0314'             THEN '{gpt-4-32k}'
        WHEN 'gpt-4-32k-0613'             THEN '{gpt-4-32k}'
        WHEN 'gpt-4-1106-preview'         THEN '{gpt-4-turbo}'
        WHEN 'gpt-4-0125-preview'         THEN '{gpt-4-turbo}'
        WHEN 'gpt-4-turbo-preview'        THEN '{gpt-4-turbo}'
        WHEN 'gpt-4-vision-preview'       THEN '{gpt-4-turbo}'
        WHEN 'gpt-4-1106-vision-preview'  THEN '{gpt-4-turbo}'
        WHEN 'gpt-3.5-turbo-0125'         THEN '{gpt-3.5-turbo}'
        WHEN 'gemini-flash-latest'        THEN '{gemini-3.8-flash}'
        WHEN 'gemini-flash-lite-latest'   THEN '{gemini-3.5-flash-lite}'
        WHEN 'gemini-pro-latest'          THEN '{gemini-3.1-pro-preview}'
    END;
BEGIN
    RETURN CASE WHEN path = '' AND others IS NOT NULL THEN others ELSE ARRAY(SELECT path || o FROM unnest(others) o) END;
END $$;
COMMENT ON FUNCTION also_called IS 'what vendors say that a model''s name stands for';

-- The name with -latest or without it, with -0 or without it: the newest of a model is the model, and so is the first of a generation.
CREATE OR REPLACE FUNCTION undated(name text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    path text := COALESCE(substring(name FROM '^.*/'), '');
    model text := substring(name FROM '[^/]*$');
    found text[] := '{}'::text[];
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
