-- Charging a call: its counters are locked in their order, all limits decide, and only then anything is written.

-- The account of a call, made on the default plan where it is not known. Its anchored periods start with the call that makes it: a later
-- anchor would put that call into a period before the first.
CREATE OR REPLACE FUNCTION enter_account(account text, at timestamptz) RETURNS accounts
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    a accounts;
BEGIN
    PERFORM enter_charge(enter_account.account);
    SELECT x.* INTO a FROM accounts x WHERE x.account = enter_account.account;
    IF a.account IS NULL THEN
        INSERT INTO accounts (account, plan, anchor) VALUES (enter_account.account, default_plan(), enter_account.at) ON CONFLICT DO NOTHING;
        SELECT x.* INTO a FROM accounts x WHERE x.account = enter_account.account;
    END IF;
    PERFORM check_snapshot(a);
    RETURN a;
END $$;
COMMENT ON FUNCTION enter_account IS 'enters a charge of an account: its rules cannot change before this transaction ends';

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

-- A call with what its account adds: the plan, its markup, and whose key it uses: the call's own word, else what is set for the account or
-- the nearest above it, else the operator's.
CREATE OR REPLACE FUNCTION as_of_account(u usage_log, a accounts) RETURNS usage_log
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    u.plan := a.plan;
    u.markup := (SELECT p.markup FROM plans p WHERE p.plan = a.plan);
    IF u.key_source IS NULL THEN
        IF u.provider IS NOT NULL AND EXISTS (SELECT FROM key_sources k WHERE k.provider = u.provider) THEN
            u.key_source := (SELECT k.key_source FROM key_sources k
                              WHERE k.provider = u.provider AND (k.account = a.account OR k.account = ANY (a.ancestors))
                              ORDER BY array_position(a.account || a.ancestors, k.account) LIMIT 1);
        END IF;
        u.key_source := coalesce(u.key_source, 'shared');
    END IF;
    RETURN u;
END $$;

