-- Where a call counts: in the counters that charged it, and in those that counted it from the log.
CREATE OR REPLACE FUNCTION counters_of(u usage_log) RETURNS bigint[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM meter.seeds s WHERE s.account = u.account) THEN  -- as for most
        RETURN ARRAY(SELECT c.counter_id FROM meter.counters c WHERE c.counter_id = ANY (u.charged));
    END IF;
    RETURN ARRAY(SELECT c.counter_id FROM meter.counters c WHERE c.counter_id = ANY (u.charged)
                 UNION
                 SELECT c.counter_id
                   FROM meter.seeds s JOIN meter.counters c USING (counter_id) JOIN meter.limits l USING (limit_id)
                  WHERE s.account = u.account
                    AND (s.seeded_to >= u.usage_id  -- or it was reserved there before its account left
                         OR meter.had_reserved(c.account, u.account, u.hold_id, u.charged)
                            AND s.seeded_to >= meter.left_to(c.account, l, u.account, u.provider, u.key_source))
                    AND s.provider IS NOT DISTINCT FROM u.provider AND s.key_source = u.key_source
                    -- what a rule has said of the model since changes nothing
                    AND s.model IS NOT DISTINCT FROM CASE WHEN l.model IS NOT NULL THEN u.model END
                    AND c.period_start <= u.at AND u.at < c.period_end
                    AND NOT (meter.rolls(l.period) AND meter.is_charged_to(c.account, l.limit_id, u.charged))  -- in another slice
                    AND meter.in_scope_otherwise(l, u.provider, u.model, u.operation, u.key_source));
END $$;

-- A call as it stands: with the cost and the grants that corrections have left of it.
CREATE OR REPLACE FUNCTION as_it_stands(u usage_log) RETURNS usage_log
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    a record;
BEGIN
    FOR a IN SELECT x.* FROM meter.usage_log x
              WHERE x.account = u.account AND x.at = u.at AND x.adjusts = u.usage_id ORDER BY x.usage_id
    LOOP
        u.cost := coalesce(u.cost, 0) + a.cost;
        u.price_match := a.price_match;
        u.price_ids := a.price_ids;
        u.grant_ids := u.grant_ids || a.grant_ids;
        u.grant_amounts := u.grant_amounts || a.grant_amounts;
    END LOOP;
    u.charged_cost := meter.charged_cost(u.cost, u.markup, u.key_source);
    RETURN u;
END $$;

