-- The names that an operator's rules and imported lists lead to. Twins in Rust: extension/src/meter/matching.rs and
-- extension/core/src/model_pattern.rs.

-- Names to look for that rules lead to: those of each place once, in the order of their spelling, so that it does not matter which rule
-- was set first.
CREATE OR REPLACE FUNCTION targets_of(rules model_rules[], provider text) RETURNS model_rules[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    rule record; target model_rules; targets model_rules[];
BEGIN
    FOR rule IN
        SELECT DISTINCT r.kind, r.place, r.to_provider COLLATE "C" AS seller, r.to_model COLLATE "C" AS model
          FROM unnest(rules) r ORDER BY r.place, seller NULLS FIRST, model
    LOOP
        target.kind := rule.kind;
        target.place := rule.place;
        target.to_provider := coalesce(rule.seller, provider);
        target.to_model := rule.model;
        targets := targets || target;
    END LOOP;
    RETURN targets;
END $$;
COMMENT ON FUNCTION targets_of IS 'the names to look for that rules lead to';

-- What the operator has said that a name stands for, those of one provider before those of all.
CREATE OR REPLACE FUNCTION alias_rules(provider text, model text) RETURNS model_rules[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN (SELECT array_agg(r ORDER BY r.provider IS NULL, r.provider, r.pattern COLLATE "C" DESC)
              FROM model_rules r
             WHERE r.kind = 'alias' AND lower(r.pattern) = lower($2) AND (r.provider IS NULL OR $1 IS NULL OR r.provider = $1)
               -- of two names that differ by their case alone, the very one counts
               AND (r.pattern = $2 OR NOT EXISTS (SELECT FROM model_rules x
                                                   WHERE x.kind = 'alias' AND x.pattern = $2 AND x.provider IS NOT DISTINCT FROM r.provider)));
END $$;
COMMENT ON FUNCTION alias_rules IS 'the aliases that a model''s name goes by, those of one provider before those of all';

-- The names to look for that aliases lead to. A call that names no provider goes by what is said for all, before what is said for some.
CREATE OR REPLACE FUNCTION aliases_of(provider text, model text) RETURNS model_rules[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    rules model_rules[] := alias_rules(provider, model);
BEGIN
    IF rules IS NULL THEN
        RETURN NULL;
    ELSIF provider IS NOT NULL THEN
        rules := rules[1:1];
    ELSIF (rules[cardinality(rules)]).provider IS NULL THEN
        rules := ARRAY(SELECT r FROM unnest(rules) r WHERE r.provider IS NULL);
    END IF;
    FOR n IN 1 .. cardinality(rules) LOOP
        rules[n].place := 0;
    END LOOP;
    RETURN targets_of(rules, provider);
END $$;
COMMENT ON FUNCTION aliases_of IS 'the names to look for that the aliases of a model''s name lead to';

-- The operator's expressions that match a name, each with the name that it leads to.
CREATE OR REPLACE FUNCTION expression_rules(provider text, model text) RETURNS model_rules[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    rules model_rules[]; rule model_rules;
BEGIN
    FOR rule IN
        SELECT r.* FROM model_rules r WHERE r.kind = 'regex' AND (r.provider IS NULL OR $1 IS NULL OR r.provider = $1)
         ORDER BY r.place, r.provider, r.rule_id
    LOOP
        rule.to_model := renamed_by(rule.pattern, $2, rule.to_model);
        IF rule.to_model IS NOT NULL THEN
            rules := rules || rule;
        END IF;
    END LOOP;
    RETURN rules;
END $$;
COMMENT ON FUNCTION expression_rules IS 'the operator''s expressions that match a model''s name, each with the name that it leads to';

-- Whether a price list's clause holds for a name in lower case: equals, starts_with, ends_with, contains, regex, or several of them
-- under or and and. All but expressions ignore case. NULL: it is no clause.
CREATE OR REPLACE FUNCTION clause_holds(clause jsonb, name text, depth integer DEFAULT 16) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    kind text := CASE WHEN jsonb_typeof(clause) = 'object' THEN (SELECT min(k) FROM jsonb_object_keys(clause) k HAVING count(*) = 1) END;
    value text := lower(CASE WHEN jsonb_typeof(clause -> kind) = 'string' THEN clause ->> kind END);
BEGIN
    IF depth = 0 THEN
        RETURN NULL;
    ELSIF kind IN ('or', 'and') THEN
        IF jsonb_typeof(clause -> kind) <> 'array' THEN
            RETURN NULL;
        END IF;
        RETURN (SELECT CASE WHEN count(*) > count(h.holds) THEN NULL
                            WHEN kind = 'or' THEN coalesce(bool_or(h.holds), false) ELSE coalesce(bool_and(h.holds), true) END
                  FROM (SELECT clause_holds(c.c, name, depth - 1) AS holds FROM jsonb_array_elements(clause -> kind) c(c)) h);
    END IF;
    RETURN CASE kind
        WHEN 'equals' THEN name = value
        WHEN 'starts_with' THEN starts_with(name, value)
        WHEN 'ends_with' THEN right(name, length(value)) = value
        WHEN 'contains' THEN strpos(name, value) > 0
        WHEN 'regex' THEN matches_expression(clause ->> kind, name)
    END;
END $$;
COMMENT ON FUNCTION clause_holds IS 'whether a price list''s clause holds for a name in lower case; NULL: it is no clause';

-- The names to look for that imported lists lead to. What is free and what is not never lead to each other.
CREATE OR REPLACE FUNCTION listed(provider text, model text, place integer) RETURNS model_rules[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    rule model_rules; targets model_rules[];
BEGIN
    FOR rule IN
        SELECT r.* FROM model_rules r
         WHERE r.kind = 'list' AND ($1 IS NULL OR r.provider = $1) AND is_free(r.to_model) = is_free($2)
           AND clause_holds(r.pattern::jsonb, lower($2))
         ORDER BY r.place, r.provider, r.rule_id
    LOOP
        rule.place := $3;
        rule.to_provider := coalesce(rule.to_provider, $1);
        targets := targets || rule;
    END LOOP;
    RETURN targets;
END $$;
COMMENT ON FUNCTION listed IS 'the names to look for that imported lists lead to';
