-- $1 counter, $2 used, $3 reserved: takes back what this statement sequence charged before a later limit refused
UPDATE meter.counters c SET used = trim_scale(c.used - $2), reserved = trim_scale(c.reserved - $3) WHERE c.counter_id = $1
