-- Whether an account is or was charged by a markup, or has counted calls of others that were. What it counts of the provider's cost,
-- beside what was charged, would tell the operator's margin, also after the markup has gone: counters stay. So a plan keeps the mark of
-- a markup, and an account that of a plan, of accounts below it, or of its time as a pool.
CREATE OR REPLACE FUNCTION is_marked_up(account text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    SELECT EXISTS (SELECT FROM accounts a JOIN plans p USING (plan)
                    WHERE a.account = is_marked_up.account AND (a.marked_up OR p.marked_up))
        OR EXISTS (SELECT FROM accounts a JOIN plans p USING (plan)
                    WHERE a.ancestors <> '{}' AND a.ancestors @> ARRAY[is_marked_up.account] AND (a.marked_up OR p.marked_up))
        -- a pool counts anybody's calls
        OR EXISTS (SELECT FROM plans p WHERE p.marked_up AND EXISTS (SELECT FROM pools o WHERE o.account = is_marked_up.account));
END;
COMMENT ON FUNCTION is_marked_up IS 'whether an account is or was charged by a markup, or has counted calls that were';

-- Called before the account leaves its plan or its parents, or is no pool any more, with those that have counted its calls. Where these are
-- others, the caller has closed all accounts, so that nobody else has changed their rows in a transaction that goes on.
CREATE OR REPLACE FUNCTION keep_markup(account text, counted_by text[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    UPDATE accounts a SET marked_up = true
     WHERE a.account = ANY (counted_by) AND NOT a.marked_up AND is_marked_up(keep_markup.account);
END;
COMMENT ON FUNCTION keep_markup IS 'marks accounts that have counted calls of an account charged by a markup';
