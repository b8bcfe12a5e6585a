-- What an operator asks of a name: under which other names its price is looked for, and which limits count it. The twin in Rust is
-- extension/src/api/matching.rs.

-- Every name under which a model's price is looked for, in order, up to the one that has a price; and what becomes of one that has none.
CREATE OR REPLACE FUNCTION names_tried(provider text, model text, at timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    target model_rules; rates prices[]; trail jsonb; is_fallback boolean;
BEGIN
    target.kind := CASE WHEN provider IS NULL THEN 'model' ELSE 'exact' END;
    target.to_provider := provider;
    target.to_model := trimmed(model);
    rates := rates_of_name(provider, target.to_model, at, NULL);
    trail := noted('[]', target, rates);
    IF rates IS NULL THEN
        SELECT r.trail, r.rates INTO trail, rates FROM rates_by_other_names(provider, target.to_model, at, NULL, trail) r;
    END IF;
    IF rates IS NULL THEN
        is_fallback := EXISTS (SELECT FROM settings s WHERE s.setting = 'unknown_model' AND s.value = 'fallback');
        trail := trail || jsonb_build_object('price_match', CASE WHEN is_fallback THEN 'fallback' ELSE 'none' END,
                                             'provider', '*', 'model', '*', 'has_price', is_fallback);
    END IF;
    RETURN trail;
END $$;
COMMENT ON FUNCTION names_tried IS 'the names under which a model''s price is looked for, in order';

-- The limits that would count a call of an account that says no more than its model and who sells it.
CREATE OR REPLACE FUNCTION limits_counting(account text, provider text, model text, at timestamptz) RETURNS text[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    payer accounts; key_source text;
BEGIN
    SELECT a.* INTO payer FROM accounts a WHERE a.account = $1;
    IF NOT FOUND THEN
        payer.account := $1;
        payer.plan := default_plan();
        payer.time_zone := 'UTC';
        payer.anchor := $4;
        payer.ancestors := '{}';
    END IF;
    key_source := coalesce((SELECT k.key_source FROM key_sources k
                             WHERE k.provider = $2 AND (k.account = payer.account OR k.account = ANY (payer.ancestors))
                             ORDER BY array_position(payer.account || payer.ancestors, k.account) LIMIT 1), 'shared');
    RETURN coalesce((SELECT array_agg(CASE WHEN c.payer = payer.account THEN (c.l).limit_name
                                           ELSE format('%s of %s', (c.l).limit_name, c.payer) END
                                      ORDER BY c.turn, c.payer COLLATE "C", (c.l).limit_name COLLATE "C", (c.l).limit_id)
                       FROM limits_charged(payer.account, payer.plan, payer.time_zone, payer.anchor, payer.ancestors, $2, $3, NULL,
                                           key_source, now_at()) c), '{}');
END $$;
COMMENT ON FUNCTION limits_counting IS 'the limits that would count an account''s call of a model';

CREATE OR REPLACE FUNCTION match_model(model text, provider text, at timestamptz, account text)
RETURNS TABLE (step integer, price_match text, seller text, name text, has_price boolean, limits text[])
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    asked text; moment timestamptz; tried jsonb; counting text[];
BEGIN
    PERFORM check_text('model', model, true), check_text('provider', provider);
    asked := canonical_provider(provider);
    moment := CASE WHEN at IS NULL THEN now_at() ELSE check_moment('at', at) END;
    tried := names_tried(asked, model, moment);
    PERFORM check_text('account', account);
    IF account IS NOT NULL THEN
        counting := limits_counting(account, asked, model, moment);
    END IF;
    RETURN QUERY
    SELECT t.place::integer, t.told ->> 'price_match', t.told ->> 'provider', t.told ->> 'model', (t.told -> 'has_price')::boolean, counting
      FROM jsonb_array_elements(tried) WITH ORDINALITY t (told, place) ORDER BY t.place;
END $$;
COMMENT ON FUNCTION match_model IS 'every name under which a model''s price is looked for, in order; with an account, the limits that count it too';
