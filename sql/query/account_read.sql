-- $1 account, $2 provider: the account, whose key its calls to that provider use (the nearest setting on the way up), its plan's
-- markup, and whether anything but its plan and the accounts above it says what it is charged to
SELECT a.account, a.plan, a.time_zone, a.anchor, a.ancestors,
       (SELECT k.key_source FROM meter.key_sources k
         WHERE k.provider = $2 AND (k.account = a.account OR k.account = ANY (a.ancestors))
         ORDER BY array_position(a.account || a.ancestors, k.account) LIMIT 1),
       p.markup,
       EXISTS (SELECT FROM meter.limits l WHERE l.account = a.account AND l.removed_at IS NULL)
       OR EXISTS (SELECT FROM meter.pools o WHERE o.account = a.account OR o.for_account = a.account)
  FROM meter.accounts a JOIN meter.plans p USING (plan)
 WHERE a.account = $1
