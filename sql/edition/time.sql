-- The clock and the calendar: see sql/engine/clock.sql and calendar.sql.
CREATE FUNCTION meter_now() RETURNS timestamptz
LANGUAGE plpgsql VOLATILE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    RETURN now_at();
END $$;

CREATE FUNCTION meter_internal._meter_now() RETURNS timestamptz
LANGUAGE plpgsql VOLATILE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    RETURN now_at();
END $$;

CREATE FUNCTION meter_internal._meter_moment(at timestamptz) RETURNS timestamptz
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    RETURN least(moment(at), now_at());
END $$;
