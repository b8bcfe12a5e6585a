-- How a call's cost divides into input, output and the rest, computed from the prices that its usage row names. The parts are shown only where
-- they add up to the cost; else they are NULL, because a part that is not exact would be a guess.

CREATE FUNCTION meter_internal._meter_units_sum(units jsonb[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT jsonb_object_agg(s.unit, s.amount)
      FROM (SELECT e.key AS unit, sum(e.value::numeric) AS amount FROM unnest(units) u, jsonb_each_text(u) e GROUP BY e.key) s;
END;
COMMENT ON FUNCTION meter_internal._meter_units_sum IS 'internal: the sum of each unit';

-- Those that rows have: what was added and taken away again is none.
CREATE FUNCTION meter_internal._meter_units_left(units jsonb, unit_rows jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
RETURN (SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(units) e WHERE (unit_rows ->> e.key)::numeric <> 0);
COMMENT ON FUNCTION meter_internal._meter_units_left IS 'internal: the sums of units that rows have';

-- PL/pgSQL, which starts no executor for each row of the log.
CREATE FUNCTION meter_internal._meter_unit_amount(units jsonb, VARIADIC names text[]) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    amount numeric := 0;
    unit text;
BEGIN
    FOREACH unit IN ARRAY names LOOP
        amount := amount + coalesce((units ->> unit)::numeric, 0);
    END LOOP;
    RETURN amount;
END $$;
COMMENT ON FUNCTION meter_internal._meter_unit_amount IS 'internal: how much of some units was used';

-- A row that takes a call back has all amounts below 0.
CREATE FUNCTION meter_internal._meter_parts_fit(input_rest bigint, output_rest bigint, cache_write bigint, units jsonb) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN NOT units ?| '{cache_read_audio,cache_read_image,cache_read_video,cache_write_audio,cache_write_image}'
       AND abs(input_rest) >= abs(meter_internal._meter_unit_amount(units, 'image_input', 'video_input', 'tool_input'))
       AND abs(output_rest) >= abs(meter_internal._meter_unit_amount(units, 'image_output', 'video_output', 'text_output'))
       AND abs(cache_write) >= abs(meter_internal._meter_unit_amount(units, 'cache_write_5m', 'cache_write_1h', 'cache_write_12h'));
END $$;
COMMENT ON FUNCTION meter_internal._meter_parts_fit IS 'internal: whether the parts of a call''s tokens do not overlap';

-- USD per million of each component; of a tier that rises with the standard price three prices are named. Under "factor", what multiplies.
CREATE FUNCTION meter_internal._meter_rates(price_ids bigint[]) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    factor numeric := 1;
    each record;
BEGIN
    FOR each IN SELECT p.price_per_million AS multiplier FROM prices p WHERE p.price_id = ANY ($1) AND p.component LIKE 'factor:%' LOOP
        factor := factor * each.multiplier;
    END LOOP;
    RETURN jsonb_build_object('factor', factor) || coalesce((
        SELECT jsonb_object_agg(c.component, c.rate)
          FROM (SELECT p.component,
                       CASE count(*) WHEN 1 THEN min(p.price_per_million)
                            WHEN 3 THEN round(min(p.price_per_million) FILTER (WHERE p.service_tier <> 'standard')
                                    * (array_agg(p.price_per_million ORDER BY p.context_above DESC) FILTER (WHERE p.service_tier = 'standard'))[1]
                                    / nullif((array_agg(p.price_per_million ORDER BY p.context_above) FILTER (WHERE p.service_tier = 'standard'))[1], 0), 12)
                       END AS rate
                  FROM prices p WHERE p.price_id = ANY ($1) AND p.component NOT LIKE 'factor:%' GROUP BY p.component) c), '{}');
END $$;
COMMENT ON FUNCTION meter_internal._meter_rates IS 'internal: what the prices that a usage row names ask for each component';

-- The same where nothing was used but tokens, which is the most: a report asks it for each group. Without a query, in a twentieth of the time.
CREATE FUNCTION meter_internal._meter_token_costs(rates jsonb, counts numeric[], OUT input_cost numeric, OUT output_cost numeric, OUT lacks boolean)
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    part_names constant text[] := '{input,cache_read,cache_write,audio_input,output,reasoning,audio_output}'::text[];
    amounts constant numeric[] := ARRAY[counts[1] - counts[3] - counts[4] - counts[6], counts[3], counts[4], counts[6],
                                        counts[2] - counts[5] - counts[7], counts[5], counts[7]];
    rate numeric;
BEGIN
    input_cost := 0;
    output_cost := 0;
    lacks := false;
    FOR n IN 1 .. 7 LOOP
        CONTINUE WHEN amounts[n] = 0;
        rate := coalesce(rates ->> part_names[n], rates ->> CASE WHEN n <= 4 THEN 'input' ELSE 'output' END)::numeric;
        IF rate IS NULL THEN
            lacks := true;
        ELSIF n <= 4 THEN
            input_cost := input_cost + amounts[n] * rate;
        ELSE
            output_cost := output_cost + amounts[n] * rate;
        END IF;
    END LOOP;
END $$;
COMMENT ON FUNCTION meter_internal._meter_token_costs IS 'internal: what tokens cost times a million, before factors; lacks: some have no price';

-- Sums of calls that went by the same prices. A unit without a price under its name goes by the only price that is left; a unit that providers
-- bill for some costs nothing without one: the sum tells whether that is so.
CREATE FUNCTION meter_internal._meter_cost_parts(rates jsonb, counts numeric[], units jsonb, calls numeric, cost numeric,
                                              OUT input_cost numeric, OUT output_cost numeric, OUT other_cost numeric)
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    part_names constant text[] := '{input,output,cache_read,cache_write,cache_write_5m,cache_write_1h,cache_write_12h,audio_input,image_input,video_input,tool_input,reasoning,audio_output,image_output,video_output,text_output}'::text[];
    million constant numeric := 0.000001;
    lacks boolean;
    rest text[];
BEGIN
    IF cost IS NULL OR rates IS NULL THEN
        RETURN;
    END IF;
    IF units IS NULL THEN
        SELECT t.input_cost, t.output_cost, t.lacks INTO input_cost, output_cost, lacks FROM meter_internal._meter_token_costs(rates, counts) t;
    ELSE
        SELECT sum(p.amount * p.rate) FILTER (WHERE p.whole = 'input'), sum(p.amount * p.rate) FILTER (WHERE p.whole = 'output'),
               bool_or(p.amount <> 0 AND p.rate IS NULL)
          INTO input_cost, output_cost, lacks
          FROM (SELECT v.whole, v.amount, coalesce(rates ->> v.name, rates ->> v.part_of, rates ->> v.whole)::numeric AS rate
                  FROM (VALUES ('input', counts[1] - counts[3] - counts[4] - counts[6] - meter_internal._meter_unit_amount(units, 'image_input', 'video_input', 'tool_input'), 'input', 'input'),
                               ('cache_read', counts[3], 'input', 'input'),
                               ('cache_write', counts[4] - meter_internal._meter_unit_amount(units, 'cache_write_5m', 'cache_write_1h', 'cache_write_12h'), 'input', 'input'),
                               ('cache_write_5m', meter_internal._meter_unit_amount(units, 'cache_write_5m'), 'cache_write', 'input'),
                               ('cache_write_1h', meter_internal._meter_unit_amount(units, 'cache_write_1h'), 'cache_write', 'input'),
                               ('cache_write_12h', meter_internal._meter_unit_amount(units, 'cache_write_12h'), 'cache_write', 'input'),
                               ('audio_input', counts[6], 'input', 'input'), ('image_input', meter_internal._meter_unit_amount(units, 'image_input'), 'input', 'input'),
                               ('video_input', meter_internal._meter_unit_amount(units, 'video_input'), 'input', 'input'), ('tool_input', meter_internal._meter_unit_amount(units, 'tool_input'), 'input', 'input'),
                               ('output', counts[2] - counts[5] - counts[7] - meter_internal._meter_unit_amount(units, 'image_output', 'video_output', 'text_output'), 'output', 'output'),
                               ('reasoning', counts[5], 'output', 'output'), ('audio_output', counts[7], 'output', 'output'),
                               ('image_output', meter_internal._meter_unit_amount(units, 'image_output'), 'output', 'output'), ('video_output', meter_internal._meter_unit_amount(units, 'video_output'), 'output', 'output'),
                               ('text_output', meter_internal._meter_unit_amount(units, 'text_output'), 'output', 'output')) v (name, amount, part_of, whole)
                 WHERE v.amount <> 0) p;
    END IF;
    input_cost := coalesce(input_cost, 0) * (rates ->> 'factor')::numeric * million;
    output_cost := coalesce(output_cost, 0) * (rates ->> 'factor')::numeric * million;
    IF units IS NOT NULL THEN
        rest := ARRAY(SELECT k FROM jsonb_object_keys(rates) k WHERE k <> ALL (part_names || '{factor,request}'::text[]) AND NOT coalesce(units ? k, false));
        SELECT coalesce(sum(e.value::numeric * coalesce((rates ->> e.key)::numeric, CASE WHEN cardinality(rest) = 1 THEN (rates ->> rest[1])::numeric END, 0)), 0) * million
          INTO other_cost FROM jsonb_each_text(units) e WHERE e.key <> ALL (part_names);
    END IF;
    other_cost := coalesce(other_cost, 0) + CASE WHEN coalesce(units ? 'request', false) THEN 0 ELSE coalesce((rates ->> 'request')::numeric * calls * million, 0) END;
    IF lacks OR input_cost + output_cost + other_cost <> cost THEN
        input_cost := NULL;
        output_cost := NULL;
        other_cost := NULL;
    ELSE
        input_cost := trim_scale(input_cost);
        output_cost := trim_scale(output_cost);
        other_cost := trim_scale(other_cost);
    END IF;
END $$;
COMMENT ON FUNCTION meter_internal._meter_cost_parts IS 'internal: what of the cost of calls is the input''s, the output''s and the rest''s; NULL where it cannot be told';
