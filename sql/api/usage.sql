-- When a zone's clocks first show a time: clocks that are set back show it twice, those set forward may pass it over.
CREATE FUNCTION meter_internal._meter_first_shown(shown timestamp, zone text) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(min(m.moment) FILTER (WHERE m.moment AT TIME ZONE zone = shown), shown AT TIME ZONE zone)
      FROM unnest(ARRAY[interval '0', '30 minutes', '1 hour']) back,
           LATERAL (SELECT (shown AT TIME ZONE zone) - back AS moment) m;
$$;
COMMENT ON FUNCTION meter_internal._meter_first_shown IS 'internal: when a zone''s clocks first show a time';

-- The starts of all buckets that reach into a span, its last moment included.
CREATE FUNCTION meter_internal._meter_buckets(bucket text, first timestamptz, last timestamptz, zone text, shift interval, groups_count bigint)
RETURNS SETOF timestamptz
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    hours constant numeric := extract(epoch FROM last - first) / 3600;
    buckets constant numeric := hours / CASE bucket WHEN 'hour' THEN 1 WHEN 'day' THEN 24 WHEN 'week' THEN 168 ELSE 672 END;
BEGIN
    IF bucket = 'none' THEN
        RETURN NEXT first;
    ELSIF buckets * groups_count > 1000000 AND groups_count > 1 THEN  -- end users ask, too, and name their sessions as they like
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'too many buckets to fill',
            DETAIL = format('Each of %s groups would have %s.', groups_count, ceil(buckets)),
            HINT = 'Give from_at and to_at closer together, a longer bucket, fewer groups, or fill => false: at most 1,000,000 rows are filled.';
    ELSIF hours > (CASE bucket WHEN 'hour' THEN 1 ELSE 24 END) * 100000 THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'too many buckets to fill',
            DETAIL = format('The first would be at %s, the last at %s.', first, last),
            HINT = 'Give from_at and to_at closer together, a longer bucket, or fill => false: at most 100,000 hours or days are filled.';
    ELSIF bucket = 'hour' THEN
        RETURN QUERY SELECT DISTINCT meter_internal._meter_hour(g, zone)
                       FROM generate_series(meter_internal._meter_hour(first, zone), last, '30 minutes') g;
    ELSE
        RETURN QUERY
        SELECT DISTINCT meter_internal._meter_first_shown(g, zone)
          FROM generate_series(date_trunc(bucket, (first AT TIME ZONE zone) - shift) + shift, last AT TIME ZONE zone,
                               ('1 ' || bucket)::interval) g;
    END IF;
END $$;
COMMENT ON FUNCTION meter_internal._meter_buckets IS 'internal: the starts of the buckets of a span';

-- Sums by bucket and group. What the days and quarters of an hour of meter.rollups do not have is read from the log; whatever is asked, the sums are
-- those of the log alone.
CREATE FUNCTION meter_internal._meter_usage_totals(accounts text[], from_at timestamptz, to_at timestamptz, bucket text, keys text[],
                                                metadata_keys text[], provider text, model text, operation text, session_id text,
                                                key_source text, zone text, shift interval, tells_denials boolean)
RETURNS SETOF meter_usage_total
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp SET plan_cache_mode = force_generic_plan  -- what it reads is the same whatever is asked
AS $$
#variable_conflict use_column
DECLARE
    needs_log constant text := CASE WHEN $6 <> '{}' THEN 'metadata' WHEN $10 IS NOT NULL OR 'session' = ANY ($5) THEN 'session' END;
