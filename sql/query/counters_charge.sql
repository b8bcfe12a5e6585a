-- $1 counters, $2 used by each: they are locked, and what is added has been decided
UPDATE meter.counters c SET used = c.used + d.used, closed_at = NULL
  FROM unnest($1, $2) AS d (counter_id, used)
 WHERE c.counter_id = d.counter_id
