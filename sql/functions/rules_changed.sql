-- Backends keep rules and prices in memory. Whatever changes one of these tables has them all forget what they keep, when it
-- commits. Without the extension nobody keeps anything.
CREATE OR REPLACE FUNCTION forget_rules() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF has_extension() THEN
        PERFORM meter_internal._meter_forget();
    END IF;
END $$;
COMMENT ON FUNCTION forget_rules IS 'has every backend forget the rules and prices that it keeps';

CREATE OR REPLACE FUNCTION rules_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM forget_rules();
    RETURN NULL;
END $$;
COMMENT ON FUNCTION rules_changed IS 'tells of a change of rules or prices';

CREATE OR REPLACE FUNCTION first_child() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    -- Others were there before this part of the transaction, which have told. Of many that it has made itself, the first it meets are enough to tell once more.
    IF NOT EXISTS (SELECT FROM (SELECT a.xmin FROM meter.accounts a WHERE a.parent IS NOT NULL LIMIT 20) known
                    WHERE known.xmin <> (SELECT a.xmin FROM meter.accounts a WHERE a.account = NEW.account)) THEN
        PERFORM meter.forget_rules();
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION first_child IS 'tells of the first account below another: until then nobody asks who is a parent';

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
CREATE OR REPLACE TRIGGER rules_changed AFTER INSERT OR DELETE OR TRUNCATE ON new_limits
    FOR EACH STATEMENT EXECUTE FUNCTION rules_changed();
ALTER TABLE new_limits ENABLE ALWAYS TRIGGER rules_changed;
-- a new account changes nothing for the others
CREATE OR REPLACE TRIGGER rules_changed AFTER UPDATE OF plan, parent, ancestors, time_zone, anchor OR DELETE OR TRUNCATE ON accounts
    FOR EACH STATEMENT EXECUTE FUNCTION rules_changed();
ALTER TABLE accounts ENABLE ALWAYS TRIGGER rules_changed;
CREATE OR REPLACE TRIGGER first_child AFTER INSERT ON accounts
    FOR EACH ROW WHEN (NEW.parent IS NOT NULL) EXECUTE FUNCTION first_child();
ALTER TABLE accounts ENABLE ALWAYS TRIGGER first_child;

-- Logical replication applies rows, and fires no statement triggers for them.
CREATE OR REPLACE FUNCTION rule_replicated() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM forget_rules();
    RETURN NULL;
END $$;
COMMENT ON FUNCTION rule_replicated IS 'tells of a change of rules or prices that a subscription has applied';

DO $$
DECLARE
    rules text;
BEGIN
    FOREACH rules IN ARRAY '{settings,plans,limits,pools,key_sources,prices,model_rules,accounts}'::text[] LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER rule_replicated AFTER %s ON %I FOR EACH ROW EXECUTE FUNCTION rule_replicated()',
                       CASE rules WHEN 'accounts' THEN 'INSERT OR UPDATE OF plan, parent, ancestors, time_zone, anchor OR DELETE'
                                  ELSE 'INSERT OR UPDATE OR DELETE' END, rules);
        EXECUTE format('ALTER TABLE %I ENABLE REPLICA TRIGGER rule_replicated', rules);
    END LOOP;
END $$;
