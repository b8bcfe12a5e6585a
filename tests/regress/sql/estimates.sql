-- Tokens of a text before a provider has counted them.
\set SHOW_CONTEXT never
SELECT meter_estimate_tokens('') AS nothing, meter_estimate_tokens('abcd') AS a_quarter, meter_estimate_tokens('äöüßé') AS of_the_characters;
SELECT m, meter_estimate_tokens('hello world, <|endoftext|> 你好', model => m) FROM unnest('{gpt-4o,openai/gpt-4.1-2025-04-14,gpt-3.5-turbo,text-embedding-3-small,claude-sonnet-4-5,llama3}'::text[]) m;
SELECT meter_estimate_tokens(repeat(' ', 3000000), model => 'gpt-4o') > 0 AS spaces, meter_estimate_tokens(repeat('a', 3000000), model => 'gpt-4o') > 0 AS one_word;
SELECT meter_estimate_tokens(NULL);
SELECT meter_estimate_tokens('a', model => ' ');
-- what a hold is for
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT allowed, reserved FROM meter_reserve('estimated', meter_estimate_tokens('Tell me a story.', 'gpt-4o'), 500, model => 'gpt-4o', provider => 'openai');
