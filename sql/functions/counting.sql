-- Which usage a limit counts, and how much of it: stated once, for charges, gauges and recounts alike.
--
-- A limit's model is found as a price is: by any of its names, and by the rules that an operator has set. What a name says is the
-- library's (core/model_name); it keeps what it has found, because a recount asks for every row.
CREATE OR REPLACE FUNCTION is_model(wanted text, provider text, model text) RETURNS boolean
LANGUAGE plpgsql STABLE COST 1000 SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN meter_internal._meter_is_model(wanted, provider, model);
END $$;
COMMENT ON FUNCTION is_model IS 'whether a limit on a model, or a pattern of models, counts calls of this name';

-- Who sells a call's model: whom the call names, else whom the path of its model does.
CREATE OR REPLACE FUNCTION is_provider(wanted text, provider text, model text) RETURNS boolean
LANGUAGE plpgsql STABLE COST 1000 SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN wanted IS NOT DISTINCT FROM coalesce(provider, meter_internal._meter_provider_told(model));
END $$;
COMMENT ON FUNCTION is_provider IS 'whether a limit on a provider counts calls of this one';

-- What a limit counts, whatever the model.
CREATE OR REPLACE FUNCTION in_scope_otherwise(l limits, provider text, model text, operation text, key_source text)
RETURNS boolean LANGUAGE sql STABLE
RETURN (l.operation IS NULL OR l.operation IS NOT DISTINCT FROM operation)
   AND (l.key_source IS NULL OR l.key_source IS NOT DISTINCT FROM key_source)
   AND (l.provider IS NULL OR CASE WHEN provider IS NULL AND model LIKE '%/%' THEN is_provider(l.provider, provider, model)
                                   ELSE l.provider IS NOT DISTINCT FROM provider END);

CREATE OR REPLACE FUNCTION in_scope(l limits, provider text, model text, operation text, key_source text)
RETURNS boolean LANGUAGE sql STABLE
RETURN in_scope_otherwise(l, provider, model, operation, key_source)
   AND (l.model IS NULL OR model IS NOT NULL AND (l.model = model OR is_model(l.model, provider, model)));

CREATE OR REPLACE FUNCTION unknown_unit(unit text) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'unknown unit', DETAIL = format('unit is "%s".', unit),
        HINT = 'Units are tokens, input_tokens, output_tokens, cost, charged_cost and requests.';
END $$;

CREATE OR REPLACE FUNCTION amount(unit text, requests integer, input_tokens bigint, output_tokens bigint, cost numeric,
                                  charged_cost numeric) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE unit WHEN 'tokens' THEN (input_tokens + output_tokens)::numeric
                 WHEN 'input_tokens' THEN input_tokens::numeric
                 WHEN 'output_tokens' THEN output_tokens::numeric
                 WHEN 'cost' THEN cost
                 WHEN 'charged_cost' THEN charged_cost
                 WHEN 'requests' THEN requests::numeric
                 ELSE unknown_unit(unit) END;

-- Whether a limit still counts at a moment.
CREATE OR REPLACE FUNCTION is_live(l limits, now timestamptz) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN l.removed_at IS NULL AND (l.expires_at IS NULL OR l.expires_at > now);

-- The limits that hold for an account at a moment, now or later: those of its own that expire; its other own ones, and those of its plan, that none of
-- these overrides. For who only reads: counters may have to be brought up to date first (expiring.sql). A row is one value, `l`: a body that is kept
-- parsed names the columns of `l.*` for ever, and an operator may add columns to the table and drop them.
CREATE OR REPLACE FUNCTION limits_in_force_at(account text, plan text, now timestamptz) RETURNS TABLE (limit_id bigint, l limits)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT l.limit_id, l FROM limits l
     WHERE is_live(l, limits_in_force_at.now)
       AND ((l.account = limits_in_force_at.account
             AND (l.expires_at IS NOT NULL OR NOT EXISTS (
                    SELECT FROM limits own
                     WHERE own.account = limits_in_force_at.account AND own.limit_name = l.limit_name AND own.expires_at IS NOT NULL
                       AND is_live(own, limits_in_force_at.now))))
            OR (l.plan = limits_in_force_at.plan AND NOT EXISTS (
                    SELECT FROM limits own
                     WHERE own.account = limits_in_force_at.account AND own.limit_name = l.limit_name AND is_live(own, limits_in_force_at.now))));
END;

