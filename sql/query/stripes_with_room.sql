-- $1 counter, $2 deal, $3 the backend's own stripe, $4 asked for, $5 terms, $6 as in stripe_charge: others that have room, as far as is known
-- without waiting; none where the own one has had its charges
SELECT s.stripe::integer FROM meter.stripes s
 WHERE s.counter_id = $1 AND s.deal = $2 AND s.stripe <> $3 AND s.stripe <> meter.spare_stripe() AND s.terms = $5
   AND s.used + s.reserved + $4 < s.room AND s.charges_left > $6
   AND NOT EXISTS (SELECT FROM meter.stripes o WHERE o.counter_id = $1 AND o.deal = $2 AND o.stripe = $3 AND o.charges_left <= $6)
 ORDER BY s.room - s.used - s.reserved DESC
