-- $1 counter, $2 stripe, $3 used: takes back what this statement sequence charged before a later limit refused
UPDATE meter.stripes s SET used = trim_scale(s.used - $3) WHERE s.counter_id = $1 AND s.stripe = $2
