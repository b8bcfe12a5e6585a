-- The newest calls, and what meter_history tells of each: page by page of each account, as far back as the oldest of them.
WITH RECURSIVE newest AS MATERIALIZED (
    SELECT l.account, l.at, l.usage_id
    FROM meter.usage_log AS l
    WHERE num_nonnulls(l.refunds, l.adjusts) = 0
      AND ($1 IS NULL OR l.account = $1) AND ($2 IS NULL OR l.account = ANY ($2::text[]))
      AND ($3 IS NULL OR l.at >= $3::timestamptz) AND ($4 IS NULL OR l.at < $4::timestamptz)
    ORDER BY l.at DESC, l.usage_id DESC
    LIMIT $5::bigint
), pages AS (
    SELECT n.account, n.since, NULL::text AS cursor, NULL:::schema.meter_history_entry[] AS calls, 0 AS page
    FROM (SELECT n.account, min(n.at) AS since FROM newest AS n GROUP BY n.account) AS n
    UNION ALL
    SELECT b.account, b.since, p.cursor, p.calls, b.page + 1
    FROM pages AS b, LATERAL (
        SELECT min(h.next_cursor) AS cursor, array_agg(h) AS calls
        FROM :schema.meter_history(b.account, from_at => b.since, to_at => $4::timestamptz, before => b.cursor, page_size => 1000) AS h
    ) AS p
    WHERE b.page = 0 OR b.cursor IS NOT NULL
)
SELECT n.account, c.id, c.at, c.provider, c.model, c.operation, c.session_id, c.input_tokens, c.output_tokens, c.tokens, c.cost, c.charged_cost,
       c.price_match, c.refunded, c.details ->> 'key_source' AS key_source
FROM newest AS n
JOIN (SELECT p.account, (h).* FROM pages AS p, unnest(p.calls) AS h) AS c ON c.account = n.account AND c.id = n.usage_id
ORDER BY n.at DESC, n.usage_id DESC