-- The same for an account that has no limits of its own.
CREATE OR REPLACE FUNCTION plan_limits_in_force(plan text, now timestamptz) RETURNS TABLE (limit_id bigint, l limits)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT l.limit_id, l FROM limits l WHERE l.plan = plan_limits_in_force.plan AND is_live(l, plan_limits_in_force.now);
END;

-- The same for who writes: once what has expired is ended, which comes first (end_expired), these are the limits that hold.
CREATE OR REPLACE FUNCTION limits_in_force(account text, plan text) RETURNS TABLE (limit_id bigint, l limits)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT f.limit_id, f.l FROM limits_in_force_at(limits_in_force.account, limits_in_force.plan, '-infinity') f;
END;

-- Functions that answer with one value and look into tables are PL/pgSQL, which keeps their plans: Postgres does not
-- inline them, and before version 18 plans those in SQL anew for each statement that calls them. Their search_path is pinned; an
-- ordinary charge, check or status calls none of them. Functions that Postgres does inline have none pinned, which would keep it from
-- doing so: their bodies are kept parsed, and read the same whatever the search_path (docs/architecture.md lists them).
CREATE OR REPLACE FUNCTION in_force(l limits, account text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM meter.accounts a, meter.limits_in_force(a.account, a.plan) x
                    WHERE a.account = in_force.account AND x.limit_id = (in_force.l).limit_id);
END $$;

-- Whether a limit counts what others spend through a pool: not one of the default plan, on which accounts merely land.
CREATE OR REPLACE FUNCTION is_lent(l limits) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN l.plan IS NULL OR NOT (SELECT p.is_default FROM meter.plans p WHERE p.plan = (l).plan);
END $$;

-- The pools that a call is charged to.
CREATE OR REPLACE FUNCTION pools_of(account text, ancestors text[], provider text, key_source text) RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT DISTINCT p.account FROM pools p
     WHERE p.provider = pools_of.provider AND key_source = 'shared'
       AND (p.for_account IS NULL OR p.for_account = pools_of.account OR p.for_account = ANY (ancestors))
       AND p.account <> pools_of.account AND p.account <> ALL (ancestors);
END;

-- The order in which charges lock: pools after all others, the lower account before those above it, then by the names of
-- account and limit; of one name, between whose counters grants move, the limit in force before those that were, and the
-- later period before the earlier.
CREATE OR REPLACE VIEW payers WITH (security_invoker = true) AS
SELECT a.account, a.plan, a.time_zone, a.anchor,
       CASE WHEN EXISTS (SELECT FROM pools p WHERE p.account = a.account) THEN 8 ELSE 7 - cardinality(a.ancestors) END AS turn
  FROM accounts a;
COMMENT ON VIEW payers IS 'accounts as calls are charged to them, with the turn at which their counters are locked';

-- The limits that count a call. `now`: where nothing is written, the moment at which they hold (limits_in_force_at).
CREATE OR REPLACE FUNCTION limits_charged(account text, plan text, time_zone text, anchor timestamptz, ancestors text[],
                                          provider text, model text, operation text, key_source text, now timestamptz DEFAULT '-infinity')
RETURNS TABLE (payer text, payer_zone text, payer_anchor timestamptz, l limits, turn integer)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT p.account, p.time_zone, p.anchor, f.l, p.turn
      FROM (SELECT limits_charged.account, limits_charged.plan, limits_charged.time_zone, limits_charged.anchor,
                   -- one that is not there yet has nobody below it
                   coalesce((SELECT y.turn FROM payers y WHERE y.account = limits_charged.account), 7) AS turn,
                   false AS through_pool
            UNION ALL
            SELECT y.*, false FROM payers y WHERE y.account = ANY (limits_charged.ancestors)
            UNION ALL
            SELECT y.*, true
              FROM pools_of(limits_charged.account, limits_charged.ancestors, limits_charged.provider,
                            limits_charged.key_source) pool (account)
              JOIN payers y ON y.account = pool.account) p,
           limits_in_force_at(p.account, p.plan, limits_charged.now) f
     WHERE in_scope(f.l, limits_charged.provider, limits_charged.model, limits_charged.operation, limits_charged.key_source)
       AND (NOT p.through_pool OR is_lent(f.l));
END;

