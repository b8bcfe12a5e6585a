-- $1 counter, $2 the backend's own stripe, $3 used, $4 terms: others that have room, as far as is known without waiting
SELECT s.stripe::integer FROM meter.stripes s
 WHERE s.counter_id = $1 AND s.stripe <> $2 AND s.stripe <> meter.spare_stripe() AND s.terms = $4 AND s.used + $3 < s.room
 ORDER BY s.room - s.used DESC