BEGIN
    RETURN QUERY
    WITH parts AS MATERIALIZED (
        SELECT p.* FROM meter_internal._meter_cover($1, $1 IS NULL AND 'account' <> ALL ($5), needs_log, $2, $3, $4, $12, $13) p
    ), sums AS MATERIALIZED (
        SELECT x.* FROM parts p, LATERAL meter_internal._meter_sums_of_log($1, p.span_from, p.span_to, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, p.after) x
        UNION ALL
        SELECT x.* FROM parts p, LATERAL meter_internal._meter_sums_of_rollups($1, p.span_from, p.span_to, $4, $5, $7, $8, $9, $11, $12, $13, p.grain) x
         WHERE p.grain IS NOT NULL
        UNION ALL
        SELECT x.* FROM meter_internal._meter_sums_of_denials($1, $2, $3, $4, $5, $7, $8, $9, $12, $13) x WHERE $14
    ), priced AS (  -- what went by the same prices
        SELECT s.shown, jsonb_build_object('provider', s.provider, 'model', s.model, 'operation', s.operation, 'key_source', s.key_source, 'account', s.account,
                                           'plan', s.plan, 'session', s.session, 'price_match', s.price_match) AS plain, s.told, s.price_ids,
               sum(s.requests) AS requests, sum(s.refunds) AS refunds, sum(s.input_tokens) AS input_tokens, sum(s.output_tokens) AS output_tokens,
               sum(s.cache_read_tokens) AS cache_read_tokens, sum(s.cache_write_tokens) AS cache_write_tokens, sum(s.reasoning_tokens) AS reasoning_tokens,
               sum(s.audio_input_tokens) AS audio_input_tokens, sum(s.audio_output_tokens) AS audio_output_tokens,
               meter_internal._meter_units_left(CASE WHEN count(s.other_units) > 0 THEN meter_internal._meter_units_sum(array_agg(s.other_units) FILTER (WHERE s.other_units IS NOT NULL)) END,
                                                CASE WHEN count(s.unit_rows) > 0 THEN meter_internal._meter_units_sum(array_agg(s.unit_rows) FILTER (WHERE s.unit_rows IS NOT NULL)) END) AS other_units,
               sum(s.misfits) = 0 AS fits, CASE WHEN sum(s.cost_rows) > 0 THEN sum(s.cost) END AS cost,
               CASE WHEN sum(s.charged_rows) > 0 THEN sum(s.charged_cost) END AS charged_cost, sum(s.unpriced) AS unpriced, sum(s.denied) AS denied
          FROM sums s GROUP BY 1, 2, 3, 4 HAVING sum(s.log_rows) <> 0 OR sum(s.denied) > 0
    ), cards AS MATERIALIZED (
        SELECT i.price_ids, meter_internal._meter_rates(i.price_ids) AS rates FROM (SELECT DISTINCT p.price_ids FROM priced p WHERE p.price_ids IS NOT NULL) i
    ), summed AS (
        SELECT p.shown, p.plain, p.told, sum(p.requests) AS requests, sum(p.refunds) AS refunds, sum(p.input_tokens) AS input_tokens,
               sum(p.output_tokens) AS output_tokens, sum(p.cache_read_tokens) AS cache_read_tokens, sum(p.cache_write_tokens) AS cache_write_tokens,
               sum(p.reasoning_tokens) AS reasoning_tokens, sum(p.audio_input_tokens) AS audio_input_tokens, sum(p.audio_output_tokens) AS audio_output_tokens,
               CASE WHEN count(p.other_units) > 0 THEN meter_internal._meter_units_sum(array_agg(p.other_units) FILTER (WHERE p.other_units IS NOT NULL)) END AS other_units,
               sum(p.cost) AS cost, sum(p.charged_cost) AS charged_cost, sum(p.unpriced) AS unpriced, sum(p.denied) AS denied,
               -- not told where it is of any that has a cost
               bool_or(p.cost <> 0 AND c.input_cost IS NULL) AS untold,
               sum(c.input_cost) AS input_cost, sum(c.output_cost) AS output_cost, sum(c.other_cost) AS other_cost
          FROM priced p LEFT JOIN cards r USING (price_ids)
         CROSS JOIN LATERAL meter_internal._meter_cost_parts(r.rates, ARRAY[p.input_tokens, p.output_tokens, p.cache_read_tokens, p.cache_write_tokens,
                                p.reasoning_tokens, p.audio_input_tokens, p.audio_output_tokens], p.other_units, p.requests, CASE WHEN p.fits THEN p.cost END) c
         GROUP BY 1, 2, 3
    ), starts AS MATERIALIZED (
        SELECT d.shown, CASE $4 WHEN 'hour' THEN d.shown AT TIME ZONE 'UTC' ELSE meter_internal._meter_first_shown(d.shown, $12) END AS starts_at
          FROM (SELECT DISTINCT s.shown FROM summed s WHERE $4 <> 'none') d
    )
    SELECT CASE WHEN $4 = 'none' THEN $2 ELSE b.starts_at END,
           coalesce((SELECT jsonb_object_agg(k, s.plain -> k) FROM unnest($5) k), '{}') || coalesce(s.told, '{}'),
           s.requests::bigint, s.refunds::bigint, s.input_tokens, s.output_tokens, s.cache_read_tokens, s.cache_write_tokens, s.reasoning_tokens,
           s.audio_input_tokens, s.audio_output_tokens, s.input_tokens + s.output_tokens, coalesce(s.other_units, '{}'),
           -- what nobody used costs nothing; what somebody used, and no price is known of, costs what nobody knows
           CASE WHEN s.unpriced = 0 THEN coalesce(s.cost, 0) ELSE s.cost END,
           CASE WHEN s.unpriced = 0 THEN coalesce(s.charged_cost, 0) ELSE s.charged_cost END,
           trim_scale(s.cost / nullif(s.requests - s.unpriced, 0)), s.unpriced::bigint, CASE WHEN $14 THEN s.denied::bigint END,
           CASE WHEN s.untold THEN NULL WHEN s.unpriced = 0 THEN coalesce(s.input_cost, 0) ELSE s.input_cost END,
           CASE WHEN s.untold THEN NULL WHEN s.unpriced = 0 THEN coalesce(s.output_cost, 0) ELSE s.output_cost END,
           CASE WHEN s.untold THEN NULL WHEN s.unpriced = 0 THEN coalesce(s.other_cost, 0) ELSE s.other_cost END
      FROM summed s LEFT JOIN starts b ON b.shown = s.shown;
