-- A reading: a limit that counts a call, how much of it, and the counter that it is charged to. And the verdict that is made of readings.
DO $$
BEGIN
    IF to_regtype('meter.reading') IS NULL THEN
        CREATE TYPE reading AS (
            payer    text,      -- whose limit it is: the caller's own, one above it, or a pool
            turn     integer,   -- when the payer's counters are locked: see the view payers
            l        limits,
            amount   numeric,   -- in the limit's unit; NULL: a cost that is not known
            replaced boolean,   -- it is not in force any more: a hold was reserved on it
            c        counters
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

-- The reason of a call that has passed: it went above a cap that does not refuse, or above one that it was let past, or neither.
CREATE OR REPLACE FUNCTION reason_after(u usage_log, charged reading[]) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    r reading;
    l limits;
    c counters;
    soft boolean := false;
BEGIN
    FOREACH r IN ARRAY charged LOOP
        l := r.l;
        c := r.c;
        IF is_passed(l.cap, c.used + c.reserved, c.granted, r.amount) THEN
            IF l.hard AND NOT u.enforced THEN
                RETURN 'not_enforced';
            END IF;
            soft := soft OR NOT l.hard;
        END IF;
    END LOOP;
    RETURN CASE WHEN soft THEN 'soft_limit'
                WHEN charged = '{}' AND u.key_source = 'own' THEN 'own_key'
                ELSE 'ok' END;
END $$;

-- The verdict on a call: about the limit that refused, which is the only reading then, or else about the limit nearest to its cap. One that
-- was not enforced speaks of a hard limit that was passed.
CREATE OR REPLACE FUNCTION verdict_of(u usage_log, reason text, readings reading[]) RETURNS verdict
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    r reading;
    l limits;
    c counters;
    v verdict;
    taken numeric;
    cap numeric;
    share numeric;
BEGIN
    v.allowed := NOT is_refusal(reason);
    v.reason := reason;
    v.level := 'ok';
    v.tokens := u.tokens;
    v.cost := u.cost;
    v.price_match := u.price_match;
    v.duplicate := false;
    FOREACH r IN ARRAY readings LOOP
        l := r.l;
        c := r.c;
        taken := c.used + c.reserved;
        IF reason <> 'not_enforced' OR l.hard AND is_passed(l.cap, taken, c.granted, r.amount) THEN
            cap := l.cap + c.granted;
            share := percent_of(taken, cap);
            IF v.limit_name IS NULL OR coalesce(share > v.percent, v.percent IS NULL AND share IS NOT NULL) THEN
                v.limit_name := l.limit_name;
                v.unit := l.unit;
                v.period := l.period;
                v.used := c.used;
                v.reserved := c.reserved;
                v.cap := cap;
                v.remaining := CASE WHEN cap IS NOT NULL THEN greatest(0, cap - taken) END;
                v.percent := share;
                v.level := level_of(taken, cap, l.thresholds);
                v.resets_at := nullif(c.period_end, 'infinity');
            END IF;
        END IF;
    END LOOP;
    RETURN v;
END $$;
COMMENT ON FUNCTION verdict_of IS 'the verdict on a call by its readings, about the limit nearest to its cap';
