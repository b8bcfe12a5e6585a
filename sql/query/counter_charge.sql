-- $1 account, $2 limit, $3 period start, $4 moment, $5 now, $6 used, $7 reserved, $8 cap, $9 enforce, $10 when what is
-- reserved expires: the one statement that decides. No row: the limit refuses, there is no such counter, it is stale, or dealt out.
-- What adds nothing is never refused.
UPDATE meter.counters c
   SET used = c.used + $6, reserved = c.reserved + $7, stale_at = least(c.stale_at, $10), closed_at = NULL
 WHERE c.account = $1 AND c.limit_id = $2 AND c.period_start = $3 AND NOT c.dealt AND c.period_end > $4 AND c.stale_at > $5
   AND (NOT $9 OR $8 IS NULL OR $6 + $7 = 0 OR c.used + c.reserved + $6 + $7 <= $8 + c.granted)
RETURNING c.counter_id, c.used, c.reserved, c.granted, c.alerted, c.period_start, c.period_end, c.stale_at, c.opened, false, c.deals
