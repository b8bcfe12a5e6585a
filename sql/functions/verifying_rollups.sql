-- Where meter.rollups part from the usage log. The log is read once, and summed by day for everybody; the sums are compared with one another,
-- so that an account's that is wrong shows without a sum of the log for each account. Which account it is, is asked for the first days that differ.
CREATE OR REPLACE FUNCTION rollup_differences()
RETURNS TABLE (problem text, account text, subject text, expected numeric, actual numeric)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp SET timezone = 'UTC' AS $$
#variable_conflict use_column
DECLARE
    days_told_max constant integer := 10;
    rolled_to constant bigint := (SELECT s.rolled_to FROM rollup_state s);
    gone constant tstzmultirange := gone_months();
BEGIN
    RETURN QUERY
    WITH in_log AS MATERIALIZED (
        SELECT date_trunc('day', u.at, 'UTC') AS day, count(*) AS log_rows, sum(u.requests) AS requests, sum(u.tokens) AS tokens,
               coalesce(sum(u.cost), 0) AS cost, coalesce(sum(u.charged_cost), 0) AS charged_cost
          FROM usage_log u WHERE u.usage_id <= rolled_to AND NOT u.at <@ gone GROUP BY 1
    ), rolled AS MATERIALIZED (
        SELECT CASE WHEN r.account = '' THEN 'everybody by ' || r.grain ELSE 'accounts by day' END AS summed_as, date_trunc('day', r.starts_at, 'UTC') AS day,
               sum(r.log_rows) AS log_rows, sum(r.requests) AS requests, sum(r.input_tokens + r.output_tokens) AS tokens, sum(r.cost) AS cost,
               sum(r.charged_cost) AS charged_cost
          FROM rollups r WHERE NOT r.starts_at <@ gone GROUP BY 1, 2
    ), compared AS MATERIALIZED (
        SELECT DISTINCT ON (k.summed_as, d.day) k.summed_as, d.day, v.what, coalesce(v.expected, 0) AS expected, coalesce(v.actual, 0) AS actual
          FROM unnest('{accounts by day,everybody by day,everybody by quarter}'::text[]) k (summed_as)
         CROSS JOIN (SELECT i.day FROM in_log i UNION SELECT x.day FROM rolled x) d
          LEFT JOIN in_log l ON l.day = d.day
          LEFT JOIN rolled r ON r.day = d.day AND r.summed_as = k.summed_as
         CROSS JOIN LATERAL (VALUES (1, 'tokens', l.tokens, r.tokens), (2, 'cost', l.cost, r.cost), (3, 'charged cost', l.charged_cost, r.charged_cost),
                                    (4, 'requests', l.requests, r.requests), (5, 'rows', l.log_rows, r.log_rows)) v (place, what, expected, actual)
         WHERE coalesce(v.expected, 0) <> coalesce(v.actual, 0)
         ORDER BY k.summed_as, d.day, v.place
    ), accounts_of AS (  -- only of days that differ
        SELECT x.account, x.day, x.in_log - x.rolled AS lacks, x.in_log, x.rolled
          FROM (SELECT s.account, s.day, sum(s.in_log) AS in_log, sum(s.rolled) AS rolled
                  FROM (SELECT DISTINCT c.day FROM compared c WHERE c.summed_as = 'accounts by day' ORDER BY c.day LIMIT days_told_max) c
                 CROSS JOIN LATERAL (
                    SELECT u.account, c.day, u.tokens::numeric + coalesce(u.cost, 0) + u.requests AS in_log, 0 AS rolled
                      FROM usage_log u WHERE u.at >= c.day AND u.at < c.day + interval '24 hours' AND u.usage_id <= rolled_to
                    UNION ALL
                    SELECT r.account, c.day, 0, r.input_tokens + r.output_tokens + r.cost + r.requests
                      FROM rollups r WHERE r.account <> '' AND r.grain = 'day' AND r.starts_at = c.day) s
                 GROUP BY 1, 2) x
         WHERE x.in_log <> x.rolled
    )
    SELECT 'a sum of the log is not what the log has', NULL::text, format('%s, %s: %s', c.summed_as, c.day::date, c.what), c.expected, c.actual FROM compared c
    UNION ALL
    SELECT 'an account''s sums of the log are not what the log has', a.account, a.day::date::text, a.in_log, a.rolled FROM accounts_of a
    UNION ALL
    SELECT 'sums of the log are of no kind that is known', nullif(r.account, ''), format('kind %s', r.kind_id), NULL, sum(r.log_rows)
      FROM rollups r WHERE NOT EXISTS (SELECT FROM rollup_kinds k WHERE k.kind_id = r.kind_id) GROUP BY r.account, r.kind_id;
END $$;
COMMENT ON FUNCTION rollup_differences IS 'compares the sums in meter.rollups with the usage log, and with one another';
