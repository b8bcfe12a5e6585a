-- The meter's locks, all held until the transaction ends. With the library they are locks of its own, without it advisory locks. Both engines
-- take them in one order: the usage log, the account, then each limit's counters in the order of the view payers.
--
--   class     key                        what it is on
--   account   account                    an account's charges (shared) or a change of its rules (exclusive). With the library a transaction
--                                        over more than 256 accounts takes one of 768 that accounts share, and the SQL edition always one of 1,024
--   grouping  ''                         who is below whom, and which account is a pool
--   move      account                    the account's place below a parent
--   counter   limit_id:account           a limit's counters where they are dealt out: charging stripes (shared), gathering them (exclusive)
--   stripe    stripe:limit_id:account    one stripe of those
--   row       limit_id:account           the row of a counter that is being charged; only tried
--   limit     limit_id                   a plan's limit that is being made (exclusive), until everybody has been told of it
--   seed      limit_id:account           making a counter with what is there for it (shared); a refund of a call that would be counted there
--                                        (exclusive)
CREATE OR REPLACE FUNCTION lock_shared(class text, key text) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN meter_internal._meter_lock(class, key, 'shared');
END $$;
COMMENT ON FUNCTION lock_shared IS 'takes a lock of the meter together with others; waits; true';

CREATE OR REPLACE FUNCTION lock_exclusive(class text, key text) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN meter_internal._meter_lock(class, key, 'exclusive');
END $$;
COMMENT ON FUNCTION lock_exclusive IS 'takes a lock of the meter alone; waits; true';

CREATE OR REPLACE FUNCTION try_lock(class text, key text) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN meter_internal._meter_lock(class, key, 'try');
END $$;
COMMENT ON FUNCTION try_lock IS 'takes a lock of the meter alone if it is free; whether it was';
