-- Whether a transaction's number is that of this transaction or of one of its savepoints. A backend holds the lock of its transaction's number,
-- not that of a savepoint that has been released: one that runs, and whose lock no other backend holds, is taken for this one's.
CREATE FUNCTION meter_internal._meter_may_be_own(transaction bigint) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    next constant bigint := pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
    whole bigint := (next >> 32 << 32) + transaction;
BEGIN
    IF abs(whole - next) > 2147483648 THEN  -- numbers have begun anew between the two
        whole := whole + sign(next - whole)::bigint * 4294967296;
    END IF;
    RETURN transaction >= 3 AND (whole >= next OR pg_xact_status(whole::text::xid8) IS NOT DISTINCT FROM 'in progress')
       AND NOT EXISTS (SELECT FROM pg_locks l
                        WHERE l.locktype = 'transactionid' AND l.transactionid::text::bigint = transaction
                          AND l.mode = 'ExclusiveLock' AND l.granted AND l.pid IS DISTINCT FROM pg_backend_pid());
END $$;
COMMENT ON FUNCTION meter_internal._meter_may_be_own IS 'internal: whether a transaction''s number may be that of this transaction or of a savepoint of it';

CREATE FUNCTION meter_internal._meter_close_stripes(account text, limit_id bigint, transactions bigint[], each integer[]) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    stripe integer;
BEGIN
    PERFORM check_text('account', account, true);
    IF limit_id IS NULL THEN
        PERFORM raise_null('limit_id');
    END IF;
    FOR i IN 1 .. coalesce(cardinality(transactions), 0) LOOP
        IF meter_internal._meter_may_be_own(transactions[i]) THEN
            RETURN false;
        END IF;
    END LOOP;
    IF each IS NULL THEN
        PERFORM lock_exclusive('counter', format('%s:%s', limit_id, account));
    ELSE
        FOREACH stripe IN ARRAY each LOOP
            PERFORM lock_exclusive('stripe', format('%s:%s:%s', stripe, limit_id, account));
        END LOOP;
    END IF;
    RETURN true;
END $$;
