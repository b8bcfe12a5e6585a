-- Finding and making the counter of a limit's period.

CREATE OR REPLACE FUNCTION contended(what text) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'serialization_failure', MESSAGE = format('%s kept changing', what), HINT = 'Run the transaction again.';
END $$;

-- The counter whose period holds a moment, with what its stripes have. NULL: there is none yet.
CREATE OR REPLACE FUNCTION find_counter(payer text, limit_id bigint, at timestamptz) RETURNS counters
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    c counters;
BEGIN
    SELECT x.* INTO c FROM counters x
     WHERE x.account = payer AND x.limit_id = find_counter.limit_id AND x.period_start <= at
     ORDER BY x.period_start DESC LIMIT 1;
    IF c.period_end <= at THEN
        RETURN NULL;
    END IF;
    IF c.dealt THEN
        c.used := used_of(c);
        c.reserved := reserved_of(c);
    END IF;
    RETURN c;
END $$;
COMMENT ON FUNCTION find_counter IS 'the counter of an account and limit whose period holds a moment';

-- A counter starts with what the log already holds: what grants have paid of it stays paid, what is above the cap is kept. It is stale from
-- its start on where grants, debts or the period before may have left something for it. What open holds have reserved, which were made before
-- the limit came into force, it reserves too.
CREATE OR REPLACE FUNCTION create_counted(payer text, of_limit bigint, from_at timestamptz, to_at timestamptz, now timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    l limits;
    follows boolean;
    made_now bigint;
BEGIN
    SELECT x.* INTO l FROM limits x WHERE x.limit_id = of_limit;
    follows := to_at > now AND follows_slices(payer, l, from_at);
    WITH counted AS MATERIALIZED (
        SELECT u.account, u.provider, u.key_source, u.model, coalesce(sum(u.amount), 0) AS amount,
               sum(paid_by_grants(payer, l.limit_name, l.unit, u.grant_ids, u.grant_amounts)) AS paid
          FROM counted(payer, l, from_at, to_at) u
         WHERE window_length(l.period) IS NULL OR NOT is_charged_to(payer, l.limit_id, u.charged)
         GROUP BY u.account, u.provider, u.key_source, u.model
    ), made AS (
        INSERT INTO counters (account, limit_id, period_start, period_end, used, seeded, paid, repaid, kept, granted, stale_at, opened)
        SELECT payer, l.limit_id, from_at, to_at, seed.amount, seed.amount, seed.paid + repaid,
               repaid, greatest(0, seed.amount - seed.paid - repaid - l.cap), seed.paid + repaid,
               CASE WHEN to_at > now
                     AND (l.carry_over_cap > 0 OR follows OR EXISTS (SELECT FROM grants g
                           WHERE (g.account, g.limit_name, g.unit) = (payer, l.limit_name, l.unit))
                          OR owes.anything)
                    THEN from_at ELSE 'infinity' END,
               from_at <= now AND coalesce(l.carry_over_cap, 0) = 0 AND NOT follows AND NOT owes.anything
          FROM (SELECT coalesce(sum(x.amount), 0), coalesce(sum(x.paid), 0) FROM counted x) seed (amount, paid),
               LATERAL (SELECT greatest(-seed.paid, repaid_before(payer, l, from_at, to_at))) beside (repaid),
               LATERAL (SELECT (seed.amount > 0 OR EXISTS (SELECT FROM holds_missed(payer, l, from_at, to_at, now)))
                               AND EXISTS (SELECT FROM debtors(payer, l, from_at, to_at, now))) owes (anything)
        ON CONFLICT ON CONSTRAINT counter_unique DO NOTHING
        RETURNING counter_id
    ), seeded AS (
        INSERT INTO seeds (counter_id, account, provider, key_source, model, seeded_to, amount, paid)
        SELECT made.counter_id, x.account, x.provider, x.key_source, x.model,
               coalesce(left_to(payer, l, x.account, x.provider, x.key_source), last_usage_id()), x.amount, x.paid
          FROM made, counted x
    )
    SELECT made.counter_id INTO made_now FROM made;
    IF made_now IS NOT NULL AND (window_length(l.period) IS NULL OR to_at > now) THEN
        PERFORM take_holds(made_now, now);
    END IF;
END $$;

-- Its callers set plan_cache_mode = force_generic_plan: planned for each call, it takes five times as long. It must not set it itself. The library sets the
-- variable directly, so that Postgres would note that value as the session's own, and bring it back after an error.
-- Most start with nothing: the log holds nothing of the account's own for them, no holds are open, no grants have left anything, and nobody else is
-- charged to the account. That is found out in one statement. Another session may make it first.
CREATE OR REPLACE FUNCTION create_counter(payer text, of_limit bigint, at timestamptz, period_start timestamptz, period_end timestamptz,
                                          now timestamptz, next_end timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    l limits;
    carries boolean;
    comes boolean := false;
    from_at timestamptz;
    to_at timestamptz;
    starts_empty boolean;
BEGIN
    SELECT x.* INTO l FROM limits x WHERE x.limit_id = of_limit;
    IF window_length(l.period) IS NOT NULL THEN
        IF NOT may_begin(payer, l, create_counter.period_start)
           OR begin_plainly(payer, l, create_counter.period_start, create_counter.period_end, now) THEN
            RETURN;
        END IF;
        comes := comes_into_force(payer, l, create_counter.period_start);
        PERFORM create_slices(payer, l, create_counter.period_start, now) WHERE comes;
    END IF;
    SELECT coalesce(l.carry_over_cap > 0, false) OR follows_slices(payer, l, s.clipped_start), s.clipped_start, s.clipped_end,
           NOT (EXISTS (SELECT FROM usage_log u
                         WHERE u.account = payer AND u.at >= create_counter.period_start AND u.at < create_counter.next_end)
                OR EXISTS (SELECT FROM grants g WHERE (g.account, g.limit_name, g.unit) = (payer, l.limit_name, l.unit))
                OR EXISTS (SELECT FROM holds h
                            WHERE h.account = payer AND h.slot IS NOT NULL AND h.expires_at > now
                              AND (h.at >= create_counter.period_start AND h.at < create_counter.next_end
                                   OR window_length(l.period) IS NOT NULL AND (comes OR NOT follows_slices(payer, l, s.clipped_start))))
                OR EXISTS (SELECT FROM accounts a WHERE a.ancestors <> '{}' AND a.ancestors @> ARRAY[payer])
                OR EXISTS (SELECT FROM departures d WHERE d.payer = create_counter.payer)
                OR EXISTS (SELECT FROM pools p WHERE p.account = payer))
      INTO carries, from_at, to_at, starts_empty
      FROM clip_period(payer, of_limit, at, create_counter.period_start, create_counter.period_end, next_end) s;
    IF NOT starts_empty THEN
        -- a refund or a move beside it is committed before anything is counted. Nobody else changes what starts with nothing
        PERFORM lock_shared('seed', format('%s:%s', of_limit, payer)) WHERE window_length(l.period) IS NULL;
        PERFORM create_counted(payer, of_limit, s.clipped_start, s.clipped_end, now)
           FROM clip_period(payer, of_limit, at, create_counter.period_start, create_counter.period_end, next_end) s;
        RETURN;
    END IF;
    INSERT INTO counters (account, limit_id, period_start, period_end, stale_at, opened)
    VALUES (payer, of_limit, from_at, to_at, CASE WHEN carries AND to_at > now THEN from_at ELSE 'infinity' END,
            from_at <= now AND NOT carries)
    ON CONFLICT ON CONSTRAINT counter_unique DO NOTHING;
END $$;
COMMENT ON FUNCTION create_counter IS 'makes the counter of a period with what the log already holds for it';

-- What a counter would hold that is not there yet.
CREATE OR REPLACE FUNCTION preview_counter(payer text, of_limit bigint, at timestamptz, period_start timestamptz, period_end timestamptz,
                                           now timestamptz, next_end timestamptz, skipped integer) RETURNS counters
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    c counters;
    l limits;
BEGIN
    SELECT x.* INTO l FROM limits x WHERE x.limit_id = of_limit;
    IF window_length(l.period) IS NOT NULL AND NOT is_coming_back(payer, of_limit, now) THEN
        SELECT s.earlier, s.earlier, 0, 0, s.alerted, preview_counter.period_start, preview_counter.period_end
          INTO c.used, c.earlier, c.reserved, c.granted, c.alerted, c.period_start, c.period_end
          FROM plain_slice(payer, l, preview_counter.period_start, preview_counter.period_end) s;
    END IF;
    IF c.used IS NULL THEN
        SELECT seed.used, seed.earlier, soon.reserved, soon.granted, '{}'::numeric[], span.clipped_start, span.clipped_end
          INTO c.used, c.earlier, c.reserved, c.granted, c.alerted, c.period_start, c.period_end
          FROM clip_period(payer, of_limit, at, preview_counter.period_start, preview_counter.period_end, next_end) span,
               LATERAL would_count(payer, l, span.clipped_start, span.clipped_end) seed,
               LATERAL foreseen(NULL, payer, of_limit, span.clipped_start, span.clipped_end, false, now, skipped, seed.used,
                                greatest(0, seed.paid + repaid_before(payer, l, span.clipped_start, span.clipped_end))) AS soon;
    END IF;
    c.account := payer;
    c.limit_id := of_limit;
    c.stale_at := 'infinity';
    c.opened := true;
    c.dealt := false;
    RETURN c;
END $$;
COMMENT ON FUNCTION preview_counter IS 'what the counter of a period would hold if it were made';

-- The counter of the period that holds a moment, as it stands now: where the row is stale or not there, what it would be. An account that
-- is not there yet is as one that were made at that moment. Writes nothing.
CREATE OR REPLACE FUNCTION current_counter(a accounts, of_limit bigint, at timestamptz, now timestamptz) RETURNS counters
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    c counters;
    l limits;
    span record;
    next_end timestamptz := 'infinity'::timestamptz;
    comes_back constant boolean := is_coming_back(a.account, of_limit, now);
    more record;
BEGIN
    SELECT x.* INTO l FROM limits x WHERE x.limit_id = of_limit;
    at := counting_moment(a.account, l, at, now);
    c := find_counter(a.account, of_limit, at);
    IF c.stale_at > now AND NOT comes_back THEN
        IF c.dealt THEN  -- a hold that has expired does not make it stale
            c.reserved := reserved_at(c.counter_id, now);
        END IF;
        RETURN c;
    END IF;
    IF c.counter_id IS NULL THEN
        SELECT p.* INTO span FROM period_of(l, a, at) p;
        IF span.period_end < 'infinity' THEN
            next_end := (period_of(l, a, span.period_end)).period_end;
        END IF;
        RETURN preview_counter(a.account, l.limit_id, at, span.period_start, span.period_end, now, next_end,
                               periods_skipped(l, a, span.period_start));
    END IF;
    SELECT x.amount, x.paid INTO more FROM coming_back(c) x WHERE comes_back;
    SELECT f.reserved, f.granted INTO c.reserved, c.granted
      FROM foreseen(c.counter_id, c.account, c.limit_id, c.period_start, c.period_end, c.opened, now,
                    CASE WHEN c.opened THEN 0 ELSE periods_skipped(l, a, c.period_start) END, more.amount, more.paid) f;
    c.used := c.used + coalesce(more.amount, 0);
    IF comes_back AND rolls(l.period) THEN
        SELECT c.earlier + m.used, c.earlier_paid + m.paid INTO c.earlier, c.earlier_paid FROM missed_before(a.account, l, c.period_start) m;
    END IF;
    RETURN c;
END $$;
COMMENT ON FUNCTION current_counter IS 'an account''s counter of a limit at a moment, as it stands or would stand; writes nothing';

-- Makes the counter of the period that holds a moment.
CREATE OR REPLACE FUNCTION open_counter(payer text, l limits, at timestamptz, now timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    a accounts;
    span record;
    next_end timestamptz := 'infinity'::timestamptz;
BEGIN
    IF EXISTS (SELECT FROM new_limits n WHERE n.limit_id = l.limit_id) THEN
        PERFORM meet_limit(payer, l.limit_id);
    END IF;
    SELECT x.* INTO a FROM accounts x WHERE x.account = payer;
    SELECT p.* INTO span FROM period_of(l, a, at) p;
    IF span.period_end < 'infinity' THEN
        next_end := (period_of(l, a, span.period_end)).period_end;
    END IF;
    PERFORM create_counter(payer, l.limit_id, at, span.period_start, span.period_end, now, next_end);
END $$;

-- Brings a stale counter up to date.
CREATE OR REPLACE FUNCTION refresh_counter(c counters, l limits, now timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    a accounts;
    skipped integer := 0;
BEGIN
    IF NOT c.opened THEN
        SELECT x.* INTO a FROM accounts x WHERE x.account = c.account;
        skipped := periods_skipped(l, a, c.period_start);
    END IF;
    PERFORM refresh(c.counter_id, now, skipped);
END $$;
