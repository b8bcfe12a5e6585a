-- what few accounts have to do with: markups of plans, accounts that are pools or have one to themselves, providers whose keys
-- accounts bring, accounts with limits of their own (a few more than are asked about one by one), whether any account is below another, or was, when the first limit
-- expires, and whether limits are new
SELECT 'markup', p.plan, p.markup, NULL::timestamptz FROM meter.plans p WHERE p.markup IS NOT NULL
UNION ALL
SELECT 'pool', unnest(ARRAY[o.account, o.for_account]), NULL, NULL FROM meter.pools o
UNION ALL
SELECT 'key_source', k.provider, NULL, NULL FROM meter.key_sources k GROUP BY k.provider
UNION ALL
(SELECT DISTINCT 'limited', l.account, NULL::numeric, NULL::timestamptz FROM meter.limits l 
  WHERE $1 > 0 AND l.account IS NOT NULL AND l.removed_at IS NULL LIMIT $1 + 1)
UNION ALL
(SELECT 'children', NULL, NULL, NULL
  WHERE $1 > 0 AND (EXISTS (SELECT FROM meter.accounts a WHERE a.parent IS NOT NULL) OR EXISTS (SELECT FROM meter.departures)))
UNION ALL
SELECT 'expiring', NULL, NULL, min(l.expires_at) FROM meter.limits l WHERE l.expires_at IS NOT NULL AND l.removed_at IS NULL HAVING count(*) > 0
UNION ALL
(SELECT 'new', NULL, NULL, NULL FROM meter.new_limits LIMIT 1)
