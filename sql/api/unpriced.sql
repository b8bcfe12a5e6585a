CREATE FUNCTION meter_unpriced(from_at timestamptz DEFAULT NULL, to_at timestamptz DEFAULT NULL)
RETURNS SETOF meter_unpriced_model
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    PERFORM meter_internal._meter_ready(), tell_gone_usage(NULL, $1, $2);
    RETURN QUERY
    SELECT c.provider, c.model, c.service_tier, c.price_match,
           p.missing, c.calls, c.input_tokens, c.output_tokens, c.first_at, c.last_at
      FROM (SELECT (k.u).provider, (k.u).model, (k.u).service_tier, (k.u).price_match, count(*) AS calls, sum((k.u).input_tokens) AS input_tokens,
                   sum((k.u).output_tokens) AS output_tokens, min((k.u).at) AS first_at, max((k.u).at) AS last_at,
                   -- a call that has used of everything what any of them has
                   ARRAY[greatest(max((k.u).input_tokens), max((k.u).cache_read_tokens) + max((k.u).cache_write_tokens)),
                         max((k.u).output_tokens), max((k.u).cache_read_tokens), max((k.u).cache_write_tokens), max((k.u).reasoning_tokens),
                         max((k.u).audio_input_tokens), max((k.u).audio_output_tokens)] AS most,
                   (SELECT jsonb_object_agg(o.unit, o.amount)
                      FROM (SELECT e.key AS unit, max(e.value::numeric) AS amount
                              FROM unnest(array_agg((k.u).other_units)) each (units), jsonb_each_text(each.units) e
                             GROUP BY e.key) o) AS units
              FROM calls_within(coalesce($1, '-infinity'), coalesce($2, 'infinity'), NULL, NULL, NULL) k
             WHERE (k.u).price_match IN ('none', 'fallback')
             GROUP BY 1, 2, 3, 4) c
     CROSS JOIN LATERAL meter_internal._meter_price(c.provider, c.model, c.service_tier, c.most, c.units, c.last_at,
                                                 meter_internal._meter_now(), NULL) p
     ORDER BY c.input_tokens + c.output_tokens DESC, 1, 2, 3, 4;
END $$;
COMMENT ON FUNCTION meter_unpriced IS
    'the models whose calls have no cost, or the fallback''s, with the price that they lack now and the tokens at stake';
