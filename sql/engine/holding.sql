-- Setting an amount aside before a call, and giving it back unused.

CREATE OR REPLACE FUNCTION hold_ended(hold bigint, state text) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state', MESSAGE = format('hold %s is already %s', hold, state),
        HINT = 'A hold is settled or released once; a retry must repeat its arguments.';
END $$;

-- A reservation is of something, and for 1 second to 1 day.
CREATE OR REPLACE FUNCTION check_reservation(u usage_log, ttl interval) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF u.tokens = 0 AND u.other_units IS NULL THEN
        PERFORM raise_invalid('nothing to reserve', 'input_tokens and output_tokens are 0, and other_units is empty.',
                              'Reserve an estimate of the input and the most that the output may be.');
    ELSIF ttl IS NULL THEN
        PERFORM raise_null('ttl');
    ELSIF extract(year FROM ttl) <> 0 OR extract(month FROM ttl) <> 0
          OR extract(epoch FROM ttl) NOT BETWEEN 1 AND 86400 THEN
        PERFORM raise_invalid('invalid ttl', format('ttl is %s.', ttl), 'A hold lasts from 1 second to 1 day.');
    END IF;
END $$;

-- The one text of a length of time, however the caller has put it.
CREATE OR REPLACE FUNCTION ttl_kept(ttl interval) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
RETURN to_char(extract(day FROM ttl) * 24 + extract(hour FROM ttl), 'FM9900') || to_char(ttl, ':MI:SS')
       || CASE WHEN extract(microseconds FROM ttl)::bigint % 1000000 = 0 THEN '' ELSE to_char(ttl, '.US') END;

-- The hold of an id, if it is this account's where one is named.
CREATE OR REPLACE FUNCTION find_hold(hold bigint, account text) RETURNS holds
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    h holds;
BEGIN
    SELECT x.* INTO h FROM holds x WHERE x.hold_id = hold AND x.account = coalesce(find_hold.account, x.account);
    IF h.hold_id IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'there is no such hold',
            DETAIL = format('hold_id is %s.', hold), HINT = 'Pass the hold_id that meter_reserve has answered for this account.';
    END IF;
    RETURN h;
END $$;

-- A call as it was reserved.
CREATE OR REPLACE FUNCTION call_of_hold(h holds) RETURNS usage_log
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    u usage_log;
BEGIN
    u.account := h.account;
    u.at := h.at;
    u.provider := h.provider;
    u.model := h.model;
    u.operation := h.operation;
    u.operation_id := h.operation_id;
    u.session_id := h.session_id;
    u.key_source := h.key_source;
    u.service_tier := h.service_tier;
    u.conditions := h.conditions;
    u.metadata := h.metadata;
    u.input_tokens := h.input_tokens;
    u.output_tokens := h.output_tokens;
    u.tokens := h.input_tokens + h.output_tokens;
    u.cache_read_tokens := 0;
    u.cache_write_tokens := 0;
    u.reasoning_tokens := 0;
    u.audio_input_tokens := 0;
    u.audio_output_tokens := 0;
    u.requests := 1;
    u.enforced := false;
    RETURN u;
END $$;

-- Opens a hold in one of the account's places for open ones. NULL: all are taken.
CREATE OR REPLACE FUNCTION open_hold(u usage_log, until timestamptz, readings reading[], now timestamptz) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    places constant integer := setting_of('open_holds_max')::integer;
    free integer;
    opened bigint;
BEGIN
    FOR attempt IN 1..100 LOOP
        SELECT p.place INTO free FROM (SELECT generate_series(1, places) AS place) p
         WHERE NOT EXISTS (SELECT FROM holds h WHERE h.account = u.account AND h.slot = p.place) LIMIT 1;
        IF free IS NOT NULL THEN
            INSERT INTO holds (account, at, expires_at, slot, provider, model, operation, operation_id, session_id, key_source, service_tier,
                               input_tokens, output_tokens, cost, metadata, charged, amounts, conditions)
            SELECT u.account, u.at, until, free, u.provider, u.model, u.operation, u.operation_id, u.session_id, u.key_source, u.service_tier,
                   u.input_tokens, u.output_tokens, u.cost, u.metadata, coalesce(array_agg(r.counter_id ORDER BY r.ordinality), '{}'),
                   coalesce(array_agg(coalesce(r.amount, 0) ORDER BY r.ordinality), '{}'), u.conditions
              FROM unnest(readings) WITH ORDINALITY r
            ON CONFLICT ON CONSTRAINT hold_slot_unique DO NOTHING RETURNING hold_id INTO opened;
            IF opened IS NOT NULL THEN
                RETURN opened;
            END IF;
        ELSE
            UPDATE holds h SET slot = NULL WHERE h.account = u.account AND h.slot IS NOT NULL AND h.expires_at <= now;
            IF NOT FOUND THEN
                RETURN NULL;
            END IF;
        END IF;
    END LOOP;
    PERFORM contended('the places for holds');
    RETURN NULL;
