-- Which usage a limit counts, and how much of it: stated once, for charges, gauges and recounts alike.
CREATE OR REPLACE FUNCTION in_scope(l limits, provider text, model text, operation text, key_source text)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (l.provider IS NULL OR l.provider IS NOT DISTINCT FROM provider)
   AND (l.model IS NULL OR l.model IS NOT DISTINCT FROM model)
   AND (l.operation IS NULL OR l.operation IS NOT DISTINCT FROM operation)
   AND (l.key_source IS NULL OR l.key_source IS NOT DISTINCT FROM key_source);

CREATE OR REPLACE FUNCTION amount(unit text, input_tokens bigint, output_tokens bigint, cost numeric)
RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE unit WHEN 'tokens' THEN (input_tokens + output_tokens)::numeric
                 WHEN 'input_tokens' THEN input_tokens::numeric
                 WHEN 'output_tokens' THEN output_tokens::numeric
                 WHEN 'cost' THEN cost
                 WHEN 'requests' THEN 1::numeric END;

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

-- What the log holds for a limit in a span of time.
CREATE OR REPLACE FUNCTION logged(account text, l limits, from_at timestamptz, to_at timestamptz) RETURNS numeric
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT coalesce(sum(amount(l.unit, u.input_tokens, u.output_tokens, u.cost)), 0)
      FROM usage_log u
     WHERE u.account = logged.account AND u.at >= from_at AND u.at < to_at
       AND in_scope(l, u.provider, u.model, u.operation, u.key_source);
END;

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

-- Counters stand still while their limit is not in force for the account. When it comes into force again, they get what
-- the log has since gained without them. What they have counted before stays, also where the log has been pruned.
-- Call it with the account's charges fenced off.
CREATE OR REPLACE FUNCTION recount(account text) RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    UPDATE counters c
       SET used = c.used + missed.amount, seeded = c.seeded + missed.amount, closed_at = NULL,
           seeded_to = last_usage_id()
      FROM (SELECT c.counter_id, sum(amount(l.unit, u.input_tokens, u.output_tokens, u.cost)) AS amount
              FROM accounts a
              JOIN usage_log u ON u.account = a.account
             CROSS JOIN LATERAL limits_of(a.account, a.plan) l
             CROSS JOIN LATERAL (SELECT c.* FROM counters c
                                  WHERE c.account = a.account AND c.limit_id = l.limit_id AND c.period_start <= u.at
                                  ORDER BY c.period_start DESC LIMIT 1) c
             WHERE a.account = recount.account AND u.at < c.period_end
               AND in_scope(l, u.provider, u.model, u.operation, u.key_source)
               AND u.usage_id > c.seeded_to AND c.counter_id <> ALL (u.charged)
             GROUP BY c.counter_id) missed
     WHERE c.counter_id = missed.counter_id AND missed.amount IS NOT NULL;
END;
