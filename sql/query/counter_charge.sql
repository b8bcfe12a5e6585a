-- $1 account, $2 limit, $3 period start, $4 moment, $5 amount, $6 cap, $7 enforce: the one statement that decides.
-- No row: the limit refuses, or there is no such counter.
UPDATE meter.counters c
   SET used = c.used + $5, closed_at = NULL
 WHERE c.account = $1 AND c.limit_id = $2 AND c.period_start = $3 AND c.stripe = 0 AND c.period_end > $4
   AND (NOT $7 OR $6 IS NULL OR c.used + c.reserved + $5 <= $6 + c.granted)
RETURNING c.counter_id, c.used, c.reserved, c.granted, c.period_start, c.period_end
