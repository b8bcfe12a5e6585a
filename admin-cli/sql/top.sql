SELECT u.account, u.provider, u.model, u.requests, u.denied_requests, u.tokens, u.cost,
       -- of the largest
       round(100 * greatest(u.weight, 0) / nullif(max(u.weight) OVER (), 0), 2) AS percent
FROM (
    SELECT g.groups ->> 'account' AS account, g.groups ->> 'provider' AS provider, g.groups ->> 'model' AS model, g.requests,
           g.denied_requests, g.tokens, g.cost,
           CASE $3 WHEN 'cost' THEN coalesce(g.cost, 0) WHEN 'tokens' THEN g.tokens ELSE g.requests END AS weight
    FROM :schema.meter_usage(from_at => :schema.meter_now() - $1::interval, group_by => $2::text[]) AS g
) AS u
ORDER BY u.weight DESC, u.tokens DESC, u.requests DESC, u.account, u.provider, u.model
LIMIT $4::bigint
