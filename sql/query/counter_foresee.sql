-- $1 counter, $2 now, $3 skipped periods: a stale counter as it would be brought up to date
SELECT c.counter_id, meter.used_of(c), soon.reserved, soon.granted, c.alerted, c.period_start, c.period_end, 'infinity'::timestamptz, true, false, 0
  FROM meter.counters c,
       meter.foreseen(c.counter_id, c.account, c.limit_id, c.period_start, c.period_end, c.opened, $2, $3, NULL, NULL) AS soon
 WHERE c.counter_id = $1
