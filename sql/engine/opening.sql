-- Opening the period that runs, and what is done in it: grants.

-- The counter of the period that runs, made and brought up to date where it needs to be.
CREATE OR REPLACE FUNCTION open_running(payer text, l limits, now timestamptz) RETURNS counters
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    c counters;
BEGIN
    now := counting_moment(payer, l, now, now);
    c := find_counter(payer, l.limit_id, now);
    IF c.counter_id IS NULL THEN
        PERFORM open_counter(payer, l, now, now);
        c := find_counter(payer, l.limit_id, now);
    END IF;
    IF c.stale_at <= now THEN
        PERFORM refresh_counter(c, l, now);
        c := find_counter(payer, l.limit_id, now);
    END IF;
    RETURN c;
END $$;
COMMENT ON FUNCTION open_running IS 'the counter of an account''s limit that runs now, with what the grants and the period before have left';

-- The same where the limit is still in force for the account.
CREATE OR REPLACE FUNCTION open_period(account text, limit_id bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    PERFORM open_running(a.account, f.l, now_at())
       FROM accounts a, limits_in_force(a.account, a.plan) f
      WHERE a.account = open_period.account AND f.limit_id = open_period.limit_id;
END $$;
COMMENT ON FUNCTION open_period IS 'opens the period that runs of an account''s limit';

CREATE OR REPLACE FUNCTION check_needed(argument text, value text) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF value IS NULL THEN
        PERFORM raise_null(argument);
    END IF;
END $$;

-- What an operator says of a grant or a refund.
CREATE OR REPLACE FUNCTION check_note(note text) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF octet_length(note) > 1024 THEN
        PERFORM raise_invalid('note is too long', format('note has %s bytes.', octet_length(note)), 'A note has at most 1,024 bytes.');
    END IF;
END $$;

-- Adds a grant to the limit of a name, in the period that runs.
CREATE OR REPLACE FUNCTION grant_to(account text, limit_name text, kind text, amount numeric, priority integer, expires_at timestamptz,
                                    note text, OUT grant_id bigint, OUT remaining numeric)
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    now constant timestamptz := now_at();
    a accounts := enter_account(grant_to.account, now);
    l limits;
    known text;
BEGIN
    l := (SELECT f.l FROM limits_in_force(a.account, a.plan) f WHERE (f.l).limit_name = grant_to.limit_name);
    IF l.limit_id IS NULL THEN
        SELECT string_agg((f.l).limit_name, ', ' ORDER BY (f.l).limit_name, f.limit_id) INTO known FROM limits_in_force(a.account, a.plan) f;
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('account "%s" has no limit "%s"', a.account, grant_to.limit_name),
            DETAIL = coalesce('Limits that hold for it: ' || known || '.', 'No limit holds for it.'),
            HINT = 'A grant adds to a limit of the account or of its plan.';
    END IF;
    grant_id := add_grant((open_running(a.account, l, now)).counter_id, grant_to.kind, grant_to.amount, grant_to.priority,
                          grant_to.expires_at, grant_to.note, now);
    SELECT g.remaining INTO remaining FROM grants_of(a.account, now) g WHERE g.grant_id = grant_to.grant_id;
END $$;
COMMENT ON FUNCTION grant_to IS 'adds a grant to a limit of an account, in the period that runs';

-- Takes a call back once its account is entered.
CREATE OR REPLACE FUNCTION refund_call(account text, usage_id bigint, note text) RETURNS usage_log
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    a accounts;
    made usage_log;
BEGIN
    PERFORM enter_charge(refund_call.account);
    SELECT x.* INTO a FROM accounts x WHERE x.account = refund_call.account;
    IF a.account IS NOT NULL THEN
        PERFORM check_snapshot(a);
    END IF;
    made := refund(refund_call.account, refund_call.usage_id, refund_call.note, now_at());
    IF made.usage_id IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'there is no such usage',
            DETAIL = format('usage_id is %s.', refund_call.usage_id),
            HINT = 'Pass the usage_id of a call of this account that has not been refunded yet.';
    END IF;
    RETURN made;
END $$;
COMMENT ON FUNCTION refund_call IS 'takes a call of an account back';

-- The same, once under its key. A retry is told what was left of the grant at first.
CREATE OR REPLACE FUNCTION grant_once(payer text, limit_name text, amount numeric, kind text, priority integer, expires_at timestamptz,
                                      note text, key text, OUT g grants, OUT remaining numeric)
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    request jsonb;
    kept jsonb;
    added bigint;
BEGIN
    PERFORM check_text('account', payer, true), check_text('limit_name', limit_name, true);
    IF expires_at IS NOT NULL THEN
        PERFORM check_moment('expires_at', expires_at);
    END IF;
    PERFORM check_text('kind', kind, true), check_needed('amount', amount::text), check_needed('priority', priority::text);
    PERFORM check_note(note), check_text('idempotency_key', key);
    kind := replace(kind, '-', '_');
    request := jsonb_build_object('limit_name', limit_name, 'amount', trim_scale(amount)::text, 'kind', kind, 'priority', priority,
                                  'expires_at', rfc3339(expires_at), 'note', note);
    IF key IS NULL OR claim_key(payer, key, 'grant', request, now_at()) THEN
        SELECT t.grant_id, t.remaining INTO added, remaining FROM grant_to(payer, limit_name, kind, amount, priority, expires_at, note) t;
        IF key IS NOT NULL THEN
            PERFORM keep_answer(payer, key, jsonb_build_object('grant_id', added, 'remaining', remaining::text));
        END IF;
    ELSE
        kept := earlier_answer(payer, key, 'grant', request);
        added := kept ->> 'grant_id';
        remaining := kept ->> 'remaining';
    END IF;
    SELECT x.* INTO g FROM grants x WHERE x.grant_id = added;
END $$;

CREATE OR REPLACE FUNCTION refund_once(payer text, call bigint, note text, key text) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    request constant jsonb := jsonb_build_object('usage_id', call, 'note', note);
    made usage_log;
    kept jsonb;
BEGIN
    PERFORM check_text('account', payer, true), check_needed('usage_id', call::text), check_note(note), check_text('idempotency_key', key);
    IF key IS NOT NULL AND NOT claim_key(payer, key, 'refund', request, now_at()) THEN
        RETURN earlier_answer(payer, key, 'refund', request);
    END IF;
    made := refund_call(payer, call, note);
    kept := jsonb_build_object('usage_id', made.usage_id, 'input_tokens', made.input_tokens, 'output_tokens', made.output_tokens,
                               'cost', made.cost::text);
    IF key IS NOT NULL THEN
        PERFORM keep_answer(payer, key, kept);
    END IF;
    RETURN kept;
END $$;
