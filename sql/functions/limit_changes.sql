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