-- Gives back to grants what was spent of them on a counter.
CREATE OR REPLACE FUNCTION give_back(counter bigint, grant_ids bigint[], amounts numeric[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    UPDATE allotments a SET spent = a.spent - least(a.spent, g.amount), repaid = a.repaid + g.amount - least(a.spent, g.amount),
                            owing = least(a.owing, greatest(0, least(a.spent, g.amount) - g.amount - a.repaid))
      FROM (SELECT x.grant_id, sum(x.amount) AS amount FROM unnest(grant_ids, amounts) AS x (grant_id, amount) GROUP BY 1) g
     WHERE a.counter_id = counter AND a.grant_id = g.grant_id AND g.amount > 0;
END;

-- Gives back on a counter what grants have paid for a call: to them where they paid it there, else it is no longer paid elsewhere.
CREATE OR REPLACE FUNCTION give_back_call(counter bigint, account text, limit_name text, unit text, u usage_log) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    here bigint[]; here_amounts numeric[];
    elsewhere bigint[]; elsewhere_amounts numeric[];
BEGIN
    -- with its corrections: what they gave back is not given back again
    SELECT array_agg(g.grant_id) FILTER (WHERE counter = ANY (x.charged)), array_agg(g.amount) FILTER (WHERE counter = ANY (x.charged)),
           array_agg(g.grant_id) FILTER (WHERE counter <> ALL (x.charged)), array_agg(g.amount) FILTER (WHERE counter <> ALL (x.charged))
      INTO here, here_amounts, elsewhere, elsewhere_amounts
      FROM usage_log x CROSS JOIN LATERAL unnest(x.grant_ids, x.grant_amounts) AS g (grant_id, amount)
     WHERE x.account = u.account AND x.at = u.at AND u.usage_id IN (x.usage_id, x.adjusts);
    PERFORM give_back(counter, here, here_amounts);
    -- a correction is charged also to counters that took its call from the log
    PERFORM unpay(counter, paid_by_grants(give_back_call.account, give_back_call.limit_name, give_back_call.unit, elsewhere, elsewhere_amounts)
                           + least(0, paid_by_grants(give_back_call.account, give_back_call.limit_name, give_back_call.unit, here, here_amounts)));
END $$;

-- Takes a call back: a row with its counts negated, in its period and on its receipt. NULL: there is no such call.
CREATE OR REPLACE FUNCTION refund(account text, usage_id bigint, note text, at timestamptz) RETURNS usage_log
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    u usage_log;
    a accounts;
    counter record;
    counters_charged bigint[];
    met bigint[] := '{}'::bigint[];
    amounts numeric[] := '{}'::numeric[];
    overpaid_before numeric[] := '{}'::numeric[];
    owed_before numeric[] := '{}'::numeric[];
    repaid_was numeric;
    made usage_log;
BEGIN
    SELECT x.* INTO u FROM usage_log x
     WHERE x.account = refund.account AND x.usage_id = refund.usage_id AND num_nonnulls(x.refunds, x.adjusts) = 0
       FOR UPDATE;  -- one refund after the other
    IF NOT FOUND OR EXISTS (SELECT FROM usage_log x
                             WHERE x.account = u.account AND x.at = u.at AND x.refunds = u.usage_id) THEN
        RETURN NULL;
    END IF;
    -- limits that have come into force since count it from the log once their counters are made. Nobody makes them beside this refund, whose
    -- row could not be seen, and would be missed
    SELECT x.* INTO a FROM accounts x WHERE x.account = u.account;
    PERFORM lock_counters(counters_of(u), at, u.at, with_period(x.missing, u.at, at, true),
                          with_period(x.missing, u.at, at, false) || missing_of(readings_left(u), u.at))
       FROM (SELECT missing_of(readings_of(u, a), u.at) AS missing OFFSET 0) x;
    counters_charged := counters_of(u);
    u := as_it_stands(u);
    FOR counter IN
        SELECT c.counter_id, c.account, l.limit_name, l.unit, has_grants(c.account, l),
               coalesce(amount(l.unit, u.requests, u.input_tokens, u.output_tokens, u.cost, u.charged_cost), 0) AS amount
          FROM counters c JOIN limits l USING (limit_id) WHERE c.counter_id = ANY (counters_charged)
    LOOP
        PERFORM tally(counter.counter_id);
        met := met || counter.counter_id;
        overpaid_before := overpaid_before || overpaid(counter.counter_id);
        owed_before := owed_before || (SELECT owed(c, at) FROM counters c WHERE c.counter_id = counter.counter_id);
        UPDATE counters c SET used = c.used - counter.amount, closed_at = NULL WHERE c.counter_id = counter.counter_id;
        repaid_was := (SELECT sum(x.repaid) FROM allotments x WHERE x.counter_id = counter.counter_id);
        PERFORM give_back_call(counter.counter_id, counter.account, counter.limit_name, counter.unit, u);
        -- what a grant had paid that was voided since was owed
        amounts := amounts || counter.amount - paid_by_grants(counter.account, counter.limit_name, counter.unit, u.grant_ids, u.grant_amounts)
                              + (SELECT coalesce(sum(x.repaid) - repaid_was, 0) FROM allotments x WHERE x.counter_id = counter.counter_id);
        IF counter.has_grants THEN
            PERFORM mark_stale(counter.account, counter.limit_name, counter.unit, at);
            UPDATE counters c SET stale_at = '-infinity' WHERE c.counter_id = counter.counter_id;
        END IF;
    END LOOP;
    PERFORM after_giving_back(counters_charged, met, beside_debts(met, amounts, overpaid_before, owed_before, at), at);
    PERFORM repay(c) FROM unnest(counters_charged) c;  -- what came back pays what is owed there: no call's receipt says so
    PERFORM slide_on(counters_charged, at);
    INSERT INTO usage_log (account, at, plan, provider, model, operation, operation_id, session_id, key_source,
        service_tier, conditions, requests, input_tokens, output_tokens, tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens,
        audio_input_tokens, audio_output_tokens, other_units, cost, markup, charged_cost, price_match, price_ids, charged, grant_ids,
        grant_amounts, enforced, hold_id, refunds, metadata)
    VALUES (u.account, u.at, u.plan, u.provider, u.model, u.operation, u.operation_id, u.session_id, u.key_source,
        u.service_tier, u.conditions, -u.requests, -u.input_tokens, -u.output_tokens, -u.tokens, -u.cache_read_tokens, -u.cache_write_tokens,
        -u.reasoning_tokens, -u.audio_input_tokens, -u.audio_output_tokens,
        (SELECT jsonb_object_agg(o.key, -o.value::numeric) FROM jsonb_each_text(u.other_units) o), -u.cost, u.markup,
        -u.charged_cost, u.price_match, u.price_ids,
        counters_charged, u.grant_ids, (SELECT array_agg(-g ORDER BY n) FROM unnest(u.grant_amounts) WITH ORDINALITY x (g, n)),
        u.enforced, u.hold_id, u.usage_id, CASE WHEN note IS NOT NULL THEN jsonb_build_object('note', note) END)
    RETURNING usage_log.* INTO made;
    RETURN made;
END $$;
COMMENT ON FUNCTION refund IS 'takes a call back from the counters and grants that paid for it; the log keeps both rows';
