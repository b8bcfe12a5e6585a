-- Roles belong to the cluster: another database may have made them already.
DO $$
DECLARE
    role name;
BEGIN
    FOREACH role IN ARRAY '{meter_owner,meter_app,meter_admin,meter_reader}'::name[] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = role) THEN
            EXECUTE pg_catalog.format('CREATE ROLE %I NOLOGIN', role);
        END IF;
    END LOOP;
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'meter_owner' AND (rolsuper OR rolbypassrls OR rolcanlogin)) THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_role_specification',
            MESSAGE = 'role "meter_owner" has more rights than token_meter needs',
            HINT = 'Make it NOLOGIN NOSUPERUSER NOBYPASSRLS: it owns the meter''s tables and functions.';
    END IF;
END $$;
COMMENT ON ROLE meter_owner IS 'owns token_meter''s tables and functions';
COMMENT ON ROLE meter_app IS 'may meter: add, check, cost, status';
COMMENT ON ROLE meter_admin IS 'may meter, and set plans, limits, accounts and prices';
COMMENT ON ROLE meter_reader IS 'may read its own rows under row-level security';
