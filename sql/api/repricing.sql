CREATE FUNCTION meter_reprice(from_at timestamptz, to_at timestamptz, provider text DEFAULT NULL, model text DEFAULT NULL,
                              account text DEFAULT NULL, unpriced_only boolean DEFAULT false, dry_run boolean DEFAULT false,
                              prices_at timestamptz DEFAULT NULL, note text DEFAULT NULL)
RETURNS SETOF meter_repriced
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    now_at timestamptz := meter_internal._meter_now();
    of_provider text := CASE WHEN $3 IS NOT NULL THEN meter_internal._meter_provider($3) END;
BEGIN
    PERFORM meter_internal._meter_need('from_at', $1::text), meter_internal._meter_need('to_at', $2::text),
            meter_internal._meter_need('unpriced_only', $6::text), meter_internal._meter_need('dry_run', $7::text);
    IF NOT isfinite($1) OR NOT isfinite($2) OR $1 >= $2 THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'from_at must lie before to_at',
            DETAIL = format('from_at is %s, to_at is %s.', $1, $2),
            HINT = 'Calls from from_at on and before to_at are priced anew.';
    END IF;
    IF octet_length($9) > 1024 THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'note is too long',
            DETAIL = format('note has %s bytes.', octet_length($9)), HINT = 'A note has at most 1,024 bytes.';
    END IF;
    IF $7 THEN
        PERFORM meter_internal._meter_ready();
    ELSE
        PERFORM meter_internal._meter_writes('meter_reprice()');
        PERFORM begin_repricing($5, $1, $2);
        PERFORM lock_counters(array_agg(DISTINCT c), now_at)
           FROM calls_within($1, $2, $5, of_provider, $4) k, unnest(counters_of(k.u)) c;
        -- as of now; what they pay for each call is worked out from there
        PERFORM expire(c.counter_id, now_at)
           FROM (SELECT DISTINCT unnest(counters_of(k.u)) AS counter_id FROM calls_within($1, $2, $5, of_provider, $4) k) c;
    END IF;
    PERFORM tell_gone_usage($5, $1, $2);
    RETURN QUERY
    WITH priced AS MATERIALIZED (
        SELECT k.u, p.cost, p.price_match, p.price_ids,
               -- a real price is no worse than the fallback's, and better at the same cost
               p.cost IS NOT NULL AND ((k.u).price_match IN ('none', 'fallback') OR p.price_match <> 'fallback')
               AND (p.cost IS DISTINCT FROM (k.u).cost OR (k.u).price_match = 'fallback' AND p.price_match <> 'fallback') AS differs
          FROM calls_within($1, $2, $5, of_provider, $4) k
         CROSS JOIN LATERAL meter_internal._meter_price((k.u).provider, (k.u).model, (k.u).service_tier, ARRAY[(k.u).input_tokens,
                        (k.u).output_tokens, (k.u).cache_read_tokens, (k.u).cache_write_tokens, (k.u).reasoning_tokens, (k.u).audio_input_tokens,
                        (k.u).audio_output_tokens], (k.u).other_units, (k.u).at, coalesce($8, (k.u).at), (k.u).conditions) p
         WHERE (k.u).price_match <> 'reported' AND (NOT $6 OR (k.u).cost IS NULL)
    ), done AS MATERIALIZED (
        -- in the order in which they were made: grants pay for the first of them first
        SELECT count(adjust(p.u, p.cost, p.price_match, p.price_ids, $9, now_at))
          FROM (SELECT x.* FROM priced x WHERE x.differs AND NOT $7 ORDER BY (x.u).usage_id) p
    )
    SELECT (p.u).provider, (p.u).model, count(*), count(*) FILTER (WHERE p.differs), sum((p.u).cost),
           sum(CASE WHEN p.differs THEN p.cost ELSE (p.u).cost END),
           coalesce(sum(p.cost - coalesce((p.u).cost, 0)) FILTER (WHERE p.differs), 0),
           count(*) FILTER (WHERE (p.u).cost IS NULL AND NOT p.differs)
      FROM priced p CROSS JOIN done
     GROUP BY 1, 2 ORDER BY 1, 2;
    -- what came back pays what is owed, once for all corrections
    PERFORM repay(c.counter_id)
       FROM (SELECT DISTINCT unnest(counters_of(k.u)) AS counter_id FROM calls_within($1, $2, $5, of_provider, $4) k WHERE NOT $7) c;
END $$;
COMMENT ON FUNCTION meter_reprice IS
    'gives calls the cost that the prices now say, but for those whose answer told it: a row each with the difference, which counters and reports see; dry_run only tells';
