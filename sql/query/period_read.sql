-- $1 period, $2 anchored, $3 time zone, $4 anchor, $5 a moment: the period that holds it, of an account whose zone and anchor were always these
SELECT p.period_start, p.period_end FROM meter.calendar_period($1, $2, $3, $4, '[]', $5) p
