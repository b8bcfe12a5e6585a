-- Servers before 16 read \v in a string as the letter: on them an account "v" was taken for a blank one, and refused.
ALTER TABLE meter.accounts DROP CONSTRAINT account_valid, ADD CONSTRAINT account_valid CHECK (
    btrim(account, E' \t\n\r\f\x0B') <> '' AND octet_length(account) <= 255);
