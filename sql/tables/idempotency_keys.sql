CREATE TABLE IF NOT EXISTS idempotency_keys (
    account         text NOT NULL,
    idempotency_key text NOT NULL,
    operation       text NOT NULL,
    request         jsonb NOT NULL,
    verdict         jsonb,  -- NULL only inside the transaction that is still deciding
    created_at      timestamptz NOT NULL DEFAULT now(),

    PRIMARY KEY (account, idempotency_key)
);
CREATE INDEX IF NOT EXISTS idempotency_keys_age ON idempotency_keys USING brin (created_at);
COMMENT ON TABLE idempotency_keys IS 'the first answer to each keyed call, given again to every retry';
