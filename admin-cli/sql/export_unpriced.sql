SELECT count(*)::text
FROM log AS l
WHERE l.cost IS NULL
  AND num_nonnulls(l.refunds, l.adjusts) = 0
  AND NOT EXISTS (SELECT FROM meter.usage_log AS a WHERE a.account = l.account AND a.at = l.at AND a.adjusts = l.usage_id)
