-- Which usage a limit counts, and how much of it: stated once, for charges, gauges and recounts alike.
CREATE OR REPLACE FUNCTION in_scope(l limits, provider text, model text, operation text, key_source text)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (l.provider IS NULL OR l.provider IS NOT DISTINCT FROM provider)
   AND (l.model IS NULL OR l.model IS NOT DISTINCT FROM model)
   AND (l.operation IS NULL OR l.operation IS NOT DISTINCT FROM operation)
   AND (l.key_source IS NULL OR l.key_source IS NOT DISTINCT FROM key_source);

CREATE OR REPLACE FUNCTION amount(unit text, requests integer, input_tokens bigint, output_tokens bigint, cost numeric)
RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE unit WHEN 'tokens' THEN (input_tokens + output_tokens)::numeric
                 WHEN 'input_tokens' THEN input_tokens::numeric
                 WHEN 'output_tokens' THEN output_tokens::numeric
                 WHEN 'cost' THEN cost
                 WHEN 'requests' THEN requests::numeric END;

-- The limits that hold for an account now: its own, and those of its plan that no limit of its own overrides.
CREATE OR REPLACE FUNCTION limits_of(account text, plan text) RETURNS SETOF limits
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT l.* FROM limits l
     WHERE l.removed_at IS NULL
       AND (l.account = limits_of.account
            OR (l.plan = limits_of.plan AND NOT EXISTS (
                    SELECT FROM limits own
                     WHERE own.account = limits_of.account AND own.limit_name = l.limit_name AND own.removed_at IS NULL)));
END;

-- Whether a limit counts what others spend through a pool: not one of the default plan, on which accounts merely land.
CREATE OR REPLACE FUNCTION is_lent(l limits) RETURNS boolean
LANGUAGE sql STABLE
RETURN l.plan IS NULL OR NOT (SELECT p.is_default FROM plans p WHERE p.plan = l.plan);

-- The pools that a call is charged to.
CREATE OR REPLACE FUNCTION pools_of(account text, ancestors text[], provider text, key_source text) RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT DISTINCT p.account FROM pools p
     WHERE p.provider = pools_of.provider AND key_source = 'shared'
       AND (p.for_account IS NULL OR p.for_account = pools_of.account OR p.for_account = ANY (ancestors))
       AND p.account <> pools_of.account AND p.account <> ALL (ancestors);
END;

-- The limits that count a call, in the one order in which counters are locked: pools after all others, the lower
-- account before those above it.
CREATE OR REPLACE FUNCTION limits_charged(account text, plan text, time_zone text, anchor timestamptz, ancestors text[],
                                          provider text, model text, operation text, key_source text)
RETURNS TABLE (payer text, payer_zone text, payer_anchor timestamptz, l limits, turn integer)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT p.account, p.time_zone, p.anchor, l,
           CASE WHEN EXISTS (SELECT FROM pools WHERE pools.account = p.account) THEN 8 ELSE 7 - p.depth END
      FROM (SELECT limits_charged.account, limits_charged.plan, limits_charged.time_zone, limits_charged.anchor,
                   cardinality(limits_charged.ancestors) AS depth, false AS through_pool
            UNION ALL
            SELECT a.account, a.plan, a.time_zone, a.anchor, cardinality(a.ancestors), false
              FROM accounts a WHERE a.account = ANY (limits_charged.ancestors)
            UNION ALL
            SELECT a.account, a.plan, a.time_zone, a.anchor, cardinality(a.ancestors), true
              FROM pools_of(limits_charged.account, limits_charged.ancestors, limits_charged.provider,
                            limits_charged.key_source) pool (account)
              JOIN accounts a ON a.account = pool.account) p,
           limits_of(p.account, p.plan) l
     WHERE in_scope(l, limits_charged.provider, limits_charged.model, limits_charged.operation, limits_charged.key_source)
       AND (NOT p.through_pool OR is_lent(l));
END;

-- The limits that a hold was reserved on, with the same columns.
CREATE OR REPLACE FUNCTION limits_held(hold bigint)
RETURNS TABLE (payer text, payer_zone text, payer_anchor timestamptz, l limits, turn integer)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT a.account, a.time_zone, a.anchor, l,
           CASE WHEN EXISTS (SELECT FROM pools WHERE pools.account = a.account) THEN 8
                ELSE 7 - cardinality(a.ancestors) END
      FROM holds h
     CROSS JOIN LATERAL unnest(h.charged) r (counter_id)
      JOIN counters c USING (counter_id)
      JOIN accounts a ON a.account = c.account
      JOIN limits l USING (limit_id)
     WHERE h.hold_id = hold;
END;

