-- Backends keep rules and prices in memory. Whatever changes one of these tables has them all forget what they keep, when it
-- commits. Without the extension nobody keeps anything; the tables live on without it, so nothing here names it before it runs.
CREATE OR REPLACE FUNCTION rules_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    home text := (SELECT n.nspname FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
                   WHERE e.extname = 'token_meter');
BEGIN
    IF home IS NOT NULL THEN
        EXECUTE pg_catalog.format('SELECT %I._meter_forget()', home);
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION rules_changed IS 'has every backend forget the rules and prices that it keeps';

DO $$
DECLARE
    rules text;
BEGIN
    FOREACH rules IN ARRAY '{settings,plans,limits,pools,key_sources,prices,model_rules}'::text[] LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER rules_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION rules_changed()', rules);
        -- replicated changes too
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER rules_changed', rules);
    END LOOP;
END $$;
-- a new account changes nothing for the others
CREATE OR REPLACE TRIGGER rules_changed AFTER UPDATE OF plan, parent, ancestors, time_zone, anchor OR DELETE OR TRUNCATE ON accounts
    FOR EACH STATEMENT EXECUTE FUNCTION rules_changed();
ALTER TABLE accounts ENABLE ALWAYS TRIGGER rules_changed;
