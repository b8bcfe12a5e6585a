-- $1 account, $2 limit, $3 moment: the counter whose period holds the moment, locked
SELECT c.counter_id, c.used, c.reserved, c.granted, c.alerted, c.period_end, c.stale_at, c.dealt, c.deals
  FROM meter.counters c
 WHERE c.account = $1 AND c.limit_id = $2 AND c.period_start <= $3 AND c.period_end > $3
 ORDER BY c.period_start DESC LIMIT 1
   FOR NO KEY UPDATE
