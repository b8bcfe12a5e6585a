-- 0.2.0 removes ended counters of minutes and hours; the alerts that told of them stay.
ALTER TABLE meter.alerts DROP CONSTRAINT IF EXISTS alerts_counter_id_fkey;
