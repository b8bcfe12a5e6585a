CREATE FUNCTION meter_set_account(account text, plan text DEFAULT NULL, parent text DEFAULT NULL,
                                  time_zone text DEFAULT NULL, anchor timestamptz DEFAULT NULL,
                                  auth_subject text DEFAULT NULL, metadata jsonb DEFAULT NULL)
RETURNS TABLE (account text, plan text, parent text, time_zone text, anchor timestamptz,
               auth_subject text, metadata jsonb, created_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    old_plan text; broken text; row_text text;
BEGIN
    PERFORM @extschema@._meter_ready();
    PERFORM @extschema@._meter_need('account', $1);
    IF $3 IS NOT NULL THEN
        PERFORM @extschema@._meter_not_yet('parent', $3);
    END IF;
    PERFORM check_plan($2), check_time_zone($4);
    -- charges of this account wait until the change is committed, and the change waits for those in flight
    PERFORM @extschema@._meter_fence($1);
    SELECT a.plan INTO old_plan FROM accounts a WHERE a.account = $1;
    RETURN QUERY
        INSERT INTO accounts AS a (account, plan, time_zone, anchor, auth_subject, metadata)
        VALUES ($1, coalesce($2, default_plan()), coalesce($4, 'UTC'),
                coalesce($5, @extschema@.meter_now()), $6, $7)
        ON CONFLICT ON CONSTRAINT accounts_pkey DO UPDATE
            SET plan = coalesce($2, a.plan), time_zone = coalesce($4, a.time_zone), anchor = coalesce($5, a.anchor),
                auth_subject = coalesce($6, a.auth_subject), metadata = coalesce($7, a.metadata)
        RETURNING a.account, a.plan, a.parent, a.time_zone, a.anchor, a.auth_subject, a.metadata, a.created_at;
    IF old_plan <> $2 THEN
        PERFORM recount($1);
    END IF;
EXCEPTION WHEN check_violation THEN
    GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME, row_text = PG_EXCEPTION_DETAIL;
    PERFORM raise_violation('accounts', broken, row_text);
END $$;
COMMENT ON FUNCTION meter_set_account IS
    'creates or changes an account; NULL leaves a value as it is; a new plan counts what was used already';
