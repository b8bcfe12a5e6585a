-- The ordinary call, in few statements. It is charged here where nothing is out of the ordinary: plain arguments; a price in force for each of its
-- tokens, under the very names that it gives; an account below nobody, with no limits of its own and no pool that pays for it; limits whose counters
-- are there and up to date, and have room below their caps; and nothing to tell. Whether that is so is asked by cheap conditions that suffice. So these
-- functions only ever say yes: where they answer no_verdict() nothing is written, the locks are those that charge_call() takes too, in its order, and
-- charge_call() decides. Each rule has its home there; what is asked here are its simplest cases.

-- Whether a provider's and a model's name are what they say: no other name of a provider, no condition in the model's. NULL: one is not given.
CREATE OR REPLACE FUNCTION has_plain_names(provider text, model text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN NOT may_tell_conditions(model)
   AND (is_vendor(provider) OR (is_plain_provider(provider) OR canonical_provider(provider) = provider) AND NOT may_be_of_family(provider));

-- What an ordinary call costs. `amounts`: of the components in their order below, how many tokens stand by themselves, and the call; `priced` of them are
-- above 0, and each has a price of the model's own that holds at all hours and in every context, else the cost is NULL. The order is that of the index
-- read backwards: the first of a component's prices in force is that of the largest context that is passed, then of some hours, then of all, then the
-- newest. So where it is of every context and all hours, there is no other. What is asked for the call, or for reasoning tokens that are no longer
-- charged as output, is one price too many.
CREATE OR REPLACE FUNCTION ordinary_cost(provider text, model text, input_tokens bigint, amounts bigint[], priced integer, at timestamptz)
RETURNS TABLE (cost numeric, price_ids bigint[])
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT CASE WHEN cardinality(k.price_ids) = priced AND array_position(k.price_ids, NULL) IS NULL
                 -- what the provider asks for every model, and a model need not have a price of
                 AND NOT EXISTS (SELECT FROM prices w WHERE w.provider = ordinary_cost.provider AND w.model = '*'
                                                        AND (w.component IN ('reasoning', 'request')) IS TRUE)
                THEN trim_scale(k.cost) END,
           k.price_ids
      FROM (SELECT sum(x.amount * (x.price * 0.000001)) AS cost, array_agg(x.price_id ORDER BY x.price_id) AS price_ids
              FROM (SELECT DISTINCT ON (p.component)
                           CASE WHEN p.context_above = 0 AND p.daily = '' AND p.component NOT IN ('reasoning', 'request') AND p.price_per_million IS NOT NULL
                                THEN p.price_id END AS price_id,
                           p.price_per_million AS price,
                           amounts[array_position('{input,output,cache_read,cache_write,reasoning,request}'::text[], p.component)] AS amount
                      FROM prices p
                     WHERE p.provider = ordinary_cost.provider AND p.model = trimmed(ordinary_cost.model)
                       -- IS TRUE: not by the index, which would be read once for each part (rates_at)
                       AND (p.service_tier = 'standard' AND p.context_above < greatest(ordinary_cost.input_tokens, 1)
                            AND p.effective_from <= ordinary_cost.at) IS TRUE
                       AND amounts[array_position('{input,output,cache_read,cache_write,reasoning,request}'::text[], p.component)] > 0
                     ORDER BY p.component DESC, p.service_tier DESC, p.context_above DESC, p.daily DESC, p.effective_from DESC) x) k;
END;

-- The plan of an account whose calls to a provider are ordinary, with its markup; NULL, or no row: they are not.
CREATE OR REPLACE FUNCTION ordinary_plan(account text, provider text) RETURNS TABLE (plan text, markup numeric)
LANGUAGE sql STABLE
BEGIN ATOMIC
    -- in CASE: conditions on no column of the row would be a node of its own
    SELECT CASE WHEN a.ancestors = '{}'
                 AND NOT EXISTS (SELECT FROM limits own WHERE own.account = ordinary_plan.account AND own.removed_at IS NULL)
                 AND NOT EXISTS (SELECT FROM key_sources k WHERE k.account = ordinary_plan.account AND k.provider = ordinary_plan.provider)
                 AND NOT EXISTS (SELECT FROM pools o WHERE o.provider = ordinary_plan.provider)
                THEN a.plan END,
           (SELECT p.markup FROM plans p WHERE p.plan = a.plan)
      FROM accounts a WHERE a.account = ordinary_plan.account;
END;

-- The limits of a plan that count an ordinary call, in the order in which charges lock. NULL: there is none, or one that does not count every call.
CREATE OR REPLACE FUNCTION ordinary_readings(account text, plan text, input_tokens bigint, output_tokens bigint, cost numeric, charged_cost numeric)
RETURNS TABLE (readings reading[])
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT CASE WHEN bool_and(counts_every_call(l, 'shared')) THEN
                array_agg(new_reading(ordinary_readings.account, 7, l,
                                      amount(l.unit, 1, ordinary_readings.input_tokens, ordinary_readings.output_tokens, ordinary_readings.cost,
                                             ordinary_readings.charged_cost), false)
                          ORDER BY l.limit_name COLLATE "C", l.limit_id) END
      FROM limits l WHERE l.plan = ordinary_readings.plan AND l.removed_at IS NULL;
END;

-- Whether a counter takes an amount below its cap, and stays below what is told of: its level is "ok". A cap of 0 is always exceeded.
CREATE OR REPLACE FUNCTION has_room(used numeric, reserved numeric, granted numeric, cap numeric, thresholds numeric[], amount numeric) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN granted >= 0 AND amount IS NOT NULL AND (cap IS NULL OR cap > 0 AND 100 * (used + reserved + amount) < least(thresholds[1], 100) * cap);

-- Locks the counters of an ordinary call that several limits count, in the order in which charges lock, and adds its amounts where all have room.
-- `ids`: NULL where one has not. `nearest`: the limit nearest to its cap.
CREATE OR REPLACE FUNCTION charge_ordinary_limits(account text, readings reading[], at timestamptz, now timestamptz, OUT ids bigint[], OUT nearest reading)
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    r reading;
    locked bigint[] := '{}'::bigint[];
    amounts numeric[] := '{}'::numeric[];
    share numeric;
    highest numeric;
BEGIN
    FOREACH r IN ARRAY readings LOOP
        SELECT x.counter_id, x.used + r.amount, x.reserved, x.granted, x.period_end
          INTO r.counter_id, r.used, r.reserved, r.granted, r.counter_ends
          FROM counters x
         WHERE x.account = r.payer AND x.limit_id = r.limit_id AND x.period_start <= charge_ordinary_limits.at AND x.period_end > now
           AND x.stale_at > now AND NOT x.dealt AND has_room(x.used, x.reserved, x.granted, r.cap, r.thresholds, r.amount)
         ORDER BY x.period_start DESC LIMIT 1 FOR NO KEY UPDATE;
        IF r.counter_id IS NULL THEN
            RETURN;
        END IF;
        locked := locked || r.counter_id;
        amounts := amounts || r.amount;
        share := percent_of(r.used + r.reserved, r.cap + r.granted);
        IF cardinality(locked) = 1 OR is_nearer(share, highest) THEN
            nearest := r;
            highest := share;
        END IF;
    END LOOP;
    UPDATE counters c SET used = c.used + x.amount, closed_at = NULL FROM unnest(locked, amounts) x (id, amount) WHERE c.counter_id = x.id;
    ids := locked;
END $$;

-- Charges an ordinary call and logs it. No verdict: it is not ordinary; its charge has entered, and nothing is written.
CREATE OR REPLACE FUNCTION charge_ordinary(account text, input_tokens bigint, output_tokens bigint, model text, provider text, operation text,
    operation_id text, session_id text, cache_read_tokens bigint, cache_write_tokens bigint, reasoning_tokens bigint) RETURNS verdict
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    at constant timestamptz := now_at();
    entered constant boolean := enter_charge(account);
    now constant timestamptz := now_at();
    -- reasoning tokens are charged as output
    amounts constant bigint[] := ARRAY[input_tokens - cache_read_tokens - cache_write_tokens, output_tokens, cache_read_tokens, cache_write_tokens,
                                       reasoning_tokens, 1];
    plan text;
    markup numeric;
    cost numeric;
    charged numeric;
    price_ids bigint[];
    readings reading[];
    several record;
    r reading;
    ids bigint[];
    id bigint;
BEGIN
    -- one by one: to prepare one statement over all tables takes longer
    SELECT p.plan, p.markup INTO plan, markup FROM ordinary_plan(account, provider) p;
    SELECT q.cost, q.price_ids INTO cost, price_ids
      FROM ordinary_cost(provider, model, input_tokens, amounts,
                         num_nonnulls(nullif(amounts[1], 0), nullif(output_tokens, 0), nullif(cache_read_tokens, 0), nullif(cache_write_tokens, 0)), at) q;
    IF cost IS NULL OR plan IS NULL THEN
        RETURN no_verdict();
    END IF;
    charged := charged_cost(cost, markup, 'shared');
    SELECT x.readings INTO readings FROM ordinary_readings(account, plan, input_tokens, output_tokens, cost, charged) x;
    IF cardinality(readings) = 1 THEN
        r := readings[1];
        UPDATE counters c SET used = c.used + r.amount, closed_at = NULL
         WHERE c.counter_id = (SELECT x.counter_id FROM counters x
                                WHERE x.account = r.payer AND x.limit_id = r.limit_id AND x.period_start <= at
                                ORDER BY x.period_start DESC LIMIT 1)
           AND c.period_end > now AND c.stale_at > now AND NOT c.dealt
           AND has_room(c.used, c.reserved, c.granted, r.cap, r.thresholds, r.amount)
        RETURNING c.counter_id, c.used, c.reserved, c.granted, c.period_end INTO r.counter_id, r.used, r.reserved, r.granted, r.counter_ends;
        ids := CASE WHEN r.counter_id IS NOT NULL THEN ARRAY[r.counter_id] END;
    ELSIF readings IS NOT NULL THEN
        several := charge_ordinary_limits(account, readings, at, now);
        ids := several.ids;
        r := several.nearest;
    END IF;
    IF ids IS NULL THEN
        RETURN no_verdict();
    END IF;
    INSERT INTO usage_log (account, at, usage_id, plan, provider, model, operation, operation_id, session_id, key_source, service_tier, input_tokens,
                           output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, tokens, cost, markup, charged_cost, price_match,
                           price_ids, charged, enforced)
    VALUES (account, at, nextval('meter.usage_id_seq'), plan, provider, model, operation, operation_id, session_id, 'shared', 'standard', input_tokens,
            output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, input_tokens + output_tokens, cost, markup,
            charged, 'exact', price_ids, ids, true)
    RETURNING usage_id INTO id;
    RETURN verdict_on('ok', r.limit_name, r.unit, r.period, r.used, r.reserved, r.cap + r.granted, 'ok', nullif(r.counter_ends, 'infinity'),
                      input_tokens + output_tokens, cost, id, charged, 'exact');
END $$;
COMMENT ON FUNCTION charge_ordinary IS 'charges a call that has nothing out of the ordinary; no verdict: it has, and nothing is written';

-- The verdict that an ordinary call would get now; none: it is not ordinary.
CREATE OR REPLACE FUNCTION check_ordinary(account text, input_tokens bigint, output_tokens bigint, model text, provider text) RETURNS verdict
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    now constant timestamptz := now_at();
    plan text;
    markup numeric;
    cost numeric;
    readings reading[];
    r reading;
    nearest reading;
    share numeric;
    highest numeric;
BEGIN
    SELECT p.plan, p.markup INTO plan, markup FROM ordinary_plan(account, provider) p;
    SELECT q.cost INTO cost
      FROM ordinary_cost(provider, model, input_tokens, ARRAY[input_tokens, output_tokens, 0, 0, 0, 1],
                         num_nonnulls(nullif(input_tokens, 0), nullif(output_tokens, 0)), now) q;
    SELECT x.readings INTO readings
      FROM ordinary_readings(account, plan, input_tokens, output_tokens, cost, charged_cost(cost, markup, 'shared')) x;
    IF cost IS NULL OR readings IS NULL THEN
        RETURN no_verdict();
    END IF;
    FOREACH r IN ARRAY readings LOOP
        SELECT x.counter_id, x.used, x.reserved, x.granted, x.period_end INTO r.counter_id, r.used, r.reserved, r.granted, r.counter_ends
          FROM counters x
         WHERE x.account = r.payer AND x.limit_id = r.limit_id AND x.period_start <= now AND x.period_end > now AND x.stale_at > now AND NOT x.dealt
         ORDER BY x.period_start DESC LIMIT 1;
        IF r.counter_id IS NULL OR is_passed(r.cap, r.used + r.reserved + r.amount, r.granted, r.amount) THEN
            RETURN no_verdict();
        END IF;
        share := percent_of(r.used + r.reserved, r.cap + r.granted);
        IF nearest.payer IS NULL OR is_nearer(share, highest) THEN
            nearest := r;
            highest := share;
        END IF;
    END LOOP;
    RETURN verdict_on('ok', nearest.limit_name, nearest.unit, nearest.period, nearest.used, nearest.reserved, nearest.cap + nearest.granted,
                      level_of(nearest.used + nearest.reserved, nearest.cap + nearest.granted, nearest.thresholds),
                      nullif(nearest.counter_ends, 'infinity'), input_tokens + output_tokens, cost, NULL, NULL, 'exact');
END $$;
COMMENT ON FUNCTION check_ordinary IS 'the verdict that a call would get now that has nothing out of the ordinary; none: it has';
