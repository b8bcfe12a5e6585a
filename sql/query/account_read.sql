-- $1 account
SELECT a.account, a.plan, a.time_zone, a.anchor FROM meter.accounts a WHERE a.account = $1
