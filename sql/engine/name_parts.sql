-- What names of models are made of: known prefixes, suffixes, versions and dates, and how to leave each out. All take lower case,
-- and answer NULL where there is nothing to leave out. The twin in Rust is extension/core/src/model_name/parts.rs.
--
-- They are single expressions in SQL, without a search_path, so that the planner can put them into the expressions of their
-- callers: every name that is not listed as it stands goes through all of them.

-- The vendor that a path begins with, where it begins with one. After a first part that names no vendor it is the one in
-- publishers/google/models/… or accounts/fireworks/models/….
CREATE OR REPLACE FUNCTION seller_of_path(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN strpos(name, '/') = 0 THEN NULL
    WHEN name ~ '^(?:models|publishers|accounts|projects|deployments)/' THEN
        substring(substring(name, '^(.*)/models/'), '(?:^|/)(?:publishers|accounts)/([^/]*)$')
    ELSE substring(name, '^([^/:]+)/')
END;
COMMENT ON FUNCTION seller_of_path IS 'the vendor that the path of a model''s name begins with';

-- A name in lower case, without white space around it. Where client libraries write provider:model, as Pydantic AI and LangChain do, it is
-- the path provider/model, and so where Helicone writes model/provider and Hugging Face's router maker/model:provider; behind the name of a
-- model stands a tag, mistral:7b or mistral:latest.
CREATE OR REPLACE FUNCTION lowered_name(name text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    lowered constant text := lower(trimmed(name));
BEGIN
    IF strpos(lowered, ':') > 0 AND lowered ~ '^[^:]*:[a-z]' AND lowered !~ '^[^:]*:(?:latest|instruct|chat|text)$'
       AND is_known_provider(split_part(lowered, ':', 1)) THEN
        RETURN overlay(lowered PLACING '/' FROM strpos(lowered, ':') FOR 1);
    ELSIF lowered ~ '/.*:[^/:]+$' AND is_known_provider(substring(lowered FROM '[^:]*$')) THEN
        RETURN substring(lowered FROM '[^:]*$') || '/' || substring(lowered FROM '^(.*):');
    ELSIF lowered ~ '^[^/]+/[^/]+$' AND is_known_provider(split_part(lowered, '/', 2)) AND NOT is_known_provider(split_part(lowered, '/', 1)) THEN
        RETURN split_part(lowered, '/', 2) || '/' || split_part(lowered, '/', 1);
    END IF;
    RETURN lowered;
END $$;
COMMENT ON FUNCTION lowered_name IS 'a model''s name in lower case, as a path where it begins with a provider';

-- Whether the first part of a path is a place, not somebody.
CREATE OR REPLACE FUNCTION starts_at_a_place(name text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN name ~ '^(?:[^/]*$|[^/]*:|(?:models|publishers|accounts|projects|deployments)/)';
COMMENT ON FUNCTION starts_at_a_place IS 'whether the first part of a path names nobody';

-- The providers that the path of a model's name begins with, at most two: openrouter and anthropic of openrouter/anthropic/x.
CREATE OR REPLACE FUNCTION sellers_of_path(name text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN array_remove(ARRAY[seller_of_path(name),
                          CASE WHEN NOT starts_at_a_place(name) THEN seller_of_path(substr(name, strpos(name, '/') + 1)) END], NULL);
COMMENT ON FUNCTION sellers_of_path IS 'the providers that the path of a model''s name begins with, in order';

-- Without the region of Bedrock's inference that a name begins with, or what else clouds put before the names of the models that they serve:
-- Databricks its own name, DigitalOcean and Snowflake the maker's.
CREATE OR REPLACE FUNCTION without_region(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN substring(name, E'^(?:databricks-|anthropic-|openai-|(?:us|us-gov|eu|apac|jp|au|ca|global)\\.)(.+)$');
COMMENT ON FUNCTION without_region IS 'a model''s name without the region that it begins with';

-- With dashes where people write spaces: claude sonnet 4.5.
CREATE OR REPLACE FUNCTION without_spaces(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN strpos(name, ' ') > 0 THEN regexp_replace(btrim(name), ' +', '-', 'g') END;
COMMENT ON FUNCTION without_spaces IS 'a model''s name with dashes in the place of spaces';

-- The vendor that a name begins with, as clouds name models: vendor.model.
CREATE OR REPLACE FUNCTION vendor_before(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN substring(name,
    E'^(ai21|amazon|anthropic|cohere|deepseek|google|luma|meta|minimax|mistral|moonshot|moonshotai|nvidia|openai|qwen|writer|xai|zai)\\..');
COMMENT ON FUNCTION vendor_before IS 'the vendor that a model''s name begins with';

-- Without :nitro and what else says how a gateway routes a call, or which tag of a model is meant: the model and its price stay the
-- same. :free and :extended are none of these, they have prices of their own.
CREATE OR REPLACE FUNCTION without_route(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN substring(name,
    '^(.+)(?::(?:nitro|floor|online|thinking|exacto|beta|fastest|cheapest|latest)|@default|@latest)$');
COMMENT ON FUNCTION without_route IS 'a model''s name without what says how a call is routed';

-- Without what says how long a closed model is to think, or how much it is to read, which clients put behind its name: -high (Cursor,
-- OpenRouter), -thinking, [1m] (Claude Code). Tokens have the same price.
CREATE OR REPLACE FUNCTION without_effort(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN name ~ E'(?:^|[/.])(?:claude|gpt|o[134]|gemini|grok)(?=-).*(?:\\]|-(?:minimal|low|medium|x?high|(?:no)?thinking|thinking-[0-9]+k))$' THEN
    nullif(regexp_replace(name, E'(?:\\[[a-z0-9]+\\]|-(?:minimal|low|medium|x?high|(?:no)?thinking|thinking-[0-9]+k))+$', ''), name)
END;
COMMENT ON FUNCTION without_effort IS 'a model''s name without what says how long it is to think';

-- Without -v2:0, -v1, :0 or -v1:0:200k.
CREATE OR REPLACE FUNCTION without_version(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN COALESCE(
    substring(name, '^(.+)-v[0-9]+(?::[0-9]+(?::[0-9]+k)?)?$'),
    substring(name, '^(.*):[0-9]+(?::[0-9]+k)?$'));
COMMENT ON FUNCTION without_version IS 'a model''s name without its version';

-- The same name of a cloud, which clouds and price lists write with a version and without: x, x-v1 and x-v1:0.
CREATE OR REPLACE FUNCTION other_versions(name text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    base text := COALESCE(without_version(name), name);
    version text := substring(substr(name, length(base) + 1) FROM '^-v([^:]*)');
BEGIN
    IF version IS NULL AND name ~ '[^a-z0-9]$' THEN
        RETURN '{}';
    END IF;
    version := COALESCE(version, '1');
    RETURN array_remove(ARRAY[base, base || '-v' || version, base || '-v' || version || ':0'], name);
END $$;
COMMENT ON FUNCTION other_versions IS 'a cloud''s name of a model with its version written in other ways';

-- Without -2024-08-06, -20250929, @20250929, -05-20 or -08-2024, where that is a day or a month that can be, and without the number
-- of a release of Gemini, -001. Four digits alone are no date here: see without_short_date. A preview of a month is that of the model,
-- whatever a preview without one costs: see without_preview.
CREATE OR REPLACE FUNCTION without_date(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN name ~ '^gemini(?:-.*)?-00[0-9]$' THEN left(name, -4)
    WHEN name ~ '.-(?:0[1-9]|1[0-2])-20[23][0-9]$' THEN CASE WHEN name !~ '-preview-.......$' THEN left(name, -8) END
    WHEN name !~ '.[-@0-9](?:0[1-9]|1[0-2])-?(?:0[1-9]|[12][0-9]|3[01])$' THEN NULL
    ELSE COALESCE(
        substring(name, '^(.+)(?:-20[23][0-9]-[0-9]{2}-[0-9]{2}|[-@]20[23][0-9]{5})$'),
        -- not the rest of a day of a year that cannot be
        CASE WHEN name !~ '.-[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN substring(name, '^(.+)-[0-9]{2}-[0-9]{2}$') END)
END;
COMMENT ON FUNCTION without_date IS 'a model''s name without the date of its snapshot';

-- Without -preview or -preview-09-2025: what is sold when a preview is over.
CREATE OR REPLACE FUNCTION without_preview(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN substring(name, '^(.*)-preview(?:-(?:0[1-9]|1[0-2])-20[23][0-9])?$');
COMMENT ON FUNCTION without_preview IS 'the model that a preview becomes';

-- Without -0613 or -2411, a day or a month that can be. Such names have had prices of their own, so that it says only which model
-- it is.
CREATE OR REPLACE FUNCTION without_short_date(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN substring(name,
    '^(.+)-(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])|[23][0-9](?:0[1-9]|1[0-2]))$');
COMMENT ON FUNCTION without_short_date IS 'a model''s name without a date of four digits';

-- Whether a name is of what costs nothing, which is a price of its own: it never has that of the model, nor the model this.
CREATE OR REPLACE FUNCTION is_free(name text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN lower(right(name, 5)) = ':free';
COMMENT ON FUNCTION is_free IS 'whether a model''s name is that of its free variant';