-- Up to which usage row a payer counts what an account had used that has left it, or has left those whose pool it is. NULL: it was never below, or is there.
CREATE OR REPLACE FUNCTION left_to(payer text, l limits, account text, provider text, key_source text) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN (SELECT max(d.left_to)
              FROM meter.departures d JOIN meter.accounts a ON a.account = d.account
             WHERE d.account = left_to.account AND d.account <> left_to.payer AND left_to.payer <> ALL (a.ancestors)
               AND (d.payer = left_to.payer
                    OR left_to.key_source = 'shared' AND meter.is_lent(l)
                       AND EXISTS (SELECT FROM meter.pools p
                                    WHERE (p.account, p.for_account, p.provider) = (left_to.payer, d.payer, left_to.provider)))
               AND NOT (meter.is_lent(l) AND left_to.payer IN (SELECT meter.pools_of(a.account, a.ancestors, left_to.provider, left_to.key_source))));
END $$;
COMMENT ON FUNCTION left_to IS 'the last usage row that a payer counts of an account that has left it';

-- Whether a hold of an account that has left a payer was reserved there before. What it reserves since may be charged there too, where the payer is a
-- pool of its calls.
CREATE OR REPLACE FUNCTION had_reserved(payer text, account text, hold bigint, charged bigint[]) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN hold IS NOT NULL
       AND EXISTS (SELECT FROM meter.departures d
                    WHERE d.account = had_reserved.account AND d.held_to >= hold
                      AND (d.payer = had_reserved.payer OR d.payer IN (SELECT p.for_account FROM meter.pools p WHERE p.account = had_reserved.payer)))
       AND EXISTS (SELECT FROM meter.counters c WHERE c.counter_id = ANY (charged) AND c.account = had_reserved.payer);
END $$;

-- The limits that a hold was reserved on, with the same columns; and where its account has left one of those that it was reserved on, what is in force
-- there now: what was reserved there is used there.
CREATE OR REPLACE FUNCTION limits_held(hold bigint)
RETURNS TABLE (payer text, payer_zone text, payer_anchor timestamptz, l limits, turn integer)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT y.account, y.time_zone, y.anchor, l, y.turn
      FROM holds h
     CROSS JOIN LATERAL unnest(h.charged) r (counter_id)
      JOIN counters c USING (counter_id)
      JOIN payers y ON y.account = c.account
      JOIN limits l USING (limit_id)
     WHERE h.hold_id = hold
    UNION ALL
    SELECT y.account, y.time_zone, y.anchor, f.l, y.turn
      FROM holds h
     CROSS JOIN LATERAL (SELECT d.payer FROM departures d WHERE d.account = h.account
                         UNION
                         SELECT p.account FROM departures d JOIN pools p ON p.for_account = d.payer WHERE d.account = h.account) x
      JOIN payers y ON y.account = x.payer
     CROSS JOIN LATERAL limits_in_force(y.account, y.plan) f
     WHERE h.hold_id = hold AND had_reserved(y.account, h.account, h.hold_id, h.charged)
       AND left_to(y.account, f.l, h.account, h.provider, h.key_source) IS NOT NULL
       AND NOT EXISTS (SELECT FROM counters c WHERE c.counter_id = ANY (h.charged) AND (c.account, c.limit_id) = (y.account, f.limit_id));
END;

