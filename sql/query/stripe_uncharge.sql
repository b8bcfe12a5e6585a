-- $1 counter, $2 deal, $3 stripe, $4 used, $5 reserved: takes back what this statement sequence charged before a later limit refused
UPDATE meter.stripes s SET used = trim_scale(s.used - $4), reserved = trim_scale(s.reserved - $5)
 WHERE s.counter_id = $1 AND s.deal = $2 AND s.stripe = $3
