-- 0.2.0 reserves and settles on a counter's stripes.
ALTER TABLE meter.stripes ADD COLUMN reserved numeric NOT NULL DEFAULT 0, DROP CONSTRAINT stripe_has_room;
ALTER TABLE meter.stripes ADD CONSTRAINT stripe_has_room CHECK (used + reserved <= room);
ALTER TABLE meter.reservations DROP CONSTRAINT reservations_counter_id_fkey;
