-- 0.2.0 hides the provider's cost from accounts that a markup has ever charged, also after they have left its plan. Of the time before
-- only what is in the log is known: accounts whose calls carried a markup, and all that may have counted those calls.
ALTER TABLE meter.plans ADD COLUMN marked_up boolean NOT NULL DEFAULT false;
UPDATE meter.plans p SET marked_up = true
 WHERE coalesce(p.markup, 1) <> 1 OR EXISTS (SELECT FROM meter.usage_log u WHERE u.plan = p.plan AND u.markup <> 1);
ALTER TABLE meter.plans ADD CONSTRAINT markup_is_remembered CHECK (marked_up OR coalesce(markup, 1) = 1);
ALTER TABLE meter.accounts ADD COLUMN marked_up boolean NOT NULL DEFAULT false;
UPDATE meter.accounts a SET marked_up = true
 WHERE a.account IN (SELECT u.account FROM meter.usage_log u WHERE u.markup <> 1)
    OR a.account IN (SELECT c.account FROM meter.counters c
                      WHERE c.counter_id IN (SELECT unnest(u.charged) FROM meter.usage_log u WHERE u.markup <> 1));
DROP POLICY IF EXISTS users_read_own ON meter.grants;
DROP POLICY IF EXISTS operators_read_all ON meter.grants;  -- both are made again
-- thresholds have 6 decimals at most
UPDATE meter.limits l SET thresholds = l.thresholds::numeric(9, 6)[]
 WHERE l.thresholds <> l.thresholds::numeric(9, 6)[];
ALTER TABLE meter.limits DROP CONSTRAINT thresholds_valid, ADD CONSTRAINT thresholds_valid CHECK (
    cardinality(thresholds) BETWEEN 1 AND 10 AND array_position(thresholds, NULL) IS NULL
    AND 0 < ALL (thresholds) AND 100 >= ALL (thresholds) AND thresholds = thresholds::numeric(9, 6)[]);
