-- accounts: the account and those below it, where these are asked for
SELECT nullif($1::timestamptz, '-infinity') AS from_at, nullif($2::timestamptz, 'infinity') AS to_at,
       coalesce($4, (SELECT a.time_zone FROM meter.accounts AS a WHERE a.account = $3), 'UTC') AS time_zone,
       CASE WHEN $5::boolean THEN (SELECT array_agg(a.account)::text FROM meter.accounts AS a
                                   WHERE a.account = $3 OR a.ancestors @> ARRAY[$3] AND a.ancestors <> '{}') END AS accounts
