CREATE TABLE IF NOT EXISTS accounts (
    account      text PRIMARY KEY,
    plan         text NOT NULL REFERENCES plans,
    parent       text REFERENCES accounts,
    time_zone    text NOT NULL DEFAULT 'UTC',
    anchor       timestamptz NOT NULL DEFAULT now(),  -- where anchored periods start
    auth_subject text UNIQUE,                         -- the JWT claim `sub` that signs in as this account
    metadata     jsonb,
    created_at   timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT account_valid CHECK (btrim(account, E' \t\n\r\f\v') <> '' AND octet_length(account) <= 255),
    CONSTRAINT parent_not_self CHECK (parent <> account),
    CONSTRAINT anchor_valid CHECK (anchor >= '0001-01-02 00:00+00' AND anchor < '9999-12-31 00:00+00'),
    CONSTRAINT auth_subject_valid CHECK (btrim(auth_subject) <> '' AND octet_length(auth_subject) <= 255),
    CONSTRAINT account_metadata_valid CHECK (
        jsonb_typeof(metadata) = 'object' AND octet_length(metadata::text) <= 8192)
);
CREATE INDEX IF NOT EXISTS accounts_plan ON accounts (plan);
CREATE INDEX IF NOT EXISTS accounts_parent ON accounts (parent) WHERE parent IS NOT NULL;

COMMENT ON TABLE accounts IS 'who is metered: a user, team, company, API key; the id is the app''s own';
COMMENT ON COLUMN accounts.auth_subject IS
    'the JWT claim sub that reads this account under RLS; NULL: the claim equal to the account id';
COMMENT ON CONSTRAINT account_valid ON accounts IS
    'invalid account id|An account id has 1 to 255 bytes and is not blank.';
COMMENT ON CONSTRAINT parent_not_self ON accounts IS
    'an account cannot be its own parent|Name another account as the parent.';
COMMENT ON CONSTRAINT anchor_valid ON accounts IS
    'invalid anchor|Give a moment of the years 1 to 9999.';
COMMENT ON CONSTRAINT auth_subject_valid ON accounts IS
    'invalid auth_subject|An auth_subject has 1 to 255 bytes and is not blank.';
COMMENT ON CONSTRAINT account_metadata_valid ON accounts IS
    'invalid metadata|Metadata is a JSON object of at most 8 KiB.';
