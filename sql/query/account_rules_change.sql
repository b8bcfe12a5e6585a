-- $1 account: a new version of its row, for charges that keep an older snapshot
UPDATE meter.accounts a SET plan = a.plan WHERE a.account = $1