-- The usage rows that an account's limit counts in a span of time: its own, those of the accounts below it, and those
-- that it pays for as a pool.
CREATE OR REPLACE FUNCTION counted(payer text, l limits, from_at timestamptz, to_at timestamptz)
RETURNS TABLE (account text, usage_id bigint, charged bigint[], amount numeric)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT u.account, u.usage_id, u.charged, amount(l.unit, u.requests, u.input_tokens, u.output_tokens, u.cost)
      FROM usage_log u
     WHERE u.account = payer AND u.at >= from_at AND u.at < to_at
       AND in_scope(l, u.provider, u.model, u.operation, u.key_source)
    UNION ALL
    SELECT u.account, u.usage_id, u.charged, amount(l.unit, u.requests, u.input_tokens, u.output_tokens, u.cost)
      FROM accounts a JOIN usage_log u ON u.account = a.account
     WHERE a.ancestors <> '{}' AND a.ancestors @> ARRAY[payer] AND u.at >= from_at AND u.at < to_at
       AND in_scope(l, u.provider, u.model, u.operation, u.key_source)
    UNION ALL
    SELECT u.account, u.usage_id, u.charged, amount(l.unit, u.requests, u.input_tokens, u.output_tokens, u.cost)
      FROM usage_log u JOIN accounts a ON a.account = u.account
     WHERE (SELECT count(*) FROM pools p WHERE p.account = payer) > 0  -- before the log is looked at
       AND u.at >= from_at AND u.at < to_at AND is_lent(l)
       AND in_scope(l, u.provider, u.model, u.operation, u.key_source)
       AND payer IN (SELECT pools_of(a.account, a.ancestors, u.provider, u.key_source));
END;

-- What the log holds for a limit in a span of time.
CREATE OR REPLACE FUNCTION logged(account text, l limits, from_at timestamptz, to_at timestamptz) RETURNS numeric
LANGUAGE sql STABLE
RETURN (SELECT coalesce(sum(c.amount), 0) FROM counted(logged.account, l, from_at, to_at) c);

-- The span that a new counter covers: the period as computed, clipped to its neighbours. A change of zone or anchor
-- therefore takes effect when the running period ends.
CREATE OR REPLACE FUNCTION clip_period(account text, limit_id bigint, at timestamptz,
                                       INOUT period_start timestamptz, INOUT period_end timestamptz)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT greatest(clip_period.period_start, max(c.period_end) FILTER (WHERE c.period_end <= at)),
           least(clip_period.period_end, min(c.period_start) FILTER (WHERE c.period_start > at))
      FROM counters c
     WHERE c.account = clip_period.account AND c.limit_id = clip_period.limit_id
       AND c.period_end > clip_period.period_start AND c.period_start < clip_period.period_end;
END;

CREATE OR REPLACE FUNCTION last_usage_id() RETURNS bigint
LANGUAGE sql VOLATILE
RETURN (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM usage_id_seq);

-- Counters stand still while their limit is not in force for the account, or while another account is not below it.
-- When that comes (again), they get what the log holds that they have neither charged nor counted before; what they
-- have counted stays, also where the log has been pruned. Call it with the charges concerned fenced off.
CREATE OR REPLACE FUNCTION recount(payer text) RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    WITH missed AS MATERIALIZED (
        SELECT c.counter_id, u.account, sum(u.amount) AS amount
          FROM accounts a
         CROSS JOIN LATERAL limits_of(a.account, a.plan) l
          JOIN counters c ON c.account = a.account AND c.limit_id = l.limit_id
         CROSS JOIN LATERAL counted(a.account, l, c.period_start, c.period_end) u
          LEFT JOIN seeds s ON s.counter_id = c.counter_id AND s.account = u.account
         WHERE a.account = payer AND u.usage_id > coalesce(s.seeded_to, 0) AND c.counter_id <> ALL (u.charged)
         GROUP BY c.counter_id, u.account
    ), seeded AS (
        INSERT INTO seeds (counter_id, account, seeded_to, amount)
        SELECT m.counter_id, m.account, last_usage_id(), coalesce(m.amount, 0) FROM missed m
        ON CONFLICT (counter_id, account) DO UPDATE
            SET seeded_to = excluded.seeded_to, amount = seeds.amount + excluded.amount
    )
    UPDATE counters c
       SET used = c.used + m.amount, seeded = c.seeded + m.amount, closed_at = NULL
      FROM (SELECT counter_id, sum(amount) AS amount FROM missed GROUP BY counter_id) m
     WHERE c.counter_id = m.counter_id AND m.amount IS NOT NULL;
    -- grants of a limit's name come to the counter that is now in force
    UPDATE counters c SET stale_at = '-infinity'
      FROM accounts a, limits_of(a.account, a.plan) l
     WHERE a.account = payer AND c.account = a.account AND c.limit_id = l.limit_id
       AND EXISTS (SELECT FROM grants g WHERE (g.account, g.limit_name, g.unit) = (payer, l.limit_name, l.unit));
END;

-- The ancestors of an account that is put below a parent; '' is no parent.
CREATE OR REPLACE FUNCTION ancestors_below(parent text) RETURNS text[]
LANGUAGE sql STABLE
RETURN coalesce((SELECT array_prepend(a.account, a.ancestors) FROM accounts a WHERE a.account = ancestors_below.parent), '{}');

-- After an account has got other ancestors: those below it get them too, and whoever is charged with them from now on
-- counts what they have used.
CREATE OR REPLACE FUNCTION regroup(moved text, old_ancestors text[]) RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    UPDATE accounts a
       SET ancestors = a.ancestors[:array_position(a.ancestors, moved)] || m.ancestors
      FROM accounts m
     WHERE m.account = moved AND a.ancestors <> '{}' AND a.ancestors @> ARRAY[moved];
    SELECT count(recount(payer.account)) FROM (
        SELECT unnest(m.ancestors) AS account FROM accounts m WHERE m.account = moved
        UNION
        SELECT p.account FROM pools p JOIN accounts m ON p.for_account = ANY (m.ancestors) WHERE m.account = moved
        EXCEPT
        SELECT unnest(old_ancestors)) payer;
END;
