-- Whether something was used on a day before the oldest call that is listed: calls of then have left the log, and are known by their sums alone.
SELECT EXISTS (
    SELECT FROM :schema.meter_usage(
        account => $1, from_at => $2::timestamptz, to_at => $3::timestamptz, time_zone => $4, descendants => $5::boolean, bucket => 'day'
    ) AS u
    WHERE (u.requests > 0 OR u.refunds > 0) AND u.bucket_start < coalesce($6::timestamptz, 'infinity') - interval '25 hours'
) AS left_the_log
