-- $1 account: the account, whether it has limits of its own, and whether others are below it
SELECT a.account, a.plan, a.time_zone, a.anchor, a.ancestors,
       EXISTS (SELECT FROM meter.limits l WHERE l.account = a.account AND l.removed_at IS NULL),
       EXISTS (SELECT FROM meter.accounts child WHERE child.parent = a.account)
  FROM meter.accounts a
 WHERE a.account = $1
