-- What makes a charge and a change of its rules wait for each other. A charge holds, until its transaction ends, the usage log's row-exclusive
-- lock (its INSERT needs it anyway) and a shared lock on its account. A change of one account takes the log's lock too and then
-- its account's exclusively, one of a parent or a pool also those of all who are charged to it, a move (sql/engine/moving.sql) those of the accounts
-- that it concerns. What concerns everybody, a pool of all accounts and costs that are corrected for all, locks the usage log against charges. So
-- the log holds every charge that a limit missed when the limit's first counter is made. A new limit of a plan waits for nobody: who makes its first
-- counter for an account does (sql/engine/new_limits.sql).
-- A charge by the library enters with the same two locks in the same order: extension/src/store/fence.rs.

-- The lock of the log comes before the rules are read: with the INSERT it would come after, and a change of rules could pass between. ONLY: the
-- log's partitions need no lock for that. Answers true, so that a caller can assign it, which takes a third of the time of PERFORM.
CREATE OR REPLACE FUNCTION enter_charge(account text) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    now constant timestamptz := now_at();
BEGIN
    -- one statement for most, who find neither
    IF EXISTS (SELECT FROM new_limits) OR EXISTS (SELECT FROM limits l WHERE l.expires_at <= now AND l.removed_at IS NULL) THEN
        PERFORM end_expired(ARRAY[account]);
        IF EXISTS (SELECT FROM new_limits) THEN
            RETURN enter_beside_new_limits(ARRAY[account]);
        END IF;
    END IF;
    LOCK TABLE ONLY meter.usage_log IN ROW EXCLUSIVE MODE;
    RETURN meter_internal._meter_lock('account', account, 'shared');
END $$;
COMMENT ON FUNCTION enter_charge IS 'enters a charge of an account; rules read afterwards cannot change before this transaction ends';

