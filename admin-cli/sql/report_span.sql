-- accounts: the account and those below it, where these are asked for
SELECT CASE WHEN isfinite($1::timestamptz) THEN $1::timestamptz END AS from_at,
       CASE WHEN isfinite($2::timestamptz) THEN $2::timestamptz END AS to_at,
       coalesce($4, (SELECT a.time_zone FROM meter.accounts AS a WHERE a.account = $3), 'UTC') AS time_zone,
       CASE WHEN $5::boolean THEN (SELECT array_agg(a.account)::text FROM meter.accounts AS a
                                   WHERE a.account = $3 OR a.ancestors @> ARRAY[$3] AND a.ancestors <> '{}') END AS accounts
