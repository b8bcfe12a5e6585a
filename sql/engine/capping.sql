-- Limits that cut what does not fit (on_excess is "cap"). A call passes where something of it fits: a reservation is made for the longest answer
-- that does, and what was used already is recorded whole, since it cannot be cut any more. Only the answer is cut; the prompt is what it is. A limit that refuses
-- is asked for all of the call, cut or not, so that it does not matter which limit is asked first.

-- Whether a limit that does not have room for all of a call lets it pass for what it has left.
CREATE OR REPLACE FUNCTION may_cap(r reading) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN r.refusal = 'over_limit' AND r.used + r.reserved < r.cap + r.granted
       AND EXISTS (SELECT FROM limits l WHERE l.limit_id = r.limit_id AND l.on_excess = 'cap');
END $$;

-- A call whose answer is so long at most, priced anew.
CREATE OR REPLACE FUNCTION with_answer(u usage_log, output_tokens bigint) RETURNS usage_log
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    u.output_tokens := output_tokens;
    u.reasoning_tokens := least(u.reasoning_tokens, output_tokens);
    u.audio_output_tokens := least(u.audio_output_tokens, output_tokens);
    u.tokens := u.input_tokens + output_tokens;
    u := price_call(u);
    u.charged_cost := charged_cost(u.cost, u.markup, u.key_source);
    RETURN u;
END $$;

-- The longest answer with which a call fits into a limit that does not have room for all of it; 0: none does. A cost is cut by the prices of
-- the call: more of an answer never costs less, so that half of what is left to find can be left out each time.
CREATE OR REPLACE FUNCTION answer_that_fits(u usage_log, r reading) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    room constant numeric := r.cap + r.granted - r.used - r.reserved;
    fits bigint := 0;
    too_long bigint := u.output_tokens;
    middle bigint;
    shorter usage_log;
BEGIN
    IF r.unit IN ('tokens', 'output_tokens') THEN
        RETURN greatest(0, floor(room) - CASE r.unit WHEN 'tokens' THEN u.input_tokens ELSE 0 END);
    END IF;
    WHILE too_long - fits > 1 LOOP
        middle := fits + (too_long - fits) / 2;
        shorter := with_answer(u, middle);
        IF amount(r.unit, 1, shorter.input_tokens, middle, shorter.cost, shorter.charged_cost) <= room THEN
            fits := middle;
        ELSE
            too_long := middle;
        END IF;
    END LOOP;
    RETURN fits;
END $$;

-- Cuts a call to what fits into each of its limits that has less room than it asks for. `refused`: nothing fits into this one.
CREATE OR REPLACE FUNCTION cut_call(INOUT u usage_log, INOUT readings reading[], OUT refused reading)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    r reading;
    fits bigint;
    shortest bigint;
    cut_by integer;
BEGIN
    FOR i IN 1 .. cardinality(readings) LOOP
        r := readings[i];
        IF r.refusal = 'capped' THEN
            fits := answer_that_fits(u, r);
            IF shortest IS NULL OR fits < shortest THEN
                shortest := fits;
                cut_by := i;
            END IF;
        END IF;
    END LOOP;
    IF shortest = 0 THEN
        refused := readings[cut_by];
        refused.refusal := 'over_limit';
        RETURN;
    END IF;
    u := with_answer(u, shortest);
    FOR i IN 1 .. cardinality(readings) LOOP
        r := readings[i];
        r.amount := amount(r.unit, 1, u.input_tokens, u.output_tokens, u.cost, u.charged_cost);
        r.refusal := CASE WHEN i = cut_by THEN 'capped' END;
        readings[i] := r;
    END LOOP;
END $$;
COMMENT ON FUNCTION cut_call IS 'cuts a call to the longest answer that fits into its limits';

-- The longest answer for which a limit lets the library reserve, 0 where it has room for none; NULL: it refuses. Its counter is locked already.
CREATE OR REPLACE FUNCTION answer_within(u usage_log, payer text, of_limit bigint) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    asked constant record := ask_again(u, payer, of_limit);
BEGIN
    RETURN CASE (asked.r).refusal WHEN 'capped' THEN answer_that_fits(asked.u, asked.r) END;
END $$;
COMMENT ON FUNCTION answer_within IS 'the longest answer that fits into what a limit has left, which caps';
