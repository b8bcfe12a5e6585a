-- Charging a call: its counters are locked in their order, all limits decide, and only then anything is written.

-- The account of a call, made on the default plan where it is not known. Its anchored periods start with the call that makes it: a later
-- anchor would put that call into a period before the first. `entered`: the charge has entered already.
CREATE OR REPLACE FUNCTION enter_account(account text, at timestamptz, entered boolean DEFAULT false) RETURNS accounts
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    is_in constant boolean := entered OR enter_charge(enter_account.account);
    a accounts;
BEGIN
    SELECT x.* INTO a FROM accounts x WHERE x.account = enter_account.account;
    IF a.account IS NULL THEN
        INSERT INTO accounts (account, plan, anchor) VALUES (enter_account.account, default_plan(), enter_account.at) ON CONFLICT DO NOTHING;
        IF FOUND AND EXISTS (SELECT FROM new_limits) THEN
            PERFORM meet_as_new(enter_account.account);
        END IF;
        SELECT x.* INTO a FROM accounts x WHERE x.account = enter_account.account;
    END IF;
    IF keeps_snapshot() THEN
        PERFORM check_snapshot(a);
    END IF;
    RETURN a;
END $$;
-- named in full: a database of an older version has another of the name until it is dropped
COMMENT ON FUNCTION enter_account(text, timestamptz, boolean) IS 'enters a charge of an account: its rules cannot change before this transaction ends';

-- The account of a call, or what it would be if it were made now.
CREATE OR REPLACE FUNCTION imagine_account(account text, at timestamptz) RETURNS accounts
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    a accounts;
BEGIN
    SELECT x.* INTO a FROM accounts x WHERE x.account = imagine_account.account;
    IF a.account IS NULL THEN
        a.account := imagine_account.account;
        a.plan := default_plan();
        a.ancestors := '{}';
        a.time_zone := 'UTC';
        a.anchor := imagine_account.at;
        a.past_calendars := '[]';
    END IF;
    RETURN a;
END $$;

