-- Without the library the meter's locks are advisory ones, of the two-number kind. The first number is the meter's own (a hash of its name)
-- and the class, the second a hash of the key. Accounts share 1,024 locks, so that a transaction over many does not fill the lock table.
CREATE FUNCTION meter_internal._meter_lock(class text, key text, mode text) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    space integer := 5564160;  -- hashtext('token_meter') & x'7fffff00', as it is on most machines
    place integer;
BEGIN
    IF class = 'account' AND mode = 'shared' AND key IS NOT NULL THEN  -- each charge
        RETURN pg_advisory_xact_lock_shared(5564161, hashtext(key) & 1023) IS NOT NULL;
    END IF;
    space := space + array_position('{account,grouping,move,counter,stripe,row,seed,limit}', class);
    place := CASE WHEN class IN ('account', 'move') THEN hashtext(key) & 1023 ELSE hashtext(key) END;
    IF space IS NULL OR place IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'internal_error', MESSAGE = 'there is no such lock', DETAIL = concat_ws(' ', class, key, mode);
    END IF;
    RETURN CASE mode WHEN 'shared' THEN pg_advisory_xact_lock_shared(space, place) IS NOT NULL
                     WHEN 'exclusive' THEN pg_advisory_xact_lock(space, place) IS NOT NULL
                     ELSE pg_try_advisory_xact_lock(space, place) END;
END $$;
COMMENT ON FUNCTION meter_internal._meter_lock IS 'internal: takes a lock of the meter until this transaction ends; false: it was to be tried and is not free';

-- One after the other, each given back at once: all together they would keep others out.
CREATE FUNCTION meter_internal._meter_await_charges() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    FOR place IN 0..1023 LOOP
        BEGIN
            PERFORM pg_advisory_xact_lock(5564161, place);
            RAISE SQLSTATE 'MT000';
        EXCEPTION WHEN SQLSTATE 'MT000' THEN
        END;
    END LOOP;
END $$;
COMMENT ON FUNCTION meter_internal._meter_await_charges IS 'internal: waits until all who are charging now have ended, and keeps nobody out';
