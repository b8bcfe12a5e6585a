-- 0.2.0 has limits that cut what does not fit. The default comes second: PostgreSQL 15 adds none to a table whose rows functions take.
ALTER TABLE meter.limits ADD COLUMN on_excess text;
ALTER TABLE meter.limits ALTER COLUMN on_excess SET DEFAULT 'refuse';
UPDATE meter.limits SET on_excess = 'refuse';
ALTER TABLE meter.limits ALTER COLUMN on_excess SET NOT NULL,
    ADD CONSTRAINT limit_on_excess_valid CHECK (
        on_excess IN ('refuse', 'cap') AND (on_excess = 'refuse' OR unit NOT IN ('requests', 'input_tokens')));
