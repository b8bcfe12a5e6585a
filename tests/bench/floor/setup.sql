-- The least that a correct meter can do: tables of its own, and one statement (call.sql) that refuses or counts and logs.
-- It has one limit and knows the price; no plans, parents, pools, holds, grants, retries, alerts or denials.
CREATE TABLE counters (
    counter_id   bigint GENERATED ALWAYS AS IDENTITY,
    account      text NOT NULL,
    period_start timestamptz NOT NULL,
    cap          bigint NOT NULL,
    used         bigint NOT NULL DEFAULT 0,

    PRIMARY KEY (account, period_start)
) WITH (fillfactor = 70);

CREATE TABLE usage_log (
    account           text NOT NULL,
    at                timestamptz NOT NULL DEFAULT now(),
    usage_id          bigint GENERATED ALWAYS AS IDENTITY,
    provider          text NOT NULL,
    model             text NOT NULL,
    input_tokens      bigint NOT NULL,
    output_tokens     bigint NOT NULL,
    cache_read_tokens bigint NOT NULL,
    cost              numeric NOT NULL,
    price_id          bigint NOT NULL,
    counter_id        bigint NOT NULL,

    PRIMARY KEY (account, at, usage_id)
);

INSERT INTO counters (account, period_start, cap)
SELECT 'a' || n, date_trunc('month', now(), 'UTC'), 1000000000000 FROM generate_series(1, :accounts) n;
