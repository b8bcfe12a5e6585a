-- $1 account, $2 limit, $3 moment, $4 period start, $5 period end, $6 now, $7 end of the period after it: a counter starts with what the log already
-- holds: what grants have paid of it stays paid, what is above the cap is kept. It is stale from its start on where grants, debts or the
-- period before may have left something for it.
WITH span AS MATERIALIZED (
    SELECT s.* FROM meter.clip_period($1, $2, $3, $4, $5, $7) s
), counted AS MATERIALIZED (
    SELECT u.account, u.provider, u.key_source, u.model, coalesce(sum(u.amount), 0) AS amount,
           sum(meter.paid_by_grants($1, l.limit_name, l.unit, u.grant_ids, u.grant_amounts)) AS paid
      FROM meter.limits l, span, LATERAL meter.counted($1, l, span.clipped_start, span.clipped_end) u
     WHERE l.limit_id = $2
     GROUP BY u.account, u.provider, u.key_source, u.model
), made AS (
    INSERT INTO meter.counters (account, limit_id, period_start, period_end, used, seeded, paid, repaid, kept, granted, stale_at, opened)
    SELECT $1, $2, span.clipped_start, span.clipped_end, seed.amount, seed.amount, seed.paid + repaid,
           repaid, greatest(0, seed.amount - seed.paid - repaid - l.cap), seed.paid + repaid,
           CASE WHEN span.clipped_end > $6
                 AND (l.carry_over_cap > 0 OR EXISTS (SELECT FROM meter.grants g
                       WHERE (g.account, g.limit_name, g.unit) = ($1, l.limit_name, l.unit))
                      OR owes.anything)
                THEN span.clipped_start ELSE 'infinity' END,
           span.clipped_start <= $6 AND coalesce(l.carry_over_cap, 0) = 0 AND NOT owes.anything
      FROM meter.limits l, span, (SELECT coalesce(sum(amount), 0), coalesce(sum(paid), 0) FROM counted) seed (amount, paid),
           LATERAL (SELECT greatest(-seed.paid, meter.repaid_before($1, l, span.clipped_start, span.clipped_end))) beside (repaid),
           LATERAL (SELECT seed.amount > 0 AND EXISTS (SELECT FROM meter.debtors($1, l, span.clipped_start, span.clipped_end, $6))) owes (anything)
     WHERE l.limit_id = $2
    ON CONFLICT ON CONSTRAINT counter_unique DO NOTHING
    RETURNING counter_id
)
INSERT INTO meter.seeds (counter_id, account, provider, key_source, model, seeded_to, amount, paid)
SELECT made.counter_id, counted.account, counted.provider, counted.key_source, counted.model, meter.last_usage_id(), counted.amount, counted.paid
  FROM made, counted
