-- Where the usage log begins, if calls before that are known by their sums alone.
SELECT g.begins
FROM (SELECT upper(meter.gone_months()) AS begins) AS g
WHERE EXISTS (
    SELECT FROM meter.rollups AS r
    WHERE r.grain = 'quarter' AND r.account <> '' AND r.starts_at < g.begins
      AND ($1 IS NULL OR r.account = $1) AND ($2 IS NULL OR r.account = ANY ($2::text[]))
      AND ($3 IS NULL OR r.starts_at >= $3::timestamptz) AND ($4 IS NULL OR r.starts_at < $4::timestamptz)
)
