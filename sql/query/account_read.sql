-- $1 account, $2 provider: the account, whose key its calls to that provider use, its plan's markup, and whether anything but its
-- plan and the accounts above it says what it is charged to
SELECT a.account, a.plan, a.time_zone, a.anchor, a.ancestors, meter.key_source_of(a.account, a.ancestors, $2), p.markup,
       EXISTS (SELECT FROM meter.limits l WHERE l.account = a.account AND l.removed_at IS NULL)
       OR EXISTS (SELECT FROM meter.pools o WHERE o.account = a.account OR o.for_account = a.account)
  FROM meter.accounts a JOIN meter.plans p USING (plan)
 WHERE a.account = $1
