-- Calls that can be given another cost, as they stand: not those that were refunded.
CREATE OR REPLACE FUNCTION calls_within(from_at timestamptz, to_at timestamptz, account text, provider text, model text)
RETURNS TABLE (usage_id bigint, u usage_log)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT u.usage_id, CASE WHEN EXISTS (SELECT FROM usage_log a WHERE a.account = u.account AND a.at = u.at AND a.adjusts = u.usage_id)
                            THEN as_it_stands(u) ELSE u END
      FROM usage_log u
     WHERE u.at >= from_at AND u.at < to_at AND num_nonnulls(u.refunds, u.adjusts) = 0
       AND (calls_within.account IS NULL OR u.account = calls_within.account)
       AND (calls_within.provider IS NULL OR u.provider = calls_within.provider)
       AND (calls_within.model IS NULL OR u.model = calls_within.model)
       AND NOT EXISTS (SELECT FROM usage_log r WHERE r.account = u.account AND r.at = u.at AND r.refunds = u.usage_id)
    OFFSET 0;  -- each row is made once, however many of its columns are read
END;

-- Which grants of a counter get how much of what a call costs less: those that it spent last, first.
CREATE OR REPLACE FUNCTION grants_lowered(u usage_log, counter bigint, by_amount numeric)
RETURNS TABLE (grant_id bigint, amount numeric)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT s.grant_id, least(s.spent, greatest(0, by_amount - s.before))
      FROM (SELECT d.grant_id, d.spent, coalesce(sum(d.spent) OVER (ORDER BY d.place DESC
                                                     ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
              FROM (SELECT x.grant_id, sum(x.amount) AS spent, min(x.place) AS place
                      FROM unnest(u.grant_ids, u.grant_amounts) WITH ORDINALITY AS x (grant_id, amount, place)
                      JOIN grants g USING (grant_id)
                      JOIN counters c ON c.counter_id = counter AND c.account = g.account
                      JOIN limits l ON l.limit_id = c.limit_id AND (l.limit_name, l.unit) = (g.limit_name, g.unit)
                     GROUP BY x.grant_id) d) s
     WHERE s.before < by_amount AND s.spent > 0;
END;

-- Gives a call another cost: a row with the difference, in its period and on its receipt. A higher cost is never refused.
-- The caller has locked the call's counters, has written down what their grants have spent, and keeps charges out.
CREATE OR REPLACE FUNCTION adjust(u usage_log, new_cost numeric, new_match text, new_price_ids bigint[], note text,
                                  at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    difference numeric := new_cost - coalesce(u.cost, 0);
    counters_charged bigint[] := counters_of(u);
    counter record;
    costed bigint[] := '{}'::bigint[];  -- those that count costs
    moved bigint[] := '{}'::bigint[]; amounts numeric[] := '{}'::numeric[];
    here bigint[]; here_amounts numeric[];
    met bigint[] := '{}'::bigint[]; lowered numeric[] := '{}'::numeric[]; overpaid_before numeric[] := '{}'::numeric[]; owed_before numeric[] := '{}'::numeric[];
    owed numeric;
BEGIN
    FOR counter IN
        SELECT c.*, l.limit_name, l.unit, l.cap,
               amount(l.unit, 0, 0, 0, difference, charged_cost(difference, u.markup, u.key_source)) AS more
          FROM counters c JOIN limits l USING (limit_id)
         WHERE c.counter_id = ANY (counters_charged) AND l.unit IN ('cost', 'charged_cost')
    LOOP
        costed := costed || counter.counter_id;
        IF counter.paid > 0 OR EXISTS (SELECT FROM allotments a WHERE a.counter_id = counter.counter_id) THEN
            IF counter.more > 0 THEN
                -- what is owed is paid when the statement is over: it may be lower then
                SELECT greatest(0, counter.used - counter.cap - counter.paid - counter.kept - sum(a.spent) - sum(least(a.amount, 0))) INTO owed
                  FROM allotments a WHERE a.counter_id = counter.counter_id;
                SELECT array_agg(d.grant_id ORDER BY d.place), array_agg(d.spent - a.spent ORDER BY d.place) INTO here, here_amounts
                  FROM drawn(counter.counter_id, counter.used + counter.more - owed)
                           WITH ORDINALITY AS d (grant_id, amount, spent, unspent, kind, expires_at, place)
                  JOIN allotments a ON (a.counter_id, a.grant_id) = (counter.counter_id, d.grant_id)
                 WHERE d.spent > a.spent;
                UPDATE allotments a SET spent = a.spent + x.amount
                  FROM unnest(here, here_amounts) AS x (grant_id, amount)
                 WHERE a.counter_id = counter.counter_id AND a.grant_id = x.grant_id;
                SELECT array_agg(x.grant_id ORDER BY x.place), array_agg(x.amount ORDER BY x.place) INTO here, here_amounts
                  FROM unnest(here, here_amounts) WITH ORDINALITY AS x (grant_id, amount, place) WHERE x.grant_id <> ALL (moved);
            ELSE
                met := met || counter.counter_id;
                lowered := lowered || (SELECT -counter.more - coalesce(sum(g.amount), 0) FROM grants_lowered(u, counter.counter_id, -counter.more) g);
                overpaid_before := overpaid_before || overpaid(counter.counter_id);
                owed_before := owed_before || (SELECT owed(c, at) FROM counters c WHERE c.counter_id = counter.counter_id);
                IF counter.counter_id = ANY (u.charged) THEN
                    PERFORM give_back(counter.counter_id, array_agg(g.grant_id), array_agg(g.amount))
                       FROM grants_lowered(u, counter.counter_id, -counter.more) g;
                ELSE
                    PERFORM unpay(counter.counter_id, sum(g.amount)) FROM grants_lowered(u, counter.counter_id, -counter.more) g;
                END IF;
                SELECT array_agg(g.grant_id), array_agg(-g.amount) INTO here, here_amounts
                  FROM grants_lowered(u, counter.counter_id, -counter.more) g WHERE g.grant_id <> ALL (moved);
            END IF;
            -- a receipt names a grant once, though it may stand on several counters that count the call
            moved := moved || here;
            amounts := amounts || here_amounts;
            PERFORM mark_stale(counter.account, counter.limit_name, counter.unit, at);
        END IF;
        UPDATE counters c
           SET used = c.used + counter.more, closed_at = NULL,
               stale_at = CASE WHEN here IS NOT NULL OR counter.granted <> 0 THEN '-infinity' ELSE c.stale_at END
         WHERE c.counter_id = counter.counter_id;
    END LOOP;
    PERFORM after_giving_back(counters_charged, met, beside_debts(met, lowered, overpaid_before, owed_before, at), at) WHERE difference < 0;
    PERFORM slide_on(counters_charged, at);
    PERFORM tell_reached(costed, at);
    INSERT INTO usage_log (account, at, plan, provider, model, operation, operation_id, session_id, key_source, service_tier, conditions,
        requests, input_tokens, output_tokens, tokens, cost, markup, charged_cost, price_match, price_ids, charged, grant_ids, grant_amounts,
        enforced, hold_id, adjusts, metadata)
    VALUES (u.account, u.at, u.plan, u.provider, u.model, u.operation, u.operation_id, u.session_id, u.key_source,
        u.service_tier, u.conditions, 0, 0, 0, 0, difference, u.markup, charged_cost(difference, u.markup, u.key_source), new_match, new_price_ids, counters_charged, nullif(moved, '{}'), nullif(amounts, '{}'),
        -- what it costs more was let through
        u.enforced AND difference <= 0, u.hold_id, u.usage_id, CASE WHEN note IS NOT NULL THEN jsonb_build_object('note', note) END);
END $$;
COMMENT ON FUNCTION adjust IS 'gives a call another cost: a row with the difference, which its counters and grants see';