-- The usage rows that an account's limit counts in a span of time: its own, those of the accounts below it, those that it pays for as a pool, and
-- what accounts had used that have left it. A refund or correction has the id of its call.
CREATE OR REPLACE FUNCTION counted(payer text, l limits, from_at timestamptz, to_at timestamptz)
RETURNS TABLE (account text, provider text, key_source text, model text, usage_id bigint, hold_id bigint, charged bigint[], amount numeric, grant_ids bigint[],
               grant_amounts numeric[])
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT u.account, u.provider, u.key_source, CASE WHEN l.model IS NOT NULL THEN u.model END, coalesce(u.refunds, u.adjusts, u.usage_id), u.hold_id, u.charged,
           amount(l.unit, u.requests, u.input_tokens, u.output_tokens, u.cost, u.charged_cost), u.grant_ids, u.grant_amounts
      FROM usage_log u
     WHERE u.account = payer AND u.at >= from_at AND u.at < to_at
       AND in_scope(l, u.provider, u.model, u.operation, u.key_source)
    UNION ALL
    SELECT u.account, u.provider, u.key_source, CASE WHEN l.model IS NOT NULL THEN u.model END, coalesce(u.refunds, u.adjusts, u.usage_id), u.hold_id, u.charged,
           amount(l.unit, u.requests, u.input_tokens, u.output_tokens, u.cost, u.charged_cost), u.grant_ids, u.grant_amounts
      FROM usage_log u
     -- an array, so that they are found before the log is looked at
     WHERE u.account = ANY (ARRAY(SELECT a.account FROM accounts a WHERE a.ancestors <> '{}' AND a.ancestors @> ARRAY[payer]))
       AND u.at >= from_at AND u.at < to_at
       AND in_scope(l, u.provider, u.model, u.operation, u.key_source)
    UNION ALL
    SELECT u.account, u.provider, u.key_source, CASE WHEN l.model IS NOT NULL THEN u.model END, coalesce(u.refunds, u.adjusts, u.usage_id), u.hold_id, u.charged,
           amount(l.unit, u.requests, u.input_tokens, u.output_tokens, u.cost, u.charged_cost), u.grant_ids, u.grant_amounts
      FROM usage_log u JOIN accounts a ON a.account = u.account
     WHERE (SELECT count(*) FROM pools p WHERE p.account = payer) > 0  -- before the log is looked at
       AND u.at >= from_at AND u.at < to_at AND is_lent(l)
       AND in_scope(l, u.provider, u.model, u.operation, u.key_source)
       AND payer IN (SELECT pools_of(a.account, a.ancestors, u.provider, u.key_source))
    UNION ALL
    SELECT u.account, u.provider, u.key_source, CASE WHEN l.model IS NOT NULL THEN u.model END,
           least(coalesce(u.refunds, u.adjusts, u.usage_id), x.last), u.hold_id, u.charged,
           amount(l.unit, u.requests, u.input_tokens, u.output_tokens, u.cost, u.charged_cost), u.grant_ids, u.grant_amounts
      FROM usage_log u
     CROSS JOIN LATERAL (SELECT left_to(counted.payer, l, u.account, u.provider, u.key_source) AS last OFFSET 0) x
     WHERE u.account = ANY (ARRAY(SELECT d.account FROM departures d
                                   WHERE d.payer = counted.payer
                                      OR d.payer = ANY (ARRAY(SELECT p.for_account FROM pools p WHERE p.account = counted.payer))))
       AND u.at >= from_at AND u.at < to_at
       AND in_scope(l, u.provider, u.model, u.operation, u.key_source)
       -- and what it had reserved
       AND (coalesce(u.refunds, u.adjusts, u.usage_id) <= x.last OR x.last IS NOT NULL
            AND had_reserved(counted.payer, u.account, u.hold_id, u.charged));
END;

-- What the log holds for a limit in a span of time, and what grants have paid of it.
CREATE OR REPLACE FUNCTION logged(account text, l limits, from_at timestamptz, to_at timestamptz, OUT used numeric, OUT paid numeric)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    SELECT coalesce(sum(c.amount), 0),
           -- most rows name no grant: not worth a call each
           coalesce(sum(meter.paid_by_grants(logged.account, (l).limit_name, (l).unit, c.grant_ids, c.grant_amounts))
                        FILTER (WHERE c.grant_ids IS NOT NULL), 0)
      INTO used, paid FROM meter.counted(logged.account, l, from_at, to_at) c;
END $$;

-- The span that a new counter covers: the period as computed. Counters of one limit never overlap, whatever is computed: where
-- one before it reaches into it (an hour of half-hour clock changes, another first day of the week, a charge that met a change of
-- zone), it is joined by the period after it, so that none is short: see sql/engine/past_calendars.sql.
CREATE OR REPLACE FUNCTION clip_period(account text, limit_id bigint, at timestamptz, period_start timestamptz,
                                       period_end timestamptz, next_end timestamptz)
RETURNS TABLE (clipped_start timestamptz, clipped_end timestamptz)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT greatest(clip_period.period_start, max(c.period_end) FILTER (WHERE c.period_end <= at)),
           least(CASE WHEN max(c.period_end) FILTER (WHERE c.period_end <= at)
                           > clip_period.period_start
                             + CASE WHEN clip_period.period_end < clip_period.period_start + interval '6 days' THEN interval '0'
                                    ELSE interval '26 hours' END
                      THEN clip_period.next_end ELSE clip_period.period_end END,
                 min(c.period_start) FILTER (WHERE c.period_start > at))
      FROM counters c
     WHERE c.account = clip_period.account AND c.limit_id = clip_period.limit_id
       AND c.period_end > clip_period.period_start AND c.period_start < clip_period.next_end;
END;

CREATE OR REPLACE FUNCTION last_usage_id() RETURNS bigint
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM meter.usage_id_seq);
END $$;

CREATE OR REPLACE FUNCTION last_hold_id() RETURNS bigint
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM meter.holds_hold_id_seq);
END $$;
