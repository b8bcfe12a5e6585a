-- The cost of a call from the rates of its model, exact: amounts are multiplied and added, and nothing is divided but by powers of ten.

-- Whether a price holds at a moment, by its hours of the day; '': at all hours. Both are whole minutes, and the later one is out.
CREATE OR REPLACE FUNCTION holds_at(daily text, at timestamptz) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    minute text := left((at AT TIME ZONE 'UTC')::time::text, 5);
BEGIN
    RETURN CASE WHEN daily = '' THEN true
                WHEN left(daily, 5) < right(daily, 5) THEN left(daily, 5) <= minute AND minute < right(daily, 5)
                ELSE left(daily, 5) <= minute OR minute < right(daily, 5) END;
END $$;

-- Of each component the rate that holds for a call, as its place in `rates`: of the asked service tier before the standard one, of this hour
-- before all day, of the highest context step that is passed.
CREATE OR REPLACE FUNCTION rates_that_hold(rates prices[], service_tier text, input_tokens bigint, at timestamptz,
                                           OUT components text[], OUT places integer[])
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    rate prices;
    other prices;
    place integer := 0;
    known integer;
BEGIN
    components := '{}';
    places := '{}';
    FOREACH rate IN ARRAY rates LOOP
        place := place + 1;
        IF (rate.service_tier = 'standard' OR rate.service_tier = service_tier) AND (rate.context_above = 0 OR input_tokens > rate.context_above)
           AND (rate.daily = '' OR holds_at(rate.daily, at)) THEN
            IF rate.component <> ALL (components) THEN
                components := components || rate.component;
                places := places || place;
            ELSE
                known := array_position(components, rate.component);
                other := rates[places[known]];
                IF (rate.service_tier <> 'standard', rate.daily <> '', rate.context_above, rate.daily COLLATE "C")
                >= (other.service_tier <> 'standard', other.daily <> '', other.context_above, other.daily COLLATE "C") THEN
                    places[known] := place;
                END IF;
            END IF;
        END IF;
    END LOOP;
END $$;
COMMENT ON FUNCTION rates_that_hold IS 'of each component the rate that holds for a call, as its place among the rates';

-- A tier's rate, times what the standard rates rise by between its step and a higher one that is passed: providers sell a tier at a fraction,
-- or a multiple, of each standard price. Rounded to 12 decimals, half to even.
CREATE OR REPLACE FUNCTION risen(own prices, rates prices[], u usage_log, OUT price_per_million numeric, OUT price_ids bigint[])
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    standard prices[] := ARRAY(SELECT r FROM unnest(rates) r WHERE r.component = own.component AND r.service_tier = 'standard');
    lower prices[] := ARRAY(SELECT r FROM unnest(standard) r WHERE r.context_above <= own.context_above);
    step prices := standard[(rates_that_hold(standard, 'standard', u.input_tokens, u.at)).places[1]];
    base prices := lower[(rates_that_hold(lower, 'standard', u.input_tokens, u.at)).places[1]];
    digits numeric;
    rest numeric;
BEGIN
    price_per_million := own.price_per_million;
    price_ids := ARRAY[own.price_id];
    IF step.context_above > own.context_above AND base.price_per_million > 0 THEN
        -- the whole number of 10^-12 USD below it, and twice what is left of that
        digits := div(own.price_per_million * step.price_per_million * 1e12, base.price_per_million);
        rest := 2 * (own.price_per_million * step.price_per_million * 1e12 - digits * base.price_per_million);
        IF digits < 79228162514264337593543950336e12 THEN  -- what the library's numbers hold
            price_per_million := (digits + CASE WHEN rest > base.price_per_million OR rest = base.price_per_million AND digits % 2 = 1
                                                THEN 1 ELSE 0 END) * 1e-12;
            price_ids := ARRAY[own.price_id, base.price_id, step.price_id];
        END IF;
    END IF;
END $$;
COMMENT ON FUNCTION risen IS 'the price of a service tier at a context step that only the standard prices have, and the prices that say so';

-- A call's tokens taken apart: each part by itself, and what is in no part as input or output. Where parts overlap and nobody says by how much,
-- cached audio counts as cached. Amounts may be 0.
CREATE OR REPLACE FUNCTION tokens_apart(u usage_log, OUT components text[], OUT amounts numeric[])
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    cached bigint;
    written bigint;
    heard bigint;
    reasoned bigint;
    spoken bigint;
BEGIN
    IF u.other_units IS NULL AND u.cache_write_tokens = 0 AND u.audio_input_tokens = 0 AND u.reasoning_tokens = 0 AND u.audio_output_tokens = 0
       AND u.cache_read_tokens BETWEEN 0 AND u.input_tokens THEN  -- most calls
        components := '{cache_read,input,output}';
        amounts := ARRAY[u.cache_read_tokens, u.input_tokens - u.cache_read_tokens, u.output_tokens];
        RETURN;
    ELSIF u.other_units IS NOT NULL THEN
        SELECT p.components, p.amounts INTO components, amounts FROM parts_apart(u) p;
        RETURN;
    END IF;
    cached := greatest(least(u.cache_read_tokens, u.input_tokens), 0);
    written := greatest(least(u.cache_write_tokens, u.input_tokens - cached), 0);
    heard := greatest(least(u.audio_input_tokens, u.input_tokens - cached - written), 0);
    reasoned := greatest(least(u.reasoning_tokens, u.output_tokens), 0);
    spoken := greatest(least(u.audio_output_tokens, u.output_tokens - reasoned), 0);
    components := '{cache_read,cache_write,audio_input,input,reasoning,audio_output,output}';
    amounts := ARRAY[cached, written, heard, u.input_tokens - cached - written - heard, reasoned, spoken, u.output_tokens - reasoned - spoken];
