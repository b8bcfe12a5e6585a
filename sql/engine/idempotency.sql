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

-- A request as it is kept: without what is left at its default, which most of it is. One that was kept whole, by an earlier version, is the same.
CREATE OR REPLACE FUNCTION request_kept(request jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN CASE jsonb_typeof(request)
                WHEN 'object' THEN (SELECT coalesce(jsonb_object_agg(x.key, x.value), '{}') FROM jsonb_each(request) x
                                     WHERE x.value NOT IN ('null', '0', '{}'))
                ELSE request END;
END $$;

-- Claims a key for a request. Waits where another transaction is deciding under it; false: it has been answered.
CREATE OR REPLACE FUNCTION claim_key(account text, key text, operation text, request jsonb, now timestamptz) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    INSERT INTO idempotency_keys (account, idempotency_key, operation, request, created_at)
    VALUES (claim_key.account, key, claim_key.operation, request_kept(claim_key.request), now) ON CONFLICT DO NOTHING;
    RETURN FOUND;
END $$;
COMMENT ON FUNCTION claim_key IS 'claims an idempotency key for a request; false: it has been answered';

CREATE OR REPLACE FUNCTION keep_answer(account text, key text, answer jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    UPDATE idempotency_keys k SET verdict = answer WHERE k.account = keep_answer.account AND k.idempotency_key = key;
END $$;
COMMENT ON FUNCTION keep_answer IS 'keeps the answer to a request for its retries';

-- What a part of a request says that is kept without it.
CREATE OR REPLACE FUNCTION unsaid(part text, other jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
RETURN CASE WHEN part = 'other_units' THEN '{}'::jsonb WHEN jsonb_typeof(other) = 'number' THEN '0'::jsonb ELSE 'null'::jsonb END;

-- What was answered first under a key that this request repeats.
CREATE OR REPLACE FUNCTION earlier_answer(account text, key text, operation text, request jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    first idempotency_keys;
    before jsonb;
    now constant jsonb := request_kept(request);
    changed text;
BEGIN
    SELECT k.* INTO first FROM idempotency_keys k WHERE k.account = earlier_answer.account AND k.idempotency_key = key;
    IF NOT FOUND THEN  -- its days were over just now
        PERFORM contended('an idempotency key');
    END IF;
    before := request_kept(first.request);
    IF first.operation = earlier_answer.operation AND before = now THEN
        RETURN first.verdict;
    END IF;
    IF first.operation <> earlier_answer.operation THEN
        changed := format('The first request was "%s", this one is "%s".', first.operation, earlier_answer.operation);
    ELSE
        SELECT format('%s was %s, now it is %s.', n.key, compact(coalesce(before -> n.key, unsaid(n.key, n.value))), compact(n.value)) INTO changed
          FROM jsonb_each(earlier_answer.request) n WHERE now -> n.key IS DISTINCT FROM before -> n.key
         ORDER BY n.key COLLATE "C" LIMIT 1;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'unique_violation',
        MESSAGE = format('idempotency key "%s" was used for another request', key),
        DETAIL = coalesce(changed, 'The arguments differ.'),
        HINT = 'Use a new key for a new request; a retry must repeat its arguments.';
END $$;
COMMENT ON FUNCTION earlier_answer IS 'the answer that an idempotency key was given first; 23505 where that was another request';

-- A verdict as it is kept: its fields in their order, as their names would take more room than what they say; numerics as digits, the moment in
-- microseconds since 2000, so that no setting changes them. `allowed` follows from the reason.
CREATE OR REPLACE FUNCTION verdict_fields() RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
RETURN '{reason,limit_name,unit,period,used,reserved,cap,remaining,percent,level,resets_at,tokens,cost,usage_id,hold_id,charged_cost,price_match,duplicate}'::text[];

CREATE OR REPLACE FUNCTION verdict_kept(v verdict) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, meter, pg_temp
RETURN jsonb_build_array(
    v.reason, v.limit_name, v.unit, v.period, v.used::text, v.reserved::text, v.cap::text, v.remaining::text, v.percent::text, v.level,
    (extract(epoch FROM v.resets_at - '2000-01-01 00:00:00+00'::timestamptz) * 1000000)::bigint,
    v.tokens, v.cost::text, v.usage_id, v.hold_id, v.charged_cost::text, v.price_match, v.duplicate);

-- Earlier versions kept the names too.
CREATE OR REPLACE FUNCTION verdict_again(kept jsonb) RETURNS verdict
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    v verdict;
BEGIN
    IF jsonb_typeof(kept) = 'array' THEN
        kept := (SELECT jsonb_object_agg(f.name, kept -> (f.place - 1)::integer) FROM unnest(verdict_fields()) WITH ORDINALITY f (name, place));
    END IF;
    SELECT * INTO v FROM jsonb_populate_record(NULL::verdict, kept - 'resets_at');
    v.allowed := NOT is_refusal(v.reason);
    v.resets_at := '2000-01-01 00:00:00+00'::timestamptz + (kept ->> 'resets_at')::bigint * interval '1 microsecond';
    v.duplicate := coalesce(v.duplicate, false);
    RETURN v;
END $$;
COMMENT ON FUNCTION verdict_again IS 'a verdict from what was kept of it';
