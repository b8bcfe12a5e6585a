-- $1 what meter_reprice has answered for each account, as JSON: the sums of each model
SELECT x.provider, x.model, sum(x.calls) AS calls, sum(x.changed) AS changed, sum(x.old_cost) AS old_cost, sum(x.new_cost) AS new_cost,
       sum(x.difference) AS difference, sum(x.unpriced) AS unpriced
  FROM jsonb_to_recordset($1::jsonb) AS x (provider text, model text, calls bigint, changed bigint, old_cost numeric, new_cost numeric,
                                           difference numeric, unpriced bigint)
 GROUP BY x.provider, x.model
 ORDER BY x.provider, x.model
