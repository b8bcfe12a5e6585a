-- Putting an account below a parent, or taking it from there. A known one takes its usage along: the new parent, those above it and their pools
-- count it once the account is below them. So the move waits for the calls of the accounts that it concerns: the one that is moved, those below it, and
-- the new payers' own. All others go on. Calls of a new payer's other members change nothing that the move counts; they and the move lock the same counters.

CREATE OR REPLACE FUNCTION begin_move(account text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM check_text('account', account, true), lock_exclusive('move', account);
END $$;
COMMENT ON FUNCTION begin_move IS
    'begins to put an account below a parent, or to take it from there; another such change of it waits, and then knows where the account is';

-- It has no usage that others would have to count, so that no charge needs to wait. A limit of the parent that is being made concerns it too.
CREATE OR REPLACE FUNCTION begin_joining(parent text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM check_text('account', parent, true);
    PERFORM lock_shared('grouping', '');
    PERFORM enter_charge(parent);
END $$;
COMMENT ON FUNCTION begin_joining IS 'lets a new account join a parent';

CREATE OR REPLACE FUNCTION begin_regrouping() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM refuse_old_snapshot(), lock_exclusive('grouping', '');
END $$;
COMMENT ON FUNCTION begin_regrouping IS 'begins a change of who is charged to whom; nothing else of the kind runs beside it';

-- Keeps out charges of the accounts that a move concerns: those that are moved with those below them, whose usage it counts, and the new payers, who
-- may have had nobody below them until now. Rows of those that are left are written, too (keep_markup).
CREATE OR REPLACE FUNCTION close_moved(moved text[], payers text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    concerned constant text[] := payers || ARRAY(SELECT unnest(with_those_below(m)) FROM unnest(moved) m);
BEGIN
    PERFORM close_accounts(concerned);
    PERFORM mark_accounts_changed(concerned || ARRAY(SELECT unnest(a.ancestors) FROM accounts a WHERE a.account = ANY (moved)));
END $$;

-- Where open holds of an account that is moved, and of those below it, are reserved with others: what they take up there may be set free.
CREATE OR REPLACE FUNCTION payers_of_holds(moved text) RETURNS text[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    its constant text[] := with_those_below(moved);
BEGIN
    RETURN ARRAY(SELECT DISTINCT c.account
                   FROM holds h JOIN reservations r USING (hold_id) JOIN counters c ON c.counter_id = r.counter_id
                  WHERE h.account = ANY (its) AND h.slot IS NOT NULL AND c.account <> ALL (its));
END $$;

-- Locks the counters of new payers in the order in which charges do, and keeps those from being made that are missing: who makes one beside a move
-- counts it from the log without what the account brings.
CREATE OR REPLACE FUNCTION close_counters(payers text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    next record;
BEGIN
    FOR next IN
        SELECT y.account AS payer, l, in_force(l, y.account) AS counts
          FROM payers y
         CROSS JOIN LATERAL (SELECT f.limit_id FROM limits_in_force(y.account, y.plan) f
                             UNION
                             SELECT c.limit_id FROM counters c WHERE c.account = y.account) x
          JOIN limits l ON l.limit_id = x.limit_id
         WHERE y.account = ANY (payers)
         ORDER BY y.turn, y.account COLLATE "C", l.limit_name COLLATE "C", counts DESC, l.limit_id
    LOOP
        PERFORM keep_unmade(next.payer, next.l) WHERE next.counts OR window_length((next.l).period) IS NOT NULL;
        PERFORM lock_counter(c.counter_id)
           FROM (SELECT x.counter_id FROM counters x WHERE x.account = next.payer AND x.limit_id = (next.l).limit_id
                  ORDER BY x.period_start DESC OFFSET 0) c;
    END LOOP;
END $$;
COMMENT ON FUNCTION close_counters IS 'keeps others from the counters of accounts, also those that are not there yet';

-- A pool of one account is charged by it and those below it, a pool of all accounts by everybody.
CREATE OR REPLACE FUNCTION begin_pooling(pool text, for_account text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM begin_regrouping();
    PERFORM close_all_accounts() WHERE for_account IS NULL;
    PERFORM end_expired(ARRAY[pool]);
    IF for_account IS NOT NULL THEN
        PERFORM close_moved(ARRAY[pool, for_account], '{}'), close_counters(ARRAY[pool]);
    END IF;
END $$;
COMMENT ON FUNCTION begin_pooling IS
    'begins to make or remove a pool: waits for the calls in flight of all that the pool pays for, and keeps new ones out until this transaction ends';

-- Whom an account's calls of a span of time count to, and whom its calls count to now.
CREATE OR REPLACE FUNCTION payers_of_calls(account text, from_at timestamptz, to_at timestamptz) RETURNS text[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    its constant text[] := ARRAY(SELECT unnest(a.account || a.ancestors) FROM accounts a WHERE a.account = payers_of_calls.account);
BEGIN
    RETURN ARRAY(SELECT unnest(its)
                 UNION SELECT p.account FROM pools p WHERE p.for_account IS NULL OR p.for_account = ANY (its)
                 UNION SELECT c.account FROM seeds s JOIN counters c USING (counter_id) WHERE s.account = payers_of_calls.account
                 UNION SELECT c.account FROM counters c
                        WHERE c.counter_id IN (SELECT unnest(u.charged) FROM usage_log u
                                                WHERE u.account = payers_of_calls.account AND u.at >= from_at AND u.at < to_at));
END $$;

-- Costs of an account's calls are corrected in all counters that have counted them. Nobody makes one from the log beside it, without the correction. A
-- refund that keeps an older snapshot would not see what a call has come to, and fails.
CREATE OR REPLACE FUNCTION begin_repricing(account text, from_at timestamptz, to_at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    payers text[];
BEGIN
    PERFORM refuse_old_snapshot(), lock_shared('grouping', '');
    IF account IS NULL THEN
        PERFORM close_all_accounts();
        RETURN;
    END IF;
    PERFORM close_account(account);
    payers := payers_of_calls(account, from_at, to_at);
    PERFORM mark_accounts_changed(payers), close_counters(payers);
END $$;
COMMENT ON FUNCTION begin_repricing IS
    'begins a correction of costs: waits for all charges, or for those of one account, and keeps others out';
