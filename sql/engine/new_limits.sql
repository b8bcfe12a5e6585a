-- A new limit of a plan waits for nobody. A transaction that entered its charges before the limit was committed has missed it, and goes on without it;
-- an account's first call under the limit waits until those of that account have ended, and its counter then counts them from the log. That they have ended is
-- written down (new_limits_met), and any counter of the account and the limit says so too.

-- Whether nobody who has missed a new limit is in flight any more among those who are charged to an account.
CREATE OR REPLACE FUNCTION is_met(payer text, of_limit bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM meter.counters c WHERE c.account = payer AND c.limit_id = of_limit)
        OR EXISTS (SELECT FROM meter.new_limits_met m WHERE m.limit_id = of_limit AND m.account = payer);
END $$;

-- The limits that are new for those that accounts are charged to, in the order in which charges lock.
CREATE OR REPLACE FUNCTION unmet_limits(accounts text[]) RETURNS TABLE (payer text, limit_id bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    charged constant text[] := accounts || ARRAY(SELECT unnest(a.ancestors) FROM meter.accounts a WHERE a.account = ANY (unmet_limits.accounts));
BEGIN
    RETURN QUERY
        SELECT y.account, l.limit_id
          FROM meter.new_limits n
          JOIN meter.limits l ON l.limit_id = n.limit_id AND l.removed_at IS NULL
          JOIN meter.payers y ON y.plan = l.plan
         WHERE (y.account = ANY (charged)
                OR meter.is_lent(l) AND y.account = ANY (ARRAY(SELECT p.account FROM meter.pools p
                                                                 WHERE p.for_account IS NULL OR p.for_account = ANY (charged))))
           AND NOT meter.is_met(y.account, l.limit_id) AND meter.in_force(l, y.account)
         ORDER BY y.turn, y.account COLLATE "C", l.limit_name COLLATE "C", l.limit_id;
END $$;

-- Waits until all who have charges of an account in flight have ended, and keeps nobody out: a lock that was taken in a part of a transaction goes
-- with it.
CREATE OR REPLACE FUNCTION await_charges(account text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM lock_exclusive('account', account);
    RAISE SQLSTATE 'MT000';
EXCEPTION WHEN SQLSTATE 'MT000' THEN
END $$;
COMMENT ON FUNCTION await_charges IS 'waits for the charges of an account that are in flight, and keeps nobody out';

-- Whose calls are charged to an account. Not for a pool of all accounts: everybody's are.
CREATE OR REPLACE FUNCTION charged_to(payer text) RETURNS TABLE (account text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN QUERY
        SELECT x.account
          FROM (SELECT payer AS account
                UNION SELECT a.account FROM meter.accounts a WHERE a.ancestors <> '{}' AND a.ancestors @> ARRAY[payer]
                UNION SELECT p.for_account FROM meter.pools p WHERE p.account = payer
                -- and who has left it: what was reserved or used there is settled, refunded and corrected there
                UNION SELECT d.account FROM meter.departures d
                       WHERE d.payer = charged_to.payer
                          OR d.payer IN (SELECT p.for_account FROM meter.pools p WHERE p.account = charged_to.payer)
                UNION SELECT a.account FROM meter.pools p JOIN meter.accounts a ON a.ancestors <> '{}' AND a.ancestors @> ARRAY[p.for_account]
                       WHERE p.account = payer) x
         WHERE x.account IS NOT NULL
         ORDER BY x.account COLLATE "C";
END $$;
COMMENT ON FUNCTION charged_to IS 'whose calls are charged to an account';

-- Whether a transaction that keeps its snapshot sees all that was ever charged: when it took it nobody else was writing, its own id is the first that was
-- given since, the next one is given now, and nobody is charging.
CREATE OR REPLACE FUNCTION sees_all_usage() RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    seen constant pg_snapshot := pg_current_snapshot();
    next_id bigint;
BEGIN
    IF pg_snapshot_xmin(seen) <> pg_snapshot_xmax(seen) OR pg_current_xact_id() <> pg_snapshot_xmax(seen) THEN
        RETURN false;
    END IF;
    PERFORM lock_shared('limit', n.limit_id::text) FROM new_limits n;
    IF log_writers() <> '{}' THEN
        RETURN false;
    END IF;
    BEGIN  -- a part of a transaction that writes gets an id
        UPDATE new_limits n SET looked_at = n.looked_at WHERE n.limit_id = (SELECT min(o.limit_id) FROM new_limits o)
         RETURNING n.xmin::text INTO next_id;
        RAISE SQLSTATE 'MT000';
    EXCEPTION WHEN SQLSTATE 'MT000' THEN
    END;
    RETURN next_id = (pg_current_xact_id()::text::numeric + 1) % 4294967296;
END $$;
COMMENT ON FUNCTION sees_all_usage IS 'whether a transaction that keeps its snapshot sees all usage; at its first call';

-- Waits until nobody is in flight who may have missed a new limit of an account. In the transaction that makes the limit nobody else sees it, also not
-- later: charges of the account are kept out until it ends.
CREATE OR REPLACE FUNCTION meet_limit(payer text, of_limit bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    n new_limits;
    next record;
BEGIN
    SELECT x.* INTO n FROM new_limits x WHERE x.limit_id = of_limit;
    IF n.limit_id IS NULL OR is_met(payer, of_limit) THEN
        RETURN;
    END IF;
    IF n.made_in = pg_current_xact_id_if_assigned() THEN
        PERFORM close_payers(ARRAY[payer]);
    ELSIF keeps_snapshot() THEN
        RAISE EXCEPTION USING ERRCODE = 'serialization_failure',
            MESSAGE = format('a limit of account "%s" is new', payer),
            DETAIL = 'What it counts is counted from the log, and this transaction keeps its snapshot.',
            HINT = 'Run the transaction again after meter_maintain(), or after a call in a READ COMMITTED transaction.';
    ELSE
        PERFORM lock_shared('limit', of_limit::text);  -- the end of the transaction that made it: by then everybody has been told
        PERFORM meter_internal._meter_await_charges() WHERE pays_for_everybody(payer);
        FOR next IN SELECT x.* FROM charged_to(payer) x WHERE NOT pays_for_everybody(payer) LOOP
            EXIT WHEN is_met(payer, of_limit);
            PERFORM await_charges(next.account);
        END LOOP;
    END IF;
    INSERT INTO new_limits_met (limit_id, account) VALUES (of_limit, payer);
END $$;
COMMENT ON FUNCTION meet_limit IS 'waits for those in flight who may have missed a new limit of an account';

-- Enters charges where some limits are new. It waits for others before any account is entered, so that two of them never wait for each other, unless
-- their transactions have charged before.
CREATE OR REPLACE FUNCTION enter_beside_new_limits(accounts text[]) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    payers text[];
    limits bigint[];
BEGIN
    PERFORM settle_new_limits();
    SELECT array_agg(x.payer), array_agg(x.limit_id) INTO payers, limits FROM unmet_limits(enter_beside_new_limits.accounts) x;
    IF payers IS NOT NULL AND NOT keeps_snapshot() THEN
        PERFORM meet_limit(x.payer, x.limit_id) FROM unnest(payers, limits) x (payer, limit_id);
    ELSIF payers IS NOT NULL AND sees_all_usage() THEN  -- else a limit that counts the call, if one does, raises
        INSERT INTO new_limits_met (limit_id, account) SELECT x.limit_id, x.payer FROM unnest(payers, limits) x (payer, limit_id);
    END IF;
    LOCK TABLE ONLY meter.usage_log IN ROW EXCLUSIVE MODE;
    RETURN bool_and(lock_shared('account', x.account))
      FROM (SELECT a AS account FROM unnest(enter_beside_new_limits.accounts) a GROUP BY a ORDER BY a COLLATE "C" OFFSET 0) x;
END $$;
COMMENT ON FUNCTION enter_beside_new_limits IS 'enters charges of accounts while limits are new: waits for those who may have missed them';

-- An account that this transaction has just made has no charges in flight. Whom else its calls are charged to was waited for.
CREATE OR REPLACE FUNCTION meet_as_new(account text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    INSERT INTO new_limits_met (limit_id, account)
    SELECT u.limit_id, u.payer FROM unmet_limits(ARRAY[meet_as_new.account]) u WHERE u.payer = meet_as_new.account;
END $$;

-- A limit is new until all have ended who were charging once it was committed. That is found out by calls, by changes of accounts and by
-- meter_maintain(), about once a second; nobody waits for it.
CREATE OR REPLACE FUNCTION settle_new_limits() RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    n new_limits;
    writers text[];
    settled bigint := 0;
BEGIN
    IF keeps_snapshot() THEN
        RETURN 0;
    END IF;
    FOR n IN SELECT x.* FROM new_limits x
              WHERE (x.looked_at IS NULL OR x.looked_at NOT BETWEEN clock_timestamp() - interval '1 second' AND clock_timestamp())
                AND x.made_in IS DISTINCT FROM pg_current_xact_id_if_assigned()
              ORDER BY x.limit_id FOR UPDATE SKIP LOCKED
    LOOP
        PERFORM lock_shared('limit', n.limit_id::text);
        writers := log_writers();
        IF n.in_flight IS NOT NULL THEN  -- a prepared transaction that the server has found when it started has another name
            writers := ARRAY(SELECT w FROM unnest(writers) w WHERE w = ANY (n.in_flight) OR w LIKE '-1/%');
        END IF;
        IF writers = '{}' THEN
            DELETE FROM new_limits x WHERE x.limit_id = n.limit_id;
            DELETE FROM new_limits_met m WHERE m.limit_id NOT IN (SELECT x.limit_id FROM new_limits x);
            settled := settled + 1;
        ELSE
            UPDATE new_limits x SET in_flight = writers, looked_at = clock_timestamp() WHERE x.limit_id = n.limit_id;
        END IF;
    END LOOP;
    RETURN settled;
END $$;
COMMENT ON FUNCTION settle_new_limits IS 'ends the time in which limits are new: no transaction that may have missed them is in flight';
