-- $1 counters, $2 now, $3 whether those to which their grants move on are locked: what was set free there may belong to grants that have
-- moved on, to the next period or to another limit
SELECT meter.mark_stale(c.account, l.limit_name, l.unit, $2)
  FROM meter.counters c JOIN meter.limits l USING (limit_id)
 WHERE c.counter_id = ANY ($1) AND $3 AND (c.period_end <= $2 OR NOT meter.in_force(l, c.account))