END $$;
COMMENT ON FUNCTION meter_internal._meter_usage_totals IS 'internal: sums of the log by bucket and group';

-- The report of one account, of it and those below it, or of everybody (NULL).
CREATE FUNCTION meter_internal._meter_usage(account text, from_at timestamptz, to_at timestamptz, bucket text, group_by text[], provider text,
                                         model text, operation text, session_id text, key_source text, time_zone text, descendants boolean,
                                         fill boolean)
RETURNS SETOF meter_usage_total
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    allowed constant text[] := '{provider,model,operation,key_source,account,plan,session,price_match}'::text[];
    first timestamptz := nullif($2, '-infinity');
    last timestamptz := nullif($3, 'infinity');
    keys text[]; metadata_keys text[]; zone text; shift interval := '0'; of_accounts text[]; of_provider text;
    tells_denials boolean;
BEGIN
    PERFORM meter_internal._meter_need('bucket', $4), meter_internal._meter_one_of('bucket', $4, '{hour,day,week,month,none}'),
            meter_internal._meter_one_of('key_source', $10, '{shared,own}'), meter_internal._meter_span($2, $3),
            meter_internal._meter_need('group_by', $5::text), meter_internal._meter_need('descendants', $12::text),
            meter_internal._meter_need('fill', $13::text);
    PERFORM meter_internal._meter_need('group_by', k), meter_internal._meter_one_of('group_by', k, allowed || 'metadata.<key>'::text)
       FROM unnest($5) k WHERE k !~ E'^metadata\\..' IS NOT FALSE;
    of_provider := CASE WHEN $6 IS NOT NULL THEN meter_internal._meter_provider($6) END;
    zone := coalesce(proper_time_zone($11), (SELECT a.time_zone FROM accounts a WHERE a.account = $1), 'UTC');
    IF $4 = 'week' THEN
        SELECT make_interval(days => array_position('{monday,tuesday,wednesday,thursday,friday,saturday,sunday}', s.value) - 1) INTO shift
          FROM settings s WHERE s.setting = 'week_start';
        shift := coalesce(shift, '0');
    END IF;
    keys := ARRAY(SELECT DISTINCT k FROM unnest($5) k WHERE k = ANY (allowed));
    metadata_keys := ARRAY(SELECT DISTINCT substr(k, 10) FROM unnest($5) k WHERE k <> ALL (allowed));
    tells_denials := $9 IS NULL AND $10 IS NULL AND metadata_keys = '{}' AND NOT keys && '{key_source,plan,session,price_match}';
    IF $1 IS NOT NULL THEN
        of_accounts := $1 || ARRAY(SELECT a.account FROM accounts a WHERE $12 AND a.ancestors @> ARRAY[$1] AND a.ancestors <> '{}');
    END IF;
    RETURN QUERY
    WITH totals AS MATERIALIZED (
        SELECT t.* FROM meter_internal._meter_usage_totals(of_accounts, first, last, $4, keys, metadata_keys, of_provider, $7, $8, $9, $10,
                                                        zone, shift, tells_denials) t
    ), empty AS (
        SELECT b.bucket_start, g.groups
          FROM (SELECT t.groups FROM totals t UNION SELECT '{}' WHERE $5 = '{}') g,
               (SELECT coalesce(first, min(t.bucket_start)) AS first,
                       coalesce(last - interval '1 microsecond', greatest(max(t.bucket_start), meter_internal._meter_now())) AS last FROM totals t) e,
               meter_internal._meter_buckets($4, e.first, e.last, zone, shift, (SELECT count(DISTINCT t.groups) FROM totals t)) AS b (bucket_start)
         WHERE $13 AND NOT EXISTS (SELECT FROM totals t WHERE t.bucket_start IS NOT DISTINCT FROM b.bucket_start AND t.groups = g.groups)
    )
    SELECT t.* FROM (SELECT * FROM totals
                     UNION ALL
                     SELECT e.bucket_start, e.groups, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '{}', 0, 0, NULL, 0, CASE WHEN tells_denials THEN 0 END, 0, 0, 0
                       FROM empty e) t
     ORDER BY t.bucket_start, t.cost DESC NULLS LAST, t.groups;
