-- A cursor names the last row of a page: its moment and id, and a sum of them with whose rows they are, so that one that was mistyped, or
-- is of other rows, is told. It may reach an end user, whom an id would tell how much others use: a key of the installation hides it.
CREATE FUNCTION meter_internal._meter_cursor(account text, type text, at timestamptz, id bigint) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    place text := to_char(at AT TIME ZONE 'UTC', 'YYYYMMDD"T"HH24MISS.US"Z"') || '_'
                  || to_hex(id # meter_internal._meter_cursor_mask(account, type, at));
BEGIN
    RETURN place || '_' || left(encode(sha256(convert_to(concat_ws(' ', (SELECT i.cursor_key FROM installation i), place, type, account), 'UTF8')), 'hex'), 16);
END $$;
COMMENT ON FUNCTION meter_internal._meter_cursor IS 'internal: names a row of a history';

CREATE FUNCTION meter_internal._meter_cursor_mask(account text, type text, at timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO'
AS $$
#variable_conflict use_variable
BEGIN
    RETURN ('x' || left(encode(sha256(convert_to(concat_ws(' ', 'mask', (SELECT i.cursor_key FROM installation i), at, type, account), 'UTF8')),
                               'hex'), 16))::bit(64)::bigint;
END $$;
COMMENT ON FUNCTION meter_internal._meter_cursor_mask IS 'internal: what hides the id in a cursor';

CREATE FUNCTION meter_internal._meter_cursor_read(account text, type text, before text, OUT at timestamptz, OUT id bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    at := 'infinity';
    id := 9223372036854775807;
    IF before IS NOT NULL THEN
        BEGIN
            at := split_part(before, '_', 1)::timestamptz;
            id := ('x' || lpad(split_part(before, '_', 2), 16, '0'))::bit(64)::bigint # meter_internal._meter_cursor_mask(account, type, at);
        EXCEPTION WHEN data_exception THEN
            at := NULL;
        END;
        IF meter_internal._meter_cursor(account, type, at, id) IS DISTINCT FROM before THEN
            RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'invalid cursor',
                DETAIL = format('before is "%s".', left(before, 100)),
                HINT = 'Give the next_cursor of the page before, for the same account and type; NULL is the first page.';
        END IF;
    END IF;
END $$;
COMMENT ON FUNCTION meter_internal._meter_cursor_read IS 'internal: the moment and id that a cursor names; 22023 on one that was made up';

-- Calls as they stand: what corrected them or took them back is told with them. One plan serves all pages: planning it over the log's partitions
-- takes ten times as long as a page.
CREATE FUNCTION meter_internal._meter_history_of_calls(account text, from_at timestamptz, to_at timestamptz, provider text, model text,
                                                    operation text, session_id text, key_source text, before_at timestamptz,
                                                    before_id bigint, rows integer)
RETURNS SETOF meter_history_entry
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT u.at, 'usage', u.usage_id, u.provider, u.model, u.operation, u.session_id, u.input_tokens, u.output_tokens, u.tokens,
           CASE WHEN c.last_match IS NULL THEN u.cost ELSE coalesce(u.cost, 0) + c.difference END,
           CASE WHEN c.last_match IS NULL THEN u.charged_cost ELSE coalesce(u.charged_cost, 0) + c.charged_difference END,
           coalesce(c.last_match, u.price_match), r.refund IS NOT NULL,
           jsonb_strip_nulls(jsonb_build_object(
               'operation_id', u.operation_id, 'plan', u.plan, 'key_source', u.key_source, 'service_tier', u.service_tier,
               'requests', nullif(u.requests, 1), 'cache_read_tokens', nullif(u.cache_read_tokens, 0),
               'cache_write_tokens', nullif(u.cache_write_tokens, 0), 'reasoning_tokens', nullif(u.reasoning_tokens, 0),
               'audio_input_tokens', nullif(u.audio_input_tokens, 0), 'audio_output_tokens', nullif(u.audio_output_tokens, 0),
               'other_units', u.other_units, 'hold_id', u.hold_id, 'enforced', u.enforced, 'marks', to_jsonb(u.marks),
               'corrections', c.corrections, 'refund', r.refund))
           || CASE WHEN c.last_match IS NULL THEN '{}' ELSE jsonb_build_object('first_cost', u.cost) END
           || CASE WHEN u.metadata IS NULL THEN '{}' ELSE jsonb_build_object('metadata', u.metadata) END,
           NULL::text
      FROM (SELECT l.* FROM usage_log l
             WHERE l.account = $1 AND num_nonnulls(l.refunds, l.adjusts) = 0
               AND l.at >= coalesce($2, '-infinity') AND l.at < coalesce($3, 'infinity') AND l.at <= $9 AND (l.at, l.usage_id) < ($9, $10)
               AND ($4 IS NULL OR l.provider = $4) AND ($5 IS NULL OR l.model = $5) AND ($6 IS NULL OR l.operation = $6)
               AND ($7 IS NULL OR l.session_id = $7) AND ($8 IS NULL OR l.key_source = $8)
             ORDER BY l.at DESC, l.usage_id DESC LIMIT $11) u
     CROSS JOIN LATERAL (
            SELECT sum(a.cost) AS difference, sum(a.charged_cost) AS charged_difference,
                   (array_agg(a.price_match ORDER BY a.usage_id DESC))[1] AS last_match,
                   jsonb_agg(jsonb_build_object('usage_id', a.usage_id, 'cost', a.cost, 'price_match', a.price_match,
                                                'note', a.metadata -> 'note') ORDER BY a.usage_id) AS corrections
              FROM usage_log a WHERE a.account = u.account AND a.at = u.at AND a.adjusts = u.usage_id) c
      LEFT JOIN LATERAL (
            SELECT jsonb_build_object('usage_id', x.usage_id, 'note', x.metadata -> 'note') AS refund
              FROM usage_log x WHERE x.account = u.account AND x.at = u.at AND x.refunds = u.usage_id) r ON true
     ORDER BY u.at DESC, u.usage_id DESC;
END $$;
COMMENT ON FUNCTION meter_internal._meter_history_of_calls IS 'internal: a page of calls, newest first';

-- The others. Their filters are asked for before: those that a type does not record are refused. Of hidden limits neither alerts nor
-- grants are told. Denials and holds may be many, and are found by their index; an account has few grants and alerts.
CREATE FUNCTION meter_internal._meter_history_of_others(account text, from_at timestamptz, to_at timestamptz, provider text, model text,
                                                     operation text, session_id text, key_source text, type text,
                                                     before_at timestamptz, before_id bigint, rows integer, hidden_limits bigint[])
RETURNS SETOF meter_history_entry
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
    now_at constant timestamptz := meter_internal._meter_now();
BEGIN
    RETURN QUERY
    SELECT e.at, $9, e.id, e.provider, e.model, e.operation, e.session_id, e.input_tokens, e.output_tokens,
           e.input_tokens + e.output_tokens, e.cost, NULL::numeric, NULL::text, NULL::boolean,
           jsonb_strip_nulls(e.details) || CASE WHEN e.metadata IS NULL THEN '{}' ELSE jsonb_build_object('metadata', e.metadata) END, NULL::text
      FROM (SELECT d.at, d.denial_id AS id, d.provider, d.model, d.operation, NULL AS session_id, NULL AS key_source, d.input_tokens,
                   d.output_tokens, d.cost, NULL::jsonb AS metadata,
                   jsonb_build_object('reason', d.reason, 'payer', d.payer, 'limit_name', d.limit_name, 'unit', d.unit, 'period', d.period,
                                      'used', d.used, 'cap', d.cap, 'requested', d.requested, 'operation_id', d.operation_id) AS details
              FROM (SELECT x.* FROM denials x
                     WHERE $9 = 'denial' AND x.account = $1 AND ($2 IS NULL OR x.at >= $2) AND ($3 IS NULL OR x.at < $3)
                       AND x.at <= $10 AND (x.at, x.denial_id) < ($10, $11)
                       AND ($4 IS NULL OR x.provider = $4) AND ($5 IS NULL OR x.model = $5) AND ($6 IS NULL OR x.operation = $6)
                     ORDER BY x.at DESC, x.denial_id DESC LIMIT $12) d
            UNION ALL
            SELECT h.at, h.hold_id, h.provider, h.model, h.operation, h.session_id, h.key_source, h.input_tokens, h.output_tokens, h.cost, h.metadata,
                   jsonb_build_object('state', CASE WHEN h.settled_at IS NOT NULL THEN 'settled' WHEN h.released_at IS NOT NULL THEN 'released'
                                                    WHEN h.expires_at <= now_at THEN 'expired' ELSE 'open' END,
                                      'expires_at', h.expires_at, 'settled_at', h.settled_at, 'released_at', h.released_at,
                                      'usage_id', h.usage_id, 'late', nullif(h.late, false), 'overage', nullif(h.overage, false),
                                      'key_source', h.key_source, 'service_tier', h.service_tier, 'operation_id', h.operation_id)
              FROM (SELECT x.* FROM holds x
                     WHERE $9 = 'hold' AND x.account = $1 AND ($2 IS NULL OR x.at >= $2) AND ($3 IS NULL OR x.at < $3)
                       AND x.at <= $10 AND (x.at, x.hold_id) < ($10, $11)
                       AND ($4 IS NULL OR x.provider = $4) AND ($5 IS NULL OR x.model = $5) AND ($6 IS NULL OR x.operation = $6)
                       AND ($7 IS NULL OR x.session_id = $7) AND ($8 IS NULL OR x.key_source = $8)
                     ORDER BY x.at DESC, x.hold_id DESC LIMIT $12) h
            UNION ALL
            SELECT g.created_at, g.grant_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                   jsonb_build_object('kind', g.kind, 'limit_name', g.limit_name, 'unit', g.unit, 'amount', g.amount, 'priority', g.priority,
                                      'expires_at', g.expires_at, 'note', g.note, 'voided', nullif(g.voided, 0), 'voided_at', g.voided_at,
                                      'void_note', g.void_note)
              FROM grants g WHERE $9 = 'grant' AND g.account = $1 AND (g.unit <> 'cost' OR $13 = '{}')
            UNION ALL
            SELECT a.at, a.alert_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                   jsonb_build_object('threshold', a.threshold, 'limit_name', a.limit_name, 'unit', a.unit, 'period', a.period, 'used', a.used,
                                      'cap', a.cap, 'remaining', a.remaining, 'period_start', a.period_start, 'resets_at', a.resets_at,
                                      'delivered_at', a.delivered_at, 'seen_at', a.seen_at)
              FROM alerts a WHERE $9 = 'alert' AND a.account = $1 AND a.limit_id <> ALL ($13)) e
     WHERE ($2 IS NULL OR e.at >= $2) AND ($3 IS NULL OR e.at < $3) AND (e.at, e.id) < ($10, $11)
     ORDER BY e.at DESC, e.id DESC LIMIT $12;
END $$;
COMMENT ON FUNCTION meter_internal._meter_history_of_others IS 'internal: a page of denials, holds, grants or alerts, newest first';

CREATE FUNCTION meter_internal._meter_history(account text, from_at timestamptz, to_at timestamptz, provider text, model text, operation text,
                                           session_id text, key_source text, type text, before text, page_size integer, hidden_limits bigint[])
RETURNS SETOF meter_history_entry
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp
SET timezone = 'UTC'  -- moments within details
AS $$
#variable_conflict use_column
DECLARE
    filters constant jsonb := jsonb_strip_nulls(jsonb_build_object(
        'provider', $4, 'model', $5, 'operation', $6, 'session_id', $7, 'key_source', $8));
    recorded text[];
    of_provider text;
    place record;
    rows integer;
BEGIN
    PERFORM meter_internal._meter_need('account', $1), meter_internal._meter_span($2, $3),
            meter_internal._meter_need('type', $9), meter_internal._meter_one_of('type', $9, '{usage,denial,hold,grant,alert}'),
            meter_internal._meter_one_of('key_source', $8, '{shared,own}'), meter_internal._meter_page_size($11);
    recorded := CASE WHEN $9 IN ('usage', 'hold') THEN '{provider,model,operation,session_id,key_source}'
                     WHEN $9 = 'denial' THEN '{provider,model,operation}' ELSE '{}' END;
    IF filters - recorded <> '{}' THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('no %s has what it is filtered by', $9),
            DETAIL = format('The filters are %s.', filters),
            HINT = CASE WHEN recorded = '{}' THEN format('Rows of type %s are filtered by from_at and to_at alone.', $9)
                        ELSE format('Rows of type %s are filtered by %s.', $9, array_to_string(recorded, ', ')) END;
    END IF;
    of_provider := CASE WHEN $4 IS NOT NULL THEN meter_internal._meter_provider($4) END;
    place := meter_internal._meter_cursor_read($1, $9, $10);
    RETURN QUERY
    WITH page AS MATERIALIZED (
        SELECT c.* FROM meter_internal._meter_history_of_calls($1, $2, $3, of_provider, $5, $6, $7, $8, place.at, place.id, $11 + 1) c
         WHERE $9 = 'usage'
        UNION ALL
        SELECT o.* FROM meter_internal._meter_history_of_others($1, $2, $3, of_provider, $5, $6, $7, $8, $9, place.at, place.id, $11 + 1, $12) o
         WHERE $9 <> 'usage'
    ), shown AS (SELECT p.* FROM page p ORDER BY p.at DESC, p.id DESC LIMIT $11),
       next AS (SELECT meter_internal._meter_cursor($1, $9, s.at, s.id) AS cursor FROM shown s
                 WHERE (SELECT count(*) FROM page) > $11 ORDER BY s.at, s.id LIMIT 1)
    SELECT s.at, s.type, s.id, s.provider, s.model, s.operation, s.session_id, s.input_tokens, s.output_tokens, s.tokens, s.cost,
           s.charged_cost, s.price_match, s.refunded, s.details, (SELECT n.cursor FROM next n)
      FROM shown s ORDER BY s.at DESC, s.id DESC;
    GET DIAGNOSTICS rows = ROW_COUNT;
    IF $9 = 'usage' AND rows < $11 THEN  -- the last page
        PERFORM tell_gone_usage($1, $2, $3);
    END IF;
END $$;
COMMENT ON FUNCTION meter_internal._meter_history IS 'internal: meter_history, without what tells of hidden limits';

CREATE FUNCTION meter_history(account text, from_at timestamptz DEFAULT NULL, to_at timestamptz DEFAULT NULL,
                              provider text DEFAULT NULL, model text DEFAULT NULL, operation text DEFAULT NULL,
                              session_id text DEFAULT NULL, key_source text DEFAULT NULL, type text DEFAULT 'usage',
                              before text DEFAULT NULL, page_size integer DEFAULT 50)
RETURNS SETOF meter_history_entry
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
BEGIN
    PERFORM meter_internal._meter_ready();
    RETURN QUERY SELECT h.* FROM meter_internal._meter_history($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '{}') h;
END $$;
COMMENT ON FUNCTION meter_history IS
    'the calls of an account, or its denials, holds, grants or alerts, newest first and page by page; refunds and corrections stand with their call';
