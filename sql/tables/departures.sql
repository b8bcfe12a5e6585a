-- Whom an account was below, and is not any more. What it had used by then stays with the accounts that it has left, whichever limits come
-- into force for them later.
CREATE TABLE IF NOT EXISTS departures (
    payer   text NOT NULL REFERENCES accounts,
    account text NOT NULL REFERENCES accounts,
    left_to bigint NOT NULL,  -- the last usage row of any account when it left,
    held_to bigint NOT NULL,  -- and the last hold

    CONSTRAINT departures_pkey PRIMARY KEY (payer, account)
);
CREATE INDEX IF NOT EXISTS departures_account ON departures (account);
COMMENT ON TABLE departures IS 'accounts that have left a parent, which still counts what they had used by then; kept by meter_set_account';
COMMENT ON COLUMN departures.left_to IS 'the last usage row when the account left; while it is below the payer again, all that it uses counts';
COMMENT ON COLUMN departures.held_to IS 'the last hold when the account left: what it had reserved with the payer by then still counts there when it is settled';
