-- From where a report reads: meter.rollups where a day or a quarter of an hour lies whole within its span and within one bucket, the log elsewhere.

-- When the hour of a moment began, by its zone's clocks. Where these were set by half an hour within it, it began then. Without a search_path
-- it is inlined.
CREATE FUNCTION meter_internal._meter_hour(at timestamptz, zone text) RETURNS timestamptz
LANGUAGE sql STABLE
RETURN date_trunc('hour', at, zone)
       + CASE WHEN at - date_trunc('hour', at, zone) = (at AT TIME ZONE zone) - (date_trunc('hour', at, zone) AT TIME ZONE zone)
              THEN interval '0' ELSE interval '30 minutes' END;
COMMENT ON FUNCTION meter_internal._meter_hour IS 'internal: when the hour of a moment began';

-- The bucket of a moment, as its zone's clocks show it; of an hour, as UTC's do. Without a search_path it is inlined.
CREATE FUNCTION meter_internal._meter_shown(at timestamptz, bucket text, zone text, shift interval) RETURNS timestamp
LANGUAGE sql STABLE
RETURN CASE bucket WHEN 'none' THEN NULL WHEN 'hour' THEN meter_internal._meter_hour(at, zone) AT TIME ZONE 'UTC'
                   ELSE date_trunc(bucket, (at AT TIME ZONE zone) - shift) + shift END;
COMMENT ON FUNCTION meter_internal._meter_shown IS 'internal: the bucket of a moment';

-- Days, or quarters of an hour, of a span that lie within one bucket each.
CREATE FUNCTION meter_internal._meter_whole(within tstzmultirange, grain interval, bucket text, zone text, shift interval) RETURNS tstzmultirange
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT coalesce(range_agg(tstzrange(p.at, p.at + grain)), '{}')
      FROM unnest(within) w (span),
           generate_series(date_bin(grain, lower(w.span) + grain - interval '1 microsecond', 'epoch'), upper(w.span) - grain, grain) p (at)
     WHERE meter_internal._meter_shown(p.at, bucket, zone, shift)
           IS NOT DISTINCT FROM meter_internal._meter_shown(p.at + grain - interval '1 microsecond', bucket, zone, shift);
END;
COMMENT ON FUNCTION meter_internal._meter_whole IS 'internal: days or quarters of an hour that lie whole within a span and within one bucket';

-- Sums of every quarter of an hour are there for everybody together, and for accounts in months that have left the log. Where there are no sums
-- at all, before the first and after the last, all is in the log, but read as if there were. What has left the log, and no sum tells, is refused
-- where these accounts (NULL: everybody) have used anything on such a day.
CREATE FUNCTION meter_internal._meter_cover(accounts text[], of_all boolean, needs_log text, from_at timestamptz, to_at timestamptz, bucket text, zone text,
                                            shift interval)
RETURNS TABLE (grain text, span_from timestamptz, span_to timestamptz, after bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp SET timezone = 'UTC'
AS $$
#variable_conflict use_column
DECLARE
    span constant tstzmultirange := tstzmultirange(tstzrange(from_at, to_at));
    gone constant tstzmultirange := gone_months();
    rolled_to constant bigint := (SELECT s.rolled_to FROM rollup_state s);
    summed tstzmultirange; days tstzmultirange; quarters tstzmultirange; lost tstzmultirange;
BEGIN
    IF needs_log IS NULL THEN
        summed := coalesce((SELECT tstzmultirange(tstzrange(x.first, x.last + interval '24 hours'))
                              FROM (SELECT min(r.starts_at) AS first, max(r.starts_at) AS last
                                      FROM rollups r WHERE r.account = '' AND r.grain = 'day') x WHERE x.first IS NOT NULL), '{}');
        days := meter_internal._meter_whole(span * summed, interval '24 hours', bucket, zone, shift);
        quarters := meter_internal._meter_whole(span * summed * (CASE WHEN of_all THEN '{(,)}' ELSE gone END) - days, interval '15 minutes', bucket, zone, shift);
        IF days <> '{}' THEN
            days := days + (span - summed);
        ELSE
            quarters := quarters + (span - summed);
        END IF;
    ELSE
        days := '{}';
        quarters := '{}';
    END IF;
    lost := (span - days - quarters) * gone;
    IF lost <> '{}' AND EXISTS (
           SELECT FROM rollups r WHERE r.account = ANY (coalesce($1, '{""}')) AND r.grain = 'day'
              AND lost && tstzrange(r.starts_at, r.starts_at + interval '24 hours')) THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'the usage log no longer has all of this',
            DETAIL = format('It begins at %s, and %s.', upper(gone),
                            CASE WHEN needs_log IS NULL THEN 'the report begins, ends or has a bucket within a quarter of an hour' ELSE 'the report is by ' || needs_log END),
            HINT = CASE WHEN needs_log IS NULL THEN 'Months that have left the log are known by the quarter of an hour. Give moments at one, such as 12:15.'
                        ELSE format('Months that have left the log are known by provider, model, operation, key source, plan and price rule. Give from_at => ''%s'' or later.',
                                    upper(gone)) END;
    END IF;
    RETURN QUERY
    SELECT p.grain, lower(p.part), upper(p.part), CASE WHEN p.grain IS NULL THEN 0 ELSE rolled_to END
      FROM (SELECT 'day' AS grain, unnest(days) AS part UNION ALL SELECT 'quarter', unnest(quarters)
            UNION ALL SELECT NULL, unnest(span - days - quarters)) p;
END $$;
COMMENT ON FUNCTION meter_internal._meter_cover IS 'internal: from where a report reads which part of its span';
