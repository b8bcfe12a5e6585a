-- Answers that an account has been charged for, by the names that they have; and charging a call once, under its key or its answer's name.

-- Whether the account has been charged for an answer; if not, it is claimed for this transaction. Answers stand among the keys: a name is free
-- again where its call was refused, or charged and then refunded.
CREATE OR REPLACE FUNCTION answer_was_charged(account text, answer text, now timestamptz) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF claim_key(account, answer, 'answer', 'null', now) THEN
        PERFORM keep_answer(account, answer, '{}');
        RETURN false;
    END IF;
    UPDATE idempotency_keys k SET verdict = '{}', created_at = now
     WHERE k.account = answer_was_charged.account AND k.idempotency_key = answer AND k.operation = 'answer'
       AND (k.verdict ->> 'usage_id' IS NULL
            OR EXISTS (SELECT FROM usage_log r
                        WHERE r.account = answer_was_charged.account AND r.refunds = (k.verdict ->> 'usage_id')::bigint));
    RETURN NOT FOUND;
END $$;
COMMENT ON FUNCTION answer_was_charged IS 'whether an account has been charged for an answer; claims it where not';

CREATE OR REPLACE FUNCTION note_answer(account text, answer text, usage_id bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF usage_id IS NOT NULL THEN
        PERFORM keep_answer(account, answer, jsonb_build_object('usage_id', usage_id));
    END IF;
END $$;

CREATE OR REPLACE FUNCTION setting_of(name text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN (SELECT s.value FROM settings s WHERE s.setting = name);
END $$;

-- Charges an answer under the name that it has. One that the account has been charged for is charged again and told, or refused, as the
-- setting duplicate_responses says.
CREATE OR REPLACE FUNCTION charge_answer(u usage_log, answer text) RETURNS verdict
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    v verdict;
BEGIN
    IF answer IS NULL THEN
        RETURN charge_call(u);
    END IF;
    IF NOT answer_was_charged(u.account, answer, now_at()) THEN
        v := charge_call(u);
        PERFORM note_answer(u.account, answer, v.usage_id);
        RETURN v;
    END IF;
    IF setting_of('duplicate_responses') = 'refuse' THEN
        u := price_call(as_of_account(u, enter_account(u.account, u.at)));
        v := refuse_call(u, 'duplicate', NULL);
    ELSE
        u.marks := u.marks || 'duplicate'::text;
        v := charge_call(u);
    END IF;
    v.duplicate := true;
    RETURN v;
END $$;
COMMENT ON FUNCTION charge_answer IS 'charges a call under the name of the answer that it was read from';

-- Charges a call, once under its key. `dated`: the caller has given its moment. `told_model`: what the answer tells beside the model that the
-- caller named, which may be a deployment's or a router's name: where it alone has a price, it is the call's. `entered`: a call without all of these
-- that has entered already.
CREATE OR REPLACE FUNCTION charge_once(u usage_log, dated boolean, key text, answer text, told_model text DEFAULT NULL, entered boolean DEFAULT false)
RETURNS verdict
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    request jsonb;
    v verdict;
BEGIN
    IF key IS NULL AND answer IS NULL AND NOT dated AND told_model IS NULL THEN
        RETURN charge_call(u, entered => entered);
    END IF;
    IF key IS NOT NULL THEN
        request := dated_request_of(u, dated);
        IF NOT claim_key(u.account, key, 'add', request, now_at()) THEN
            RETURN verdict_again(earlier_answer(u.account, key, 'add', request));
        END IF;
    END IF;
    IF dated THEN
        PERFORM check_late(u.at, setting_of('late_usage_days')::integer);
    END IF;
    IF told_model IS NOT NULL AND goes_by_second(u.provider, u.model, told_model, u.other_units, u.at) THEN
        u.model := told_model;
    END IF;
    v := charge_answer(u, answer);
    IF key IS NOT NULL THEN
        PERFORM keep_answer(u.account, key, verdict_kept(v));
    END IF;
    RETURN v;
END $$;
COMMENT ON FUNCTION charge_once(usage_log, boolean, text, text, text, boolean) IS 'charges a call, once under its idempotency key';
