-- $1 account, $2 plan, $3 time zone, $4 anchor, $5 ancestors: every limit that may refuse a call of the account, whatever the call:
-- its own, those of the accounts above it, and those that pools lend
SELECT p.account, p.time_zone, p.anchor, l.limit_id, l.limit_name, l.unit, l.cap, l.period,
       l.hard, l.anchored, l.carry_over_cap, l.thresholds,
       0, 1, 0::bigint, false, l.plan, l.provider, l.model, l.operation, l.key_source, p.payer_is, p.providers
  FROM (SELECT $1 AS account, $2 AS plan, $3 AS time_zone, $4 AS anchor, 'account' AS payer_is, NULL::text[] AS providers, 0 AS place
        UNION ALL
        SELECT a.account, a.plan, a.time_zone, a.anchor, 'parent', NULL, array_position($5, a.account)
          FROM meter.accounts a WHERE a.account = ANY ($5)
        UNION ALL
        SELECT a.account, a.plan, a.time_zone, a.anchor, 'pool', o.providers, 1 + cardinality($5)
          FROM (SELECT p.account, array_agg(DISTINCT p.provider ORDER BY p.provider) AS providers
                  FROM meter.pools p
                 WHERE (p.for_account IS NULL OR p.for_account = $1 OR p.for_account = ANY ($5))
                   AND p.account <> $1 AND p.account <> ALL ($5)
                 GROUP BY p.account) o
          JOIN meter.accounts a USING (account)) p,
       LATERAL meter.limits_of(p.account, p.plan) l
 WHERE p.providers IS NULL
    OR (meter.is_lent(l) AND l.key_source IS DISTINCT FROM 'own' AND (l.provider IS NULL OR l.provider = ANY (p.providers)))
 ORDER BY p.place, p.account, l.limit_name, l.limit_id
