-- $1 to $7 as counter_create, $8 skipped periods: only tells what the counter would hold
SELECT c.counter_id, c.used, c.reserved, c.granted, c.alerted, c.period_start, c.period_end, c.stale_at, c.opened, c.dealt, 0
  FROM meter.preview_counter($1, $2, $3, $4, $5, $6, $7, $8) c
