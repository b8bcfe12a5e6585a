-- what the calendar, and for hours the clock, shows where each bucket begins, in the zone that days are counted in
SELECT to_char(b.start AT TIME ZONE coalesce($3, (SELECT a.time_zone FROM meter.accounts AS a WHERE a.account = $4), 'UTC'), $2) AS shown
FROM unnest($1::timestamptz[]) WITH ORDINALITY AS b (start, place)
ORDER BY b.place
