-- $1 account, $2 ancestors: for a transaction with a snapshot of its own age, fails with 40001 where the rules changed since
SELECT FROM meter.installation i, meter.accounts a
 WHERE a.account = $1 OR a.account = ANY ($2) OR a.account IN (SELECT p.account FROM meter.pools p)
 ORDER BY a.account COLLATE "C"
   FOR SHARE
