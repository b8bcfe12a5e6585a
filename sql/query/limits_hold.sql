-- $1 account, $2 ancestors: the same for its limits and those of whom it is charged to, whose caps may have changed in place
SELECT FROM meter.limits l
 WHERE l.removed_at IS NULL
   AND EXISTS (SELECT FROM meter.accounts a
                WHERE (a.account = $1 OR a.account = ANY ($2) OR a.account IN (SELECT p.account FROM meter.pools p))
                  AND (l.account = a.account OR l.plan = a.plan))
   FOR SHARE
