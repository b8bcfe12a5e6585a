-- What a period leaves goes over by the limit that is in force when it ends, by its cap and ceiling of then, whether or not a call has opened
-- the next one by that time. So before limits change, what the periods that are over have left is brought to those that run; and limits that
-- have come into force open theirs at once, so that they have a period that can leave something.

CREATE OR REPLACE FUNCTION has_counted(account text, l limits) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM meter.counters c JOIN meter.limits o USING (limit_id)
                    WHERE c.account = has_counted.account AND (o.limit_name, o.unit) = ((l).limit_name, (l).unit));
END $$;
COMMENT ON FUNCTION has_counted IS 'whether an account has a counter of a limit of this name and unit';

CREATE OR REPLACE FUNCTION carry_on(payer text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    l limits;
BEGIN
    FOR l IN SELECT (f.l).* FROM accounts a, limits_in_force(a.account, a.plan) f
              WHERE a.account = payer AND (f.l).carry_over_cap > 0 ORDER BY (f.l).limit_name COLLATE "C"
    LOOP
        IF has_counted(payer, l) THEN
            PERFORM open_period(payer, l.limit_id);
        END IF;
    END LOOP;
END $$;
COMMENT ON FUNCTION carry_on IS 'opens the running periods of an account''s limits that carry over; the caller has fenced its charges off';

-- For whom a limit is in force that has counted, in the order in which charges lock.
CREATE OR REPLACE FUNCTION counted_by(l limits) RETURNS text[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN ARRAY(SELECT y.account FROM payers y
                  WHERE (y.account = l.account OR y.plan = l.plan AND in_force(l, y.account)) AND has_counted(y.account, l)
                  ORDER BY y.turn, y.account COLLATE "C");
END $$;

-- The same of one limit, for every account for which it is in force. All are entered before a counter is locked.
CREATE OR REPLACE FUNCTION carry_on_limit(l limits) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    counting constant text[] := counted_by(l);
BEGIN
    PERFORM enter_charges(counting);
    PERFORM open_period(payer, l.limit_id) FROM unnest(counting) payer;
END $$;
COMMENT ON FUNCTION carry_on_limit IS 'opens the running period of a limit for every account that has counted it';

-- Before a limit gets another cap or ceiling in place. Each account is done with before the next one is begun, since charges lock all the counters of one
-- before those of the next.
CREATE OR REPLACE FUNCTION change_terms(known limits, wanted limits, at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    counting text[] := '{}';
    has_another_cap constant boolean := known.cap IS DISTINCT FROM wanted.cap;
    payer text;
BEGIN
    PERFORM FROM limits x WHERE x.limit_id = known.limit_id FOR NO KEY UPDATE;
    IF known.carry_over_cap > 0 OR wanted.carry_over_cap > 0 THEN
        counting := counted_by(known);
        PERFORM enter_charges(counting);
    END IF;
    FOR payer IN SELECT y.account FROM payers y
                  WHERE y.account = ANY (counting)
                     OR has_another_cap AND y.account IN (SELECT c.account FROM counters c WHERE c.limit_id = known.limit_id
                                                                                             AND stands_above(c, wanted.cap, change_terms.at))
                  ORDER BY y.turn, y.account COLLATE "C"
    LOOP
        PERFORM open_period(payer, known.limit_id) WHERE payer = ANY (counting);
        PERFORM keep_spent(payer, known, wanted.cap, at) WHERE has_another_cap;
    END LOOP;
END $$;
COMMENT ON FUNCTION change_terms IS 'before a limit gets another cap or ceiling: what was spent and left by those that it has stays so';