-- The limits that count a call, in the order in which they are locked; `hold`: with those of the counters that a hold was reserved on, where
-- they count such calls: not those of another model than was reserved.
CREATE OR REPLACE FUNCTION readings_of(u usage_log, a accounts, hold bigint DEFAULT NULL) RETURNS reading[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF hold IS NULL AND a.ancestors = '{}' AND NOT EXISTS (SELECT FROM pools) THEN
        RETURN ARRAY(SELECT (a.account, 7, l, amount(l.unit, 1, u.input_tokens, u.output_tokens, u.cost, u.charged_cost), false, NULL)::reading
                       FROM limits_of(a.account, a.plan) l
                      WHERE in_scope(l, u.provider, u.model, u.operation, u.key_source)
                      ORDER BY l.limit_name COLLATE "C", l.limit_id);
    END IF;
    RETURN ARRAY(
        WITH in_force AS MATERIALIZED (
            SELECT c.payer, c.turn, c.l
              FROM limits_charged(a.account, a.plan, a.time_zone, a.anchor, a.ancestors, u.provider, u.model, u.operation, u.key_source) c
        )
        SELECT (c.payer, c.turn, c.l, amount((c.l).unit, 1, u.input_tokens, u.output_tokens, u.cost, u.charged_cost), c.replaced, NULL)::reading
          FROM (SELECT f.*, false AS replaced FROM in_force f
                UNION ALL
                SELECT h.payer, h.turn, h.l, true FROM limits_held(readings_of.hold) h
                 WHERE readings_of.hold IS NOT NULL AND in_scope(h.l, u.provider, u.model, u.operation, u.key_source)
                   AND NOT EXISTS (SELECT FROM in_force f WHERE f.payer = h.payer AND (f.l).limit_id = (h.l).limit_id)) c
         ORDER BY c.turn, c.payer COLLATE "C", (c.l).limit_name COLLATE "C", c.replaced, (c.l).limit_id);
END $$;
COMMENT ON FUNCTION readings_of IS 'the limits that count a call, with how much of it, in the order in which they are locked';

-- Those that have no counter yet at a moment.
CREATE OR REPLACE FUNCTION missing_of(readings reading[], at timestamptz) RETURNS reading[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN ARRAY(SELECT r FROM unnest(readings) r
                  WHERE NOT EXISTS (SELECT FROM counters c
                                     WHERE c.account = r.payer AND c.limit_id = (r.l).limit_id
                                       AND c.period_start <= missing_of.at AND missing_of.at < c.period_end));
END $$;

-- Locks the counters of a call, and asks each limit. `refused`: which of the readings refuses, the last that was locked; NULL: all let it pass.
CREATE OR REPLACE FUNCTION lock_readings(INOUT readings reading[], u usage_log, now timestamptz, OUT refused integer)
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    r reading;
    l limits;
    c counters;
    found record;
    moved boolean := false;
BEGIN
    FOR i IN 1 .. cardinality(readings) LOOP
        r := readings[i];
        l := r.l;
        IF r.amount IS NULL AND u.enforced AND l.hard AND l.cap IS NOT NULL THEN
            refused := i;  -- whatever it has used; nothing is locked for that
            r.c := current_counter((SELECT x FROM accounts x WHERE x.account = r.payer), l, u.at, now);
            readings[i] := r;
            RETURN;
        END IF;
        -- what lock_running() tries first, which is enough for most
        SELECT x.* INTO c FROM counters x
         WHERE x.counter_id = (SELECT o.counter_id FROM counters o
                                WHERE o.account = r.payer AND o.limit_id = l.limit_id AND o.period_start <= u.at
                                ORDER BY o.period_start DESC LIMIT 1)
           AND x.period_end > u.at AND x.stale_at > now AND NOT x.dealt
           FOR NO KEY UPDATE;
        IF c.counter_id IS NULL THEN
            found := lock_running(r.payer, l, u.at, now);
            c := found.c;
            moved := moved OR found.moved AND i > 1;
        END IF;
        r.c := c;
        readings[i] := r;
        IF refusal(u.enforced AND l.hard, l.cap, c.used + c.reserved, c.granted, r.amount) IS NOT NULL THEN
            refused := i;
            EXIT;
        END IF;
    END LOOP;
    IF moved THEN  -- what came to one may have come from another
        FOR i IN 1 .. coalesce(refused, cardinality(readings)) LOOP
            r := readings[i];
            SELECT x.* INTO c FROM counters x WHERE x.counter_id = (r.c).counter_id;
            r.c := c;
            readings[i] := r;
        END LOOP;
    END IF;
END $$;
COMMENT ON FUNCTION lock_readings IS 'locks the counters of a call in their order, up to the first that refuses it';

-- Adds a call's amounts to its counters, which are locked and have let it pass.
CREATE OR REPLACE FUNCTION write_used(readings reading[]) RETURNS reading[]
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    r reading;
    ids bigint[] := '{}';
    amounts numeric[] := '{}';
BEGIN
    FOR i IN 1 .. cardinality(readings) LOOP
        r := readings[i];
        ids := ids || (r.c).counter_id;
        amounts := amounts || coalesce(r.amount, 0);
        r.c.used := (r.c).used + coalesce(r.amount, 0);
        readings[i] := r;
    END LOOP;
    UPDATE counters c SET used = c.used + d.amount, closed_at = NULL
      FROM unnest(ids, amounts) AS d (counter_id, amount) WHERE c.counter_id = d.counter_id;
    RETURN readings;
END $$;

-- What grants pay of a call: the second half of its receipt.
CREATE OR REPLACE FUNCTION draw_grants(u usage_log, charged reading[], now timestamptz) RETURNS usage_log
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    r reading;
    c counters;
    ids bigint[];
    amounts numeric[];
BEGIN
    FOREACH r IN ARRAY charged LOOP
        c := r.c;
        -- what a period that has ended carried on is no longer its own cap's, so that a grant may begin to pay below the cap
        IF c.granted <> 0 AND (c.used > (r.l).cap OR c.period_end <= now) THEN
            SELECT array_agg(after.grant_id), array_agg(after.spent - coalesce(before.spent, 0)) INTO ids, amounts
              FROM drawn(c.counter_id, c.used) after
              LEFT JOIN drawn(c.counter_id, c.used - coalesce(r.amount, 0)) before USING (grant_id)
             WHERE after.spent > coalesce(before.spent, 0);
            u.grant_ids := u.grant_ids || ids;
            u.grant_amounts := u.grant_amounts || amounts;
        END IF;
    END LOOP;
    RETURN u;
END $$;

-- Keeps an alert for each threshold that a charge has reached. The counters are locked, so that each is told once.
CREATE OR REPLACE FUNCTION tell_thresholds(charged reading[], now timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    r reading;
    l limits;
    c counters;
    cap numeric;
    reached numeric[];
BEGIN
    FOREACH r IN ARRAY charged LOOP
        l := r.l;
        c := r.c;
        cap := l.cap + c.granted;
        IF cap > 0 AND 100 * c.used >= l.thresholds[1] * cap THEN
            reached := ARRAY(SELECT t FROM unnest(l.thresholds) t WHERE t <> ALL (c.alerted) AND 100 * c.used >= t * cap);
            IF reached <> '{}' THEN
                PERFORM tell(c.counter_id, reached, c.used, cap, now);
            END IF;
        END IF;
    END LOOP;
END $$;

-- Writes a call that was charged into the log, with its receipt.
CREATE OR REPLACE FUNCTION record_call(u usage_log, charged reading[], now timestamptz) RETURNS usage_log
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    u := draw_grants(u, charged, now);
    u.charged := '{}';
    FOR i IN 1 .. cardinality(charged) LOOP
        u.charged := u.charged || (charged[i].c).counter_id;
    END LOOP;
    u.usage_id := nextval('meter.usage_id_seq');
    -- by their names: a column that an operator has added gets its default
    INSERT INTO usage_log (account, at, usage_id, plan, provider, model, operation, operation_id, session_id, key_source,
                           service_tier, conditions, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens,
                           reasoning_tokens, audio_input_tokens, audio_output_tokens, other_units, requests, tokens, cost, markup,
                           charged_cost, price_match, price_ids, charged, grant_ids, grant_amounts, enforced, hold_id, metadata,
                           reported_cost, priced_cost, marks)
    VALUES (u.account, u.at, u.usage_id, u.plan, u.provider, u.model, u.operation, u.operation_id, u.session_id, u.key_source,
            u.service_tier, u.conditions, u.input_tokens, u.output_tokens, u.cache_read_tokens, u.cache_write_tokens,
            u.reasoning_tokens, u.audio_input_tokens, u.audio_output_tokens, u.other_units, u.requests, u.tokens, u.cost, u.markup,
            u.charged_cost, u.price_match, u.price_ids, u.charged, u.grant_ids, u.grant_amounts, u.enforced, u.hold_id, u.metadata,
            u.reported_cost, u.priced_cost, u.marks);
    PERFORM tell_thresholds(charged, now);
    RETURN u;
END $$;
COMMENT ON FUNCTION record_call IS 'writes a charged call into the log with its receipt, and the alerts that it sets off';

-- Keeps a refusal on record, and answers it. `refused_by`: the limit that refused, if it was one.
CREATE OR REPLACE FUNCTION refuse_call(u usage_log, reason text, refused_by reading) RETURNS verdict
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    INSERT INTO denials (account, at, reason, payer, limit_id, limit_name, unit, period, used, cap, requested, provider, model,
                         operation, operation_id, input_tokens, output_tokens, cost)
    VALUES (u.account, u.at, refuse_call.reason, refused_by.payer, (refused_by.l).limit_id, (refused_by.l).limit_name, (refused_by.l).unit,
            (refused_by.l).period, (refused_by.c).used, (refused_by.l).cap + (refused_by.c).granted, refused_by.amount, u.provider, u.model,
            u.operation, u.operation_id, u.input_tokens, u.output_tokens, u.cost);
    RETURN verdict_of(u, reason, CASE WHEN refused_by.payer IS NULL THEN '{}' ELSE ARRAY[refused_by] END);
END $$;

-- Charges a call to every limit that counts it and logs it, or records its denial.
CREATE OR REPLACE FUNCTION charge_call(u usage_log) RETURNS verdict
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    a accounts := enter_account(u.account, u.at);
    readings reading[];
    refused integer;
    now timestamptz;
    v verdict;
BEGIN
    u := price_call(as_of_account(u, a));
    u.charged_cost := charged_cost(u.cost, u.markup, u.key_source);
    now := now_at();
    SELECT x.readings, x.refused INTO readings, refused FROM lock_readings(readings_of(u, a), u, now) x;
    IF refused IS NOT NULL THEN
        RETURN refuse_call(u, CASE WHEN readings[refused].amount IS NULL THEN 'unpriced' ELSE 'over_limit' END, readings[refused]);
    END IF;
    readings := write_used(readings);
    u := record_call(u, readings, now);
    v := verdict_of(u, reason_after(u, readings), readings);
    v.usage_id := u.usage_id;
    v.charged_cost := u.charged_cost;
    RETURN v;
END $$;
COMMENT ON FUNCTION charge_call IS 'charges a call to every limit that counts it and logs it, or records its denial';
