-- what few accounts have to do with: markups of plans, accounts that are pools or have one to themselves, providers whose keys
-- accounts bring
SELECT 'markup', p.plan, p.markup FROM meter.plans p WHERE p.markup IS NOT NULL
UNION ALL
SELECT 'pool', unnest(ARRAY[o.account, o.for_account]), NULL FROM meter.pools o
UNION ALL
SELECT 'key_source', k.provider, NULL FROM meter.key_sources k GROUP BY k.provider
