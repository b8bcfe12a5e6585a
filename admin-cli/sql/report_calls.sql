-- Which calls are the newest; meter_history tells what each is now.
SELECT l.account, l.at, l.usage_id
FROM meter.usage_log AS l
WHERE num_nonnulls(l.refunds, l.adjusts) = 0
  AND ($1 IS NULL OR l.account = $1) AND ($2 IS NULL OR l.account = ANY ($2::text[]))
  AND ($3 IS NULL OR l.at >= $3::timestamptz) AND ($4 IS NULL OR l.at < $4::timestamptz)
ORDER BY l.at DESC, l.usage_id DESC
LIMIT $5::bigint
