-- $1 account, $2 provider: the account, and whose key its calls to that provider use, and its plan's markup
SELECT a.account, a.plan, a.time_zone, a.anchor, a.ancestors, meter.key_source_of(a.account, a.ancestors, $2), p.markup
  FROM meter.accounts a JOIN meter.plans p USING (plan) WHERE a.account = $1