END $$;
COMMENT ON FUNCTION tokens_apart IS 'a call''s tokens by the component whose price they have, none counted twice';

-- The same, where units tell of smaller parts.
CREATE OR REPLACE FUNCTION parts_apart(u usage_log, OUT components text[], OUT amounts numeric[])
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    parts constant text[] := token_parts();
    tokens constant bigint[] := ARRAY(SELECT counted_tokens(p.part, u) + coalesce((u.other_units -> p.part)::bigint, 0)
                                        FROM unnest(parts) WITH ORDINALITY p (part, place) ORDER BY p.place);
    rest bigint[] := ARRAY[u.input_tokens, u.output_tokens];
    root integer;
    amount bigint;
BEGIN
    components := '{}';
    amounts := '{}';
    FOR i IN 1 .. cardinality(parts) LOOP
        IF tokens[i] > 0 THEN
            root := CASE whole_of_tokens(parts[i]) WHEN 'input' THEN 1 ELSE 2 END;
            IF root = 2 AND rest[1] > 0 THEN  -- all of the input stands before the output
                components := components || 'input'::text;
                amounts := amounts || rest[1]::numeric;
                rest[1] := 0;
            END IF;
            amount := greatest(least(amount_apart(i, tokens, components, amounts), rest[root]), 0);
            IF amount > 0 THEN
                rest[root] := rest[root] - amount;
                components := components || parts[i];
                amounts := amounts || amount::numeric;
            END IF;
        END IF;
    END LOOP;
    IF rest[1] > 0 THEN
        components := components || 'input'::text;
        amounts := amounts || rest[1]::numeric;
    END IF;
    IF rest[2] > 0 THEN
        components := components || 'output'::text;
        amounts := amounts || rest[2]::numeric;
    END IF;
END $$;

-- How much of a part of tokens stands by itself, where smaller parts have been taken: `tokens` has those of each of token_parts().
CREATE OR REPLACE FUNCTION amount_apart(part integer, tokens bigint[], components text[], amounts numeric[]) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    name text := (token_parts())[part];
    whole text := (wholes_of(name))[1];
    amount bigint := tokens[part];
    room bigint := tokens[array_position(token_parts(), whole)];  -- NULL: the whole is the input or the output
BEGIN
    FOR i IN 1 .. cardinality(components) LOOP
        IF name = ANY (wholes_of(components[i])) THEN
            amount := amount - amounts[i];
        END IF;
        -- what is in the same whole already, so that its parts are together no more than it
        IF (wholes_of(components[i]))[1] = whole THEN
            room := room - amounts[i];
        END IF;
    END LOOP;
    RETURN least(amount, room);
END $$;

-- The same, and behind them the tokens of the call's model that stand in none of its counts.
CREATE OR REPLACE FUNCTION with_tokens_beside(u usage_log, INOUT components text[], INOUT amounts numeric[])
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    name text;
    amount numeric;
BEGIN
    FOR name, amount IN SELECT e.key, e.value::numeric FROM jsonb_each(u.other_units) e
                         WHERE beside_component(e.key) IS NOT NULL ORDER BY e.key COLLATE "C" LOOP
        components := components || name;
        amounts := amounts || amount;
    END LOOP;
END $$;

-- What stands on a call's bill beside its tokens, in order: the factors that multiply what stands above them (amount NULL), its units, and the
-- call itself where it has a price, unless a unit is a kind of it.
CREATE OR REPLACE FUNCTION bill_of(u usage_log, INOUT components text[], INOUT amounts numeric[], has_request_price boolean)
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    name text;
    amount numeric;
BEGIN
    IF u.conditions IS NOT NULL THEN
        FOREACH name IN ARRAY u.conditions LOOP
            components := components || ('factor:' || name);
            amounts := amounts || NULL::numeric;
        END LOOP;
    END IF;
    IF u.other_units IS NOT NULL THEN
        FOR name, amount IN SELECT e.key, e.value::numeric FROM jsonb_each(u.other_units) e
                             WHERE e.key <> ALL (token_parts()) AND beside_component(e.key) IS NULL ORDER BY e.key COLLATE "C" LOOP
            components := components || name;
            amounts := amounts || amount;
            has_request_price := has_request_price AND name !~ '^request(_|$)';
        END LOOP;
    END IF;
    IF has_request_price THEN
        components := components || 'request'::text;
        amounts := amounts || 1::numeric;
    END IF;
END $$;

