-- $1 account: whether the usage of others counts to it
SELECT EXISTS (SELECT FROM meter.accounts a WHERE a.ancestors <> '{}' AND a.ancestors @> ARRAY[$1])
    OR EXISTS (SELECT FROM meter.pools p WHERE p.account = $1)