END $$;

-- Adds what a hold reserves to its counters, which are locked and have let it pass.
CREATE OR REPLACE FUNCTION write_reserved(hold bigint, until timestamptz, readings reading[]) RETURNS reading[]
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    r reading;
BEGIN
    FOR i IN 1 .. cardinality(readings) LOOP
        r := readings[i];
        UPDATE counters c SET reserved = c.reserved + coalesce(r.amount, 0), stale_at = least(c.stale_at, until), closed_at = NULL
         WHERE c.counter_id = r.counter_id RETURNING c.reserved INTO r.reserved;
        IF r.amount > 0 THEN
            INSERT INTO reservations (hold_id, counter_id, amount, expires_at) VALUES (hold, r.counter_id, r.amount, until);
        END IF;
        readings[i] := r;
    END LOOP;
    RETURN readings;
END $$;

-- Reserves a call's estimate on every limit that counts it, or on none; of those that cap, what fits.
CREATE OR REPLACE FUNCTION reserve(u usage_log, until timestamptz) RETURNS verdict
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    a accounts := enter_account(u.account, u.at);
    readings reading[];
    last reading;
    cut record;
    now timestamptz;
    hold bigint;
    v verdict;
BEGIN
    u := price_call(as_of_account(u, a));
    u.charged_cost := charged_cost(u.cost, u.markup, u.key_source);
    now := now_at();
    readings := lock_readings(readings_of(u, a), u, now);
    last := readings[cardinality(readings)];
    IF last.refusal <> 'capped' THEN
        RETURN refuse_call(u, last.refusal, last);
    END IF;
    IF EXISTS (SELECT FROM unnest(readings) r WHERE r.refusal = 'capped') THEN
        cut := cut_call(u, readings);
        IF (cut.refused).payer IS NOT NULL THEN
            RETURN refuse_call(u, 'over_limit', cut.refused);
        END IF;
        u := cut.u;
        readings := cut.readings;
    END IF;
    hold := open_hold(u, until, readings, now);
    IF hold IS NULL THEN
        RETURN refuse_call(u, 'too_many_holds', NULL);
    END IF;
    readings := write_reserved(hold, until, readings);
    v := verdict_of(u, reason_after(u, readings), readings);
    v.hold_id := hold;
    RETURN v;
END $$;
COMMENT ON FUNCTION reserve IS 'reserves a call''s estimate on every limit that counts it, or on none';

-- The same, once under its key.
CREATE OR REPLACE FUNCTION reserve_once(u usage_log, ttl interval, key text) RETURNS verdict
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    request jsonb;
    v verdict;
BEGIN
    PERFORM check_reservation(u, ttl), check_text('idempotency_key', key);
    IF key IS NOT NULL THEN
        request := request_of(u) || jsonb_build_object('ttl', ttl_kept(ttl));
        IF NOT claim_key(u.account, key, 'reserve', request, now_at()) THEN
            RETURN verdict_again(earlier_answer(u.account, key, 'reserve', request));
        END IF;
    END IF;
    v := reserve(u, u.at + make_interval(secs => extract(epoch FROM ttl)));  -- a day is 24 hours, in whichever zone
    IF key IS NOT NULL THEN
        PERFORM keep_answer(u.account, key, verdict_kept(v));
    END IF;
    RETURN v;
END $$;

