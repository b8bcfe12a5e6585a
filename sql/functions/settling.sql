-- A settlement is charged to the limits that its hold was reserved on. Limits that came after the hold (another plan, an override, another
-- parent) count it as they count what was used before them: from the log.

-- Has the counters of later limits, which a settlement has just been charged to, count it from the log. Grants there pay nothing of it,
-- and nobody owes it; what grants have paid where it was reserved is paid here too. Tells what is granted on each counter then.
CREATE OR REPLACE FUNCTION count_settlement(call bigint, account text, used_at timestamptz, counter_ids bigint[], at timestamptz)
RETURNS TABLE (counter_id bigint, granted numeric)
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    u usage_log;
    this counters;
    l limits;
    counter bigint;
    counted numeric;
    paid_before numeric;
    backed_before numeric;
    owed_before numeric;
BEGIN
    SELECT x.* INTO u FROM usage_log x
     WHERE x.account = count_settlement.account AND x.at = used_at AND x.usage_id = call;
    FOREACH counter IN ARRAY counter_ids LOOP
        PERFORM lock_counter(counter);
        SELECT c.* INTO this FROM counters c WHERE c.counter_id = counter;
        SELECT x.* INTO l FROM limits x WHERE x.limit_id = this.limit_id;
        counted := coalesce(amount(l.unit, u.requests, u.input_tokens, u.output_tokens, u.cost, u.charged_cost), 0);
        paid_before := paid_by_grants(this.account, l.limit_name, l.unit, u.grant_ids, u.grant_amounts);
        this.used := this.used - counted;
        backed_before := backed(this, at);
        owed_before := owed(this, at);
        INSERT INTO seeds AS s (counter_id, account, provider, key_source, model, seeded_to, amount, paid)
        VALUES (counter, u.account, u.provider, u.key_source, CASE WHEN l.model IS NOT NULL THEN u.model END, call, counted, paid_before)
        ON CONFLICT ON CONSTRAINT seed_unique DO UPDATE
            SET seeded_to = greatest(s.seeded_to, excluded.seeded_to), amount = s.amount + excluded.amount, paid = s.paid + excluded.paid;
        UPDATE counters c SET seeded = c.seeded + counted, paid = c.paid + paid_before, stale_at = '-infinity'  -- the hold has set free grants
         WHERE c.counter_id = counter;
        PERFORM keep(counter, owed_before, backed_before, l.cap, at);
        RETURN QUERY SELECT c.counter_id, c.granted FROM counters c WHERE c.counter_id = counter;
    END LOOP;
END $$;
COMMENT ON FUNCTION count_settlement IS 'counts a settlement under limits that came after its hold, as what was used before them';
