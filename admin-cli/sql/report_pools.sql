-- Of everybody's page: what is left of what was bought for each pool.
SELECT p.account AS payer, 'pool' AS payer_is, p.pool_providers, s.limit_name, s.unit, meter.purchased(s.payer, s.limit_name, s.unit, :schema.meter_now()) AS purchased, s.cap, s.used, s.reserved, s.remaining, s.level
FROM (SELECT p.account, array_agg(DISTINCT p.provider ORDER BY p.provider) AS pool_providers
      FROM meter.pools AS p GROUP BY p.account ORDER BY p.account LIMIT 100) AS p,
    LATERAL :schema.meter_status(p.account) AS s
WHERE s.period = 'never' AND s.payer = p.account AND s.payer_is = 'account'
ORDER BY p.account, s.limit_name
