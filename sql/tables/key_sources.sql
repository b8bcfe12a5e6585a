-- Whose key an account's calls use where they do not say so themselves.
CREATE TABLE IF NOT EXISTS key_sources (
    account    text NOT NULL REFERENCES accounts,
    provider   text NOT NULL,
    key_source text NOT NULL,

    PRIMARY KEY (account, provider),
    CONSTRAINT key_source_provider_valid CHECK (btrim(provider) <> '' AND octet_length(provider) <= 255),
    CONSTRAINT key_source_valid CHECK (key_source IN ('shared', 'own'))
);
COMMENT ON TABLE key_sources IS 'which provider keys an account, and those below it, bring themselves';
COMMENT ON CONSTRAINT key_source_provider_valid ON key_sources IS
    'invalid provider|A provider has 1 to 255 bytes and is not blank.';
COMMENT ON CONSTRAINT key_source_valid ON key_sources IS
    'invalid key_source|Use "shared" (the operator''s provider key) or "own" (the account brings its own).';
