-- $1 the counters that a settlement was charged to: what is granted on each once grants have paid for it, once
SELECT counter_id, granted FROM meter.pay_once($1)
