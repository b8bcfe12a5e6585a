-- Counters stand still while their limit is not in force for the account, or while another account is not below it.
-- When that comes (again), they get what the log holds that they have neither charged nor counted before; what they
-- have counted stays, also where the log has been pruned. Call it with the charges concerned fenced off.
CREATE OR REPLACE FUNCTION recount(payer text, at timestamptz) RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    -- what has expired does not pay for what comes
    SELECT count(expire(c.counter_id, recount.at))
      FROM (SELECT c.counter_id
              FROM accounts a, limits_of(a.account, a.plan) l, counters c
             WHERE a.account = payer AND c.account = a.account AND c.limit_id = l.limit_id
               AND (c.stale_at <= recount.at OR c.dealt)
             ORDER BY l.limit_name COLLATE "C", c.limit_id, c.period_start DESC
            OFFSET 0) c;
    WITH missed AS MATERIALIZED (
        SELECT c.counter_id, u.account, u.provider, u.key_source, sum(u.amount) AS amount
          FROM accounts a
         CROSS JOIN LATERAL limits_of(a.account, a.plan) l
          JOIN counters c ON c.account = a.account AND c.limit_id = l.limit_id
         CROSS JOIN LATERAL counted(a.account, l, c.period_start, c.period_end) u
          LEFT JOIN seeds s ON s.counter_id = c.counter_id AND s.account = u.account
                           AND s.provider IS NOT DISTINCT FROM u.provider AND s.key_source = u.key_source
         WHERE a.account = payer AND u.usage_id > coalesce(s.seeded_to, 0) AND c.counter_id <> ALL (u.charged)
         GROUP BY c.counter_id, u.account, u.provider, u.key_source
    ), locked AS MATERIALIZED (
        SELECT c.counter_id, m.amount
          FROM (SELECT counter_id, sum(amount) AS amount FROM missed GROUP BY counter_id) m
          JOIN counters c USING (counter_id) JOIN limits l USING (limit_id)
         ORDER BY l.limit_name COLLATE "C", c.limit_id, c.period_start DESC
           FOR UPDATE OF c
    ), seeded AS (
        INSERT INTO seeds (counter_id, account, provider, key_source, seeded_to, amount)
        SELECT m.counter_id, m.account, m.provider, m.key_source, last_usage_id(), coalesce(m.amount, 0) FROM missed m
        ON CONFLICT ON CONSTRAINT seed_unique DO UPDATE
            SET seeded_to = excluded.seeded_to, amount = seeds.amount + excluded.amount
    )
    UPDATE counters c
       SET used = c.used + m.amount, seeded = c.seeded + m.amount, closed_at = NULL
      FROM locked m
     WHERE c.counter_id = m.counter_id AND m.amount IS NOT NULL;
    -- grants of a limit's name come to the counter that is now in force
    UPDATE counters c SET stale_at = '-infinity'
      FROM accounts a, limits_of(a.account, a.plan) l
     WHERE a.account = payer AND c.account = a.account AND c.limit_id = l.limit_id AND c.period_end > recount.at
       AND EXISTS (SELECT FROM grants g WHERE (g.account, g.limit_name, g.unit) = (payer, l.limit_name, l.unit));
END;

-- The ancestors of an account that is put below a parent; '' is no parent.
CREATE OR REPLACE FUNCTION ancestors_below(parent text) RETURNS text[]
LANGUAGE sql STABLE
RETURN coalesce((SELECT array_prepend(a.account, a.ancestors) FROM accounts a WHERE a.account = ancestors_below.parent), '{}');

-- After an account has got other ancestors: those below it get them too, and whoever is charged with them from now on
-- counts what they have used.
CREATE OR REPLACE FUNCTION regroup(moved text, old_ancestors text[], at timestamptz) RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    UPDATE accounts a
       SET ancestors = a.ancestors[:array_position(a.ancestors, moved)] || m.ancestors
      FROM accounts m
     WHERE m.account = moved AND a.ancestors <> '{}' AND a.ancestors @> ARRAY[moved];
    SELECT count(recount(payer.account, regroup.at)) FROM (
        SELECT unnest(m.ancestors) AS account FROM accounts m WHERE m.account = moved
        UNION
        SELECT p.account FROM pools p JOIN accounts m ON p.for_account = ANY (m.ancestors) WHERE m.account = moved
        EXCEPT
        SELECT unnest(old_ancestors)) payer;
END;
