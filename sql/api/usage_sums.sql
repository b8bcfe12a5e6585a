-- What each part of a report's span adds to it: see meter_usage_sum.

-- Whether the log has rows of these accounts later than one. One plan serves all calls: planning the sums costs more than most reports.
CREATE FUNCTION meter_internal._meter_log_has(accounts text[], from_at timestamptz, to_at timestamptz, after bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    RETURN EXISTS (SELECT FROM usage_log u
                    WHERE u.account = ANY ($1) AND u.at >= coalesce($2, '-infinity') AND u.at < coalesce($3, 'infinity') AND u.usage_id > $4);
END $$;
COMMENT ON FUNCTION meter_internal._meter_log_has IS 'internal: whether the log has rows of accounts later than one';

-- From the log. Rows that take a call back, or correct it, are of the call's moment, and go with its metadata, prices and price rule.
CREATE FUNCTION meter_internal._meter_sums_of_log(accounts text[], from_at timestamptz, to_at timestamptz, bucket text, keys text[],
                                               metadata_keys text[], provider text, model text, operation text, session_id text,
                                               key_source text, zone text, shift interval, after bigint)
RETURNS SETOF meter_usage_sum
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
    by_metadata constant boolean := $6 <> '{}';
BEGIN
    IF $1 IS NOT NULL AND NOT meter_internal._meter_log_has($1, $2, $3, $14) THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT meter_internal._meter_shown(u.at, $4, $12, $13), CASE WHEN 'provider' = ANY ($5) THEN u.provider END, CASE WHEN 'model' = ANY ($5) THEN u.model END,
           CASE WHEN 'operation' = ANY ($5) THEN u.operation END, CASE WHEN 'key_source' = ANY ($5) THEN u.key_source END,
           CASE WHEN 'account' = ANY ($5) THEN u.account END, CASE WHEN 'plan' = ANY ($5) THEN u.plan END,
           CASE WHEN 'session' = ANY ($5) THEN u.session_id END, CASE WHEN 'price_match' = ANY ($5) THEN u.price_match END,
           CASE WHEN by_metadata THEN (SELECT jsonb_object_agg('metadata.' || k, nullif(t.metadata -> k, 'null')) FROM unnest($6) k) END,
           CASE WHEN u.price_match <> 'reported' THEN u.price_ids END,
           sum(u.log_rows)::numeric, sum(u.requests), sum(u.refunds), sum(u.input_tokens), sum(u.output_tokens), sum(u.cache_read_tokens),
           sum(u.cache_write_tokens), sum(u.reasoning_tokens), sum(u.audio_input_tokens), sum(u.audio_output_tokens),
           CASE WHEN count(u.other_units) > 0 THEN meter_internal._meter_units_sum(array_agg(u.other_units) FILTER (WHERE u.other_units IS NOT NULL)) END,
           CASE WHEN count(u.unit_rows) > 0 THEN meter_internal._meter_units_sum(array_agg(u.unit_rows) FILTER (WHERE u.unit_rows IS NOT NULL)) END,
           sum(u.misfits)::numeric, coalesce(sum(u.cost), 0), sum(u.cost_rows)::numeric, coalesce(sum(u.charged_cost), 0), sum(u.charged_rows)::numeric,
           sum(u.unpriced), 0::numeric
      FROM usage_changes($1, $2, $3, $14, 9223372036854775807) u
      LEFT JOIN LATERAL (SELECT CASE WHEN u.call_id IS NULL THEN u.metadata
                                     ELSE (SELECT c.metadata FROM usage_log c WHERE c.account = u.account AND c.at = u.at AND c.usage_id = u.call_id) END AS metadata
                          WHERE by_metadata) t ON true
     WHERE ($7 IS NULL OR u.provider = $7) AND ($8 IS NULL OR u.model = $8) AND ($9 IS NULL OR u.operation = $9)
       AND ($10 IS NULL OR u.session_id = $10) AND ($11 IS NULL OR u.key_source = $11)
     GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11;
END $$;
COMMENT ON FUNCTION meter_internal._meter_sums_of_log IS 'internal: what rows of the log later than one add to a report';

CREATE FUNCTION meter_internal._meter_sums_of_rollups(accounts text[], from_at timestamptz, to_at timestamptz, bucket text, keys text[],
                                                   provider text, model text, operation text, key_source text, zone text,
                                                   shift interval, grain text)
RETURNS SETOF meter_usage_sum
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
    of_accounts constant text[] := CASE WHEN $1 IS NULL AND 'account' <> ALL ($5) THEN '{""}' ELSE $1 END;
BEGIN
    RETURN QUERY
    SELECT meter_internal._meter_shown(r.starts_at, $4, $10, $11), CASE WHEN 'provider' = ANY ($5) THEN k.provider END, CASE WHEN 'model' = ANY ($5) THEN k.model END,
           CASE WHEN 'operation' = ANY ($5) THEN k.operation END, CASE WHEN 'key_source' = ANY ($5) THEN k.key_source END,
           CASE WHEN 'account' = ANY ($5) THEN r.account END, CASE WHEN 'plan' = ANY ($5) THEN k.plan END,
           NULL::text, CASE WHEN 'price_match' = ANY ($5) THEN k.price_match END, NULL::jsonb,
           CASE WHEN k.price_match <> 'reported' THEN k.price_ids END,
           sum(r.log_rows), sum(r.requests), sum(r.refunds), sum(r.input_tokens), sum(r.output_tokens), sum(r.cache_read_tokens),
           sum(r.cache_write_tokens), sum(r.reasoning_tokens), sum(r.audio_input_tokens), sum(r.audio_output_tokens),
           CASE WHEN count(r.other_units) > 0 THEN meter_internal._meter_units_sum(array_agg(r.other_units) FILTER (WHERE r.other_units IS NOT NULL)) END,
           CASE WHEN count(r.unit_rows) > 0 THEN meter_internal._meter_units_sum(array_agg(r.unit_rows) FILTER (WHERE r.unit_rows IS NOT NULL)) END,
           sum(r.misfits), sum(r.cost), sum(r.cost_rows), sum(r.charged_cost), sum(r.charged_rows), sum(r.unpriced), 0::numeric
      FROM rollups r JOIN rollup_kinds k ON k.kind_id = r.kind_id
     WHERE r.grain = $12 AND (of_accounts IS NULL AND r.account <> '' OR r.account = ANY (of_accounts))
       AND ($2 IS NULL OR r.starts_at >= $2) AND ($3 IS NULL OR r.starts_at < $3)
       AND ($6 IS NULL OR k.provider = $6) AND ($7 IS NULL OR k.model = $7) AND ($8 IS NULL OR k.operation = $8)
       AND ($9 IS NULL OR k.key_source = $9)
     GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 11;
END $$;
COMMENT ON FUNCTION meter_internal._meter_sums_of_rollups IS 'internal: what days or quarters of an hour add to a report';

CREATE FUNCTION meter_internal._meter_sums_of_denials(accounts text[], from_at timestamptz, to_at timestamptz, bucket text, keys text[],
                                                   provider text, model text, operation text, zone text, shift interval)
RETURNS SETOF meter_usage_sum
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT meter_internal._meter_shown(d.at, $4, $9, $10), CASE WHEN 'provider' = ANY ($5) THEN d.provider END, CASE WHEN 'model' = ANY ($5) THEN d.model END,
           CASE WHEN 'operation' = ANY ($5) THEN d.operation END, NULL::text, CASE WHEN 'account' = ANY ($5) THEN d.account END, NULL::text, NULL::text,
           NULL::text, NULL::jsonb, NULL::bigint[], 0::numeric, 0::numeric, 0::numeric, 0::numeric, 0::numeric, 0::numeric, 0::numeric, 0::numeric,
           0::numeric, 0::numeric, NULL::jsonb, NULL::jsonb, 0::numeric, 0::numeric, 0::numeric, 0::numeric, 0::numeric, 0::numeric, count(*)::numeric
      FROM denials d
     WHERE ($1 IS NULL OR d.account = ANY ($1)) AND ($2 IS NULL OR d.at >= $2) AND ($3 IS NULL OR d.at < $3)
       AND ($6 IS NULL OR d.provider = $6) AND ($7 IS NULL OR d.model = $7) AND ($8 IS NULL OR d.operation = $8)
     GROUP BY 1, 2, 3, 4, 6;
END $$;
COMMENT ON FUNCTION meter_internal._meter_sums_of_denials IS 'internal: what refused calls add to a report';
