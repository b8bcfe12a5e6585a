-- $1 usage, $2 account, $3 its moment, $4 counters of limits that came after the hold, $5 now
SELECT counter_id, granted FROM meter.count_settlement($1, $2, $3, $4, $5)
