CREATE FUNCTION meter_internal._meter_limit_row(id bigint) RETURNS meter_limit
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    result @extschema@.meter_limit;
BEGIN
    SELECT l.limit_id, l.limit_name, l.plan, l.account, l.unit, l.cap, l.period, l.hard, l.provider, l.model,
           l.operation, l.key_source, l.thresholds, l.anchored, l.carry_over_cap, l.stripes, l.expires_at, l.on_excess
      INTO result FROM limits l WHERE l.limit_id = id;
    RETURN result;
END $$;
COMMENT ON FUNCTION meter_internal._meter_limit_row IS 'internal: a limit as its setters answer';

-- The defaults of what can also be "none" stand for "left out": nobody means them as a value. NULL is none, as everywhere in a
-- limit: no cap, every provider, either key. For the others NULL is left out.
CREATE FUNCTION meter_set_limit(limit_name text, unit text DEFAULT NULL, cap numeric DEFAULT '-Infinity', period text DEFAULT NULL,
                                plan text DEFAULT NULL, account text DEFAULT NULL, hard boolean DEFAULT NULL,
                                provider text DEFAULT '(as it is)', model text DEFAULT '(as it is)',
                                operation text DEFAULT '(as it is)', key_source text DEFAULT '(as it is)',
                                thresholds numeric[] DEFAULT NULL, anchored boolean DEFAULT NULL,
                                carry_over_cap numeric DEFAULT '-Infinity', stripes integer DEFAULT -2147483648,
                                thresholds_left numeric[] DEFAULT NULL, expires_at timestamptz DEFAULT '-infinity',
                                on_excess text DEFAULT NULL, rolling boolean DEFAULT NULL)
RETURNS meter_limit
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    asked limits; known limits; wanted limits; new_id bigint; broken text;
BEGIN
    PERFORM meter_internal._meter_writes('meter_set_limit()');
    PERFORM meter_internal._meter_need('limit_name', $1);
    IF num_nonnulls($5, $6) <> 1 THEN
        PERFORM raise_violation('limits', 'limit_scope_valid', jsonb_build_object('plan', $5, 'account', $6));
    END IF;
    PERFORM check_plan($5), check_account($6);
    asked.limit_name := $1; asked.unit := $2; asked.cap := $3; asked.plan := $5; asked.account := $6;
    asked.hard := $7; asked.model := $9; asked.operation := $10; asked.key_source := $11; asked.anchored := $13;
    asked.carry_over_cap := $14; asked.stripes := $15; asked.expires_at := nullif($17, 'infinity'); asked.on_excess := $18;
    asked.provider := CASE WHEN btrim($8) NOT IN ('', '(as it is)') THEN meter_internal._meter_provider($8) ELSE $8 END;
    IF num_nonnulls($12, $16) > 0 THEN  -- of percent left, 20 is 80 of percent used
        asked.thresholds := ARRAY(SELECT DISTINCT t FROM (SELECT unnest($12) t UNION ALL SELECT 100 - unnest($16)) given ORDER BY t);
    END IF;
    IF asked.expires_at IS NOT NULL AND asked.expires_at <> '-infinity'
       AND ($6 IS NULL OR check_moment('expires_at', asked.expires_at) <= meter_internal._meter_now()) THEN
        PERFORM raise_violation('limits', 'limit_expires_at_valid', jsonb_build_object('account', $6, 'expires_at', asked.expires_at));
    END IF;
    PERFORM end_expired(ARRAY[$6]) WHERE $6 IS NOT NULL;

    -- one that counts the same goes on; what grants have spent above its old cap stays spent
    known := live_limit($1, $5, $6);
    asked.period := period_asked($4, $19, known.period);
    wanted := limit_as_asked(asked, known);
    IF counts_the_same(known, wanted) THEN
        -- calls in flight are within the cap of their time: an account's own limit waits for them. One that expires is not changed while somebody
        -- ends it, who would wait for its row with the account's lock
        IF (wanted.cap < coalesce(known.cap, 'Infinity') OR known.expires_at IS NOT NULL) AND $6 IS NOT NULL THEN
            PERFORM lock_shared('grouping', ''), close_account($6);  -- in the order of begin_change, which may follow
            known := live_limit($1, $5, $6);
            wanted := limit_as_asked(asked, known);
        END IF;
    END IF;
    -- the order in which counters are locked stands still: an account that moves has another turn
    PERFORM lock_shared('grouping', '')
      WHERE counts_the_same(known, wanted) AND (asked.cap, asked.carry_over_cap) IS DISTINCT FROM ('-Infinity'::numeric, '-Infinity'::numeric);
    -- of one that another session has removed meanwhile, nothing is locked when this one goes on to wait for its account
    IF counts_the_same(known, wanted) AND (SELECT true FROM limits l WHERE l.limit_id = known.limit_id AND l.removed_at IS NULL FOR NO KEY UPDATE) THEN
        new_id := change_limit(asked, known, wanted);
    END IF;
    IF new_id IS NULL THEN
        PERFORM begin_change($5, $6);
        known := live_limit($1, $5, $6);
        wanted := limit_as_asked(asked, known);
        new_id := replace_limit(known, wanted);
    END IF;
    RETURN meter_internal._meter_limit_row(new_id);
