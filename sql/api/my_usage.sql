-- What the signed-in end user used. Nothing tells the provider's cost, which beside the charged one is the operator's margin; ids, whose
-- growth is how much others use; prices, metadata and notes, which are the operator's.
CREATE FUNCTION meter_internal._meter_my_usage(from_at timestamptz, to_at timestamptz, bucket text, group_by text[], provider text, model text,
                                            operation text, session_id text, key_source text, time_zone text, fill boolean)
RETURNS SETOF meter_my_usage_total
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    me text;
BEGIN
    PERFORM meter_internal._meter_ready();
    PERFORM meter_internal._meter_one_of('group_by', k, '{provider,model,operation,key_source,plan,session}') FROM unnest($4) k;
    me := current_account();
    IF me IS NOT NULL THEN
        RETURN QUERY
        SELECT u.bucket_start, u.groups, u.requests, u.refunds, u.input_tokens, u.output_tokens, u.cache_read_tokens, u.cache_write_tokens,
               u.reasoning_tokens, u.audio_input_tokens, u.audio_output_tokens, u.tokens, u.other_units, u.charged_cost,
               trim_scale(u.charged_cost / nullif(u.requests - u.unpriced_requests, 0)), u.unpriced_requests, u.denied_requests
          FROM meter_internal._meter_usage(me, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, false, $11) u
         ORDER BY u.bucket_start, u.charged_cost DESC NULLS LAST, u.groups;
    END IF;
END $$;
COMMENT ON FUNCTION meter_internal._meter_my_usage IS 'internal: meter_my_usage, with the rights to read it';

CREATE FUNCTION meter_my_usage(from_at timestamptz DEFAULT NULL, to_at timestamptz DEFAULT NULL, bucket text DEFAULT 'none',
                               group_by text[] DEFAULT '{}', provider text DEFAULT NULL, model text DEFAULT NULL,
                               operation text DEFAULT NULL, session_id text DEFAULT NULL, key_source text DEFAULT NULL,
                               time_zone text DEFAULT NULL, fill boolean DEFAULT false)
RETURNS SETOF meter_my_usage_total
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT * FROM meter_internal._meter_my_usage($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);
END;
COMMENT ON FUNCTION meter_my_usage IS 'what the signed-in user used: a row a bucket of time and group, corrections and refunds included';

CREATE FUNCTION meter_internal._meter_my_history(from_at timestamptz, to_at timestamptz, provider text, model text, operation text,
                                              session_id text, key_source text, type text, before text, page_size integer)
RETURNS SETOF meter_my_history_entry
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    -- a detail that is new is hidden until it is named here
    shown constant jsonb := '{
        "usage": ["operation_id", "plan", "key_source", "service_tier", "requests", "cache_read_tokens", "cache_write_tokens",
                  "reasoning_tokens", "audio_input_tokens", "audio_output_tokens", "other_units"],
        "denial": ["reason", "limit_name", "unit", "period", "operation_id"],
        "hold": ["state", "expires_at", "settled_at", "released_at", "late", "overage", "key_source", "service_tier", "operation_id"],
        "grant": ["kind", "limit_name", "unit", "amount", "priority", "expires_at", "voided", "voided_at"],
        "alert": ["threshold", "limit_name", "unit", "period", "used", "cap", "remaining", "period_start", "resets_at", "seen_at"]}';
    me text;
BEGIN
    PERFORM meter_internal._meter_ready();
    me := current_account();
    IF me IS NOT NULL THEN
        RETURN QUERY
        SELECT h.at, h.type, h.provider, h.model, h.operation, h.session_id, h.input_tokens, h.output_tokens, h.tokens, h.charged_cost, h.refunded,
               coalesce((SELECT jsonb_object_agg(k, h.details -> k) FROM jsonb_array_elements_text(shown -> h.type) k WHERE h.details ? k), '{}'),
               h.next_cursor
          FROM meter_internal._meter_history(me, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, hidden_limits()) h;
    END IF;
END $$;
COMMENT ON FUNCTION meter_internal._meter_my_history IS 'internal: meter_my_history, with the rights to read it';

CREATE FUNCTION meter_my_history(from_at timestamptz DEFAULT NULL, to_at timestamptz DEFAULT NULL, provider text DEFAULT NULL,
                                 model text DEFAULT NULL, operation text DEFAULT NULL, session_id text DEFAULT NULL,
                                 key_source text DEFAULT NULL, type text DEFAULT 'usage', before text DEFAULT NULL,
                                 page_size integer DEFAULT 50)
RETURNS SETOF meter_my_history_entry
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT * FROM meter_internal._meter_my_history($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);
END;
COMMENT ON FUNCTION meter_my_history IS
    'the signed-in user''s calls, or their denials, holds, grants or alerts, newest first and page by page';
