-- $1 account: the same for its limits, whose caps may have changed in place
SELECT FROM meter.limits l
 WHERE l.removed_at IS NULL
   AND (l.account = $1 OR l.plan = (SELECT a.plan FROM meter.accounts a WHERE a.account = $1))
   FOR SHARE
