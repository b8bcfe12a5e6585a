-- How meter.rollups follow the usage log.

-- The same units with what each counts taken away, and with how many rows have each.
CREATE OR REPLACE FUNCTION units_less(units jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
RETURN (SELECT jsonb_object_agg(e.key, -e.value::numeric) FROM jsonb_each_text(units) e);

CREATE OR REPLACE FUNCTION units_counted(units jsonb, sign integer) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
RETURN (SELECT jsonb_object_agg(e.key, sign) FROM jsonb_each(units) e);

-- PL/pgSQL: what is parsed when it is made would keep the extension from being dropped.
CREATE OR REPLACE FUNCTION units_fit(input_rest bigint, output_rest bigint, cache_write bigint, units jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN meter_internal._meter_parts_fit(input_rest, output_rest, cache_write, units);
END $$;

-- What rows of the log later than one, up to another, add to the sums. A correction gives its call another price rule and other prices; so the
-- call's earlier rows are taken from the sums of the old and added to those of the new.
CREATE OR REPLACE FUNCTION usage_changes(accounts text[], from_at timestamptz, to_at timestamptz, after bigint, upto bigint)
RETURNS TABLE (account text, at timestamptz, usage_id bigint, call_id bigint, provider text, model text, operation text, session_id text, key_source text,
               plan text, metadata jsonb, price_match text, price_ids bigint[], log_rows integer, requests bigint, refunds bigint,
               input_tokens bigint, output_tokens bigint, cache_read_tokens bigint, cache_write_tokens bigint, reasoning_tokens bigint,
               audio_input_tokens bigint, audio_output_tokens bigint, other_units jsonb, unit_rows jsonb, misfits integer,
               cost numeric, cost_rows integer, charged_cost numeric, charged_rows integer, unpriced bigint)
LANGUAGE sql STABLE  -- without a search_path it is inlined: a report's conditions reach the log
BEGIN ATOMIC
    WITH touched AS MATERIALIZED (
        SELECT DISTINCT n.account, n.at, coalesce(n.refunds, n.adjusts) AS call_id
          FROM usage_log n
         WHERE (n.refunds IS NOT NULL OR n.adjusts IS NOT NULL) AND n.usage_id > usage_changes.after AND n.usage_id <= usage_changes.upto
           AND (usage_changes.accounts IS NULL OR n.account = ANY (usage_changes.accounts))
           AND (usage_changes.from_at IS NULL OR n.at >= usage_changes.from_at) AND (usage_changes.to_at IS NULL OR n.at < usage_changes.to_at)
    ), standing AS MATERIALIZED (
        SELECT t.account, t.at, t.call_id, c.ids[1] AS corrected_by, c.matches[1] AS price_match, c.prices[1]::bigint[] AS price_ids,
               c.ids_before[1] AS corrected_before, c.matches_before[1] AS match_before, c.prices_before[1]::bigint[] AS prices_before
          FROM touched t
         CROSS JOIN LATERAL (
            SELECT array_agg(a.usage_id ORDER BY a.usage_id DESC) AS ids, array_agg(a.price_match ORDER BY a.usage_id DESC) AS matches,
                   array_agg(a.price_ids::text ORDER BY a.usage_id DESC) AS prices,
                   array_agg(a.usage_id ORDER BY a.usage_id DESC) FILTER (WHERE a.usage_id <= usage_changes.after) AS ids_before,
                   array_agg(a.price_match ORDER BY a.usage_id DESC) FILTER (WHERE a.usage_id <= usage_changes.after) AS matches_before,
                   array_agg(a.price_ids::text ORDER BY a.usage_id DESC) FILTER (WHERE a.usage_id <= usage_changes.after) AS prices_before
              FROM usage_log a
             WHERE a.account = t.account AND a.at = t.at AND a.adjusts = t.call_id AND a.usage_id <= usage_changes.upto
               -- as t has it already, so that other partitions are not looked at
               AND (usage_changes.from_at IS NULL OR a.at >= usage_changes.from_at) AND (usage_changes.to_at IS NULL OR a.at < usage_changes.to_at)) c
    ), changes AS (
        SELECT 1 AS sign, n.account, n.at, n.usage_id, coalesce(n.refunds, n.adjusts) AS call_id, n.provider, n.model, n.operation, n.session_id, n.key_source,
               n.plan, n.metadata, coalesce(s.price_match, n.price_match) AS price_match, coalesce(s.price_ids, n.price_ids) AS price_ids, n.requests,
               n.input_tokens, n.output_tokens, n.cache_read_tokens, n.cache_write_tokens, n.reasoning_tokens, n.audio_input_tokens,
               n.audio_output_tokens, n.other_units, n.cost, n.charged_cost
          FROM usage_log n
          LEFT JOIN standing s ON s.account = n.account AND s.at = n.at AND s.call_id = coalesce(n.refunds, n.adjusts, n.usage_id)
         WHERE n.usage_id > usage_changes.after AND n.usage_id <= usage_changes.upto
           AND (usage_changes.accounts IS NULL OR n.account = ANY (usage_changes.accounts))
           AND (usage_changes.from_at IS NULL OR n.at >= usage_changes.from_at) AND (usage_changes.to_at IS NULL OR n.at < usage_changes.to_at)
        UNION ALL
        SELECT v.sign, o.account, o.at, o.usage_id, coalesce(o.refunds, o.adjusts), o.provider, o.model, o.operation, o.session_id, o.key_source,
               o.plan, o.metadata, CASE v.sign WHEN 1 THEN s.price_match ELSE coalesce(s.match_before, o.price_match) END,
               CASE v.sign WHEN 1 THEN s.price_ids ELSE coalesce(s.prices_before, o.price_ids) END, o.requests,
               o.input_tokens, o.output_tokens, o.cache_read_tokens, o.cache_write_tokens, o.reasoning_tokens, o.audio_input_tokens,
               o.audio_output_tokens, o.other_units, o.cost, o.charged_cost
          FROM standing s
          JOIN usage_log o ON o.account = s.account AND o.at = s.at AND o.usage_id <= usage_changes.after
                              AND coalesce(o.refunds, o.adjusts, o.usage_id) = s.call_id
                              AND (usage_changes.from_at IS NULL OR o.at >= usage_changes.from_at) AND (usage_changes.to_at IS NULL OR o.at < usage_changes.to_at)
         CROSS JOIN (VALUES (-1), (1)) v (sign)
         WHERE s.corrected_by IS DISTINCT FROM s.corrected_before
    )
    SELECT c.account, c.at, c.usage_id, c.call_id, c.provider, c.model, c.operation, c.session_id, c.key_source, c.plan, c.metadata, c.price_match, c.price_ids,
           c.sign, c.sign * c.requests::bigint, CASE WHEN c.requests < 0 THEN -c.sign * c.requests::bigint ELSE 0 END,
           c.sign * c.input_tokens, c.sign * c.output_tokens, c.sign * c.cache_read_tokens, c.sign * c.cache_write_tokens,
           c.sign * c.reasoning_tokens, c.sign * c.audio_input_tokens, c.sign * c.audio_output_tokens,
           CASE c.sign WHEN 1 THEN c.other_units ELSE units_less(c.other_units) END,
           CASE WHEN c.other_units IS NOT NULL THEN units_counted(c.other_units, c.sign) END,
           CASE WHEN abs(c.input_tokens) >= abs(c.cache_read_tokens + c.cache_write_tokens + c.audio_input_tokens)
                 AND abs(c.output_tokens) >= abs(c.reasoning_tokens + c.audio_output_tokens)
                 AND (c.other_units IS NULL OR units_fit(c.input_tokens - c.cache_read_tokens - c.cache_write_tokens - c.audio_input_tokens,
                          c.output_tokens - c.reasoning_tokens - c.audio_output_tokens, c.cache_write_tokens, c.other_units)) THEN 0 ELSE c.sign END,
           CASE c.sign WHEN 1 THEN c.cost ELSE -c.cost END, CASE WHEN c.cost IS NULL THEN 0 ELSE c.sign END,
           CASE c.sign WHEN 1 THEN c.charged_cost ELSE -c.charged_cost END, CASE WHEN c.charged_cost IS NULL THEN 0 ELSE c.sign END,
           CASE WHEN c.cost IS NULL AND c.price_match = 'none' THEN c.sign * c.requests::bigint ELSE 0 END
      FROM changes c;
END;
COMMENT ON FUNCTION usage_changes IS 'what rows of the log later than one, up to another, add to its sums';

-- What calls of a sum have in common, as a value: of the columns that the meter gave rollup_kinds, whose own type has those of an operator too.
DO $$
BEGIN
    IF to_regtype('meter.usage_kind') IS NULL THEN
        CREATE TYPE usage_kind AS (
            kind_id bigint, kind_key uuid, provider text, model text, operation text, key_source text, plan text, price_match text, price_ids bigint[]
        );
        COMMENT ON TYPE usage_kind IS 'what calls of a sum have in common: the columns of rollup_kinds';
    END IF;
END $$;

-- Adds what rows of the log add: to the days of each account and of everybody, and to the quarters of an hour of everybody. Fine: to the quarters
-- of an hour of each account instead, which are what stays of a month that leaves the log. Returns how many rows of the sums were written.
CREATE OR REPLACE FUNCTION add_to_rollups(from_at timestamptz, to_at timestamptz, after bigint, upto bigint, fine boolean) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp SET work_mem = '64MB' SET plan_cache_mode = force_custom_plan
SET enable_sort = off AS $$  -- hashing takes half the time, and is not chosen for fear of long arrays
#variable_conflict use_column
DECLARE
    written bigint;
BEGIN
    WITH changes AS (
        SELECT CASE WHEN fine THEN date_bin('15 minutes', c.at, 'epoch') ELSE date_trunc('day', c.at, 'UTC') END AS unit,
               date_bin('15 minutes', c.at, 'epoch') AS quarter,
               -- one text is hashed in a third of the time that its parts take; its parts are those of a usage_kind
               ROW(NULL, NULL, c.provider, c.model, c.operation, c.key_source, c.plan, c.price_match, c.price_ids)::text AS kind, c.*
          FROM usage_changes(NULL, $1, $2, $3, $4) c
    ), summed AS MATERIALIZED (
        SELECT coalesce(c.account, '') AS account, CASE WHEN fine OR grouping(c.quarter) = 0 THEN 'quarter' ELSE 'day' END AS grain,
               coalesce(c.unit, c.quarter) AS starts_at, c.kind,
               sum(c.log_rows) AS log_rows, sum(c.requests) AS requests, sum(c.refunds) AS refunds, sum(c.input_tokens) AS input_tokens,
               sum(c.output_tokens) AS output_tokens, sum(c.cache_read_tokens) AS cache_read_tokens, sum(c.cache_write_tokens) AS cache_write_tokens,
               sum(c.reasoning_tokens) AS reasoning_tokens, sum(c.audio_input_tokens) AS audio_input_tokens, sum(c.audio_output_tokens) AS audio_output_tokens,
               CASE WHEN count(c.other_units) > 0 THEN meter_internal._meter_units_sum(array_agg(c.other_units) FILTER (WHERE c.other_units IS NOT NULL)) END AS other_units,
               CASE WHEN count(c.unit_rows) > 0 THEN meter_internal._meter_units_sum(array_agg(c.unit_rows) FILTER (WHERE c.unit_rows IS NOT NULL)) END AS unit_rows,
               sum(c.misfits) AS misfits, coalesce(sum(c.cost), 0) AS cost, sum(c.cost_rows) AS cost_rows,
               coalesce(sum(c.charged_cost), 0) AS charged_cost, sum(c.charged_rows) AS charged_rows, sum(c.unpriced) AS unpriced
          FROM changes c
         GROUP BY c.kind, GROUPING SETS ((c.account, c.unit), (c.unit), (c.quarter))
    ), kinds_met AS MATERIALIZED (
        SELECT DISTINCT s.kind, md5(s.kind)::uuid AS kind_key FROM summed s WHERE s.account = '' OR fine
    ), made AS (
        INSERT INTO rollup_kinds AS k (kind_key, provider, model, operation, key_source, plan, price_match, price_ids)
        SELECT m.kind_key, (x.k).provider, (x.k).model, (x.k).operation, (x.k).key_source, (x.k).plan, (x.k).price_match, (x.k).price_ids
          FROM kinds_met m, LATERAL (SELECT m.kind::usage_kind AS k) x
         WHERE NOT EXISTS (SELECT FROM rollup_kinds o WHERE o.kind_key = m.kind_key)
        RETURNING k.kind_id, k.kind_key
    ), kinds AS MATERIALIZED (
        SELECT m.kind, k.kind_id
          FROM kinds_met m JOIN (SELECT o.kind_id, o.kind_key FROM rollup_kinds o UNION ALL SELECT n.kind_id, n.kind_key FROM made n) k USING (kind_key)
    )
    INSERT INTO rollups AS r (account, grain, starts_at, kind_id, log_rows, requests, refunds, input_tokens, output_tokens, cache_read_tokens,
        cache_write_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, other_units, unit_rows, misfits, cost, cost_rows,
        charged_cost, charged_rows, unpriced)
    SELECT s.account, s.grain, s.starts_at, k.kind_id, s.log_rows, s.requests, s.refunds, s.input_tokens, s.output_tokens, s.cache_read_tokens,
           s.cache_write_tokens, s.reasoning_tokens, s.audio_input_tokens, s.audio_output_tokens, s.other_units, s.unit_rows, s.misfits, s.cost,
           s.cost_rows, s.charged_cost, s.charged_rows, s.unpriced
      FROM summed s JOIN kinds k ON k.kind = s.kind
     WHERE s.account <> '' OR NOT fine
    ON CONFLICT ON CONSTRAINT rollups_pkey DO UPDATE
       SET log_rows = r.log_rows + excluded.log_rows, requests = r.requests + excluded.requests, refunds = r.refunds + excluded.refunds,
           input_tokens = r.input_tokens + excluded.input_tokens, output_tokens = r.output_tokens + excluded.output_tokens,
           cache_read_tokens = r.cache_read_tokens + excluded.cache_read_tokens, cache_write_tokens = r.cache_write_tokens + excluded.cache_write_tokens,
           reasoning_tokens = r.reasoning_tokens + excluded.reasoning_tokens, audio_input_tokens = r.audio_input_tokens + excluded.audio_input_tokens,
           audio_output_tokens = r.audio_output_tokens + excluded.audio_output_tokens,
           other_units = CASE WHEN excluded.other_units IS NULL THEN r.other_units ELSE meter_internal._meter_units_sum(ARRAY[r.other_units, excluded.other_units]) END,
           unit_rows = CASE WHEN excluded.unit_rows IS NULL THEN r.unit_rows ELSE meter_internal._meter_units_sum(ARRAY[r.unit_rows, excluded.unit_rows]) END,
           misfits = r.misfits + excluded.misfits, cost = r.cost + excluded.cost, cost_rows = r.cost_rows + excluded.cost_rows,
           charged_cost = r.charged_cost + excluded.charged_cost, charged_rows = r.charged_rows + excluded.charged_rows,
           unpriced = r.unpriced + excluded.unpriced;
    GET DIAGNOSTICS written = ROW_COUNT;
    RETURN written;
END $$;
COMMENT ON FUNCTION add_to_rollups IS 'adds rows of the usage log to its sums; returns how many sums it has written';

-- Transactions that may have taken the id of a row which nobody sees yet: each has locked the log before. One that was prepared keeps its
-- name, but for those that the server has found when it started, which are all called -1.
CREATE OR REPLACE FUNCTION log_writers() RETURNS text[]
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT coalesce(array_agg(DISTINCT l.virtualtransaction), '{}')
      FROM pg_locks l
     WHERE l.locktype = 'relation' AND l.mode = 'RowExclusiveLock' AND l.granted AND l.pid IS DISTINCT FROM pg_backend_pid()
       AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
       AND l.relation IN (SELECT 'meter.usage_log'::regclass UNION ALL
                          SELECT i.inhrelid FROM pg_inherits i WHERE i.inhparent = 'meter.usage_log'::regclass);
END;
COMMENT ON FUNCTION log_writers IS 'transactions of others that may be writing rows of the usage log';

-- Months that have left the log, also by hand: then what is in the sums of them is all there is.
CREATE OR REPLACE FUNCTION gone_months() RETURNS tstzmultirange
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN coalesce((SELECT range_agg(tstzrange(m.month::timestamp AT TIME ZONE 'UTC', (m.month + interval '1 month') AT TIME ZONE 'UTC'))
                       FROM months m WHERE m.gone_at IS NOT NULL), '{}')
           + coalesce((SELECT range_agg(tstzrange(l.from_at, l.to_at)) FROM lacking_months() l), '{}');
END $$;
COMMENT ON FUNCTION gone_months IS 'months that have left the usage log, and are in meter.rollups alone';

-- Brings the sums up to date, by at most so many ids. Ids are given before their rows commit. So the last one that was given is noted, and
-- who was writing then; once these have ended, all rows up to it are there. Each statement has a snapshot of its own, taken after that: a
-- transaction that keeps an older one does nothing. Nobody waits for this, and it waits for nobody. Returns how many rows of the sums
-- it has written.
CREATE OR REPLACE FUNCTION roll_up(ids_max bigint) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    s rollup_state;
    last bigint;
    writers text[];
    upto bigint;
    gone tstzrange;
    written bigint := 0;
BEGIN
    -- a sequence that gives ids in advance would give earlier ones later
    IF keeps_snapshot() OR (SELECT q.seqcache > 1 FROM pg_sequence q WHERE q.seqrelid = 'meter.usage_id_seq'::regclass) THEN
        RETURN 0;
    END IF;
    SELECT x.* INTO s FROM rollup_state x FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN 0;  -- another session is at it
    END IF;
    last := last_usage_id();
    writers := log_writers();
    upto := CASE WHEN writers = '{}' THEN last
                 WHEN s.closing_for && writers OR EXISTS (SELECT FROM unnest(writers) w WHERE w LIKE '-1/%') THEN s.rolled_to
                 ELSE greatest(s.closing_to, s.rolled_to) END;
    IF upto >= s.closing_to THEN
        s.closing_to := last;
        s.closing_for := writers;
    END IF;
    upto := s.rolled_to + least(upto - s.rolled_to, ids_max);
    IF upto > s.rolled_to THEN
        written := add_to_rollups(NULL, NULL, s.rolled_to, upto, false);
        FOR gone IN SELECT g FROM unnest(gone_months()) g LOOP  -- late calls of a month that has left the log
            written := written + add_to_rollups(lower(gone), upper(gone), s.rolled_to, upto, true);
        END LOOP;
    END IF;
    UPDATE rollup_state x SET rolled_to = upto, closing_to = s.closing_to, closing_for = s.closing_for, rolled_at = clock_timestamp();
    RETURN written;
END $$;
COMMENT ON FUNCTION roll_up IS 'adds to meter.rollups what has come to the usage log; returns how many sums it has written';
