-- What the calls of an account would cost on other models. A cost is a sum of amounts times prices, and which price holds depends on little
-- beside the model: the tier and conditions of a call, the step that its input passes, the hours it falls in. So calls of which these
-- are the same are added up, and a model is asked for the price of one of each thing that they used, not for that of each call.

-- What each call used, in parts that do not overlap. A call whose parts do, or are more than their whole, is one thing (whole = true).
CREATE FUNCTION meter_internal._meter_parts_used(account text, from_at timestamptz, to_at timestamptz)
RETURNS TABLE (at timestamptz, input_tokens bigint, service_tier text, conditions text[], is_kind boolean, part text, amount numeric,
               counts bigint[], units jsonb)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH calls AS MATERIALIZED (
        SELECT u.at, u.input_tokens, u.output_tokens, u.cache_read_tokens, u.cache_write_tokens, u.reasoning_tokens, u.audio_input_tokens,
               u.audio_output_tokens, u.service_tier, u.conditions, u.other_units, coalesce(u.other_units, '{}') AS told,
               u.other_units IS NOT NULL AND EXISTS (SELECT FROM jsonb_object_keys(u.other_units) k WHERE k ~ '^request(_|$)') AS has_kind
          FROM usage_log u
         WHERE u.account = $1 AND ($2 IS NULL OR u.at >= $2) AND ($3 IS NULL OR u.at < $3) AND num_nonnulls(u.refunds, u.adjusts) = 0
           AND NOT EXISTS (SELECT FROM usage_log r WHERE r.account = u.account AND r.at = u.at AND r.refunds = u.usage_id)
    ), parts AS (
        SELECT c.*, p.* FROM calls c, LATERAL (
            SELECT x.cw_5m, x.cw_1h, x.cw_12h, x.image_in, x.video_in, x.tool_in, x.image_out, x.video_out, x.text_out,
                   c.cache_write_tokens - x.cw_5m - x.cw_1h - x.cw_12h AS cache_write_rest,
                   c.input_tokens - c.cache_read_tokens - c.cache_write_tokens - c.audio_input_tokens - x.image_in - x.video_in - x.tool_in AS input_rest,
                   c.output_tokens - c.reasoning_tokens - c.audio_output_tokens - x.image_out - x.video_out - x.text_out AS output_rest
              FROM (SELECT coalesce((c.told ->> 'cache_write_5m')::numeric, 0) AS cw_5m, coalesce((c.told ->> 'cache_write_1h')::numeric, 0) AS cw_1h,
                           coalesce((c.told ->> 'cache_write_12h')::numeric, 0) AS cw_12h, coalesce((c.told ->> 'image_input')::numeric, 0) AS image_in,
                           coalesce((c.told ->> 'video_input')::numeric, 0) AS video_in, coalesce((c.told ->> 'tool_input')::numeric, 0) AS tool_in,
                           coalesce((c.told ->> 'image_output')::numeric, 0) AS image_out, coalesce((c.told ->> 'video_output')::numeric, 0) AS video_out,
                           coalesce((c.told ->> 'text_output')::numeric, 0) AS text_out) x) p
    ), judged AS MATERIALIZED (
        SELECT p.*, least(p.cache_write_rest, p.input_rest, p.output_rest) < 0
                    OR p.told ?| '{cache_read_audio,cache_read_image,cache_read_video,cache_write_audio,cache_write_image}' AS is_whole
          FROM parts p
    )
    SELECT j.at, j.input_tokens, j.service_tier, j.conditions, j.has_kind, x.part, x.amount, x.counts::bigint[], x.units
      FROM judged j, LATERAL (
        SELECT v.part, v.amount, v.counts, v.units
          FROM (VALUES ('input', j.input_rest, '{1,0,0,0,0,0,0}'::bigint[], NULL::jsonb), ('cache_read', j.cache_read_tokens, '{1,0,1,0,0,0,0}', NULL),
                       ('cache_write', j.cache_write_rest, '{1,0,0,1,0,0,0}', NULL), ('cache_write_5m', j.cw_5m, '{1,0,0,1,0,0,0}', '{"cache_write_5m": 1}'),
                       ('cache_write_1h', j.cw_1h, '{1,0,0,1,0,0,0}', '{"cache_write_1h": 1}'), ('cache_write_12h', j.cw_12h, '{1,0,0,1,0,0,0}', '{"cache_write_12h": 1}'),
                       ('audio_input', j.audio_input_tokens, '{1,0,0,0,0,1,0}', NULL), ('image_input', j.image_in, '{1,0,0,0,0,0,0}', '{"image_input": 1}'),
                       ('video_input', j.video_in, '{1,0,0,0,0,0,0}', '{"video_input": 1}'), ('tool_input', j.tool_in, '{1,0,0,0,0,0,0}', '{"tool_input": 1}'),
                       ('output', j.output_rest, '{0,1,0,0,0,0,0}', NULL), ('reasoning', j.reasoning_tokens, '{0,1,0,0,1,0,0}', NULL),
                       ('audio_output', j.audio_output_tokens, '{0,1,0,0,0,0,1}', NULL), ('image_output', j.image_out, '{0,1,0,0,0,0,0}', '{"image_output": 1}'),
                       ('video_output', j.video_out, '{0,1,0,0,0,0,0}', '{"video_output": 1}'), ('text_output', j.text_out, '{0,1,0,0,0,0,0}', '{"text_output": 1}')
               ) v (part, amount, counts, units) WHERE v.amount > 0 AND NOT j.is_whole
        UNION ALL
        SELECT 'unit ' || e.key, e.value::numeric, '{0,0,0,0,0,0,0}', jsonb_build_object(e.key, 1)
          FROM jsonb_each_text(j.told) e
         WHERE NOT j.is_whole AND e.value::numeric > 0 AND e.key <> ALL ('{cache_write_5m,cache_write_1h,cache_write_12h,image_input,video_input,tool_input,image_output,video_output,text_output}')
        UNION ALL
        SELECT 'call', 1, '{0,0,0,0,0,0,0}', NULL WHERE NOT j.is_whole AND NOT j.has_kind
        UNION ALL
        SELECT 'whole', 1, ARRAY[j.input_tokens, j.output_tokens, j.cache_read_tokens, j.cache_write_tokens, j.reasoning_tokens, j.audio_input_tokens, j.audio_output_tokens],
               j.other_units WHERE j.is_whole) x;