END $$;
COMMENT ON FUNCTION meter_internal._meter_usage IS 'internal: meter_usage, of whose account the caller has made sure';

CREATE FUNCTION meter_usage(account text DEFAULT NULL, from_at timestamptz DEFAULT NULL, to_at timestamptz DEFAULT NULL,
                            bucket text DEFAULT 'none', group_by text[] DEFAULT '{}', provider text DEFAULT NULL,
                            model text DEFAULT NULL, operation text DEFAULT NULL, session_id text DEFAULT NULL,
                            key_source text DEFAULT NULL, time_zone text DEFAULT NULL, descendants boolean DEFAULT false,
                            fill boolean DEFAULT false)
RETURNS SETOF meter_usage_total
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    PERFORM meter_internal._meter_ready();
    IF $1 IS NULL AND NOT pg_has_role(coalesce(nullif(current_setting('role'), 'none'), session_user::text), 'meter_admin', 'USAGE') THEN
        RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = 'only meter_admin may ask for what everybody used',
            DETAIL = 'account is NULL.', HINT = 'Name an account, or ask as a member of meter_admin.';
    END IF;
    RETURN QUERY SELECT u.* FROM meter_internal._meter_usage($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) u;
END $$;
COMMENT ON FUNCTION meter_usage IS
    'what an account, a team or everybody used: a row a bucket of time and group, corrections and refunds included';
