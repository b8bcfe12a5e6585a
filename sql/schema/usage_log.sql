-- One row a metered call, append-only, one partition a month. usage_id comes from a plain sequence, which a dump
-- carries along; the one b-tree serves an account's history and the counting of a period.
CREATE SEQUENCE IF NOT EXISTS usage_id_seq;

-- What the operator charges for a call: the provider's cost with the plan's markup; nothing where the account has paid the
-- provider itself.
CREATE OR REPLACE FUNCTION charged_cost(cost numeric, markup numeric, key_source text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE key_source WHEN 'own' THEN 0 ELSE cost * coalesce(markup, 1) END;

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
-- What a row must be. These are no CHECKs: Postgres reads those of a partition from the catalog for every INSERT, and they would
-- take a fourth of a call's time. Three statements write the log; meter_verify() holds its rows against this.
CREATE OR REPLACE FUNCTION is_sound(u usage_log) RETURNS boolean
LANGUAGE sql IMMUTABLE
RETURN u.tokens = u.input_tokens + u.output_tokens
   AND u.charged_cost IS NOT DISTINCT FROM charged_cost(u.cost, u.markup, u.key_source)
   AND (u.cost IS NULL) = (u.price_match = 'none')
   AND u.price_match IN ('exact', 'model', 'alias', 'prefix', 'dated', 'fine_tune', 'regex', 'list', 'provider', 'fallback',
                         'reported', 'none')
   AND (u.price_match <> 'reported' OR u.refunds IS NOT NULL OR u.cost = u.reported_cost)
   AND u.key_source IN ('shared', 'own')
   AND coalesce(jsonb_typeof(u.other_units) = 'object', true)
   AND CASE WHEN u.refunds IS NOT NULL
            THEN u.adjusts IS NULL AND u.requests < 0 AND greatest(u.input_tokens, u.output_tokens) <= 0
            WHEN u.adjusts IS NOT NULL
            THEN u.requests = 0 AND u.tokens = 0 AND u.input_tokens = 0 AND u.cost IS NOT NULL
            ELSE u.requests > 0 AND coalesce(u.cost, 0) >= 0
             AND u.input_tokens >= u.cache_read_tokens + u.cache_write_tokens AND u.input_tokens >= u.audio_input_tokens
             AND u.output_tokens >= u.reasoning_tokens AND u.output_tokens >= u.audio_output_tokens
             AND least(u.cache_read_tokens, u.cache_write_tokens, u.reasoning_tokens, u.audio_input_tokens,
                       u.audio_output_tokens) >= 0 END;

-- a call is refunded once
CREATE UNIQUE INDEX IF NOT EXISTS usage_log_refunds ON usage_log (account, at, refunds) WHERE refunds IS NOT NULL;
CREATE INDEX IF NOT EXISTS usage_log_adjusts ON usage_log (account, at, adjusts) WHERE adjusts IS NOT NULL;
-- for the counters of pools, which count by time whoever used it
CREATE INDEX IF NOT EXISTS usage_log_at ON usage_log USING brin (at) WITH (autosummarize = on, pages_per_range = 32);

COMMENT ON TABLE usage_log IS 'every metered call with its exact cost, the prices used and the counters charged; append-only';
COMMENT ON COLUMN usage_log.price_match IS
    'exact: provider and model; model: by the model''s name alone; alias, prefix, dated, fine_tune, regex, list: by another name of the model, in that order; provider: what the provider asks for every model; fallback: the operator''s fallback price; reported: not by prices, but by the provider''s bill; none: cost unknown';
COMMENT ON COLUMN usage_log.marks IS
    'duplicate: the account was charged for this answer before; clamped: a count was larger than what it is a part of, and was cut down to it (the metadata has what was said); unpriced_tier: no price knows the service tier, charged as standard';

-- A month without a partition of its own lands here, so that no usage is lost when nobody made partitions ahead.
CREATE TABLE IF NOT EXISTS usage_log_default PARTITION OF usage_log DEFAULT;
