-- Some 150 columns of a chart at most, and of a span of years no empty ones before the first call.
WITH days AS MATERIALIZED (
    SELECT min(u.bucket_start) AS first, max(u.bucket_start) AS last
    FROM :schema.meter_usage(
        account => $1, from_at => $2::timestamptz, to_at => $3::timestamptz, time_zone => $4, descendants => $5::boolean, bucket => 'day'
    ) AS u
), ends AS (
    SELECT e.to_at,
           CASE WHEN $2::timestamptz >= e.to_at - interval '400 days' THEN $2::timestamptz ELSE greatest($2::timestamptz, e.first) END AS from_at
    FROM (SELECT d.first, coalesce($3::timestamptz, greatest(:schema.meter_now(), d.last)) AS to_at FROM days AS d WHERE d.first IS NOT NULL) AS e
), chosen AS (
    SELECT e.from_at, CASE WHEN e.to_at - e.from_at <= interval '3 days' THEN 'hour'
                           WHEN e.to_at - e.from_at <= interval '150 days' THEN 'day'
                           WHEN e.to_at - e.from_at <= interval '1000 days' THEN 'week' ELSE 'month' END AS bucket
    FROM ends AS e
)
SELECT c.bucket, u.bucket_start, u.requests, u.input_tokens, u.output_tokens, u.tokens, u.cost, u.charged_cost
FROM chosen AS c, LATERAL :schema.meter_usage(
    account => $1, from_at => c.from_at, to_at => $3::timestamptz, time_zone => $4, descendants => $5::boolean, bucket => c.bucket, fill => true
) AS u
ORDER BY u.bucket_start
