-- What a change of a limit comes to, see meter_set_limit.

-- The limit of a name that counts now. Of an account's two, that is the one that expires.
CREATE OR REPLACE FUNCTION live_limit(limit_name text, plan text, account text) RETURNS limits
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    found limits;
BEGIN
    SELECT l.* INTO found FROM limits l
     WHERE l.limit_name = live_limit.limit_name AND l.removed_at IS NULL
       AND (l.plan = live_limit.plan OR l.account = live_limit.account)
     ORDER BY l.expires_at NULLS LAST LIMIT 1;
    RETURN found;
END $$;

-- Whether a limit as asked for counts what the one that is there counts, so that its counters go on. One that expires does not take the place of
-- one that lasts: that counts again afterwards.
CREATE OR REPLACE FUNCTION counts_the_same(known limits, asked limits) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp
RETURN (known.limit_id, known.unit, known.period, known.anchored, known.provider, known.model, known.operation, known.key_source)
       IS NOT DISTINCT FROM
       (asked.limit_id, asked.unit, asked.period, asked.anchored, asked.provider, asked.model, asked.operation, asked.key_source)
   AND known.limit_id IS NOT NULL AND (known.expires_at IS NOT NULL OR asked.expires_at IS NULL);

-- A text that says "left out" or "none" in its own way.
CREATE OR REPLACE FUNCTION text_as_asked(asked text, known text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp
RETURN CASE WHEN asked = '(as it is)' THEN known ELSE nullif(asked, '') END;

-- The limit that is to be: what was left out is as it is now, or as is usual where there is none yet.
CREATE OR REPLACE FUNCTION limit_as_asked(asked limits, known limits) RETURNS limits
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    is_new constant boolean := known.limit_id IS NULL;
    missing text := CASE WHEN NOT is_new THEN NULL WHEN asked.unit IS NULL THEN 'unit' WHEN asked.cap = '-Infinity' THEN 'cap'
                         WHEN asked.period IS NULL THEN 'period' END;
BEGIN
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'null_value_not_allowed',
            MESSAGE = format('a new limit needs %s', missing),
            DETAIL = format('There is no limit "%s" yet, and %s was left out.', asked.limit_name, missing),
            HINT = 'Give unit, cap (NULL is unlimited) and period.';
    END IF;
    asked.limit_id := known.limit_id;
    asked.unit := coalesce(asked.unit, known.unit);
    asked.cap := CASE WHEN asked.cap = '-Infinity' THEN known.cap ELSE asked.cap END;
    asked.period := coalesce(asked.period, known.period);
    asked.hard := coalesce(asked.hard, known.hard, true);
    asked.provider := text_as_asked(asked.provider, known.provider);
    asked.model := text_as_asked(asked.model, known.model);
    asked.operation := text_as_asked(asked.operation, known.operation);
    asked.key_source := text_as_asked(asked.key_source, CASE WHEN is_new THEN 'shared' ELSE known.key_source END);
    asked.thresholds := coalesce(asked.thresholds, known.thresholds, '{80,95}');
    asked.anchored := coalesce(asked.anchored, known.anchored, false);
    asked.carry_over_cap := CASE WHEN asked.carry_over_cap = '-Infinity' THEN known.carry_over_cap ELSE asked.carry_over_cap END;
    asked.expires_at := CASE WHEN asked.expires_at = '-infinity' THEN known.expires_at ELSE asked.expires_at END;
    asked.on_excess := coalesce(asked.on_excess, known.on_excess, 'refuse');
    asked.stripes := CASE WHEN asked.stripes = -2147483648 THEN known.stripes ELSE asked.stripes END;
    RETURN asked;
END $$;
COMMENT ON FUNCTION limit_as_asked IS 'a limit with what meter_set_limit was not told';

-- Gives a limit that goes on other terms; its id, or NULL where it was removed meanwhile. The caller has locked its row.
CREATE OR REPLACE FUNCTION change_limit(asked limits, known limits, wanted limits) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    changed bigint;
BEGIN
    SELECT l.* INTO known FROM limits l WHERE l.limit_id = known.limit_id;  -- another session may have changed it while its row was waited for
    wanted := limit_as_asked(asked, known);
    IF (known.cap, known.carry_over_cap) IS DISTINCT FROM (wanted.cap, wanted.carry_over_cap) THEN
        PERFORM change_terms(known, wanted, now_at());
    END IF;
    -- one that lasts from now on takes the place of the one that lasted
    UPDATE limits l SET removed_at = now()
     WHERE l.account = wanted.account AND l.limit_name = wanted.limit_name AND l.removed_at IS NULL AND l.limit_id <> known.limit_id
       AND wanted.expires_at IS NULL;
    -- by the row as it is by then: another session may have changed something else of it
    UPDATE limits l
       SET (cap, hard, thresholds, carry_over_cap, stripes, expires_at, on_excess, changed_at)
         = (SELECT w.cap, w.hard, w.thresholds, w.carry_over_cap, w.stripes, w.expires_at, w.on_excess, now() FROM limit_as_asked(asked, l) w)
     WHERE l.limit_id = known.limit_id AND l.removed_at IS NULL
    RETURNING l.limit_id INTO changed;
    RETURN changed;
END $$;
COMMENT ON FUNCTION change_limit IS 'gives a limit that goes on other terms';

-- Puts a limit where there was none of its name, or one that counts something else; its id. The caller has begun the change.
CREATE OR REPLACE FUNCTION replace_limit(known limits, wanted limits) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    made bigint;
BEGIN
    PERFORM close_counting(wanted) WHERE wanted.plan IS NOT NULL AND wanted.carry_over_cap > 0;
    PERFORM carry_on(wanted.account);
    PERFORM carry_on_limit(known) WHERE known.carry_over_cap > 0;
    UPDATE limits l SET removed_at = now()
     WHERE l.limit_name = wanted.limit_name AND l.removed_at IS NULL AND (l.plan = wanted.plan OR l.account = wanted.account)
       AND (wanted.expires_at IS NULL OR l.expires_at IS NOT NULL);
    INSERT INTO limits AS l (limit_name, plan, account, unit, cap, period, hard, provider, model, operation,
                             key_source, thresholds, anchored, carry_over_cap, stripes, expires_at, on_excess)
    VALUES (wanted.limit_name, wanted.plan, wanted.account, wanted.unit, wanted.cap, wanted.period, wanted.hard, wanted.provider, wanted.model,
            wanted.operation, wanted.key_source, wanted.thresholds, wanted.anchored, wanted.carry_over_cap, wanted.stripes,
            wanted.expires_at, wanted.on_excess)
    RETURNING l.limit_id INTO made;
    PERFORM announce_limit(made) WHERE wanted.plan IS NOT NULL;
    PERFORM recount(wanted.account, now_at()), owe_on(wanted.account, now_at());  -- the grants of its name move to it
    PERFORM carry_on_limit(l) FROM limits l WHERE l.limit_id = made AND l.carry_over_cap > 0;
    RETURN made;
END $$;
COMMENT ON FUNCTION replace_limit IS 'puts a limit where there was none of its name, or one that counts something else';
