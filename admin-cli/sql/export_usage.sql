SELECT l.*
FROM meter.usage_log AS l
WHERE l.at >= $1::timestamptz
  AND l.at < $2::timestamptz
  AND ($3 IS NULL OR l.account = $3
       OR ($4::boolean AND l.account IN (SELECT a.account FROM meter.accounts AS a WHERE a.ancestors @> ARRAY[$3])))
  AND ($5 IS NULL OR l.provider = $5)
  AND ($6 IS NULL OR l.model = $6)
  AND ($7 IS NULL OR l.operation = $7)
  AND ($8 IS NULL OR l.session_id = $8)
  AND ($9 IS NULL OR l.key_source = $9)
