-- $1 account: the account, and whether it has limits of its own
SELECT a.account, a.plan, a.time_zone, a.anchor, a.ancestors,
       EXISTS (SELECT FROM meter.limits l WHERE l.account = a.account AND l.removed_at IS NULL)
  FROM meter.accounts a
 WHERE a.account = $1
