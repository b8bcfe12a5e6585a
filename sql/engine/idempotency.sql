-- One effect for one (account, idempotency_key): a retry gets the first answer, refusals included.

-- What a retry under the same key must repeat: all arguments, but the moment only where the caller gave one. What came later to these
-- arguments is there only where it is used, so that a request of an earlier version is still the same.
CREATE OR REPLACE FUNCTION request_of_counts(u usage_log) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp
RETURN jsonb_build_object(
           'input_tokens', u.input_tokens, 'output_tokens', u.output_tokens, 'cache_read_tokens', u.cache_read_tokens,
           'cache_write_tokens', u.cache_write_tokens, 'reasoning_tokens', u.reasoning_tokens, 'audio_input_tokens', u.audio_input_tokens,
           'audio_output_tokens', u.audio_output_tokens, 'other_units', coalesce(u.other_units, '{}'))
       || CASE WHEN cardinality(u.conditions) > 0 THEN jsonb_build_object('conditions', u.conditions) ELSE '{}' END
       || CASE WHEN u.reported_cost IS NOT NULL THEN jsonb_build_object('reported_cost', trim_scale(u.reported_cost)::text) ELSE '{}' END;

CREATE OR REPLACE FUNCTION request_of(u usage_log) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp
RETURN request_of_counts(u) || jsonb_build_object(
           'model', u.model, 'provider', u.provider, 'operation', u.operation, 'operation_id', u.operation_id, 'session_id', u.session_id,
           'service_tier', u.service_tier, 'key_source', u.key_source, 'metadata', u.metadata, 'enforce', u.enforced);
COMMENT ON FUNCTION request_of IS 'the arguments of a call, as its retry must repeat them';

CREATE OR REPLACE FUNCTION dated_request_of(u usage_log, dated boolean) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp
RETURN request_of(u) || jsonb_build_object('at', CASE WHEN dated THEN rfc3339(u.at) END);

-- Claims a key for a request. Waits where another transaction is deciding under it; false: it has been answered.
CREATE OR REPLACE FUNCTION claim_key(account text, key text, operation text, request jsonb, now timestamptz) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    INSERT INTO idempotency_keys (account, idempotency_key, operation, request, created_at)
    VALUES (claim_key.account, key, claim_key.operation, claim_key.request, now) ON CONFLICT DO NOTHING;
    RETURN FOUND;
END $$;
COMMENT ON FUNCTION claim_key IS 'claims an idempotency key for a request; false: it has been answered';

CREATE OR REPLACE FUNCTION keep_answer(account text, key text, answer jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    UPDATE idempotency_keys k SET verdict = answer WHERE k.account = keep_answer.account AND k.idempotency_key = key;
END $$;
COMMENT ON FUNCTION keep_answer IS 'keeps the answer to a request for its retries';

-- What was answered first under a key that this request repeats.
CREATE OR REPLACE FUNCTION earlier_answer(account text, key text, operation text, request jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    first idempotency_keys;
    changed text;
BEGIN
    SELECT k.* INTO STRICT first FROM idempotency_keys k WHERE k.account = earlier_answer.account AND k.idempotency_key = key;
    IF first.operation = earlier_answer.operation AND first.request = earlier_answer.request THEN
        RETURN first.verdict;
    END IF;
    IF first.operation <> earlier_answer.operation THEN
        changed := format('The first request was "%s", this one is "%s".', first.operation, earlier_answer.operation);
    ELSE
        SELECT format('%s was %s, now it is %s.', n.key, compact(coalesce(first.request -> n.key, 'null')), compact(n.value)) INTO changed
          FROM jsonb_each(earlier_answer.request) n WHERE n.value IS DISTINCT FROM first.request -> n.key
         ORDER BY n.key COLLATE "C" LIMIT 1;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'unique_violation',
        MESSAGE = format('idempotency key "%s" was used for another request', key),
        DETAIL = coalesce(changed, 'The arguments differ.'),
        HINT = 'Use a new key for a new request; a retry must repeat its arguments.';
END $$;
COMMENT ON FUNCTION earlier_answer IS 'the answer that an idempotency key was given first; 23505 where that was another request';

-- A verdict as it is kept: numerics as digits, the moment in microseconds since 2000, so that no setting changes them.
CREATE OR REPLACE FUNCTION verdict_kept(v verdict) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp
RETURN jsonb_build_object(
    'reason', v.reason, 'limit_name', v.limit_name, 'unit', v.unit, 'period', v.period, 'used', v.used::text, 'reserved', v.reserved::text,
    'cap', v.cap::text, 'remaining', v.remaining::text, 'percent', v.percent::text, 'level', v.level,
    'resets_at', (extract(epoch FROM v.resets_at - '2000-01-01 00:00:00+00'::timestamptz) * 1000000)::bigint,
    'tokens', v.tokens, 'cost', v.cost::text, 'usage_id', v.usage_id, 'hold_id', v.hold_id, 'charged_cost', v.charged_cost::text,
    'price_match', v.price_match, 'duplicate', v.duplicate);

CREATE OR REPLACE FUNCTION verdict_again(kept jsonb) RETURNS verdict
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    v verdict;
BEGIN
    SELECT * INTO v FROM jsonb_populate_record(NULL::verdict, kept - 'resets_at');
    v.allowed := NOT is_refusal(v.reason);
    v.resets_at := '2000-01-01 00:00:00+00'::timestamptz + (kept ->> 'resets_at')::bigint * interval '1 microsecond';
    v.duplicate := coalesce(v.duplicate, false);
    RETURN v;
END $$;
COMMENT ON FUNCTION verdict_again IS 'a verdict from what was kept of it';
