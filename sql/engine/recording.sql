-- A call that was charged is written into the log, with its receipt and the alerts that it sets off.

-- What grants pay of a call on one counter: the second half of its receipt.
CREATE OR REPLACE FUNCTION draw_grants(u usage_log, r reading) RETURNS usage_log
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    ids bigint[];
    amounts numeric[];
BEGIN
    SELECT array_agg(after.grant_id), array_agg(after.spent - coalesce(before.spent, 0)) INTO ids, amounts
      FROM drawn(r.counter_id, r.used) after
      LEFT JOIN drawn(r.counter_id, r.used - coalesce(r.amount, 0)) before USING (grant_id)
     WHERE after.spent > coalesce(before.spent, 0);
    u.grant_ids := u.grant_ids || ids;
    u.grant_amounts := u.grant_amounts || amounts;
    RETURN u;
END $$;

-- Keeps an alert for each threshold that a charge has reached. The counters are locked, so that each is told once.
CREATE OR REPLACE FUNCTION tell_thresholds(charged reading[], now timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    r reading;
    reached numeric[];
BEGIN
    FOREACH r IN ARRAY charged LOOP
        IF warns(r.used, r.cap + r.granted, r.thresholds) THEN
            reached := ARRAY(SELECT t FROM unnest(r.thresholds) t WHERE t <> ALL (r.alerted) AND 100 * r.used >= t * (r.cap + r.granted));
            IF reached <> '{}' THEN
                PERFORM tell(r.counter_id, reached, r.used, r.cap + r.granted, now);
            END IF;
        END IF;
    END LOOP;
END $$;

-- The row of a call in the log; its id.
CREATE OR REPLACE FUNCTION log_call(u usage_log) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    id constant bigint := nextval('meter.usage_id_seq');
BEGIN
    -- by their names: a column that an operator has added gets its default
    INSERT INTO usage_log (account, at, usage_id, plan, provider, model, operation, operation_id, session_id, key_source,
                           service_tier, conditions, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens,
                           reasoning_tokens, audio_input_tokens, audio_output_tokens, other_units, requests, tokens, cost, markup,
                           charged_cost, price_match, price_ids, charged, grant_ids, grant_amounts, enforced, hold_id, metadata,
                           reported_cost, priced_cost, marks)
    VALUES (u.account, u.at, id, u.plan, u.provider, u.model, u.operation, u.operation_id, u.session_id, u.key_source,
            u.service_tier, u.conditions, u.input_tokens, u.output_tokens, u.cache_read_tokens, u.cache_write_tokens,
            u.reasoning_tokens, u.audio_input_tokens, u.audio_output_tokens, u.other_units, u.requests, u.tokens, u.cost, u.markup,
            u.charged_cost, u.price_match, u.price_ids, u.charged, u.grant_ids, u.grant_amounts, u.enforced, u.hold_id, u.metadata,
            u.reported_cost, u.priced_cost, u.marks);
    RETURN id;
END $$;

-- Writes a call that was charged into the log, with its receipt.
CREATE OR REPLACE FUNCTION record_call(u usage_log, charged reading[], now timestamptz) RETURNS usage_log
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    r reading;
    ids bigint[] := '{}'::bigint[];
    warned boolean := false;
BEGIN
    FOREACH r IN ARRAY charged LOOP
        ids := ids || r.counter_id;
        -- what a period that has ended carried on is no longer its own cap's, so that a grant may begin to pay below the cap
        IF r.granted <> 0 AND (r.used > r.cap OR r.counter_ends <= now) THEN
            u := draw_grants(u, r);
        END IF;
        warned := warned OR warns(r.used, r.cap + r.granted, r.thresholds);
    END LOOP;
    u.charged := ids;
    u.usage_id := log_call(u);
    IF warned THEN
        PERFORM tell_thresholds(charged, now);
    END IF;
    RETURN u;
END $$;
COMMENT ON FUNCTION record_call IS 'writes a charged call into the log with its receipt, and the alerts that it sets off';

-- Tells of the thresholds that counters have reached which the library has charged, or a repricing, in their order.
CREATE OR REPLACE FUNCTION tell_reached(counter_ids bigint[], now timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM tell(x.counter_id, x.reached, x.used, x.cap, now)
       FROM (SELECT c.counter_id, c.used, l.cap + c.granted AS cap,
                    ARRAY(SELECT t FROM unnest(l.thresholds) t WHERE t <> ALL (c.alerted) AND 100 * c.used >= t * (l.cap + c.granted)) AS reached
               FROM unnest(counter_ids) WITH ORDINALITY i (counter_id, place) JOIN counters c USING (counter_id) JOIN limits l USING (limit_id)
              ORDER BY i.place OFFSET 0) x
      WHERE x.cap > 0 AND x.reached <> '{}';
END $$;
COMMENT ON FUNCTION tell_reached IS 'keeps an alert for each threshold that counters have reached, which are charged and locked';
