-- What the signed-in end user asks, without naming an account. The functions that an API shows run as their caller; what reads for
-- them runs as meter_owner, lies in meter_internal, which no API shows, and answers for meter.current_account() alone.

-- One that was never seen will be on the default plan.
CREATE FUNCTION meter_internal._meter_hides_cost(account text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    RETURN is_marked_up($1) OR EXISTS (SELECT FROM plans p WHERE p.is_default AND p.marked_up AND NOT EXISTS (SELECT FROM accounts a WHERE a.account = $1));
END $$;
COMMENT ON FUNCTION meter_internal._meter_hides_cost IS 'internal: whether the provider''s cost would tell an account the operator''s margin';

CREATE FUNCTION meter_internal._meter_my_status() RETURNS SETOF meter_gauge
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    me text;
    hides_cost boolean;
BEGIN
    PERFORM meter_internal._meter_ready();
    me := current_account();
    IF me IS NOT NULL THEN
        hides_cost := meter_internal._meter_hides_cost(me);
        RETURN QUERY
        SELECT s.account, s.limit_name, s.plan, s.unit, s.period, s.hard, s.provider, s.model, s.operation, s.key_source, s.used, s.reserved,
               s.cap, s.remaining, s.percent, s.level, s.period_start, s.resets_at
          FROM meter_internal._meter_status(me) s
         WHERE s.payer_is = 'account' AND NOT (hides_cost AND s.unit = 'cost');
    END IF;
END $$;
COMMENT ON FUNCTION meter_internal._meter_my_status IS 'internal: meter_my_status, with the rights to read it';

CREATE FUNCTION meter_my_status() RETURNS SETOF meter_gauge
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT * FROM meter_internal._meter_my_status();
END;
COMMENT ON FUNCTION meter_my_status IS 'the gauges of the signed-in user: one row a limit that holds for them';

CREATE FUNCTION meter_internal._meter_my_team() RETURNS SETOF meter_team_gauge
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    me text;
    above text[];
    hidden text[];
BEGIN
    PERFORM meter_internal._meter_ready();
    me := current_account();
    above := (SELECT a.ancestors FROM accounts a WHERE a.account = me);
    hidden := ARRAY(SELECT x FROM unnest(above) x WHERE is_marked_up(x));
    IF above <> '{}' THEN
        RETURN QUERY
        SELECT array_position(above, s.payer), s.limit_name, s.unit, s.period, s.hard, s.provider, s.model, s.operation, s.key_source, s.used,
               s.reserved, s.cap, s.remaining, s.percent, s.level, s.period_start, s.resets_at
          FROM meter_internal._meter_status(me) s
         WHERE s.payer_is = 'parent' AND NOT (s.unit = 'cost' AND s.payer = ANY (hidden));
    END IF;
END $$;
COMMENT ON FUNCTION meter_internal._meter_my_team IS 'internal: meter_my_team, with the rights to read it';

CREATE FUNCTION meter_my_team() RETURNS SETOF meter_team_gauge
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT * FROM meter_internal._meter_my_team();
END;
COMMENT ON FUNCTION meter_my_team IS 'the gauges of the teams above the signed-in user: numbers, and nothing of who else is in them';
