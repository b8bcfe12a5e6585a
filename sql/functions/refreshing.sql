-- Counters brought up to date: what expired holds and grants held is lost, and what the grants and the period before have left comes here.

-- Deletes what expired holds have reserved on a counter. The counter is locked (lock_counter), here as everywhere below.
CREATE OR REPLACE FUNCTION drop_expired(counter bigint, at timestamptz) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    WITH expired AS (
        DELETE FROM reservations r WHERE r.counter_id = counter AND r.expires_at <= drop_expired.at RETURNING r.amount
    )
    UPDATE counters c SET reserved = trim_scale(c.reserved - e.amount)
      FROM (SELECT sum(expired.amount) AS amount FROM expired) e
     WHERE c.counter_id = counter AND e.amount IS NOT NULL;
END;

-- Writes down what each grant on a counter has spent.
CREATE OR REPLACE FUNCTION tally(counter bigint) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    UPDATE allotments a SET spent = d.spent
      FROM counters c, drawn(c.counter_id, c.used) d
     WHERE c.counter_id = counter AND a.counter_id = counter AND a.grant_id = d.grant_id AND a.spent <> d.spent;
END;

-- The same where grants have paid what was owed before they came: no call's receipt says so. What is owed of voided grants they pay first.
CREATE OR REPLACE FUNCTION repay(counter bigint) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    UPDATE allotments a SET owing = a.owing - least(a.owing, x.paid - x.before)
      FROM (SELECT o.grant_id, coalesce(sum(o.owing) OVER (ORDER BY o.grant_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before,
                   (SELECT sum(d.spent - s.spent)
                      FROM counters c, drawn(c.counter_id, c.used) d JOIN allotments s ON (s.grant_id, s.counter_id) = (d.grant_id, counter)
                     WHERE c.counter_id = counter) AS paid
              FROM allotments o WHERE o.counter_id = counter AND o.owing > 0) x
     WHERE a.counter_id = counter AND a.grant_id = x.grant_id AND x.paid > x.before;
    UPDATE allotments a SET repaid = a.repaid + d.spent - a.spent, spent = d.spent
      FROM counters c, drawn(c.counter_id, c.used) d
     WHERE c.counter_id = counter AND a.counter_id = counter AND a.grant_id = d.grant_id AND a.spent <> d.spent;
END;

-- Puts an amount of a grant onto a counter, or takes it from there.
CREATE OR REPLACE FUNCTION allot(a_grant bigint, counter bigint, amount numeric) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    INSERT INTO allotments (grant_id, counter_id, amount) VALUES (a_grant, counter, allot.amount)
    ON CONFLICT (grant_id, counter_id) DO UPDATE SET amount = allotments.amount + excluded.amount;
    DELETE FROM allotments a WHERE a.grant_id = a_grant AND a.counter_id = counter AND (a.amount, a.expired, a.repaid, a.owing) = (0, 0, 0, 0);
    UPDATE counters c SET granted = granted_on(c) WHERE c.counter_id = counter;
END;

-- Locks a counter and takes from it what expired holds and grants have left on it.
CREATE OR REPLACE FUNCTION expire(counter bigint, at timestamptz) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    SELECT lock_counter(counter);
    SELECT drop_expired(counter, expire.at);
    SELECT tally(counter);
    UPDATE allotments a SET amount = a.amount - u.unspent, expired = a.expired + u.unspent
      FROM (SELECT d.grant_id, d.unspent FROM counters c, drawn(counter, c.used + c.reserved) d
             WHERE c.counter_id = counter AND d.expires_at <= expire.at AND d.unspent > 0) u
     WHERE a.counter_id = counter AND a.grant_id = u.grant_id;
    UPDATE counters c SET granted = granted_on(c) WHERE c.counter_id = counter AND c.granted <> granted_on(c);
END;

-- What is owed of voided grants goes with the debt to where that is owed now. Both counters are locked.
CREATE OR REPLACE FUNCTION move_owing(source bigint, target bigint, debt numeric, at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    room numeric;
    o allotments;
BEGIN
    SELECT least(debt, owed(c, at) - coalesce((SELECT sum(a.owing) FROM allotments a WHERE a.counter_id = target), 0)) INTO room
      FROM counters c WHERE c.counter_id = target;
    FOR o IN SELECT a.* FROM allotments a WHERE a.counter_id = source AND a.owing > 0 ORDER BY a.grant_id LOOP
        EXIT WHEN room <= 0;
        UPDATE allotments a SET owing = a.owing - least(o.owing, room) WHERE a.grant_id = o.grant_id AND a.counter_id = source;
        INSERT INTO allotments AS a (grant_id, counter_id, amount, owing) VALUES (o.grant_id, target, 0, least(o.owing, room))
        ON CONFLICT (grant_id, counter_id) DO UPDATE SET owing = a.owing + excluded.owing;
        room := room - least(o.owing, room);
    END LOOP;
END $$;
COMMENT ON FUNCTION move_owing IS 'what is owed of voided grants goes with the debt to another counter';

-- What is owed on counters of limits that this one has replaced is owed here from now on.
CREATE OR REPLACE FUNCTION take_debts(counter bigint, at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    this counters;
    l limits;
    other record;
    debt numeric := 0;
    n integer;
    met bigint[] := '{}'::bigint[];
    debts numeric[] := '{}'::numeric[];
BEGIN
    SELECT c.* INTO this FROM counters c WHERE c.counter_id = counter;
    SELECT x.* INTO l FROM limits x WHERE x.limit_id = this.limit_id;
    FOR other IN SELECT d.*, o.cap FROM debtors(this.account, l, this.period_start, this.period_end, at) d JOIN limits o USING (limit_id)
               ORDER BY d.limit_id, d.started_at
    LOOP
        met := met || other.counter_id;
        debts := debts || other.owed;
        debt := greatest(debt, other.owed);
        PERFORM lock_counter(other.counter_id), drop_expired(other.counter_id, at), tally(other.counter_id);
        PERFORM keep(other.counter_id, 0, backed(c, at), other.cap, at) FROM counters c WHERE c.counter_id = other.counter_id;
    END LOOP;
    IF debt > 0 THEN
        PERFORM tally(counter);
        PERFORM keep(counter, greatest(debt, owed(this, at)), backed(this, at), l.cap, at);
        FOR n IN 1 .. cardinality(met) LOOP
            PERFORM move_owing(met[n], counter, debts[n], at);
        END LOOP;
        PERFORM repay(counter);
    END IF;
END $$;

-- When something next comes to a counter or leaves it by itself, its own holds aside.
CREATE OR REPLACE FUNCTION moves_at(c counters, l limits, at timestamptz) RETURNS timestamptz
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN least(
        'infinity',
        (SELECT min(g.expires_at) FROM meter.allotments a JOIN meter.grants g USING (grant_id)
          WHERE a.counter_id = c.counter_id AND g.expires_at > at AND a.amount > a.spent),
        -- holds on other counters keep back what may still come here
        (SELECT min(r.expires_at) FROM meter.grants g JOIN meter.allotments a USING (grant_id) JOIN meter.reservations r USING (counter_id)
          WHERE c.period_start <= at AND at < c.period_end AND meter.in_force(l, c.account)
            AND (g.account, g.limit_name, g.unit) = (c.account, l.limit_name, l.unit)
            AND a.counter_id <> c.counter_id AND a.amount > a.spent AND r.expires_at > at),
        CASE WHEN c.period_start > at AND NOT c.opened THEN c.period_start END);
END $$;

-- Brings a counter up to date: expired holds and grants lose what they held; when its period runs, and its limit is
-- in force, what the grants and the period before have left comes here.
CREATE OR REPLACE FUNCTION refresh(counter bigint, at timestamptz, skipped integer) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    this counters;
    l limits;
    running boolean;
    source bigint;
    moved record;
    carry record;
    a_grant bigint;
BEGIN
    SELECT c.* INTO this FROM counters c WHERE c.counter_id = counter;
    SELECT x.* INTO l FROM limits x WHERE x.limit_id = this.limit_id;
    running := this.period_start <= at AND at < this.period_end AND in_force(l, this.account);

    -- the counter in force before those from which something moves to it
    PERFORM lock_counter(counter);
    PERFORM lock_counter(other.counter_id)
       FROM (SELECT c.counter_id FROM counters c
              WHERE running AND c.counter_id <> counter AND c.counter_id IN (
                        SELECT s.counter_id FROM standing(this.account, l, at) s
                        UNION ALL SELECT o.counter_id FROM debtors(this.account, l, this.period_start, this.period_end, at) o
                                   WHERE NOT this.opened
                        UNION ALL SELECT p.counter_id FROM carried(this.account, l, this.period_start, at, skipped) p
                                   WHERE NOT this.opened
                        UNION ALL SELECT h.counter_id FROM held_elsewhere(this.account, l, at) h)
              ORDER BY c.limit_id, c.period_start DESC OFFSET 0) other;
    SELECT c.* INTO this FROM counters c WHERE c.counter_id = counter;

    IF stands_still(this, l) THEN
        RETURN;
    END IF;
    IF NOT this.opened AND window_length(l.period) IS NOT NULL THEN
        PERFORM begin_slice(counter, at);
    END IF;
    PERFORM expire(counter, at);

    IF running THEN
        PERFORM share_anew(counter, at);
        IF NOT this.opened THEN
            PERFORM take_debts(counter, at);
        END IF;
        PERFORM free_taken_over(counter, at);
        FOR source IN SELECT DISTINCT s.counter_id FROM standing(this.account, l, at) s WHERE s.counter_id <> counter LOOP
            PERFORM drop_expired(source, at), tally(source);
            FOR moved IN SELECT s.* FROM standing(this.account, l, at) s WHERE s.counter_id = source LOOP
                PERFORM allot(moved.grant_id, source, -moved.unspent), allot(moved.grant_id, counter, moved.unspent);
            END LOOP;
        END LOOP;
        IF NOT this.opened THEN
            SELECT c.* INTO carry FROM carried(this.account, l, this.period_start, at, skipped) c;
            IF carry.amount > 0 THEN
                INSERT INTO grants (account, limit_name, unit, kind, amount, expires_at, created_at)
                VALUES (this.account, l.limit_name, l.unit, 'carry_over', carry.amount, this.period_end,
                        least(at, this.period_end - interval '1 microsecond'))
                RETURNING grant_id INTO a_grant;
                PERFORM drop_expired(carry.counter_id, at), tally(carry.counter_id);
                PERFORM allot(a_grant, counter, carry.amount);
                IF least(carry.amount, carry.own_left) > 0 THEN
                    PERFORM allot(a_grant, carry.counter_id, -least(carry.amount, carry.own_left));
                END IF;
            END IF;
        END IF;
        PERFORM repay(counter);
    END IF;
    PERFORM trim_kept(counter, at);

    UPDATE counters c
       SET opened = c.opened OR running,
           stale_at = least((SELECT min(r.expires_at) FROM reservations r WHERE r.counter_id = counter),
                            moves_at(c, l, at))
     WHERE c.counter_id = counter;
END $$;
COMMENT ON FUNCTION refresh IS 'brings a counter up to date as of a moment: expired holds and grants, and what the period before left';

-- After something was given back to a grant, the account's running counters of that limit look for it.
CREATE OR REPLACE FUNCTION mark_stale(account text, limit_name text, unit text, at timestamptz) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    UPDATE counters c SET stale_at = least(c.stale_at, c.period_start)
      FROM limits l
     WHERE c.account = mark_stale.account AND c.limit_id = l.limit_id AND c.period_end > mark_stale.at
       AND l.limit_name = mark_stale.limit_name AND l.unit = mark_stale.unit;
END;

-- Adds a grant to a counter. What was spent before stays with the grants that it was spent from.
CREATE OR REPLACE FUNCTION add_grant(counter bigint, kind text, amount numeric, priority integer, expires_at timestamptz,
                                     note text, at timestamptz) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    this counters;
    new_id bigint; broken text;
BEGIN
    PERFORM lock_counter(counter);
    SELECT c.* INTO this FROM counters c WHERE c.counter_id = counter;
    PERFORM tally(counter), trim_kept(counter, at);
    INSERT INTO grants (account, limit_name, unit, kind, amount, priority, expires_at, note, created_at)
    SELECT this.account, l.limit_name, l.unit, add_grant.kind, add_grant.amount, add_grant.priority,
           add_grant.expires_at, add_grant.note, add_grant.at
      FROM limits l WHERE l.limit_id = this.limit_id
    RETURNING grant_id INTO new_id;
    PERFORM allot(new_id, counter, add_grant.amount), repay(counter), pay_void_debts(counter, at);
    -- thresholds that lie above what is used now are told of again when they are reached again
    UPDATE counters c
       SET stale_at = least(c.stale_at, add_grant.expires_at),
           alerted = ARRAY(SELECT t FROM limits l, unnest(c.alerted) t
                            WHERE l.limit_id = c.limit_id AND c.used * 100 >= t * (l.cap + c.granted))
     WHERE c.counter_id = counter;
    -- a period that is there ahead of its time takes over what is left when it begins
    UPDATE counters c SET stale_at = least(c.stale_at, c.period_start)
     WHERE c.account = this.account AND c.limit_id = this.limit_id AND c.period_start > at;
    RETURN new_id;
EXCEPTION WHEN check_violation THEN
    GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;
    PERFORM raise_violation('grants', broken, jsonb_build_object(
        'kind', add_grant.kind, 'amount', add_grant.amount::text, 'expires_at', add_grant.expires_at,
        'created_at', add_grant.at, 'note', add_grant.note));
END $$;
