SELECT to_char(:schema.meter_now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS at,
       coalesce(sum(u.requests), 0) AS requests, coalesce(sum(u.denied_requests), 0) AS denied_requests,
       coalesce(sum(u.tokens), 0) AS tokens, sum(u.cost) AS cost,
       coalesce(sum(u.unpriced_requests), 0) AS unpriced_requests
FROM :schema.meter_usage(from_at => :schema.meter_now() - $1::interval) AS u
