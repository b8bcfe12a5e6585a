-- $1 account: the account, and whether its limits are its own or others spend of them
SELECT a.account, a.plan, a.time_zone, a.anchor, a.ancestors,
       EXISTS (SELECT FROM meter.limits l WHERE l.account = a.account AND l.removed_at IS NULL)
       OR EXISTS (SELECT FROM meter.accounts child WHERE child.parent = a.account)
  FROM meter.accounts a
 WHERE a.account = $1