CREATE OR REPLACE FUNCTION with_id(ids bigint[], id bigint) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    place integer := cardinality(ids);
BEGIN
    IF id = ANY (ids) THEN
        RETURN ids;
    END IF;
    WHILE place > 0 AND ids[place] > id LOOP
        place := place - 1;
    END LOOP;
    RETURN ids[:place] || id || ids[place + 1:];
END $$;
COMMENT ON FUNCTION with_id IS 'ids in order, with one more unless it is there';

-- The cost of a call in USD, and the prices that it was worked out from, in order. `missing`: the component that has no price;
-- `out_of_range`: no number that the meter keeps holds it; with either there is no cost. `unpriced_tier`: no price is of the call's tier, or
-- some of its tokens have none of it and are charged as standard.
--
-- Cache reads, cache writes and audio are parts of the input, reasoning and audio of the output, and units such as cache_write_1h parts of
-- these: each is charged at its own rate, or at that of the whole where it has none (a rate of 0 is free). Other units are charged by the rate
-- of their name, and the call itself by the rate of `request`, where there is one. A rate "above N" reprices every token of its component once
-- the total input, cache included, exceeds N. A factor of one of the call's conditions multiplies what its tokens cost, and nothing else.
CREATE OR REPLACE FUNCTION cost_of(rates prices[], u usage_log, OUT cost numeric, OUT price_ids bigint[], OUT missing text,
                                   OUT out_of_range boolean, OUT unpriced_tier boolean)
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    holding record := rates_that_hold(rates, u.service_tier, u.input_tokens, u.at);
    bill record := tokens_apart(u);
    price record;
    rate prices;
    place integer;
    id bigint;
    sum numeric := 0;
    ids bigint[] := '{}'::bigint[];
    tokens integer := cardinality(bill.components);  -- what stands behind them has one price for all tiers, or none of its own
    is_of_tier boolean;
BEGIN
    IF strpos(u.other_units::text, '"beside_') > 0 THEN
        bill := with_tokens_beside(u, bill.components, bill.amounts);
        tokens := cardinality(bill.components);
    END IF;
    IF u.conditions IS NOT NULL OR u.other_units IS NOT NULL OR 'request' = ANY (holding.components) THEN
        bill := bill_of(u, bill.components, bill.amounts, 'request' = ANY (holding.components));
    END IF;
    FOR i IN 1 .. cardinality(bill.components) LOOP
        CONTINUE WHEN bill.amounts[i] <= 0;
        rate := rates[holding.places[array_position(holding.components, bill.components[i])]];
        IF rate.price_id IS NULL THEN
            place := place_of_price(holding.components, bill.components[i]);
            -- one factor multiplies once
            CONTINUE WHEN bill.amounts[i] IS NULL AND holding.components[place] = ANY (bill.components);
            IF place IS NULL THEN
                CONTINUE WHEN bill.amounts[i] IS NULL OR is_free_without_price(bill.components[i], u.input_tokens + u.output_tokens > 0);
                missing := coalesce(beside_component(bill.components[i]), bill.components[i]);
                missing := coalesce(whole_of_tokens(missing), missing);
                RETURN;
            END IF;
            rate := rates[holding.places[place]];
        END IF;
        IF rate.service_tier <> 'standard' THEN
            is_of_tier := coalesce(is_of_tier, true);
            price := risen(rate, rates, u);
            rate.price_per_million := price.price_per_million;
            FOREACH id IN ARRAY price.price_ids LOOP
                ids := with_id(ids, id);
            END LOOP;
        ELSE
            IF u.service_tier <> 'standard' AND i <= tokens AND rate.price_per_million <> 0 THEN
                is_of_tier := false;
            END IF;
            ids := CASE WHEN ids = '{}' OR rate.price_id > ids[cardinality(ids)] THEN ids || rate.price_id
                        WHEN rate.price_id < ids[1] THEN rate.price_id || ids ELSE with_id(ids, rate.price_id) END;
        END IF;
        sum := CASE WHEN bill.amounts[i] IS NULL THEN round(sum * rate.price_per_million, 30)
                    ELSE sum + bill.amounts[i] * (rate.price_per_million * 0.000001) END;
        IF sum > 57896044618658097711785492504343953926634992332.820282019728792003956564819967 THEN  -- 256 bits of 10^-30 USD
            out_of_range := true;
            RETURN;
        END IF;
    END LOOP;
    cost := trim_scale(sum);
    price_ids := ids;
    unpriced_tier := u.service_tier <> 'standard' AND is_of_tier IS NOT TRUE;
END $$;
COMMENT ON FUNCTION cost_of IS 'what a call costs by rates in force, exact, and by which; or the component that has no price';

-- Which rate a component is charged by that has none of its own: the nearest of those that hold for it.
CREATE OR REPLACE FUNCTION place_of_price(components text[], component text) RETURNS integer
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    place integer;
    other text;
BEGIN
    IF other_price_names(component) IS NOT NULL THEN
        FOREACH other IN ARRAY other_price_names(component) LOOP
            place := array_position(components, other);
            EXIT WHEN place IS NOT NULL;
        END LOOP;
    END IF;
    RETURN place;
END $$;
