-- $1 account: the lowest free place for an open hold
SELECT min(taken.slot) + 1
  FROM (SELECT 0 AS slot UNION ALL SELECT h.slot FROM meter.holds h WHERE h.account = $1 AND h.slot IS NOT NULL) taken
 WHERE NOT EXISTS (SELECT FROM meter.holds h WHERE h.account = $1 AND h.slot = taken.slot + 1)
