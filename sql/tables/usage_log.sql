-- One row a metered call, append-only, one partition a month. usage_id comes from a plain sequence, which a dump
-- carries along; the one b-tree serves an account's history and the counting of a period.
CREATE SEQUENCE IF NOT EXISTS usage_id_seq;

CREATE TABLE IF NOT EXISTS usage_log (
    account             text NOT NULL,
    at                  timestamptz NOT NULL,
    usage_id            bigint NOT NULL DEFAULT nextval('meter.usage_id_seq'),
    plan                text NOT NULL,
    provider            text,
    model               text,
    operation           text,
    operation_id        text,
    session_id          text,
    key_source          text NOT NULL,
    service_tier        text NOT NULL,
    conditions          text[],             -- what multiplied the prices of its tokens, such as speed:fast; NULL: nothing
    input_tokens        bigint NOT NULL,
    output_tokens       bigint NOT NULL,
    cache_read_tokens   bigint NOT NULL DEFAULT 0,
    cache_write_tokens  bigint NOT NULL DEFAULT 0,
    reasoning_tokens    bigint NOT NULL DEFAULT 0,
    audio_input_tokens  bigint NOT NULL DEFAULT 0,
    audio_output_tokens bigint NOT NULL DEFAULT 0,
    other_units         jsonb,              -- what was used beside tokens, and parts of them, by price component
    requests            integer NOT NULL DEFAULT 1,
    tokens              bigint NOT NULL,    -- input and output
    cost                numeric,            -- USD, the provider's; NULL: not known
    markup              numeric,            -- the plan's factor at that time; NULL: none
    charged_cost        numeric,            -- what the account is charged by these
    price_match         text NOT NULL,
    price_ids           bigint[] NOT NULL,
    charged             bigint[] NOT NULL,  -- the receipt: the counters that this row went into
    grant_ids           bigint[],           -- the receipt's second half: which grants this row spent,
    grant_amounts       numeric[],          -- and how much of each; NULL where it spent none
    enforced            boolean NOT NULL,
    hold_id             bigint,
    refunds             bigint,             -- the usage_id that this row takes back
    adjusts             bigint,             -- the usage_id whose cost this row corrects
    metadata            jsonb,
    recorded_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    reported_cost       numeric,            -- USD, the provider's own bill; NULL: the answer does not tell it
    priced_cost         numeric,            -- USD by the prices, beside a bill; NULL: no bill, or no price
    marks               text[],             -- what is to be known of it; NULL: nothing

    PRIMARY KEY (account, at, usage_id)
) PARTITION BY RANGE (at);

-- a call is refunded once
CREATE UNIQUE INDEX IF NOT EXISTS usage_log_refunds ON usage_log (account, at, refunds) WHERE refunds IS NOT NULL;
CREATE INDEX IF NOT EXISTS usage_log_adjusts ON usage_log (account, at, adjusts) WHERE adjusts IS NOT NULL;
-- By time, for the counters of pools: they count the calls of all accounts. By id, for reports: they read the rows that meter.rollups lacks.
CREATE INDEX IF NOT EXISTS usage_log_at ON usage_log USING brin (at, usage_id) WITH (autosummarize = on, pages_per_range = 32);

COMMENT ON TABLE usage_log IS 'every metered call with its exact cost, the prices used and the counters charged; append-only';
COMMENT ON COLUMN usage_log.price_match IS
    'exact: provider and model; model: by the model''s name alone; alias, prefix, dated, fine_tune, regex, list: by another name of the model, in that order; provider: what the provider asks for every model; fallback: the operator''s fallback price; reported: not by prices, but by the provider''s bill; none: cost unknown';
COMMENT ON COLUMN usage_log.marks IS
    'duplicate: the account was charged for this answer before; clamped: a count was larger than what it is a part of, and was cut down to it (the metadata has what was said); unpriced_tier: no price knows the service tier, or some of the tokens have none of it; those are charged as standard';

-- A month without a partition of its own lands here, so that no usage is lost when nobody made partitions ahead.
CREATE TABLE IF NOT EXISTS usage_log_default PARTITION OF usage_log DEFAULT;
