-- The sums of a chunk, on those that came before it, beside each event that was refused; one row where none was.
WITH verdicts AS MATERIALIZED (SELECT v.* FROM :schema.meter_add_batch($1::jsonb) AS v),
     sums AS (
    SELECT count(*) FILTER (WHERE v.allowed) AS allowed, count(*) FILTER (WHERE NOT v.allowed) AS refused,
           $2::numeric + coalesce(sum(v.tokens) FILTER (WHERE v.allowed), 0) AS all_tokens,
           $3::numeric + coalesce(sum(v.cost) FILTER (WHERE v.allowed), 0) AS all_cost,
           count(*) FILTER (WHERE v.allowed AND v.cost IS NULL) AS unpriced
    FROM verdicts AS v)
SELECT s.*, v.event, $1::jsonb -> (v.event - 1)::integer ->> 'account' AS account, v.reason, v.limit_name, v.unit, v.period, v.used,
       v.reserved, v.cap, v.remaining, v.percent, v.level, v.resets_at, v.tokens, v.cost
FROM sums AS s LEFT JOIN verdicts AS v ON NOT v.allowed
ORDER BY v.event
