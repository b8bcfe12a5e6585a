-- A reading: a limit that counts a call, how much of it, and the counter that it is charged to. And the verdict that is made of readings.
--
-- PL/pgSQL prepares each expression anew in each transaction, which takes longer than most take to run. So a reading has plain columns, and what
-- each call comes through has few expressions, and long ones rather than many.
DO $$
BEGIN
    IF to_regtype('meter.reading') IS NULL THEN
        CREATE TYPE reading AS (
            payer        text,       -- whose limit it is: the caller's own, one above it, or a pool
            turn         integer,    -- when the payer's counters are locked: see the view payers
            limit_id     bigint,     -- the limit: its columns that a charge is decided by
            limit_name   text,
            unit         text,
            period       text,
            cap          numeric,
            hard         boolean,
            thresholds   numeric[],
            amount       numeric,    -- in the limit's unit; NULL: a cost that is not known
            replaced     boolean,    -- it is not in force any more: a hold was reserved on it
            refusal      text,       -- why the limit refuses the call, or "capped"; NULL: it lets it pass, or was not asked yet
            counter_id   bigint,     -- the counter: its columns as of when it was locked; NULL: it is not locked yet
            used         numeric,
            reserved     numeric,
            granted      numeric,
            alerted      numeric[],
            counter_ends timestamptz
        );
        COMMENT ON TYPE reading IS 'a limit that counts a call, how much of it, and the counter that it is charged to';
    END IF;
    IF to_regtype('meter.verdict') IS NULL THEN
        CREATE TYPE verdict AS (
            allowed boolean, reason text, limit_name text, unit text, period text,
            used numeric, reserved numeric, cap numeric, remaining numeric, percent numeric, level text,
            resets_at timestamptz, tokens bigint, cost numeric, usage_id bigint, hold_id bigint,
            charged_cost numeric, price_match text, duplicate boolean
        );
        COMMENT ON TYPE verdict IS 'what every metering call answers: the columns of meter_verdict';
    END IF;
END $$;

-- A limit, and how much of a call it counts. Not asked yet, and its counter is not known yet.
CREATE OR REPLACE FUNCTION new_reading(payer text, turn integer, l limits, amount numeric, replaced boolean) RETURNS reading
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ROW(payer, turn, (l).limit_id, (l).limit_name, (l).unit, (l).period, (l).cap, (l).hard, (l).thresholds, amount, replaced,
           NULL, NULL, NULL, NULL, NULL, NULL, NULL)::reading;

CREATE OR REPLACE FUNCTION reading_of(payer text, turn integer, l limits, u usage_log, replaced boolean) RETURNS reading
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN new_reading(payer, turn, l, amount((l).unit, 1, (u).input_tokens, (u).output_tokens, (u).cost, (u).charged_cost), replaced);

-- A reading with what its counter holds.
CREATE OR REPLACE FUNCTION with_counter(r reading, c counters) RETURNS reading
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    r.counter_id := c.counter_id;
    r.used := c.used;
    r.reserved := c.reserved;
    r.granted := c.granted;
    r.alerted := c.alerted;
    r.counter_ends := c.period_end;
    RETURN r;
END $$;

