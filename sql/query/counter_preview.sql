-- $1 to $7 as counter_create, $8 skipped periods: only tells what the counter would hold
SELECT NULL::bigint, seed.used, soon.reserved, soon.granted, '{}'::numeric[], span.clipped_start, span.clipped_end,
       'infinity'::timestamptz, true, false, 0
  FROM meter.limits l,
       meter.clip_period($1, $2, $3, $4, $5, $7) span,
       LATERAL meter.logged($1, l, span.clipped_start, span.clipped_end) seed,
       LATERAL meter.foreseen(NULL, $1, $2, span.clipped_start, span.clipped_end, false, $6, $8, seed.used,
                              greatest(0, seed.paid + meter.repaid_before($1, l, span.clipped_start, span.clipped_end))) AS soon
 WHERE l.limit_id = $2
