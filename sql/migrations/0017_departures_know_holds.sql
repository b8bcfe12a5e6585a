-- 0.2.0 keeps, for who has left a parent, up to which hold it had reserved there; and a row that takes a settlement back, or corrects it, names its hold.
DO $$
BEGIN
    IF to_regclass('meter.departures') IS NOT NULL THEN
        ALTER TABLE meter.departures ADD COLUMN IF NOT EXISTS held_to bigint;
        UPDATE meter.departures SET held_to = coalesce((SELECT max(h.hold_id) FROM meter.holds h), 0) WHERE held_to IS NULL;
        ALTER TABLE meter.departures ALTER COLUMN held_to SET NOT NULL;
        UPDATE meter.usage_log x SET hold_id = u.hold_id
          FROM meter.usage_log u
         WHERE u.account IN (SELECT d.account FROM meter.departures d) AND u.hold_id IS NOT NULL
           AND x.account = u.account AND x.at = u.at AND u.usage_id IN (x.refunds, x.adjusts);
    END IF;
END $$;
-- made anew with the functions: what it answers has another column
DROP FUNCTION IF EXISTS meter.counted CASCADE;
