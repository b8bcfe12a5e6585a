-- $1 counters, $2 now, where those to which grants move on are locked: what was set free may belong to grants that have moved on, to the
-- next period or to another limit
SELECT meter.mark_stale(c.account, l.limit_name, l.unit, $2)
  FROM meter.counters c JOIN meter.limits l USING (limit_id)
 WHERE c.counter_id = ANY ($1) AND (c.period_end <= $2 OR NOT meter.in_force(l, c.account))
