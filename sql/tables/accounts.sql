CREATE TABLE IF NOT EXISTS accounts (
    account      text PRIMARY KEY,
    plan         text NOT NULL REFERENCES plans,
    parent       text REFERENCES accounts,
    ancestors    text[] NOT NULL DEFAULT '{}',        -- parent, its parent, and so on
    time_zone    text NOT NULL DEFAULT 'UTC',
    anchor       timestamptz NOT NULL DEFAULT now(),  -- where anchored periods start
    past_calendars jsonb NOT NULL DEFAULT '[]',       -- zones and anchors that periods went by, each until a moment
    auth_subject text UNIQUE,                         -- the JWT claim `sub` that signs in as this account
    metadata     jsonb,
    created_at   timestamptz NOT NULL DEFAULT now(),
    marked_up    boolean NOT NULL DEFAULT false,      -- charged by a markup on a plan, or below or beside others, that it has left

    CONSTRAINT account_valid CHECK (btrim(account, E' \t\n\r\f\x0B') <> '' AND octet_length(account) <= 255),
    CONSTRAINT parent_is_nearest CHECK (parent IS NOT DISTINCT FROM ancestors[1]),
    -- both name account and parent, so that the error shows them; a cycle is looked for first, by its name
    CONSTRAINT ancestors_no_cycle CHECK (account <> ALL (ancestors) AND account IS DISTINCT FROM parent),
    CONSTRAINT depth_valid CHECK (
        cardinality(ancestors || account) <= 8 AND (parent IS NULL) = (ancestors = '{}')),
    CONSTRAINT anchor_valid CHECK (anchor >= '0001-01-02 00:00+00' AND anchor < '9999-12-31 00:00+00'),
    CONSTRAINT auth_subject_valid CHECK (btrim(auth_subject) <> '' AND octet_length(auth_subject) <= 255),
    CONSTRAINT account_metadata_valid CHECK (
        jsonb_typeof(metadata) = 'object' AND octet_length(metadata::text) <= 8192)
);
CREATE INDEX IF NOT EXISTS accounts_plan ON accounts (plan);
CREATE INDEX IF NOT EXISTS accounts_parent ON accounts (parent);
CREATE INDEX IF NOT EXISTS accounts_ancestors ON accounts USING gin (ancestors) WHERE ancestors <> '{}';

COMMENT ON TABLE accounts IS 'who is metered: a user, team, company, API key; the id is the app''s own';
COMMENT ON COLUMN accounts.past_calendars IS
    'zones and anchors that the account''s periods went by before, the earliest first: none that has begun changes; kept by meter_set_account';
COMMENT ON COLUMN accounts.auth_subject IS
    'the JWT claim sub that reads this account under RLS; NULL: the claim equal to the account id';
COMMENT ON CONSTRAINT account_valid ON accounts IS
    'invalid account id|An account id has 1 to 255 bytes and is not blank.';
COMMENT ON COLUMN accounts.ancestors IS 'the accounts that are charged with this one, nearest first; kept by meter_set_account';
COMMENT ON CONSTRAINT parent_is_nearest ON accounts IS
    'parent and ancestors disagree|Set the parent with meter_set_account.';
COMMENT ON CONSTRAINT ancestors_no_cycle ON accounts IS
    'an account cannot be its own ancestor|Name a parent that is not the account itself or one below it.';
COMMENT ON CONSTRAINT depth_valid ON accounts IS
    'accounts are nested too deeply|A chain of accounts, from the top to the lowest, has at most 8.';
COMMENT ON CONSTRAINT anchor_valid ON accounts IS
    'invalid anchor|Give a moment of the years 1 to 9999.';
COMMENT ON CONSTRAINT auth_subject_valid ON accounts IS
    'invalid auth_subject|An auth_subject has 1 to 255 bytes and is not blank.';
COMMENT ON CONSTRAINT account_metadata_valid ON accounts IS
    'invalid metadata|Metadata is a JSON object of at most 8 KiB.';
