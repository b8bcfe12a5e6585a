-- $1 counters, which are locked and gathered
SELECT c.counter_id, c.used, c.reserved, c.granted, c.alerted, c.period_start, c.period_end, c.stale_at, c.opened, c.dealt, c.deals
  FROM meter.counters c WHERE c.counter_id = ANY ($1)
