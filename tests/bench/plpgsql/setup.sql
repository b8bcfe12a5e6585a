-- What a careful author writes: one function that locks the counter's row, looks the price up, checks, counts and logs.
CREATE TABLE limits (plan text PRIMARY KEY, monthly_tokens bigint NOT NULL);
CREATE TABLE accounts (account text PRIMARY KEY, plan text NOT NULL REFERENCES limits);
CREATE TABLE counters (
    counter_id   bigint GENERATED ALWAYS AS IDENTITY,
    account      text NOT NULL REFERENCES accounts,
    period_start timestamptz NOT NULL,
    used         bigint NOT NULL DEFAULT 0,

    PRIMARY KEY (account, period_start)
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
    counter_id        bigint NOT NULL,

    PRIMARY KEY (account, at, usage_id)
);

CREATE FUNCTION charge(account text, input_tokens bigint, output_tokens bigint, model text, provider text,
                       cache_read_tokens bigint)
RETURNS TABLE (allowed boolean, remaining bigint, cost numeric)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    cap bigint;
    counter counters;
    price prices;
    month timestamptz := date_trunc('month', now(), 'UTC');
    tokens bigint := $2 + $3;
    usd numeric;
BEGIN
    SELECT l.monthly_tokens INTO cap FROM accounts a JOIN limits l USING (plan) WHERE a.account = $1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no account "%"', $1;
    END IF;
    SELECT c.* INTO counter FROM counters c WHERE c.account = $1 AND c.period_start = month FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO counters (account, period_start) VALUES ($1, month) ON CONFLICT DO NOTHING;
        SELECT c.* INTO counter FROM counters c WHERE c.account = $1 AND c.period_start = month FOR UPDATE;
    END IF;
    SELECT p.* INTO price FROM prices p
     WHERE p.provider = $5 AND p.model = $4 AND p.effective_from <= now() ORDER BY p.effective_from DESC LIMIT 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'model "%" has no price', $4;
    END IF;
    IF counter.used + tokens > cap THEN
        RETURN QUERY SELECT false, cap - counter.used, NULL::numeric;
        RETURN;
    END IF;
    usd := (($2 - $6) * price.input_price + $6 * price.cache_read_price + $3 * price.output_price) / 1000000;
    UPDATE counters c SET used = c.used + tokens WHERE c.account = $1 AND c.period_start = month;
    INSERT INTO usage_log (account, provider, model, input_tokens, output_tokens, cache_read_tokens, cost, price_id, counter_id)
    VALUES ($1, $5, $4, $2, $3, $6, usd, price.price_id, counter.counter_id);
    RETURN QUERY SELECT true, cap - counter.used - tokens, usd;
END $$;

INSERT INTO limits VALUES ('bench', 1000000000000);
INSERT INTO prices (provider, model, input_price, output_price, cache_read_price, effective_from)
VALUES ('bench', 'bench-1', 0.15, 0.60, 0.075, '2020-01-01');
INSERT INTO accounts SELECT 'a' || n, 'bench' FROM generate_series(1, :accounts) n;
INSERT INTO counters (account, period_start) SELECT account, date_trunc('month', now(), 'UTC') FROM accounts;
