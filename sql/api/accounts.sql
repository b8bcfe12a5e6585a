CREATE FUNCTION meter_internal._meter_account_row(name text) RETURNS meter_account
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    result @extschema@.meter_account;
BEGIN
    SELECT a.account, a.plan, a.parent, a.time_zone, a.anchor, a.auth_subject, a.metadata, a.created_at INTO result FROM accounts a WHERE a.account = name;
    RETURN result;
END $$;
COMMENT ON FUNCTION meter_internal._meter_account_row IS 'internal: an account as its setters answer';

CREATE FUNCTION meter_internal._meter_write_account(account text, plan text, ancestors text[], time_zone text, anchor timestamptz, auth_subject text,
                                                    metadata jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO accounts AS a (account, plan, parent, ancestors, time_zone, anchor, auth_subject, metadata)
    VALUES ($1, coalesce($2, default_plan()), $3[1], $3, coalesce($4, 'UTC'), coalesce($5, least(meter_internal._meter_now(), now())),
            nullif($6, ''), $7)
    ON CONFLICT ON CONSTRAINT accounts_pkey DO UPDATE
        SET plan = coalesce($2, a.plan), parent = excluded.parent, ancestors = excluded.ancestors,
            time_zone = coalesce($4, a.time_zone), anchor = coalesce($5, a.anchor),
            past_calendars = calendars_until(a, $4, $5, meter_internal._meter_now()),
            metadata = coalesce($7, a.metadata);
    -- apart: it is unique, so that rows which name the account would wait for this one
    UPDATE accounts a SET auth_subject = nullif($6, '') WHERE a.account = $1 AND $6 IS NOT NULL AND a.auth_subject IS DISTINCT FROM nullif($6, '');
END $$;
COMMENT ON FUNCTION meter_internal._meter_write_account IS 'internal: writes the row of an account; NULL leaves a value as it is';

CREATE FUNCTION meter_set_account(account text, plan text DEFAULT NULL, parent text DEFAULT NULL,
                                  time_zone text DEFAULT NULL, anchor timestamptz DEFAULT NULL,
                                  auth_subject text DEFAULT NULL, metadata jsonb DEFAULT NULL)
RETURNS meter_account
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    known accounts; zone text; joining boolean; moving boolean; new_ancestors text[]; new_payers text[] := '{}'; broken text;
BEGIN
    PERFORM meter_internal._meter_writes('meter_set_account()');
    PERFORM meter_internal._meter_need('account', $1);
    PERFORM check_plan($2), check_parent($3);
    zone := proper_time_zone($4);

    -- All fences come first, before any row of the account is locked, so that two changes, or a change and a charge, wait
    -- in one order. A known account takes its usage to a new parent; a new one has none.
    IF $3 IS NOT NULL THEN
        PERFORM begin_move($1);
    END IF;
    SELECT a.* INTO known FROM accounts a WHERE a.account = $1;
    joining := $3 IS NOT NULL AND nullif($3, '') IS DISTINCT FROM known.parent;
    moving := joining AND known.account IS NOT NULL;
    IF moving THEN
        PERFORM begin_regrouping();
    ELSIF joining THEN
        PERFORM begin_joining($3);
    END IF;
    -- what has expired ended at its moment, under the plan and the parents of then
    PERFORM end_expired(ARRAY[$1, CASE WHEN joining THEN $3 ELSE $1 END]) WHERE known.account IS NOT NULL AND (joining OR $2 IS NOT NULL);
    IF $2 IS NOT NULL THEN  -- other limits may come into force
        PERFORM begin_change(NULL, $1);
    END IF;
    IF moving THEN
        new_payers := ARRAY(SELECT p FROM accounts a, new_payers(ancestors_below($3), a.ancestors) p WHERE a.account = $1);
        PERFORM close_moved(ARRAY[$1], new_payers), close_counters(new_payers || payers_of_holds($1));
    ELSE
        PERFORM close_account($1);
    END IF;
    IF known.account IS NULL AND EXISTS (SELECT FROM accounts a WHERE a.account = $1) AND joining THEN
        RAISE EXCEPTION USING ERRCODE = 'serialization_failure',
            MESSAGE = 'the account was made by another transaction meanwhile',
            DETAIL = format('account is "%s".', $1), HINT = 'Run the transaction again.';
    END IF;
    SELECT a.* INTO known FROM accounts a WHERE a.account = $1;
    new_ancestors := CASE WHEN joining THEN ancestors_below($3) ELSE coalesce(known.ancestors, '{}') END;

    PERFORM carry_on($1) WHERE known.plan <> $2;
    PERFORM carry_on(payer) FROM unnest(new_payers) payer;
    IF joining OR known.plan <> $2 THEN
        PERFORM keep_markup($1, CASE WHEN joining THEN known.ancestors || $1 ELSE ARRAY[$1] END);
    END IF;
    PERFORM meter_internal._meter_write_account($1, $2, new_ancestors, zone, $5, $6, $7);
    IF known.plan <> $2 THEN
        PERFORM recount($1, meter_internal._meter_now()), owe_on($1, meter_internal._meter_now()), carry_on($1);
    END IF;
    IF joining AND known.account IS NOT NULL THEN
        PERFORM regroup($1, known.ancestors, meter_internal._meter_now());
    END IF;
    RETURN meter_internal._meter_account_row($1);
EXCEPTION
    WHEN unique_violation THEN
        RAISE EXCEPTION USING ERRCODE = 'unique_violation',
            MESSAGE = 'another account has that auth_subject',
            DETAIL = format('auth_subject is "%s".', $6), HINT = 'One subject signs in as one account.';
    WHEN check_violation THEN
        GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;
        PERFORM raise_violation('accounts', broken, jsonb_build_object(
            'account', $1, 'plan', $2, 'parent', $3, 'time_zone', $4, 'anchor', $5, 'auth_subject', $6, 'metadata', $7));
END $$;
COMMENT ON FUNCTION meter_set_account IS
    'creates or changes an account; NULL leaves a value as it is; a new plan counts what was used already';
