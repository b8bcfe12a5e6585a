-- What can have a price of its own. The set is open: any name may stand in a price row, and any of a call's units is charged by the price of
-- its name. What is listed here are the names whose meaning the meter knows.

-- Tokens that are included in others, smaller parts before those that they are included in; of parts that may overlap, those of a cache first.
CREATE OR REPLACE FUNCTION token_parts() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '{cache_read_audio,cache_read_image,cache_read_video,cache_write_audio,cache_write_image,cache_write_5m,cache_write_1h,cache_write_12h,cache_read,cache_write,audio_input,image_input,video_input,tool_input,reasoning,audio_output,image_output,video_output,text_output}'::text[];
COMMENT ON FUNCTION token_parts IS 'the price components that are included in input or output, in the order in which a call''s tokens are taken apart';

-- What a part of tokens is included in, in the order in which their prices hold for it where it has none; NULL: it is no part.
CREATE OR REPLACE FUNCTION wholes_of(component text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN component IN ('cache_read', 'cache_write', 'audio_input', 'image_input', 'video_input', 'tool_input') THEN '{input}'::text[]
            WHEN component IN ('reasoning', 'audio_output', 'image_output', 'video_output', 'text_output') THEN '{output}'::text[]
            WHEN component IN ('cache_write_5m', 'cache_write_1h', 'cache_write_12h') THEN '{cache_write}'::text[]
            WHEN component = 'cache_read_audio' THEN '{cache_read,audio_input}'::text[]
            WHEN component = 'cache_read_image' THEN '{cache_read,image_input}'::text[]
            WHEN component = 'cache_read_video' THEN '{cache_read,video_input}'::text[]
            WHEN component = 'cache_write_audio' THEN '{cache_write,audio_input}'::text[]
            WHEN component = 'cache_write_image' THEN '{cache_write,image_input}'::text[] END;
COMMENT ON FUNCTION wholes_of IS 'what a part of a call''s tokens is included in, the nearest first; NULL: it is no part';

-- Whether a part of tokens is of the input or of the output; NULL: it is no part.
CREATE OR REPLACE FUNCTION whole_of_tokens(component text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN wholes_of(component) = '{output}' THEN 'output' WHEN wholes_of(component) IS NOT NULL THEN 'input' END;

-- Whether a component's amount is an argument of its own, and no unit.
CREATE OR REPLACE FUNCTION is_counted(component text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN component IN ('input', 'output', 'cache_read', 'cache_write', 'reasoning', 'audio_input', 'audio_output');

-- The same to the end: what is included in cached tokens is included in the input.
CREATE OR REPLACE FUNCTION all_wholes_of(component text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (wholes_of(component))[1] IN ('cache_read', 'cache_write') THEN wholes_of(component) || 'input'::text ELSE wholes_of(component) END;

-- The component whose price tokens have that the call's own model has used beside what the answer counts, such as a summary of the conversation:
-- those of beside_input are input. NULL: a unit is none of these.
CREATE OR REPLACE FUNCTION beside_component(unit text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN starts_with(unit, 'beside_') AND (is_counted(substr(unit, 8)) OR wholes_of(substr(unit, 8)) IS NOT NULL) THEN substr(unit, 8) END;

-- The names that price what has no price under its own, the nearest first: a part of tokens by those that it is included in, a unit by those
-- under which lists may price it.
CREATE OR REPLACE FUNCTION other_price_names(component text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE component
    WHEN 'audio_second' THEN '{second}'::text[]
    WHEN 'web_search_preview' THEN '{web_search}'::text[]
    WHEN 'web_search_low' THEN '{web_search}'::text[]
    WHEN 'web_search_medium' THEN '{web_search}'::text[]
    WHEN 'web_search_high' THEN '{web_search}'::text[]
    -- Perplexity's fee for a request, by the size of its search; lists give it as that of a search, or of a request
    WHEN 'request_low' THEN '{web_search_low,web_search,request}'::text[]
    WHEN 'request_medium' THEN '{web_search,request}'::text[]
    WHEN 'request_high' THEN '{web_search_high,web_search,request}'::text[]
    -- Google bills the prompt until Gemini 2.5, the query since
    WHEN 'grounded_prompt' THEN '{google_search,web_search}'::text[]
    WHEN 'grounding_query' THEN '{google_search,web_search}'::text[]
    WHEN 'maps_grounding' THEN '{google_maps}'::text[]
    WHEN 'code_interpreter' THEN '{code_interpreter_session,code_execution}'::text[]
    WHEN 'x_search' THEN '{social_search,web_search}'::text[]
    WHEN 'document_search' THEN '{file_search}'::text[]
    -- lists price a video's seconds under either name
    WHEN 'video_second_generated' THEN '{second_generated}'::text[]
    WHEN 'video_second_generated_1024p' THEN '{video_second_generated,second_generated}'::text[]
    -- a cloud's endpoint of one region costs what the vendor asks for staying in its country
    WHEN 'factor:endpoint:regional' THEN '{factor:geo:us}'::text[]
    ELSE CASE WHEN beside_component(component) IS NULL THEN all_wholes_of(component)
              ELSE beside_component(component) || all_wholes_of(beside_component(component)) END END;
COMMENT ON FUNCTION other_price_names IS 'the components whose prices hold for one that has none, the nearest first';

-- What providers count for every model and bill for some, or not by the count: without a price it costs nothing. Anthropic bills code it has
-- run by the hour of a container, above the free hours of a month. Seconds of audio are told beside the tokens that are billed for them; without
-- tokens they are themselves what is billed.
CREATE OR REPLACE FUNCTION is_free_without_price(component text, has_tokens boolean) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN component IN ('citation', 'code_execution', 'source', 'web_fetch') OR component = 'audio_second' AND has_tokens;