-- Of several, before a counter of one of them is locked: who closes accounts has them all before any counter.
CREATE OR REPLACE FUNCTION enter_charges(accounts text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM end_expired(accounts), enter_beside_new_limits(accounts);
END $$;
COMMENT ON FUNCTION enter_charges IS 'enters charges of accounts, in the order of their names';

CREATE OR REPLACE FUNCTION keeps_snapshot() RETURNS boolean
LANGUAGE sql STABLE
RETURN current_setting('transaction_isolation') IN ('repeatable read', 'serializable');
COMMENT ON FUNCTION keeps_snapshot IS 'whether this transaction sees nothing of what others commit meanwhile';

-- Whether its rules, the account itself, its limits and those of whom it is charged to, are as this transaction's snapshot has them: a lock of a
-- row that has changed since then fails with 40001.
CREATE OR REPLACE FUNCTION check_snapshot(a accounts) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF keeps_snapshot() THEN
        PERFORM FROM installation i, accounts x
          WHERE x.account = a.account OR x.account = ANY (a.ancestors) OR x.account IN (SELECT p.account FROM pools p)
          ORDER BY x.account COLLATE "C" FOR SHARE;
        PERFORM FROM limits l
          WHERE l.removed_at IS NULL
            AND EXISTS (SELECT FROM accounts x
                         WHERE (x.account = a.account OR x.account = ANY (a.ancestors) OR x.account IN (SELECT p.account FROM pools p))
                           AND (l.account = x.account OR l.plan = x.plan))
            FOR SHARE;
    END IF;
END $$;
COMMENT ON FUNCTION check_snapshot IS 'raises 40001 where this transaction''s snapshot is older than the rules it is about to apply';

-- It would count from a log that has gone on.
CREATE OR REPLACE FUNCTION refuse_old_snapshot() RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF keeps_snapshot() THEN
        RAISE EXCEPTION USING ERRCODE = 'active_sql_transaction',
            MESSAGE = 'a change of limits or costs cannot run in a transaction that keeps its snapshot',
            DETAIL = 'The transaction is REPEATABLE READ or SERIALIZABLE.',
            HINT = 'Run it in a READ COMMITTED transaction: it counts what others have charged.';
    END IF;
END $$;
COMMENT ON FUNCTION refuse_old_snapshot IS 'raises in a transaction that keeps its snapshot';

CREATE OR REPLACE FUNCTION pays_for_others(account text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM accounts a WHERE a.ancestors <> '{}' AND a.ancestors @> ARRAY[pays_for_others.account])
        OR EXISTS (SELECT FROM pools p WHERE p.account = pays_for_others.account);
END $$;
COMMENT ON FUNCTION pays_for_others IS 'whether the usage of others counts to an account';

-- For those that keep an older snapshot. One that has charged has locked the row until it ends.
CREATE OR REPLACE FUNCTION mark_rules_changed() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    UPDATE installation SET rules_version = rules_version + 1;
END $$;
COMMENT ON FUNCTION mark_rules_changed IS 'has charges fail that keep an older snapshot; changes of rules of the whole installation are made one at a time';

-- The same where rules of some accounts change, whose rows this transaction alone may write. Not for the whole installation: who waits for a counter
-- would have all other changes wait too.
CREATE OR REPLACE FUNCTION mark_accounts_changed(accounts text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    UPDATE accounts a SET plan = a.plan
      FROM (SELECT x.account FROM accounts x WHERE x.account = ANY (mark_accounts_changed.accounts) ORDER BY x.account COLLATE "C" FOR NO KEY UPDATE) locked
     WHERE a.account = locked.account;
END $$;
COMMENT ON FUNCTION mark_accounts_changed IS 'has charges fail that keep an older snapshot and are charged to one of these accounts';

-- Waits for all charges, and keeps others out.
CREATE OR REPLACE FUNCTION close_all_accounts() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    LOCK TABLE ONLY meter.usage_log IN SHARE ROW EXCLUSIVE MODE;
    PERFORM mark_rules_changed();
END $$;
COMMENT ON FUNCTION close_all_accounts IS 'waits for all charges, and keeps others out until this transaction ends';

-- The lock of the log comes first, as for a charge. So a transaction that has changed an account may charge afterwards; and close_all_accounts
-- finds no row of an account, and no account's lock, that somebody holds who would then wait for it.
CREATE OR REPLACE FUNCTION close_accounts(accounts text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM check_text('account', a, true) FROM unnest(accounts) a;
    PERFORM settle_new_limits();  -- before many call at once: while a limit is new, first calls wait for others in flight
    LOCK TABLE ONLY meter.usage_log IN ROW EXCLUSIVE MODE;
    PERFORM lock_exclusive('account', x.account)
       FROM (SELECT a AS account FROM unnest(accounts) a GROUP BY a ORDER BY a COLLATE "C" OFFSET 0) x;
END $$;
COMMENT ON FUNCTION close_accounts IS
    'waits for the charges of accounts, in the order of their names, and keeps others out until this transaction ends';

CREATE OR REPLACE FUNCTION close_account(account text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM close_accounts(ARRAY[account]);
END $$;
COMMENT ON FUNCTION close_account IS
    'begins any change of an account: waits for its charges, which go by the account as it was, and keeps others out until this transaction ends';

CREATE OR REPLACE FUNCTION pays_for_everybody(account text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM pools p WHERE p.account = pays_for_everybody.account AND p.for_account IS NULL);
END $$;
COMMENT ON FUNCTION pays_for_everybody IS 'whether everybody''s usage counts to an account';

-- Those who pay come first, and who is found to be charged to them next: nobody joins an account that is closed (begin_joining).
CREATE OR REPLACE FUNCTION close_payers(payers text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    charged text[];
    found text[] := '{}';
BEGIN
    PERFORM close_all_accounts() WHERE EXISTS (SELECT FROM unnest(payers) p WHERE pays_for_everybody(p));
    PERFORM close_accounts(payers);
    LOOP
        charged := ARRAY(SELECT c.account FROM unnest(payers) p, charged_to(p) c);
        EXIT WHEN charged <@ found;
        PERFORM close_accounts(charged);
        found := charged;
    END LOOP;
    PERFORM mark_accounts_changed(payers);
END $$;
COMMENT ON FUNCTION close_payers IS 'waits for the charges of accounts, and of all who are charged to them, and keeps others out until this transaction ends';

-- A plan's limit waits for no charge. The limits of a parent or a pool concern those of all who are charged to it.
CREATE OR REPLACE FUNCTION begin_change(plan text, account text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM check_text('account', account), refuse_old_snapshot();
    PERFORM lock_shared('grouping', '');
    IF account IS NOT NULL THEN
        PERFORM close_payers(ARRAY[account]);
    ELSE
        LOCK TABLE ONLY meter.usage_log IN ROW EXCLUSIVE MODE;  -- first, as for a charge that may follow: see close_account
        PERFORM mark_rules_changed();
    END IF;
END $$;
COMMENT ON FUNCTION begin_change IS
    'begins a change of what a plan''s limit, or one account''s limits, mean: one account''s waits for its charges, and keeps others out';

-- A limit of a plan that is new: who is charging now does not know it. Its lock is held until all others have been told of the limit.
CREATE OR REPLACE FUNCTION announce_limit(new_id bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM lock_exclusive('limit', new_id::text);
    INSERT INTO new_limits (limit_id) VALUES (new_id);
END $$;
COMMENT ON FUNCTION announce_limit IS 'has the first counters of a plan''s new limit wait for those who may have missed it';

-- A limit that carries over is opened at once where one of its name has counted. So those accounts, and no others, are kept out.
CREATE OR REPLACE FUNCTION close_counting(l limits) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM close_payers(ARRAY(SELECT a.account FROM accounts a WHERE a.plan = l.plan AND has_counted(a.account, l)));
END $$;
COMMENT ON FUNCTION close_counting IS 'keeps charges out of the accounts that have counted a plan''s limit of this name and unit';
