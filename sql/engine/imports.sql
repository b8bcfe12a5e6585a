-- Judging what an import would change, and importing.

-- A report is the rows of changes_by_list and left_by_list as JSON, in the order in which they are told.

-- Of which prices an error tells: openai/gpt-4o input from 2.5 (of litellm) to 250
CREATE OR REPLACE FUNCTION told_changes(rows jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN 'USD per million: '
        || (SELECT string_agg(format('%s/%s %s%s%s%s %s%s', r ->> 'provider', r ->> 'model', r ->> 'component',
                                     ' ' || nullif(r ->> 'service_tier', 'standard'), ' above ' || nullif(r ->> 'context_above', '0'),
                                     ' at ' || nullif(r ->> 'daily', ''),
                                     'from ' || (r ->> 'old_price') || CASE r ->> 'old_source' WHEN 'set' THEN ' (set by hand) to '
                                                                            ELSE format(' (of %s) to ', r ->> 'old_source') END,
                                     r ->> 'new_price'), '; ' ORDER BY place)
              FROM jsonb_array_elements(rows) WITH ORDINALITY x (r, place) WHERE place <= 5)
        || CASE WHEN jsonb_array_length(rows) > 5 THEN '; …' ELSE '' END || '.';
END $$;

-- The smallest whole factor that all of these changes are within.
CREATE OR REPLACE FUNCTION factor_within(rows jsonb) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN (SELECT max(div(greatest(r.old_price, r.new_price), least(r.old_price, r.new_price))
                       + sign(greatest(r.old_price, r.new_price) % least(r.old_price, r.new_price)))
              FROM jsonb_to_recordset(rows) r (old_price numeric, new_price numeric));
END $$;

-- The least and the most, in USD per million, that a component can cost. Lists ask from 0.00013 to 9,710 for tokens; for others at most 0.00005
-- USD a character, 1 a second and 1 apiece, and a million times more is a slip of the unit. NULL: a factor has no unit.
CREATE OR REPLACE FUNCTION possible_price(component text, OUT low numeric, OUT high numeric)
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF is_counted(component) OR wholes_of(component) IS NOT NULL THEN
        low := 0.0001;
        high := 10000;
    ELSIF component NOT LIKE 'factor:%' THEN
        low := 0;
        high := CASE WHEN component ~ 'character|pixel' THEN 10000 WHEN component ~ 'second' THEN 20000000 ELSE 100000000 END;
    END IF;
END $$;

-- How a new price that must be meant for another unit stands to what is possible: too high or too low; NULL: it is possible.
CREATE OR REPLACE FUNCTION slip_of(change jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    price constant numeric := CASE WHEN change ->> 'change' IN ('added', 'changed') THEN nullif((change ->> 'new_price')::numeric, 0) END;
    possible constant record := possible_price(change ->> 'component');
BEGIN
    RETURN CASE WHEN price > possible.high THEN 'too high' WHEN price < possible.low THEN 'too low' END;
END $$;

-- Refuses prices that change by more than the factor, and those that are of another unit, such as of one token for that of a million; a dry run
-- only tells.
CREATE OR REPLACE FUNCTION judge_import(report jsonb, max_factor numeric, dry_run boolean) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    jumps jsonb := (SELECT jsonb_agg(r ORDER BY place) FROM jsonb_array_elements(report) WITH ORDINALITY x (r, place)
                     WHERE (r ->> 'jumps')::boolean);
    slips jsonb := (SELECT jsonb_agg(r ORDER BY place) FROM jsonb_array_elements(report) WITH ORDINALITY x (r, place) WHERE slip_of(r) IS NOT NULL);
    count integer := jsonb_array_length(jumps);
BEGIN
    IF dry_run THEN
        RETURN (SELECT jsonb_agg(CASE WHEN slip_of(r) IS NOT NULL
                                      THEN r || jsonb_build_object('reason', format('is %s for its unit, which an import refuses', slip_of(r)))
                                      WHEN (r ->> 'jumps')::boolean
                                      THEN r || jsonb_build_object('reason', format('changes by more than a factor of %s, which an import refuses', max_factor))
                                      ELSE r END ORDER BY place)
                  FROM jsonb_array_elements(report) WITH ORDINALITY x (r, place));
    ELSIF count > 0 THEN
        PERFORM raise_invalid(format(CASE count WHEN 1 THEN '%s price changes by more than a factor of %s'
                                                ELSE '%s prices change by more than a factor of %s' END, count, max_factor),
                              told_changes(jumps) || format(' All are within max_factor => %s.', factor_within(jumps)),
                              'Nothing was imported. Where the list is wrong, correct or remove that entry; where the old price is, pass a '
                              'larger max_factor =>, or NULL for no check. dry_run => true tells each of them.');
    END IF;
    count := jsonb_array_length(slips);
    IF count > 0 THEN
        PERFORM raise_invalid(format(CASE count WHEN 1 THEN '%s price is too high or too low for its unit'
                                                ELSE '%s prices are too high or too low for their units' END, count),
                              told_changes(slips),
                              'The list seems to give the price of another unit, such as of one token for that of a million or the other way round. '
                              'Mend it, or pass max_factor => NULL to import it as it is.');
    END IF;
    RETURN report;
END $$;
COMMENT ON FUNCTION judge_import IS 'refuses an import of prices that jump or are of another unit; a dry run tells which';

-- Sets the listed prices that differ from those in force, ends those that the list no longer has (not with add_only), and tells what it did with
-- each; a dry run only tells. A price that becomes more than max_factor times larger or smaller refuses the whole list; NULL: none does.
CREATE OR REPLACE FUNCTION import_rows(list jsonb, source text, of_provider text, from_at timestamptz, add_only boolean, dry_run boolean,
                                       max_factor numeric)
RETURNS TABLE (change text, provider text, model text, component text, service_tier text, context_above bigint, daily text, old_price numeric,
               new_price numeric, reason text, effective_from timestamptz)
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
#variable_conflict use_column
DECLARE
    withdrawn constant bigint[] := withdrawn_prices(list, import_rows.source, of_provider, from_at, add_only);
    report jsonb := (
        SELECT jsonb_agg(c ORDER BY c.provider, c.model, c.component, c.service_tier, c.context_above, c.daily, c.at)
          FROM (SELECT x.* FROM changes_by_list(list, import_rows.source, of_provider, from_at, add_only, max_factor, withdrawn) x
                UNION ALL
                SELECT x.* FROM left_by_list(list, of_provider, from_at, add_only, withdrawn) x) c);
BEGIN
    IF NOT dry_run THEN
        DELETE FROM prices p WHERE p.price_id = ANY (withdrawn);
        INSERT INTO prices (provider, model, component, service_tier, context_above, daily, price_per_million, effective_from, source)
        SELECT r.provider, r.model, r.component, r.service_tier, r.context_above, r.daily, r.new_price, r.at, import_rows.source
          FROM jsonb_to_recordset(report) r (change text, provider text, model text, component text, service_tier text, context_above bigint,
                                             daily text, new_price numeric, at timestamptz)
         WHERE r.change IN ('added', 'changed', 'ended');
        -- rules have no dates: until the prices begin, those that hold now go by the rules that are there
        PERFORM import_rules(list, import_rows.source, of_provider, add_only OR from_at > now_at());
    END IF;
    IF max_factor IS NOT NULL THEN
        report := judge_import(coalesce(report, '[]'), max_factor, dry_run);
    END IF;
    RETURN QUERY
    SELECT r.change, r.provider, r.model, r.component, r.service_tier, r.context_above, r.daily, r.old_price, r.new_price, r.reason, r.at
      FROM jsonb_to_recordset(report) r (change text, provider text, model text, component text, service_tier text, context_above bigint,
                                         daily text, old_price numeric, new_price numeric, reason text, at timestamptz);
    RETURN QUERY
    SELECT 'skipped', s ->> 0, s ->> 1, s ->> 2, NULL, NULL::bigint, NULL, NULL::numeric, NULL::numeric, s ->> 3, NULL::timestamptz
      FROM jsonb_array_elements(list -> 'skipped') s
     WHERE of_provider IS NULL OR s ->> 0 = of_provider;
END $$;
COMMENT ON FUNCTION import_rows IS 'imports a price list that has been read, all or nothing, and tells what it did with each price';
