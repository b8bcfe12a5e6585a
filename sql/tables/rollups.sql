-- Sums of the usage log, so that a report need not read it: by account and day, by quarter of an hour for everybody together, and by
-- account and quarter of an hour for months that have left the log. meter_maintain() brings them up to date; what is not in them yet a
-- report reads from the log. All days are UTC's: a quarter of an hour lies within one hour and one day of every zone.

-- What calls have in common that are summed together.
CREATE TABLE IF NOT EXISTS rollup_kinds (
    kind_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind_key    uuid NOT NULL UNIQUE,  -- an md5 of the columns below
    provider    text,
    model       text,
    operation   text,
    key_source  text NOT NULL,
    plan        text NOT NULL,
    price_match text NOT NULL,         -- as corrections have left it, as are the prices
    price_ids   bigint[] NOT NULL
);
COMMENT ON TABLE rollup_kinds IS 'what the calls of a row of meter.rollups have in common';

-- Each row of the log adds what it has: refunds and corrections are below zero. There is no foreign key on the kinds: its trigger would take
-- as long as all the rest.
CREATE TABLE IF NOT EXISTS rollups (
    account             text NOT NULL,     -- '': everybody together
    grain               text NOT NULL,
    starts_at           timestamptz NOT NULL,
    kind_id             bigint NOT NULL,
    log_rows            bigint NOT NULL,
    requests            numeric NOT NULL,
    refunds             numeric NOT NULL,
    input_tokens        numeric NOT NULL,
    output_tokens       numeric NOT NULL,
    cache_read_tokens   numeric NOT NULL,
    cache_write_tokens  numeric NOT NULL,
    reasoning_tokens    numeric NOT NULL,
    audio_input_tokens  numeric NOT NULL,
    audio_output_tokens numeric NOT NULL,
    other_units         jsonb,             -- the sum of each; NULL: none
    unit_rows           jsonb,             -- how many rows of the log have each
    misfits             numeric NOT NULL,  -- rows whose parts (cached, audio, reasoning tokens) exceed their whole: their cost cannot be split into input and output
    cost                numeric NOT NULL,
    cost_rows           numeric NOT NULL,  -- rows that have a cost
    charged_cost        numeric NOT NULL,
    charged_rows        numeric NOT NULL,
    unpriced            numeric NOT NULL,  -- requests without a price

    PRIMARY KEY (account, grain, starts_at, kind_id),
    CONSTRAINT grain_valid CHECK (grain IN ('day', 'quarter'))
);
CREATE INDEX IF NOT EXISTS rollups_starts_at ON rollups USING brin (starts_at);
COMMENT ON TABLE rollups IS 'sums of the usage log by account, day or quarter of an hour, and kind of call; meter_maintain() keeps them';
COMMENT ON COLUMN rollups.grain IS 'day: a day of UTC; quarter: a quarter of an hour';

-- Up to which row of the log. Rows get their ids before they commit, so an id is in only when no transaction can bring an earlier one.
CREATE TABLE IF NOT EXISTS rollup_state (
    one_row     boolean PRIMARY KEY DEFAULT true,
    rolled_to   bigint NOT NULL DEFAULT 0,     -- every usage_id up to this one is in the sums, or will never be
    closing_to  bigint NOT NULL DEFAULT 0,     -- the same will hold of this one when these transactions have ended:
    closing_for text[] NOT NULL DEFAULT '{}',
    rolled_at   timestamptz,
    CONSTRAINT rollup_state_one_row CHECK (one_row)
);
COMMENT ON TABLE rollup_state IS 'up to which row of the usage log meter.rollups has all';
INSERT INTO rollup_state DEFAULT VALUES ON CONFLICT DO NOTHING;
