-- An account's rows under another name, and an account that leaves. Its charges wait meanwhile, and those of others that it pays for.

-- Waits for the charges of accounts that are about to be renamed, removed or made, and keeps others out.
CREATE OR REPLACE FUNCTION begin_renaming(names text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM refuse_old_snapshot();
    PERFORM FROM rollup_state FOR UPDATE;  -- the sums of the log are renamed too; who sums them takes long, and charges must not wait for that
    PERFORM lock_exclusive('grouping', '');  -- before any account, as every change takes it
    PERFORM close_payers(names);
END $$;
COMMENT ON FUNCTION begin_renaming IS 'begins to rename or remove accounts: waits for the charges it concerns, and keeps others out';

-- Gives all rows of an account another name, which no account has. Months that have been detached keep the old one.
CREATE OR REPLACE FUNCTION give_name(old_name text, new_name text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    subject constant text := (SELECT a.auth_subject FROM accounts a WHERE a.account = old_name);
BEGIN
    UPDATE accounts a SET auth_subject = NULL WHERE a.account = old_name;  -- one account at a time has it
    INSERT INTO accounts
    SELECT (jsonb_populate_record(a, jsonb_build_object('account', new_name, 'auth_subject', subject))).*
      FROM accounts a WHERE a.account = old_name;
    UPDATE accounts a SET parent = CASE a.parent WHEN old_name THEN new_name ELSE a.parent END, ancestors = array_replace(a.ancestors, old_name, new_name)
     WHERE a.ancestors <> '{}' AND a.ancestors @> ARRAY[old_name];
    UPDATE limits x SET account = new_name WHERE x.account = old_name;
    UPDATE counters x SET account = new_name WHERE x.account = old_name;
    UPDATE seeds x SET account = new_name WHERE x.account = old_name;
    UPDATE departures x SET payer = new_name WHERE x.payer = old_name;
    UPDATE departures x SET account = new_name WHERE x.account = old_name;
    UPDATE pools x SET account = new_name WHERE x.account = old_name;
    UPDATE pools x SET for_account = new_name WHERE x.for_account = old_name;
    UPDATE key_sources x SET account = new_name WHERE x.account = old_name;
    UPDATE grants x SET account = new_name WHERE x.account = old_name;
    UPDATE holds x SET account = new_name WHERE x.account = old_name;
    UPDATE alerts x SET account = new_name WHERE x.account = old_name;
    UPDATE denials x SET account = new_name WHERE x.account = old_name;
    UPDATE denials x SET payer = new_name WHERE x.payer = old_name;
    UPDATE idempotency_keys x SET account = new_name WHERE x.account = old_name;
    UPDATE usage_log x SET account = new_name WHERE x.account = old_name;
    UPDATE rollups x SET account = new_name WHERE x.account = old_name;
    DELETE FROM accounts a WHERE a.account = old_name;
END $$;
COMMENT ON FUNCTION give_name IS 'gives all rows of an account another name';

-- Why an account cannot simply go; NULL: nothing was ever used or granted.
CREATE OR REPLACE FUNCTION what_keeps(name text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN CASE
        WHEN EXISTS (SELECT FROM usage_log u WHERE u.account = name) OR EXISTS (SELECT FROM rollups r WHERE r.account = name)
          OR EXISTS (SELECT FROM counters c WHERE c.account = name AND used_of(c) <> 0) THEN 'It has calls in the log.'
        WHEN EXISTS (SELECT FROM grants g WHERE g.account = name) THEN 'It has grants.'
        -- one that no limit counts has reserved nothing
        WHEN EXISTS (SELECT FROM holds h LEFT JOIN reservations r USING (hold_id)
                      WHERE h.account = name AND num_nonnulls(h.settled_at, h.released_at) = 0 AND (r.amount IS NOT NULL OR h.expires_at > now_at()))
          OR EXISTS (SELECT FROM counters c JOIN reservations r USING (counter_id) WHERE c.account = name AND r.expires_at > now_at())
             THEN 'It has a call in flight.'  -- or one of an account that was below it
        WHEN EXISTS (SELECT FROM accounts a WHERE a.parent = name) THEN 'It has accounts below it.'
        WHEN EXISTS (SELECT FROM pools p WHERE name IN (p.account, p.for_account)) THEN 'It is a pool, or uses one of its own.' END;
END $$;
COMMENT ON FUNCTION what_keeps IS 'why an account cannot be removed; NULL: it can';

-- Removes an account of which nothing was ever used, with what is left of it.
CREATE OR REPLACE FUNCTION drop_account(name text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    DELETE FROM reservations r USING holds h WHERE h.hold_id = r.hold_id AND h.account = name;
    DELETE FROM reservations r USING counters c WHERE c.counter_id = r.counter_id AND c.account = name;
    DELETE FROM holds h WHERE h.account = name;
    DELETE FROM idempotency_keys k WHERE k.account = name;
    DELETE FROM denials d WHERE d.account = name;
    DELETE FROM alerts a USING counters c WHERE c.counter_id = a.counter_id AND c.account = name;
    DELETE FROM stripes s USING counters c WHERE c.counter_id = s.counter_id AND c.account = name;
    DELETE FROM counters c WHERE c.account = name;
    UPDATE denials d SET limit_id = NULL FROM limits l WHERE l.limit_id = d.limit_id AND l.account = name;
    DELETE FROM limits l WHERE l.account = name;
    DELETE FROM key_sources k WHERE k.account = name;
    DELETE FROM departures d WHERE name IN (d.payer, d.account);
    DELETE FROM accounts a WHERE a.account = name;
END $$;
COMMENT ON FUNCTION drop_account IS 'removes an account of which nothing was ever used';
