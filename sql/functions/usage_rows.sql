-- What the operator charges for a call: the provider's cost with the plan's markup; nothing where the account has paid the
-- provider itself.
CREATE OR REPLACE FUNCTION charged_cost(cost numeric, markup numeric, key_source text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE key_source WHEN 'own' THEN 0 ELSE cost * coalesce(markup, 1) END;

-- What a row must be. These are no CHECKs: Postgres reads those of a partition from the catalog for every INSERT, and they would
-- take a fourth of a call's time. Three statements write the log; meter_verify() holds its rows against this.
CREATE OR REPLACE FUNCTION is_sound(u usage_log) RETURNS boolean
LANGUAGE sql IMMUTABLE
RETURN u.tokens = u.input_tokens + u.output_tokens
   AND u.charged_cost IS NOT DISTINCT FROM charged_cost(u.cost, u.markup, u.key_source)
   AND (u.cost IS NULL) = (u.price_match = 'none')
   AND u.price_match IN ('exact', 'model', 'alias', 'prefix', 'dated', 'fine_tune', 'regex', 'list', 'provider', 'fallback',
                         'reported', 'none')
   AND (u.price_match <> 'reported' OR u.refunds IS NOT NULL OR u.cost = u.reported_cost)
   AND u.key_source IN ('shared', 'own')
   AND coalesce(jsonb_typeof(u.other_units) = 'object', true)
   AND CASE WHEN u.refunds IS NOT NULL
            THEN u.adjusts IS NULL AND u.requests < 0 AND greatest(u.input_tokens, u.output_tokens) <= 0
            WHEN u.adjusts IS NOT NULL
            THEN u.requests = 0 AND u.tokens = 0 AND u.input_tokens = 0 AND u.cost IS NOT NULL
            ELSE u.requests > 0 AND coalesce(u.cost, 0) >= 0
             AND u.input_tokens >= u.cache_read_tokens + u.cache_write_tokens AND u.input_tokens >= u.audio_input_tokens
             AND u.output_tokens >= u.reasoning_tokens AND u.output_tokens >= u.audio_output_tokens
             AND least(u.cache_read_tokens, u.cache_write_tokens, u.reasoning_tokens, u.audio_input_tokens,
                       u.audio_output_tokens) >= 0 END;
