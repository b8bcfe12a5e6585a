-- What an app does that meters in its own code: tables like these, and the round trips of call.sql in one transaction.
CREATE TABLE plans (plan text PRIMARY KEY, monthly_tokens bigint NOT NULL);
CREATE TABLE accounts (account text PRIMARY KEY, plan text NOT NULL REFERENCES plans);
CREATE TABLE usage_counters (
    account text NOT NULL REFERENCES accounts,
    month   date NOT NULL,
    used    bigint NOT NULL,

    PRIMARY KEY (account, month)
) WITH (fillfactor = 70);
CREATE TABLE prices (
    price_id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    provider         text NOT NULL,
    model            text NOT NULL,
    input_price      numeric NOT NULL,  -- USD per million
    output_price     numeric NOT NULL,
    cache_read_price numeric NOT NULL,
    effective_from   timestamptz NOT NULL
);
CREATE INDEX prices_model ON prices (provider, model, effective_from);
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

    PRIMARY KEY (account, at, usage_id)
);

INSERT INTO plans VALUES ('bench', 1000000000000);
INSERT INTO prices (provider, model, input_price, output_price, cache_read_price, effective_from)
VALUES ('bench', 'bench-1', 0.15, 0.60, 0.075, '2020-01-01');
INSERT INTO accounts SELECT 'a' || n, 'bench' FROM generate_series(1, :accounts) n;
INSERT INTO usage_counters SELECT account, date_trunc('month', now(), 'UTC')::date, 0 FROM accounts;
