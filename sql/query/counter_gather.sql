-- $1 counter
SELECT meter.lock_counter($1)
