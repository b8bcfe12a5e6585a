-- $1 account, $2 provider: the account, and whose key its calls to that provider use
SELECT a.account, a.plan, a.time_zone, a.anchor, a.ancestors, meter.key_source_of(a.account, a.ancestors, $2)
  FROM meter.accounts a WHERE a.account = $1
