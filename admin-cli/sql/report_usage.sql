-- average_shown: four digits that matter, for people
SELECT count(*) OVER () AS groups_in_all, u.*,
       CASE WHEN u.average_cost = 0 THEN 0
            ELSE trim_scale(round(u.average_cost, greatest(2, 4 - ceil(log(abs(u.average_cost)))::integer))) END AS average_shown
FROM :schema.meter_usage(
    account => $1, from_at => $2::timestamptz, to_at => $3::timestamptz, time_zone => $4, descendants => $5::boolean,
    group_by => $6::text[], fill => $6 = '{}'
) AS u
WHERE $6 = '{}' OR u.requests > 0 OR u.refunds > 0  -- what was only refused is in the sum of all
ORDER BY u.cost DESC NULLS LAST, u.tokens DESC, u.groups
LIMIT $7::bigint
