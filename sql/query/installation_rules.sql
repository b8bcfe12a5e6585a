-- what few accounts have to do with: markups of plans, accounts that are pools or have one to themselves, providers whose keys
-- accounts bring, accounts with limits of their own (a few more than are asked about one by one), and whether any account is below another
SELECT 'markup', p.plan, p.markup FROM meter.plans p WHERE p.markup IS NOT NULL
UNION ALL
SELECT 'pool', unnest(ARRAY[o.account, o.for_account]), NULL FROM meter.pools o
UNION ALL
SELECT 'key_source', k.provider, NULL FROM meter.key_sources k GROUP BY k.provider
UNION ALL
(SELECT DISTINCT 'limited', l.account, NULL::numeric FROM meter.limits l 
  WHERE $1 > 0 AND l.account IS NOT NULL AND l.removed_at IS NULL LIMIT $1 + 1)
UNION ALL
(SELECT 'children', NULL, NULL FROM meter.accounts a WHERE $1 > 0 AND a.parent IS NOT NULL LIMIT 1)
