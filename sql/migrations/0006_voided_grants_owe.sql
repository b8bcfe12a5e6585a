-- 0.2.0 keeps what is owed of a voided grant with that grant. Before, it was what all grants on a counter had paid less than calls had spent of them.
ALTER TABLE meter.allotments ADD COLUMN owing numeric NOT NULL DEFAULT 0;
UPDATE meter.allotments a SET owing = least(-a.repaid, x.owing - x.before)
  FROM (SELECT o.grant_id, o.counter_id, -sum(o.repaid) OVER (PARTITION BY o.counter_id) AS owing,
               coalesce(sum(greatest(-o.repaid, 0)) OVER (PARTITION BY o.counter_id ORDER BY o.grant_id
                                                          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
          FROM meter.allotments o) x
 WHERE (a.grant_id, a.counter_id) = (x.grant_id, x.counter_id) AND a.repaid < 0 AND x.owing > x.before;
ALTER TABLE meter.allotments ADD CONSTRAINT owing_not_negative CHECK (owing >= 0);
