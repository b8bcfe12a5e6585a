-- Every account gets the counters that the first call of one of its plan has made, without a call of its own each: what is
-- measured is a call, not the making of its counter.
ANALYZE;
INSERT INTO meter.counters (account, limit_id, period_start, period_end, opened)
SELECT a.account, made.limit_id, made.period_start, made.period_end, true
  FROM (SELECT DISTINCT l.plan, c.limit_id, c.period_start, c.period_end
          FROM meter.counters c JOIN meter.limits l USING (limit_id)) made
  JOIN meter.accounts a ON a.plan = made.plan
 ORDER BY a.account
    ON CONFLICT DO NOTHING;