END $$;
COMMENT ON FUNCTION meter_internal._meter_parts_used IS 'internal: what the calls of an account used, each part with a call that uses one of it alone';

CREATE FUNCTION meter_cheaper_models(account text, from_at timestamptz DEFAULT NULL, to_at timestamptz DEFAULT NULL)
RETURNS SETOF meter_model_cost
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
    now_at timestamptz;
    begins timestamptz;
    none constant bigint[] := '{0,0,0,0,0,0,0}'::bigint[];
BEGIN
    PERFORM meter_internal._meter_ready();
    PERFORM meter_internal._meter_need('account', $1), meter_internal._meter_span($2, $3);
    now_at := meter_internal._meter_now();
    begins := coalesce(tell_gone_usage($1, $2, $3), $2);
    RETURN QUERY
    WITH models AS MATERIALIZED (
        -- with where its prices change: above which inputs, and at which times of the day
        SELECT m.provider, m.model, s.steps, s.times
          FROM (SELECT p.provider, max(p.model) AS model FROM prices p
                 WHERE p.effective_from <= now_at AND p.price_per_million IS NOT NULL AND p.model NOT LIKE '*%' AND p.component NOT LIKE 'factor:%'
                 GROUP BY p.provider, lower(p.model)) m
         CROSS JOIN LATERAL (
                SELECT coalesce(array_agg(DISTINCT p.context_above ORDER BY p.context_above) FILTER (WHERE p.context_above > 0), '{}') AS steps,
                       coalesce(array_agg(DISTINCT t ORDER BY t) FILTER (WHERE t IS NOT NULL), '{}') AS times
                  FROM prices p LEFT JOIN LATERAL unnest(CASE WHEN p.daily <> '' THEN ARRAY[left(p.daily, 5), right(p.daily, 5)]::time[] END) t ON true
                 WHERE p.provider = m.provider AND lower(p.model) IN (lower(m.model), '*')) s
    ), used AS MATERIALIZED (
        -- between any two of these places all is alike for each model
        SELECT p.service_tier, p.conditions, p.part, p.counts, p.units, sum(p.amount) AS amount, min(p.input_tokens) AS input_tokens, min(p.at) AS at
          FROM meter_internal._meter_parts_used($1, begins, $3) p,
               (SELECT ARRAY(SELECT DISTINCT x FROM models m, unnest(m.steps) x ORDER BY x) AS steps,
                       ARRAY(SELECT DISTINCT x FROM models m, unnest(m.times) x ORDER BY x) AS times) every
         GROUP BY 1, 2, 3, 4, 5, CASE WHEN every.steps <> '{}' THEN width_bucket(p.input_tokens - 1, every.steps) END,
                  CASE WHEN every.times <> '{}' THEN width_bucket((p.at AT TIME ZONE 'UTC')::time, every.times) END
    ), sums AS MATERIALIZED (
        SELECT s.steps, s.times, u.service_tier, u.conditions, u.part, u.counts, u.units, sum(u.amount) AS amount, min(u.at) AS at,
               -- the least call of the band: what one more costs above it
               CASE WHEN b.band = 0 OR u.part IN ('call', 'whole') THEN none ELSE ARRAY[s.steps[b.band] + 1, 0, 0, 0, 0, 0, 0] END AS base
          FROM (SELECT DISTINCT m.steps, m.times FROM models m) s, used u,
               LATERAL (SELECT CASE WHEN s.steps = '{}' THEN 0 ELSE width_bucket(u.input_tokens - 1, s.steps) END AS band,
                               CASE WHEN s.times = '{}' THEN 0 ELSE width_bucket((u.at AT TIME ZONE 'UTC')::time, s.times) END AS slot) b
         GROUP BY s.steps, s.times, u.service_tier, u.conditions, b.band, b.slot, u.part, u.counts, u.units
    ), costs AS (
        SELECT m.provider, m.model, sum(s.amount * (one.cost - CASE WHEN s.part IN ('call', 'whole') OR s.part ~ '^unit request(_|$)' THEN 0 ELSE base.cost END)) AS cost,
               string_agg(DISTINCT coalesce(one.missing, base.missing), '; ') AS missing
          FROM models m JOIN sums s ON s.steps = m.steps AND s.times = m.times
         CROSS JOIN LATERAL meter_internal._meter_price(m.provider, m.model, s.service_tier,
                        ARRAY(SELECT a + b FROM unnest(CASE WHEN s.part ~ '^unit request(_|$)' THEN none ELSE s.base END, s.counts) x (a, b)), s.units, s.at, now_at, s.conditions) one
         CROSS JOIN LATERAL meter_internal._meter_price(m.provider, m.model, s.service_tier, s.base, NULL, s.at, now_at, s.conditions) base
         GROUP BY m.provider, m.model
    ), actual AS (
        SELECT CASE WHEN t.unpriced_requests = 0 THEN t.cost END AS cost
          FROM meter_internal._meter_usage_totals(ARRAY[$1], begins, $3, 'none', '{}', '{}', NULL, NULL, NULL, NULL, NULL, 'UTC', '0', false) t
    )
    SELECT c.provider, c.model, CASE WHEN c.missing IS NULL THEN trim_scale(c.cost) END, trim_scale(a.cost),
           CASE WHEN c.missing IS NULL THEN trim_scale(c.cost - a.cost) END, c.missing
      FROM costs c, actual a
     ORDER BY c.missing IS NOT NULL, c.cost, c.provider, c.model;
END $$;
COMMENT ON FUNCTION meter_cheaper_models IS
    'what an account''s calls would cost on each priced model at today''s prices, the cheapest first; what cannot be compared last, with what it lacks';
