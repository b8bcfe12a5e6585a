-- $1 counter, $2 moment, $3 now, $4 used, $5 reserved, $6 cap, $7 enforce, $8 when what is reserved expires: the one statement that decides where
-- others charge the counter too. No row: the limit refuses, the counter is stale, or dealt out. What adds nothing is never refused.
UPDATE meter.counters c
   SET used = c.used + $4, reserved = c.reserved + $5, stale_at = least(c.stale_at, $8), closed_at = NULL
 WHERE c.counter_id = $1 AND NOT c.dealt AND c.period_end > $2 AND c.stale_at > $3
   AND (NOT $7 OR $6 IS NULL OR $4 + $5 = 0 OR c.used + c.reserved + $4 + $5 <= $6 + c.granted)
RETURNING c.counter_id, c.used, c.reserved, c.granted, c.alerted, c.period_end, c.stale_at, false, c.deals
