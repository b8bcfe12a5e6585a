-- $1 counter, $2 amount: takes back what this statement sequence charged before a later limit refused
UPDATE meter.counters c SET used = c.used - $2 WHERE c.counter_id = $1
