CREATE FUNCTION meter_price_differences(from_at timestamptz DEFAULT NULL, to_at timestamptz DEFAULT NULL,
                                        provider text DEFAULT NULL, model text DEFAULT NULL)
RETURNS SETOF meter_price_difference
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    of_provider text := CASE WHEN $3 IS NOT NULL THEN meter_internal._meter_provider($3) END;
BEGIN
    PERFORM meter_internal._meter_ready(), tell_gone_usage(NULL, $1, $2);
    RETURN QUERY
    SELECT b.provider, b.model, count(*), count(*) FILTER (WHERE b.differs), sum(b.reported_cost) FILTER (WHERE b.differs),
           sum(b.priced_cost) FILTER (WHERE b.differs), sum(b.reported_cost - b.priced_cost) FILTER (WHERE b.differs),
           count(*) FILTER (WHERE b.priced_cost IS NULL)
      FROM (SELECT u.provider, u.model, u.reported_cost, u.priced_cost,
                   -- a bill written as a float has noise in its last digits
                   round(u.reported_cost, 12) <> round(u.priced_cost, 12) AS differs
              FROM usage_log u
             WHERE u.reported_cost IS NOT NULL AND u.at >= coalesce($1, '-infinity') AND u.at < coalesce($2, 'infinity')
               AND (of_provider IS NULL OR u.provider = of_provider) AND ($4 IS NULL OR u.model = $4)) b
     GROUP BY 1, 2
    HAVING bool_or(b.differs) OR bool_or(b.priced_cost IS NULL)
     ORDER BY abs(coalesce(sum(b.reported_cost - b.priced_cost) FILTER (WHERE b.differs), 0)) DESC, 1, 2;
END $$;
COMMENT ON FUNCTION meter_price_differences IS
    'the models whose answers tell another cost than the prices do, or one where no price is known: the first sign of a stale list';
