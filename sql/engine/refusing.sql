-- What is done where a limit refuses a call.

-- Keeps a refusal on record, and answers it. `refused_by`: the limit that refused, if it was one.
CREATE OR REPLACE FUNCTION refuse_call(u usage_log, reason text, refused_by reading) RETURNS verdict
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    INSERT INTO denials (account, at, reason, payer, limit_id, limit_name, unit, period, used, cap, requested, provider, model,
                         operation, operation_id, input_tokens, output_tokens, cost)
    VALUES (u.account, u.at, refuse_call.reason, refused_by.payer, refused_by.limit_id, refused_by.limit_name, refused_by.unit,
            refused_by.period, refused_by.used, refused_by.cap + refused_by.granted, refused_by.amount, u.provider, u.model,
            u.operation, u.operation_id, u.input_tokens, u.output_tokens, u.cost);
    RETURN verdict_of_refusal(u, reason, refused_by);
END $$;

-- Asks one limit, which has refused a call to the library, once more, as the engine in SQL does: whatever others are charged to, they are as they
-- were. Its counter is locked already, unless the cost is not known. A window is asked in the slice in which it was: by the clock the next one may have begun.
CREATE OR REPLACE FUNCTION ask_again(INOUT u usage_log, payer text, of_limit bigint, OUT r reading)
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    a accounts := enter_account(u.account, u.at);
    now timestamptz := now_at();
BEGIN
    u := price_call(as_of_account(u, a));
    u.charged_cost := charged_cost(u.cost, u.markup, u.key_source);
    r := (SELECT x FROM unnest(readings_of(u, a)) x WHERE x.payer = ask_again.payer AND x.limit_id = of_limit);
    IF r.payer IS NULL THEN
        RETURN;
    ELSIF r.amount IS NOT NULL THEN  -- else it was refused before anything was locked
        SELECT least(now, max(c.period_end) - interval '1 microsecond') INTO now
          FROM counters c JOIN limits l USING (limit_id)
         WHERE window_length(l.period) IS NOT NULL AND c.account = ask_again.payer AND c.limit_id = of_limit;
    END IF;
    r := (lock_readings(ARRAY[r], u, now))[1];
END $$;
COMMENT ON FUNCTION ask_again IS 'asks one limit once more, which has refused a call to the library';

-- Has it refuse the call.
CREATE OR REPLACE FUNCTION refuse_by(u usage_log, payer text, of_limit bigint) RETURNS verdict
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    asked constant record := ask_again(u, payer, of_limit);
BEGIN
    IF (asked.r).refusal IS NULL THEN
        PERFORM contended('a limit');
    END IF;
    RETURN refuse_call(asked.u, CASE (asked.r).refusal WHEN 'capped' THEN 'over_limit' ELSE (asked.r).refusal END, asked.r);
END $$;
COMMENT ON FUNCTION refuse_by IS 'records that one limit refuses a call, which the library has asked already';
