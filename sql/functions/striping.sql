-- Stripes: what a counter deals out and takes back. Whoever charges one has it alone, and waits for nobody else's commit.

-- What a limit's stripes were dealt under: any of it changed, and they are gathered.
CREATE OR REPLACE FUNCTION terms(l limits) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
RETURN hashtextextended(concat_ws('|', l.cap, l.hard, l.thresholds, l.stripes), 0);

-- Where a limit does not say how many: 64 sessions seldom meet on as many, and a call that is told what is used reads all of them (10 microseconds).
CREATE OR REPLACE FUNCTION usual_stripes() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 32;

-- Into how many stripes a payer's counters are dealt out where its limit does not say: one, unless others spend of it.
CREATE OR REPLACE FUNCTION stripes_of(payer text, shared boolean) RETURNS integer
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN CASE WHEN shared OR EXISTS (SELECT FROM meter.accounts child WHERE child.parent = payer)
                THEN meter.usual_stripes() ELSE 1 END;
END $$;

CREATE OR REPLACE FUNCTION used_of(c counters) RETURNS numeric
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF NOT (c).dealt THEN
        RETURN (c).used;
    END IF;
    RETURN (c).used + (SELECT coalesce(sum(s.used), 0) FROM meter.stripes s
                         WHERE s.counter_id = (c).counter_id AND s.deal = (c).deals);
END $$;
COMMENT ON FUNCTION used_of IS 'what a counter has used, with what its stripes have';

CREATE OR REPLACE FUNCTION reserved_of(c counters) RETURNS numeric
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF NOT (c).dealt THEN
        RETURN (c).reserved;
    END IF;
    RETURN (c).reserved + (SELECT coalesce(sum(s.reserved), 0) FROM meter.stripes s
                             WHERE s.counter_id = (c).counter_id AND s.deal = (c).deals);
END $$;
COMMENT ON FUNCTION reserved_of IS 'what is reserved on a counter, with what is on its stripes';

