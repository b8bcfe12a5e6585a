-- $1 counter, $2 stripes, $3 the backend's own, $4 used by a call, $5 now
SELECT meter.deal($1, $2, $3, $4, $5)
