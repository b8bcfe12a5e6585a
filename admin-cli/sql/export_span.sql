-- Microseconds since 1970; NULL where a bound is not a moment.
SELECT CASE WHEN isfinite(s.from_at) THEN (extract(epoch FROM s.from_at) * 1000000)::bigint END AS from_micros,
       CASE WHEN isfinite(s.to_at) THEN (extract(epoch FROM s.to_at) * 1000000)::bigint END AS to_micros,
       (extract(epoch FROM s.now_at) * 1000000)::bigint AS now_micros
FROM (SELECT $1::timestamptz AS from_at, $2::timestamptz AS to_at, :schema.meter_now() AS now_at) AS s
