-- $1 counter, $2 used, $3 reserved: takes back what this statement sequence charged before a later limit refused
UPDATE meter.counters c SET used = c.used - $2, reserved = c.reserved - $3 WHERE c.counter_id = $1
