-- $1 counter, $2 used before, $3 used after: what a charge spent of which grant
SELECT after.grant_id, after.spent - coalesce(before.spent, 0)
  FROM meter.drawn($1, $3) after LEFT JOIN meter.drawn($1, $2) before USING (grant_id)
 WHERE after.spent > coalesce(before.spent, 0)