EXCEPTION WHEN check_violation THEN
    GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;
    PERFORM raise_violation('limits', broken, to_jsonb(wanted) || jsonb_build_object(
        'cap', wanted.cap::text, 'carry_over_cap', wanted.carry_over_cap::text, 'provider', CASE WHEN $8 = '(as it is)' THEN wanted.provider ELSE $8 END,
        'thresholds', coalesce($16, $12, wanted.thresholds)::text),
        CASE WHEN $16 IS NULL THEN '{}' ELSE '{"thresholds": "thresholds_left"}' END::jsonb);
END $$;
COMMENT ON FUNCTION meter_set_limit IS
    'creates or changes a limit of a plan or an account, which may expire; what is left out stays as it is; cap NULL is unlimited; one made in mid-period counts what was used already';

CREATE FUNCTION meter_remove_limit(limit_name text, plan text DEFAULT NULL, account text DEFAULT NULL)
RETURNS meter_limit
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    old_id bigint;
BEGIN
    PERFORM meter_internal._meter_writes('meter_remove_limit()');
    PERFORM meter_internal._meter_need('limit_name', $1);
    IF num_nonnulls($2, $3) <> 1 THEN
        PERFORM raise_violation('limits', 'limit_scope_valid', jsonb_build_object('plan', $2, 'account', $3));
    END IF;
    PERFORM end_expired(ARRAY[$3]) WHERE $3 IS NOT NULL;
    PERFORM begin_change($2, $3);
    PERFORM carry_on($3);
    PERFORM carry_on_limit(l) FROM live_limit($1, $2, $3) l WHERE l.carry_over_cap > 0;
    UPDATE limits l SET removed_at = now()
     WHERE l.limit_id = (SELECT k.limit_id FROM live_limit($1, $2, $3) k)
    RETURNING l.limit_id INTO old_id;
    IF old_id IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('there is no limit "%s"', $1),
            DETAIL = CASE WHEN $2 IS NULL THEN format('Account "%s" has no limit of that name.', $3)
                          ELSE format('Plan "%s" has no limit of that name.', $2) END,
            HINT = 'meter_status(account) lists the limits of an account.';
    END IF;
    IF $3 IS NOT NULL THEN  -- the limit that it overrode holds again
        PERFORM recount($3, meter_internal._meter_now()), owe_on($3, meter_internal._meter_now()), carry_on($3);
    END IF;
    RETURN meter_internal._meter_limit_row(old_id);
END $$;
COMMENT ON FUNCTION meter_remove_limit IS 'ends a limit of a plan or an account; what it counted stays on record';
