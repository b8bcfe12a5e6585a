-- Closes periods of one account that have ended, and answers which it did.
CREATE FUNCTION meter_internal._meter_close_periods(account text, counters bigint[], moment timestamptz) RETURNS bigint[]
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
    due record;
    closed bigint[] := '{}'::bigint[];
BEGIN
    PERFORM enter_charge($1);  -- before its counters
    PERFORM calendar_period('day', false, a.time_zone, a.anchor, a.past_calendars, $3)  -- raises where its zone is not known any more
       FROM accounts a WHERE a.account = $1;
    FOR due IN SELECT d.* FROM due_counters_of($2, $3) d LOOP
        IF due.moves_on THEN
            -- a grant or a refund in flight as the period ended has left something on it that the first call of the next one did not see
            UPDATE counters n SET stale_at = n.period_start
              FROM counters c
             WHERE c.counter_id = due.counter_id AND (n.account, n.limit_id) = (c.account, c.limit_id)
               AND n.period_start >= c.period_end AND n.stale_at > n.period_start
               AND EXISTS (SELECT FROM allotments a WHERE a.counter_id = due.counter_id AND a.amount > a.spent);
            PERFORM open_period($1, due.limit_id);
        END IF;
        IF due.dealt THEN
            PERFORM lock_counter(due.counter_id);
        END IF;
        PERFORM FROM counters c WHERE c.counter_id = due.counter_id AND c.closed_at IS NULL
            FOR UPDATE SKIP LOCKED;  -- another session may be closing or charging it
        IF FOUND THEN
            UPDATE counters c SET closed_at = $3 WHERE c.counter_id = due.counter_id;
            closed := closed || due.counter_id;
            IF due.stale THEN  -- a grant or a hold on it has expired: what it tells is without them
                PERFORM refresh(due.counter_id, $3, 0);
            END IF;
        END IF;
    END LOOP;
    RETURN closed;
END $$;
COMMENT ON FUNCTION meter_internal._meter_close_periods IS 'internal: closes periods of one account that have ended';

CREATE FUNCTION meter_internal._meter_reset_due(at timestamptz, batch integer)
RETURNS TABLE (account text, limit_name text, unit text, period text, period_start timestamptz, period_end timestamptz,
               used numeric, cap numeric, next_reset timestamptz, failed text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp SET lock_timeout = '50ms'
AS $$
#variable_conflict use_column
DECLARE
    moment timestamptz;
    due record;
    closed bigint[] := '{}'::bigint[];
    failing text[] := '{}'::text[];
    failures integer;
    closed_before integer;
    waits_left integer := 10;
BEGIN
    PERFORM meter_internal._meter_writes('meter_reset_due()');
    PERFORM check_batch($2);
    moment := meter_internal._meter_moment($1);
    PERFORM make_partitions(meter_internal._meter_now());
    -- one account after the other in the order in which charges lock; what cannot be done for one is undone, and told, and it
    -- takes no place in the batch, or those behind it would wait for it for ever. An account that somebody's open transaction holds is
    -- left to the next call: those who are dealt with already wait for this transaction. Ten are waited for, then only what is free is done.
    LOOP
        failures := 0;
        closed_before := cardinality(closed);
        FOR due IN SELECT d.account, array_agg(d.counter_id ORDER BY d.ordinality) AS counters
                     FROM due_counters(moment, $2 - cardinality(closed), failing) WITH ORDINALITY d
                    GROUP BY d.account ORDER BY min(d.ordinality)
        LOOP
            BEGIN
                closed := closed || meter_internal._meter_close_periods(due.account, due.counters, moment);
            EXCEPTION WHEN lock_not_available THEN
                failures := failures + 1;
                failing := failing || due.account;
                waits_left := waits_left - 1;
                IF waits_left = 0 THEN
                    PERFORM set_config('lock_timeout', '1ms', true);
                END IF;
                account := due.account;
                failed := 'busy';
                RETURN NEXT;
            WHEN OTHERS THEN
                RAISE WARNING 'the periods of account "%" could not be closed: %', due.account, SQLERRM
                    USING DETAIL = format('SQLSTATE is %s. The account was left as it was.', SQLSTATE),
                          HINT = 'The other accounts were dealt with; meter_verify() looks for what is wrong.';
                failures := failures + 1;
                failing := failing || due.account;
                account := due.account;
                failed := SQLERRM;
                RETURN NEXT;
            END;
        END LOOP;
        -- One that closes may open one that has ended too, where a limit has expired in between. Limits come last: while one of those who pay for others is
        -- ended, their calls wait for this transaction.
        IF failures = 0 AND cardinality(closed) = closed_before THEN
            EXIT WHEN (end_due_limits(moment, $2)).ended = 0;
        END IF;
    END LOOP;
    RETURN QUERY
        SELECT c.account, l.limit_name, l.unit, l.period, c.period_start, c.period_end, c.used, l.cap + c.granted,
               CASE WHEN l.removed_at IS NULL THEN  -- a removed limit resets no more
                   coalesce((SELECT n.period_end FROM counters n
                              WHERE n.account = c.account AND n.limit_id = c.limit_id AND n.period_start <= moment AND n.period_end > moment),
                            meter_internal._meter_reset_after(c.account, l.period, l.anchored, moment))
               END, NULL
          FROM counters c JOIN limits l USING (limit_id)
         WHERE c.counter_id = ANY (closed) AND window_length(l.period) IS NULL  -- a window has no end
         ORDER BY c.period_end, c.account, l.limit_id;
END $$;
COMMENT ON FUNCTION meter_internal._meter_reset_due IS 'internal: meter_reset_due, for meter_maintain';

CREATE FUNCTION meter_reset_due(at timestamptz DEFAULT NULL, batch integer DEFAULT 10000)
RETURNS TABLE (account text, limit_name text, unit text, period text, period_start timestamptz, period_end timestamptz,
               used numeric, cap numeric, next_reset timestamptz, failed text)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    SELECT * FROM meter_internal._meter_reset_due(at, batch);
END;
COMMENT ON FUNCTION meter_reset_due IS
    'closes the periods that have ended, carries over what rolls over, and names them; enforcement never waits for it';