-- How full a limit is, in percent of its cap with what was granted; NULL: unlimited.
CREATE OR REPLACE FUNCTION percent_of(taken numeric, cap numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN cap = 0 THEN 100.00 ELSE round(100 * taken / cap, 2) END;

-- Compared without dividing, so that a threshold is met exactly where it lies. Of one threshold, it warns; of several, the last is critical.
CREATE OR REPLACE FUNCTION level_of(taken numeric, cap numeric, thresholds numeric[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN cap IS NULL THEN 'ok'
            WHEN taken >= cap THEN 'exceeded'
            WHEN cardinality(thresholds) > 1 AND 100 * taken >= thresholds[cardinality(thresholds)] * cap THEN 'critical'
            WHEN 100 * taken >= thresholds[1] * cap THEN 'warning'
            ELSE 'ok' END;

-- Whether a charge has reached the first of the thresholds, or one that is above it.
CREATE OR REPLACE FUNCTION warns(used numeric, cap numeric, thresholds numeric[]) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(cap > 0 AND 100 * used >= thresholds[1] * cap, false);

-- Why a limit refuses an amount; NULL: it lets it pass, as it does what adds nothing.
CREATE OR REPLACE FUNCTION refusal(enforce boolean, cap numeric, taken numeric, granted numeric, amount numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN NOT enforce OR cap IS NULL OR amount = 0 THEN NULL
            WHEN amount IS NULL THEN 'unpriced'
            WHEN taken + amount > cap + granted THEN 'over_limit' END;

-- Whether a charged limit stands above its cap, or may, by an amount that is not known.
CREATE OR REPLACE FUNCTION is_passed(cap numeric, taken numeric, granted numeric, amount numeric) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN cap IS NOT NULL AND (amount IS NULL OR taken > cap + granted);

CREATE OR REPLACE FUNCTION is_refusal(reason text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN reason IN ('over_limit', 'unpriced', 'too_many_holds', 'duplicate');

-- The reason of a call that has passed: a limit had less room than it asked for, it went above a cap that does not refuse, or above one that it was let past, or neither.
CREATE OR REPLACE FUNCTION reason_after(u usage_log, charged reading[]) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    r reading;
    soft boolean := false;
BEGIN
    FOREACH r IN ARRAY charged LOOP
        IF r.refusal IS NOT NULL OR is_passed(r.cap, r.used + r.reserved, r.granted, r.amount) THEN
            IF r.refusal = 'capped' THEN
                RETURN 'capped';
            ELSIF r.hard AND NOT u.enforced THEN
                RETURN 'not_enforced';
            END IF;
            soft := soft OR NOT r.hard;
        END IF;
    END LOOP;
    RETURN CASE WHEN soft THEN 'soft_limit'
                WHEN charged = '{}' AND u.key_source = 'own' THEN 'own_key'
                ELSE 'ok' END;
END $$;

-- The verdict on a call about one limit. `cap`: with what was granted.
CREATE OR REPLACE FUNCTION verdict_on(reason text, limit_name text, unit text, period text, used numeric, reserved numeric, cap numeric, level text,
    resets_at timestamptz, tokens bigint, cost numeric, usage_id bigint, charged_cost numeric, price_match text) RETURNS verdict
LANGUAGE sql STABLE PARALLEL SAFE
RETURN ROW(NOT is_refusal(reason), reason, limit_name, unit, period, used, reserved, cap,
           CASE WHEN cap IS NOT NULL THEN greatest(0, cap - (used + reserved)) END, percent_of(used + reserved, cap), level, resets_at,
           tokens, cost, usage_id, NULL::bigint, charged_cost, price_match, false)::verdict;

-- None: of the type of a verdict, which a variable keeps that is planned with either.
CREATE OR REPLACE FUNCTION no_verdict() RETURNS verdict
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ROW(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)::verdict;

-- What the account is charged is told of a call that is in the log.
CREATE OR REPLACE FUNCTION verdict_about(u usage_log, reason text, r reading) RETURNS verdict
LANGUAGE sql STABLE PARALLEL SAFE
RETURN verdict_on(reason, (r).limit_name, (r).unit, (r).period, (r).used, (r).reserved, (r).cap + (r).granted,
                  level_of((r).used + (r).reserved, (r).cap + (r).granted, (r).thresholds), reset_of((r).period, (r).counter_ends),
                  (u).tokens, (u).cost, (u).usage_id, CASE WHEN (u).usage_id IS NOT NULL THEN (u).charged_cost END, (u).price_match);

-- Whether a limit, so full in percent, is nearer to its cap than the nearest one before it. NULL: unlimited.
CREATE OR REPLACE FUNCTION is_nearer(share numeric, nearest numeric) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(share > nearest, nearest IS NULL AND share IS NOT NULL);

-- The verdict on a call: about the limit that refused, which is the only reading then, or else about the limit nearest to its cap. One that
-- was not enforced speaks of a hard limit that was passed, one that was capped of a limit that did.
CREATE OR REPLACE FUNCTION verdict_of(u usage_log, reason text, readings reading[]) RETURNS verdict
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    r reading;
    n reading;  -- the nearest
    share numeric;
    nearest numeric;
BEGIN
    FOREACH r IN ARRAY readings LOOP
        IF reason NOT IN ('not_enforced', 'capped') OR r.refusal = 'capped'
           OR reason = 'not_enforced' AND r.hard AND is_passed(r.cap, r.used + r.reserved, r.granted, r.amount) THEN
            share := percent_of(r.used + r.reserved, r.cap + r.granted);
            IF n.payer IS NULL OR is_nearer(share, nearest) THEN
                n := r;
                nearest := share;
            END IF;
        END IF;
    END LOOP;
    RETURN verdict_about(u, reason, n);
END $$;
COMMENT ON FUNCTION verdict_of IS 'the verdict on a call by its readings, about the limit nearest to its cap';

-- The verdict on a call that a limit refuses. A rolling window tells when it will have room for that call. `refused_by`: NULL where no limit does.
CREATE OR REPLACE FUNCTION verdict_of_refusal(u usage_log, reason text, refused_by reading) RETURNS verdict
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    v verdict := verdict_of(u, reason, CASE WHEN refused_by.payer IS NULL THEN '{}' ELSE ARRAY[refused_by] END);
BEGIN
    IF reason = 'over_limit' AND window_length(refused_by.period) IS NOT NULL THEN
        v.resets_at := frees_at(refused_by.payer, refused_by.limit_id, refused_by.amount, now_at());
    END IF;
    RETURN v;
END $$;
COMMENT ON FUNCTION verdict_of_refusal IS 'the verdict on a call that is refused';