-- Whose key is set for an account's calls to a provider, or for those of the nearest above it. NULL: nothing is set.
CREATE OR REPLACE FUNCTION key_source_of(a accounts, provider text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN (SELECT k.key_source FROM key_sources k
             WHERE k.provider = key_source_of.provider AND (k.account = a.account OR k.account = ANY (a.ancestors))
             ORDER BY array_position(a.account || a.ancestors, k.account) LIMIT 1);
END $$;

-- A call with what its account adds: the plan, its markup, and whose key it uses: the call's own word, else what is set for the account or
-- the nearest above it, else the operator's.
CREATE OR REPLACE FUNCTION as_of_account(u usage_log, a accounts) RETURNS usage_log
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    SELECT a.plan, (SELECT p.markup FROM plans p WHERE p.plan = a.plan),
           coalesce(u.key_source, CASE WHEN EXISTS (SELECT FROM key_sources) THEN key_source_of(a, u.provider) END, 'shared')
      INTO u.plan, u.markup, u.key_source;
    RETURN u;
END $$;

-- Whether a limit counts all calls of a key source, which most do: told without taking the call apart.
CREATE OR REPLACE FUNCTION counts_every_call(l limits, key_source text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN num_nonnulls((l).provider, (l).model, (l).operation, nullif((l).key_source, key_source)) = 0 AND NOT rolls((l).period);

-- Whether a limit counts a call.
CREATE OR REPLACE FUNCTION counts_call(l limits, u usage_log) RETURNS boolean
LANGUAGE plpgsql STABLE COST 1000 SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN in_scope(l, u.provider, u.model, u.operation, u.key_source) AND (NOT rolls(l.period) OR counts_usage_of(l, u.at));
END $$;

-- Whether a hold was reserved on no other limits than on some of these, and its account has left nobody.
CREATE OR REPLACE FUNCTION counts_where_reserved(hold bigint, account text, readings reading[]) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN NOT EXISTS (SELECT FROM departures d WHERE d.account = counts_where_reserved.account)
       AND NOT EXISTS (SELECT FROM holds h
                        CROSS JOIN LATERAL unnest(h.charged) x (counter_id)
                        CROSS JOIN LATERAL (SELECT y.account, y.limit_id FROM counters y WHERE y.counter_id = x.counter_id OFFSET 0) c
                        WHERE h.hold_id = hold
                          AND NOT EXISTS (SELECT FROM unnest(readings) r WHERE (r.payer, r.limit_id) = (c.account, c.limit_id)));
END $$;

-- The limits that count a call, in the order in which they are locked; `hold`: with those of the counters that a hold was reserved on, where
-- they count such calls: not those of another model than was reserved. `now`: where nothing is written, the moment at which they hold.
CREATE OR REPLACE FUNCTION readings_of(u usage_log, a accounts, hold bigint DEFAULT NULL, now timestamptz DEFAULT '-infinity') RETURNS reading[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    readings reading[];
BEGIN
    IF a.ancestors = '{}' AND NOT EXISTS (SELECT FROM pools p WHERE p.provider = u.provider OR p.account = a.account) THEN
        -- most have no limits of their own
        readings := CASE WHEN NOT EXISTS (SELECT FROM limits own WHERE own.account = a.account AND own.removed_at IS NULL) THEN
                        ARRAY(SELECT reading_of(a.account, 7, f.l, u, false)
                                FROM plan_limits_in_force(a.plan, readings_of.now) f
                               WHERE counts_every_call(f.l, u.key_source) OR counts_call(f.l, u)
                               ORDER BY (f.l).limit_name COLLATE "C", f.limit_id) END;
        IF readings IS NULL THEN
            readings := ARRAY(SELECT reading_of(a.account, 7, f.l, u, false)
                                FROM limits_in_force_at(a.account, a.plan, readings_of.now) f
                               WHERE counts_every_call(f.l, u.key_source) OR counts_call(f.l, u)
                               ORDER BY (f.l).limit_name COLLATE "C", f.limit_id);
        END IF;
        IF hold IS NULL OR counts_where_reserved(hold, a.account, readings) THEN
            RETURN readings;
        END IF;
    END IF;
    RETURN ARRAY(
        WITH in_force AS MATERIALIZED (
            SELECT c.payer, c.turn, c.l
              FROM limits_charged(a.account, a.plan, a.time_zone, a.anchor, a.ancestors, u.provider, u.model, u.operation, u.key_source,
                                  readings_of.now) c
        )
        SELECT reading_of(c.payer, c.turn, c.l, u, c.replaced)
          FROM (SELECT f.*, false AS replaced FROM in_force f
                UNION ALL
                SELECT h.payer, h.turn, h.l, NOT in_force(h.l, h.payer) FROM limits_held(readings_of.hold) h
                 WHERE readings_of.hold IS NOT NULL AND in_scope(h.l, u.provider, u.model, u.operation, u.key_source)
                   AND NOT EXISTS (SELECT FROM in_force f WHERE f.payer = h.payer AND (f.l).limit_id = (h.l).limit_id)) c
         WHERE window_length((c.l).period) IS NULL OR counts_usage_of(c.l, u.at)
            OR readings_of.hold IS NOT NULL  -- what was reserved counts from when it is settled, however long the call took
               AND EXISTS (SELECT FROM limits_held(readings_of.hold) h WHERE (h.payer, (h.l).limit_id) = (c.payer, (c.l).limit_id))
         ORDER BY c.turn, c.payer COLLATE "C", (c.l).limit_name COLLATE "C", c.replaced, (c.l).limit_id);
END $$;
-- named in full: a database of an older version has another of the name until it is dropped
COMMENT ON FUNCTION readings_of(usage_log, accounts, bigint, timestamptz) IS 'the limits that count a call, with how much of it, in the order in which they are locked';

-- The limits of those that an account has left which count a call of it that they counted then.
CREATE OR REPLACE FUNCTION readings_left(u usage_log) RETURNS reading[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM meter.departures d WHERE d.account = u.account) THEN
        RETURN '{}';  -- for most
    END IF;
    RETURN ARRAY(SELECT reading_of(y.account, y.turn, f.l, u, false)
                   FROM (SELECT d.payer FROM departures d WHERE d.account = u.account
                         UNION
                         SELECT p.account FROM departures d JOIN pools p ON p.for_account = d.payer WHERE d.account = u.account) x
                   JOIN payers y ON y.account = x.payer
                  CROSS JOIN LATERAL limits_in_force(y.account, y.plan) f
                  WHERE in_scope(f.l, u.provider, u.model, u.operation, u.key_source)
                    AND (u.usage_id <= left_to(y.account, f.l, u.account, u.provider, u.key_source)
                         OR left_to(y.account, f.l, u.account, u.provider, u.key_source) IS NOT NULL
                            AND had_reserved(y.account, u.account, u.hold_id, u.charged)));
END $$;
COMMENT ON FUNCTION readings_left IS 'the limits of those that an account has left which count a call that they counted then';

-- Those that have no counter yet at a moment.
CREATE OR REPLACE FUNCTION missing_of(readings reading[], at timestamptz) RETURNS reading[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN ARRAY(SELECT readings[n] FROM generate_subscripts(readings, 1) n
                  WHERE (find_counter(readings[n].payer, readings[n].limit_id, missing_of.at)).counter_id IS NULL ORDER BY n);
END $$;

-- Locks the counters of a call in their order, and asks each limit, up to the first that refuses: the last of the readings that are answered. Those
-- that have room for some of it say "capped".
CREATE OR REPLACE FUNCTION lock_readings(readings reading[], u usage_log, now timestamptz) RETURNS reading[]
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    r reading;
    locked record;
    moved boolean := false;
BEGIN
    FOR i IN 1 .. cardinality(readings) LOOP
        r := readings[i];
        IF r.amount IS NULL AND u.enforced AND r.hard AND r.cap IS NOT NULL THEN
            -- it refuses whatever it has used; nothing is locked for that
            r := with_counter(r, current_counter((SELECT x FROM accounts x WHERE x.account = r.payer), r.limit_id, u.at, now));
            r.refusal := 'unpriced';
            RETURN readings[:i - 1] || r;
        END IF;
        -- what lock_running() tries first, which is enough for most
        SELECT x.counter_id, x.used, x.reserved, x.granted, x.alerted, x.period_end
          INTO r.counter_id, r.used, r.reserved, r.granted, r.alerted, r.counter_ends
          FROM counters x
         WHERE x.account = r.payer AND x.limit_id = r.limit_id AND x.period_start <= u.at
           AND x.period_end > u.at AND x.stale_at > now AND NOT x.dealt AND NOT rolls(r.period)
         ORDER BY x.period_start DESC LIMIT 1 FOR NO KEY UPDATE;
        IF r.counter_id IS NULL THEN
            locked := lock_running(r.payer, r.limit_id, u.at, now);
            r := with_counter(r, locked.c);
            moved := moved OR locked.moved AND i > 1;
        END IF;
        r.refusal := refusal(u.enforced AND r.hard, r.cap, r.used + r.reserved, r.granted, r.amount);
        readings[i] := r;
        IF r.refusal IS NOT NULL THEN
            IF NOT may_cap(r) THEN
                readings := readings[:i];
                EXIT;
            END IF;
            r.refusal := 'capped';
            readings[i] := r;
        END IF;
    END LOOP;
    IF moved THEN  -- what came to one may have come from another
        -- one by one: a join would read all counters, of so many elements as an array is thought to have
        readings := ARRAY(SELECT with_counter(readings[n], (SELECT c FROM counters c WHERE c.counter_id = readings[n].counter_id))
                            FROM generate_subscripts(readings, 1) n ORDER BY n);
    END IF;
    RETURN readings;
END $$;
COMMENT ON FUNCTION lock_readings IS 'locks the counters of a call in their order, up to the first that refuses it';

-- Adds a call's amounts to its counters, which are locked and have let it pass.
CREATE OR REPLACE FUNCTION write_used(readings reading[]) RETURNS reading[]
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    r reading;
BEGIN
    UPDATE counters c SET used = c.used + coalesce(x.amount, 0), closed_at = NULL
      FROM unnest(readings) x WHERE c.counter_id = x.counter_id;
    FOR i IN 1 .. cardinality(readings) LOOP
        r := readings[i];
        r.used := r.used + coalesce(r.amount, 0);
        readings[i] := r;
    END LOOP;
    RETURN readings;
END $$;

-- Charges a call to every limit that counts it and logs it, or records its denial. `as_of`: when its counters were locked, if they are; by
-- a later clock one of them could have to be brought up to date, which locks others, out of their order.
CREATE OR REPLACE FUNCTION charge_call(u usage_log, as_of timestamptz DEFAULT NULL, entered boolean DEFAULT false) RETURNS verdict
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    a accounts := enter_account(u.account, u.at, entered);
    readings reading[];
    r reading;
    charged boolean := false;
    now timestamptz;
    reason text;
BEGIN
    u := price_call(as_of_account(u, a));
    u.charged_cost := charged_cost(u.cost, u.markup, u.key_source);
    now := coalesce(as_of, now_at());
    readings := readings_of(u, a);
    r := readings[1];
    -- Where one limit alone counts it, one statement locks, asks and writes. A counter that is not ready, or refuses, is left as it is: then
    -- lock_readings() makes it ready, and tells why.
    IF cardinality(readings) = 1 AND NOT rolls(r.period) THEN
        UPDATE counters c SET used = c.used + coalesce(r.amount, 0), closed_at = NULL
         WHERE c.counter_id = (SELECT x.counter_id FROM counters x
                                WHERE x.account = r.payer AND x.limit_id = r.limit_id AND x.period_start <= u.at
                                ORDER BY x.period_start DESC LIMIT 1)
           AND c.period_end > u.at AND c.stale_at > now AND NOT c.dealt
           AND refusal(u.enforced AND r.hard, r.cap, c.used + c.reserved, c.granted, r.amount) IS NULL
        RETURNING c.counter_id, c.used, c.reserved, c.granted, c.alerted, c.period_end
          INTO r.counter_id, r.used, r.reserved, r.granted, r.alerted, r.counter_ends;
        -- below its cap and its thresholds, and without grants: there is nothing else to say of it
        IF r.granted = 0 AND NOT (is_passed(r.cap, r.used + r.reserved, r.granted, r.amount) OR warns(r.used, r.cap, r.thresholds)) THEN
            u.charged := ARRAY[r.counter_id];
            u.usage_id := log_call(u);
            RETURN verdict_about(u, 'ok', r);
        END IF;
        charged := FOUND;
        readings[1] := r;
    END IF;
    IF NOT charged THEN
        readings := lock_readings(readings, u, now);
        r := readings[cardinality(readings)];
        IF r.refusal <> 'capped' THEN
            RETURN refuse_call(u, r.refusal, r);
        END IF;
        readings := write_used(readings);
    END IF;
    reason := reason_after(u, readings);
    IF reason = 'capped' THEN
        u.enforced := false;  -- it is used, and stands above the cap
    END IF;
    u := record_call(u, readings, now);
    RETURN verdict_of(u, reason, readings);
END $$;
COMMENT ON FUNCTION charge_call(usage_log, timestamptz, boolean) IS 'charges a call to every limit that counts it and logs it, or records its denial';
