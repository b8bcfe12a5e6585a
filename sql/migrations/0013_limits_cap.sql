-- 0.2.0 has limits that cut what does not fit.
ALTER TABLE meter.limits ADD COLUMN on_excess text NOT NULL DEFAULT 'refuse',
    ADD CONSTRAINT limit_on_excess_valid CHECK (
        on_excess IN ('refuse', 'cap') AND (on_excess = 'refuse' OR unit NOT IN ('requests', 'input_tokens')));
