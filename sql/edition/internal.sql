-- What the functions written in SQL need, which the library else gives. Each is thin over sql/engine; names and arguments are the library's.

-- Each call asks it, in one function and one statement. `writer`: the function of the caller, if that writes. Answers true, so that a caller can
-- assign it, which takes a third of the time of PERFORM.
CREATE FUNCTION meter_internal._meter_ready_for(writer text) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    fits boolean;
BEGIN
    IF writer IS NOT NULL AND current_setting('transaction_read_only') = 'on' THEN  -- on a standby too
        RAISE EXCEPTION USING ERRCODE = 'read_only_sql_transaction',
            MESSAGE = format('cannot execute %s in a read-only transaction', writer),
            HINT = 'Run it on the primary, in a READ WRITE transaction. meter_check_quota(), meter_status() and reports only read.';
    ELSIF writer IS NOT NULL AND current_user <> 'meter_owner' THEN
        RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = 'token_meter''s functions belong to another role',
            DETAIL = format('%s has the rights of "%s" and not those of meter_owner, as after pg_restore --no-owner: who may call it is not what was granted.',
                            writer, current_user),
            HINT = 'Restore again without --no-owner and --no-privileges.';
    -- repeat(): a constant, worked out when the session plans this. To allocate and free so much at once has glibc keep what a call has freed for the
    -- next one; else it returns it to the kernel at the end of each call, and fetches it again, which may take a fifth of a call's time.
    ELSIF to_regclass('meter.installation') IS NOT NULL AND repeat(' ', 1000000) IS NOT NULL THEN
        -- tables of 0.1.0 have no such column: there the outer one is meant
        SELECT i.fits INTO fits
          FROM (SELECT NULL::text AS code_version) otherwise,
               LATERAL (SELECT code_version = '@version@' AND schema_version = @schema_version@ AS fits FROM meter.installation) i;
        IF fits THEN
            RETURN true;
        END IF;
    END IF;
    PERFORM meter_internal._meter_tell_versions();
    RETURN false;
END $$;
COMMENT ON FUNCTION meter_internal._meter_ready_for IS
    'internal: raises unless the tables are there and of this version; 25006 for a function that writes in a READ ONLY transaction';

CREATE FUNCTION meter_internal._meter_ready() RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    RETURN meter_internal._meter_ready_for(NULL);
END $$;

CREATE FUNCTION meter_internal._meter_tell_versions() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    code constant text := meter_internal._meter_code_version();
    needed constant integer := greatest(1, (SELECT max(s.version) FROM meter_internal._meter_scripts() s));
    tables integer;
    functions text;
BEGIN
    IF to_regclass('meter.installation') IS NOT NULL THEN
        SELECT i.schema_version, coalesce(to_jsonb(i) ->> 'code_version', '0.1.0') INTO tables, functions FROM meter.installation i;
    END IF;
    IF tables IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = 'token_meter is not initialised in this database',
            HINT = 'Run SELECT meter_init() as the role that installed token_meter.';
    ELSIF tables <> needed THEN
        RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = 'token_meter''s tables are of another version',
            DETAIL = format('The tables are of schema version %s, the extension needs %s.', tables, needed),
            HINT = CASE WHEN tables > needed THEN 'Install the newer version of token_meter that these tables were made by.'
                        ELSE 'Run SELECT meter_init() as the role that installed token_meter: it upgrades tables and functions.' END;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = 'token_meter''s functions in schema meter are of another version',
        DETAIL = format('The functions are of version %s, the extension is %s.', functions, code),
        HINT = 'Run SELECT meter_init() as the role that installed token_meter: it upgrades tables and functions.';
END $$;
COMMENT ON FUNCTION meter_internal._meter_tell_versions IS 'internal: raises what does not fit: no tables, or those of another version';

CREATE FUNCTION meter_internal._meter_writes(caller text) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    RETURN meter_internal._meter_ready_for(caller);
END $$;
COMMENT ON FUNCTION meter_internal._meter_writes IS 'internal: the same for a function that writes; 25006 in a READ ONLY transaction';

-- Nobody keeps rules or prices in memory.
CREATE FUNCTION meter_internal._meter_forget() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
END $$;

-- Makes other runs of meter_init wait. An advisory lock is anybody's: this is the lock of a schema's comment, which only its owner can take.
CREATE FUNCTION meter_internal._meter_begin_init() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format('COMMENT ON SCHEMA meter_internal IS %L', obj_description('meter_internal'::regnamespace, 'pg_namespace'));
END $$;
