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

CREATE OR REPLACE FUNCTION prune_keys(at timestamptz, batch integer) RETURNS bigint
LANGUAGE sql SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    WITH pruned AS (
        DELETE FROM idempotency_keys k
         WHERE (k.account, k.idempotency_key) IN (
                SELECT o.account, o.idempotency_key FROM idempotency_keys o
                 WHERE o.created_at < prune_keys.at - days_setting('idempotency_days') LIMIT batch)
        RETURNING 1)
    SELECT count(*) FROM pruned;
END;

CREATE OR REPLACE FUNCTION prune_denials(at timestamptz, batch integer) RETURNS bigint
LANGUAGE sql SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    WITH pruned AS (
        DELETE FROM denials d
         WHERE d.denial_id IN (SELECT o.denial_id FROM denials o
                                WHERE o.at < prune_denials.at - days_setting('denial_days') LIMIT batch)
        RETURNING 1)
    SELECT count(*) FROM pruned;
END;

-- Holds that have ended long ago. A settled one lives on in its usage row.
CREATE OR REPLACE FUNCTION prune_holds(at timestamptz, batch integer) RETURNS bigint
LANGUAGE sql SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    WITH pruned AS (
        DELETE FROM holds h
         WHERE h.hold_id IN (SELECT o.hold_id FROM holds o
                              WHERE o.expires_at < prune_holds.at - days_setting('hold_days')
                                AND o.at < prune_holds.at - days_setting('hold_days')
                                AND NOT EXISTS (SELECT FROM reservations r WHERE r.hold_id = o.hold_id) LIMIT batch)
        RETURNING 1)
    SELECT count(*) FROM pruned;
END;

-- What expired holds still take up in the rows. Counters that others are charging are left to them. One that fails is left as it
-- was and takes no place in the batch, or those behind it would wait for it for ever.
CREATE OR REPLACE FUNCTION drop_expired_holds(at timestamptz, batch integer) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp SET lock_timeout = '50ms' AS $$
DECLARE
    counter bigint;
    failing bigint[] := '{}';
    done integer := 0;
    failures integer;
    dropped bigint := 0;
    expired bigint;
BEGIN
    UPDATE holds h SET slot = NULL
     WHERE h.hold_id IN (SELECT o.hold_id FROM holds o WHERE o.slot IS NOT NULL AND o.expires_at <= drop_expired_holds.at
                          LIMIT batch FOR UPDATE SKIP LOCKED);
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
            EXCEPTION WHEN lock_not_available THEN  -- its stripes are being charged: expired holds stand in nobody's way there
                failures := failures + 1;
                failing := failing || counter;
            WHEN OTHERS THEN
                failures := failures + 1;
                failing := failing || counter;
                RAISE WARNING 'expired holds on counter % could not be dropped: %', counter, SQLERRM
                    USING DETAIL = format('SQLSTATE is %s. The counter was left as it was.', SQLSTATE);
            END;
        END LOOP;
        EXIT WHEN failures = 0;
    END LOOP;
    RETURN dropped;
END $$;
