-- $1 account, $2 limit, $3 moment, $4 now: the counter whose period holds the moment
SELECT c.counter_id, CASE WHEN c.dealt THEN meter.used_of(c.row) ELSE c.used END,
       CASE WHEN c.dealt THEN meter.reserved_at(c.counter_id, $4) ELSE c.reserved END, c.granted, c.alerted, c.period_end,
       c.stale_at, c.dealt, c.deals
  FROM (SELECT c.*, c AS row FROM meter.counters c
         WHERE c.account = $1 AND c.limit_id = $2 AND c.period_start <= $3
         ORDER BY c.period_start DESC LIMIT 1) c
 WHERE c.period_end > $3