-- The counters that a hold takes up something of: those of its receipt, and of limits that came into force after it.
CREATE OR REPLACE FUNCTION reserved_on(hold bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN ARRAY(SELECT r.counter_id FROM meter.reservations r WHERE r.hold_id = hold ORDER BY 1);
END $$;

-- The limits that count a hold, and on which nothing is reserved for it: they came into force after it. Who makes their counters has these take it
-- over (take_holds), so that who ends the hold locks them too.
CREATE OR REPLACE FUNCTION not_reserved_on(h holds, a accounts) RETURNS reading[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    ids constant bigint[] := h.charged || reserved_on(h.hold_id);
    held_on constant counters[] := ARRAY(SELECT c FROM counters c WHERE c.counter_id = ANY (ids));
BEGIN
    RETURN ARRAY(SELECT r
                   FROM unnest(readings_of(as_of_account(call_of_hold(h), a), a)) r
                  WHERE NOT EXISTS (SELECT FROM unnest(held_on) c WHERE (c.account, c.limit_id) = (r.payer, r.limit_id)));
END $$;

-- Frees what a hold still takes up of its counters, which are locked; tells what is reserved on each then. Counters to which its grants have
-- moved on are told of it where they are locked too.
CREATE OR REPLACE FUNCTION free_hold(hold bigint, heirs_are_locked boolean, now timestamptz)
RETURNS TABLE (counter_id bigint, reserved numeric)
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
#variable_conflict use_column
DECLARE
    freed record;
BEGIN
    FOR freed IN
        WITH gone AS (
            DELETE FROM reservations r WHERE r.hold_id = hold RETURNING r.counter_id, r.amount
        )
        UPDATE counters c
           SET reserved = trim_scale(c.reserved - g.amount), stale_at = CASE WHEN (c.granted, c.kept) = (0, 0) THEN c.stale_at ELSE '-infinity' END
          FROM gone g WHERE c.counter_id = g.counter_id
        RETURNING c.counter_id, c.reserved, c.granted <> 0 AS has_grants, c.account, c.limit_id, c.period_end
    LOOP
        IF freed.has_grants AND heirs_are_locked THEN
            PERFORM mark_stale(freed.account, l.limit_name, l.unit, now) FROM limits l
              WHERE l.limit_id = freed.limit_id AND (freed.period_end <= now OR NOT in_force(l, freed.account));
        END IF;
        counter_id := freed.counter_id;
        reserved := freed.reserved;
        RETURN NEXT;
    END LOOP;
END $$;
COMMENT ON FUNCTION free_hold IS 'frees what a hold takes up of its counters, which are locked';
-- Locks a hold whose account has been entered. Its account may have got another name while this session waited to enter: that one is to be charged.
CREATE OR REPLACE FUNCTION lock_hold(hold bigint, entered text) RETURNS holds
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    h holds;
BEGIN
    SELECT x.* INTO h FROM holds x WHERE x.hold_id = hold FOR NO KEY UPDATE;
    IF h.account IS DISTINCT FROM entered THEN
        RAISE EXCEPTION USING ERRCODE = 'serialization_failure', MESSAGE = 'the account of a hold has another name now',
            DETAIL = format('hold_id is %s.', hold), HINT = 'Run the transaction again.';
    END IF;
    RETURN h;
END $$;

-- Gives a hold back unused.
CREATE OR REPLACE FUNCTION release(h holds) RETURNS verdict
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    a accounts := enter_account(h.account, h.at);
    now timestamptz := now_at();
    u usage_log;
    v verdict;
BEGIN
    h := lock_hold(h.hold_id, a.account);
    IF h.settled_at IS NOT NULL THEN
        PERFORM hold_ended(h.hold_id, 'settled');
    ELSIF h.released_at IS NOT NULL THEN
        RETURN verdict_again(h.verdict);
    END IF;
    PERFORM lock_counters(h.charged || reserved_on(h.hold_id), now, h.at, beside => not_reserved_on(h, a));
    PERFORM free_hold(h.hold_id, true, now);
    u := call_of_hold(h);
    u.cost := h.cost;
    v := verdict_of(u, 'released', '{}');
    v.hold_id := h.hold_id;
    UPDATE holds x SET released_at = now, slot = NULL, verdict = verdict_kept(v) WHERE x.hold_id = h.hold_id;
    RETURN v;
END $$;
COMMENT ON FUNCTION release IS 'gives a hold back unused';
