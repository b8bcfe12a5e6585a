-- $1 counters, which are charged and locked, $2 now
SELECT meter.tell_reached($1, $2)
