-- $1 account: for a transaction with a snapshot of its own age, fails with 40001 where the rules changed since
SELECT FROM meter.installation i, meter.accounts a WHERE a.account = $1 FOR SHARE