-- Waits for those who charge a counter's stripes, and keeps them out: all at once, before the row is locked, or `each` stripe. All
-- at once it is not for who has locked the row already (as its version's transactions tell): false, it would wait in a circle.
CREATE OR REPLACE FUNCTION close_stripes(account text, limit_id bigint, transactions bigint[], each integer[]) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN meter_internal._meter_close_stripes(account, limit_id, transactions, each);
END $$;

-- Locks a counter, and brings home what its stripes have: from then on its row alone tells what it has used and reserved, and it is stale when
-- the first of its holds expires. Nobody charges a stripe meanwhile.
CREATE OR REPLACE FUNCTION lock_counter(counter bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    closed boolean;
    this counters;
BEGIN
    SELECT close_stripes(c.account, c.limit_id, ARRAY[c.xmin::text, c.xmax::text]::bigint[], NULL) INTO closed
      FROM counters c WHERE c.counter_id = counter AND c.dealt;
    SELECT c.* INTO this FROM counters c WHERE c.counter_id = counter FOR NO KEY UPDATE;
    IF this.dealt IS NOT TRUE THEN  -- or it was removed meanwhile: its period ended long ago
        RETURN;
    END IF;
    IF closed IS NOT TRUE THEN  -- it was dealt out meanwhile, or by this transaction
        PERFORM close_stripes(this.account, this.limit_id, '{}',
                              ARRAY(SELECT s.stripe FROM stripes s WHERE s.counter_id = counter AND s.deal = this.deals ORDER BY 1));
    END IF;
    UPDATE counters c
       SET used = used_of(c), reserved = trim_scale(reserved_of(c)), dealt = false,
           stale_at = least(c.stale_at, (SELECT min(r.expires_at) FROM reservations r WHERE r.counter_id = counter))
     WHERE c.counter_id = counter;
    DELETE FROM stripes s WHERE s.counter_id = counter AND s.deal = this.deals;
END $$;

-- How much a counter, whose row is locked and not dealt out, can take before anything happens: its cap is reached, or a
-- threshold, or a grant begins to pay or is spent. Infinity: nothing will. What is reserved may be used any moment, so it is no room.
CREATE OR REPLACE FUNCTION quiet_room(c counters, l limits, OUT room numeric, OUT grant_id bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    effective numeric := l.cap + c.granted;
    own_left numeric;
BEGIN
    room := least('Infinity',
                  CASE WHEN l.hard THEN effective - c.used END,
                  (SELECT min(t * effective / 100) - c.used FROM unnest(l.thresholds) t WHERE t * effective > c.used * 100));
    IF effective > 0 AND EXISTS (SELECT FROM unnest(l.thresholds) t WHERE t * effective <= c.used * 100 AND t <> ALL (c.alerted)) THEN
        room := 0;  -- the next charge of the row tells of it
    ELSIF l.cap IS NOT NULL AND c.granted <> 0 THEN
        SELECT l.cap + c.paid + c.kept - c.used + coalesce(sum(least(a.amount, 0)), 0) + coalesce((SELECT sum(d.spent) FROM drawn(c.counter_id, c.used) d), 0)
          INTO own_left FROM allotments a WHERE a.counter_id = c.counter_id;
        IF own_left > 0 THEN
            room := least(room, own_left);
        ELSE
            SELECT d.grant_id, least(room, d.unspent) INTO grant_id, room
              FROM drawn(c.counter_id, c.used) d JOIN grants g USING (grant_id)
             WHERE d.unspent > 0 ORDER BY g.priority, g.expires_at, g.grant_id LIMIT 1;
            room := coalesce(room, 0);
        END IF;
    END IF;
    room := greatest(0, room - c.reserved);
END $$;

-- Whether what a hold sets free changes what grants give here: one that has expired keeps for it what it has reserved, and `kept` counts it.
CREATE OR REPLACE FUNCTION holds_keep_grants(c counters, at timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN c.reserved <> 0 AND c.granted <> 0
       AND (c.kept > 0 OR EXISTS (SELECT FROM meter.allotments a JOIN meter.grants g USING (grant_id)
                                   WHERE a.counter_id = c.counter_id AND g.expires_at <= at AND a.amount > a.spent));
END $$;

-- The stripe that is kept for transactions which have charged the counter before: two of them that wait to gather it would
-- wait for each other.
CREATE OR REPLACE FUNCTION spare_stripe() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 1024;

-- For how many calls a stripe must have room to be worth dealing out. Below that the counter's row takes them, one after the other.
CREATE OR REPLACE FUNCTION calls_each() RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 16;

-- For how many charges a stripe is one row. While somebody keeps an old snapshot, none of its versions can go, and whoever reads
-- it passes them all; so it is dealt out anew before they are many. The counter's row gets its versions then, one deal each.
CREATE OR REPLACE FUNCTION charges_each() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 512;

-- Deals out what a counter can take: a fourth is kept to spare, the rest goes to as many stripes as get room for a few calls of
-- this size each, `home` first. The counter's row is locked. A hold that expires meanwhile only sets room free: it is looked for when the stripes
-- are gathered, before anybody is refused.
CREATE OR REPLACE FUNCTION deal(counter bigint, stripes integer, home integer, call_size numeric, at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    this counters;
    l limits;
    quiet record;
    shares integer;
BEGIN
    SELECT c.* INTO this FROM counters c WHERE c.counter_id = counter;
    SELECT x.* INTO l FROM limits x WHERE x.limit_id = this.limit_id;
    IF this.dealt OR this.stale_at <= at OR at < this.period_start OR this.period_end <= at OR holds_keep_grants(this, at) THEN
        RETURN;
    END IF;
    quiet := quiet_room(this, l);
    shares := greatest(0, least(deal.stripes, floor(quiet.room / (calls_each() * greatest(call_size, 1e-18)))));
    IF shares < 2 THEN
        RETURN;
    END IF;
    INSERT INTO stripes (counter_id, deal, stripe, room, charges_left, terms, grant_id)
    SELECT counter, this.deals + 1, n, trim_scale(trunc(CASE WHEN n = spare_stripe() THEN quiet.room / 4
                                             WHEN (n - home + deal.stripes) % deal.stripes < shares THEN quiet.room * 3 / 4 / shares
                                             ELSE 0 END, 18)),
           charges_each(), terms(l), quiet.grant_id
      FROM (SELECT generate_series(0, deal.stripes - 1) UNION ALL SELECT spare_stripe()) parts (n);
    UPDATE counters c SET dealt = true, deals = c.deals + 1, stale_at = moves_at(c, l, at) WHERE c.counter_id = counter;
END $$;
