-- Of everybody's page: what is left of what was bought for each pool.
SELECT p.account AS payer, 'pool' AS payer_is, p.pool_providers, b ->> 'limit_name' AS limit_name, b ->> 'unit' AS unit, b -> 'purchased' AS purchased,
       b -> 'cap' AS cap, b -> 'used' AS used, b -> 'reserved' AS reserved, b -> 'remaining' AS remaining, b ->> 'level' AS level
FROM (SELECT p.account, array_agg(DISTINCT p.provider ORDER BY p.provider) AS pool_providers
      FROM meter.pools AS p GROUP BY p.account ORDER BY p.account LIMIT 100) AS p,
    LATERAL :schema.meter_account_stats(p.account, top => 0) AS s,
    LATERAL jsonb_array_elements(s.balances) AS b
WHERE b ->> 'payer' = p.account AND b ->> 'payer_is' = 'account'
ORDER BY p.account, b ->> 'limit_name'
