-- Limits of accounts that expire: until a moment, and then the account's or the plan's lasting limit counts again. Nothing has to run at that moment. Who
-- reads goes by the clock (limits_in_force_at) and foresees what that limit would count (coming_back). Who writes first ends what has expired, before it enters
-- the account's charges: as if the limit had been removed at its moment, with the locks of such a change, because the limit that comes into force counts
-- the log and must not miss a call in flight. A call goes by the limits of the moment at which it came.

-- Who of those that these accounts' calls are charged to has a limit that has expired and is not ended yet. Those who pay for others come first:
-- to end theirs locks the log.
CREATE OR REPLACE FUNCTION expired_payers(accounts text[], now timestamptz) RETURNS text[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN ARRAY(SELECT e.account
                   FROM (SELECT DISTINCT l.account FROM limits l WHERE l.expires_at <= now AND l.removed_at IS NULL) e
                  WHERE e.account = ANY (accounts)
                     OR EXISTS (SELECT FROM accounts a WHERE a.account = ANY (accounts) AND e.account = ANY (a.ancestors))
                     OR EXISTS (SELECT FROM pools p WHERE p.account = e.account)
                  ORDER BY pays_for_others(e.account) DESC, e.account COLLATE "C");
END $$;
COMMENT ON FUNCTION expired_payers IS 'who of those that accounts are charged to has a limit that has expired and is not ended yet';

-- Opens the periods of an account's limits that carry over, as of a moment.
CREATE OR REPLACE FUNCTION carry_on_until(payer text, at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM open_running(payer, x.l, at)
       FROM (SELECT f.l FROM accounts a, limits_in_force(a.account, a.plan) f
              WHERE a.account = payer AND (f.l).carry_over_cap > 0 AND has_counted(payer, f.l)
              ORDER BY (f.l).limit_name COLLATE "C" OFFSET 0) x;
END $$;

-- Ends the limits of one account that have expired; its charges are kept out. Another session may have ended them, or given them longer.
CREATE OR REPLACE FUNCTION end_limits(payer text, now timestamptz) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    l limits;
    ended bigint := 0;
BEGIN
    FOR l IN SELECT x.* FROM limits x
              WHERE x.account = payer AND x.removed_at IS NULL AND x.expires_at <= now
              ORDER BY x.expires_at, x.limit_id FOR UPDATE
    LOOP
        PERFORM carry_on_until(payer, l.expires_at);
        UPDATE limits x SET removed_at = x.expires_at WHERE x.limit_id = l.limit_id;
        PERFORM recount(payer, l.expires_at), owe_on(payer, l.expires_at), carry_on_until(payer, l.expires_at);
        ended := ended + 1;
    END LOOP;
    RETURN ended;
END $$;

-- Called before any lock of a charge is taken: to end a limit waits for the charges of its account.
CREATE OR REPLACE FUNCTION end_expired(accounts text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    first constant timestamptz := (SELECT min(l.expires_at) FROM limits l WHERE l.expires_at IS NOT NULL AND l.removed_at IS NULL);
    now timestamptz;
    payers text[];
BEGIN
    IF first IS NULL THEN
        RETURN;
    END IF;
    now := now_at();
    IF first > now THEN
        RETURN;
    END IF;
    payers := expired_payers(accounts, now);
    IF payers <> '{}' AND keeps_snapshot() THEN
        RAISE EXCEPTION USING ERRCODE = 'serialization_failure',
            MESSAGE = format('a limit of account "%s" has expired', payers[1]),
            DETAIL = 'What its plan''s limit counts now is counted from the log, and this transaction keeps its snapshot.',
            HINT = 'Run the transaction again after meter_maintain(), or after a call in a READ COMMITTED transaction.';
    END IF;
    PERFORM begin_change(NULL, payer) FROM unnest(payers) payer;  -- of all, before a counter of one is locked
    PERFORM end_limits(payer, now) FROM unnest(payers) payer;
END $$;
COMMENT ON FUNCTION end_expired IS 'ends the limits that have expired of those that accounts are charged to; before the accounts are entered';

-- The same for every account, a batch of them: so that those who do not call are not asked for at each call of others. `keeps_out`: others who are
-- charged to one of them wait for this transaction.
CREATE OR REPLACE FUNCTION end_due_limits(now timestamptz, batch integer, OUT ended bigint, OUT keeps_out boolean)
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp SET lock_timeout = '50ms' SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    payer text;
BEGIN
    ended := 0;
    keeps_out := false;
    FOR payer IN SELECT e.account
                   FROM (SELECT l.account, pays_for_others(l.account) AS shared FROM limits l
                          WHERE l.expires_at <= now AND l.removed_at IS NULL AND NOT keeps_snapshot()
                          ORDER BY l.expires_at LIMIT batch) e
                  GROUP BY e.account, e.shared ORDER BY e.shared DESC, e.account COLLATE "C"
    LOOP
        BEGIN
            PERFORM begin_change(NULL, payer);
            ended := ended + end_limits(payer, now);
            keeps_out := keeps_out OR pays_for_others(payer);
        EXCEPTION
            WHEN lock_not_available THEN  -- its calls end it, or the next round
            WHEN OTHERS THEN
                RAISE WARNING 'an expired limit of account "%" could not be ended: %', payer, SQLERRM
                    USING DETAIL = format('SQLSTATE is %s. The account was left as it was.', SQLSTATE);
        END;
    END LOOP;
END $$;
COMMENT ON FUNCTION end_due_limits IS 'ends a batch of limits that have expired';

-- Whether a limit is one that an expired limit of the account has given way to, and that has not counted what came meanwhile.
CREATE OR REPLACE FUNCTION is_coming_back(account text, of_limit bigint, now timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM meter.limits l JOIN meter.limits own ON own.limit_name = l.limit_name
                    WHERE l.limit_id = of_limit AND own.account = is_coming_back.account AND own.limit_id <> l.limit_id
                      AND own.removed_at IS NULL AND own.expires_at <= now);
END $$;

-- What the counter of such a limit would take from the log, without writing: see recount.
CREATE OR REPLACE FUNCTION coming_back(c counters, OUT amount numeric, OUT paid numeric)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    l limits;
BEGIN
    SELECT x.* INTO l FROM meter.limits x WHERE x.limit_id = c.limit_id;
    SELECT coalesce(sum(m.amount), 0), coalesce(sum(m.paid), 0) INTO amount, paid FROM meter.missed(c.account, l, c) m;
    IF meter.rolls(l.period) THEN
        SELECT coming_back.amount + m.used, coming_back.paid + m.paid INTO amount, paid FROM meter.missed_before(c.account, l, c.period_start) m;
    END IF;
    paid := paid - c.repaid + greatest(c.repaid - c.paid - paid, meter.repaid_before(c.account, l, c.period_start, c.period_end));
END $$;

-- What open holds would take up of it then.
CREATE OR REPLACE FUNCTION held_coming_back(c counters, at timestamptz) RETURNS numeric
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN (SELECT meter.missed_by_holds(c.account, l, c.period_start, c.period_end, greatest(held_coming_back.at, meter.now_at()))
              FROM meter.limits l WHERE l.limit_id = c.limit_id);
END $$;

-- What a limit that has expired would carry over into the period in which it did, where nothing has opened that: the limit that comes back takes it over.
CREATE OR REPLACE FUNCTION left_by_expired(a accounts, expired limits, OUT starts_at timestamptz, OUT ends_at timestamptz, OUT amount numeric)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    c meter.counters := meter.find_counter(a.account, expired.limit_id, expired.expires_at);
BEGIN
    amount := 0;
    IF coalesce(expired.carry_over_cap, 0) = 0 OR c.opened OR NOT meter.has_counted(a.account, expired) THEN
        RETURN;
    END IF;
    SELECT c.period_start, c.period_end INTO starts_at, ends_at;
    IF starts_at IS NULL THEN
        SELECT p.period_start, p.period_end INTO starts_at, ends_at FROM meter.period_of(expired, a, expired.expires_at) p;
    END IF;
    amount := coalesce((SELECT x.amount FROM meter.carried(a.account, expired, starts_at, expired.expires_at,
                                                           meter.periods_skipped(expired, a, starts_at)) x), 0);
END $$;

-- What a period will get from the one before it, without writing: as end_limits and refresh would bring it there. Where a limit has expired, the one that
-- comes back has a period from that moment on, which leaves something too.
CREATE OR REPLACE FUNCTION would_carry(account text, l limits, period_start timestamptz, period_end timestamptz, opened boolean, at timestamptz,
                                       skipped integer) RETURNS numeric
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    a meter.accounts;
    expired meter.limits;
    coming record;
    back record;
    back_is_made boolean;
    before_back timestamptz;
    skips_back integer := skipped;
    carry numeric := 0;
    moved_back numeric;
    ended timestamptz;
BEGIN
    SELECT x.* INTO expired FROM meter.limits x
     WHERE x.account = would_carry.account AND x.limit_name = l.limit_name AND x.limit_id <> l.limit_id
       AND x.removed_at IS NULL AND x.expires_at <= would_carry.at;
    IF expired.limit_id IS NULL THEN
        IF NOT opened THEN
            SELECT x.amount INTO carry FROM meter.carried(would_carry.account, l, would_carry.period_start, would_carry.at, skipped) x;
        END IF;
        RETURN coalesce(carry, 0);
    END IF;

    SELECT x.* INTO a FROM meter.accounts x WHERE x.account = would_carry.account;
    IF expired.unit = l.unit THEN
        coming := meter.left_by_expired(a, expired);
    ELSE
        SELECT NULL::timestamptz AS starts_at, NULL::timestamptz AS ends_at, 0::numeric AS amount INTO coming;
    END IF;
    -- back: the period in which the lasting limit counts again. moved_back: what is carried into it and has expired since.
    SELECT would_carry.period_start, would_carry.period_end INTO back;
    back_is_made := (meter.find_counter(a.account, l.limit_id, expired.expires_at)).counter_id IS NOT NULL;
    moved_back := CASE WHEN coming.ends_at <= would_carry.at THEN coming.amount ELSE 0 END
                  + coalesce((SELECT sum(s.unspent) FROM meter.standing(a.account, l, expired.expires_at) s JOIN meter.grants g USING (grant_id)
                                JOIN meter.counters c USING (counter_id)
                               WHERE g.kind = 'carry_over' AND g.expires_at <= would_carry.at AND c.limit_id <> l.limit_id), 0);
    IF expired.expires_at < would_carry.period_start AND NOT back_is_made THEN
        SELECT p.period_start, p.period_end INTO back FROM meter.period_of(l, a, expired.expires_at) p;
        skips_back := meter.periods_skipped(l, a, back.period_start);
    END IF;
    SELECT max(c.period_end) INTO before_back FROM meter.counters c
     WHERE c.account = a.account AND c.limit_id = l.limit_id AND c.period_end <= back.period_start;
    IF NOT opened AND (coming.starts_at >= before_back) IS NOT TRUE THEN  -- else the expired limit carries
        SELECT x.amount INTO carry
          FROM meter.carried(a.account, l, back.period_start,  -- which a call opens, where the limit had a period when the other expired
                             CASE WHEN back_is_made AND expired.expires_at < back.period_start THEN would_carry.at ELSE expired.expires_at END, skips_back) x;
    END IF;
    carry := coalesce(carry, 0);
    IF expired.expires_at < would_carry.period_start AND NOT opened AND l.cap IS NOT NULL AND l.carry_over_cap > 0 AND meter.has_counted(a.account, l) THEN
        IF NOT back_is_made THEN
            SELECT carry + greatest(0, l.cap - x.used + x.paid
                                       - meter.missed_by_holds(a.account, l, back.period_start, back.period_end, would_carry.at)) INTO carry
              FROM meter.would_count(a.account, l, back.period_start, back.period_end) x;
            ended := back.period_end;
            WHILE ended < would_carry.period_start AND carry < l.carry_over_cap AND l.cap > 0 LOOP
                carry := carry + l.cap;
                ended := (meter.period_of(l, a, meter.check_moment('period', ended))).period_end;
            END LOOP;
        END IF;
        carry := meter.storable(least(l.carry_over_cap, carry + moved_back));
    ELSIF back.period_start < would_carry.period_start THEN
        carry := 0;
    END IF;
    RETURN carry + CASE WHEN coming.ends_at > would_carry.at THEN coming.amount ELSE 0 END;
END $$;
COMMENT ON FUNCTION would_carry IS 'what a period will get from the one before it; writes nothing';
