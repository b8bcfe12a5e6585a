CREATE FUNCTION meter_set_account(account text, plan text DEFAULT NULL, parent text DEFAULT NULL,
                                  time_zone text DEFAULT NULL, anchor timestamptz DEFAULT NULL,
                                  auth_subject text DEFAULT NULL, metadata jsonb DEFAULT NULL)
RETURNS meter_account
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    result @extschema@.meter_account; old_plan text; broken text;
BEGIN
    PERFORM @extschema@._meter_writes('meter_set_account()');
    PERFORM @extschema@._meter_need('account', $1);
    IF $3 IS NOT NULL THEN
        PERFORM @extschema@._meter_not_yet('parent', $3);
    END IF;
    PERFORM check_plan($2), check_time_zone($4);
    -- before any row of it is locked, so that two changes, or a change and a charge, wait in one order
    PERFORM @extschema@._meter_close_account($1);
    IF $2 IS NOT NULL THEN  -- other limits may come into force
        PERFORM @extschema@._meter_begin_change(NULL, $1);
        SELECT a.plan INTO old_plan FROM accounts a WHERE a.account = $1;
    END IF;
    INSERT INTO accounts AS a (account, plan, time_zone, anchor, auth_subject, metadata)
    VALUES ($1, coalesce($2, default_plan()), coalesce($4, 'UTC'), coalesce($5, least(@extschema@.meter_now(), now())), $6, $7)
    ON CONFLICT ON CONSTRAINT accounts_pkey DO UPDATE
        SET plan = coalesce($2, a.plan), time_zone = coalesce($4, a.time_zone), anchor = coalesce($5, a.anchor),
            auth_subject = coalesce($6, a.auth_subject), metadata = coalesce($7, a.metadata)
    RETURNING a.account, a.plan, a.parent, a.time_zone, a.anchor, a.auth_subject, a.metadata, a.created_at INTO result;
    IF old_plan <> $2 THEN
        PERFORM recount($1);
    END IF;
    RETURN result;
EXCEPTION
    WHEN unique_violation THEN
        RAISE EXCEPTION USING ERRCODE = 'unique_violation',
            MESSAGE = 'another account has that auth_subject',
            DETAIL = format('auth_subject is "%s".', $6),
            HINT = 'One subject signs in as one account.';
    WHEN check_violation THEN
    GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;
    PERFORM raise_violation('accounts', broken, jsonb_build_object(
        'account', $1, 'plan', $2, 'parent', $3, 'time_zone', $4, 'anchor', $5, 'auth_subject', $6, 'metadata', $7));
END $$;
COMMENT ON FUNCTION meter_set_account IS
    'creates or changes an account; NULL leaves a value as it is; a new plan counts what was used already';
