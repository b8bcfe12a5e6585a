-- $1 account, $2 limit, $3 period start: when the period before it ended that has a counter
SELECT max(c.period_end) FROM meter.counters c WHERE c.account = $1 AND c.limit_id = $2 AND c.period_end <= $3
