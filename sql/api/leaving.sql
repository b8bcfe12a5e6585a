-- Accounts that get another name, are forgotten, or go.

CREATE FUNCTION meter_rename_account(account text, new_name text) RETURNS meter_account
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    broken text;
BEGIN
    PERFORM meter_internal._meter_writes('meter_rename_account()');
    PERFORM meter_internal._meter_need('account', $1), meter_internal._meter_need('new_name', $2);
    PERFORM begin_renaming(ARRAY[$1, $2]);
    PERFORM check_account($1);
    IF EXISTS (SELECT FROM accounts a WHERE a.account = $2) THEN
        RAISE EXCEPTION USING ERRCODE = 'unique_violation', MESSAGE = 'another account has that name',
            DETAIL = format('new_name is "%s".', $2), HINT = 'Two accounts cannot become one: choose a name that none has.';
    END IF;
    PERFORM give_name($1, $2);
    RETURN meter_internal._meter_account_row($2);
EXCEPTION WHEN check_violation THEN
    GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;
    PERFORM raise_violation('accounts', broken, jsonb_build_object('account', $2), '{"account": "new_name"}');
END $$;
COMMENT ON FUNCTION meter_rename_account IS
    'gives an account and all that it has used another name; whose sub claim was the old name signs in no more';

-- What is left is what sums and receipts need.
CREATE FUNCTION meter_forget_account(account text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    nobody constant text := 'forgotten ' || gen_random_uuid();
BEGIN
    PERFORM meter_internal._meter_writes('meter_forget_account()');
    PERFORM meter_internal._meter_need('account', $1);
    PERFORM begin_renaming(ARRAY[$1, nobody]);
    PERFORM check_account($1);
    PERFORM give_name($1, nobody);
    UPDATE accounts a SET auth_subject = NULL, metadata = NULL WHERE a.account = nobody;
    UPDATE usage_log u SET metadata = NULL, session_id = NULL, operation_id = NULL
     WHERE u.account = nobody AND num_nonnulls(u.metadata, u.session_id, u.operation_id) > 0;
    UPDATE holds h SET metadata = NULL, session_id = NULL, operation_id = NULL, settlement = NULL
     WHERE h.account = nobody AND num_nonnulls(h.metadata, h.session_id, h.operation_id, h.settlement) > 0;
    UPDATE denials d SET operation_id = NULL WHERE d.account = nobody AND d.operation_id IS NOT NULL;
    UPDATE grants g SET note = NULL, void_note = NULL WHERE g.account = nobody AND num_nonnulls(g.note, g.void_note) > 0;
    DELETE FROM idempotency_keys k WHERE k.account = nobody;
    RETURN nobody;
END $$;
COMMENT ON FUNCTION meter_forget_account IS
    'takes an account''s name, metadata, sessions and operation ids away, and keeps what it used; returns the name that stands for it';

CREATE FUNCTION meter_remove_account(account text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    reason text;
BEGIN
    PERFORM meter_internal._meter_writes('meter_remove_account()');
    PERFORM meter_internal._meter_need('account', $1);
    PERFORM begin_renaming(ARRAY[$1]);
    IF NOT EXISTS (SELECT FROM accounts a WHERE a.account = $1) THEN
        RETURN false;
    END IF;
    reason := what_keeps($1);
    IF reason IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'object_in_use', MESSAGE = format('account "%s" cannot be removed', $1), DETAIL = reason,
            HINT = 'meter_forget_account() keeps what was used and takes the name away.';
    END IF;
    PERFORM drop_account($1);
    RETURN true;
END $$;
COMMENT ON FUNCTION meter_remove_account IS
    'removes an account of which nothing was ever used; false where there is none of that name';
