-- What is done from time to time, a bounded batch at a call. Nothing waits for it: ended periods, expired holds and old
-- keys have no effect in any case.
CREATE OR REPLACE FUNCTION days_setting(name text) RETURNS interval
LANGUAGE sql STABLE SET search_path = pg_catalog, meter, pg_temp
RETURN (SELECT make_interval(days => s.value::integer) FROM settings s WHERE s.setting = name);

-- Counters in the order in which charges lock, and whether something moves on from them.
CREATE OR REPLACE FUNCTION due_counters_of(counters bigint[], at timestamptz)
RETURNS TABLE (account text, counter_id bigint, limit_id bigint, stale boolean, dealt boolean, moves_on boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    SELECT c.account, c.counter_id, c.limit_id, c.stale_at <= due_counters_of.at, c.dealt,
           l.removed_at IS NULL AND (coalesce(l.carry_over_cap > 0, false)
               OR EXISTS (SELECT FROM grants g WHERE (g.account, g.limit_name, g.unit) = (c.account, l.limit_name, l.unit)))
      FROM counters c
      JOIN limits l USING (limit_id)
      JOIN payers y ON y.account = c.account
     WHERE c.counter_id = ANY (due_counters_of.counters)
     ORDER BY y.turn, c.account COLLATE "C", l.limit_name COLLATE "C", in_force(l, c.account) DESC, c.limit_id,
              c.period_start DESC;
END;

-- Periods that have ended, a batch of them, but for those of accounts that are left out.
CREATE OR REPLACE FUNCTION due_counters(at timestamptz, batch integer, but_for text[])
RETURNS TABLE (account text, counter_id bigint, limit_id bigint, stale boolean, dealt boolean, moves_on boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    SELECT d.* FROM due_counters_of(ARRAY(SELECT c.counter_id FROM counters c
                                           WHERE c.closed_at IS NULL AND c.period_end <= due_counters.at AND c.account <> ALL (but_for)
                                           ORDER BY c.period_end, c.counter_id LIMIT batch), due_counters.at) d;
END;

-- What is due is looked for once, in a statement's part of its own: as a subquery it could be looked for anew for each row, and each time find
-- others than those that have just gone, so that a batch had no end.
CREATE OR REPLACE FUNCTION prune_keys(at timestamptz, batch integer) RETURNS bigint
LANGUAGE sql SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    WITH due AS MATERIALIZED (
        SELECT k.account, k.idempotency_key FROM idempotency_keys k
         WHERE k.created_at < prune_keys.at - days_setting('idempotency_days') LIMIT batch FOR UPDATE SKIP LOCKED
    ), pruned AS (
        DELETE FROM idempotency_keys k USING due WHERE (k.account, k.idempotency_key) = (due.account, due.idempotency_key)
        RETURNING 1)
    SELECT count(*) FROM pruned;
END;

CREATE OR REPLACE FUNCTION prune_denials(at timestamptz, batch integer) RETURNS bigint
LANGUAGE sql SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    WITH due AS MATERIALIZED (
        SELECT d.denial_id FROM denials d
         WHERE d.at < prune_denials.at - days_setting('denial_days') LIMIT batch FOR UPDATE SKIP LOCKED
    ), pruned AS (
        DELETE FROM denials d USING due WHERE d.denial_id = due.denial_id
        RETURNING 1)
    SELECT count(*) FROM pruned;
END;

-- Holds that have ended long ago. A settled one lives on in its usage row.
CREATE OR REPLACE FUNCTION prune_holds(at timestamptz, batch integer) RETURNS bigint
LANGUAGE sql SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    WITH due AS MATERIALIZED (
        SELECT h.hold_id FROM holds h
         WHERE h.expires_at < prune_holds.at - days_setting('hold_days') AND h.at < prune_holds.at - days_setting('hold_days')
           AND NOT EXISTS (SELECT FROM reservations r WHERE r.hold_id = h.hold_id) LIMIT batch FOR UPDATE SKIP LOCKED
    ), pruned AS (
        DELETE FROM holds h USING due WHERE h.hold_id = due.hold_id
        RETURNING 1)
    SELECT count(*) FROM pruned;
END;

-- What expired holds still take up in the rows. Counters that others are charging are left to them. One that fails is left as it
-- was and takes no place in the batch, or those behind it would wait for it for ever.
CREATE OR REPLACE FUNCTION drop_expired_holds(at timestamptz, batch integer) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp SET lock_timeout = '50ms' AS $$
DECLARE
    counter bigint;
    failing bigint[] := '{}'::bigint[];
    done integer := 0;
    failures integer;
    dropped bigint := 0;
    expired bigint;
BEGIN
    WITH due AS MATERIALIZED (
        SELECT h.hold_id FROM holds h
         WHERE h.slot IS NOT NULL AND h.expires_at <= drop_expired_holds.at LIMIT batch FOR UPDATE SKIP LOCKED)
    UPDATE holds h SET slot = NULL FROM due WHERE h.hold_id = due.hold_id;
    LOOP
        failures := 0;
        FOR counter IN SELECT c.counter_id FROM counters c
                        WHERE c.counter_id IN (SELECT r.counter_id FROM reservations r
                                                WHERE r.expires_at <= drop_expired_holds.at AND r.counter_id <> ALL (failing)
                                                GROUP BY r.counter_id LIMIT batch - done)
                          FOR UPDATE SKIP LOCKED
        LOOP
            BEGIN
                IF (SELECT c.dealt FROM counters c WHERE c.counter_id = counter) THEN
                    PERFORM lock_counter(counter);
                END IF;
                expired := (SELECT count(*) FROM reservations r
                             WHERE r.counter_id = counter AND r.expires_at <= drop_expired_holds.at);
                PERFORM drop_expired(counter, drop_expired_holds.at);
                dropped := dropped + expired;
                done := done + 1;
            EXCEPTION WHEN OTHERS THEN
                failures := failures + 1;
                failing := failing || counter;
                IF SQLSTATE <> '55P03' THEN  -- lock_not_available: its stripes are being charged, and expired holds stand in nobody's way there
                    RAISE WARNING 'expired holds on counter % could not be dropped: %', counter, SQLERRM
                        USING DETAIL = format('SQLSTATE is %s. The counter was left as it was.', SQLSTATE);
                END IF;
            END;
        END LOOP;
        EXIT WHEN failures = 0;
    END LOOP;
    RETURN dropped;
END $$;

-- Counters of minutes and hours leave 1,440 rows a day and account; those of days and longer stay, as the history of a limit. One goes when
-- nobody needs it any more: its end was reported; no late usage can come to it (a day is added for a transaction that began before); no grant
-- stands on it, and no hold that may still be settled. The last of an account and limit stays: it tells what is carried over, and that the limit
-- has counted. A refund or a correction of a call whose counter has gone changes the log alone.
CREATE OR REPLACE FUNCTION short_counters(at timestamptz, batch integer, but_for text[]) RETURNS TABLE (account text, counter_id bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    WITH held AS MATERIALIZED (  -- not once a batch is chosen: counters that stay would fill it for as long as they do
        SELECT DISTINCT unnest(h.charged) AS counter_id FROM holds h WHERE num_nonnulls(h.settled_at, h.released_at) = 0
    ), ended AS MATERIALIZED (
        SELECT c.account, c.counter_id, c.period_start, c.period_end
          FROM counters c JOIN limits l USING (limit_id)
         WHERE c.closed_at IS NOT NULL AND c.granted = 0 AND c.paid = 0
           AND CASE WHEN c.period_start > '-infinity' AND c.period_end < 'infinity' THEN c.period_end - c.period_start < interval '13 hours' ELSE false END
           AND CASE WHEN l.period IN ('minute', 'hour') THEN c.period_end <= short_counters.at - days_setting('late_usage_days') - interval '1 day'
                    ELSE c.period_end + window_length(l.period) <= short_counters.at - interval '1 day' END
           AND c.repaid = 0 AND c.reserved = 0 AND NOT c.dealt AND c.account <> ALL (but_for)
           AND NOT EXISTS (SELECT FROM allotments a WHERE a.counter_id = c.counter_id)
           AND NOT EXISTS (SELECT FROM reservations r WHERE r.counter_id = c.counter_id)
           AND EXISTS (SELECT FROM counters n WHERE n.account = c.account AND n.limit_id = c.limit_id AND n.period_start >= c.period_end
                          AND (n.opened OR coalesce(l.carry_over_cap, 0) = 0))
           AND NOT EXISTS (SELECT FROM held WHERE held.counter_id = c.counter_id)
         ORDER BY c.period_end LIMIT batch)
    SELECT e.account, e.counter_id FROM ended e;
END;

-- Removes counters of one account. One that somebody has locked is left to them.
CREATE OR REPLACE FUNCTION remove_counters(payer text, ids bigint[]) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp SET lock_timeout = '50ms' AS $$
DECLARE
    removable bigint[];
BEGIN
    PERFORM enter_charge(payer);  -- before its counters: nobody recounts them meanwhile
    removable := ARRAY(SELECT c.counter_id FROM counters c
                        WHERE c.counter_id = ANY (ids) AND c.closed_at IS NOT NULL AND (c.granted, c.paid, c.repaid, c.reserved) = (0, 0, 0, 0)
                          FOR UPDATE SKIP LOCKED);
    DELETE FROM month_sums m WHERE m.counter_id = ANY (removable);
    DELETE FROM counters c WHERE c.counter_id = ANY (removable);
    RETURN cardinality(removable);
END $$;

CREATE OR REPLACE FUNCTION remove_short_counters(at timestamptz, batch integer) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    due record;
    removed bigint := 0;
    failing text[] := '{}'::text[];
    failures integer;
BEGIN
    LOOP
        failures := 0;
        FOR due IN SELECT s.account, array_agg(s.counter_id) AS counters
                     FROM short_counters(at, (batch - removed)::integer, failing) s JOIN payers y USING (account)
                    GROUP BY s.account, y.turn ORDER BY y.turn, s.account COLLATE "C"
        LOOP
            BEGIN
                removed := removed + remove_counters(due.account, due.counters);
            EXCEPTION WHEN OTHERS THEN
                failures := failures + 1;
                failing := failing || due.account;
                IF SQLSTATE <> '55P03' THEN  -- lock_not_available: the next call tries again
                    RAISE WARNING 'ended counters of account "%" could not be removed: %', due.account, SQLERRM
                        USING DETAIL = format('SQLSTATE is %s. The account was left as it was.', SQLSTATE);
                END IF;
            END;
        END LOOP;
        EXIT WHEN failures = 0;
    END LOOP;
    RETURN removed;
END $$;
COMMENT ON FUNCTION remove_short_counters IS 'removes ended counters of minutes and hours that nobody needs any more, a batch of them; answers how many';
