-- Settling a hold: recording what the call has used, where it was reserved and under what has come into force since.

-- The limits that count a settlement and would have counted the call as it was reserved, but came after that: by their place in the readings.
CREATE OR REPLACE FUNCTION later_limits(h holds, a accounts, readings reading[], held_on counters[]) RETURNS integer[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    held usage_log;
BEGIN
    IF NOT EXISTS (SELECT FROM unnest(readings) r WHERE NOT EXISTS (
                       SELECT FROM unnest(held_on) c WHERE (c.account, c.limit_id) = (r.payer, r.limit_id))) THEN
        RETURN '{}';
    END IF;
    held := as_of_account(call_of_hold(h), a);
    RETURN ARRAY(SELECT r.ordinality
                   FROM unnest(readings) WITH ORDINALITY r
                  WHERE NOT EXISTS (SELECT FROM unnest(held_on) c WHERE (c.account, c.limit_id) = (r.payer, r.limit_id))
                    AND (EXISTS (SELECT FROM unnest(readings_of(held, a)) f WHERE (f.payer, f.limit_id) = (r.payer, r.limit_id))
                         -- A limit of a payer that the account has left is charged at once, unless grants stand where the call was reserved: what
                         -- they pay there is paid here too, which the log tells.
                         OR EXISTS (SELECT FROM unnest(held_on) c JOIN limits o ON o.limit_id = c.limit_id
                                     WHERE c.account = r.payer AND (o.limit_name, o.unit) = (r.limit_name, r.unit) AND c.granted <> 0))
                  ORDER BY r.ordinality);
END $$;

-- The limits that count a hold as it was reserved, under another model or provider, that came after it and do not count its settlement.
CREATE OR REPLACE FUNCTION not_charged(h holds, u usage_log, a accounts, readings reading[]) RETURNS reading[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF (h.provider, h.model) IS NOT DISTINCT FROM (u.provider, u.model) THEN
        RETURN '{}';
    END IF;
    RETURN ARRAY(SELECT l FROM unnest(not_reserved_on(h, a)) l
                  WHERE NOT EXISTS (SELECT FROM unnest(readings) r WHERE (r.payer, r.limit_id) = (l.payer, l.limit_id)));
END $$;

-- Whether a hold stands on counters that its settlement does not count in, or has grants that have moved on: to the next period, or to a
-- limit in force that does not count it either.
CREATE OR REPLACE FUNCTION reaches_beyond(readings reading[], held_on counters[], now timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        -- apart: else a plan that is kept reads each column of the table, also one that an operator drops
        SELECT FROM (SELECT h.account, h.limit_id, h.granted, h.period_end FROM unnest(held_on) h OFFSET 0) c
          LEFT JOIN unnest(readings) r ON (r.payer, r.limit_id) = (c.account, c.limit_id)
         WHERE r.payer IS NULL
            OR c.granted <> 0
               AND (c.period_end <= now
                    OR r.replaced AND NOT EXISTS (
                           SELECT FROM unnest(readings) heir
                            WHERE NOT heir.replaced
                              AND (heir.payer, heir.limit_name, heir.unit) = (r.payer, r.limit_name, r.unit))));
END $$;

-- Has limits that came after the hold count the settlement from the log, and tells what is granted there then.
CREATE OR REPLACE FUNCTION count_from_log(u usage_log, INOUT readings reading[], later integer[], now timestamptz)
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    r reading;
    counted reading[] := '{}'::reading[];
    place integer;
BEGIN
    PERFORM count_settlement(u.usage_id, u.account, u.at, ARRAY(SELECT readings[n].counter_id FROM unnest(later) n), now);
    FOREACH place IN ARRAY later LOOP
        r := readings[place];
        SELECT c.granted, c.reserved INTO r.granted, r.reserved FROM counters c WHERE c.counter_id = r.counter_id;
        readings[place] := r;
        counted := counted || r;
    END LOOP;
    PERFORM tell_thresholds(counted, now);
END $$;

-- Locks and charges the counters of a settlement, and frees its hold. `beside`: limits that would take the hold over and do not count the
-- settlement. `freed`: on how many counters of its receipt it still took up something.
CREATE OR REPLACE FUNCTION charge_held(h holds, u usage_log, INOUT readings reading[], beside reading[], held_on counters[],
                                       now timestamptz, OUT freed bigint)
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    beyond constant boolean := reaches_beyond(
        readings, held_on || ARRAY(SELECT c FROM counters c WHERE c.counter_id = ANY (reserved_on(h.hold_id)) AND c.counter_id <> ALL (h.charged)), now);
    released record;
    r reading;
BEGIN
    freed := 0;
    IF beyond OR beside <> '{}' THEN
        -- a charge locks all that it counts in, in its order; what is set free elsewhere it would come to only afterwards
        PERFORM lock_counters(h.charged || reserved_on(h.hold_id), now, u.at, readings, beside);
    END IF;
    readings := write_used(lock_readings(readings, u, now));
    FOR released IN
        SELECT f.*, EXISTS (SELECT FROM unnest(held_on) x WHERE (x.account, x.limit_id) = (c.account, c.limit_id)) AS of_receipt
          FROM free_hold(h.hold_id, beyond, now) f
               -- OFFSET: each looked up by itself; as a join, of so many rows as a function is thought to have, all counters would be read
         CROSS JOIN LATERAL (SELECT x.account, x.limit_id FROM counters x WHERE x.counter_id = f.counter_id OFFSET 0) c
    LOOP
        freed := freed + released.of_receipt::integer;
        FOR i IN 1 .. cardinality(readings) LOOP
            IF readings[i].counter_id = released.counter_id THEN
                r := readings[i];
                r.reserved := released.reserved;
                readings[i] := r;
            END IF;
        END LOOP;
    END LOOP;
END $$;

-- Whether more was used than was reserved, in tokens or by any limit's count; and whether it was reserved wherever it is charged.
CREATE OR REPLACE FUNCTION compare_held(h holds, u usage_log, readings reading[], OUT overage boolean, OUT covered boolean)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    SELECT coalesce(bool_or(r.amount > held.amount), false), coalesce(bool_and(held.amount IS NOT NULL), true)
      INTO overage, covered
      FROM unnest(readings) r
      LEFT JOIN (SELECT c.account, c.limit_id, x.amount FROM unnest(h.charged, h.amounts) x (counter_id, amount) JOIN counters c USING (counter_id)) held
        ON (held.account, held.limit_id) = (r.payer, r.limit_id);
    overage := overage OR u.tokens > h.input_tokens + h.output_tokens;
END $$;

-- Records what a call has used, in the period in which it was reserved, and frees the rest. It is never refused: an answer that was charged
-- before is charged again, and told. `actuals`: what a retry must repeat.
CREATE OR REPLACE FUNCTION settle(h holds, u usage_log, answer text, actuals jsonb) RETURNS verdict
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    a accounts := enter_account(u.account, u.at);
    now timestamptz := now_at();
    readings reading[];
    held_on counters[];
    later integer[];
    freed bigint;
    is_late boolean;
    is_overage boolean;
    covered boolean;
    repeated boolean;
    v verdict;
BEGIN
    h := lock_hold(h.hold_id, a.account);
    IF h.released_at IS NOT NULL THEN
        PERFORM hold_ended(h.hold_id, 'released');
    ELSIF h.settled_at IS NOT NULL THEN
        IF request_kept(h.settlement) - 'hold_id' IS DISTINCT FROM request_kept(actuals) - 'hold_id' THEN
            PERFORM hold_ended(h.hold_id, 'settled with other counts');
        END IF;
        RETURN verdict_again(h.verdict);
    END IF;
    repeated := answer IS NOT NULL AND answer_was_charged(u.account, answer, now);
    IF repeated THEN
        u.marks := u.marks || 'duplicate'::text;
    END IF;
    held_on := ARRAY(SELECT c FROM counters c WHERE c.counter_id = ANY (h.charged));
    u := price_call(as_of_account(u, a));
    u.charged_cost := charged_cost(u.cost, u.markup, u.key_source);
    u.hold_id := h.hold_id;
    readings := readings_of(u, a, h.hold_id);
    later := later_limits(h, a, readings, held_on);
    SELECT x.readings, x.freed INTO readings, freed FROM charge_held(h, u, readings, not_charged(h, u, a, readings), held_on, now) x;
    -- late is also where another session, whose clock ran ahead while this one waited, has freed the reservation
    is_late := h.expires_at <= now OR freed < (SELECT count(*) FROM unnest(h.amounts) amount WHERE amount > 0);
    SELECT x.overage, x.covered INTO is_overage, covered FROM compare_held(h, u, readings) x;
    u.enforced := covered AND NOT is_late AND NOT is_overage;
    u := record_call(u, ARRAY(SELECT readings[n] FROM generate_subscripts(readings, 1) n WHERE n <> ALL (later) ORDER BY n), now);
    IF later <> '{}' THEN
        UPDATE holds x SET slot = NULL WHERE x.hold_id = h.hold_id;  -- what those limits reserve for holds is worked out anew
        readings := count_from_log(u, readings, later, now);
    END IF;
    v := verdict_of(u, CASE WHEN is_late THEN 'late' WHEN is_overage THEN 'overage' ELSE reason_after(u, readings) END, readings);
    v.hold_id := h.hold_id;
    v.duplicate := repeated;
    IF answer IS NOT NULL AND NOT repeated THEN
        PERFORM note_answer(u.account, answer, u.usage_id);
    END IF;
    UPDATE holds x
       SET settled_at = now, slot = NULL, usage_id = u.usage_id, late = is_late, overage = is_overage, settlement = request_kept(actuals) - 'hold_id',
           verdict = verdict_kept(v)
     WHERE x.hold_id = h.hold_id;
    RETURN v;
END $$;
COMMENT ON FUNCTION settle IS 'records what a reserved call has used in the end, and frees the rest';
