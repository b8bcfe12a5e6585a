SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE SCHEMA meter;
ALTER SCHEMA meter OWNER TO postgres;
COMMENT ON SCHEMA meter IS 'the tables of token_meter; written by its functions only';
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE meter.counters (
    counter_id bigint NOT NULL,
    account text NOT NULL,
    limit_id bigint NOT NULL,
    period_start timestamp with time zone NOT NULL,
    period_end timestamp with time zone NOT NULL,
    used numeric DEFAULT 0 NOT NULL,
    reserved numeric DEFAULT 0 NOT NULL,
    granted numeric DEFAULT 0 NOT NULL,
    seeded numeric DEFAULT 0 NOT NULL,
    paid numeric DEFAULT 0 NOT NULL,
    repaid numeric DEFAULT 0 NOT NULL,
    kept numeric DEFAULT 0 NOT NULL,
    alerted numeric[] DEFAULT '{}'::numeric[] NOT NULL,
    stale_at timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
    opened boolean DEFAULT false NOT NULL,
    closed_at timestamp with time zone,
    dealt boolean DEFAULT false NOT NULL,
    deals integer DEFAULT 0 NOT NULL,
    CONSTRAINT counter_period_valid CHECK ((period_start < period_end)),
    CONSTRAINT kept_not_negative CHECK ((kept >= (0)::numeric)),
    CONSTRAINT reserved_not_negative CHECK ((reserved >= (0)::numeric)),
    CONSTRAINT used_not_negative CHECK ((used >= (0)::numeric))
)
WITH (fillfactor='70', autovacuum_vacuum_scale_factor='0.02');
ALTER TABLE meter.counters OWNER TO meter_owner;
COMMENT ON TABLE meter.counters IS 'what an account has used of a limit in a period; its row lock guards its seeds, reservations, allotments and alerts';
COMMENT ON COLUMN meter.counters.kept IS 'usage above the cap that was within the cap of its time: the cap was lowered, or the limit came into force later';
COMMENT ON COLUMN meter.counters.stale_at IS 'from this moment on the row is brought up to date before it decides: a hold or a grant on it expires, or its period begins';
CREATE FUNCTION meter.above(c meter.counters, cap numeric, backed numeric, at timestamp with time zone) RETURNS numeric
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
BEGIN
    RETURN greatest(0, meter.used_of(c) + meter.reserved_at((c).counter_id, above.at) - (c).paid - cap - backed
                       - (SELECT coalesce(sum(least(a.amount, 0)), 0) FROM meter.allotments a WHERE a.counter_id = (c).counter_id));
END $$;
ALTER FUNCTION meter.above(c meter.counters, cap numeric, backed numeric, at timestamp with time zone) OWNER TO meter_owner;
CREATE FUNCTION meter.add_grant(counter bigint, kind text, amount numeric, priority integer, expires_at timestamp with time zone, note text, at timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
DECLARE
    this counters;
    new_id bigint; broken text;
BEGIN
    PERFORM lock_counter(counter);
    SELECT c.* INTO this FROM counters c WHERE c.counter_id = counter;
    PERFORM tally(counter), trim_kept(counter, at);
    INSERT INTO grants (account, limit_name, unit, kind, amount, priority, expires_at, note, created_at)
    SELECT this.account, l.limit_name, l.unit, add_grant.kind, add_grant.amount, add_grant.priority,
           add_grant.expires_at, add_grant.note, add_grant.at
      FROM limits l WHERE l.limit_id = this.limit_id
    RETURNING grant_id INTO new_id;
    PERFORM allot(new_id, counter, add_grant.amount), repay(counter);
    -- thresholds that lie above what is used now are told of again when they are reached again
    UPDATE counters c
       SET stale_at = least(c.stale_at, add_grant.expires_at),
           alerted = ARRAY(SELECT t FROM limits l, unnest(c.alerted) t
                            WHERE l.limit_id = c.limit_id AND c.used * 100 >= t * (l.cap + c.granted))
     WHERE c.counter_id = counter;
    -- a period that is there ahead of its time takes over what is left when it begins
    UPDATE counters c SET stale_at = least(c.stale_at, c.period_start)
     WHERE c.account = this.account AND c.limit_id = this.limit_id AND c.period_start > at;
    RETURN new_id;
EXCEPTION WHEN check_violation THEN
    GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;
    PERFORM raise_violation('grants', broken, jsonb_build_object(
        'kind', add_grant.kind, 'amount', add_grant.amount::text, 'expires_at', add_grant.expires_at,
        'created_at', add_grant.at, 'note', add_grant.note));
END $$;
ALTER FUNCTION meter.add_grant(counter bigint, kind text, amount numeric, priority integer, expires_at timestamp with time zone, note text, at timestamp with time zone) OWNER TO meter_owner;
CREATE SEQUENCE meter.usage_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE meter.usage_id_seq OWNER TO meter_owner;
CREATE TABLE meter.usage_log (
    account text NOT NULL,
    at timestamp with time zone NOT NULL,
    usage_id bigint DEFAULT nextval('meter.usage_id_seq'::regclass) NOT NULL,
    plan text NOT NULL,
    provider text,
    model text,
    operation text,
    operation_id text,
    session_id text,
    key_source text NOT NULL,
    service_tier text NOT NULL,
    conditions text[],
    input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    cache_read_tokens bigint DEFAULT 0 NOT NULL,
    cache_write_tokens bigint DEFAULT 0 NOT NULL,
    reasoning_tokens bigint DEFAULT 0 NOT NULL,
    audio_input_tokens bigint DEFAULT 0 NOT NULL,
    audio_output_tokens bigint DEFAULT 0 NOT NULL,
    other_units jsonb,
    requests integer DEFAULT 1 NOT NULL,
    tokens bigint NOT NULL,
    cost numeric,
    markup numeric,
    charged_cost numeric,
    price_match text NOT NULL,
    price_ids bigint[] NOT NULL,
    charged bigint[] NOT NULL,
    grant_ids bigint[],
    grant_amounts numeric[],
    enforced boolean NOT NULL,
    hold_id bigint,
    refunds bigint,
    adjusts bigint,
    metadata jsonb,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    reported_cost numeric,
    priced_cost numeric,
    marks text[]
)
PARTITION BY RANGE (at);
ALTER TABLE meter.usage_log OWNER TO meter_owner;
COMMENT ON TABLE meter.usage_log IS 'every metered call with its exact cost, the prices used and the counters charged; append-only';
COMMENT ON COLUMN meter.usage_log.price_match IS 'exact: provider and model; model: by the model''s name alone; alias, prefix, dated, fine_tune, regex, list: by another name of the model, in that order; provider: what the provider asks for every model; fallback: the operator''s fallback price; reported: not by prices, but by the provider''s bill; none: cost unknown';
COMMENT ON COLUMN meter.usage_log.marks IS 'duplicate: the account was charged for this answer before; clamped: a count was larger than what it is a part of, and was cut down to it (the metadata has what was said); unpriced_tier: no price knows the service tier, charged as standard';
CREATE FUNCTION meter.adjust(u meter.usage_log, new_cost numeric, new_match text, new_price_ids bigint[], note text, at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
DECLARE
    difference numeric := new_cost - coalesce(u.cost, 0);
    counters_charged bigint[] := counters_of(u);
    counter record;
    moved bigint[] := '{}'; amounts numeric[] := '{}';
    here bigint[]; here_amounts numeric[];
BEGIN
    FOR counter IN
        SELECT c.*, l.limit_name, l.unit, l.cap, l.thresholds,
               amount(l.unit, 0, 0, 0, difference, charged_cost(difference, u.markup, u.key_source)) AS more
          FROM counters c JOIN limits l USING (limit_id)
         WHERE c.counter_id = ANY (counters_charged) AND l.unit IN ('cost', 'charged_cost')
    LOOP
        IF counter.paid > 0 OR EXISTS (SELECT FROM allotments a WHERE a.counter_id = counter.counter_id) THEN
            IF counter.more > 0 THEN
                SELECT array_agg(d.grant_id), array_agg(d.spent - coalesce(b.spent, 0)) INTO here, here_amounts
                  FROM drawn(counter.counter_id, counter.used + counter.more) d
                  LEFT JOIN (SELECT x.* FROM drawn(counter.counter_id, counter.used) x) b USING (grant_id)
                 WHERE d.spent > coalesce(b.spent, 0) AND d.grant_id <> ALL (moved);
            ELSE
                IF counter.counter_id = ANY (u.charged) THEN
                    PERFORM give_back(counter.counter_id, array_agg(g.grant_id), array_agg(g.amount))
                       FROM grants_lowered(u, counter.counter_id, -counter.more) g;
                ELSE
                    PERFORM unpay(counter.counter_id, sum(g.amount)) FROM grants_lowered(u, counter.counter_id, -counter.more) g;
                END IF;
                SELECT array_agg(g.grant_id), array_agg(-g.amount) INTO here, here_amounts
                  FROM grants_lowered(u, counter.counter_id, -counter.more) g WHERE g.grant_id <> ALL (moved);
            END IF;
            -- a receipt names a grant once, though it may stand on several counters that count the call
            moved := moved || here;
            amounts := amounts || here_amounts;
            PERFORM mark_stale(counter.account, counter.limit_name, counter.unit, at);
        END IF;
        UPDATE counters c
           SET used = c.used + counter.more, closed_at = NULL,
               stale_at = CASE WHEN here IS NOT NULL OR counter.granted <> 0 THEN '-infinity' ELSE c.stale_at END
         WHERE c.counter_id = counter.counter_id;
        PERFORM tell(counter.counter_id, array_agg(t ORDER BY t), counter.used + counter.more, counter.cap + counter.granted, at)
           FROM unnest(counter.thresholds) t
          WHERE counter.cap + counter.granted > 0 AND t <> ALL (counter.alerted)
            AND (counter.used + counter.more) * 100 >= t * (counter.cap + counter.granted)
         HAVING count(*) > 0;
    END LOOP;
    PERFORM after_giving_back(counters_charged, at) WHERE difference < 0;
    INSERT INTO usage_log (account, at, plan, provider, model, operation, operation_id, session_id, key_source, service_tier, conditions,
        requests, input_tokens, output_tokens, tokens, cost, markup, charged_cost, price_match, price_ids, charged, grant_ids, grant_amounts,
        enforced, adjusts, metadata)
    VALUES (u.account, u.at, u.plan, u.provider, u.model, u.operation, u.operation_id, u.session_id, u.key_source,
        u.service_tier, u.conditions, 0, 0, 0, 0, difference, u.markup, charged_cost(difference, u.markup, u.key_source), new_match, new_price_ids, counters_charged, nullif(moved, '{}'), nullif(amounts, '{}'),
        -- what it costs more was let through
        u.enforced AND difference <= 0, u.usage_id, CASE WHEN note IS NOT NULL THEN jsonb_build_object('note', note) END);
END $$;
ALTER FUNCTION meter.adjust(u meter.usage_log, new_cost numeric, new_match text, new_price_ids bigint[], note text, at timestamp with time zone) OWNER TO meter_owner;
COMMENT ON FUNCTION meter.adjust(u meter.usage_log, new_cost numeric, new_match text, new_price_ids bigint[], note text, at timestamp with time zone) IS 'gives a call another cost: a row with the difference, which its counters and grants see';
CREATE FUNCTION meter.after_giving_back(counter_ids bigint[], at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
BEGIN
    PERFORM count_repaid(c) FROM unnest(counter_ids) c;
    PERFORM unspend(c), trim_kept(c, at) FROM unnest(counter_ids) c;
    PERFORM count_repaid(c), trim_kept(c, at) FROM unnest(counter_ids) c;  -- by what grants have not paid any more
END $$;
ALTER FUNCTION meter.after_giving_back(counter_ids bigint[], at timestamp with time zone) OWNER TO meter_owner;
CREATE FUNCTION meter.granted_on(c meter.counters) RETURNS numeric
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
BEGIN
    RETURN (SELECT coalesce(sum(a.amount), 0) + (c).paid + CASE WHEN bool_or(a.amount > 0) THEN (c).kept ELSE 0 END
              FROM meter.allotments a WHERE a.counter_id = (c).counter_id);
END $$;
ALTER FUNCTION meter.granted_on(c meter.counters) OWNER TO meter_owner;
CREATE TABLE meter.allotments (
    grant_id bigint NOT NULL,
    counter_id bigint NOT NULL,
    amount numeric NOT NULL,
    spent numeric DEFAULT 0 NOT NULL,
    repaid numeric DEFAULT 0 NOT NULL,
    expired numeric DEFAULT 0 NOT NULL,
    CONSTRAINT expired_not_negative CHECK ((expired >= (0)::numeric)),
    CONSTRAINT spent_valid CHECK (((spent >= (0)::numeric) AND (spent <= GREATEST(amount, (0)::numeric))))
);
ALTER TABLE meter.allotments OWNER TO meter_owner;
COMMENT ON TABLE meter.allotments IS 'how much of a grant stands on which counter; sums to counters.granted';
CREATE FUNCTION meter.allot(a_grant bigint, counter bigint, amount numeric) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    BEGIN ATOMIC
 INSERT INTO meter.allotments (grant_id, counter_id, amount)
   VALUES (allot.a_grant, allot.counter, allot.amount) ON CONFLICT(grant_id, counter_id) DO UPDATE SET amount = (allotments.amount + excluded.amount);
 DELETE FROM meter.allotments a
   WHERE ((a.grant_id = allot.a_grant) AND (a.counter_id = allot.counter) AND ((a.amount = (0)::numeric) AND (a.expired = (0)::numeric) AND (a.repaid = (0)::numeric)));
 UPDATE meter.counters c SET granted = meter.granted_on(c.*)
   WHERE (c.counter_id = allot.counter);
END;
ALTER FUNCTION meter.allot(a_grant bigint, counter bigint, amount numeric) OWNER TO meter_owner;
CREATE FUNCTION meter.unknown_unit(unit text) RETURNS numeric
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'unknown unit', DETAIL = format('unit is "%s".', unit),
        HINT = 'Units are tokens, input_tokens, output_tokens, cost, charged_cost and requests.';
END $$;
ALTER FUNCTION meter.unknown_unit(unit text) OWNER TO meter_owner;
CREATE FUNCTION meter.amount(unit text, requests integer, input_tokens bigint, output_tokens bigint, cost numeric, charged_cost numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE unit WHEN 'tokens'::text THEN ((input_tokens + output_tokens))::numeric WHEN 'input_tokens'::text THEN (input_tokens)::numeric WHEN 'output_tokens'::text THEN (output_tokens)::numeric WHEN 'cost'::text THEN cost WHEN 'charged_cost'::text THEN charged_cost WHEN 'requests'::text THEN (requests)::numeric ELSE meter.unknown_unit(unit) END;
ALTER FUNCTION meter.amount(unit text, requests integer, input_tokens bigint, output_tokens bigint, cost numeric, charged_cost numeric) OWNER TO meter_owner;
CREATE TABLE meter.accounts (
    account text NOT NULL,
    plan text NOT NULL,
    parent text,
    ancestors text[] DEFAULT '{}'::text[] NOT NULL,
    time_zone text DEFAULT 'UTC'::text NOT NULL,
    anchor timestamp with time zone DEFAULT now() NOT NULL,
    past_calendars jsonb DEFAULT '[]'::jsonb NOT NULL,
    auth_subject text,
    metadata jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    crm_id text,
    CONSTRAINT account_metadata_valid CHECK (((jsonb_typeof(metadata) = 'object'::text) AND (octet_length((metadata)::text) <= 8192))),
    CONSTRAINT account_valid CHECK (((btrim(account, ' 	
'::text) <> ''::text) AND (octet_length(account) <= 255))),
    CONSTRAINT ancestors_no_cycle CHECK (((account <> ALL (ancestors)) AND (account IS DISTINCT FROM parent))),
    CONSTRAINT anchor_valid CHECK (((anchor >= '0001-01-02 00:00:00+00'::timestamp with time zone) AND (anchor < '9999-12-31 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT auth_subject_valid CHECK (((btrim(auth_subject) <> ''::text) AND (octet_length(auth_subject) <= 255))),
    CONSTRAINT depth_valid CHECK (((cardinality((ancestors || account)) <= 8) AND ((parent IS NULL) = (ancestors = '{}'::text[])))),
    CONSTRAINT parent_is_nearest CHECK ((NOT (parent IS DISTINCT FROM ancestors[1])))
);
ALTER TABLE meter.accounts OWNER TO meter_owner;
COMMENT ON TABLE meter.accounts IS 'who is metered: a user, team, company, API key; the id is the app''s own';
COMMENT ON COLUMN meter.accounts.ancestors IS 'the accounts that are charged with this one, nearest first; kept by meter_set_account';
COMMENT ON COLUMN meter.accounts.past_calendars IS 'zones and anchors that the account''s periods went by before, the earliest first: none that has begun changes; kept by meter_set_account';
COMMENT ON COLUMN meter.accounts.auth_subject IS 'the JWT claim sub that reads this account under RLS; NULL: the claim equal to the account id';
COMMENT ON CONSTRAINT account_metadata_valid ON meter.accounts IS 'invalid metadata|Metadata is a JSON object of at most 8 KiB.';
COMMENT ON CONSTRAINT account_valid ON meter.accounts IS 'invalid account id|An account id has 1 to 255 bytes and is not blank.';
COMMENT ON CONSTRAINT ancestors_no_cycle ON meter.accounts IS 'an account cannot be its own ancestor|Name a parent that is not the account itself or one below it.';
COMMENT ON CONSTRAINT anchor_valid ON meter.accounts IS 'invalid anchor|Give a moment of the years 1 to 9999.';
COMMENT ON CONSTRAINT auth_subject_valid ON meter.accounts IS 'invalid auth_subject|An auth_subject has 1 to 255 bytes and is not blank.';
COMMENT ON CONSTRAINT depth_valid ON meter.accounts IS 'accounts are nested too deeply|A chain of accounts, from the top to the lowest, has at most 8.';
COMMENT ON CONSTRAINT parent_is_nearest ON meter.accounts IS 'parent and ancestors disagree|Set the parent with meter_set_account.';
CREATE FUNCTION meter.ancestors_below(parent text) RETURNS text[]
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    RETURN COALESCE((SELECT array_prepend(a.account, a.ancestors) AS array_prepend FROM meter.accounts a WHERE (a.account = ancestors_below.parent)), '{}'::text[]);
ALTER FUNCTION meter.ancestors_below(parent text) OWNER TO meter_owner;
CREATE FUNCTION meter.as_it_stands(u meter.usage_log) RETURNS meter.usage_log
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
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
ALTER FUNCTION meter.as_it_stands(u meter.usage_log) OWNER TO meter_owner;
CREATE FUNCTION meter.plainly(definition text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    RETURN translate(definition, '() 
	'::text, ''::text);
ALTER FUNCTION meter.plainly(definition text) OWNER TO meter_owner;
COMMENT ON FUNCTION meter.plainly(definition text) IS 'a definition without parentheses and spaces, to compare it with another';
CREATE TABLE meter.given (
    kind text NOT NULL,
    object text NOT NULL,
    place integer NOT NULL,
    definition text NOT NULL,
    make text,
    change text
);
ALTER TABLE meter.given OWNER TO meter_owner;
COMMENT ON TABLE meter.given IS 'what the meter has given its tables: columns, constraints, indexes, triggers, policies, privileges; see meter_doctor';
CREATE FUNCTION meter.asks_as_given(of oid, as_table text) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET quote_all_identifiers TO 'off'
    SET standard_conforming_strings TO 'on'
    BEGIN ATOMIC
 WITH now AS (
          SELECT 'constraint'::text AS kind,
             ((asks_as_given.as_table || '.'::text) || (r.conname)::text) AS object,
             meter.plainly(pg_get_constraintdef(r.oid)) AS definition
            FROM pg_constraint r
           WHERE ((r.conrelid = asks_as_given.of) AND (r.contype = 'c'::"char"))
         UNION ALL
          SELECT 'not null'::text,
             ((asks_as_given.as_table || '.'::text) || (a.attname)::text),
             'notnull'::text
            FROM pg_attribute a
           WHERE ((a.attrelid = asks_as_given.of) AND (a.attnum > 0) AND a.attnotnull)
         ), given AS (
          SELECT g.kind,
             g.object,
             meter.plainly(g.definition) AS definition
            FROM meter.given g
           WHERE (starts_with(g.object, (asks_as_given.as_table || '.'::text)) AND ((g.kind = 'not null'::text) OR ((g.kind = 'constraint'::text) AND (g.definition ~~ 'CHECK%'::text))))
         )
  SELECT ((NOT (EXISTS ( SELECT now.kind,
             now.object,
             now.definition
            FROM now
         EXCEPT
          SELECT given.kind,
             given.object,
             given.definition
            FROM given))) AND (NOT (EXISTS ( SELECT given.kind,
             given.object,
             given.definition
            FROM given
         EXCEPT
          SELECT now.kind,
             now.object,
             now.definition
            FROM now))) AND (NOT (EXISTS ( SELECT
            FROM meter.given g
           WHERE ((g.kind = 'column'::text) AND starts_with(g.object, (asks_as_given.as_table || '.'::text)) AND (NOT (EXISTS ( SELECT
                    FROM pg_attribute a
                   WHERE ((a.attrelid = asks_as_given.of) AND (((asks_as_given.as_table || '.'::text) || (a.attname)::text) = g.object) AND (a.attgenerated = ''::"char") AND (format_type(a.atttypid, a.atttypmod) = g.definition))))))))));
END;
ALTER FUNCTION meter.asks_as_given(of oid, as_table text) OWNER TO meter_owner;
COMMENT ON FUNCTION meter.asks_as_given(of oid, as_table text) IS 'whether a table has the CHECKs and needed columns that the meter gave it, and no others';
CREATE FUNCTION meter.backed(c meter.counters, at timestamp with time zone) RETURNS numeric
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
BEGIN
    RETURN (SELECT coalesce(sum(d.spent), 0)
              FROM meter.drawn((c).counter_id, meter.used_of(c) + meter.reserved_at((c).counter_id, backed.at)) d);
END $$;
ALTER FUNCTION meter.backed(c meter.counters, at timestamp with time zone) OWNER TO meter_owner;
CREATE FUNCTION meter.calendars_until(a meter.accounts, new_zone text, new_anchor timestamp with time zone, at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
DECLARE
    kept_max constant integer := 100;
    changed_at timestamptz;
    past jsonb := a.past_calendars;
BEGIN
    IF (coalesce(new_zone, a.time_zone), coalesce(new_anchor, a.anchor)) = (a.time_zone, a.anchor)
       OR NOT EXISTS (SELECT FROM counters c WHERE c.account = a.account AND c.period_end < 'infinity') THEN
        RETURN past;
    END IF;
    changed_at := greatest(at, (past -> -1 ->> 'until')::timestamptz,
                           (SELECT max(c.period_start) FROM counters c WHERE c.account = a.account AND c.period_start > at));
    past := past || jsonb_build_object('until', changed_at, 'time_zone', a.time_zone, 'anchor', a.anchor);
    RETURN CASE WHEN jsonb_array_length(past) > kept_max THEN past - 0 ELSE past END;
END $$;
ALTER FUNCTION meter.calendars_until(a meter.accounts, new_zone text, new_anchor timestamp with time zone, at timestamp with time zone) OWNER TO meter_owner;
COMMENT ON FUNCTION meter.calendars_until(a meter.accounts, new_zone text, new_anchor timestamp with time zone, at timestamp with time zone) IS 'an account''s past calendars once its time zone or anchor is another';
CREATE FUNCTION meter.calls_between(from_at timestamp with time zone, to_at timestamp with time zone, account text, provider text, model text) RETURNS SETOF meter.usage_log
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT (standing.s).account AS account,
     (standing.s).at AS at,
     (standing.s).usage_id AS usage_id,
     (standing.s).plan AS plan,
     (standing.s).provider AS provider,
     (standing.s).model AS model,
     (standing.s).operation AS operation,
     (standing.s).operation_id AS operation_id,
     (standing.s).session_id AS session_id,
     (standing.s).key_source AS key_source,
     (standing.s).service_tier AS service_tier,
     (standing.s).conditions AS conditions,
     (standing.s).input_tokens AS input_tokens,
     (standing.s).output_tokens AS output_tokens,
     (standing.s).cache_read_tokens AS cache_read_tokens,
     (standing.s).cache_write_tokens AS cache_write_tokens,
     (standing.s).reasoning_tokens AS reasoning_tokens,
     (standing.s).audio_input_tokens AS audio_input_tokens,
     (standing.s).audio_output_tokens AS audio_output_tokens,
     (standing.s).other_units AS other_units,
     (standing.s).requests AS requests,
     (standing.s).tokens AS tokens,
     (standing.s).cost AS cost,
     (standing.s).markup AS markup,
     (standing.s).charged_cost AS charged_cost,
     (standing.s).price_match AS price_match,
     (standing.s).price_ids AS price_ids,
     (standing.s).charged AS charged,
     (standing.s).grant_ids AS grant_ids,
     (standing.s).grant_amounts AS grant_amounts,
     (standing.s).enforced AS enforced,
     (standing.s).hold_id AS hold_id,
     (standing.s).refunds AS refunds,
     (standing.s).adjusts AS adjusts,
     (standing.s).metadata AS metadata,
     (standing.s).recorded_at AS recorded_at,
     (standing.s).reported_cost AS reported_cost,
     (standing.s).priced_cost AS priced_cost,
     (standing.s).marks AS marks
    FROM ( SELECT
                 CASE
                     WHEN (EXISTS ( SELECT
                        FROM meter.usage_log a
                       WHERE ((a.account = u.account) AND (a.at = u.at) AND (a.adjusts = u.usage_id)))) THEN meter.as_it_stands(u.*)
                     ELSE u.*
                 END AS s
            FROM meter.usage_log u
           WHERE ((u.at >= calls_between.from_at) AND (u.at < calls_between.to_at) AND (num_nonnulls(u.refunds, u.adjusts) = 0) AND ((calls_between.account IS NULL) OR (u.account = calls_between.account)) AND ((calls_between.provider IS NULL) OR (u.provider = calls_between.provider)) AND ((calls_between.model IS NULL) OR (u.model = calls_between.model)) AND (NOT (EXISTS ( SELECT
                    FROM meter.usage_log r
                   WHERE ((r.account = u.account) AND (r.at = u.at) AND (r.refunds = u.usage_id))))))) standing;
END;
ALTER FUNCTION meter.calls_between(from_at timestamp with time zone, to_at timestamp with time zone, account text, provider text, model text) OWNER TO meter_owner;
CREATE FUNCTION meter.calls_each() RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN 16;
ALTER FUNCTION meter.calls_each() OWNER TO meter_owner;
CREATE TABLE meter.grants (
    grant_id bigint NOT NULL,
    account text NOT NULL,
    limit_name text NOT NULL,
    unit text NOT NULL,
    kind text NOT NULL,
    amount numeric NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    expires_at timestamp with time zone,
    note text,
    created_at timestamp with time zone NOT NULL,
    voided numeric DEFAULT 0 NOT NULL,
    voided_at timestamp with time zone,
    void_note text,
    CONSTRAINT grant_amount_valid CHECK (((amount > (0)::numeric) AND (amount <= '1000000000000000000'::numeric) AND (scale(trim_scale(amount)) <= 18))),
    CONSTRAINT grant_expires_at_valid CHECK ((isfinite(expires_at) AND (expires_at > created_at))),
    CONSTRAINT grant_kind_valid CHECK ((kind = ANY (ARRAY['purchase'::text, 'top_up'::text, 'gift'::text, 'refund'::text, 'carry_over'::text]))),
    CONSTRAINT grant_note_valid CHECK (((octet_length(note) <= 1024) AND (octet_length(void_note) <= 1024))),
    CONSTRAINT grant_voided_valid CHECK (((voided >= (0)::numeric) AND (voided <= amount)))
);
ALTER TABLE meter.grants OWNER TO meter_owner;
COMMENT ON TABLE meter.grants IS 'what was added to an account''s caps, with priority and expiry; meter_grants shows what is left of each';
COMMENT ON CONSTRAINT grant_amount_valid ON meter.grants IS 'invalid amount|An amount is a number above 0 and up to 10^18 with at most 18 decimals, in the limit''s unit.';
COMMENT ON CONSTRAINT grant_expires_at_valid ON meter.grants IS 'invalid expires_at|Give a moment in the future, or NULL for a grant that does not expire.';
COMMENT ON CONSTRAINT grant_kind_valid ON meter.grants IS 'invalid kind|Kinds are purchase, top_up, gift, refund and carry_over.';
COMMENT ON CONSTRAINT grant_note_valid ON meter.grants IS 'note is too long|A note has at most 1,024 bytes.';
COMMENT ON CONSTRAINT grant_voided_valid ON meter.grants IS 'invalid amount|Give how much of the grant is taken back in all: more than 0, and at most its amount; NULL is what is unspent.';
CREATE TABLE meter.limits (
    limit_id bigint NOT NULL,
    limit_name text NOT NULL,
    plan text,
    account text,
    unit text NOT NULL,
    cap numeric,
    period text NOT NULL,
    hard boolean DEFAULT true NOT NULL,
    provider text,
    model text,
    operation text,
    key_source text,
    thresholds numeric[] DEFAULT '{80,95}'::numeric[] NOT NULL,
    anchored boolean DEFAULT false NOT NULL,
    carry_over_cap numeric,
    stripes integer,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_at timestamp with time zone,
    removed_at timestamp with time zone,
    CONSTRAINT cap_valid CHECK (((cap >= (0)::numeric) AND (cap <= '1000000000000000000'::numeric) AND (scale(trim_scale(cap)) <= 18))),
    CONSTRAINT carry_over_cap_valid CHECK (((carry_over_cap IS NULL) OR (((carry_over_cap >= (0)::numeric) AND (carry_over_cap <= '1000000000000000000'::numeric)) AND (scale(trim_scale(carry_over_cap)) <= 18) AND (period <> 'never'::text)))),
    CONSTRAINT limit_filter_valid CHECK (((btrim(provider) <> ''::text) AND (btrim(model) <> ''::text) AND (btrim(operation) <> ''::text) AND (GREATEST(octet_length(provider), octet_length(model), octet_length(operation)) <= 255))),
    CONSTRAINT limit_key_source_valid CHECK ((key_source = ANY (ARRAY['shared'::text, 'own'::text]))),
    CONSTRAINT limit_name_valid CHECK (((btrim(limit_name) <> ''::text) AND (octet_length(limit_name) <= 255))),
    CONSTRAINT limit_scope_valid CHECK ((num_nonnulls(plan, account) = 1)),
    CONSTRAINT period_valid CHECK ((period = ANY (ARRAY['minute'::text, 'hour'::text, 'day'::text, 'week'::text, 'month'::text, 'year'::text, 'never'::text]))),
    CONSTRAINT stripes_valid CHECK (((stripes >= 1) AND (stripes <= 1024))),
    CONSTRAINT thresholds_valid CHECK ((((cardinality(thresholds) >= 1) AND (cardinality(thresholds) <= 10)) AND (array_position(thresholds, NULL::numeric) IS NULL) AND ((0)::numeric < ALL (thresholds)) AND ((100)::numeric >= ALL (thresholds)))),
    CONSTRAINT unit_valid CHECK ((unit = ANY (ARRAY['tokens'::text, 'input_tokens'::text, 'output_tokens'::text, 'cost'::text, 'charged_cost'::text, 'requests'::text])))
);
ALTER TABLE meter.limits OWNER TO meter_owner;
COMMENT ON TABLE meter.limits IS 'caps on one unit over one period, of a plan or of one account; an account''s limit overrides its plan''s of the same name';
COMMENT ON COLUMN meter.limits.removed_at IS 'a removed limit stays, because counters and receipts name it';
COMMENT ON CONSTRAINT cap_valid ON meter.limits IS 'invalid cap|A cap is a number from 0 to 10^18 with at most 18 decimals; NULL means unlimited.';
COMMENT ON CONSTRAINT carry_over_cap_valid ON meter.limits IS 'invalid carry_over_cap|A carry-over ceiling is a number from 0 to 10^18 with at most 18 decimals, of a limit whose period ends.';
COMMENT ON CONSTRAINT limit_filter_valid ON meter.limits IS 'invalid provider, model or operation|A name has 1 to 255 bytes and is not blank; NULL counts every one.';
COMMENT ON CONSTRAINT limit_key_source_valid ON meter.limits IS 'invalid key_source|A limit counts usage of key source "shared" or "own"; NULL counts both.';
COMMENT ON CONSTRAINT limit_name_valid ON meter.limits IS 'invalid limit name|A limit name has 1 to 255 bytes and is not blank.';
COMMENT ON CONSTRAINT limit_scope_valid ON meter.limits IS 'a limit belongs to either a plan or an account|Give exactly one of plan => and account =>.';
COMMENT ON CONSTRAINT period_valid ON meter.limits IS 'invalid period|Periods are minute, hour, day, week, month, year and never.';
COMMENT ON CONSTRAINT stripes_valid ON meter.limits IS 'invalid stripes|A limit has 1 to 1,024 stripes; NULL leaves it to the meter.';
COMMENT ON CONSTRAINT thresholds_valid ON meter.limits IS 'invalid thresholds|Thresholds are 1 to 10 percentages above 0 and up to 100, such as {80,95}.';
COMMENT ON CONSTRAINT unit_valid ON meter.limits IS 'invalid unit|Units are tokens, input_tokens, output_tokens, cost, charged_cost and requests.';
CREATE FUNCTION meter.drawn(counter bigint, taken numeric) RETURNS TABLE(grant_id bigint, amount numeric, spent numeric, unspent numeric, kind text, expires_at timestamp with time zone)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT w.grant_id,
     w.amount,
     (w.spent + w.more),
     ((w.amount - w.spent) - w.more),
     w.kind,
     w.expires_at
    FROM ( SELECT g.grant_id,
             a.amount,
             a.spent,
             g.kind,
             g.expires_at,
             LEAST((a.amount - a.spent), GREATEST((0)::numeric, (line.over - COALESCE(sum((a.amount - a.spent)) OVER (ORDER BY g.priority, g.expires_at, g.grant_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), (0)::numeric)))) AS more
            FROM ((meter.allotments a
              JOIN meter.grants g USING (grant_id))
              CROSS JOIN ( SELECT (((((drawn.taken - sum(a_1.spent)) - l.cap) - c.paid) - c.kept) - sum(LEAST(a_1.amount, (0)::numeric))) AS over
                    FROM ((meter.counters c
                      JOIN meter.limits l USING (limit_id))
                      JOIN meter.allotments a_1 USING (counter_id))
                   WHERE (c.counter_id = drawn.counter)
                   GROUP BY l.cap, c.paid, c.kept) line)
           WHERE ((a.counter_id = drawn.counter) AND (a.amount > (0)::numeric))) w;
END;
ALTER FUNCTION meter.drawn(counter bigint, taken numeric) OWNER TO meter_owner;
CREATE FUNCTION meter.reserved_at(counter bigint, at timestamp with time zone) RETURNS numeric
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
BEGIN
    RETURN (SELECT coalesce(sum(r.amount), 0) FROM meter.reservations r
             WHERE r.counter_id = counter AND r.expires_at > reserved_at.at);
END $$;
ALTER FUNCTION meter.reserved_at(counter bigint, at timestamp with time zone) OWNER TO meter_owner;
CREATE FUNCTION meter.storable(amount numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN trim_scale(trunc(LEAST(amount, '1000000000000000000'::numeric), 18));
ALTER FUNCTION meter.storable(amount numeric) OWNER TO meter_owner;
CREATE FUNCTION meter.used_of(c meter.counters) RETURNS numeric
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
BEGIN
    IF NOT (c).dealt THEN
        RETURN (c).used;
    END IF;
    RETURN (c).used + (SELECT coalesce(sum(s.used), 0) FROM meter.stripes s
                         WHERE s.counter_id = (c).counter_id AND s.deal = (c).deals);
END $$;
ALTER FUNCTION meter.used_of(c meter.counters) OWNER TO meter_owner;
COMMENT ON FUNCTION meter.used_of(c meter.counters) IS 'what a counter has used, with what its stripes have';
CREATE FUNCTION meter.carried(account text, l meter.limits, period_start timestamp with time zone, at timestamp with time zone, skipped integer) RETURNS TABLE(counter_id bigint, own_left numeric, amount numeric)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT before.counter_id,
     room.own_left,
     meter.storable(LEAST((carried.l).carry_over_cap, ((room.own_left + room.carried_left) + ((carried.l).cap * (carried.skipped)::numeric)))) AS storable
    FROM (( SELECT c.counter_id,
             ((meter.used_of(c.*) + meter.reserved_at(c.counter_id, carried.at)) - c.paid) AS own,
             (meter.used_of(c.*) + meter.reserved_at(c.counter_id, carried.at)) AS taken
            FROM meter.counters c
           WHERE ((c.account = carried.account) AND (c.limit_id = (carried.l).limit_id) AND (c.period_end <= carried.period_start))
           ORDER BY c.period_start DESC
          LIMIT 1) before
      CROSS JOIN LATERAL ( SELECT GREATEST((0)::numeric, ((((carried.l).cap + COALESCE(( SELECT sum(a.amount) AS sum
                    FROM meter.allotments a
                   WHERE ((a.counter_id = before.counter_id) AND (a.amount < (0)::numeric))), (0)::numeric)) - before.own) + COALESCE(sum(d.spent), (0)::numeric))) AS own_left,
             (COALESCE(sum(d.unspent) FILTER (WHERE (d.kind = 'carry_over'::text)), (0)::numeric) + COALESCE(( SELECT sum(a.expired) AS sum
                    FROM (meter.allotments a
                      JOIN meter.grants g USING (grant_id))
                   WHERE ((a.counter_id = before.counter_id) AND (g.kind = 'carry_over'::text))), (0)::numeric)) AS carried_left
            FROM meter.drawn(before.counter_id, before.taken) d(grant_id, amount, spent, unspent, kind, expires_at)) room)
   WHERE (((carried.l).cap IS NOT NULL) AND ((carried.l).carry_over_cap > (0)::numeric));
END;
ALTER FUNCTION meter.carried(account text, l meter.limits, period_start timestamp with time zone, at timestamp with time zone, skipped integer) OWNER TO meter_owner;
CREATE FUNCTION meter.charged_cost(cost numeric, markup numeric, key_source text) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE key_source WHEN 'own'::text THEN (0)::numeric ELSE (cost * COALESCE(markup, (1)::numeric)) END;
ALTER FUNCTION meter.charged_cost(cost numeric, markup numeric, key_source text) OWNER TO meter_owner;
CREATE FUNCTION meter.charges_each() RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN 512;
ALTER FUNCTION meter.charges_each() OWNER TO meter_owner;
CREATE FUNCTION meter.check_account(name text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
BEGIN
    IF name IS NOT NULL AND NOT EXISTS (SELECT FROM meter.accounts a WHERE a.account = name) THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('there is no account "%s"', name),
            DETAIL = 'What is set for an account needs the account.',
            HINT = 'Create it with meter_set_account.';
    END IF;
END $$;
ALTER FUNCTION meter.check_account(name text) OWNER TO meter_owner;
CREATE FUNCTION meter.check_batch(batch integer) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
BEGIN
    IF batch IS NULL OR batch < 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'batch must be at least 1', DETAIL = format('batch is %s.', coalesce(batch::text, 'NULL')),
            HINT = 'batch bounds how many rows one call deals with.';
    END IF;
END $$;
ALTER FUNCTION meter.check_batch(batch integer) OWNER TO meter_owner;
CREATE FUNCTION meter.check_parent(name text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
BEGIN
    IF name <> '' AND NOT EXISTS (SELECT FROM meter.accounts a WHERE a.account = name) THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('there is no account "%s"', name),
            DETAIL = format('parent is "%s".', name),
            HINT = 'Create the parent first; parent => '''' takes an account''s parent away.';
    END IF;
END $$;
ALTER FUNCTION meter.check_parent(name text) OWNER TO meter_owner;
CREATE FUNCTION meter.check_plan(name text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
BEGIN
    IF name IS NOT NULL AND NOT EXISTS (SELECT FROM meter.plans p WHERE p.plan = name) THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('there is no plan "%s"', name),
            DETAIL = format('Plans are: %s.', (SELECT string_agg(p.plan, ', ' ORDER BY p.plan) FROM meter.plans p)),
            HINT = 'Create it with meter_set_plan.';
    END IF;
END $$;
ALTER FUNCTION meter.check_plan(name text) OWNER TO meter_owner;
CREATE FUNCTION meter.clip_period(account text, limit_id bigint, at timestamp with time zone, period_start timestamp with time zone, period_end timestamp with time zone, next_end timestamp with time zone) RETURNS TABLE(clipped_start timestamp with time zone, clipped_end timestamp with time zone)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT GREATEST(clip_period.period_start, max(c.period_end) FILTER (WHERE (c.period_end <= clip_period.at))) AS "greatest",
     LEAST(
         CASE
             WHEN (max(c.period_end) FILTER (WHERE (c.period_end <= clip_period.at)) > (clip_period.period_start +
             CASE
                 WHEN (clip_period.period_end < (clip_period.period_start + '6 days'::interval)) THEN '00:00:00'::interval
                 ELSE '26:00:00'::interval
             END)) THEN clip_period.next_end
             ELSE clip_period.period_end
         END, min(c.period_start) FILTER (WHERE (c.period_start > clip_period.at))) AS "least"
    FROM meter.counters c
   WHERE ((c.account = clip_period.account) AND (c.limit_id = clip_period.limit_id) AND (c.period_end > clip_period.period_start) AND (c.period_start < clip_period.next_end));
END;
ALTER FUNCTION meter.clip_period(account text, limit_id bigint, at timestamp with time zone, period_start timestamp with time zone, period_end timestamp with time zone, next_end timestamp with time zone) OWNER TO meter_owner;
CREATE FUNCTION meter.close_stripes(account text, limit_id bigint, transactions bigint[], each integer[]) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN meter_internal._meter_close_stripes(account, limit_id, transactions, each);
END $$;
ALTER FUNCTION meter.close_stripes(account text, limit_id bigint, transactions bigint[], each integer[]) OWNER TO meter_owner;
CREATE FUNCTION meter.own_tables() RETURNS TABLE(id oid, name text, partitioned boolean)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    BEGIN ATOMIC
 SELECT c.oid,
     (c.relname)::text AS relname,
     (c.relkind = 'p'::"char")
    FROM pg_class c
   WHERE ((c.relnamespace = (to_regnamespace('meter'::text))::oid) AND (c.relkind = ANY (ARRAY['r'::"char", 'p'::"char"])) AND (NOT c.relispartition));
END;
ALTER FUNCTION meter.own_tables() OWNER TO meter_owner;
COMMENT ON FUNCTION meter.own_tables() IS 'tables of schema meter, partitions not counted';
CREATE FUNCTION meter.columns_now() RETURNS SETOF meter.given
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    BEGIN ATOMIC
 WITH columns AS (
          SELECT ((t.name || '.'::text) || (a.attname)::text) AS object,
             format('ALTER TABLE meter.%I '::text, t.name) AS alter_table,
             format('ALTER TABLE meter.%I ALTER COLUMN %I '::text, t.name, a.attname) AS alter_column,
             quote_ident((a.attname)::text) AS column_name,
             format_type(a.atttypid, a.atttypmod) AS type,
             a.attnotnull,
             a.attidentity,
             a.attgenerated,
             pg_get_expr(d.adbin, d.adrelid) AS expression,
             format('setval(pg_get_serial_sequence(''meter.%I'', %L), greatest((SELECT max(%I) FROM meter.%1$I), 1))'::text, t.name, a.attname, a.attname) AS go_on
            FROM ((meter.own_tables() t(id, name, partitioned)
              JOIN pg_attribute a ON (((a.attrelid = t.id) AND (a.attnum > 0) AND (NOT a.attisdropped))))
              LEFT JOIN pg_attrdef d ON (((d.adrelid = a.attrelid) AND (d.adnum = a.attnum))))
         )
  SELECT 'column'::text,
     columns.object,
     2,
     (columns.type ||
         CASE columns.attgenerated
             WHEN ''::"char" THEN ''::text
             ELSE (' generated as '::text || columns.expression)
         END),
     (((((columns.alter_table || 'ADD COLUMN '::text) || columns.column_name) || ' '::text) || columns.type) ||
         CASE columns.attgenerated
             WHEN ''::"char" THEN ''::text
             ELSE ((' GENERATED ALWAYS AS ('::text || columns.expression) || ') STORED'::text)
         END),
         CASE columns.attgenerated
             WHEN ''::"char" THEN ((((((columns.alter_column || 'TYPE '::text) || columns.type) || ' USING '::text) || columns.column_name) || '::'::text) || columns.type)
             ELSE NULL::text
         END AS "case"
    FROM columns
 UNION ALL
  SELECT 'default'::text,
     columns.object,
     3,
     columns.expression,
     ((columns.alter_column || 'SET DEFAULT '::text) || columns.expression),
     ((columns.alter_column || 'SET DEFAULT '::text) || columns.expression)
    FROM columns
   WHERE ((columns.expression IS NOT NULL) AND (columns.attgenerated = ''::"char"))
 UNION ALL
  SELECT 'not null'::text,
     columns.object,
     4,
     'not null'::text,
     (columns.alter_column || 'SET NOT NULL'::text),
     NULL::text
    FROM columns
   WHERE columns.attnotnull
 UNION ALL
  SELECT 'identity'::text,
     columns.object,
     5,
     (columns.attidentity)::text AS attidentity,
     ((columns.alter_column || 'ADD GENERATED BY DEFAULT AS IDENTITY; SELECT '::text) || columns.go_on),
     (columns.alter_column || 'SET GENERATED BY DEFAULT'::text)
    FROM columns
   WHERE (columns.attidentity <> ''::"char");
END;
ALTER FUNCTION meter.columns_now() OWNER TO meter_owner;
COMMENT ON FUNCTION meter.columns_now() IS 'the columns of the meter''s tables as they are';
CREATE FUNCTION meter.constraints_now() RETURNS SETOF meter.given
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    BEGIN ATOMIC
 WITH constraints AS (
          SELECT ((t.name || '.'::text) || (r.conname)::text) AS object,
                 CASE r.contype
                     WHEN 'p'::"char" THEN 6
                     WHEN 'u'::"char" THEN 7
                     WHEN 'c'::"char" THEN 8
                     ELSE 9
                 END AS place,
             pg_get_constraintdef(r.oid) AS definition,
             format('ALTER TABLE meter.%I '::text, t.name) AS alter_table,
             format('ADD CONSTRAINT %I %s'::text, r.conname, pg_get_constraintdef(r.oid)) AS addition,
             format('DROP CONSTRAINT %I, '::text, r.conname) AS removal,
             format('; COMMENT ON CONSTRAINT %I ON meter.%I IS %L'::text, r.conname, t.name, obj_description(r.oid, 'pg_constraint'::name)) AS words
            FROM (meter.own_tables() t(id, name, partitioned)
              JOIN pg_constraint r ON (((r.conrelid = t.id) AND (r.contype = ANY (ARRAY['p'::"char", 'u'::"char", 'c'::"char", 'f'::"char"])))))
         ), indexes AS (
          SELECT (i.relname)::text AS object,
             (pg_get_indexdef(x.indexrelid) ||
                 CASE
                     WHEN x.indisvalid THEN ''::text
                     ELSE ' invalid'::text
                 END) AS definition,
             replace(pg_get_indexdef(x.indexrelid), ' ON ONLY meter.'::text, ' ON meter.'::text) AS make,
             format('DROP INDEX meter.%I; '::text, i.relname) AS removal
            FROM ((meter.own_tables() t(id, name, partitioned)
              JOIN pg_index x ON ((x.indrelid = t.id)))
              JOIN pg_class i ON ((i.oid = x.indexrelid)))
           WHERE (NOT (EXISTS ( SELECT
                    FROM pg_constraint r
                   WHERE ((r.conindid = x.indexrelid) AND (r.contype = ANY (ARRAY['p'::"char", 'u'::"char", 'x'::"char"]))))))
         )
  SELECT 'constraint'::text,
     constraints.object,
     constraints.place,
     constraints.definition,
     ((constraints.alter_table || constraints.addition) || constraints.words),
     (((constraints.alter_table || constraints.removal) || constraints.addition) || constraints.words)
    FROM constraints
 UNION ALL
  SELECT 'index'::text,
     indexes.object,
     10,
     indexes.definition,
     indexes.make,
     (indexes.removal || indexes.make)
    FROM indexes;
END;
ALTER FUNCTION meter.constraints_now() OWNER TO meter_owner;
COMMENT ON FUNCTION meter.constraints_now() IS 'the constraints and indexes of the meter''s tables as they are';
CREATE FUNCTION meter.repaid_before(account text, l meter.limits, period_start timestamp with time zone, period_end timestamp with time zone) RETURNS numeric
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
BEGIN
    RETURN (SELECT coalesce(sum(a.repaid), 0)
              FROM meter.grants g JOIN meter.allotments a USING (grant_id) JOIN meter.counters c USING (counter_id)
              JOIN meter.limits o ON o.limit_id = c.limit_id
             WHERE (g.account, g.limit_name, g.unit) = (repaid_before.account, (l).limit_name, (l).unit) AND a.repaid <> 0
               AND o.limit_id <> (l).limit_id
               AND c.period_start >= repaid_before.period_start AND c.period_end <= repaid_before.period_end
               AND ((l).provider IS NULL OR (l).provider = o.provider) AND ((l).model IS NULL OR (l).model = o.model)
               AND ((l).operation IS NULL OR (l).operation = o.operation) AND ((l).key_source IS NULL OR (l).key_source = o.key_source));
END $$;
ALTER FUNCTION meter.repaid_before(account text, l meter.limits, period_start timestamp with time zone, period_end timestamp with time zone) OWNER TO meter_owner;
CREATE FUNCTION meter.count_repaid(counter bigint) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    BEGIN ATOMIC
 UPDATE meter.counters c SET paid = ((c.paid - c.repaid) + r.repaid), repaid = r.repaid
    FROM ( SELECT GREATEST((x.repaid - x.paid), meter.repaid_before(x.account, l.*, x.period_start, x.period_end)) AS repaid
            FROM (meter.counters x
              JOIN meter.limits l USING (limit_id))
           WHERE (x.counter_id = count_repaid.counter)) r
   WHERE ((c.counter_id = count_repaid.counter) AND (c.repaid <> r.repaid));
 UPDATE meter.counters c SET granted = meter.granted_on(c.*)
   WHERE ((c.counter_id = count_repaid.counter) AND (c.granted <> meter.granted_on(c.*)));
END;
ALTER FUNCTION meter.count_repaid(counter bigint) OWNER TO meter_owner;
CREATE FUNCTION meter.count_settlement(call bigint, account text, used_at timestamp with time zone, counter_ids bigint[], at timestamp with time zone) RETURNS TABLE(counter_id bigint, granted numeric)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
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
ALTER FUNCTION meter.count_settlement(call bigint, account text, used_at timestamp with time zone, counter_ids bigint[], at timestamp with time zone) OWNER TO meter_owner;
COMMENT ON FUNCTION meter.count_settlement(call bigint, account text, used_at timestamp with time zone, counter_ids bigint[], at timestamp with time zone) IS 'counts a settlement under limits that came after its hold, as what was used before them';
CREATE FUNCTION meter.is_provider(wanted text, provider text, model text) RETURNS boolean
    LANGUAGE plpgsql STABLE COST 1000
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN wanted IS NOT DISTINCT FROM coalesce(provider, meter_internal._meter_provider_told(model));
END $$;
ALTER FUNCTION meter.is_provider(wanted text, provider text, model text) OWNER TO meter_owner;
COMMENT ON FUNCTION meter.is_provider(wanted text, provider text, model text) IS 'whether a limit on a provider counts calls of this one';
CREATE FUNCTION meter.in_scope_otherwise(l meter.limits, provider text, model text, operation text, key_source text) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN ((((l).operation IS NULL) OR (NOT ((l).operation IS DISTINCT FROM operation))) AND (((l).key_source IS NULL) OR (NOT ((l).key_source IS DISTINCT FROM key_source))) AND (((l).provider IS NULL) OR CASE WHEN ((provider IS NULL) AND (model ~~ '%/%'::text)) THEN meter.is_provider((l).provider, provider, model) ELSE (NOT ((l).provider IS DISTINCT FROM provider)) END));
ALTER FUNCTION meter.in_scope_otherwise(l meter.limits, provider text, model text, operation text, key_source text) OWNER TO meter_owner;
CREATE FUNCTION meter.is_model(wanted text, provider text, model text) RETURNS boolean
    LANGUAGE plpgsql STABLE COST 1000
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN meter_internal._meter_is_model(wanted, provider, model);
END $$;
ALTER FUNCTION meter.is_model(wanted text, provider text, model text) OWNER TO meter_owner;
COMMENT ON FUNCTION meter.is_model(wanted text, provider text, model text) IS 'whether a limit on a model, or a pattern of models, counts calls of this name';
CREATE FUNCTION meter.in_scope(l meter.limits, provider text, model text, operation text, key_source text) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN (meter.in_scope_otherwise(l, provider, model, operation, key_source) AND (((l).model IS NULL) OR ((model IS NOT NULL) AND (((l).model = model) OR meter.is_model((l).model, provider, model)))));
ALTER FUNCTION meter.in_scope(l meter.limits, provider text, model text, operation text, key_source text) OWNER TO meter_owner;
CREATE FUNCTION meter.is_lent(l meter.limits) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
BEGIN
    RETURN l.plan IS NULL OR NOT (SELECT p.is_default FROM meter.plans p WHERE p.plan = (l).plan);
END $$;
ALTER FUNCTION meter.is_lent(l meter.limits) OWNER TO meter_owner;
CREATE TABLE meter.pools (
    pool_id bigint NOT NULL,
    account text NOT NULL,
    provider text NOT NULL,
    for_account text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT pool_provider_valid CHECK (((btrim(provider) <> ''::text) AND (octet_length(provider) <= 255)))
);
ALTER TABLE meter.pools OWNER TO meter_owner;
COMMENT ON TABLE meter.pools IS 'whose limits are charged with every call that uses the shared key of a provider';
COMMENT ON CONSTRAINT pool_provider_valid ON meter.pools IS 'invalid provider|A provider has 1 to 255 bytes and is not blank.';
CREATE FUNCTION meter.pools_of(account text, ancestors text[], provider text, key_source text) RETURNS SETOF text
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT DISTINCT p.account
    FROM meter.pools p
   WHERE ((p.provider = pools_of.provider) AND (pools_of.key_source = 'shared'::text) AND ((p.for_account IS NULL) OR (p.for_account = pools_of.account) OR (p.for_account = ANY (pools_of.ancestors))) AND (p.account <> pools_of.account) AND (p.account <> ALL (pools_of.ancestors)));
END;
ALTER FUNCTION meter.pools_of(account text, ancestors text[], provider text, key_source text) OWNER TO meter_owner;
CREATE FUNCTION meter.counted(payer text, l meter.limits, from_at timestamp with time zone, to_at timestamp with time zone) RETURNS TABLE(account text, provider text, key_source text, model text, usage_id bigint, charged bigint[], amount numeric, grant_ids bigint[], grant_amounts numeric[])
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT u.account,
     u.provider,
     u.key_source,
         CASE
             WHEN ((counted.l).model IS NOT NULL) THEN u.model
             ELSE NULL::text
         END AS "case",
     u.usage_id,
     u.charged,
     meter.amount((counted.l).unit, u.requests, u.input_tokens, u.output_tokens, u.cost, u.charged_cost) AS amount,
     u.grant_ids,
     u.grant_amounts
    FROM meter.usage_log u
   WHERE ((u.account = counted.payer) AND (u.at >= counted.from_at) AND (u.at < counted.to_at) AND meter.in_scope(counted.l, u.provider, u.model, u.operation, u.key_source))
 UNION ALL
  SELECT u.account,
     u.provider,
     u.key_source,
         CASE
             WHEN ((counted.l).model IS NOT NULL) THEN u.model
             ELSE NULL::text
         END AS "case",
     u.usage_id,
     u.charged,
     meter.amount((counted.l).unit, u.requests, u.input_tokens, u.output_tokens, u.cost, u.charged_cost) AS amount,
     u.grant_ids,
     u.grant_amounts
    FROM meter.usage_log u
   WHERE ((u.account = ANY (ARRAY( SELECT a.account
            FROM meter.accounts a
           WHERE ((a.ancestors <> '{}'::text[]) AND (a.ancestors @> ARRAY[counted.payer]))))) AND (u.at >= counted.from_at) AND (u.at < counted.to_at) AND meter.in_scope(counted.l, u.provider, u.model, u.operation, u.key_source))
 UNION ALL
  SELECT u.account,
     u.provider,
     u.key_source,
         CASE
             WHEN ((counted.l).model IS NOT NULL) THEN u.model
             ELSE NULL::text
         END AS "case",
     u.usage_id,
     u.charged,
     meter.amount((counted.l).unit, u.requests, u.input_tokens, u.output_tokens, u.cost, u.charged_cost) AS amount,
     u.grant_ids,
     u.grant_amounts
    FROM (meter.usage_log u
      JOIN meter.accounts a ON ((a.account = u.account)))
   WHERE ((( SELECT count(*) AS count
            FROM meter.pools p
           WHERE (p.account = counted.payer)) > 0) AND (u.at >= counted.from_at) AND (u.at < counted.to_at) AND meter.is_lent(counted.l) AND meter.in_scope(counted.l, u.provider, u.model, u.operation, u.key_source) AND (counted.payer IN ( SELECT meter.pools_of(a.account, a.ancestors, u.provider, u.key_source) AS pools_of)));
END;
ALTER FUNCTION meter.counted(payer text, l meter.limits, from_at timestamp with time zone, to_at timestamp with time zone) OWNER TO meter_owner;
CREATE FUNCTION meter.counters_of(u meter.usage_log) RETURNS bigint[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
BEGIN
    RETURN (SELECT coalesce(array_agg(c.counter_id), '{}')
              FROM meter.counters c JOIN meter.limits l USING (limit_id)
             WHERE c.counter_id = ANY (u.charged)
                OR c.period_start <= u.at AND u.at < c.period_end
                   AND meter.in_scope_otherwise(l, u.provider, u.model, u.operation, u.key_source)
                   AND EXISTS (SELECT FROM meter.seeds s
                                WHERE s.counter_id = c.counter_id AND s.account = u.account AND s.seeded_to >= u.usage_id
                                  AND s.provider IS NOT DISTINCT FROM u.provider AND s.key_source = u.key_source
                                  -- what a rule has said of the model since changes nothing
                                  AND s.model IS NOT DISTINCT FROM CASE WHEN l.model IS NOT NULL THEN u.model END));
END $$;
ALTER FUNCTION meter.counters_of(u meter.usage_log) OWNER TO meter_owner;
CREATE FUNCTION meter.counts_the_same(known meter.limits, asked meter.limits) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    RETURN ((NOT (((((((((known).limit_id IS DISTINCT FROM (asked).limit_id) OR ((known).unit IS DISTINCT FROM (asked).unit)) OR ((known).period IS DISTINCT FROM (asked).period)) OR ((known).anchored IS DISTINCT FROM (asked).anchored)) OR ((known).provider IS DISTINCT FROM (asked).provider)) OR ((known).model IS DISTINCT FROM (asked).model)) OR ((known).operation IS DISTINCT FROM (asked).operation)) OR ((known).key_source IS DISTINCT FROM (asked).key_source))) AND ((known).limit_id IS NOT NULL));
ALTER FUNCTION meter.counts_the_same(known meter.limits, asked meter.limits) OWNER TO meter_owner;
CREATE FUNCTION meter.is_shared(account text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    BEGIN ATOMIC
 SELECT ((EXISTS ( SELECT
            FROM meter.accounts a
           WHERE (a.parent = is_shared.account))) OR (EXISTS ( SELECT
            FROM meter.pools p
           WHERE (p.account = is_shared.account))));
END;
ALTER FUNCTION meter.is_shared(account text) OWNER TO meter_owner;
COMMENT ON FUNCTION meter.is_shared(account text) IS 'whether an account has others below it, or is a pool';
CREATE TABLE meter.settings (
    setting text NOT NULL,
    value text NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT cost_source_valid CHECK (((setting <> 'cost_source'::text) OR (value = ANY (ARRAY['reported'::text, 'prices'::text])))),
    CONSTRAINT days_kept_valid CHECK (((setting <> ALL (ARRAY['idempotency_days'::text, 'denial_days'::text, 'hold_days'::text])) OR (value ~ '^[1-9][0-9]{0,3}$'::text))),
    CONSTRAINT duplicate_responses_valid CHECK (((setting <> 'duplicate_responses'::text) OR (value = ANY (ARRAY['tell'::text, 'refuse'::text])))),
    CONSTRAINT late_usage_days_valid CHECK (((setting <> 'late_usage_days'::text) OR (value ~ '^[0-9]{1,3}$'::text))),
    CONSTRAINT open_holds_max_valid CHECK (((setting <> 'open_holds_max'::text) OR (value ~ '^[1-9][0-9]{0,3}$'::text))),
    CONSTRAINT setting_known CHECK ((setting = ANY (ARRAY['unknown_model'::text, 'late_usage_days'::text, 'week_start'::text, 'open_holds_max'::text, 'idempotency_days'::text, 'denial_days'::text, 'hold_days'::text, 'trusted_logins'::text, 'cost_source'::text, 'duplicate_responses'::text]))),
    CONSTRAINT trusted_logins_valid CHECK (((setting <> 'trusted_logins'::text) OR (value = ''::text) OR ((value ~ '^[^,]*[^,\s][^,]*(,[^,]*[^,\s][^,]*)*$'::text) AND (octet_length(value) <= 1024)))),
    CONSTRAINT unknown_model_valid CHECK (((setting <> 'unknown_model'::text) OR (value = ANY (ARRAY['fallback'::text, 'refuse'::text, 'record'::text])))),
    CONSTRAINT week_start_valid CHECK (((setting <> 'week_start'::text) OR (value = ANY (ARRAY['monday'::text, 'tuesday'::text, 'wednesday'::text, 'thursday'::text, 'friday'::text, 'saturday'::text, 'sunday'::text]))))
);
ALTER TABLE meter.settings OWNER TO meter_owner;
COMMENT ON TABLE meter.settings IS 'what an operator sets for the whole installation, through meter_set_setting';
COMMENT ON CONSTRAINT cost_source_valid ON meter.settings IS 'invalid value for setting "cost_source"|Use "reported" (where an answer tells its cost, that is the cost) or "prices" (the cost is always by the prices).';
COMMENT ON CONSTRAINT days_kept_valid ON meter.settings IS 'invalid number of days|Give a number from 1 to 9999: meter_maintain() deletes what is older.';
COMMENT ON CONSTRAINT duplicate_responses_valid ON meter.settings IS 'invalid value for setting "duplicate_responses"|Use "tell" (an answer that was charged before is charged again, and marked) or "refuse".';
COMMENT ON CONSTRAINT late_usage_days_valid ON meter.settings IS 'invalid value for setting "late_usage_days"|Give a whole number of days up to 999: usage older than that is refused.';
COMMENT ON CONSTRAINT open_holds_max_valid ON meter.settings IS 'invalid value for setting "open_holds_max"|Give a number from 1 to 9999: how many holds an account may have open at once.';
COMMENT ON CONSTRAINT setting_known ON meter.settings IS 'unknown setting|Settings are "unknown_model", "late_usage_days", "week_start", "open_holds_max", "idempotency_days", "denial_days", "hold_days", "trusted_logins", "cost_source" and "duplicate_responses".';
COMMENT ON CONSTRAINT trusted_logins_valid ON meter.settings IS 'invalid value for setting "trusted_logins"|Name the login roles whose JWT claims are verified before they reach the database, separated by commas, such as authenticator.';
COMMENT ON CONSTRAINT unknown_model_valid ON meter.settings IS 'invalid value for setting "unknown_model"|Use "fallback" (charge the marked fallback price), "refuse" (raise an error) or "record" (record the usage with an unknown cost).';
COMMENT ON CONSTRAINT week_start_valid ON meter.settings IS 'invalid value for setting "week_start"|Name a day in English: monday, sunday, saturday.';
CREATE FUNCTION meter.is_trusted_login() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    BEGIN ATOMIC
 SELECT COALESCE(( SELECT ((SESSION_USER)::text IN ( SELECT btrim(name.name) AS btrim
                    FROM unnest(string_to_array(s.value, ','::text)) name(name)))
            FROM meter.settings s
           WHERE (s.setting = 'trusted_logins'::text)), false) AS "coalesce";
END;
ALTER FUNCTION meter.is_trusted_login() OWNER TO meter_owner;
COMMENT ON FUNCTION meter.is_trusted_login() IS 'whether this login''s JWT claims are taken for true: setting trusted_logins';
CREATE FUNCTION meter.current_account() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    BEGIN ATOMIC
 SELECT COALESCE(( SELECT a.account
            FROM meter.accounts a
           WHERE ((a.auth_subject = who.subject) AND (who.by_claim OR (a.account = who.subject)))), ( SELECT who.subject
           WHERE (NOT (EXISTS ( SELECT
                    FROM meter.accounts a
                   WHERE ((a.account = who.subject) AND ((a.auth_subject IS NOT NULL) OR meter.is_shared(a.account)))))))) AS "coalesce"
    FROM ( SELECT login.trusted AS by_claim,
             NULLIF(
                 CASE
                     WHEN login.trusted THEN ((NULLIF(current_setting('request.jwt.claims'::text, true), ''::text))::jsonb ->> 'sub'::text)
                     ELSE COALESCE(NULLIF(current_setting('role'::text), 'none'::text), (SESSION_USER)::text)
                 END, ''::text) AS subject
            FROM ( SELECT meter.is_trusted_login() AS trusted) login) who;
END;
ALTER FUNCTION meter.current_account() OWNER TO meter_owner;
COMMENT ON FUNCTION meter.current_account() IS 'the account id of the signed-in end user; NULL for nobody';
CREATE FUNCTION meter.days_setting(name text) RETURNS interval
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    RETURN (SELECT make_interval(days => (s.value)::integer) AS make_interval FROM meter.settings s WHERE (s.setting = days_setting.name));
ALTER FUNCTION meter.days_setting(name text) OWNER TO meter_owner;
CREATE FUNCTION meter.deal(counter bigint, stripes integer, home integer, call_size numeric, at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
DECLARE
    this counters;
    l limits;
    quiet record;
    shares integer;
BEGIN
    SELECT c.* INTO this FROM counters c WHERE c.counter_id = counter;
    SELECT x.* INTO l FROM limits x WHERE x.limit_id = this.limit_id;
    IF this.dealt OR this.reserved <> 0 OR this.stale_at <= at OR at < this.period_start OR this.period_end <= at THEN
        RETURN;
    END IF;
    quiet := quiet_room(this, l);
    shares := greatest(0, least(deal.stripes, floor(quiet.room / (calls_each() * greatest(call_size, 1e-18)))));
    IF shares < 2 THEN
        RETURN;
    END IF;
    INSERT INTO stripes (counter_id, deal, stripe, room, charges_left, terms, grant_id)
    SELECT counter, this.deals + 1, n, trim_scale(trunc(CASE WHEN n = spare_stripe() THEN quiet.room / 4
                                             WHEN (n - home + deal.stripes) % deal.stripes < shares THEN quiet.room * 3 / 4 / shares
                                             ELSE 0 END, 18)),
           charges_each(), terms(l), quiet.grant_id
      FROM (SELECT generate_series(0, deal.stripes - 1) UNION ALL SELECT spare_stripe()) parts (n);
    UPDATE counters c SET dealt = true, deals = c.deals + 1 WHERE c.counter_id = counter;
END $$;
ALTER FUNCTION meter.deal(counter bigint, stripes integer, home integer, call_size numeric, at timestamp with time zone) OWNER TO meter_owner;
CREATE FUNCTION meter.debtors(account text, l meter.limits, period_start timestamp with time zone, period_end timestamp with time zone, at timestamp with time zone) RETURNS TABLE(counter_id bigint, limit_id bigint, started_at timestamp with time zone, owed numeric)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
        SELECT c.counter_id, c.limit_id, c.period_start, meter.owed(c, debtors.at)
          FROM meter.limits o JOIN meter.counters c ON c.limit_id = o.limit_id
         WHERE c.account = debtors.account AND o.limit_name = (l).limit_name AND o.unit = (l).unit AND o.limit_id <> (l).limit_id
           AND c.period_start < debtors.period_end AND c.period_end > greatest(debtors.period_start, debtors.at)
           AND meter.owed(c, debtors.at) > 0;
END $$;
ALTER FUNCTION meter.debtors(account text, l meter.limits, period_start timestamp with time zone, period_end timestamp with time zone, at timestamp with time zone) OWNER TO meter_owner;
CREATE FUNCTION meter.default_plan() RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
DECLARE
    name text := (SELECT p.plan FROM meter.plans p WHERE p.is_default);
BEGIN
    IF name IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = 'there is no default plan',
            HINT = 'Name one: meter_set_plan(''free'', is_default => true).';
    END IF;
    RETURN name;
END $$;
ALTER FUNCTION meter.default_plan() OWNER TO meter_owner;
CREATE FUNCTION meter.detach_month(month date) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    SET lock_timeout TO '900ms'
    AS $_$
DECLARE
    name text := 'usage_log_' || to_char(month, 'YYYYMM');
    taken bigint;
BEGIN
    EXECUTE format('LOCK TABLE meter.%I IN SHARE MODE', name);
    EXECUTE format('INSERT INTO meter.month_sums (month, counter_id, used, not_enforced) '
                   'SELECT $1, r.counter_id, sum(r.used), coalesce(sum(r.used) FILTER (WHERE NOT r.enforced), 0) '
                   'FROM meter.receipts_of(%L) r GROUP BY r.counter_id', name) USING month;
    EXECUTE format('SELECT count(*) FROM meter.%I', name) INTO taken;
    EXECUTE format('ALTER TABLE meter.usage_log DETACH PARTITION meter.%I', name);
    UPDATE meter.months m SET gone_at = now() WHERE m.month = detach_month.month;
    RETURN taken;
END $_$;
ALTER FUNCTION meter.detach_month(month date) OWNER TO meter_owner;
COMMENT ON FUNCTION meter.detach_month(month date) IS 'takes a month out of the usage log and notes what it had charged; returns how many rows it has';
CREATE TABLE meter.reservations (
    hold_id bigint NOT NULL,
    counter_id bigint NOT NULL,
    amount numeric NOT NULL,
    expires_at timestamp with time zone NOT NULL
);
ALTER TABLE meter.reservations OWNER TO meter_owner;
COMMENT ON TABLE meter.reservations IS 'what open holds take up of each counter; sums to counters.reserved';
CREATE FUNCTION meter.drop_expired(counter bigint, at timestamp with time zone) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    BEGIN ATOMIC
 WITH expired AS (
          DELETE FROM meter.reservations r
           WHERE ((r.counter_id = drop_expired.counter) AND (r.expires_at <= drop_expired.at))
           RETURNING r.amount
         )
  UPDATE meter.counters c SET reserved = trim_scale((c.reserved - e.amount))
    FROM ( SELECT sum(expired.amount) AS amount
            FROM expired) e
   WHERE ((c.counter_id = drop_expired.counter) AND (e.amount IS NOT NULL));
END;
ALTER FUNCTION meter.drop_expired(counter bigint, at timestamp with time zone) OWNER TO meter_owner;
CREATE FUNCTION meter.drop_expired_holds(at timestamp with time zone, batch integer) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
DECLARE
    counter bigint;
    failing bigint[] := '{}';
    done integer := 0;
    failures integer;
    dropped bigint := 0;
    expired bigint;
BEGIN
    UPDATE holds h SET slot = NULL
     WHERE h.hold_id IN (SELECT o.hold_id FROM holds o WHERE o.slot IS NOT NULL AND o.expires_at <= drop_expired_holds.at
                          LIMIT batch FOR UPDATE SKIP LOCKED);
    LOOP
        failures := 0;
        FOR counter IN SELECT c.counter_id FROM counters c
                        WHERE c.counter_id IN (SELECT r.counter_id FROM reservations r
                                                WHERE r.expires_at <= drop_expired_holds.at AND r.counter_id <> ALL (failing)
                                                GROUP BY r.counter_id LIMIT batch - done)
                          FOR UPDATE SKIP LOCKED
        LOOP
            BEGIN
                expired := (SELECT count(*) FROM reservations r
                             WHERE r.counter_id = counter AND r.expires_at <= drop_expired_holds.at);
                PERFORM drop_expired(counter, drop_expired_holds.at);
                dropped := dropped + expired;
                done := done + 1;
            EXCEPTION WHEN OTHERS THEN
                failures := failures + 1;
                failing := failing || counter;
                RAISE WARNING 'expired holds on counter % could not be dropped: %', counter, SQLERRM
                    USING DETAIL = format('SQLSTATE is %s. The counter was left as it was.', SQLSTATE);
            END;
        END LOOP;
        EXIT WHEN failures = 0;
    END LOOP;
    RETURN dropped;
END $$;
ALTER FUNCTION meter.drop_expired_holds(at timestamp with time zone, batch integer) OWNER TO meter_owner;
CREATE FUNCTION meter.in_force(l meter.limits, account text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
BEGIN
    RETURN EXISTS (SELECT FROM meter.accounts a, meter.limits_of(a.account, a.plan) x
                    WHERE a.account = in_force.account AND x.limit_id = (l).limit_id);
END $$;
ALTER FUNCTION meter.in_force(l meter.limits, account text) OWNER TO meter_owner;
CREATE VIEW meter.payers WITH (security_invoker='true') AS
 SELECT account,
    plan,
    time_zone,
    anchor,
        CASE
            WHEN (EXISTS ( SELECT
               FROM meter.pools p
              WHERE (p.account = a.account))) THEN 8
            ELSE (7 - cardinality(ancestors))
        END AS turn
   FROM meter.accounts a;
ALTER VIEW meter.payers OWNER TO meter_owner;
COMMENT ON VIEW meter.payers IS 'accounts as calls are charged to them, with the turn at which their counters are locked';
CREATE FUNCTION meter.due_counters_of(counters bigint[], at timestamp with time zone) RETURNS TABLE(account text, counter_id bigint, limit_id bigint, stale boolean, dealt boolean, moves_on boolean)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    BEGIN ATOMIC
 SELECT c.account,
     c.counter_id,
     c.limit_id,
     (c.stale_at <= due_counters_of.at),
     c.dealt,
     ((l.removed_at IS NULL) AND (COALESCE((l.carry_over_cap > (0)::numeric), false) OR (EXISTS ( SELECT
            FROM meter.grants g
           WHERE ((g.account = c.account) AND (g.limit_name = l.limit_name) AND (g.unit = l.unit))))))
    FROM ((meter.counters c
      JOIN meter.limits l USING (limit_id))
      JOIN meter.payers y ON ((y.account = c.account)))
   WHERE (c.counter_id = ANY (due_counters_of.counters))
   ORDER BY y.turn, (c.account COLLATE "C"), (l.limit_name COLLATE "C"), (meter.in_force(l.*, c.account)) DESC, c.limit_id, c.period_start DESC;
END;
ALTER FUNCTION meter.due_counters_of(counters bigint[], at timestamp with time zone) OWNER TO meter_owner;
CREATE FUNCTION meter.due_counters(at timestamp with time zone, batch integer, but_for text[]) RETURNS TABLE(account text, counter_id bigint, limit_id bigint, stale boolean, dealt boolean, moves_on boolean)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    BEGIN ATOMIC
 SELECT d.account,
     d.counter_id,
     d.limit_id,
     d.stale,
     d.dealt,
     d.moves_on
    FROM meter.due_counters_of(ARRAY( SELECT c.counter_id
            FROM meter.counters c
           WHERE ((c.closed_at IS NULL) AND (c.period_end <= due_counters.at) AND (c.account <> ALL (due_counters.but_for)))
           ORDER BY c.period_end, c.counter_id
          LIMIT due_counters.batch), due_counters.at) d(account, counter_id, limit_id, stale, dealt, moves_on);
END;
ALTER FUNCTION meter.due_counters(at timestamp with time zone, batch integer, but_for text[]) OWNER TO meter_owner;
CREATE FUNCTION meter.lock_counter(counter bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
DECLARE
    closed boolean;
    this counters;
BEGIN
    SELECT close_stripes(c.account, c.limit_id, ARRAY[c.xmin::text, c.xmax::text]::bigint[], NULL) INTO closed
      FROM counters c WHERE c.counter_id = counter AND c.dealt;
    SELECT c.* INTO this FROM counters c WHERE c.counter_id = counter FOR NO KEY UPDATE;
    IF NOT this.dealt THEN
        RETURN;
    END IF;
    IF closed IS NOT TRUE THEN  -- it was dealt out meanwhile, or by this transaction
        PERFORM close_stripes(this.account, this.limit_id, '{}',
                              ARRAY(SELECT s.stripe FROM stripes s WHERE s.counter_id = counter AND s.deal = this.deals ORDER BY 1));
    END IF;
    UPDATE counters c
       SET used = used_of(c), dealt = false
     WHERE c.counter_id = counter;
    DELETE FROM stripes s WHERE s.counter_id = counter AND s.deal = this.deals;
END $$;
ALTER FUNCTION meter.lock_counter(counter bigint) OWNER TO meter_owner;
CREATE FUNCTION meter.tally(counter bigint) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    BEGIN ATOMIC
 UPDATE meter.allotments a SET spent = d.spent
    FROM meter.counters c,
     LATERAL meter.drawn(c.counter_id, c.used) d(grant_id, amount, spent, unspent, kind, expires_at)
   WHERE ((c.counter_id = tally.counter) AND (a.counter_id = tally.counter) AND (a.grant_id = d.grant_id) AND (a.spent <> d.spent));
END;
ALTER FUNCTION meter.tally(counter bigint) OWNER TO meter_owner;
CREATE FUNCTION meter.expire(counter bigint, at timestamp with time zone) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    BEGIN ATOMIC
 SELECT meter.lock_counter(counter) AS lock_counter;
 SELECT meter.drop_expired(counter, at) AS drop_expired;
 SELECT meter.tally(counter) AS tally;
 UPDATE meter.allotments a SET amount = (a.amount - u.unspent), expired = (a.expired + u.unspent)
    FROM ( SELECT d.grant_id,
             d.unspent
            FROM meter.counters c,
             LATERAL meter.drawn(expire.counter, (c.used + c.reserved)) d(grant_id, amount, spent, unspent, kind, expires_at)
           WHERE ((c.counter_id = expire.counter) AND (d.expires_at <= expire.at) AND (d.unspent > (0)::numeric))) u
   WHERE ((a.counter_id = expire.counter) AND (a.grant_id = u.grant_id));
 UPDATE meter.counters c SET granted = meter.granted_on(c.*)
   WHERE ((c.counter_id = expire.counter) AND (c.granted <> meter.granted_on(c.*)));
END;
ALTER FUNCTION meter.expire(counter bigint, at timestamp with time zone) OWNER TO meter_owner;
CREATE FUNCTION meter.first_child() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
DECLARE
    children bigint := (SELECT count(*) FROM made m WHERE m.parent IS NOT NULL);
BEGIN
    -- no more of them in all than were made just now
    IF children > 0 AND children = (SELECT count(*) FROM (SELECT FROM meter.accounts a WHERE a.parent IS NOT NULL
                                                           LIMIT children + 1) known) THEN
        PERFORM meter.forget_rules();
    END IF;
    RETURN NULL;
END $$;
ALTER FUNCTION meter.first_child() OWNER TO meter_owner;
COMMENT ON FUNCTION meter.first_child() IS 'tells of the first account below another: until then nobody asks who is a parent';
CREATE FUNCTION meter.foreseen(counter bigint, account text, limit_id bigint, period_start timestamp with time zone, period_end timestamp with time zone, opened boolean, at timestamp with time zone, skipped integer, seeded numeric, paid numeric, OUT reserved numeric, OUT granted numeric) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
DECLARE
    this meter.counters;
    l meter.limits;
    incoming numeric := 0;
    debt numeric;
    backed numeric;
    stands_above numeric;
    stays boolean;
BEGIN
    SELECT x.* INTO l FROM meter.limits x WHERE x.limit_id = foreseen.limit_id;
    SELECT c.* INTO this FROM meter.counters c WHERE c.counter_id = foreseen.counter;
    IF this.counter_id IS NULL THEN
        this.dealt := false;
        this.used := foreseen.seeded;
        this.paid := foreseen.paid;
        this.kept := greatest(0, foreseen.seeded - foreseen.paid - l.cap);
    END IF;
    reserved := meter.reserved_at(foreseen.counter, foreseen.at);
    backed := meter.backed(this, foreseen.at);
    stands_above := meter.above(this, l.cap, backed, foreseen.at);
    IF foreseen.period_start <= foreseen.at AND foreseen.at < foreseen.period_end AND meter.in_force(l, foreseen.account) THEN
        incoming := coalesce((SELECT sum(s.unspent) FROM meter.standing(foreseen.account, l, foreseen.at) s
                               WHERE s.counter_id IS DISTINCT FROM foreseen.counter), 0)
                  + CASE WHEN foreseen.opened THEN 0 ELSE
                        coalesce((SELECT c.amount FROM meter.carried(foreseen.account, l, foreseen.period_start, foreseen.at,
                                                               foreseen.skipped) c), 0) END;
        SELECT max(d.owed) INTO debt
          FROM meter.debtors(foreseen.account, l, foreseen.period_start, foreseen.period_end, foreseen.at) d WHERE NOT foreseen.opened;
    END IF;
    this.kept := CASE WHEN debt > 0 THEN stands_above - least(stands_above, greatest(debt, stands_above - this.kept))
                      ELSE least(this.kept, stands_above) END;
    SELECT coalesce(sum(x.amount), 0), coalesce(bool_or(x.amount > 0), false) INTO granted, stays
      FROM (SELECT CASE WHEN d.expires_at <= foreseen.at THEN d.spent ELSE d.amount END AS amount
              FROM meter.drawn(this.counter_id, meter.used_of(this) + reserved) d
            UNION ALL
            SELECT a.amount FROM meter.allotments a WHERE a.counter_id = this.counter_id AND a.amount < 0) x;
    granted := granted + incoming + this.paid + CASE WHEN stays OR incoming > 0 THEN this.kept ELSE 0 END;
END $$;
ALTER FUNCTION meter.foreseen(counter bigint, account text, limit_id bigint, period_start timestamp with time zone, period_end timestamp with time zone, opened boolean, at timestamp with time zone, skipped integer, seeded numeric, paid numeric, OUT reserved numeric, OUT granted numeric) OWNER TO meter_owner;
CREATE FUNCTION meter.forget_rules() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
BEGIN
    IF has_extension() THEN
        PERFORM meter_internal._meter_forget();
    END IF;
END $$;
ALTER FUNCTION meter.forget_rules() OWNER TO meter_owner;
COMMENT ON FUNCTION meter.forget_rules() IS 'has every backend forget the rules and prices that it keeps';
CREATE FUNCTION meter.give_back(counter bigint, grant_ids bigint[], amounts numeric[]) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    BEGIN ATOMIC
 UPDATE meter.allotments a SET spent = (a.spent - LEAST(a.spent, g.amount)), repaid = ((a.repaid + g.amount) - LEAST(a.spent, g.amount))
    FROM ( SELECT x.grant_id,
             sum(x.amount) AS amount
            FROM UNNEST(give_back.grant_ids, give_back.amounts) x(grant_id, amount)
           GROUP BY x.grant_id) g
   WHERE ((a.counter_id = give_back.counter) AND (a.grant_id = g.grant_id) AND (g.amount > (0)::numeric));
END;
ALTER FUNCTION meter.give_back(counter bigint, grant_ids bigint[], amounts numeric[]) OWNER TO meter_owner;
CREATE FUNCTION meter.give_back_call(counter bigint, account text, limit_name text, unit text, u meter.usage_log) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
DECLARE
    part usage_log;
BEGIN
    FOR part IN SELECT x.* FROM usage_log x
                 WHERE x.account = u.account AND x.at = u.at AND u.usage_id IN (x.usage_id, x.adjusts) AND x.grant_ids IS NOT NULL
    LOOP
        IF counter = ANY (part.charged) THEN
            PERFORM give_back(counter, part.grant_ids, part.grant_amounts);
        ELSE
            PERFORM unpay(counter, paid_by_grants(give_back_call.account, give_back_call.limit_name, give_back_call.unit,
                                                  part.grant_ids, part.grant_amounts));
        END IF;
    END LOOP;
END $$;
ALTER FUNCTION meter.give_back_call(counter bigint, account text, limit_name text, unit text, u meter.usage_log) OWNER TO meter_owner;
CREATE FUNCTION meter.grants_lowered(u meter.usage_log, counter bigint, by_amount numeric) RETURNS TABLE(grant_id bigint, amount numeric)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT s.grant_id,
     LEAST(s.spent, GREATEST((0)::numeric, (grants_lowered.by_amount - s.before))) AS "least"
    FROM ( SELECT d.grant_id,
             d.spent,
             COALESCE(sum(d.spent) OVER (ORDER BY d.place DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), (0)::numeric) AS before
            FROM ( SELECT x.grant_id,
                     sum(x.amount) AS spent,
                     min(x.place) AS place
                    FROM (((UNNEST((grants_lowered.u).grant_ids, (grants_lowered.u).grant_amounts) WITH ORDINALITY x(grant_id, amount, place)
                      JOIN meter.grants g USING (grant_id))
                      JOIN meter.counters c ON (((c.counter_id = grants_lowered.counter) AND (c.account = g.account))))
                      JOIN meter.limits l ON (((l.limit_id = c.limit_id) AND ((l.limit_name = g.limit_name) AND (l.unit = g.unit)))))
                   GROUP BY x.grant_id) d) s
   WHERE ((s.before < grants_lowered.by_amount) AND (s.spent > (0)::numeric));
END;
ALTER FUNCTION meter.grants_lowered(u meter.usage_log, counter bigint, by_amount numeric) OWNER TO meter_owner;
CREATE FUNCTION meter.grants_of(account text, at timestamp with time zone) RETURNS TABLE(grant_id bigint, account text, limit_name text, unit text, kind text, amount numeric, spent numeric, expired numeric, remaining numeric, priority integer, expires_at timestamp with time zone, note text, created_at timestamp with time zone, voided numeric, voided_at timestamp with time zone, void_note text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    BEGIN ATOMIC
 SELECT g.grant_id,
     g.account,
     g.limit_name,
     g.unit,
     g.kind,
     g.amount,
     s.spent,
         CASE
             WHEN (g.expires_at <= grants_of.at) THEN ((g.amount - g.voided) - s.spent)
             ELSE (0)::numeric
         END AS "case",
         CASE
             WHEN (g.expires_at <= grants_of.at) THEN (0)::numeric
             ELSE ((g.amount - g.voided) - s.spent)
         END AS "case",
     g.priority,
     g.expires_at,
     g.note,
     g.created_at,
     g.voided,
     g.voided_at,
     g.void_note
    FROM (meter.grants g
      CROSS JOIN LATERAL ( SELECT COALESCE(sum(d.spent), (0)::numeric) AS spent
            FROM (meter.allotments a
              JOIN meter.counters c USING (counter_id)),
             LATERAL meter.drawn(c.counter_id, meter.used_of(c.*)) d(grant_id, amount, spent, unspent, kind, expires_at)
           WHERE ((a.grant_id = g.grant_id) AND (d.grant_id = g.grant_id))) s)
   WHERE (g.account = grants_of.account)
   ORDER BY g.grant_id;
END;
ALTER FUNCTION meter.grants_of(account text, at timestamp with time zone) OWNER TO meter_owner;
CREATE FUNCTION meter.has_extension() RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN EXISTS (SELECT FROM pg_extension e WHERE e.extname = 'token_meter');
END $$;
ALTER FUNCTION meter.has_extension() OWNER TO meter_owner;
COMMENT ON FUNCTION meter.has_extension() IS 'whether the extension''s functions are there';
CREATE TABLE meter.plans (
    plan text NOT NULL,
    description text,
    is_default boolean DEFAULT false NOT NULL,
    markup numeric,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT markup_valid CHECK (((markup > (0)::numeric) AND (markup < (1000)::numeric) AND (scale(trim_scale(markup)) <= 6))),
    CONSTRAINT our_plans CHECK ((plan ~ '^[a-z]+$'::text)),
    CONSTRAINT plan_name_valid CHECK (((btrim(plan) <> ''::text) AND (octet_length(plan) <= 255)))
);
ALTER TABLE meter.plans OWNER TO meter_owner;
COMMENT ON TABLE meter.plans IS 'named sets of limits; every account is on one, new accounts land on the default';
COMMENT ON CONSTRAINT markup_valid ON meter.plans IS 'invalid markup|A markup is a factor above 0 and below 1000 with at most 6 decimals, such as 1.2; 1 charges the provider''s cost.';
COMMENT ON CONSTRAINT plan_name_valid ON meter.plans IS 'invalid plan name|A plan name has 1 to 255 bytes and is not blank.';
CREATE FUNCTION meter.hidden_limits() RETURNS bigint[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    BEGIN ATOMIC
 SELECT COALESCE(array_agg(l.limit_id), '{}'::bigint[]) AS "coalesce"
    FROM ((meter.accounts a
      JOIN meter.plans p ON (((p.plan = a.plan) AND (p.markup <> (1)::numeric))))
      JOIN meter.limits l ON (((l.unit = 'cost'::text) AND ((l.account = a.account) OR (l.plan = a.plan) OR (EXISTS ( SELECT
            FROM meter.counters c
           WHERE ((c.account = a.account) AND (c.limit_id = l.limit_id))))))))
   WHERE (a.account = meter.current_account());
END;
ALTER FUNCTION meter.hidden_limits() OWNER TO meter_owner;
COMMENT ON FUNCTION meter.hidden_limits() IS 'limits on the provider''s cost, where the signed-in end user is charged another';
CREATE FUNCTION meter.is_sound(u meter.usage_log) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN (((u).tokens = ((u).input_tokens + (u).output_tokens)) AND (NOT ((u).charged_cost IS DISTINCT FROM meter.charged_cost((u).cost, (u).markup, (u).key_source))) AND (((u).cost IS NULL) = ((u).price_match = 'none'::text)) AND ((u).price_match = ANY (ARRAY['exact'::text, 'model'::text, 'alias'::text, 'prefix'::text, 'dated'::text, 'fine_tune'::text, 'regex'::text, 'list'::text, 'provider'::text, 'fallback'::text, 'reported'::text, 'none'::text])) AND (((u).price_match <> 'reported'::text) OR ((u).refunds IS NOT NULL) OR ((u).cost = (u).reported_cost)) AND ((u).key_source = ANY (ARRAY['shared'::text, 'own'::text])) AND COALESCE((jsonb_typeof((u).other_units) = 'object'::text), true) AND CASE WHEN ((u).refunds IS NOT NULL) THEN (((u).adjusts IS NULL) AND ((u).requests < 0) AND (GREATEST((u).input_tokens, (u).output_tokens) <= 0)) WHEN ((u).adjusts IS NOT NULL) THEN (((u).requests = 0) AND ((u).tokens = 0) AND ((u).input_tokens = 0) AND ((u).cost IS NOT NULL)) ELSE (((u).requests > 0) AND (COALESCE((u).cost, (0)::numeric) >= (0)::numeric) AND ((u).input_tokens >= ((u).cache_read_tokens + (u).cache_write_tokens)) AND ((u).input_tokens >= (u).audio_input_tokens) AND ((u).output_tokens >= (u).reasoning_tokens) AND ((u).output_tokens >= (u).audio_output_tokens) AND (LEAST((u).cache_read_tokens, (u).cache_write_tokens, (u).reasoning_tokens, (u).audio_input_tokens, (u).audio_output_tokens) >= 0)) END);
ALTER FUNCTION meter.is_sound(u meter.usage_log) OWNER TO meter_owner;
CREATE FUNCTION meter.keep(counter bigint, owed numeric, backed numeric, cap numeric, at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
DECLARE
    this counters;
    stands_above numeric;
BEGIN
    SELECT c.* INTO this FROM counters c WHERE c.counter_id = counter;
    stands_above := above(this, cap, backed, at);
    this.kept := trim_scale(stands_above - least(stands_above, owed));
    UPDATE counters c SET kept = this.kept, granted = granted_on(this)
     WHERE c.counter_id = counter AND (c.kept, c.granted) <> (this.kept, granted_on(this));
END $$;
ALTER FUNCTION meter.keep(counter bigint, owed numeric, backed numeric, cap numeric, at timestamp with time zone) OWNER TO meter_owner;
CREATE FUNCTION meter.keep_spent(l meter.limits, new_cap numeric, at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
DECLARE
    counter bigint;
    owed_before numeric;
    backed_before numeric;
BEGIN
    PERFORM FROM limits x WHERE x.limit_id = l.limit_id FOR NO KEY UPDATE;
    FOR counter IN
        SELECT c.counter_id FROM counters c JOIN payers y ON y.account = c.account
         WHERE c.limit_id = l.limit_id
           AND (c.kept > 0 OR c.period_end > at AND used_of(c) + c.reserved > new_cap
                OR EXISTS (SELECT FROM allotments x WHERE x.counter_id = c.counter_id AND x.amount > 0))
         ORDER BY y.turn, c.account COLLATE "C", c.period_start DESC
    LOOP
        PERFORM expire(counter, at);
        SELECT owed(c, at), backed(c, at) INTO owed_before, backed_before FROM counters c WHERE c.counter_id = counter;
        PERFORM keep(counter, owed_before, backed_before, new_cap, at);
    END LOOP;
END $$;
ALTER FUNCTION meter.keep_spent(l meter.limits, new_cap numeric, at timestamp with time zone) OWNER TO meter_owner;
CREATE TABLE meter.months (
    month date NOT NULL,
    gone_at timestamp with time zone,
    CONSTRAINT month_begins CHECK ((EXTRACT(day FROM month) = (1)::numeric))
);
ALTER TABLE meter.months OWNER TO meter_owner;
COMMENT ON TABLE meter.months IS 'the months of the usage log that were given a partition';
CREATE FUNCTION meter.lacking_months() RETURNS TABLE(from_at timestamp with time zone, to_at timestamp with time zone)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    BEGIN ATOMIC
 SELECT ((m.month)::timestamp without time zone AT TIME ZONE 'UTC'::text) AS timezone,
     ((m.month + '1 mon'::interval) AT TIME ZONE 'UTC'::text) AS timezone
    FROM meter.months m
   WHERE ((m.gone_at IS NULL) AND (NOT (EXISTS ( SELECT
            FROM (pg_inherits i
              JOIN pg_class c ON ((c.oid = i.inhrelid)))
           WHERE ((i.inhparent = ('meter.usage_log'::regclass)::oid) AND (NOT i.inhdetachpending) AND (c.relname = ('usage_log_'::text || to_char((m.month)::timestamp with time zone, 'YYYYMM'::text))))))));
END;
ALTER FUNCTION meter.lacking_months() OWNER TO meter_owner;
COMMENT ON FUNCTION meter.lacking_months() IS 'months whose partition was taken from the log by hand';
CREATE FUNCTION meter.last_usage_id() RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
BEGIN
    RETURN (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM meter.usage_id_seq);
END $$;
ALTER FUNCTION meter.last_usage_id() OWNER TO meter_owner;
CREATE FUNCTION meter.limit_as_asked(asked meter.limits, known meter.limits) RETURNS meter.limits
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
DECLARE
    is_new constant boolean := known.limit_id IS NULL;
    missing text := CASE WHEN NOT is_new THEN NULL WHEN asked.unit IS NULL THEN 'unit' WHEN asked.cap = '-Infinity' THEN 'cap'
                         WHEN asked.period IS NULL THEN 'period' END;
BEGIN
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'null_value_not_allowed',
            MESSAGE = format('a new limit needs %s', missing),
            DETAIL = format('There is no limit "%s" yet, and %s was left out.', asked.limit_name, missing),
            HINT = 'Give unit, cap (NULL is unlimited) and period.';
    END IF;
    asked.limit_id := known.limit_id;
    asked.unit := coalesce(asked.unit, known.unit);
    asked.cap := CASE WHEN asked.cap = '-Infinity' THEN known.cap ELSE asked.cap END;
    asked.period := coalesce(asked.period, known.period);
    asked.hard := coalesce(asked.hard, known.hard, true);
    asked.provider := text_as_asked(asked.provider, known.provider);
    asked.model := text_as_asked(asked.model, known.model);
    asked.operation := text_as_asked(asked.operation, known.operation);
    asked.key_source := text_as_asked(asked.key_source, CASE WHEN is_new THEN 'shared' ELSE known.key_source END);
    asked.thresholds := coalesce(asked.thresholds, known.thresholds, '{80,95}');
    asked.anchored := coalesce(asked.anchored, known.anchored, false);
    asked.carry_over_cap := CASE WHEN asked.carry_over_cap = '-Infinity' THEN known.carry_over_cap ELSE asked.carry_over_cap END;
    asked.stripes := CASE WHEN asked.stripes = -2147483648 THEN known.stripes ELSE asked.stripes END;
    RETURN asked;
END $$;
ALTER FUNCTION meter.limit_as_asked(asked meter.limits, known meter.limits) OWNER TO meter_owner;
COMMENT ON FUNCTION meter.limit_as_asked(asked meter.limits, known meter.limits) IS 'a limit with what meter_set_limit was not told';
CREATE FUNCTION meter.limits_of(account text, plan text) RETURNS SETOF meter.limits
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT l.limit_id,
     l.limit_name,
     l.plan,
     l.account,
     l.unit,
     l.cap,
     l.period,
     l.hard,
     l.provider,
     l.model,
     l.operation,
     l.key_source,
     l.thresholds,
     l.anchored,
     l.carry_over_cap,
     l.stripes,
     l.created_at,
     l.changed_at,
     l.removed_at
    FROM meter.limits l
   WHERE ((l.removed_at IS NULL) AND ((l.account = limits_of.account) OR ((l.plan = limits_of.plan) AND (NOT (EXISTS ( SELECT
            FROM meter.limits own
           WHERE ((own.account = limits_of.account) AND (own.limit_name = l.limit_name) AND (own.removed_at IS NULL))))))));
END;
ALTER FUNCTION meter.limits_of(account text, plan text) OWNER TO meter_owner;
CREATE FUNCTION meter.limits_charged(account text, plan text, time_zone text, anchor timestamp with time zone, ancestors text[], provider text, model text, operation text, key_source text) RETURNS TABLE(payer text, payer_zone text, payer_anchor timestamp with time zone, l meter.limits, turn integer)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT p.account,
     p.time_zone,
     p.anchor,
     l.*::meter.limits AS l,
     p.turn
    FROM ( SELECT limits_charged.account AS account,
             limits_charged.plan AS plan,
             limits_charged.time_zone AS time_zone,
             limits_charged.anchor AS anchor,
             COALESCE(( SELECT y.turn
                    FROM meter.payers y
                   WHERE (y.account = limits_charged.account)), 7) AS turn,
             false AS through_pool
         UNION ALL
          SELECT y.account,
             y.plan,
             y.time_zone,
             y.anchor,
             y.turn,
             false
            FROM meter.payers y
           WHERE (y.account = ANY (limits_charged.ancestors))
         UNION ALL
          SELECT y.account,
             y.plan,
             y.time_zone,
             y.anchor,
             y.turn,
             true
            FROM (meter.pools_of(limits_charged.account, limits_charged.ancestors, limits_charged.provider, limits_charged.key_source) pool(account)
              JOIN meter.payers y ON ((y.account = pool.account)))) p,
     LATERAL meter.limits_of(p.account, p.plan) l(limit_id, limit_name, plan, account, unit, cap, period, hard, provider, model, operation, key_source, thresholds, anchored, carry_over_cap, stripes, created_at, changed_at, removed_at)
   WHERE (meter.in_scope(l.*, limits_charged.provider, limits_charged.model, limits_charged.operation, limits_charged.key_source) AND ((NOT p.through_pool) OR meter.is_lent(l.*)));
END;
ALTER FUNCTION meter.limits_charged(account text, plan text, time_zone text, anchor timestamp with time zone, ancestors text[], provider text, model text, operation text, key_source text) OWNER TO meter_owner;
CREATE TABLE meter.holds (
    hold_id bigint NOT NULL,
    account text NOT NULL,
    at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    slot integer,
    provider text,
    model text,
    operation text,
    operation_id text,
    session_id text,
    key_source text NOT NULL,
    service_tier text NOT NULL,
    conditions text[],
    input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    cost numeric,
    metadata jsonb,
    charged bigint[] NOT NULL,
    amounts numeric[] NOT NULL,
    settled_at timestamp with time zone,
    released_at timestamp with time zone,
    late boolean DEFAULT false NOT NULL,
    overage boolean DEFAULT false NOT NULL,
    settlement jsonb,
    verdict jsonb,
    usage_id bigint,
    CONSTRAINT ended_hold_has_no_slot CHECK (((slot IS NULL) OR (num_nonnulls(settled_at, released_at) = 0))),
    CONSTRAINT hold_ends_once CHECK ((num_nonnulls(settled_at, released_at) <= 1))
);
ALTER TABLE meter.holds OWNER TO meter_owner;
COMMENT ON TABLE meter.holds IS 'amounts set aside before an LLM call; settled with what it used, released, or expired';
CREATE FUNCTION meter.limits_held(hold bigint) RETURNS TABLE(payer text, payer_zone text, payer_anchor timestamp with time zone, l meter.limits, turn integer)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT y.account,
     y.time_zone,
     y.anchor,
     l.*::meter.limits AS l,
     y.turn
    FROM ((((meter.holds h
      CROSS JOIN LATERAL unnest(h.charged) r(counter_id))
      JOIN meter.counters c USING (counter_id))
      JOIN meter.payers y ON ((y.account = c.account)))
      JOIN meter.limits l USING (limit_id))
   WHERE (h.hold_id = limits_held.hold);
END;
ALTER FUNCTION meter.limits_held(hold bigint) OWNER TO meter_owner;
CREATE FUNCTION meter.live_limit(limit_name text, plan text, account text) RETURNS meter.limits
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
DECLARE
    found limits;
BEGIN
    SELECT l.* INTO found FROM limits l
     WHERE l.limit_name = live_limit.limit_name AND l.removed_at IS NULL
       AND (l.plan = live_limit.plan OR l.account = live_limit.account);
    RETURN found;
END $$;
ALTER FUNCTION meter.live_limit(limit_name text, plan text, account text) OWNER TO meter_owner;
CREATE FUNCTION meter.lock_counters(ids bigint[], at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
BEGIN
    PERFORM lock_counter(next.counter_id)
       FROM (SELECT c.counter_id FROM counters c JOIN limits l USING (limit_id) JOIN payers y ON y.account = c.account
              WHERE c.counter_id = ANY (ids)
                 OR c.counter_id IN (
                        SELECT heir.counter_id
                          FROM counters x JOIN limits l ON l.limit_id = x.limit_id
                          JOIN counters heir ON heir.account = x.account AND heir.period_end > lock_counters.at
                          JOIN limits h ON h.limit_id = heir.limit_id AND (h.limit_name, h.unit) = (l.limit_name, l.unit)
                         WHERE x.counter_id = ANY (ids) AND x.granted <> 0)
              ORDER BY y.turn, c.account COLLATE "C", l.limit_name COLLATE "C", in_force(l, c.account) DESC, c.limit_id,
                       c.period_start DESC
             OFFSET 0) next;
END $$;
ALTER FUNCTION meter.lock_counters(ids bigint[], at timestamp with time zone) OWNER TO meter_owner;
CREATE FUNCTION meter.logged(account text, l meter.limits, from_at timestamp with time zone, to_at timestamp with time zone, OUT used numeric, OUT paid numeric) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
BEGIN
    SELECT coalesce(sum(c.amount), 0),
           -- most rows name no grant: not worth a call each
           coalesce(sum(meter.paid_by_grants(logged.account, (l).limit_name, (l).unit, c.grant_ids, c.grant_amounts))
                        FILTER (WHERE c.grant_ids IS NOT NULL), 0)
      INTO used, paid FROM meter.counted(logged.account, l, from_at, to_at) c;
END $$;
ALTER FUNCTION meter.logged(account text, l meter.limits, from_at timestamp with time zone, to_at timestamp with time zone, OUT used numeric, OUT paid numeric) OWNER TO meter_owner;
CREATE FUNCTION meter.make_partition(month date) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    SET lock_timeout TO '1s'
    SET "DateStyle" TO 'ISO'
    SET "TimeZone" TO 'UTC'
    AS $$
DECLARE
    name text := 'usage_log_' || to_char(month, 'YYYYMM');
    from_at timestamptz := month::timestamp AT TIME ZONE 'UTC';
    to_at timestamptz := (month + interval '1 month') AT TIME ZONE 'UTC';
BEGIN
    IF to_regclass('meter.' || name) IS NOT NULL
       OR EXISTS (SELECT FROM meter.usage_log_default u WHERE u.at >= from_at AND u.at < to_at) THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE meter.%I (LIKE meter.usage_log INCLUDING ALL)', name);
    PERFORM meter.take_back_defaults(format('meter.%I', name)::regclass);
    PERFORM meter.protect(name, 'account = (SELECT meter.current_account())');
    EXECUTE format('ALTER TABLE meter.usage_log ATTACH PARTITION meter.%I FOR VALUES FROM (%L) TO (%L)',
                   name, from_at, to_at);
    INSERT INTO meter.months (month) VALUES (make_partition.month) ON CONFLICT DO NOTHING;
    RETURN true;
END $$;
ALTER FUNCTION meter.make_partition(month date) OWNER TO meter_owner;
COMMENT ON FUNCTION meter.make_partition(month date) IS 'makes a month''s partition of the usage log; false where it has one, or rows in the default partition';
CREATE FUNCTION meter.make_partitions(at timestamp with time zone) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
DECLARE
    late interval := (SELECT make_interval(days => s.value::integer) FROM settings s WHERE s.setting = 'late_usage_days');
    month timestamp;
    made integer := 0;
BEGIN
    LOCK TABLE meter.installation IN SHARE UPDATE EXCLUSIVE MODE NOWAIT;
    FOR month IN SELECT generate_series(date_trunc('month', (at - coalesce(late, '0')) AT TIME ZONE 'UTC'),
                                        at AT TIME ZONE 'UTC' + interval '3 months', '1 month')
    LOOP
        made := made + make_partition(month::date)::integer;
    END LOOP;
    RETURN made;
EXCEPTION WHEN lock_not_available THEN
    RETURN 0;  -- the next call tries again
END $$;
ALTER FUNCTION meter.make_partitions(at timestamp with time zone) OWNER TO meter_owner;
COMMENT ON FUNCTION meter.make_partitions(at timestamp with time zone) IS 'makes the missing monthly partitions of the usage log around a moment; returns how many';
CREATE FUNCTION meter.mark_stale(account text, limit_name text, unit text, at timestamp with time zone) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    BEGIN ATOMIC
 UPDATE meter.counters c SET stale_at = LEAST(c.stale_at, c.period_start)
    FROM meter.limits l
   WHERE ((c.account = mark_stale.account) AND (c.limit_id = l.limit_id) AND (c.period_end > mark_stale.at) AND (l.limit_name = mark_stale.limit_name) AND (l.unit = mark_stale.unit));
END;
ALTER FUNCTION meter.mark_stale(account text, limit_name text, unit text, at timestamp with time zone) OWNER TO meter_owner;
CREATE FUNCTION meter.paid_by_grants(account text, limit_name text, unit text, grant_ids bigint[], amounts numeric[]) RETURNS numeric
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
BEGIN
    IF grant_ids IS NULL THEN
        RETURN 0;
    END IF;
    RETURN (SELECT coalesce(sum(x.amount), 0)
              FROM unnest(grant_ids, amounts) AS x (grant_id, amount) JOIN meter.grants g USING (grant_id)
             WHERE g.account = paid_by_grants.account AND g.limit_name = paid_by_grants.limit_name AND g.unit = paid_by_grants.unit);
END $$;
ALTER FUNCTION meter.paid_by_grants(account text, limit_name text, unit text, grant_ids bigint[], amounts numeric[]) OWNER TO meter_owner;
CREATE TABLE meter.seeds (
    seed_id bigint NOT NULL,
    counter_id bigint NOT NULL,
    account text NOT NULL,
    provider text,
    key_source text NOT NULL,
    model text,
    seeded_to bigint NOT NULL,
    amount numeric NOT NULL,
    paid numeric DEFAULT 0 NOT NULL
);
ALTER TABLE meter.seeds OWNER TO meter_owner;
COMMENT ON TABLE meter.seeds IS 'what a counter took from the log when its limit came into force or an account joined; sums to counters.seeded';
CREATE FUNCTION meter.missed(payer text, l meter.limits, c meter.counters) RETURNS TABLE(account text, provider text, key_source text, model text, amount numeric, paid numeric)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT u.account,
     u.provider,
     u.key_source,
     u.model,
     sum(u.amount) AS sum,
     sum(meter.paid_by_grants(missed.payer, (missed.l).limit_name, (missed.l).unit, u.grant_ids, u.grant_amounts)) AS sum
    FROM (meter.counted(missed.payer, missed.l, (missed.c).period_start, (missed.c).period_end) u(account, provider, key_source, model, usage_id, charged, amount, grant_ids, grant_amounts)
      LEFT JOIN meter.seeds s ON (((s.counter_id = (missed.c).counter_id) AND (s.account = u.account) AND (NOT (s.provider IS DISTINCT FROM u.provider)) AND (s.key_source = u.key_source) AND (NOT (s.model IS DISTINCT FROM u.model)))))
   WHERE ((u.usage_id > COALESCE(s.seeded_to, (0)::bigint)) AND ((missed.c).counter_id <> ALL (u.charged)))
   GROUP BY u.account, u.provider, u.key_source, u.model;
END;
ALTER FUNCTION meter.missed(payer text, l meter.limits, c meter.counters) OWNER TO meter_owner;
CREATE FUNCTION meter.rights_now() RETURNS SETOF meter.given
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    BEGIN ATOMIC
 SELECT 'table'::text,
     t.name,
     1,
         CASE c.relpersistence
             WHEN 'p'::"char" THEN 'logged'::text
             ELSE 'not logged'::text
         END AS "case",
     NULL::text,
     format('ALTER TABLE meter.%I SET LOGGED'::text, t.name) AS format
    FROM (meter.own_tables() t(id, name, partitioned)
      JOIN pg_class c ON ((c.oid = t.id)))
 UNION ALL
  SELECT 'owner'::text,
     t.name,
     1,
     (pg_get_userbyid(c.relowner))::text AS pg_get_userbyid,
     NULL::text,
     format('ALTER TABLE meter.%I OWNER TO meter_owner'::text, t.name) AS format
    FROM (meter.own_tables() t(id, name, partitioned)
      JOIN pg_class c ON ((c.oid = t.id)))
 UNION ALL
  SELECT 'privilege'::text,
     format('%s of %s on %s'::text, a.privilege_type, r.rolname, t.name) AS format,
     14,
     'granted'::text,
     format('GRANT %s ON meter.%I TO %I'::text, a.privilege_type, t.name, r.rolname) AS format,
     NULL::text
    FROM (((meter.own_tables() t(id, name, partitioned)
      JOIN pg_class c ON ((c.oid = t.id)))
      CROSS JOIN LATERAL aclexplode(c.relacl) a(grantor, grantee, privilege_type, is_grantable))
      JOIN pg_roles r ON ((r.oid = a.grantee)))
   WHERE (r.rolname = ANY (ARRAY['meter_app'::name, 'meter_admin'::name, 'meter_reader'::name]))
 UNION ALL
  SELECT 'privilege'::text,
     format('%s of %s on %s.%s'::text, a.privilege_type, r.rolname, t.name, c.attname) AS format,
     14,
     'granted'::text,
     format('GRANT %s (%I) ON meter.%I TO %I'::text, a.privilege_type, c.attname, t.name, r.rolname) AS format,
     NULL::text
    FROM (((meter.own_tables() t(id, name, partitioned)
      JOIN pg_attribute c ON (((c.attrelid = t.id) AND (c.attnum > 0) AND (NOT c.attisdropped))))
      CROSS JOIN LATERAL aclexplode(c.attacl) a(grantor, grantee, privilege_type, is_grantable))
      JOIN pg_roles r ON ((r.oid = a.grantee)))
   WHERE (r.rolname = ANY (ARRAY['meter_app'::name, 'meter_admin'::name, 'meter_reader'::name]))
 UNION ALL
  SELECT 'privilege'::text,
     format('%s of %s on %s'::text, a.privilege_type, r.rolname, (p.oid)::regprocedure) AS format,
     14,
     'granted'::text,
     format('GRANT %s ON FUNCTION %s TO %I'::text, a.privilege_type, (p.oid)::regprocedure, r.rolname) AS format,
     NULL::text
    FROM ((pg_proc p
      CROSS JOIN LATERAL aclexplode(p.proacl) a(grantor, grantee, privilege_type, is_grantable))
      JOIN pg_roles r ON ((r.oid = a.grantee)))
   WHERE ((p.pronamespace = (to_regnamespace('meter'::text))::oid) AND (r.rolname = ANY (ARRAY['meter_app'::name, 'meter_admin'::name, 'meter_reader'::name])))
 UNION ALL
  SELECT 'function'::text,
     ((p.oid)::regprocedure)::text AS oid,
     15,
     format('%s %s %s %s'::text, pg_get_userbyid(p.proowner), p.prosecdef, p.proconfig, md5(p.prosrc)) AS format,
     NULL::text,
     NULL::text
    FROM pg_proc p
   WHERE (p.pronamespace = (to_regnamespace('meter'::text))::oid);
END;
ALTER FUNCTION meter.rights_now() OWNER TO meter_owner;
COMMENT ON FUNCTION meter.rights_now() IS 'the owners and privileges of the meter''s tables, and its functions, as they are';
CREATE FUNCTION meter.rules_now() RETURNS SETOF meter.given
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    BEGIN ATOMIC
 SELECT 'trigger'::text,
     ((t.name || '.'::text) || (g.tgname)::text),
     11,
     ((x.fires || ': '::text) || pg_get_triggerdef(g.oid)),
     x.make,
     x.make
    FROM (((meter.own_tables() t(id, name, partitioned)
      JOIN pg_trigger g ON (((g.tgrelid = t.id) AND (NOT g.tgisinternal))))
      CROSS JOIN LATERAL ( VALUES (
                 CASE g.tgenabled
                     WHEN 'O'::"char" THEN 'ENABLE'::text
                     WHEN 'A'::"char" THEN 'ENABLE ALWAYS'::text
                     WHEN 'R'::"char" THEN 'ENABLE REPLICA'::text
                     ELSE 'DISABLE'::text
                 END)) f(fires))
      CROSS JOIN LATERAL ( VALUES (f.fires,format('%s; ALTER TABLE meter.%I %s TRIGGER %I'::text, regexp_replace(pg_get_triggerdef(g.oid), '^CREATE TRIGGER'::text, 'CREATE OR REPLACE TRIGGER'::text), t.name, f.fires, g.tgname))) x(fires, make))
 UNION ALL
  SELECT 'row security'::text,
     t.name,
     12,
     'on'::text,
     format('ALTER TABLE meter.%I ENABLE ROW LEVEL SECURITY'::text, t.name) AS format,
     NULL::text
    FROM (meter.own_tables() t(id, name, partitioned)
      JOIN pg_class c ON ((c.oid = t.id)))
   WHERE c.relrowsecurity
 UNION ALL
  SELECT 'policy'::text,
     (((p.tablename)::text || '.'::text) || (p.policyname)::text),
     13,
     format('%s %s %s %s'::text, p.permissive, p.cmd, p.roles, p.qual) AS format,
     x.make,
     format('DROP POLICY %I ON meter.%I; %s'::text, p.policyname, p.tablename, x.make) AS format
    FROM ((meter.own_tables() t(id, name, partitioned)
      JOIN pg_policies p ON (((p.schemaname = 'meter'::name) AND (p.tablename = t.name))))
      CROSS JOIN LATERAL ( VALUES (format('CREATE POLICY %I ON meter.%I AS %s FOR %s TO %s USING (%s)'::text, p.policyname, p.tablename, p.permissive, p.cmd, array_to_string(p.roles, ', '::text), p.qual))) x(make))
   WHERE (p.policyname = ANY (ARRAY['operators_read_all'::name, 'users_read_own'::name]));
END;
ALTER FUNCTION meter.rules_now() OWNER TO meter_owner;
COMMENT ON FUNCTION meter.rules_now() IS 'the triggers and policies of the meter''s tables as they are';
CREATE FUNCTION meter.not_as_given() RETURNS TABLE(place integer, object text, problem text, expected text, actual text, mend text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET quote_all_identifiers TO 'off'
    SET standard_conforming_strings TO 'on'
    BEGIN ATOMIC
 WITH now AS MATERIALIZED (
          SELECT columns_now.kind,
             columns_now.object,
             columns_now.place,
             columns_now.definition,
             columns_now.make,
             columns_now.change
            FROM meter.columns_now() columns_now(kind, object, place, definition, make, change)
         UNION ALL
          SELECT constraints_now.kind,
             constraints_now.object,
             constraints_now.place,
             constraints_now.definition,
             constraints_now.make,
             constraints_now.change
            FROM meter.constraints_now() constraints_now(kind, object, place, definition, make, change)
         UNION ALL
          SELECT rules_now.kind,
             rules_now.object,
             rules_now.place,
             rules_now.definition,
             rules_now.make,
             rules_now.change
            FROM meter.rules_now() rules_now(kind, object, place, definition, make, change)
         UNION ALL
          SELECT rights_now.kind,
             rights_now.object,
             rights_now.place,
             rights_now.definition,
             rights_now.make,
             rights_now.change
            FROM meter.rights_now() rights_now(kind, object, place, definition, make, change)
         )
  SELECT g.place,
     ((g.kind || ' '::text) || g.object),
         CASE
             WHEN (n.kind IS NULL) THEN 'is missing'::text
             ELSE 'is another'::text
         END AS "case",
     g.definition,
     n.definition,
         CASE
             WHEN (n.kind IS NULL) THEN g.make
             ELSE g.change
         END AS change
    FROM ((meter.given g
      LEFT JOIN now n ON (((n.kind = g.kind) AND (n.object = g.object))))
      CROSS JOIN LATERAL ( VALUES (
                 CASE g.kind
                     WHEN 'index'::text THEN "substring"(g.definition, ' ON (?:ONLY )?meter\.(\w+)'::text)
                     WHEN 'privilege'::text THEN "substring"(g.object, ' on ([^.]+)'::text)
                     ELSE split_part(g.object, '.'::text, 1)
                 END)) x(of_table))
   WHERE ((g.kind <> 'server'::text) AND ((n.kind IS NULL) OR ((meter.plainly(n.definition) <> meter.plainly(g.definition)) AND (EXISTS ( SELECT
            FROM meter.given s
           WHERE ((s.kind = 'server'::text) AND (s.definition = (((current_setting('server_version_num'::text))::integer / 10000) || ''::text))))))) AND ((g.kind = 'table'::text) OR (NOT (x.of_table IN ( SELECT t.object
            FROM meter.given t
           WHERE (t.kind = 'table'::text)))) OR (x.of_table IN ( SELECT t.name
            FROM meter.own_tables() t(id, name, partitioned)))))
 UNION ALL
  SELECT 16,
     format('privilege %s of %s on %s'::text, a.privilege_type, COALESCE(r.rolname, 'PUBLIC'::name), c.relname) AS format,
     'was not given'::text,
     NULL::text,
     'granted'::text,
     format('REVOKE %s ON meter.%I FROM %s CASCADE'::text, a.privilege_type, c.relname, COALESCE(quote_ident((r.rolname)::text), 'PUBLIC'::text)) AS format
    FROM ((pg_class c
      CROSS JOIN LATERAL aclexplode(c.relacl) a(grantor, grantee, privilege_type, is_grantable))
      LEFT JOIN pg_roles r ON ((r.oid = a.grantee)))
   WHERE ((c.relnamespace = (to_regnamespace('meter'::text))::oid) AND (c.relkind = ANY (ARRAY['r'::"char", 'p'::"char", 'S'::"char"])) AND (a.grantee <> c.relowner) AND (a.privilege_type <> 'SELECT'::text))
 UNION ALL
  SELECT 16,
     format('privilege %s of %s on %s'::text, a.privilege_type, COALESCE(r.rolname, 'PUBLIC'::name), (p.oid)::regprocedure) AS format,
     'was not given'::text,
     NULL::text,
     'granted'::text,
     format('REVOKE %s ON FUNCTION %s FROM %s CASCADE'::text, a.privilege_type, (p.oid)::regprocedure, COALESCE(quote_ident((r.rolname)::text), 'PUBLIC'::text)) AS format
    FROM (((meter.given g
      JOIN pg_proc p ON (((g.kind = 'function'::text) AND (((p.oid)::regprocedure)::text = g.object))))
      CROSS JOIN LATERAL aclexplode(COALESCE(p.proacl, acldefault('f'::"char", p.proowner))) a(grantor, grantee, privilege_type, is_grantable))
      LEFT JOIN pg_roles r ON ((r.oid = a.grantee)))
   WHERE ((a.grantee <> p.proowner) AND (NOT (EXISTS ( SELECT
            FROM meter.given x
           WHERE ((x.kind = 'privilege'::text) AND (x.object = format('%s of %s on %s'::text, a.privilege_type, r.rolname, (p.oid)::regprocedure)))))))
 UNION ALL
  SELECT 17,
     ('function '::text || (p.oid)::regprocedure),
     'was not given'::text,
     NULL::text,
     'in schema meter'::text,
     NULL::text
    FROM pg_proc p
   WHERE ((p.pronamespace = (to_regnamespace('meter'::text))::oid) AND (NOT (EXISTS ( SELECT
            FROM meter.given g
           WHERE ((g.kind = 'function'::text) AND (g.object = ((p.oid)::regprocedure)::text))))))
  ORDER BY 1, 2;
END;
ALTER FUNCTION meter.not_as_given() OWNER TO meter_owner;
COMMENT ON FUNCTION meter.not_as_given() IS 'what is not as the meter has given it, and the SQL that mends it';
CREATE FUNCTION meter.owe_where_it_counts(counter bigint, amount numeric, at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
DECLARE
    heir counters;
    paid_before numeric;
BEGIN
    SELECT h.* INTO heir
      FROM counters c JOIN limits l ON l.limit_id = c.limit_id
      JOIN limits o ON (o.limit_name, o.unit) = (l.limit_name, l.unit) AND o.limit_id <> l.limit_id
      JOIN counters h ON h.account = c.account AND h.limit_id = o.limit_id
     WHERE c.counter_id = counter AND h.period_start <= at AND at < h.period_end AND h.paid > 0 AND in_force(o, h.account);
    IF heir.counter_id IS NOT NULL THEN
        PERFORM lock_counter(heir.counter_id), tally(heir.counter_id);
        SELECT h.paid INTO paid_before FROM counters h WHERE h.counter_id = heir.counter_id;
        PERFORM count_repaid(heir.counter_id), repay(heir.counter_id);
        UPDATE counters c SET kept = c.kept + least(amount, greatest(0, paid_before - h.paid))
          FROM counters h WHERE c.counter_id = counter AND h.counter_id = heir.counter_id;
    END IF;
END $$;
ALTER FUNCTION meter.owe_where_it_counts(counter bigint, amount numeric, at timestamp with time zone) OWNER TO meter_owner;
CREATE FUNCTION meter.owed(c meter.counters, at timestamp with time zone) RETURNS numeric
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
BEGIN
    RETURN (SELECT greatest(0, meter.above(c, l.cap, meter.backed(c, owed.at), owed.at) - (c).kept)
              FROM meter.limits l WHERE l.limit_id = (c).limit_id);
END $$;
ALTER FUNCTION meter.owed(c meter.counters, at timestamp with time zone) OWNER TO meter_owner;
COMMENT ON FUNCTION meter.owed(c meter.counters, at timestamp with time zone) IS 'what was let through on a counter above its cap and every grant; the next grant pays it';
CREATE FUNCTION meter.proper_time_zone(zone text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
DECLARE
    wanted text := lower(btrim(zone));
    name text := CASE WHEN wanted = 'utc' THEN 'UTC'
                      ELSE (SELECT z.name FROM pg_timezone_names z WHERE lower(z.name) = wanted ORDER BY z.name LIMIT 1) END;
BEGIN
    IF zone IS NOT NULL AND name IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'unknown time zone',
            DETAIL = format('time_zone is "%s".', zone),
            HINT = 'Use an IANA name such as Europe/Berlin; pg_timezone_names lists them.';
    END IF;
    RETURN name;
END $$;
ALTER FUNCTION meter.proper_time_zone(zone text) OWNER TO meter_owner;
CREATE FUNCTION meter.protect(table_name text, own_rows text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
BEGIN
    EXECUTE format('ALTER TABLE meter.%I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('CREATE POLICY operators_read_all ON meter.%I FOR SELECT TO meter_app, meter_admin USING (true)',
                   table_name);
    IF own_rows IS NOT NULL THEN
        EXECUTE format('CREATE POLICY users_read_own ON meter.%I FOR SELECT TO meter_reader USING (%s)',
                       table_name, own_rows);
    END IF;
END $$;
ALTER FUNCTION meter.protect(table_name text, own_rows text) OWNER TO meter_owner;
COMMENT ON FUNCTION meter.protect(table_name text, own_rows text) IS 'row-level security for one table: operators read all, end users the rows of a condition';
CREATE TABLE meter.denials (
    denial_id bigint NOT NULL,
    account text NOT NULL,
    at timestamp with time zone NOT NULL,
    reason text NOT NULL,
    payer text,
    limit_id bigint,
    limit_name text,
    unit text,
    period text,
    used numeric,
    cap numeric,
    requested numeric,
    provider text,
    model text,
    operation text,
    operation_id text,
    input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    cost numeric
);
ALTER TABLE meter.denials OWNER TO meter_owner;
COMMENT ON TABLE meter.denials IS 'refused calls, with what they asked for and the limit that refused';
CREATE FUNCTION meter.prune_denials(at timestamp with time zone, batch integer) RETURNS bigint
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    BEGIN ATOMIC
 WITH pruned AS (
          DELETE FROM meter.denials d
           WHERE (d.denial_id IN ( SELECT o.denial_id
                    FROM meter.denials o
                   WHERE (o.at < (prune_denials.at - meter.days_setting('denial_days'::text)))
                  LIMIT prune_denials.batch))
           RETURNING 1 AS "?column?"
         )
  SELECT count(*) AS count
    FROM pruned;
END;
ALTER FUNCTION meter.prune_denials(at timestamp with time zone, batch integer) OWNER TO meter_owner;
CREATE FUNCTION meter.prune_holds(at timestamp with time zone, batch integer) RETURNS bigint
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    BEGIN ATOMIC
 WITH pruned AS (
          DELETE FROM meter.holds h
           WHERE (h.hold_id IN ( SELECT o.hold_id
                    FROM meter.holds o
                   WHERE ((o.expires_at < (prune_holds.at - meter.days_setting('hold_days'::text))) AND (o.at < (prune_holds.at - meter.days_setting('hold_days'::text))) AND (NOT (EXISTS ( SELECT
                            FROM meter.reservations r
                           WHERE (r.hold_id = o.hold_id)))))
                  LIMIT prune_holds.batch))
           RETURNING 1 AS "?column?"
         )
  SELECT count(*) AS count
    FROM pruned;
END;
ALTER FUNCTION meter.prune_holds(at timestamp with time zone, batch integer) OWNER TO meter_owner;
CREATE TABLE meter.idempotency_keys (
    account text NOT NULL,
    idempotency_key text NOT NULL,
    operation text NOT NULL,
    request jsonb NOT NULL,
    verdict jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE meter.idempotency_keys OWNER TO meter_owner;
COMMENT ON TABLE meter.idempotency_keys IS 'the first answer to each keyed call, given again to every retry';
CREATE FUNCTION meter.prune_keys(at timestamp with time zone, batch integer) RETURNS bigint
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    BEGIN ATOMIC
 WITH pruned AS (
          DELETE FROM meter.idempotency_keys k
           WHERE ((k.account, k.idempotency_key) IN ( SELECT o.account,
                     o.idempotency_key
                    FROM meter.idempotency_keys o
                   WHERE (o.created_at < (prune_keys.at - meter.days_setting('idempotency_days'::text)))
                  LIMIT prune_keys.batch))
           RETURNING 1 AS "?column?"
         )
  SELECT count(*) AS count
    FROM pruned;
END;
ALTER FUNCTION meter.prune_keys(at timestamp with time zone, batch integer) OWNER TO meter_owner;
CREATE FUNCTION meter.quiet_room(c meter.counters, l meter.limits, OUT room numeric, OUT grant_id bigint) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
DECLARE
    effective numeric := l.cap + c.granted;
    own_left numeric;
BEGIN
    room := least('Infinity',
                  CASE WHEN l.hard THEN effective - c.used END,
                  (SELECT min(t * effective / 100) - c.used FROM unnest(l.thresholds) t WHERE t * effective > c.used * 100));
    IF effective > 0 AND EXISTS (SELECT FROM unnest(l.thresholds) t WHERE t * effective <= c.used * 100 AND t <> ALL (c.alerted)) THEN
        room := 0;  -- the next charge of the row tells of it
    ELSIF l.cap IS NOT NULL AND c.granted <> 0 THEN
        SELECT l.cap + c.paid + c.kept - c.used + coalesce(sum(least(a.amount, 0)), 0) + coalesce((SELECT sum(d.spent) FROM drawn(c.counter_id, c.used) d), 0)
          INTO own_left FROM allotments a WHERE a.counter_id = c.counter_id;
        IF own_left > 0 THEN
            room := least(room, own_left);
        ELSE
            SELECT d.grant_id, least(room, d.unspent) INTO grant_id, room
              FROM drawn(c.counter_id, c.used) d JOIN grants g USING (grant_id)
             WHERE d.unspent > 0 ORDER BY g.priority, g.expires_at, g.grant_id LIMIT 1;
            room := coalesce(room, 0);
        END IF;
    END IF;
END $$;
ALTER FUNCTION meter.quiet_room(c meter.counters, l meter.limits, OUT room numeric, OUT grant_id bigint) OWNER TO meter_owner;
CREATE FUNCTION meter.raise_violation(table_name text, constraint_name text, arguments jsonb, called jsonb DEFAULT '{}'::jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
DECLARE
    words text[];
    detail text;
BEGIN
    SELECT string_to_array(obj_description(c.oid, 'pg_constraint'), '|'),
           (SELECT string_agg(format('%s is %s', coalesce(called ->> a.attname, a.attname),
                                     CASE WHEN length(x.value) > 300 THEN left(x.value, 300) || '...' ELSE x.value END), ', ' ORDER BY a.attnum)
              FROM pg_attribute a
             -- the server's log gets it too: not megabytes
             CROSS JOIN LATERAL (VALUES (coalesce(nullif(arguments -> a.attname, 'null')::text, 'NULL'))) x (value)
             WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) AND arguments ? a.attname)
      INTO words, detail
      FROM pg_constraint c
     WHERE c.conrelid = format('meter.%I', table_name)::regclass AND c.conname = constraint_name;
    RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
        MESSAGE = coalesce(words[1], format('violates constraint "%s"', constraint_name)),
        DETAIL = coalesce(detail || '.', ''),
        HINT = coalesce(words[2], '');
END $$;
ALTER FUNCTION meter.raise_violation(table_name text, constraint_name text, arguments jsonb, called jsonb) OWNER TO meter_owner;
CREATE FUNCTION meter.receipts_of(partition text) RETURNS TABLE(counter_id bigint, enforced boolean, used numeric)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY EXECUTE format(
        'SELECT c.counter_id, u.enforced, amount(l.unit, u.requests, u.input_tokens, u.output_tokens, u.cost, u.charged_cost) '
        'FROM meter.%I u CROSS JOIN LATERAL unnest(u.charged) charge (counter_id) '
        'JOIN meter.counters c ON c.counter_id = charge.counter_id JOIN meter.limits l ON l.limit_id = c.limit_id', partition);
END $$;
ALTER FUNCTION meter.receipts_of(partition text) OWNER TO meter_owner;
COMMENT ON FUNCTION meter.receipts_of(partition text) IS 'what each row of a partition of the usage log has charged to which counter';
CREATE FUNCTION meter.recount(payer text, at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
DECLARE
    missed record;
    owed_before numeric;
    backed_before numeric;
BEGIN
    -- what has expired does not pay for what comes
    PERFORM expire(c.counter_id, recount.at)
       FROM (SELECT c.counter_id
               FROM accounts a, limits_of(a.account, a.plan) l, counters c
              WHERE a.account = payer AND c.account = a.account AND c.limit_id = l.limit_id
                AND (c.stale_at <= recount.at OR c.dealt)
              ORDER BY l.limit_name COLLATE "C", c.limit_id, c.period_start DESC
             OFFSET 0) c;
    FOR missed IN
        SELECT c.counter_id, l.cap, coalesce(sum(u.amount), 0) AS amount, sum(u.paid) AS paid,
               array_agg(u.account) AS accounts, array_agg(u.provider) AS providers, array_agg(u.key_source) AS key_sources, array_agg(u.model) AS models,
               array_agg(coalesce(u.amount, 0)) AS amounts, array_agg(u.paid) AS paids
          FROM accounts a
         CROSS JOIN LATERAL limits_of(a.account, a.plan) l
          JOIN counters c ON c.account = a.account AND c.limit_id = l.limit_id
         CROSS JOIN LATERAL missed(a.account, l, c) u
         WHERE a.account = payer
         GROUP BY c.counter_id, l.cap, l.limit_name, c.limit_id, c.period_start
         ORDER BY l.limit_name COLLATE "C", c.limit_id, c.period_start DESC
    LOOP
        PERFORM lock_counter(missed.counter_id);
        PERFORM tally(missed.counter_id);
        SELECT owed(c, at), backed(c, at) INTO owed_before, backed_before FROM counters c WHERE c.counter_id = missed.counter_id;
        INSERT INTO seeds (counter_id, account, provider, key_source, model, seeded_to, amount, paid)
        SELECT missed.counter_id, m.account, m.provider, m.key_source, m.model, last_usage_id(), m.amount, m.paid
          FROM unnest(missed.accounts, missed.providers, missed.key_sources, missed.models, missed.amounts, missed.paids)
                   AS m (account, provider, key_source, model, amount, paid)
        ON CONFLICT ON CONSTRAINT seed_unique DO UPDATE
            SET seeded_to = excluded.seeded_to, amount = seeds.amount + excluded.amount, paid = seeds.paid + excluded.paid;
        UPDATE counters c
           SET used = c.used + missed.amount, seeded = c.seeded + missed.amount, paid = c.paid + missed.paid, closed_at = NULL
         WHERE c.counter_id = missed.counter_id;
        PERFORM keep(missed.counter_id, owed_before, backed_before, missed.cap, at);
    END LOOP;
    FOR missed IN  -- what was owed, and repaid since, elsewhere
        SELECT c.counter_id, l.cap
          FROM accounts a
         CROSS JOIN LATERAL limits_of(a.account, a.plan) l
          JOIN counters c ON c.account = a.account AND c.limit_id = l.limit_id
         WHERE a.account = payer AND c.repaid <> repaid_before(payer, l, c.period_start, c.period_end)
         ORDER BY l.limit_name COLLATE "C", c.limit_id, c.period_start DESC
    LOOP
        PERFORM lock_counter(missed.counter_id);
        PERFORM tally(missed.counter_id);
        SELECT owed(c, at), backed(c, at) INTO owed_before, backed_before FROM counters c WHERE c.counter_id = missed.counter_id;
        PERFORM count_repaid(missed.counter_id);
        PERFORM keep(missed.counter_id, owed_before, backed_before, missed.cap, at);
    END LOOP;
    -- what is owed under a limit's name, and its grants, come to the counter that is now in force
    PERFORM lock_counter(c.counter_id), take_debts(c.counter_id, recount.at)
       FROM (SELECT c.counter_id
               FROM accounts a, limits_of(a.account, a.plan) l, counters c
              WHERE a.account = payer AND c.account = a.account AND c.limit_id = l.limit_id
                AND c.period_start <= recount.at AND recount.at < c.period_end
                AND EXISTS (SELECT FROM debtors(payer, l, c.period_start, c.period_end, recount.at))
              ORDER BY l.limit_name COLLATE "C", c.limit_id
             OFFSET 0) c;
    UPDATE counters c SET stale_at = '-infinity'
      FROM accounts a, limits_of(a.account, a.plan) l
     WHERE a.account = payer AND c.account = a.account AND c.limit_id = l.limit_id AND c.period_end > recount.at
       AND EXISTS (SELECT FROM grants g WHERE (g.account, g.limit_name, g.unit) = (payer, l.limit_name, l.unit));
END $$;
ALTER FUNCTION meter.recount(payer text, at timestamp with time zone) OWNER TO meter_owner;
CREATE FUNCTION meter.refresh(counter bigint, at timestamp with time zone, skipped integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
DECLARE
    this counters;
    l limits;
    running boolean;
    source bigint;
    moved record;
    carry record;
    a_grant bigint;
BEGIN
    SELECT c.* INTO this FROM counters c WHERE c.counter_id = counter;
    SELECT x.* INTO l FROM limits x WHERE x.limit_id = this.limit_id;
    running := this.period_start <= at AND at < this.period_end AND in_force(l, this.account);
    -- the counter in force before those from which something moves to it
    PERFORM lock_counter(counter);
    PERFORM lock_counter(other.counter_id)
       FROM (SELECT c.counter_id FROM counters c
              WHERE running AND c.counter_id <> counter AND c.counter_id IN (
                        SELECT s.counter_id FROM standing(this.account, l, at) s
                        UNION ALL SELECT o.counter_id FROM debtors(this.account, l, this.period_start, this.period_end, at) o
                                   WHERE NOT this.opened
                        UNION ALL SELECT p.counter_id FROM carried(this.account, l, this.period_start, at, skipped) p
                                   WHERE NOT this.opened)
              ORDER BY c.limit_id, c.period_start DESC OFFSET 0) other;
    SELECT c.* INTO this FROM counters c WHERE c.counter_id = counter;
    PERFORM expire(counter, at);
    IF running THEN
        IF NOT this.opened THEN
            PERFORM take_debts(counter, at);
        END IF;
        FOR source IN SELECT DISTINCT s.counter_id FROM standing(this.account, l, at) s WHERE s.counter_id <> counter LOOP
            PERFORM drop_expired(source, at), tally(source);
            FOR moved IN SELECT s.* FROM standing(this.account, l, at) s WHERE s.counter_id = source LOOP
                PERFORM allot(moved.grant_id, source, -moved.unspent), allot(moved.grant_id, counter, moved.unspent);
            END LOOP;
        END LOOP;
        IF NOT this.opened THEN
            SELECT c.* INTO carry FROM carried(this.account, l, this.period_start, at, skipped) c;
            IF carry.amount > 0 THEN
                INSERT INTO grants (account, limit_name, unit, kind, amount, expires_at, created_at)
                VALUES (this.account, l.limit_name, l.unit, 'carry_over', carry.amount, this.period_end,
                        least(at, this.period_end - interval '1 microsecond'))
                RETURNING grant_id INTO a_grant;
                PERFORM drop_expired(carry.counter_id, at), tally(carry.counter_id);
                PERFORM allot(a_grant, counter, carry.amount);
                IF least(carry.amount, carry.own_left) > 0 THEN
                    PERFORM allot(a_grant, carry.counter_id, -least(carry.amount, carry.own_left));
                END IF;
            END IF;
        END IF;
        PERFORM repay(counter);
    END IF;
    PERFORM trim_kept(counter, at);
    UPDATE counters c
       SET opened = c.opened OR running,
           stale_at = least(
               'infinity',
               (SELECT min(r.expires_at) FROM reservations r WHERE r.counter_id = counter),
               (SELECT min(g.expires_at) FROM allotments a JOIN grants g USING (grant_id)
                 WHERE a.counter_id = counter AND g.expires_at > at AND a.amount > a.spent),
               -- holds on other counters keep back what may still come here
               (SELECT min(r.expires_at) FROM grants g JOIN allotments a USING (grant_id) JOIN reservations r USING (counter_id)
                 WHERE running AND (g.account, g.limit_name, g.unit) = (this.account, l.limit_name, l.unit)
                   AND a.counter_id <> counter AND a.amount > a.spent AND r.expires_at > at),
               CASE WHEN c.period_start > at AND NOT c.opened THEN c.period_start END)
     WHERE c.counter_id = counter;
END $$;
ALTER FUNCTION meter.refresh(counter bigint, at timestamp with time zone, skipped integer) OWNER TO meter_owner;
COMMENT ON FUNCTION meter.refresh(counter bigint, at timestamp with time zone, skipped integer) IS 'brings a counter up to date as of a moment: expired holds and grants, and what the period before left';
CREATE FUNCTION meter.refund(account text, usage_id bigint, note text, at timestamp with time zone) RETURNS meter.usage_log
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
DECLARE
    u usage_log;
    counter record;
    counters_charged bigint[];
    made usage_log;
BEGIN
    SELECT x.* INTO u FROM usage_log x
     WHERE x.account = refund.account AND x.usage_id = refund.usage_id AND num_nonnulls(x.refunds, x.adjusts) = 0
       FOR UPDATE;  -- one refund after the other
    IF NOT FOUND OR EXISTS (SELECT FROM usage_log x
                             WHERE x.account = u.account AND x.at = u.at AND x.refunds = u.usage_id) THEN
        RETURN NULL;
    END IF;
    counters_charged := counters_of(u);
    PERFORM lock_counters(counters_charged, at);
    u := as_it_stands(u);
    FOR counter IN
        SELECT c.counter_id, c.account, c.granted, l.limit_name, l.unit,
               coalesce(amount(l.unit, u.requests, u.input_tokens, u.output_tokens, u.cost, u.charged_cost), 0) AS amount
          FROM counters c JOIN limits l USING (limit_id) WHERE c.counter_id = ANY (counters_charged)
    LOOP
        PERFORM tally(counter.counter_id);
        UPDATE counters c SET used = c.used - counter.amount, closed_at = NULL WHERE c.counter_id = counter.counter_id;
        PERFORM give_back_call(counter.counter_id, counter.account, counter.limit_name, counter.unit, u);
        IF counter.granted <> 0 OR u.grant_ids IS NOT NULL THEN
            PERFORM mark_stale(counter.account, counter.limit_name, counter.unit, at);
            UPDATE counters c SET stale_at = '-infinity' WHERE c.counter_id = counter.counter_id;
        END IF;
    END LOOP;
    PERFORM after_giving_back(counters_charged, at);
    INSERT INTO usage_log (account, at, plan, provider, model, operation, operation_id, session_id, key_source,
        service_tier, conditions, requests, input_tokens, output_tokens, tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens,
        audio_input_tokens, audio_output_tokens, other_units, cost, markup, charged_cost, price_match, price_ids, charged, grant_ids,
        grant_amounts, enforced, refunds, metadata)
    VALUES (u.account, u.at, u.plan, u.provider, u.model, u.operation, u.operation_id, u.session_id, u.key_source,
        u.service_tier, u.conditions, -u.requests, -u.input_tokens, -u.output_tokens, -u.tokens, -u.cache_read_tokens, -u.cache_write_tokens,
        -u.reasoning_tokens, -u.audio_input_tokens, -u.audio_output_tokens,
        (SELECT jsonb_object_agg(o.key, -o.value::numeric) FROM jsonb_each_text(u.other_units) o), -u.cost, u.markup,
        -u.charged_cost, u.price_match, u.price_ids,
        counters_charged, u.grant_ids, (SELECT array_agg(-g ORDER BY n) FROM unnest(u.grant_amounts) WITH ORDINALITY x (g, n)),
        u.enforced, u.usage_id, CASE WHEN note IS NOT NULL THEN jsonb_build_object('note', note) END)
    RETURNING usage_log.* INTO made;
    RETURN made;
END $$;
ALTER FUNCTION meter.refund(account text, usage_id bigint, note text, at timestamp with time zone) OWNER TO meter_owner;
COMMENT ON FUNCTION meter.refund(account text, usage_id bigint, note text, at timestamp with time zone) IS 'takes a call back from the counters and grants that paid for it; the log keeps both rows';
CREATE FUNCTION meter.regroup(moved text, old_ancestors text[], at timestamp with time zone) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    BEGIN ATOMIC
 UPDATE meter.accounts a SET ancestors = (a.ancestors[:array_position(a.ancestors, regroup.moved)] || m.ancestors)
    FROM meter.accounts m
   WHERE ((m.account = regroup.moved) AND (a.ancestors <> '{}'::text[]) AND (a.ancestors @> ARRAY[regroup.moved]));
 SELECT count(meter.recount(payer.account, regroup.at)) AS count
    FROM ((
                  SELECT unnest(m.ancestors) AS account
                    FROM meter.accounts m
                   WHERE (m.account = regroup.moved)
                 UNION
                  SELECT p.account
                    FROM (meter.pools p
                      JOIN meter.accounts m ON ((p.for_account = ANY (m.ancestors))))
                   WHERE (m.account = regroup.moved)
         ) EXCEPT
          SELECT unnest(regroup.old_ancestors) AS unnest) payer;
END;
ALTER FUNCTION meter.regroup(moved text, old_ancestors text[], at timestamp with time zone) OWNER TO meter_owner;
CREATE FUNCTION meter.repay(counter bigint) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    BEGIN ATOMIC
 UPDATE meter.allotments a SET repaid = ((a.repaid + d.spent) - a.spent), spent = d.spent
    FROM meter.counters c,
     LATERAL meter.drawn(c.counter_id, c.used) d(grant_id, amount, spent, unspent, kind, expires_at)
   WHERE ((c.counter_id = repay.counter) AND (a.counter_id = repay.counter) AND (a.grant_id = d.grant_id) AND (a.spent <> d.spent));
END;
ALTER FUNCTION meter.repay(counter bigint) OWNER TO meter_owner;
CREATE FUNCTION meter.rule_replicated() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
BEGIN
    PERFORM forget_rules();
    RETURN NULL;
END $$;
ALTER FUNCTION meter.rule_replicated() OWNER TO meter_owner;
COMMENT ON FUNCTION meter.rule_replicated() IS 'tells of a change of rules or prices that a subscription has applied';
CREATE FUNCTION meter.rules_changed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
BEGIN
    PERFORM forget_rules();
    RETURN NULL;
END $$;
ALTER FUNCTION meter.rules_changed() OWNER TO meter_owner;
COMMENT ON FUNCTION meter.rules_changed() IS 'tells of a change of rules or prices';
CREATE FUNCTION meter.spare_stripe() RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN 1024;
ALTER FUNCTION meter.spare_stripe() OWNER TO meter_owner;
CREATE FUNCTION meter.standing(account text, l meter.limits, at timestamp with time zone) RETURNS TABLE(counter_id bigint, grant_id bigint, unspent numeric)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT c.counter_id,
     d.grant_id,
     d.unspent
    FROM ((( SELECT DISTINCT a.counter_id
            FROM (meter.grants g
              JOIN meter.allotments a USING (grant_id))
           WHERE ((g.account = standing.account) AND (g.limit_name = (standing.l).limit_name) AND (g.unit = (standing.l).unit) AND (a.amount > a.spent))) stood
      JOIN meter.counters c USING (counter_id))
      CROSS JOIN LATERAL meter.drawn(c.counter_id, (meter.used_of(c.*) + meter.reserved_at(c.counter_id, standing.at))) d(grant_id, amount, spent, unspent, kind, expires_at))
   WHERE ((d.unspent > (0)::numeric) AND ((d.expires_at IS NULL) OR (d.expires_at > standing.at)));
END;
ALTER FUNCTION meter.standing(account text, l meter.limits, at timestamp with time zone) OWNER TO meter_owner;
CREATE FUNCTION meter.stripes_of(payer text, shared boolean) RETURNS integer
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
BEGIN
    RETURN CASE WHEN shared OR EXISTS (SELECT FROM meter.accounts child WHERE child.parent = payer)
                THEN meter.usual_stripes() ELSE 1 END;
END $$;
ALTER FUNCTION meter.stripes_of(payer text, shared boolean) OWNER TO meter_owner;
CREATE FUNCTION meter.take_back_defaults(only_table regclass DEFAULT NULL::regclass) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
DECLARE
    given record;
BEGIN
    FOR given IN
        SELECT DISTINCT o.kind, o.name, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END AS grantee
          FROM (SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind, c.oid::regclass::text AS name, c.relowner AS owner,
                       c.relacl AS acl
                  FROM pg_class c WHERE c.relnamespace = 'meter'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
                   AND c.oid = coalesce(only_table, c.oid)
                UNION ALL
                SELECT 'FUNCTION', p.oid::regprocedure::text, p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
                  FROM pg_proc p WHERE p.pronamespace = 'meter'::regnamespace AND only_table IS NULL
                UNION ALL
                SELECT 'TYPE', t.oid::regtype::text, t.typowner, t.typacl
                  FROM pg_type t WHERE t.typnamespace = 'meter'::regnamespace AND only_table IS NULL AND t.typacl IS NOT NULL
                   AND t.typelem = 0) o,
               aclexplode(o.acl) a
         WHERE a.grantee <> o.owner
    LOOP
        EXECUTE format('REVOKE ALL ON %s %s FROM %s CASCADE', given.kind, given.name, given.grantee);
    END LOOP;
END $$;
ALTER FUNCTION meter.take_back_defaults(only_table regclass) OWNER TO meter_owner;
COMMENT ON FUNCTION meter.take_back_defaults(only_table regclass) IS 'takes back what default privileges have given on what was just made';
CREATE FUNCTION meter.take_debts(counter bigint, at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
DECLARE
    this counters;
    l limits;
    other record;
    debt numeric := 0;
BEGIN
    SELECT c.* INTO this FROM counters c WHERE c.counter_id = counter;
    SELECT x.* INTO l FROM limits x WHERE x.limit_id = this.limit_id;
    FOR other IN SELECT d.*, o.cap FROM debtors(this.account, l, this.period_start, this.period_end, at) d JOIN limits o USING (limit_id)
    LOOP
        debt := greatest(debt, other.owed);
        PERFORM lock_counter(other.counter_id), drop_expired(other.counter_id, at), tally(other.counter_id);
        PERFORM keep(other.counter_id, 0, backed(c, at), other.cap, at) FROM counters c WHERE c.counter_id = other.counter_id;
    END LOOP;
    IF debt > 0 THEN
        PERFORM tally(counter);
        PERFORM keep(counter, greatest(debt, owed(this, at)), backed(this, at), l.cap, at);
        PERFORM repay(counter);
    END IF;
END $$;
ALTER FUNCTION meter.take_debts(counter bigint, at timestamp with time zone) OWNER TO meter_owner;
CREATE FUNCTION meter.terms(l meter.limits) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    RETURN hashtextextended(concat_ws('|'::text, (l).cap, (l).hard, (l).thresholds, (l).stripes), (0)::bigint);
ALTER FUNCTION meter.terms(l meter.limits) OWNER TO meter_owner;
CREATE FUNCTION meter.text_as_asked(asked text, known text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    RETURN CASE WHEN (asked = '(as it is)'::text) THEN known ELSE NULLIF(asked, ''::text) END;
ALTER FUNCTION meter.text_as_asked(asked text, known text) OWNER TO meter_owner;
CREATE FUNCTION meter.trim_kept(counter bigint, at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
DECLARE
    this counters;
BEGIN
    SELECT c.* INTO this FROM counters c WHERE c.counter_id = counter;
    SELECT least(this.kept, above(this, l.cap, backed(this, at), at)) INTO this.kept FROM limits l WHERE l.limit_id = this.limit_id;
    UPDATE counters c SET kept = this.kept, granted = granted_on(this)
     WHERE c.counter_id = counter AND (c.kept, c.granted) <> (this.kept, granted_on(this));
END $$;
ALTER FUNCTION meter.trim_kept(counter bigint, at timestamp with time zone) OWNER TO meter_owner;
CREATE FUNCTION meter.unpay(counter bigint, amount numeric) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    BEGIN ATOMIC
 UPDATE meter.counters c SET paid = (c.paid - LEAST(o.paid, unpay.amount))
    FROM ( SELECT sum(s.paid) AS paid
            FROM meter.seeds s
           WHERE (s.counter_id = unpay.counter)) o
   WHERE ((c.counter_id = unpay.counter) AND (unpay.amount > (0)::numeric) AND (o.paid > (0)::numeric));
 UPDATE meter.seeds s SET paid = (s.paid - LEAST(s.paid, GREATEST((0)::numeric, (unpay.amount - x.before))))
    FROM ( SELECT o.seed_id,
             COALESCE(sum(o.paid) OVER (ORDER BY o.seed_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), (0)::numeric) AS "coalesce"
            FROM meter.seeds o
           WHERE ((o.counter_id = unpay.counter) AND (o.paid > (0)::numeric))) x(seed_id, before)
   WHERE ((s.seed_id = x.seed_id) AND (unpay.amount > x.before));
END;
ALTER FUNCTION meter.unpay(counter bigint, amount numeric) OWNER TO meter_owner;
CREATE FUNCTION meter.unspend(counter bigint) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    BEGIN ATOMIC
 UPDATE meter.allotments a SET spent = (a.spent - LEAST(a.spent, GREATEST((0)::numeric, (x.excess - x.before)))), repaid = (a.repaid - LEAST(a.spent, GREATEST((0)::numeric, (x.excess - x.before))))
    FROM ( SELECT o.grant_id,
             ((c.paid - c.used) + sum(o.spent) OVER ()) AS excess,
             COALESCE(sum(o.spent) OVER (ORDER BY g.priority DESC, g.expires_at DESC, g.grant_id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), (0)::numeric) AS before
            FROM ((meter.allotments o
              JOIN meter.grants g USING (grant_id))
              JOIN meter.counters c USING (counter_id))
           WHERE ((o.counter_id = unspend.counter) AND (o.spent > (0)::numeric))) x
   WHERE ((a.counter_id = unspend.counter) AND (a.grant_id = x.grant_id) AND (x.excess > x.before));
END;
ALTER FUNCTION meter.unspend(counter bigint) OWNER TO meter_owner;
CREATE FUNCTION meter.usual_stripes() RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN 16;
ALTER FUNCTION meter.usual_stripes() OWNER TO meter_owner;
CREATE FUNCTION meter.void_grant(g meter.grants, amount numeric, note text, at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    AS $$
DECLARE
    places bigint[];
    place record;
    rest numeric;
    part numeric;
    voided_now numeric := 0;
BEGIN
    -- one after the other; those who move the grant meanwhile refer to its row, and go on
    SELECT x.* INTO g FROM grants x WHERE x.grant_id = g.grant_id FOR NO KEY UPDATE;
    SELECT array_agg(a.counter_id) INTO places FROM allotments a WHERE a.grant_id = g.grant_id;
    PERFORM lock_counters(places, at);
    SELECT array_agg(a.counter_id ORDER BY a.counter_id) INTO places FROM allotments a WHERE a.grant_id = g.grant_id;
    PERFORM expire(p, at) FROM unnest(places) p;
    rest := CASE WHEN amount IS NULL THEN 'Infinity' ELSE greatest(0, amount - g.voided) END;
    FOR place IN
        SELECT c.counter_id, d.unspent FROM counters c, drawn(c.counter_id, c.used + c.reserved) d
         WHERE c.counter_id = ANY (places) AND d.grant_id = g.grant_id AND d.unspent > 0 ORDER BY c.period_start DESC
    LOOP
        part := least(rest - voided_now, place.unspent);
        UPDATE allotments a SET amount = a.amount - part WHERE a.grant_id = g.grant_id AND a.counter_id = place.counter_id;
        voided_now := voided_now + part;
    END LOOP;
    FOR place IN
        SELECT a.counter_id, a.amount FROM allotments a JOIN counters c USING (counter_id)
         WHERE a.grant_id = g.grant_id AND a.amount > 0 AND void_grant.amount IS NOT NULL ORDER BY c.period_start DESC, c.counter_id DESC
    LOOP
        part := least(rest - voided_now, place.amount);
        UPDATE allotments a SET amount = a.amount - part, spent = least(a.spent, a.amount - part),
               repaid = a.repaid + least(0, a.amount - part - a.spent)
         WHERE a.grant_id = g.grant_id AND a.counter_id = place.counter_id;
        PERFORM owe_where_it_counts(place.counter_id, part, at);
        voided_now := voided_now + part;
    END LOOP;
    DELETE FROM allotments a WHERE a.grant_id = g.grant_id AND (a.amount, a.expired, a.repaid) = (0, 0, 0);
    UPDATE counters c SET granted = granted_on(c) WHERE c.counter_id = ANY (places) AND c.granted <> granted_on(c);
    PERFORM repay(p) FROM unnest(places) p;  -- by other grants
    UPDATE grants x SET voided = x.voided + voided_now, voided_at = at, void_note = coalesce(void_grant.note, x.void_note)
     WHERE x.grant_id = g.grant_id AND voided_now > 0;
    PERFORM mark_stale(g.account, g.limit_name, g.unit, at);
END $$;
ALTER FUNCTION meter.void_grant(g meter.grants, amount numeric, note text, at timestamp with time zone) OWNER TO meter_owner;
COMMENT ON FUNCTION meter.void_grant(g meter.grants, amount numeric, note text, at timestamp with time zone) IS 'takes back a grant: what is unspent of it, or so much of it in all; what was spent beyond is owed';
CREATE FUNCTION meter.write_down() RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET quote_all_identifiers TO 'off'
    SET standard_conforming_strings TO 'on'
    BEGIN ATOMIC
 DELETE FROM meter.given;
 INSERT INTO meter.given (kind, object, place, definition, make, change)  SELECT columns_now.kind,
             columns_now.object,
             columns_now.place,
             columns_now.definition,
             columns_now.make,
             columns_now.change
            FROM meter.columns_now() columns_now(kind, object, place, definition, make, change)
         UNION ALL
          SELECT constraints_now.kind,
             constraints_now.object,
             constraints_now.place,
             constraints_now.definition,
             constraints_now.make,
             constraints_now.change
            FROM meter.constraints_now() constraints_now(kind, object, place, definition, make, change)
         UNION ALL
          SELECT rules_now.kind,
             rules_now.object,
             rules_now.place,
             rules_now.definition,
             rules_now.make,
             rules_now.change
            FROM meter.rules_now() rules_now(kind, object, place, definition, make, change)
         UNION ALL
          SELECT rights_now.kind,
             rights_now.object,
             rights_now.place,
             rights_now.definition,
             rights_now.make,
             rights_now.change
            FROM meter.rights_now() rights_now(kind, object, place, definition, make, change)
         UNION ALL
          SELECT 'server'::text,
             'version'::text,
             0,
             (((current_setting('server_version_num'::text))::integer / 10000) || ''::text),
             NULL::text,
             NULL::text;
END;
ALTER FUNCTION meter.write_down() OWNER TO meter_owner;
COMMENT ON FUNCTION meter.write_down() IS 'writes down what the tables are, as what they should be';
CREATE SEQUENCE meter.alert_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE meter.alert_id_seq OWNER TO meter_owner;
CREATE TABLE meter.alerts (
    alert_id bigint DEFAULT nextval('meter.alert_id_seq'::regclass) NOT NULL,
    account text NOT NULL,
    counter_id bigint NOT NULL,
    limit_id bigint NOT NULL,
    limit_name text NOT NULL,
    unit text NOT NULL,
    period text NOT NULL,
    period_start timestamp with time zone,
    resets_at timestamp with time zone,
    threshold numeric NOT NULL,
    used numeric NOT NULL,
    cap numeric NOT NULL,
    remaining numeric GENERATED ALWAYS AS (GREATEST((cap - used), (0)::numeric)) STORED,
    at timestamp with time zone NOT NULL,
    delivered_at timestamp with time zone
);
ALTER TABLE meter.alerts OWNER TO meter_owner;
COMMENT ON TABLE meter.alerts IS 'thresholds reached, once per account, limit, period and threshold; meter_take_alerts hands them out';
ALTER TABLE meter.counters ALTER COLUMN counter_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME meter.counters_counter_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE meter.denials ALTER COLUMN denial_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME meter.denials_denial_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE meter.grants ALTER COLUMN grant_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME meter.grants_grant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE meter.holds ALTER COLUMN hold_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME meter.holds_hold_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE meter.installation (
    one_row boolean DEFAULT true NOT NULL,
    schema_version integer NOT NULL,
    rules_version bigint DEFAULT 0 NOT NULL,
    CONSTRAINT installation_one_row CHECK (one_row)
);
ALTER TABLE meter.installation OWNER TO meter_owner;
COMMENT ON TABLE meter.installation IS 'the version of these tables, and of the rules that charges go by';
CREATE TABLE meter.key_sources (
    account text NOT NULL,
    provider text NOT NULL,
    key_source text NOT NULL,
    CONSTRAINT key_source_provider_valid CHECK (((btrim(provider) <> ''::text) AND (octet_length(provider) <= 255))),
    CONSTRAINT key_source_valid CHECK ((key_source = ANY (ARRAY['shared'::text, 'own'::text])))
);
ALTER TABLE meter.key_sources OWNER TO meter_owner;
COMMENT ON TABLE meter.key_sources IS 'which provider keys an account, and those below it, bring themselves';
COMMENT ON CONSTRAINT key_source_provider_valid ON meter.key_sources IS 'invalid provider|A provider has 1 to 255 bytes and is not blank.';
COMMENT ON CONSTRAINT key_source_valid ON meter.key_sources IS 'invalid key_source|Use "shared" (the operator''s provider key) or "own" (the account brings its own).';
ALTER TABLE meter.limits ALTER COLUMN limit_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME meter.limits_limit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE meter.model_rules (
    rule_id bigint NOT NULL,
    kind text NOT NULL,
    pattern text NOT NULL,
    provider text,
    to_provider text,
    to_model text NOT NULL,
    place integer DEFAULT 0 NOT NULL,
    source text DEFAULT 'set'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT rule_kind_valid CHECK ((kind = ANY (ARRAY['alias'::text, 'regex'::text, 'list'::text]))),
    CONSTRAINT rule_model_valid CHECK (((btrim(to_model) <> ''::text) AND (octet_length(to_model) <= 255))),
    CONSTRAINT rule_pattern_valid CHECK (((btrim(pattern) <> ''::text) AND ((kind = 'list'::text) OR (octet_length(pattern) <=
CASE kind
    WHEN 'alias'::text THEN 255
    ELSE 1024
END)))),
    CONSTRAINT rule_provider_valid CHECK (((btrim(provider) <> ''::text) AND (btrim(to_provider) <> ''::text) AND (GREATEST(octet_length(provider), octet_length(to_provider)) <= 255)))
);
ALTER TABLE meter.model_rules OWNER TO meter_owner;
COMMENT ON TABLE meter.model_rules IS 'names that models go by beside their own: an operator''s aliases and regular expressions, and what imported lists say';
COMMENT ON COLUMN meter.model_rules.pattern IS 'alias: the name itself; regex: an expression to be found in it; list: a clause of the list, in JSON';
COMMENT ON CONSTRAINT rule_kind_valid ON meter.model_rules IS 'invalid kind|A rule is an "alias" (the very name) or a "regex" (an expression to be found in it).';
COMMENT ON CONSTRAINT rule_model_valid ON meter.model_rules IS 'invalid model|A model has 1 to 255 bytes and is not blank.';
COMMENT ON CONSTRAINT rule_pattern_valid ON meter.model_rules IS 'invalid pattern|An alias has 1 to 255 bytes, an expression up to 1,024, and is not blank.';
COMMENT ON CONSTRAINT rule_provider_valid ON meter.model_rules IS 'invalid provider|A provider has 1 to 255 bytes and is not blank; NULL stands for any.';
ALTER TABLE meter.model_rules ALTER COLUMN rule_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME meter.model_rules_rule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE meter.month_sums (
    month date NOT NULL,
    counter_id bigint NOT NULL,
    used numeric NOT NULL,
    not_enforced numeric DEFAULT 0 NOT NULL
);
ALTER TABLE meter.month_sums OWNER TO meter_owner;
COMMENT ON TABLE meter.month_sums IS 'what the rows of a month that is no longer in the usage log had charged each counter';
ALTER TABLE meter.pools ALTER COLUMN pool_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME meter.pools_pool_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE meter.price_lists (
    address text NOT NULL,
    options text NOT NULL,
    etag text,
    last_modified text,
    imported_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT price_list_address_valid CHECK (((btrim(address) <> ''::text) AND (octet_length(address) <= 2048) AND (address !~ '^[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*@|[^#]*[?])'::text))),
    CONSTRAINT price_list_version_valid CHECK (((octet_length(options) <= 1024) AND (octet_length(etag) <= 1024) AND (octet_length(last_modified) <= 1024)))
);
ALTER TABLE meter.price_lists OWNER TO meter_owner;
COMMENT ON TABLE meter.price_lists IS 'addresses that price lists were imported from, and which version of each was imported last';
COMMENT ON CONSTRAINT price_list_address_valid ON meter.price_lists IS 'invalid address|An address has 1 to 2,048 bytes, is not blank, and tells no user, password or query: a secret may be in them.';
COMMENT ON CONSTRAINT price_list_version_valid ON meter.price_lists IS 'invalid version of a price list|The options, the etag and last_modified have up to 1,024 bytes each.';
CREATE TABLE meter.prices (
    price_id bigint NOT NULL,
    provider text NOT NULL,
    model text NOT NULL,
    component text NOT NULL,
    service_tier text DEFAULT 'standard'::text NOT NULL,
    context_above bigint DEFAULT 0 NOT NULL,
    daily text DEFAULT ''::text NOT NULL,
    price_per_million numeric,
    effective_from timestamp with time zone NOT NULL,
    source text DEFAULT 'set'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT component_valid CHECK (((component ~ '^[a-z][a-z0-9_]{0,62}$'::text) OR ((component ~ '^factor:[a-z0-9_.-]+:[a-z0-9_.-]+$'::text) AND (octet_length(component) <= 70) AND (price_per_million > (0)::numeric)))),
    CONSTRAINT context_above_valid CHECK (((context_above >= 0) AND (context_above <= '9007199254740991'::bigint))),
    CONSTRAINT daily_valid CHECK (((daily = ''::text) OR ((daily ~ '^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$'::text) AND ("left"(daily, 5) <> "right"(daily, 5))))),
    CONSTRAINT effective_from_valid CHECK (((effective_from >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (effective_from < '10000-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT price_model_valid CHECK (((btrim(model) <> ''::text) AND (octet_length(model) <= 255))),
    CONSTRAINT price_provider_valid CHECK (((btrim(provider) <> ''::text) AND (octet_length(provider) <= 255))),
    CONSTRAINT price_valid CHECK (((price_per_million >= (0)::numeric) AND (price_per_million <= '1000000000000'::numeric) AND (scale(trim_scale(price_per_million)) <= 18) AND ((price_per_million * ((10)::numeric ^ (scale(trim_scale(price_per_million)))::numeric)) < '79228162514264337593543950336'::numeric))),
    CONSTRAINT service_tier_valid CHECK ((service_tier ~ '^[a-z][a-z0-9_]{0,62}$'::text))
);
ALTER TABLE meter.prices OWNER TO meter_owner;
COMMENT ON TABLE meter.prices IS 'USD per million units of one component of one provider''s model, from a moment on';
COMMENT ON COLUMN meter.prices.model IS '*: every model of the provider, for what it has no price of its own';
COMMENT ON COLUMN meter.prices.context_above IS 'holds where the call''s total input tokens are above this number';
COMMENT ON COLUMN meter.prices.daily IS 'the hours of the day in which it holds, UTC, over midnight where the second is the earlier; it goes before a price of all hours';
COMMENT ON COLUMN meter.prices.price_per_million IS 'of component factor:<condition>: the factor that multiplies what the tokens of such a call cost';
COMMENT ON CONSTRAINT component_valid ON meter.prices IS 'invalid component|Components are named like input, output, cache_read, web_search; a factor above 0 like factor:speed:fast.';
COMMENT ON CONSTRAINT context_above_valid ON meter.prices IS 'invalid context_above|Give a number of tokens from 0 to 2^53 - 1.';
COMMENT ON CONSTRAINT daily_valid ON meter.prices IS 'invalid daily|Give two times of the day in UTC, such as 16:30-00:30; leave it out for all hours.';
COMMENT ON CONSTRAINT effective_from_valid ON meter.prices IS 'invalid effective_from|Give a timestamp of the years 1 to 9999.';
COMMENT ON CONSTRAINT price_model_valid ON meter.prices IS 'invalid model|A model has 1 to 255 bytes and is not blank.';
COMMENT ON CONSTRAINT price_provider_valid ON meter.prices IS 'invalid provider|A provider has 1 to 255 bytes and is not blank.';
COMMENT ON CONSTRAINT price_valid ON meter.prices IS 'invalid price|A price is USD per million units, from 0 to 10^12, with at most 18 decimals and 28 digits.';
COMMENT ON CONSTRAINT service_tier_valid ON meter.prices IS 'invalid service_tier|Service tiers are named like standard, batch, flex, priority.';
ALTER TABLE meter.prices ALTER COLUMN price_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME meter.prices_price_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE meter.seeds ALTER COLUMN seed_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME meter.seeds_seed_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE meter.stripes (
    counter_id bigint NOT NULL,
    deal integer NOT NULL,
    stripe smallint NOT NULL,
    used numeric DEFAULT 0 NOT NULL,
    room numeric DEFAULT 0 NOT NULL,
    charges_left integer NOT NULL,
    terms bigint NOT NULL,
    grant_id bigint,
    CONSTRAINT stripe_has_room CHECK ((used <= room))
)
WITH (fillfactor='20', autovacuum_vacuum_scale_factor='0.02');
ALTER TABLE meter.stripes OWNER TO meter_owner;
COMMENT ON TABLE meter.stripes IS 'parts of a counter that many charge at once, each with its share of what was left; see counters.dealt';
CREATE TABLE meter.usage_log_202604 (
    account text CONSTRAINT usage_log_account_not_null NOT NULL,
    at timestamp with time zone CONSTRAINT usage_log_at_not_null NOT NULL,
    usage_id bigint DEFAULT nextval('meter.usage_id_seq'::regclass) CONSTRAINT usage_log_usage_id_not_null NOT NULL,
    plan text CONSTRAINT usage_log_plan_not_null NOT NULL,
    provider text,
    model text,
    operation text,
    operation_id text,
    session_id text,
    key_source text CONSTRAINT usage_log_key_source_not_null NOT NULL,
    service_tier text CONSTRAINT usage_log_service_tier_not_null NOT NULL,
    conditions text[],
    input_tokens bigint CONSTRAINT usage_log_input_tokens_not_null NOT NULL,
    output_tokens bigint CONSTRAINT usage_log_output_tokens_not_null NOT NULL,
    cache_read_tokens bigint DEFAULT 0 CONSTRAINT usage_log_cache_read_tokens_not_null NOT NULL,
    cache_write_tokens bigint DEFAULT 0 CONSTRAINT usage_log_cache_write_tokens_not_null NOT NULL,
    reasoning_tokens bigint DEFAULT 0 CONSTRAINT usage_log_reasoning_tokens_not_null NOT NULL,
    audio_input_tokens bigint DEFAULT 0 CONSTRAINT usage_log_audio_input_tokens_not_null NOT NULL,
    audio_output_tokens bigint DEFAULT 0 CONSTRAINT usage_log_audio_output_tokens_not_null NOT NULL,
    other_units jsonb,
    requests integer DEFAULT 1 CONSTRAINT usage_log_requests_not_null NOT NULL,
    tokens bigint CONSTRAINT usage_log_tokens_not_null NOT NULL,
    cost numeric,
    markup numeric,
    charged_cost numeric,
    price_match text CONSTRAINT usage_log_price_match_not_null NOT NULL,
    price_ids bigint[] CONSTRAINT usage_log_price_ids_not_null NOT NULL,
    charged bigint[] CONSTRAINT usage_log_charged_not_null NOT NULL,
    grant_ids bigint[],
    grant_amounts numeric[],
    enforced boolean CONSTRAINT usage_log_enforced_not_null NOT NULL,
    hold_id bigint,
    refunds bigint,
    adjusts bigint,
    metadata jsonb,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT usage_log_recorded_at_not_null NOT NULL,
    reported_cost numeric,
    priced_cost numeric,
    marks text[]
);
ALTER TABLE meter.usage_log_202604 OWNER TO meter_owner;
COMMENT ON COLUMN meter.usage_log_202604.price_match IS 'exact: provider and model; model: by the model''s name alone; alias, prefix, dated, fine_tune, regex, list: by another name of the model, in that order; provider: what the provider asks for every model; fallback: the operator''s fallback price; reported: not by prices, but by the provider''s bill; none: cost unknown';
COMMENT ON COLUMN meter.usage_log_202604.marks IS 'duplicate: the account was charged for this answer before; clamped: a count was larger than what it is a part of, and was cut down to it (the metadata has what was said); unpriced_tier: no price knows the service tier, charged as standard';
CREATE TABLE meter.usage_log_202605 (
    account text CONSTRAINT usage_log_account_not_null NOT NULL,
    at timestamp with time zone CONSTRAINT usage_log_at_not_null NOT NULL,
    usage_id bigint DEFAULT nextval('meter.usage_id_seq'::regclass) CONSTRAINT usage_log_usage_id_not_null NOT NULL,
    plan text CONSTRAINT usage_log_plan_not_null NOT NULL,
    provider text,
    model text,
    operation text,
    operation_id text,
    session_id text,
    key_source text CONSTRAINT usage_log_key_source_not_null NOT NULL,
    service_tier text CONSTRAINT usage_log_service_tier_not_null NOT NULL,
    conditions text[],
    input_tokens bigint CONSTRAINT usage_log_input_tokens_not_null NOT NULL,
    output_tokens bigint CONSTRAINT usage_log_output_tokens_not_null NOT NULL,
    cache_read_tokens bigint DEFAULT 0 CONSTRAINT usage_log_cache_read_tokens_not_null NOT NULL,
    cache_write_tokens bigint DEFAULT 0 CONSTRAINT usage_log_cache_write_tokens_not_null NOT NULL,
    reasoning_tokens bigint DEFAULT 0 CONSTRAINT usage_log_reasoning_tokens_not_null NOT NULL,
    audio_input_tokens bigint DEFAULT 0 CONSTRAINT usage_log_audio_input_tokens_not_null NOT NULL,
    audio_output_tokens bigint DEFAULT 0 CONSTRAINT usage_log_audio_output_tokens_not_null NOT NULL,
    other_units jsonb,
    requests integer DEFAULT 1 CONSTRAINT usage_log_requests_not_null NOT NULL,
    tokens bigint CONSTRAINT usage_log_tokens_not_null NOT NULL,
    cost numeric,
    markup numeric,
    charged_cost numeric,
    price_match text CONSTRAINT usage_log_price_match_not_null NOT NULL,
    price_ids bigint[] CONSTRAINT usage_log_price_ids_not_null NOT NULL,
    charged bigint[] CONSTRAINT usage_log_charged_not_null NOT NULL,
    grant_ids bigint[],
    grant_amounts numeric[],
    enforced boolean CONSTRAINT usage_log_enforced_not_null NOT NULL,
    hold_id bigint,
    refunds bigint,
    adjusts bigint,
    metadata jsonb,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT usage_log_recorded_at_not_null NOT NULL,
    reported_cost numeric,
    priced_cost numeric,
    marks text[]
);
ALTER TABLE meter.usage_log_202605 OWNER TO meter_owner;
COMMENT ON COLUMN meter.usage_log_202605.price_match IS 'exact: provider and model; model: by the model''s name alone; alias, prefix, dated, fine_tune, regex, list: by another name of the model, in that order; provider: what the provider asks for every model; fallback: the operator''s fallback price; reported: not by prices, but by the provider''s bill; none: cost unknown';
COMMENT ON COLUMN meter.usage_log_202605.marks IS 'duplicate: the account was charged for this answer before; clamped: a count was larger than what it is a part of, and was cut down to it (the metadata has what was said); unpriced_tier: no price knows the service tier, charged as standard';
CREATE TABLE meter.usage_log_202606 (
    account text CONSTRAINT usage_log_account_not_null NOT NULL,
    at timestamp with time zone CONSTRAINT usage_log_at_not_null NOT NULL,
    usage_id bigint DEFAULT nextval('meter.usage_id_seq'::regclass) CONSTRAINT usage_log_usage_id_not_null NOT NULL,
    plan text CONSTRAINT usage_log_plan_not_null NOT NULL,
    provider text,
    model text,
    operation text,
    operation_id text,
    session_id text,
    key_source text CONSTRAINT usage_log_key_source_not_null NOT NULL,
    service_tier text CONSTRAINT usage_log_service_tier_not_null NOT NULL,
    conditions text[],
    input_tokens bigint CONSTRAINT usage_log_input_tokens_not_null NOT NULL,
    output_tokens bigint CONSTRAINT usage_log_output_tokens_not_null NOT NULL,
    cache_read_tokens bigint DEFAULT 0 CONSTRAINT usage_log_cache_read_tokens_not_null NOT NULL,
    cache_write_tokens bigint DEFAULT 0 CONSTRAINT usage_log_cache_write_tokens_not_null NOT NULL,
    reasoning_tokens bigint DEFAULT 0 CONSTRAINT usage_log_reasoning_tokens_not_null NOT NULL,
    audio_input_tokens bigint DEFAULT 0 CONSTRAINT usage_log_audio_input_tokens_not_null NOT NULL,
    audio_output_tokens bigint DEFAULT 0 CONSTRAINT usage_log_audio_output_tokens_not_null NOT NULL,
    other_units jsonb,
    requests integer DEFAULT 1 CONSTRAINT usage_log_requests_not_null NOT NULL,
    tokens bigint CONSTRAINT usage_log_tokens_not_null NOT NULL,
    cost numeric,
    markup numeric,
    charged_cost numeric,
    price_match text CONSTRAINT usage_log_price_match_not_null NOT NULL,
    price_ids bigint[] CONSTRAINT usage_log_price_ids_not_null NOT NULL,
    charged bigint[] CONSTRAINT usage_log_charged_not_null NOT NULL,
    grant_ids bigint[],
    grant_amounts numeric[],
    enforced boolean CONSTRAINT usage_log_enforced_not_null NOT NULL,
    hold_id bigint,
    refunds bigint,
    adjusts bigint,
    metadata jsonb,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT usage_log_recorded_at_not_null NOT NULL,
    reported_cost numeric,
    priced_cost numeric,
    marks text[]
);
ALTER TABLE meter.usage_log_202606 OWNER TO meter_owner;
COMMENT ON COLUMN meter.usage_log_202606.price_match IS 'exact: provider and model; model: by the model''s name alone; alias, prefix, dated, fine_tune, regex, list: by another name of the model, in that order; provider: what the provider asks for every model; fallback: the operator''s fallback price; reported: not by prices, but by the provider''s bill; none: cost unknown';
COMMENT ON COLUMN meter.usage_log_202606.marks IS 'duplicate: the account was charged for this answer before; clamped: a count was larger than what it is a part of, and was cut down to it (the metadata has what was said); unpriced_tier: no price knows the service tier, charged as standard';
CREATE TABLE meter.usage_log_202607 (
    account text CONSTRAINT usage_log_account_not_null NOT NULL,
    at timestamp with time zone CONSTRAINT usage_log_at_not_null NOT NULL,
    usage_id bigint DEFAULT nextval('meter.usage_id_seq'::regclass) CONSTRAINT usage_log_usage_id_not_null NOT NULL,
    plan text CONSTRAINT usage_log_plan_not_null NOT NULL,
    provider text,
    model text,
    operation text,
    operation_id text,
    session_id text,
    key_source text CONSTRAINT usage_log_key_source_not_null NOT NULL,
    service_tier text CONSTRAINT usage_log_service_tier_not_null NOT NULL,
    conditions text[],
    input_tokens bigint CONSTRAINT usage_log_input_tokens_not_null NOT NULL,
    output_tokens bigint CONSTRAINT usage_log_output_tokens_not_null NOT NULL,
    cache_read_tokens bigint DEFAULT 0 CONSTRAINT usage_log_cache_read_tokens_not_null NOT NULL,
    cache_write_tokens bigint DEFAULT 0 CONSTRAINT usage_log_cache_write_tokens_not_null NOT NULL,
    reasoning_tokens bigint DEFAULT 0 CONSTRAINT usage_log_reasoning_tokens_not_null NOT NULL,
    audio_input_tokens bigint DEFAULT 0 CONSTRAINT usage_log_audio_input_tokens_not_null NOT NULL,
    audio_output_tokens bigint DEFAULT 0 CONSTRAINT usage_log_audio_output_tokens_not_null NOT NULL,
    other_units jsonb,
    requests integer DEFAULT 1 CONSTRAINT usage_log_requests_not_null NOT NULL,
    tokens bigint CONSTRAINT usage_log_tokens_not_null NOT NULL,
    cost numeric,
    markup numeric,
    charged_cost numeric,
    price_match text CONSTRAINT usage_log_price_match_not_null NOT NULL,
    price_ids bigint[] CONSTRAINT usage_log_price_ids_not_null NOT NULL,
    charged bigint[] CONSTRAINT usage_log_charged_not_null NOT NULL,
    grant_ids bigint[],
    grant_amounts numeric[],
    enforced boolean CONSTRAINT usage_log_enforced_not_null NOT NULL,
    hold_id bigint,
    refunds bigint,
    adjusts bigint,
    metadata jsonb,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT usage_log_recorded_at_not_null NOT NULL,
    reported_cost numeric,
    priced_cost numeric,
    marks text[]
);
ALTER TABLE meter.usage_log_202607 OWNER TO meter_owner;
COMMENT ON COLUMN meter.usage_log_202607.price_match IS 'exact: provider and model; model: by the model''s name alone; alias, prefix, dated, fine_tune, regex, list: by another name of the model, in that order; provider: what the provider asks for every model; fallback: the operator''s fallback price; reported: not by prices, but by the provider''s bill; none: cost unknown';
COMMENT ON COLUMN meter.usage_log_202607.marks IS 'duplicate: the account was charged for this answer before; clamped: a count was larger than what it is a part of, and was cut down to it (the metadata has what was said); unpriced_tier: no price knows the service tier, charged as standard';
CREATE TABLE meter.usage_log_202608 (
    account text CONSTRAINT usage_log_account_not_null NOT NULL,
    at timestamp with time zone CONSTRAINT usage_log_at_not_null NOT NULL,
    usage_id bigint DEFAULT nextval('meter.usage_id_seq'::regclass) CONSTRAINT usage_log_usage_id_not_null NOT NULL,
    plan text CONSTRAINT usage_log_plan_not_null NOT NULL,
    provider text,
    model text,
    operation text,
    operation_id text,
    session_id text,
    key_source text CONSTRAINT usage_log_key_source_not_null NOT NULL,
    service_tier text CONSTRAINT usage_log_service_tier_not_null NOT NULL,
    conditions text[],
    input_tokens bigint CONSTRAINT usage_log_input_tokens_not_null NOT NULL,
    output_tokens bigint CONSTRAINT usage_log_output_tokens_not_null NOT NULL,
    cache_read_tokens bigint DEFAULT 0 CONSTRAINT usage_log_cache_read_tokens_not_null NOT NULL,
    cache_write_tokens bigint DEFAULT 0 CONSTRAINT usage_log_cache_write_tokens_not_null NOT NULL,
    reasoning_tokens bigint DEFAULT 0 CONSTRAINT usage_log_reasoning_tokens_not_null NOT NULL,
    audio_input_tokens bigint DEFAULT 0 CONSTRAINT usage_log_audio_input_tokens_not_null NOT NULL,
    audio_output_tokens bigint DEFAULT 0 CONSTRAINT usage_log_audio_output_tokens_not_null NOT NULL,
    other_units jsonb,
    requests integer DEFAULT 1 CONSTRAINT usage_log_requests_not_null NOT NULL,
    tokens bigint CONSTRAINT usage_log_tokens_not_null NOT NULL,
    cost numeric,
    markup numeric,
    charged_cost numeric,
    price_match text CONSTRAINT usage_log_price_match_not_null NOT NULL,
    price_ids bigint[] CONSTRAINT usage_log_price_ids_not_null NOT NULL,
    charged bigint[] CONSTRAINT usage_log_charged_not_null NOT NULL,
    grant_ids bigint[],
    grant_amounts numeric[],
    enforced boolean CONSTRAINT usage_log_enforced_not_null NOT NULL,
    hold_id bigint,
    refunds bigint,
    adjusts bigint,
    metadata jsonb,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT usage_log_recorded_at_not_null NOT NULL,
    reported_cost numeric,
    priced_cost numeric,
    marks text[]
);
ALTER TABLE meter.usage_log_202608 OWNER TO meter_owner;
COMMENT ON COLUMN meter.usage_log_202608.price_match IS 'exact: provider and model; model: by the model''s name alone; alias, prefix, dated, fine_tune, regex, list: by another name of the model, in that order; provider: what the provider asks for every model; fallback: the operator''s fallback price; reported: not by prices, but by the provider''s bill; none: cost unknown';
COMMENT ON COLUMN meter.usage_log_202608.marks IS 'duplicate: the account was charged for this answer before; clamped: a count was larger than what it is a part of, and was cut down to it (the metadata has what was said); unpriced_tier: no price knows the service tier, charged as standard';
CREATE TABLE meter.usage_log_202609 (
    account text CONSTRAINT usage_log_account_not_null NOT NULL,
    at timestamp with time zone CONSTRAINT usage_log_at_not_null NOT NULL,
    usage_id bigint DEFAULT nextval('meter.usage_id_seq'::regclass) CONSTRAINT usage_log_usage_id_not_null NOT NULL,
    plan text CONSTRAINT usage_log_plan_not_null NOT NULL,
    provider text,
    model text,
    operation text,
    operation_id text,
    session_id text,
    key_source text CONSTRAINT usage_log_key_source_not_null NOT NULL,
    service_tier text CONSTRAINT usage_log_service_tier_not_null NOT NULL,
    conditions text[],
    input_tokens bigint CONSTRAINT usage_log_input_tokens_not_null NOT NULL,
    output_tokens bigint CONSTRAINT usage_log_output_tokens_not_null NOT NULL,
    cache_read_tokens bigint DEFAULT 0 CONSTRAINT usage_log_cache_read_tokens_not_null NOT NULL,
    cache_write_tokens bigint DEFAULT 0 CONSTRAINT usage_log_cache_write_tokens_not_null NOT NULL,
    reasoning_tokens bigint DEFAULT 0 CONSTRAINT usage_log_reasoning_tokens_not_null NOT NULL,
    audio_input_tokens bigint DEFAULT 0 CONSTRAINT usage_log_audio_input_tokens_not_null NOT NULL,
    audio_output_tokens bigint DEFAULT 0 CONSTRAINT usage_log_audio_output_tokens_not_null NOT NULL,
    other_units jsonb,
    requests integer DEFAULT 1 CONSTRAINT usage_log_requests_not_null NOT NULL,
    tokens bigint CONSTRAINT usage_log_tokens_not_null NOT NULL,
    cost numeric,
    markup numeric,
    charged_cost numeric,
    price_match text CONSTRAINT usage_log_price_match_not_null NOT NULL,
    price_ids bigint[] CONSTRAINT usage_log_price_ids_not_null NOT NULL,
    charged bigint[] CONSTRAINT usage_log_charged_not_null NOT NULL,
    grant_ids bigint[],
    grant_amounts numeric[],
    enforced boolean CONSTRAINT usage_log_enforced_not_null NOT NULL,
    hold_id bigint,
    refunds bigint,
    adjusts bigint,
    metadata jsonb,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT usage_log_recorded_at_not_null NOT NULL,
    reported_cost numeric,
    priced_cost numeric,
    marks text[]
);
ALTER TABLE meter.usage_log_202609 OWNER TO meter_owner;
COMMENT ON COLUMN meter.usage_log_202609.price_match IS 'exact: provider and model; model: by the model''s name alone; alias, prefix, dated, fine_tune, regex, list: by another name of the model, in that order; provider: what the provider asks for every model; fallback: the operator''s fallback price; reported: not by prices, but by the provider''s bill; none: cost unknown';
COMMENT ON COLUMN meter.usage_log_202609.marks IS 'duplicate: the account was charged for this answer before; clamped: a count was larger than what it is a part of, and was cut down to it (the metadata has what was said); unpriced_tier: no price knows the service tier, charged as standard';
CREATE TABLE meter.usage_log_202610 (
    account text CONSTRAINT usage_log_account_not_null NOT NULL,
    at timestamp with time zone CONSTRAINT usage_log_at_not_null NOT NULL,
    usage_id bigint DEFAULT nextval('meter.usage_id_seq'::regclass) CONSTRAINT usage_log_usage_id_not_null NOT NULL,
    plan text CONSTRAINT usage_log_plan_not_null NOT NULL,
    provider text,
    model text,
    operation text,
    operation_id text,
    session_id text,
    key_source text CONSTRAINT usage_log_key_source_not_null NOT NULL,
    service_tier text CONSTRAINT usage_log_service_tier_not_null NOT NULL,
    conditions text[],
    input_tokens bigint CONSTRAINT usage_log_input_tokens_not_null NOT NULL,
    output_tokens bigint CONSTRAINT usage_log_output_tokens_not_null NOT NULL,
    cache_read_tokens bigint DEFAULT 0 CONSTRAINT usage_log_cache_read_tokens_not_null NOT NULL,
    cache_write_tokens bigint DEFAULT 0 CONSTRAINT usage_log_cache_write_tokens_not_null NOT NULL,
    reasoning_tokens bigint DEFAULT 0 CONSTRAINT usage_log_reasoning_tokens_not_null NOT NULL,
    audio_input_tokens bigint DEFAULT 0 CONSTRAINT usage_log_audio_input_tokens_not_null NOT NULL,
    audio_output_tokens bigint DEFAULT 0 CONSTRAINT usage_log_audio_output_tokens_not_null NOT NULL,
    other_units jsonb,
    requests integer DEFAULT 1 CONSTRAINT usage_log_requests_not_null NOT NULL,
    tokens bigint CONSTRAINT usage_log_tokens_not_null NOT NULL,
    cost numeric,
    markup numeric,
    charged_cost numeric,
    price_match text CONSTRAINT usage_log_price_match_not_null NOT NULL,
    price_ids bigint[] CONSTRAINT usage_log_price_ids_not_null NOT NULL,
    charged bigint[] CONSTRAINT usage_log_charged_not_null NOT NULL,
    grant_ids bigint[],
    grant_amounts numeric[],
    enforced boolean CONSTRAINT usage_log_enforced_not_null NOT NULL,
    hold_id bigint,
    refunds bigint,
    adjusts bigint,
    metadata jsonb,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT usage_log_recorded_at_not_null NOT NULL,
    reported_cost numeric,
    priced_cost numeric,
    marks text[]
);
ALTER TABLE meter.usage_log_202610 OWNER TO meter_owner;
COMMENT ON COLUMN meter.usage_log_202610.price_match IS 'exact: provider and model; model: by the model''s name alone; alias, prefix, dated, fine_tune, regex, list: by another name of the model, in that order; provider: what the provider asks for every model; fallback: the operator''s fallback price; reported: not by prices, but by the provider''s bill; none: cost unknown';
COMMENT ON COLUMN meter.usage_log_202610.marks IS 'duplicate: the account was charged for this answer before; clamped: a count was larger than what it is a part of, and was cut down to it (the metadata has what was said); unpriced_tier: no price knows the service tier, charged as standard';
CREATE TABLE meter.usage_log_202611 (
    account text CONSTRAINT usage_log_account_not_null NOT NULL,
    at timestamp with time zone CONSTRAINT usage_log_at_not_null NOT NULL,
    usage_id bigint DEFAULT nextval('meter.usage_id_seq'::regclass) CONSTRAINT usage_log_usage_id_not_null NOT NULL,
    plan text CONSTRAINT usage_log_plan_not_null NOT NULL,
    provider text,
    model text,
    operation text,
    operation_id text,
    session_id text,
    key_source text CONSTRAINT usage_log_key_source_not_null NOT NULL,
    service_tier text CONSTRAINT usage_log_service_tier_not_null NOT NULL,
    conditions text[],
    input_tokens bigint CONSTRAINT usage_log_input_tokens_not_null NOT NULL,
    output_tokens bigint CONSTRAINT usage_log_output_tokens_not_null NOT NULL,
    cache_read_tokens bigint DEFAULT 0 CONSTRAINT usage_log_cache_read_tokens_not_null NOT NULL,
    cache_write_tokens bigint DEFAULT 0 CONSTRAINT usage_log_cache_write_tokens_not_null NOT NULL,
    reasoning_tokens bigint DEFAULT 0 CONSTRAINT usage_log_reasoning_tokens_not_null NOT NULL,
    audio_input_tokens bigint DEFAULT 0 CONSTRAINT usage_log_audio_input_tokens_not_null NOT NULL,
    audio_output_tokens bigint DEFAULT 0 CONSTRAINT usage_log_audio_output_tokens_not_null NOT NULL,
    other_units jsonb,
    requests integer DEFAULT 1 CONSTRAINT usage_log_requests_not_null NOT NULL,
    tokens bigint CONSTRAINT usage_log_tokens_not_null NOT NULL,
    cost numeric,
    markup numeric,
    charged_cost numeric,
    price_match text CONSTRAINT usage_log_price_match_not_null NOT NULL,
    price_ids bigint[] CONSTRAINT usage_log_price_ids_not_null NOT NULL,
    charged bigint[] CONSTRAINT usage_log_charged_not_null NOT NULL,
    grant_ids bigint[],
    grant_amounts numeric[],
    enforced boolean CONSTRAINT usage_log_enforced_not_null NOT NULL,
    hold_id bigint,
    refunds bigint,
    adjusts bigint,
    metadata jsonb,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT usage_log_recorded_at_not_null NOT NULL,
    reported_cost numeric,
    priced_cost numeric,
    marks text[]
);
ALTER TABLE meter.usage_log_202611 OWNER TO meter_owner;
COMMENT ON COLUMN meter.usage_log_202611.price_match IS 'exact: provider and model; model: by the model''s name alone; alias, prefix, dated, fine_tune, regex, list: by another name of the model, in that order; provider: what the provider asks for every model; fallback: the operator''s fallback price; reported: not by prices, but by the provider''s bill; none: cost unknown';
COMMENT ON COLUMN meter.usage_log_202611.marks IS 'duplicate: the account was charged for this answer before; clamped: a count was larger than what it is a part of, and was cut down to it (the metadata has what was said); unpriced_tier: no price knows the service tier, charged as standard';
CREATE TABLE meter.usage_log_202612 (
    account text CONSTRAINT usage_log_account_not_null NOT NULL,
    at timestamp with time zone CONSTRAINT usage_log_at_not_null NOT NULL,
    usage_id bigint DEFAULT nextval('meter.usage_id_seq'::regclass) CONSTRAINT usage_log_usage_id_not_null NOT NULL,
    plan text CONSTRAINT usage_log_plan_not_null NOT NULL,
    provider text,
    model text,
    operation text,
    operation_id text,
    session_id text,
    key_source text CONSTRAINT usage_log_key_source_not_null NOT NULL,
    service_tier text CONSTRAINT usage_log_service_tier_not_null NOT NULL,
    conditions text[],
    input_tokens bigint CONSTRAINT usage_log_input_tokens_not_null NOT NULL,
    output_tokens bigint CONSTRAINT usage_log_output_tokens_not_null NOT NULL,
    cache_read_tokens bigint DEFAULT 0 CONSTRAINT usage_log_cache_read_tokens_not_null NOT NULL,
    cache_write_tokens bigint DEFAULT 0 CONSTRAINT usage_log_cache_write_tokens_not_null NOT NULL,
    reasoning_tokens bigint DEFAULT 0 CONSTRAINT usage_log_reasoning_tokens_not_null NOT NULL,
    audio_input_tokens bigint DEFAULT 0 CONSTRAINT usage_log_audio_input_tokens_not_null NOT NULL,
    audio_output_tokens bigint DEFAULT 0 CONSTRAINT usage_log_audio_output_tokens_not_null NOT NULL,
    other_units jsonb,
    requests integer DEFAULT 1 CONSTRAINT usage_log_requests_not_null NOT NULL,
    tokens bigint CONSTRAINT usage_log_tokens_not_null NOT NULL,
    cost numeric,
    markup numeric,
    charged_cost numeric,
    price_match text CONSTRAINT usage_log_price_match_not_null NOT NULL,
    price_ids bigint[] CONSTRAINT usage_log_price_ids_not_null NOT NULL,
    charged bigint[] CONSTRAINT usage_log_charged_not_null NOT NULL,
    grant_ids bigint[],
    grant_amounts numeric[],
    enforced boolean CONSTRAINT usage_log_enforced_not_null NOT NULL,
    hold_id bigint,
    refunds bigint,
    adjusts bigint,
    metadata jsonb,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT usage_log_recorded_at_not_null NOT NULL,
    reported_cost numeric,
    priced_cost numeric,
    marks text[]
);
ALTER TABLE meter.usage_log_202612 OWNER TO meter_owner;
COMMENT ON COLUMN meter.usage_log_202612.price_match IS 'exact: provider and model; model: by the model''s name alone; alias, prefix, dated, fine_tune, regex, list: by another name of the model, in that order; provider: what the provider asks for every model; fallback: the operator''s fallback price; reported: not by prices, but by the provider''s bill; none: cost unknown';
COMMENT ON COLUMN meter.usage_log_202612.marks IS 'duplicate: the account was charged for this answer before; clamped: a count was larger than what it is a part of, and was cut down to it (the metadata has what was said); unpriced_tier: no price knows the service tier, charged as standard';
CREATE TABLE meter.usage_log_202701 (
    account text CONSTRAINT usage_log_account_not_null NOT NULL,
    at timestamp with time zone CONSTRAINT usage_log_at_not_null NOT NULL,
    usage_id bigint DEFAULT nextval('meter.usage_id_seq'::regclass) CONSTRAINT usage_log_usage_id_not_null NOT NULL,
    plan text CONSTRAINT usage_log_plan_not_null NOT NULL,
    provider text,
    model text,
    operation text,
    operation_id text,
    session_id text,
    key_source text CONSTRAINT usage_log_key_source_not_null NOT NULL,
    service_tier text CONSTRAINT usage_log_service_tier_not_null NOT NULL,
    conditions text[],
    input_tokens bigint CONSTRAINT usage_log_input_tokens_not_null NOT NULL,
    output_tokens bigint CONSTRAINT usage_log_output_tokens_not_null NOT NULL,
    cache_read_tokens bigint DEFAULT 0 CONSTRAINT usage_log_cache_read_tokens_not_null NOT NULL,
    cache_write_tokens bigint DEFAULT 0 CONSTRAINT usage_log_cache_write_tokens_not_null NOT NULL,
    reasoning_tokens bigint DEFAULT 0 CONSTRAINT usage_log_reasoning_tokens_not_null NOT NULL,
    audio_input_tokens bigint DEFAULT 0 CONSTRAINT usage_log_audio_input_tokens_not_null NOT NULL,
    audio_output_tokens bigint DEFAULT 0 CONSTRAINT usage_log_audio_output_tokens_not_null NOT NULL,
    other_units jsonb,
    requests integer DEFAULT 1 CONSTRAINT usage_log_requests_not_null NOT NULL,
    tokens bigint CONSTRAINT usage_log_tokens_not_null NOT NULL,
    cost numeric,
    markup numeric,
    charged_cost numeric,
    price_match text CONSTRAINT usage_log_price_match_not_null NOT NULL,
    price_ids bigint[] CONSTRAINT usage_log_price_ids_not_null NOT NULL,
    charged bigint[] CONSTRAINT usage_log_charged_not_null NOT NULL,
    grant_ids bigint[],
    grant_amounts numeric[],
    enforced boolean CONSTRAINT usage_log_enforced_not_null NOT NULL,
    hold_id bigint,
    refunds bigint,
    adjusts bigint,
    metadata jsonb,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT usage_log_recorded_at_not_null NOT NULL,
    reported_cost numeric,
    priced_cost numeric,
    marks text[]
);
ALTER TABLE meter.usage_log_202701 OWNER TO meter_owner;
COMMENT ON COLUMN meter.usage_log_202701.price_match IS 'exact: provider and model; model: by the model''s name alone; alias, prefix, dated, fine_tune, regex, list: by another name of the model, in that order; provider: what the provider asks for every model; fallback: the operator''s fallback price; reported: not by prices, but by the provider''s bill; none: cost unknown';
COMMENT ON COLUMN meter.usage_log_202701.marks IS 'duplicate: the account was charged for this answer before; clamped: a count was larger than what it is a part of, and was cut down to it (the metadata has what was said); unpriced_tier: no price knows the service tier, charged as standard';
CREATE TABLE meter.usage_log_202702 (
    account text CONSTRAINT usage_log_account_not_null NOT NULL,
    at timestamp with time zone CONSTRAINT usage_log_at_not_null NOT NULL,
    usage_id bigint DEFAULT nextval('meter.usage_id_seq'::regclass) CONSTRAINT usage_log_usage_id_not_null NOT NULL,
    plan text CONSTRAINT usage_log_plan_not_null NOT NULL,
    provider text,
    model text,
    operation text,
    operation_id text,
    session_id text,
    key_source text CONSTRAINT usage_log_key_source_not_null NOT NULL,
    service_tier text CONSTRAINT usage_log_service_tier_not_null NOT NULL,
    conditions text[],
    input_tokens bigint CONSTRAINT usage_log_input_tokens_not_null NOT NULL,
    output_tokens bigint CONSTRAINT usage_log_output_tokens_not_null NOT NULL,
    cache_read_tokens bigint DEFAULT 0 CONSTRAINT usage_log_cache_read_tokens_not_null NOT NULL,
    cache_write_tokens bigint DEFAULT 0 CONSTRAINT usage_log_cache_write_tokens_not_null NOT NULL,
    reasoning_tokens bigint DEFAULT 0 CONSTRAINT usage_log_reasoning_tokens_not_null NOT NULL,
    audio_input_tokens bigint DEFAULT 0 CONSTRAINT usage_log_audio_input_tokens_not_null NOT NULL,
    audio_output_tokens bigint DEFAULT 0 CONSTRAINT usage_log_audio_output_tokens_not_null NOT NULL,
    other_units jsonb,
    requests integer DEFAULT 1 CONSTRAINT usage_log_requests_not_null NOT NULL,
    tokens bigint CONSTRAINT usage_log_tokens_not_null NOT NULL,
    cost numeric,
    markup numeric,
    charged_cost numeric,
    price_match text CONSTRAINT usage_log_price_match_not_null NOT NULL,
    price_ids bigint[] CONSTRAINT usage_log_price_ids_not_null NOT NULL,
    charged bigint[] CONSTRAINT usage_log_charged_not_null NOT NULL,
    grant_ids bigint[],
    grant_amounts numeric[],
    enforced boolean CONSTRAINT usage_log_enforced_not_null NOT NULL,
    hold_id bigint,
    refunds bigint,
    adjusts bigint,
    metadata jsonb,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT usage_log_recorded_at_not_null NOT NULL,
    reported_cost numeric,
    priced_cost numeric,
    marks text[]
);
ALTER TABLE meter.usage_log_202702 OWNER TO meter_owner;
COMMENT ON COLUMN meter.usage_log_202702.price_match IS 'exact: provider and model; model: by the model''s name alone; alias, prefix, dated, fine_tune, regex, list: by another name of the model, in that order; provider: what the provider asks for every model; fallback: the operator''s fallback price; reported: not by prices, but by the provider''s bill; none: cost unknown';
COMMENT ON COLUMN meter.usage_log_202702.marks IS 'duplicate: the account was charged for this answer before; clamped: a count was larger than what it is a part of, and was cut down to it (the metadata has what was said); unpriced_tier: no price knows the service tier, charged as standard';
CREATE TABLE meter.usage_log_default (
    account text CONSTRAINT usage_log_account_not_null NOT NULL,
    at timestamp with time zone CONSTRAINT usage_log_at_not_null NOT NULL,
    usage_id bigint DEFAULT nextval('meter.usage_id_seq'::regclass) CONSTRAINT usage_log_usage_id_not_null NOT NULL,
    plan text CONSTRAINT usage_log_plan_not_null NOT NULL,
    provider text,
    model text,
    operation text,
    operation_id text,
    session_id text,
    key_source text CONSTRAINT usage_log_key_source_not_null NOT NULL,
    service_tier text CONSTRAINT usage_log_service_tier_not_null NOT NULL,
    conditions text[],
    input_tokens bigint CONSTRAINT usage_log_input_tokens_not_null NOT NULL,
    output_tokens bigint CONSTRAINT usage_log_output_tokens_not_null NOT NULL,
    cache_read_tokens bigint DEFAULT 0 CONSTRAINT usage_log_cache_read_tokens_not_null NOT NULL,
    cache_write_tokens bigint DEFAULT 0 CONSTRAINT usage_log_cache_write_tokens_not_null NOT NULL,
    reasoning_tokens bigint DEFAULT 0 CONSTRAINT usage_log_reasoning_tokens_not_null NOT NULL,
    audio_input_tokens bigint DEFAULT 0 CONSTRAINT usage_log_audio_input_tokens_not_null NOT NULL,
    audio_output_tokens bigint DEFAULT 0 CONSTRAINT usage_log_audio_output_tokens_not_null NOT NULL,
    other_units jsonb,
    requests integer DEFAULT 1 CONSTRAINT usage_log_requests_not_null NOT NULL,
    tokens bigint CONSTRAINT usage_log_tokens_not_null NOT NULL,
    cost numeric,
    markup numeric,
    charged_cost numeric,
    price_match text CONSTRAINT usage_log_price_match_not_null NOT NULL,
    price_ids bigint[] CONSTRAINT usage_log_price_ids_not_null NOT NULL,
    charged bigint[] CONSTRAINT usage_log_charged_not_null NOT NULL,
    grant_ids bigint[],
    grant_amounts numeric[],
    enforced boolean CONSTRAINT usage_log_enforced_not_null NOT NULL,
    hold_id bigint,
    refunds bigint,
    adjusts bigint,
    metadata jsonb,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT usage_log_recorded_at_not_null NOT NULL,
    reported_cost numeric,
    priced_cost numeric,
    marks text[]
);
ALTER TABLE meter.usage_log_default OWNER TO meter_owner;
ALTER TABLE ONLY meter.usage_log ATTACH PARTITION meter.usage_log_202604 FOR VALUES FROM ('2026-04-01 00:00:00+00') TO ('2026-05-01 00:00:00+00');
ALTER TABLE ONLY meter.usage_log ATTACH PARTITION meter.usage_log_202605 FOR VALUES FROM ('2026-05-01 00:00:00+00') TO ('2026-06-01 00:00:00+00');
ALTER TABLE ONLY meter.usage_log ATTACH PARTITION meter.usage_log_202606 FOR VALUES FROM ('2026-06-01 00:00:00+00') TO ('2026-07-01 00:00:00+00');
ALTER TABLE ONLY meter.usage_log ATTACH PARTITION meter.usage_log_202607 FOR VALUES FROM ('2026-07-01 00:00:00+00') TO ('2026-08-01 00:00:00+00');
ALTER TABLE ONLY meter.usage_log ATTACH PARTITION meter.usage_log_202608 FOR VALUES FROM ('2026-08-01 00:00:00+00') TO ('2026-09-01 00:00:00+00');
ALTER TABLE ONLY meter.usage_log ATTACH PARTITION meter.usage_log_202609 FOR VALUES FROM ('2026-09-01 00:00:00+00') TO ('2026-10-01 00:00:00+00');
ALTER TABLE ONLY meter.usage_log ATTACH PARTITION meter.usage_log_202610 FOR VALUES FROM ('2026-10-01 00:00:00+00') TO ('2026-11-01 00:00:00+00');
ALTER TABLE ONLY meter.usage_log ATTACH PARTITION meter.usage_log_202611 FOR VALUES FROM ('2026-11-01 00:00:00+00') TO ('2026-12-01 00:00:00+00');
ALTER TABLE ONLY meter.usage_log ATTACH PARTITION meter.usage_log_202612 FOR VALUES FROM ('2026-12-01 00:00:00+00') TO ('2027-01-01 00:00:00+00');
ALTER TABLE ONLY meter.usage_log ATTACH PARTITION meter.usage_log_202701 FOR VALUES FROM ('2027-01-01 00:00:00+00') TO ('2027-02-01 00:00:00+00');
ALTER TABLE ONLY meter.usage_log ATTACH PARTITION meter.usage_log_202702 FOR VALUES FROM ('2027-02-01 00:00:00+00') TO ('2027-03-01 00:00:00+00');
ALTER TABLE ONLY meter.usage_log ATTACH PARTITION meter.usage_log_default DEFAULT;
COPY meter.accounts (account, plan, parent, ancestors, time_zone, anchor, past_calendars, auth_subject, metadata, created_at, crm_id) FROM stdin;
acme	team	\N	{}	Europe/Berlin	2026-03-10 12:00:00+00	[]	\N	\N	2026-11-28 11:25:57.134018+00	\N
ann	pro	acme	{acme}	Asia/Kathmandu	2026-03-10 12:00:00+00	[]	sub-ann	\N	2026-11-28 11:25:57.158021+00	\N
pool	max	\N	{}	UTC	2026-03-10 12:00:00+00	[]	\N	\N	2026-11-28 11:25:57.202148+00	\N
bob	pro	acme	{acme}	UTC	2026-03-10 12:00:00+00	[]	\N	\N	2026-11-28 11:25:57.198032+00	\N
\.
COPY meter.alerts (alert_id, account, counter_id, limit_id, limit_name, unit, period, period_start, resets_at, threshold, used, cap, at, delivered_at) FROM stdin;
\.
COPY meter.allotments (grant_id, counter_id, amount, spent, repaid, expired) FROM stdin;
2	1	5000	5000	0	0
3	13	20	0	0	0
3	5	-20	0	0	0
1	1	300000	38600	0	0
\.
COPY meter.counters (counter_id, account, limit_id, period_start, period_end, used, reserved, granted, seeded, paid, repaid, kept, alerted, stale_at, opened, closed_at, dealt, deals) FROM stdin;
7	pool	3	2026-03-01 00:00:00+00	2026-04-01 00:00:00+00	10500	0	0	0	0	0	0	{}	infinity	t	2026-04-02 08:00:00+00	f	0
8	pool	8	2026-03-01 00:00:00+00	2026-04-01 00:00:00+00	10500	0	0	0	0	0	0	{}	infinity	t	2026-04-02 08:00:00+00	f	1
1	ann	7	-infinity	infinity	43600	0	305000	0	0	0	0	{}	-infinity	t	\N	f	0
2	ann	2	2026-02-28 18:15:00+00	2026-03-31 18:15:00+00	20500	0	0	0	0	0	0	{}	infinity	t	2026-04-02 08:00:00+00	f	0
6	bob	1	2026-03-10 00:00:00+00	2026-03-11 00:00:00+00	10500	0	0	0	0	0	0	{}	infinity	t	2026-04-02 08:00:00+00	f	0
3	acme	5	2026-03-10 12:00:00+00	2026-03-10 12:01:00+00	7	0	0	0	0	0	0	{}	infinity	t	2026-04-02 08:00:00+00	f	0
4	acme	6	2026-03-08 23:00:00+00	2026-03-15 23:00:00+00	20500	0	0	0	0	0	0	{}	infinity	t	2026-04-02 08:00:00+00	f	0
5	acme	4	2026-02-28 23:00:00+00	2026-03-31 22:00:00+00	0.0649700	0	-20	0	0	0	0	{}	infinity	t	2026-04-02 08:00:00+00	f	0
9	ann	2	2026-01-31 18:15:00+00	2026-02-28 18:15:00+00	7100	0	0	0	0	0	0	{}	infinity	t	2026-04-02 08:00:00+00	f	0
10	acme	5	2026-02-20 00:00:00+00	2026-02-20 00:01:00+00	1	0	0	0	0	0	0	{}	infinity	t	2026-04-02 08:00:00+00	f	0
11	acme	6	2026-02-15 23:00:00+00	2026-02-22 23:00:00+00	7100	0	0	0	0	0	0	{}	infinity	t	2026-04-02 08:00:00+00	f	0
13	acme	4	2026-03-31 22:00:00+00	2026-04-30 22:00:00+00	0.0550	0	20	0	0	0	0	{}	-infinity	t	\N	f	0
12	acme	4	2026-01-31 23:00:00+00	2026-02-28 23:00:00+00	0.0185	0	0	0	0	0	0	{}	infinity	f	2026-04-02 08:00:00+00	f	0
14	ann	2	2026-03-31 18:15:00+00	2026-04-30 18:15:00+00	16000	0	0	0	0	0	0	{}	infinity	t	\N	f	0
15	acme	5	2026-04-02 08:00:00+00	2026-04-02 08:01:00+00	5	0	0	0	0	0	0	{}	infinity	t	\N	f	0
16	acme	6	2026-03-29 22:00:00+00	2026-04-05 22:00:00+00	16000	0	0	0	0	0	0	{}	infinity	t	\N	f	0
17	bob	7	-infinity	infinity	10500	0	0	10500	0	0	10500	{}	infinity	t	\N	f	0
\.
COPY meter.denials (denial_id, account, at, reason, payer, limit_id, limit_name, unit, period, used, cap, requested, provider, model, operation, operation_id, input_tokens, output_tokens, cost) FROM stdin;
1	bob	2026-04-02 08:00:00+00	over_limit	bob	7	credits	tokens	never	10500	0	1000	groq	llama-3.1-8b-instant	\N	\N	900	100	0.000053
\.
COPY meter.given (kind, object, place, definition, make, change) FROM stdin;
column	installation.one_row	2	boolean	ALTER TABLE meter.installation ADD COLUMN one_row boolean	ALTER TABLE meter.installation ALTER COLUMN one_row TYPE boolean USING one_row::boolean
column	installation.schema_version	2	integer	ALTER TABLE meter.installation ADD COLUMN schema_version integer	ALTER TABLE meter.installation ALTER COLUMN schema_version TYPE integer USING schema_version::integer
column	installation.rules_version	2	bigint	ALTER TABLE meter.installation ADD COLUMN rules_version bigint	ALTER TABLE meter.installation ALTER COLUMN rules_version TYPE bigint USING rules_version::bigint
column	settings.setting	2	text	ALTER TABLE meter.settings ADD COLUMN setting text	ALTER TABLE meter.settings ALTER COLUMN setting TYPE text USING setting::text
column	settings.value	2	text	ALTER TABLE meter.settings ADD COLUMN value text	ALTER TABLE meter.settings ALTER COLUMN value TYPE text USING value::text
column	settings.changed_at	2	timestamp with time zone	ALTER TABLE meter.settings ADD COLUMN changed_at timestamp with time zone	ALTER TABLE meter.settings ALTER COLUMN changed_at TYPE timestamp with time zone USING changed_at::timestamp with time zone
column	plans.plan	2	text	ALTER TABLE meter.plans ADD COLUMN plan text	ALTER TABLE meter.plans ALTER COLUMN plan TYPE text USING plan::text
column	plans.description	2	text	ALTER TABLE meter.plans ADD COLUMN description text	ALTER TABLE meter.plans ALTER COLUMN description TYPE text USING description::text
column	plans.is_default	2	boolean	ALTER TABLE meter.plans ADD COLUMN is_default boolean	ALTER TABLE meter.plans ALTER COLUMN is_default TYPE boolean USING is_default::boolean
column	plans.markup	2	numeric	ALTER TABLE meter.plans ADD COLUMN markup numeric	ALTER TABLE meter.plans ALTER COLUMN markup TYPE numeric USING markup::numeric
column	plans.created_at	2	timestamp with time zone	ALTER TABLE meter.plans ADD COLUMN created_at timestamp with time zone	ALTER TABLE meter.plans ALTER COLUMN created_at TYPE timestamp with time zone USING created_at::timestamp with time zone
column	accounts.account	2	text	ALTER TABLE meter.accounts ADD COLUMN account text	ALTER TABLE meter.accounts ALTER COLUMN account TYPE text USING account::text
column	accounts.plan	2	text	ALTER TABLE meter.accounts ADD COLUMN plan text	ALTER TABLE meter.accounts ALTER COLUMN plan TYPE text USING plan::text
column	accounts.parent	2	text	ALTER TABLE meter.accounts ADD COLUMN parent text	ALTER TABLE meter.accounts ALTER COLUMN parent TYPE text USING parent::text
column	accounts.ancestors	2	text[]	ALTER TABLE meter.accounts ADD COLUMN ancestors text[]	ALTER TABLE meter.accounts ALTER COLUMN ancestors TYPE text[] USING ancestors::text[]
column	accounts.time_zone	2	text	ALTER TABLE meter.accounts ADD COLUMN time_zone text	ALTER TABLE meter.accounts ALTER COLUMN time_zone TYPE text USING time_zone::text
column	accounts.anchor	2	timestamp with time zone	ALTER TABLE meter.accounts ADD COLUMN anchor timestamp with time zone	ALTER TABLE meter.accounts ALTER COLUMN anchor TYPE timestamp with time zone USING anchor::timestamp with time zone
column	accounts.past_calendars	2	jsonb	ALTER TABLE meter.accounts ADD COLUMN past_calendars jsonb	ALTER TABLE meter.accounts ALTER COLUMN past_calendars TYPE jsonb USING past_calendars::jsonb
column	accounts.auth_subject	2	text	ALTER TABLE meter.accounts ADD COLUMN auth_subject text	ALTER TABLE meter.accounts ALTER COLUMN auth_subject TYPE text USING auth_subject::text
column	accounts.metadata	2	jsonb	ALTER TABLE meter.accounts ADD COLUMN metadata jsonb	ALTER TABLE meter.accounts ALTER COLUMN metadata TYPE jsonb USING metadata::jsonb
column	accounts.created_at	2	timestamp with time zone	ALTER TABLE meter.accounts ADD COLUMN created_at timestamp with time zone	ALTER TABLE meter.accounts ALTER COLUMN created_at TYPE timestamp with time zone USING created_at::timestamp with time zone
column	limits.limit_id	2	bigint	ALTER TABLE meter.limits ADD COLUMN limit_id bigint	ALTER TABLE meter.limits ALTER COLUMN limit_id TYPE bigint USING limit_id::bigint
column	limits.limit_name	2	text	ALTER TABLE meter.limits ADD COLUMN limit_name text	ALTER TABLE meter.limits ALTER COLUMN limit_name TYPE text USING limit_name::text
column	limits.plan	2	text	ALTER TABLE meter.limits ADD COLUMN plan text	ALTER TABLE meter.limits ALTER COLUMN plan TYPE text USING plan::text
column	limits.account	2	text	ALTER TABLE meter.limits ADD COLUMN account text	ALTER TABLE meter.limits ALTER COLUMN account TYPE text USING account::text
column	limits.unit	2	text	ALTER TABLE meter.limits ADD COLUMN unit text	ALTER TABLE meter.limits ALTER COLUMN unit TYPE text USING unit::text
column	limits.cap	2	numeric	ALTER TABLE meter.limits ADD COLUMN cap numeric	ALTER TABLE meter.limits ALTER COLUMN cap TYPE numeric USING cap::numeric
column	limits.period	2	text	ALTER TABLE meter.limits ADD COLUMN period text	ALTER TABLE meter.limits ALTER COLUMN period TYPE text USING period::text
column	limits.hard	2	boolean	ALTER TABLE meter.limits ADD COLUMN hard boolean	ALTER TABLE meter.limits ALTER COLUMN hard TYPE boolean USING hard::boolean
column	limits.provider	2	text	ALTER TABLE meter.limits ADD COLUMN provider text	ALTER TABLE meter.limits ALTER COLUMN provider TYPE text USING provider::text
column	limits.model	2	text	ALTER TABLE meter.limits ADD COLUMN model text	ALTER TABLE meter.limits ALTER COLUMN model TYPE text USING model::text
column	limits.operation	2	text	ALTER TABLE meter.limits ADD COLUMN operation text	ALTER TABLE meter.limits ALTER COLUMN operation TYPE text USING operation::text
column	limits.key_source	2	text	ALTER TABLE meter.limits ADD COLUMN key_source text	ALTER TABLE meter.limits ALTER COLUMN key_source TYPE text USING key_source::text
column	limits.thresholds	2	numeric[]	ALTER TABLE meter.limits ADD COLUMN thresholds numeric[]	ALTER TABLE meter.limits ALTER COLUMN thresholds TYPE numeric[] USING thresholds::numeric[]
column	limits.anchored	2	boolean	ALTER TABLE meter.limits ADD COLUMN anchored boolean	ALTER TABLE meter.limits ALTER COLUMN anchored TYPE boolean USING anchored::boolean
column	limits.carry_over_cap	2	numeric	ALTER TABLE meter.limits ADD COLUMN carry_over_cap numeric	ALTER TABLE meter.limits ALTER COLUMN carry_over_cap TYPE numeric USING carry_over_cap::numeric
column	limits.stripes	2	integer	ALTER TABLE meter.limits ADD COLUMN stripes integer	ALTER TABLE meter.limits ALTER COLUMN stripes TYPE integer USING stripes::integer
column	limits.created_at	2	timestamp with time zone	ALTER TABLE meter.limits ADD COLUMN created_at timestamp with time zone	ALTER TABLE meter.limits ALTER COLUMN created_at TYPE timestamp with time zone USING created_at::timestamp with time zone
column	limits.changed_at	2	timestamp with time zone	ALTER TABLE meter.limits ADD COLUMN changed_at timestamp with time zone	ALTER TABLE meter.limits ALTER COLUMN changed_at TYPE timestamp with time zone USING changed_at::timestamp with time zone
column	limits.removed_at	2	timestamp with time zone	ALTER TABLE meter.limits ADD COLUMN removed_at timestamp with time zone	ALTER TABLE meter.limits ALTER COLUMN removed_at TYPE timestamp with time zone USING removed_at::timestamp with time zone
column	counters.counter_id	2	bigint	ALTER TABLE meter.counters ADD COLUMN counter_id bigint	ALTER TABLE meter.counters ALTER COLUMN counter_id TYPE bigint USING counter_id::bigint
column	counters.account	2	text	ALTER TABLE meter.counters ADD COLUMN account text	ALTER TABLE meter.counters ALTER COLUMN account TYPE text USING account::text
column	counters.limit_id	2	bigint	ALTER TABLE meter.counters ADD COLUMN limit_id bigint	ALTER TABLE meter.counters ALTER COLUMN limit_id TYPE bigint USING limit_id::bigint
column	counters.period_start	2	timestamp with time zone	ALTER TABLE meter.counters ADD COLUMN period_start timestamp with time zone	ALTER TABLE meter.counters ALTER COLUMN period_start TYPE timestamp with time zone USING period_start::timestamp with time zone
column	counters.period_end	2	timestamp with time zone	ALTER TABLE meter.counters ADD COLUMN period_end timestamp with time zone	ALTER TABLE meter.counters ALTER COLUMN period_end TYPE timestamp with time zone USING period_end::timestamp with time zone
column	counters.used	2	numeric	ALTER TABLE meter.counters ADD COLUMN used numeric	ALTER TABLE meter.counters ALTER COLUMN used TYPE numeric USING used::numeric
column	counters.reserved	2	numeric	ALTER TABLE meter.counters ADD COLUMN reserved numeric	ALTER TABLE meter.counters ALTER COLUMN reserved TYPE numeric USING reserved::numeric
column	counters.granted	2	numeric	ALTER TABLE meter.counters ADD COLUMN granted numeric	ALTER TABLE meter.counters ALTER COLUMN granted TYPE numeric USING granted::numeric
column	counters.seeded	2	numeric	ALTER TABLE meter.counters ADD COLUMN seeded numeric	ALTER TABLE meter.counters ALTER COLUMN seeded TYPE numeric USING seeded::numeric
column	counters.paid	2	numeric	ALTER TABLE meter.counters ADD COLUMN paid numeric	ALTER TABLE meter.counters ALTER COLUMN paid TYPE numeric USING paid::numeric
column	counters.repaid	2	numeric	ALTER TABLE meter.counters ADD COLUMN repaid numeric	ALTER TABLE meter.counters ALTER COLUMN repaid TYPE numeric USING repaid::numeric
column	counters.kept	2	numeric	ALTER TABLE meter.counters ADD COLUMN kept numeric	ALTER TABLE meter.counters ALTER COLUMN kept TYPE numeric USING kept::numeric
column	counters.alerted	2	numeric[]	ALTER TABLE meter.counters ADD COLUMN alerted numeric[]	ALTER TABLE meter.counters ALTER COLUMN alerted TYPE numeric[] USING alerted::numeric[]
column	counters.stale_at	2	timestamp with time zone	ALTER TABLE meter.counters ADD COLUMN stale_at timestamp with time zone	ALTER TABLE meter.counters ALTER COLUMN stale_at TYPE timestamp with time zone USING stale_at::timestamp with time zone
column	counters.opened	2	boolean	ALTER TABLE meter.counters ADD COLUMN opened boolean	ALTER TABLE meter.counters ALTER COLUMN opened TYPE boolean USING opened::boolean
column	counters.closed_at	2	timestamp with time zone	ALTER TABLE meter.counters ADD COLUMN closed_at timestamp with time zone	ALTER TABLE meter.counters ALTER COLUMN closed_at TYPE timestamp with time zone USING closed_at::timestamp with time zone
column	counters.dealt	2	boolean	ALTER TABLE meter.counters ADD COLUMN dealt boolean	ALTER TABLE meter.counters ALTER COLUMN dealt TYPE boolean USING dealt::boolean
column	counters.deals	2	integer	ALTER TABLE meter.counters ADD COLUMN deals integer	ALTER TABLE meter.counters ALTER COLUMN deals TYPE integer USING deals::integer
column	seeds.seed_id	2	bigint	ALTER TABLE meter.seeds ADD COLUMN seed_id bigint	ALTER TABLE meter.seeds ALTER COLUMN seed_id TYPE bigint USING seed_id::bigint
column	seeds.counter_id	2	bigint	ALTER TABLE meter.seeds ADD COLUMN counter_id bigint	ALTER TABLE meter.seeds ALTER COLUMN counter_id TYPE bigint USING counter_id::bigint
column	seeds.account	2	text	ALTER TABLE meter.seeds ADD COLUMN account text	ALTER TABLE meter.seeds ALTER COLUMN account TYPE text USING account::text
column	seeds.provider	2	text	ALTER TABLE meter.seeds ADD COLUMN provider text	ALTER TABLE meter.seeds ALTER COLUMN provider TYPE text USING provider::text
column	seeds.key_source	2	text	ALTER TABLE meter.seeds ADD COLUMN key_source text	ALTER TABLE meter.seeds ALTER COLUMN key_source TYPE text USING key_source::text
column	seeds.model	2	text	ALTER TABLE meter.seeds ADD COLUMN model text	ALTER TABLE meter.seeds ALTER COLUMN model TYPE text USING model::text
column	seeds.seeded_to	2	bigint	ALTER TABLE meter.seeds ADD COLUMN seeded_to bigint	ALTER TABLE meter.seeds ALTER COLUMN seeded_to TYPE bigint USING seeded_to::bigint
column	seeds.amount	2	numeric	ALTER TABLE meter.seeds ADD COLUMN amount numeric	ALTER TABLE meter.seeds ALTER COLUMN amount TYPE numeric USING amount::numeric
column	seeds.paid	2	numeric	ALTER TABLE meter.seeds ADD COLUMN paid numeric	ALTER TABLE meter.seeds ALTER COLUMN paid TYPE numeric USING paid::numeric
column	pools.pool_id	2	bigint	ALTER TABLE meter.pools ADD COLUMN pool_id bigint	ALTER TABLE meter.pools ALTER COLUMN pool_id TYPE bigint USING pool_id::bigint
column	pools.account	2	text	ALTER TABLE meter.pools ADD COLUMN account text	ALTER TABLE meter.pools ALTER COLUMN account TYPE text USING account::text
column	pools.provider	2	text	ALTER TABLE meter.pools ADD COLUMN provider text	ALTER TABLE meter.pools ALTER COLUMN provider TYPE text USING provider::text
column	pools.for_account	2	text	ALTER TABLE meter.pools ADD COLUMN for_account text	ALTER TABLE meter.pools ALTER COLUMN for_account TYPE text USING for_account::text
column	pools.created_at	2	timestamp with time zone	ALTER TABLE meter.pools ADD COLUMN created_at timestamp with time zone	ALTER TABLE meter.pools ALTER COLUMN created_at TYPE timestamp with time zone USING created_at::timestamp with time zone
column	key_sources.account	2	text	ALTER TABLE meter.key_sources ADD COLUMN account text	ALTER TABLE meter.key_sources ALTER COLUMN account TYPE text USING account::text
column	key_sources.provider	2	text	ALTER TABLE meter.key_sources ADD COLUMN provider text	ALTER TABLE meter.key_sources ALTER COLUMN provider TYPE text USING provider::text
column	key_sources.key_source	2	text	ALTER TABLE meter.key_sources ADD COLUMN key_source text	ALTER TABLE meter.key_sources ALTER COLUMN key_source TYPE text USING key_source::text
not null	grants.unit	4	not null	ALTER TABLE meter.grants ALTER COLUMN unit SET NOT NULL	\N
column	grants.grant_id	2	bigint	ALTER TABLE meter.grants ADD COLUMN grant_id bigint	ALTER TABLE meter.grants ALTER COLUMN grant_id TYPE bigint USING grant_id::bigint
column	grants.account	2	text	ALTER TABLE meter.grants ADD COLUMN account text	ALTER TABLE meter.grants ALTER COLUMN account TYPE text USING account::text
column	grants.limit_name	2	text	ALTER TABLE meter.grants ADD COLUMN limit_name text	ALTER TABLE meter.grants ALTER COLUMN limit_name TYPE text USING limit_name::text
column	grants.unit	2	text	ALTER TABLE meter.grants ADD COLUMN unit text	ALTER TABLE meter.grants ALTER COLUMN unit TYPE text USING unit::text
column	grants.kind	2	text	ALTER TABLE meter.grants ADD COLUMN kind text	ALTER TABLE meter.grants ALTER COLUMN kind TYPE text USING kind::text
column	grants.amount	2	numeric	ALTER TABLE meter.grants ADD COLUMN amount numeric	ALTER TABLE meter.grants ALTER COLUMN amount TYPE numeric USING amount::numeric
column	grants.priority	2	integer	ALTER TABLE meter.grants ADD COLUMN priority integer	ALTER TABLE meter.grants ALTER COLUMN priority TYPE integer USING priority::integer
column	grants.expires_at	2	timestamp with time zone	ALTER TABLE meter.grants ADD COLUMN expires_at timestamp with time zone	ALTER TABLE meter.grants ALTER COLUMN expires_at TYPE timestamp with time zone USING expires_at::timestamp with time zone
column	grants.note	2	text	ALTER TABLE meter.grants ADD COLUMN note text	ALTER TABLE meter.grants ALTER COLUMN note TYPE text USING note::text
column	grants.created_at	2	timestamp with time zone	ALTER TABLE meter.grants ADD COLUMN created_at timestamp with time zone	ALTER TABLE meter.grants ALTER COLUMN created_at TYPE timestamp with time zone USING created_at::timestamp with time zone
column	grants.voided	2	numeric	ALTER TABLE meter.grants ADD COLUMN voided numeric	ALTER TABLE meter.grants ALTER COLUMN voided TYPE numeric USING voided::numeric
column	grants.voided_at	2	timestamp with time zone	ALTER TABLE meter.grants ADD COLUMN voided_at timestamp with time zone	ALTER TABLE meter.grants ALTER COLUMN voided_at TYPE timestamp with time zone USING voided_at::timestamp with time zone
column	grants.void_note	2	text	ALTER TABLE meter.grants ADD COLUMN void_note text	ALTER TABLE meter.grants ALTER COLUMN void_note TYPE text USING void_note::text
column	allotments.grant_id	2	bigint	ALTER TABLE meter.allotments ADD COLUMN grant_id bigint	ALTER TABLE meter.allotments ALTER COLUMN grant_id TYPE bigint USING grant_id::bigint
column	allotments.counter_id	2	bigint	ALTER TABLE meter.allotments ADD COLUMN counter_id bigint	ALTER TABLE meter.allotments ALTER COLUMN counter_id TYPE bigint USING counter_id::bigint
column	allotments.amount	2	numeric	ALTER TABLE meter.allotments ADD COLUMN amount numeric	ALTER TABLE meter.allotments ALTER COLUMN amount TYPE numeric USING amount::numeric
column	allotments.spent	2	numeric	ALTER TABLE meter.allotments ADD COLUMN spent numeric	ALTER TABLE meter.allotments ALTER COLUMN spent TYPE numeric USING spent::numeric
column	allotments.repaid	2	numeric	ALTER TABLE meter.allotments ADD COLUMN repaid numeric	ALTER TABLE meter.allotments ALTER COLUMN repaid TYPE numeric USING repaid::numeric
column	allotments.expired	2	numeric	ALTER TABLE meter.allotments ADD COLUMN expired numeric	ALTER TABLE meter.allotments ALTER COLUMN expired TYPE numeric USING expired::numeric
column	stripes.counter_id	2	bigint	ALTER TABLE meter.stripes ADD COLUMN counter_id bigint	ALTER TABLE meter.stripes ALTER COLUMN counter_id TYPE bigint USING counter_id::bigint
column	stripes.deal	2	integer	ALTER TABLE meter.stripes ADD COLUMN deal integer	ALTER TABLE meter.stripes ALTER COLUMN deal TYPE integer USING deal::integer
column	stripes.stripe	2	smallint	ALTER TABLE meter.stripes ADD COLUMN stripe smallint	ALTER TABLE meter.stripes ALTER COLUMN stripe TYPE smallint USING stripe::smallint
column	stripes.used	2	numeric	ALTER TABLE meter.stripes ADD COLUMN used numeric	ALTER TABLE meter.stripes ALTER COLUMN used TYPE numeric USING used::numeric
column	stripes.room	2	numeric	ALTER TABLE meter.stripes ADD COLUMN room numeric	ALTER TABLE meter.stripes ALTER COLUMN room TYPE numeric USING room::numeric
column	stripes.charges_left	2	integer	ALTER TABLE meter.stripes ADD COLUMN charges_left integer	ALTER TABLE meter.stripes ALTER COLUMN charges_left TYPE integer USING charges_left::integer
column	stripes.terms	2	bigint	ALTER TABLE meter.stripes ADD COLUMN terms bigint	ALTER TABLE meter.stripes ALTER COLUMN terms TYPE bigint USING terms::bigint
column	stripes.grant_id	2	bigint	ALTER TABLE meter.stripes ADD COLUMN grant_id bigint	ALTER TABLE meter.stripes ALTER COLUMN grant_id TYPE bigint USING grant_id::bigint
column	holds.hold_id	2	bigint	ALTER TABLE meter.holds ADD COLUMN hold_id bigint	ALTER TABLE meter.holds ALTER COLUMN hold_id TYPE bigint USING hold_id::bigint
column	holds.account	2	text	ALTER TABLE meter.holds ADD COLUMN account text	ALTER TABLE meter.holds ALTER COLUMN account TYPE text USING account::text
column	holds.at	2	timestamp with time zone	ALTER TABLE meter.holds ADD COLUMN at timestamp with time zone	ALTER TABLE meter.holds ALTER COLUMN at TYPE timestamp with time zone USING at::timestamp with time zone
column	holds.expires_at	2	timestamp with time zone	ALTER TABLE meter.holds ADD COLUMN expires_at timestamp with time zone	ALTER TABLE meter.holds ALTER COLUMN expires_at TYPE timestamp with time zone USING expires_at::timestamp with time zone
column	holds.slot	2	integer	ALTER TABLE meter.holds ADD COLUMN slot integer	ALTER TABLE meter.holds ALTER COLUMN slot TYPE integer USING slot::integer
column	holds.provider	2	text	ALTER TABLE meter.holds ADD COLUMN provider text	ALTER TABLE meter.holds ALTER COLUMN provider TYPE text USING provider::text
column	holds.model	2	text	ALTER TABLE meter.holds ADD COLUMN model text	ALTER TABLE meter.holds ALTER COLUMN model TYPE text USING model::text
column	holds.operation	2	text	ALTER TABLE meter.holds ADD COLUMN operation text	ALTER TABLE meter.holds ALTER COLUMN operation TYPE text USING operation::text
column	holds.operation_id	2	text	ALTER TABLE meter.holds ADD COLUMN operation_id text	ALTER TABLE meter.holds ALTER COLUMN operation_id TYPE text USING operation_id::text
column	holds.session_id	2	text	ALTER TABLE meter.holds ADD COLUMN session_id text	ALTER TABLE meter.holds ALTER COLUMN session_id TYPE text USING session_id::text
column	holds.key_source	2	text	ALTER TABLE meter.holds ADD COLUMN key_source text	ALTER TABLE meter.holds ALTER COLUMN key_source TYPE text USING key_source::text
column	holds.service_tier	2	text	ALTER TABLE meter.holds ADD COLUMN service_tier text	ALTER TABLE meter.holds ALTER COLUMN service_tier TYPE text USING service_tier::text
column	holds.conditions	2	text[]	ALTER TABLE meter.holds ADD COLUMN conditions text[]	ALTER TABLE meter.holds ALTER COLUMN conditions TYPE text[] USING conditions::text[]
column	holds.input_tokens	2	bigint	ALTER TABLE meter.holds ADD COLUMN input_tokens bigint	ALTER TABLE meter.holds ALTER COLUMN input_tokens TYPE bigint USING input_tokens::bigint
column	holds.output_tokens	2	bigint	ALTER TABLE meter.holds ADD COLUMN output_tokens bigint	ALTER TABLE meter.holds ALTER COLUMN output_tokens TYPE bigint USING output_tokens::bigint
column	holds.cost	2	numeric	ALTER TABLE meter.holds ADD COLUMN cost numeric	ALTER TABLE meter.holds ALTER COLUMN cost TYPE numeric USING cost::numeric
column	holds.metadata	2	jsonb	ALTER TABLE meter.holds ADD COLUMN metadata jsonb	ALTER TABLE meter.holds ALTER COLUMN metadata TYPE jsonb USING metadata::jsonb
column	holds.charged	2	bigint[]	ALTER TABLE meter.holds ADD COLUMN charged bigint[]	ALTER TABLE meter.holds ALTER COLUMN charged TYPE bigint[] USING charged::bigint[]
column	holds.amounts	2	numeric[]	ALTER TABLE meter.holds ADD COLUMN amounts numeric[]	ALTER TABLE meter.holds ALTER COLUMN amounts TYPE numeric[] USING amounts::numeric[]
column	holds.settled_at	2	timestamp with time zone	ALTER TABLE meter.holds ADD COLUMN settled_at timestamp with time zone	ALTER TABLE meter.holds ALTER COLUMN settled_at TYPE timestamp with time zone USING settled_at::timestamp with time zone
column	holds.released_at	2	timestamp with time zone	ALTER TABLE meter.holds ADD COLUMN released_at timestamp with time zone	ALTER TABLE meter.holds ALTER COLUMN released_at TYPE timestamp with time zone USING released_at::timestamp with time zone
column	holds.late	2	boolean	ALTER TABLE meter.holds ADD COLUMN late boolean	ALTER TABLE meter.holds ALTER COLUMN late TYPE boolean USING late::boolean
column	holds.overage	2	boolean	ALTER TABLE meter.holds ADD COLUMN overage boolean	ALTER TABLE meter.holds ALTER COLUMN overage TYPE boolean USING overage::boolean
column	holds.settlement	2	jsonb	ALTER TABLE meter.holds ADD COLUMN settlement jsonb	ALTER TABLE meter.holds ALTER COLUMN settlement TYPE jsonb USING settlement::jsonb
column	holds.verdict	2	jsonb	ALTER TABLE meter.holds ADD COLUMN verdict jsonb	ALTER TABLE meter.holds ALTER COLUMN verdict TYPE jsonb USING verdict::jsonb
column	holds.usage_id	2	bigint	ALTER TABLE meter.holds ADD COLUMN usage_id bigint	ALTER TABLE meter.holds ALTER COLUMN usage_id TYPE bigint USING usage_id::bigint
column	reservations.hold_id	2	bigint	ALTER TABLE meter.reservations ADD COLUMN hold_id bigint	ALTER TABLE meter.reservations ALTER COLUMN hold_id TYPE bigint USING hold_id::bigint
column	reservations.counter_id	2	bigint	ALTER TABLE meter.reservations ADD COLUMN counter_id bigint	ALTER TABLE meter.reservations ALTER COLUMN counter_id TYPE bigint USING counter_id::bigint
column	reservations.amount	2	numeric	ALTER TABLE meter.reservations ADD COLUMN amount numeric	ALTER TABLE meter.reservations ALTER COLUMN amount TYPE numeric USING amount::numeric
column	reservations.expires_at	2	timestamp with time zone	ALTER TABLE meter.reservations ADD COLUMN expires_at timestamp with time zone	ALTER TABLE meter.reservations ALTER COLUMN expires_at TYPE timestamp with time zone USING expires_at::timestamp with time zone
column	alerts.alert_id	2	bigint	ALTER TABLE meter.alerts ADD COLUMN alert_id bigint	ALTER TABLE meter.alerts ALTER COLUMN alert_id TYPE bigint USING alert_id::bigint
column	alerts.account	2	text	ALTER TABLE meter.alerts ADD COLUMN account text	ALTER TABLE meter.alerts ALTER COLUMN account TYPE text USING account::text
column	alerts.counter_id	2	bigint	ALTER TABLE meter.alerts ADD COLUMN counter_id bigint	ALTER TABLE meter.alerts ALTER COLUMN counter_id TYPE bigint USING counter_id::bigint
column	alerts.limit_id	2	bigint	ALTER TABLE meter.alerts ADD COLUMN limit_id bigint	ALTER TABLE meter.alerts ALTER COLUMN limit_id TYPE bigint USING limit_id::bigint
column	alerts.limit_name	2	text	ALTER TABLE meter.alerts ADD COLUMN limit_name text	ALTER TABLE meter.alerts ALTER COLUMN limit_name TYPE text USING limit_name::text
column	alerts.unit	2	text	ALTER TABLE meter.alerts ADD COLUMN unit text	ALTER TABLE meter.alerts ALTER COLUMN unit TYPE text USING unit::text
column	alerts.period	2	text	ALTER TABLE meter.alerts ADD COLUMN period text	ALTER TABLE meter.alerts ALTER COLUMN period TYPE text USING period::text
column	alerts.period_start	2	timestamp with time zone	ALTER TABLE meter.alerts ADD COLUMN period_start timestamp with time zone	ALTER TABLE meter.alerts ALTER COLUMN period_start TYPE timestamp with time zone USING period_start::timestamp with time zone
column	alerts.resets_at	2	timestamp with time zone	ALTER TABLE meter.alerts ADD COLUMN resets_at timestamp with time zone	ALTER TABLE meter.alerts ALTER COLUMN resets_at TYPE timestamp with time zone USING resets_at::timestamp with time zone
column	alerts.threshold	2	numeric	ALTER TABLE meter.alerts ADD COLUMN threshold numeric	ALTER TABLE meter.alerts ALTER COLUMN threshold TYPE numeric USING threshold::numeric
column	alerts.used	2	numeric	ALTER TABLE meter.alerts ADD COLUMN used numeric	ALTER TABLE meter.alerts ALTER COLUMN used TYPE numeric USING used::numeric
column	alerts.cap	2	numeric	ALTER TABLE meter.alerts ADD COLUMN cap numeric	ALTER TABLE meter.alerts ALTER COLUMN cap TYPE numeric USING cap::numeric
column	alerts.remaining	2	numeric generated as GREATEST((cap - used), (0)::numeric)	ALTER TABLE meter.alerts ADD COLUMN remaining numeric GENERATED ALWAYS AS (GREATEST((cap - used), (0)::numeric)) STORED	\N
column	alerts.at	2	timestamp with time zone	ALTER TABLE meter.alerts ADD COLUMN at timestamp with time zone	ALTER TABLE meter.alerts ALTER COLUMN at TYPE timestamp with time zone USING at::timestamp with time zone
column	alerts.delivered_at	2	timestamp with time zone	ALTER TABLE meter.alerts ADD COLUMN delivered_at timestamp with time zone	ALTER TABLE meter.alerts ALTER COLUMN delivered_at TYPE timestamp with time zone USING delivered_at::timestamp with time zone
column	prices.price_id	2	bigint	ALTER TABLE meter.prices ADD COLUMN price_id bigint	ALTER TABLE meter.prices ALTER COLUMN price_id TYPE bigint USING price_id::bigint
column	prices.provider	2	text	ALTER TABLE meter.prices ADD COLUMN provider text	ALTER TABLE meter.prices ALTER COLUMN provider TYPE text USING provider::text
column	prices.model	2	text	ALTER TABLE meter.prices ADD COLUMN model text	ALTER TABLE meter.prices ALTER COLUMN model TYPE text USING model::text
column	prices.component	2	text	ALTER TABLE meter.prices ADD COLUMN component text	ALTER TABLE meter.prices ALTER COLUMN component TYPE text USING component::text
not null	grants.kind	4	not null	ALTER TABLE meter.grants ALTER COLUMN kind SET NOT NULL	\N
column	prices.service_tier	2	text	ALTER TABLE meter.prices ADD COLUMN service_tier text	ALTER TABLE meter.prices ALTER COLUMN service_tier TYPE text USING service_tier::text
column	prices.context_above	2	bigint	ALTER TABLE meter.prices ADD COLUMN context_above bigint	ALTER TABLE meter.prices ALTER COLUMN context_above TYPE bigint USING context_above::bigint
column	prices.daily	2	text	ALTER TABLE meter.prices ADD COLUMN daily text	ALTER TABLE meter.prices ALTER COLUMN daily TYPE text USING daily::text
column	prices.price_per_million	2	numeric	ALTER TABLE meter.prices ADD COLUMN price_per_million numeric	ALTER TABLE meter.prices ALTER COLUMN price_per_million TYPE numeric USING price_per_million::numeric
column	prices.effective_from	2	timestamp with time zone	ALTER TABLE meter.prices ADD COLUMN effective_from timestamp with time zone	ALTER TABLE meter.prices ALTER COLUMN effective_from TYPE timestamp with time zone USING effective_from::timestamp with time zone
column	prices.source	2	text	ALTER TABLE meter.prices ADD COLUMN source text	ALTER TABLE meter.prices ALTER COLUMN source TYPE text USING source::text
column	prices.created_at	2	timestamp with time zone	ALTER TABLE meter.prices ADD COLUMN created_at timestamp with time zone	ALTER TABLE meter.prices ALTER COLUMN created_at TYPE timestamp with time zone USING created_at::timestamp with time zone
column	model_rules.rule_id	2	bigint	ALTER TABLE meter.model_rules ADD COLUMN rule_id bigint	ALTER TABLE meter.model_rules ALTER COLUMN rule_id TYPE bigint USING rule_id::bigint
column	model_rules.kind	2	text	ALTER TABLE meter.model_rules ADD COLUMN kind text	ALTER TABLE meter.model_rules ALTER COLUMN kind TYPE text USING kind::text
column	model_rules.pattern	2	text	ALTER TABLE meter.model_rules ADD COLUMN pattern text	ALTER TABLE meter.model_rules ALTER COLUMN pattern TYPE text USING pattern::text
column	model_rules.provider	2	text	ALTER TABLE meter.model_rules ADD COLUMN provider text	ALTER TABLE meter.model_rules ALTER COLUMN provider TYPE text USING provider::text
column	model_rules.to_provider	2	text	ALTER TABLE meter.model_rules ADD COLUMN to_provider text	ALTER TABLE meter.model_rules ALTER COLUMN to_provider TYPE text USING to_provider::text
column	model_rules.to_model	2	text	ALTER TABLE meter.model_rules ADD COLUMN to_model text	ALTER TABLE meter.model_rules ALTER COLUMN to_model TYPE text USING to_model::text
column	model_rules.place	2	integer	ALTER TABLE meter.model_rules ADD COLUMN place integer	ALTER TABLE meter.model_rules ALTER COLUMN place TYPE integer USING place::integer
column	model_rules.source	2	text	ALTER TABLE meter.model_rules ADD COLUMN source text	ALTER TABLE meter.model_rules ALTER COLUMN source TYPE text USING source::text
column	model_rules.created_at	2	timestamp with time zone	ALTER TABLE meter.model_rules ADD COLUMN created_at timestamp with time zone	ALTER TABLE meter.model_rules ALTER COLUMN created_at TYPE timestamp with time zone USING created_at::timestamp with time zone
column	price_lists.address	2	text	ALTER TABLE meter.price_lists ADD COLUMN address text	ALTER TABLE meter.price_lists ALTER COLUMN address TYPE text USING address::text
column	price_lists.options	2	text	ALTER TABLE meter.price_lists ADD COLUMN options text	ALTER TABLE meter.price_lists ALTER COLUMN options TYPE text USING options::text
column	price_lists.etag	2	text	ALTER TABLE meter.price_lists ADD COLUMN etag text	ALTER TABLE meter.price_lists ALTER COLUMN etag TYPE text USING etag::text
column	price_lists.last_modified	2	text	ALTER TABLE meter.price_lists ADD COLUMN last_modified text	ALTER TABLE meter.price_lists ALTER COLUMN last_modified TYPE text USING last_modified::text
column	price_lists.imported_at	2	timestamp with time zone	ALTER TABLE meter.price_lists ADD COLUMN imported_at timestamp with time zone	ALTER TABLE meter.price_lists ALTER COLUMN imported_at TYPE timestamp with time zone USING imported_at::timestamp with time zone
column	usage_log.account	2	text	ALTER TABLE meter.usage_log ADD COLUMN account text	ALTER TABLE meter.usage_log ALTER COLUMN account TYPE text USING account::text
column	usage_log.at	2	timestamp with time zone	ALTER TABLE meter.usage_log ADD COLUMN at timestamp with time zone	ALTER TABLE meter.usage_log ALTER COLUMN at TYPE timestamp with time zone USING at::timestamp with time zone
column	usage_log.usage_id	2	bigint	ALTER TABLE meter.usage_log ADD COLUMN usage_id bigint	ALTER TABLE meter.usage_log ALTER COLUMN usage_id TYPE bigint USING usage_id::bigint
column	usage_log.plan	2	text	ALTER TABLE meter.usage_log ADD COLUMN plan text	ALTER TABLE meter.usage_log ALTER COLUMN plan TYPE text USING plan::text
column	usage_log.provider	2	text	ALTER TABLE meter.usage_log ADD COLUMN provider text	ALTER TABLE meter.usage_log ALTER COLUMN provider TYPE text USING provider::text
column	usage_log.model	2	text	ALTER TABLE meter.usage_log ADD COLUMN model text	ALTER TABLE meter.usage_log ALTER COLUMN model TYPE text USING model::text
column	usage_log.operation	2	text	ALTER TABLE meter.usage_log ADD COLUMN operation text	ALTER TABLE meter.usage_log ALTER COLUMN operation TYPE text USING operation::text
column	usage_log.operation_id	2	text	ALTER TABLE meter.usage_log ADD COLUMN operation_id text	ALTER TABLE meter.usage_log ALTER COLUMN operation_id TYPE text USING operation_id::text
column	usage_log.session_id	2	text	ALTER TABLE meter.usage_log ADD COLUMN session_id text	ALTER TABLE meter.usage_log ALTER COLUMN session_id TYPE text USING session_id::text
column	usage_log.key_source	2	text	ALTER TABLE meter.usage_log ADD COLUMN key_source text	ALTER TABLE meter.usage_log ALTER COLUMN key_source TYPE text USING key_source::text
column	usage_log.service_tier	2	text	ALTER TABLE meter.usage_log ADD COLUMN service_tier text	ALTER TABLE meter.usage_log ALTER COLUMN service_tier TYPE text USING service_tier::text
column	usage_log.conditions	2	text[]	ALTER TABLE meter.usage_log ADD COLUMN conditions text[]	ALTER TABLE meter.usage_log ALTER COLUMN conditions TYPE text[] USING conditions::text[]
column	usage_log.input_tokens	2	bigint	ALTER TABLE meter.usage_log ADD COLUMN input_tokens bigint	ALTER TABLE meter.usage_log ALTER COLUMN input_tokens TYPE bigint USING input_tokens::bigint
column	usage_log.output_tokens	2	bigint	ALTER TABLE meter.usage_log ADD COLUMN output_tokens bigint	ALTER TABLE meter.usage_log ALTER COLUMN output_tokens TYPE bigint USING output_tokens::bigint
column	usage_log.cache_read_tokens	2	bigint	ALTER TABLE meter.usage_log ADD COLUMN cache_read_tokens bigint	ALTER TABLE meter.usage_log ALTER COLUMN cache_read_tokens TYPE bigint USING cache_read_tokens::bigint
column	denials.unit	2	text	ALTER TABLE meter.denials ADD COLUMN unit text	ALTER TABLE meter.denials ALTER COLUMN unit TYPE text USING unit::text
column	usage_log.cache_write_tokens	2	bigint	ALTER TABLE meter.usage_log ADD COLUMN cache_write_tokens bigint	ALTER TABLE meter.usage_log ALTER COLUMN cache_write_tokens TYPE bigint USING cache_write_tokens::bigint
column	usage_log.reasoning_tokens	2	bigint	ALTER TABLE meter.usage_log ADD COLUMN reasoning_tokens bigint	ALTER TABLE meter.usage_log ALTER COLUMN reasoning_tokens TYPE bigint USING reasoning_tokens::bigint
column	usage_log.audio_input_tokens	2	bigint	ALTER TABLE meter.usage_log ADD COLUMN audio_input_tokens bigint	ALTER TABLE meter.usage_log ALTER COLUMN audio_input_tokens TYPE bigint USING audio_input_tokens::bigint
column	usage_log.audio_output_tokens	2	bigint	ALTER TABLE meter.usage_log ADD COLUMN audio_output_tokens bigint	ALTER TABLE meter.usage_log ALTER COLUMN audio_output_tokens TYPE bigint USING audio_output_tokens::bigint
column	usage_log.other_units	2	jsonb	ALTER TABLE meter.usage_log ADD COLUMN other_units jsonb	ALTER TABLE meter.usage_log ALTER COLUMN other_units TYPE jsonb USING other_units::jsonb
column	usage_log.requests	2	integer	ALTER TABLE meter.usage_log ADD COLUMN requests integer	ALTER TABLE meter.usage_log ALTER COLUMN requests TYPE integer USING requests::integer
column	usage_log.tokens	2	bigint	ALTER TABLE meter.usage_log ADD COLUMN tokens bigint	ALTER TABLE meter.usage_log ALTER COLUMN tokens TYPE bigint USING tokens::bigint
column	usage_log.cost	2	numeric	ALTER TABLE meter.usage_log ADD COLUMN cost numeric	ALTER TABLE meter.usage_log ALTER COLUMN cost TYPE numeric USING cost::numeric
column	usage_log.markup	2	numeric	ALTER TABLE meter.usage_log ADD COLUMN markup numeric	ALTER TABLE meter.usage_log ALTER COLUMN markup TYPE numeric USING markup::numeric
column	usage_log.charged_cost	2	numeric	ALTER TABLE meter.usage_log ADD COLUMN charged_cost numeric	ALTER TABLE meter.usage_log ALTER COLUMN charged_cost TYPE numeric USING charged_cost::numeric
column	usage_log.price_match	2	text	ALTER TABLE meter.usage_log ADD COLUMN price_match text	ALTER TABLE meter.usage_log ALTER COLUMN price_match TYPE text USING price_match::text
column	usage_log.price_ids	2	bigint[]	ALTER TABLE meter.usage_log ADD COLUMN price_ids bigint[]	ALTER TABLE meter.usage_log ALTER COLUMN price_ids TYPE bigint[] USING price_ids::bigint[]
column	usage_log.charged	2	bigint[]	ALTER TABLE meter.usage_log ADD COLUMN charged bigint[]	ALTER TABLE meter.usage_log ALTER COLUMN charged TYPE bigint[] USING charged::bigint[]
column	usage_log.grant_ids	2	bigint[]	ALTER TABLE meter.usage_log ADD COLUMN grant_ids bigint[]	ALTER TABLE meter.usage_log ALTER COLUMN grant_ids TYPE bigint[] USING grant_ids::bigint[]
column	usage_log.grant_amounts	2	numeric[]	ALTER TABLE meter.usage_log ADD COLUMN grant_amounts numeric[]	ALTER TABLE meter.usage_log ALTER COLUMN grant_amounts TYPE numeric[] USING grant_amounts::numeric[]
column	usage_log.enforced	2	boolean	ALTER TABLE meter.usage_log ADD COLUMN enforced boolean	ALTER TABLE meter.usage_log ALTER COLUMN enforced TYPE boolean USING enforced::boolean
column	usage_log.hold_id	2	bigint	ALTER TABLE meter.usage_log ADD COLUMN hold_id bigint	ALTER TABLE meter.usage_log ALTER COLUMN hold_id TYPE bigint USING hold_id::bigint
column	usage_log.refunds	2	bigint	ALTER TABLE meter.usage_log ADD COLUMN refunds bigint	ALTER TABLE meter.usage_log ALTER COLUMN refunds TYPE bigint USING refunds::bigint
column	usage_log.adjusts	2	bigint	ALTER TABLE meter.usage_log ADD COLUMN adjusts bigint	ALTER TABLE meter.usage_log ALTER COLUMN adjusts TYPE bigint USING adjusts::bigint
column	usage_log.metadata	2	jsonb	ALTER TABLE meter.usage_log ADD COLUMN metadata jsonb	ALTER TABLE meter.usage_log ALTER COLUMN metadata TYPE jsonb USING metadata::jsonb
column	usage_log.recorded_at	2	timestamp with time zone	ALTER TABLE meter.usage_log ADD COLUMN recorded_at timestamp with time zone	ALTER TABLE meter.usage_log ALTER COLUMN recorded_at TYPE timestamp with time zone USING recorded_at::timestamp with time zone
column	usage_log.reported_cost	2	numeric	ALTER TABLE meter.usage_log ADD COLUMN reported_cost numeric	ALTER TABLE meter.usage_log ALTER COLUMN reported_cost TYPE numeric USING reported_cost::numeric
column	usage_log.priced_cost	2	numeric	ALTER TABLE meter.usage_log ADD COLUMN priced_cost numeric	ALTER TABLE meter.usage_log ALTER COLUMN priced_cost TYPE numeric USING priced_cost::numeric
column	usage_log.marks	2	text[]	ALTER TABLE meter.usage_log ADD COLUMN marks text[]	ALTER TABLE meter.usage_log ALTER COLUMN marks TYPE text[] USING marks::text[]
column	months.month	2	date	ALTER TABLE meter.months ADD COLUMN month date	ALTER TABLE meter.months ALTER COLUMN month TYPE date USING month::date
column	months.gone_at	2	timestamp with time zone	ALTER TABLE meter.months ADD COLUMN gone_at timestamp with time zone	ALTER TABLE meter.months ALTER COLUMN gone_at TYPE timestamp with time zone USING gone_at::timestamp with time zone
column	month_sums.month	2	date	ALTER TABLE meter.month_sums ADD COLUMN month date	ALTER TABLE meter.month_sums ALTER COLUMN month TYPE date USING month::date
column	month_sums.counter_id	2	bigint	ALTER TABLE meter.month_sums ADD COLUMN counter_id bigint	ALTER TABLE meter.month_sums ALTER COLUMN counter_id TYPE bigint USING counter_id::bigint
column	month_sums.used	2	numeric	ALTER TABLE meter.month_sums ADD COLUMN used numeric	ALTER TABLE meter.month_sums ALTER COLUMN used TYPE numeric USING used::numeric
column	month_sums.not_enforced	2	numeric	ALTER TABLE meter.month_sums ADD COLUMN not_enforced numeric	ALTER TABLE meter.month_sums ALTER COLUMN not_enforced TYPE numeric USING not_enforced::numeric
column	denials.denial_id	2	bigint	ALTER TABLE meter.denials ADD COLUMN denial_id bigint	ALTER TABLE meter.denials ALTER COLUMN denial_id TYPE bigint USING denial_id::bigint
column	denials.account	2	text	ALTER TABLE meter.denials ADD COLUMN account text	ALTER TABLE meter.denials ALTER COLUMN account TYPE text USING account::text
column	denials.at	2	timestamp with time zone	ALTER TABLE meter.denials ADD COLUMN at timestamp with time zone	ALTER TABLE meter.denials ALTER COLUMN at TYPE timestamp with time zone USING at::timestamp with time zone
column	denials.reason	2	text	ALTER TABLE meter.denials ADD COLUMN reason text	ALTER TABLE meter.denials ALTER COLUMN reason TYPE text USING reason::text
column	denials.payer	2	text	ALTER TABLE meter.denials ADD COLUMN payer text	ALTER TABLE meter.denials ALTER COLUMN payer TYPE text USING payer::text
column	denials.limit_id	2	bigint	ALTER TABLE meter.denials ADD COLUMN limit_id bigint	ALTER TABLE meter.denials ALTER COLUMN limit_id TYPE bigint USING limit_id::bigint
column	denials.limit_name	2	text	ALTER TABLE meter.denials ADD COLUMN limit_name text	ALTER TABLE meter.denials ALTER COLUMN limit_name TYPE text USING limit_name::text
column	denials.period	2	text	ALTER TABLE meter.denials ADD COLUMN period text	ALTER TABLE meter.denials ALTER COLUMN period TYPE text USING period::text
column	denials.used	2	numeric	ALTER TABLE meter.denials ADD COLUMN used numeric	ALTER TABLE meter.denials ALTER COLUMN used TYPE numeric USING used::numeric
column	denials.cap	2	numeric	ALTER TABLE meter.denials ADD COLUMN cap numeric	ALTER TABLE meter.denials ALTER COLUMN cap TYPE numeric USING cap::numeric
column	denials.requested	2	numeric	ALTER TABLE meter.denials ADD COLUMN requested numeric	ALTER TABLE meter.denials ALTER COLUMN requested TYPE numeric USING requested::numeric
column	denials.provider	2	text	ALTER TABLE meter.denials ADD COLUMN provider text	ALTER TABLE meter.denials ALTER COLUMN provider TYPE text USING provider::text
column	denials.model	2	text	ALTER TABLE meter.denials ADD COLUMN model text	ALTER TABLE meter.denials ALTER COLUMN model TYPE text USING model::text
column	denials.operation	2	text	ALTER TABLE meter.denials ADD COLUMN operation text	ALTER TABLE meter.denials ALTER COLUMN operation TYPE text USING operation::text
column	denials.operation_id	2	text	ALTER TABLE meter.denials ADD COLUMN operation_id text	ALTER TABLE meter.denials ALTER COLUMN operation_id TYPE text USING operation_id::text
column	denials.input_tokens	2	bigint	ALTER TABLE meter.denials ADD COLUMN input_tokens bigint	ALTER TABLE meter.denials ALTER COLUMN input_tokens TYPE bigint USING input_tokens::bigint
column	denials.output_tokens	2	bigint	ALTER TABLE meter.denials ADD COLUMN output_tokens bigint	ALTER TABLE meter.denials ALTER COLUMN output_tokens TYPE bigint USING output_tokens::bigint
column	denials.cost	2	numeric	ALTER TABLE meter.denials ADD COLUMN cost numeric	ALTER TABLE meter.denials ALTER COLUMN cost TYPE numeric USING cost::numeric
column	idempotency_keys.account	2	text	ALTER TABLE meter.idempotency_keys ADD COLUMN account text	ALTER TABLE meter.idempotency_keys ALTER COLUMN account TYPE text USING account::text
column	idempotency_keys.idempotency_key	2	text	ALTER TABLE meter.idempotency_keys ADD COLUMN idempotency_key text	ALTER TABLE meter.idempotency_keys ALTER COLUMN idempotency_key TYPE text USING idempotency_key::text
column	idempotency_keys.operation	2	text	ALTER TABLE meter.idempotency_keys ADD COLUMN operation text	ALTER TABLE meter.idempotency_keys ALTER COLUMN operation TYPE text USING operation::text
column	idempotency_keys.request	2	jsonb	ALTER TABLE meter.idempotency_keys ADD COLUMN request jsonb	ALTER TABLE meter.idempotency_keys ALTER COLUMN request TYPE jsonb USING request::jsonb
column	idempotency_keys.verdict	2	jsonb	ALTER TABLE meter.idempotency_keys ADD COLUMN verdict jsonb	ALTER TABLE meter.idempotency_keys ALTER COLUMN verdict TYPE jsonb USING verdict::jsonb
column	idempotency_keys.created_at	2	timestamp with time zone	ALTER TABLE meter.idempotency_keys ADD COLUMN created_at timestamp with time zone	ALTER TABLE meter.idempotency_keys ALTER COLUMN created_at TYPE timestamp with time zone USING created_at::timestamp with time zone
column	given.kind	2	text	ALTER TABLE meter.given ADD COLUMN kind text	ALTER TABLE meter.given ALTER COLUMN kind TYPE text USING kind::text
column	given.object	2	text	ALTER TABLE meter.given ADD COLUMN object text	ALTER TABLE meter.given ALTER COLUMN object TYPE text USING object::text
column	given.place	2	integer	ALTER TABLE meter.given ADD COLUMN place integer	ALTER TABLE meter.given ALTER COLUMN place TYPE integer USING place::integer
column	given.definition	2	text	ALTER TABLE meter.given ADD COLUMN definition text	ALTER TABLE meter.given ALTER COLUMN definition TYPE text USING definition::text
column	given.make	2	text	ALTER TABLE meter.given ADD COLUMN make text	ALTER TABLE meter.given ALTER COLUMN make TYPE text USING make::text
column	given.change	2	text	ALTER TABLE meter.given ADD COLUMN change text	ALTER TABLE meter.given ALTER COLUMN change TYPE text USING change::text
default	installation.one_row	3	true	ALTER TABLE meter.installation ALTER COLUMN one_row SET DEFAULT true	ALTER TABLE meter.installation ALTER COLUMN one_row SET DEFAULT true
default	installation.rules_version	3	0	ALTER TABLE meter.installation ALTER COLUMN rules_version SET DEFAULT 0	ALTER TABLE meter.installation ALTER COLUMN rules_version SET DEFAULT 0
default	settings.changed_at	3	now()	ALTER TABLE meter.settings ALTER COLUMN changed_at SET DEFAULT now()	ALTER TABLE meter.settings ALTER COLUMN changed_at SET DEFAULT now()
default	plans.is_default	3	false	ALTER TABLE meter.plans ALTER COLUMN is_default SET DEFAULT false	ALTER TABLE meter.plans ALTER COLUMN is_default SET DEFAULT false
default	plans.created_at	3	now()	ALTER TABLE meter.plans ALTER COLUMN created_at SET DEFAULT now()	ALTER TABLE meter.plans ALTER COLUMN created_at SET DEFAULT now()
default	accounts.ancestors	3	'{}'::text[]	ALTER TABLE meter.accounts ALTER COLUMN ancestors SET DEFAULT '{}'::text[]	ALTER TABLE meter.accounts ALTER COLUMN ancestors SET DEFAULT '{}'::text[]
default	accounts.time_zone	3	'UTC'::text	ALTER TABLE meter.accounts ALTER COLUMN time_zone SET DEFAULT 'UTC'::text	ALTER TABLE meter.accounts ALTER COLUMN time_zone SET DEFAULT 'UTC'::text
default	accounts.anchor	3	now()	ALTER TABLE meter.accounts ALTER COLUMN anchor SET DEFAULT now()	ALTER TABLE meter.accounts ALTER COLUMN anchor SET DEFAULT now()
default	accounts.past_calendars	3	'[]'::jsonb	ALTER TABLE meter.accounts ALTER COLUMN past_calendars SET DEFAULT '[]'::jsonb	ALTER TABLE meter.accounts ALTER COLUMN past_calendars SET DEFAULT '[]'::jsonb
default	accounts.created_at	3	now()	ALTER TABLE meter.accounts ALTER COLUMN created_at SET DEFAULT now()	ALTER TABLE meter.accounts ALTER COLUMN created_at SET DEFAULT now()
default	limits.hard	3	true	ALTER TABLE meter.limits ALTER COLUMN hard SET DEFAULT true	ALTER TABLE meter.limits ALTER COLUMN hard SET DEFAULT true
default	limits.thresholds	3	'{80,95}'::numeric[]	ALTER TABLE meter.limits ALTER COLUMN thresholds SET DEFAULT '{80,95}'::numeric[]	ALTER TABLE meter.limits ALTER COLUMN thresholds SET DEFAULT '{80,95}'::numeric[]
default	limits.anchored	3	false	ALTER TABLE meter.limits ALTER COLUMN anchored SET DEFAULT false	ALTER TABLE meter.limits ALTER COLUMN anchored SET DEFAULT false
default	limits.created_at	3	now()	ALTER TABLE meter.limits ALTER COLUMN created_at SET DEFAULT now()	ALTER TABLE meter.limits ALTER COLUMN created_at SET DEFAULT now()
default	counters.used	3	0	ALTER TABLE meter.counters ALTER COLUMN used SET DEFAULT 0	ALTER TABLE meter.counters ALTER COLUMN used SET DEFAULT 0
default	counters.reserved	3	0	ALTER TABLE meter.counters ALTER COLUMN reserved SET DEFAULT 0	ALTER TABLE meter.counters ALTER COLUMN reserved SET DEFAULT 0
default	counters.granted	3	0	ALTER TABLE meter.counters ALTER COLUMN granted SET DEFAULT 0	ALTER TABLE meter.counters ALTER COLUMN granted SET DEFAULT 0
default	counters.seeded	3	0	ALTER TABLE meter.counters ALTER COLUMN seeded SET DEFAULT 0	ALTER TABLE meter.counters ALTER COLUMN seeded SET DEFAULT 0
default	counters.paid	3	0	ALTER TABLE meter.counters ALTER COLUMN paid SET DEFAULT 0	ALTER TABLE meter.counters ALTER COLUMN paid SET DEFAULT 0
default	counters.repaid	3	0	ALTER TABLE meter.counters ALTER COLUMN repaid SET DEFAULT 0	ALTER TABLE meter.counters ALTER COLUMN repaid SET DEFAULT 0
default	counters.kept	3	0	ALTER TABLE meter.counters ALTER COLUMN kept SET DEFAULT 0	ALTER TABLE meter.counters ALTER COLUMN kept SET DEFAULT 0
default	counters.alerted	3	'{}'::numeric[]	ALTER TABLE meter.counters ALTER COLUMN alerted SET DEFAULT '{}'::numeric[]	ALTER TABLE meter.counters ALTER COLUMN alerted SET DEFAULT '{}'::numeric[]
default	counters.stale_at	3	'infinity'::timestamp with time zone	ALTER TABLE meter.counters ALTER COLUMN stale_at SET DEFAULT 'infinity'::timestamp with time zone	ALTER TABLE meter.counters ALTER COLUMN stale_at SET DEFAULT 'infinity'::timestamp with time zone
default	counters.opened	3	false	ALTER TABLE meter.counters ALTER COLUMN opened SET DEFAULT false	ALTER TABLE meter.counters ALTER COLUMN opened SET DEFAULT false
default	counters.dealt	3	false	ALTER TABLE meter.counters ALTER COLUMN dealt SET DEFAULT false	ALTER TABLE meter.counters ALTER COLUMN dealt SET DEFAULT false
default	counters.deals	3	0	ALTER TABLE meter.counters ALTER COLUMN deals SET DEFAULT 0	ALTER TABLE meter.counters ALTER COLUMN deals SET DEFAULT 0
default	seeds.paid	3	0	ALTER TABLE meter.seeds ALTER COLUMN paid SET DEFAULT 0	ALTER TABLE meter.seeds ALTER COLUMN paid SET DEFAULT 0
default	pools.created_at	3	now()	ALTER TABLE meter.pools ALTER COLUMN created_at SET DEFAULT now()	ALTER TABLE meter.pools ALTER COLUMN created_at SET DEFAULT now()
default	grants.priority	3	0	ALTER TABLE meter.grants ALTER COLUMN priority SET DEFAULT 0	ALTER TABLE meter.grants ALTER COLUMN priority SET DEFAULT 0
default	grants.voided	3	0	ALTER TABLE meter.grants ALTER COLUMN voided SET DEFAULT 0	ALTER TABLE meter.grants ALTER COLUMN voided SET DEFAULT 0
default	allotments.spent	3	0	ALTER TABLE meter.allotments ALTER COLUMN spent SET DEFAULT 0	ALTER TABLE meter.allotments ALTER COLUMN spent SET DEFAULT 0
default	allotments.repaid	3	0	ALTER TABLE meter.allotments ALTER COLUMN repaid SET DEFAULT 0	ALTER TABLE meter.allotments ALTER COLUMN repaid SET DEFAULT 0
default	allotments.expired	3	0	ALTER TABLE meter.allotments ALTER COLUMN expired SET DEFAULT 0	ALTER TABLE meter.allotments ALTER COLUMN expired SET DEFAULT 0
default	stripes.used	3	0	ALTER TABLE meter.stripes ALTER COLUMN used SET DEFAULT 0	ALTER TABLE meter.stripes ALTER COLUMN used SET DEFAULT 0
default	stripes.room	3	0	ALTER TABLE meter.stripes ALTER COLUMN room SET DEFAULT 0	ALTER TABLE meter.stripes ALTER COLUMN room SET DEFAULT 0
default	holds.late	3	false	ALTER TABLE meter.holds ALTER COLUMN late SET DEFAULT false	ALTER TABLE meter.holds ALTER COLUMN late SET DEFAULT false
default	holds.overage	3	false	ALTER TABLE meter.holds ALTER COLUMN overage SET DEFAULT false	ALTER TABLE meter.holds ALTER COLUMN overage SET DEFAULT false
default	alerts.alert_id	3	nextval('meter.alert_id_seq'::regclass)	ALTER TABLE meter.alerts ALTER COLUMN alert_id SET DEFAULT nextval('meter.alert_id_seq'::regclass)	ALTER TABLE meter.alerts ALTER COLUMN alert_id SET DEFAULT nextval('meter.alert_id_seq'::regclass)
default	prices.service_tier	3	'standard'::text	ALTER TABLE meter.prices ALTER COLUMN service_tier SET DEFAULT 'standard'::text	ALTER TABLE meter.prices ALTER COLUMN service_tier SET DEFAULT 'standard'::text
default	prices.context_above	3	0	ALTER TABLE meter.prices ALTER COLUMN context_above SET DEFAULT 0	ALTER TABLE meter.prices ALTER COLUMN context_above SET DEFAULT 0
default	prices.daily	3	''::text	ALTER TABLE meter.prices ALTER COLUMN daily SET DEFAULT ''::text	ALTER TABLE meter.prices ALTER COLUMN daily SET DEFAULT ''::text
default	prices.source	3	'set'::text	ALTER TABLE meter.prices ALTER COLUMN source SET DEFAULT 'set'::text	ALTER TABLE meter.prices ALTER COLUMN source SET DEFAULT 'set'::text
default	prices.created_at	3	now()	ALTER TABLE meter.prices ALTER COLUMN created_at SET DEFAULT now()	ALTER TABLE meter.prices ALTER COLUMN created_at SET DEFAULT now()
default	model_rules.place	3	0	ALTER TABLE meter.model_rules ALTER COLUMN place SET DEFAULT 0	ALTER TABLE meter.model_rules ALTER COLUMN place SET DEFAULT 0
default	model_rules.source	3	'set'::text	ALTER TABLE meter.model_rules ALTER COLUMN source SET DEFAULT 'set'::text	ALTER TABLE meter.model_rules ALTER COLUMN source SET DEFAULT 'set'::text
default	model_rules.created_at	3	now()	ALTER TABLE meter.model_rules ALTER COLUMN created_at SET DEFAULT now()	ALTER TABLE meter.model_rules ALTER COLUMN created_at SET DEFAULT now()
default	price_lists.imported_at	3	now()	ALTER TABLE meter.price_lists ALTER COLUMN imported_at SET DEFAULT now()	ALTER TABLE meter.price_lists ALTER COLUMN imported_at SET DEFAULT now()
default	usage_log.usage_id	3	nextval('meter.usage_id_seq'::regclass)	ALTER TABLE meter.usage_log ALTER COLUMN usage_id SET DEFAULT nextval('meter.usage_id_seq'::regclass)	ALTER TABLE meter.usage_log ALTER COLUMN usage_id SET DEFAULT nextval('meter.usage_id_seq'::regclass)
default	usage_log.cache_read_tokens	3	0	ALTER TABLE meter.usage_log ALTER COLUMN cache_read_tokens SET DEFAULT 0	ALTER TABLE meter.usage_log ALTER COLUMN cache_read_tokens SET DEFAULT 0
default	usage_log.cache_write_tokens	3	0	ALTER TABLE meter.usage_log ALTER COLUMN cache_write_tokens SET DEFAULT 0	ALTER TABLE meter.usage_log ALTER COLUMN cache_write_tokens SET DEFAULT 0
default	usage_log.reasoning_tokens	3	0	ALTER TABLE meter.usage_log ALTER COLUMN reasoning_tokens SET DEFAULT 0	ALTER TABLE meter.usage_log ALTER COLUMN reasoning_tokens SET DEFAULT 0
default	usage_log.audio_input_tokens	3	0	ALTER TABLE meter.usage_log ALTER COLUMN audio_input_tokens SET DEFAULT 0	ALTER TABLE meter.usage_log ALTER COLUMN audio_input_tokens SET DEFAULT 0
default	usage_log.audio_output_tokens	3	0	ALTER TABLE meter.usage_log ALTER COLUMN audio_output_tokens SET DEFAULT 0	ALTER TABLE meter.usage_log ALTER COLUMN audio_output_tokens SET DEFAULT 0
default	usage_log.requests	3	1	ALTER TABLE meter.usage_log ALTER COLUMN requests SET DEFAULT 1	ALTER TABLE meter.usage_log ALTER COLUMN requests SET DEFAULT 1
default	usage_log.recorded_at	3	clock_timestamp()	ALTER TABLE meter.usage_log ALTER COLUMN recorded_at SET DEFAULT clock_timestamp()	ALTER TABLE meter.usage_log ALTER COLUMN recorded_at SET DEFAULT clock_timestamp()
default	month_sums.not_enforced	3	0	ALTER TABLE meter.month_sums ALTER COLUMN not_enforced SET DEFAULT 0	ALTER TABLE meter.month_sums ALTER COLUMN not_enforced SET DEFAULT 0
default	idempotency_keys.created_at	3	now()	ALTER TABLE meter.idempotency_keys ALTER COLUMN created_at SET DEFAULT now()	ALTER TABLE meter.idempotency_keys ALTER COLUMN created_at SET DEFAULT now()
not null	installation.one_row	4	not null	ALTER TABLE meter.installation ALTER COLUMN one_row SET NOT NULL	\N
not null	installation.schema_version	4	not null	ALTER TABLE meter.installation ALTER COLUMN schema_version SET NOT NULL	\N
not null	installation.rules_version	4	not null	ALTER TABLE meter.installation ALTER COLUMN rules_version SET NOT NULL	\N
not null	settings.setting	4	not null	ALTER TABLE meter.settings ALTER COLUMN setting SET NOT NULL	\N
not null	settings.value	4	not null	ALTER TABLE meter.settings ALTER COLUMN value SET NOT NULL	\N
not null	settings.changed_at	4	not null	ALTER TABLE meter.settings ALTER COLUMN changed_at SET NOT NULL	\N
not null	plans.plan	4	not null	ALTER TABLE meter.plans ALTER COLUMN plan SET NOT NULL	\N
not null	plans.is_default	4	not null	ALTER TABLE meter.plans ALTER COLUMN is_default SET NOT NULL	\N
not null	plans.created_at	4	not null	ALTER TABLE meter.plans ALTER COLUMN created_at SET NOT NULL	\N
not null	accounts.account	4	not null	ALTER TABLE meter.accounts ALTER COLUMN account SET NOT NULL	\N
not null	accounts.plan	4	not null	ALTER TABLE meter.accounts ALTER COLUMN plan SET NOT NULL	\N
not null	accounts.ancestors	4	not null	ALTER TABLE meter.accounts ALTER COLUMN ancestors SET NOT NULL	\N
not null	accounts.time_zone	4	not null	ALTER TABLE meter.accounts ALTER COLUMN time_zone SET NOT NULL	\N
not null	accounts.anchor	4	not null	ALTER TABLE meter.accounts ALTER COLUMN anchor SET NOT NULL	\N
not null	accounts.past_calendars	4	not null	ALTER TABLE meter.accounts ALTER COLUMN past_calendars SET NOT NULL	\N
not null	accounts.created_at	4	not null	ALTER TABLE meter.accounts ALTER COLUMN created_at SET NOT NULL	\N
not null	limits.limit_id	4	not null	ALTER TABLE meter.limits ALTER COLUMN limit_id SET NOT NULL	\N
not null	limits.limit_name	4	not null	ALTER TABLE meter.limits ALTER COLUMN limit_name SET NOT NULL	\N
not null	limits.unit	4	not null	ALTER TABLE meter.limits ALTER COLUMN unit SET NOT NULL	\N
not null	limits.period	4	not null	ALTER TABLE meter.limits ALTER COLUMN period SET NOT NULL	\N
not null	limits.hard	4	not null	ALTER TABLE meter.limits ALTER COLUMN hard SET NOT NULL	\N
not null	limits.thresholds	4	not null	ALTER TABLE meter.limits ALTER COLUMN thresholds SET NOT NULL	\N
not null	limits.anchored	4	not null	ALTER TABLE meter.limits ALTER COLUMN anchored SET NOT NULL	\N
not null	limits.created_at	4	not null	ALTER TABLE meter.limits ALTER COLUMN created_at SET NOT NULL	\N
not null	counters.counter_id	4	not null	ALTER TABLE meter.counters ALTER COLUMN counter_id SET NOT NULL	\N
not null	counters.account	4	not null	ALTER TABLE meter.counters ALTER COLUMN account SET NOT NULL	\N
not null	counters.limit_id	4	not null	ALTER TABLE meter.counters ALTER COLUMN limit_id SET NOT NULL	\N
not null	counters.period_start	4	not null	ALTER TABLE meter.counters ALTER COLUMN period_start SET NOT NULL	\N
not null	counters.period_end	4	not null	ALTER TABLE meter.counters ALTER COLUMN period_end SET NOT NULL	\N
not null	counters.used	4	not null	ALTER TABLE meter.counters ALTER COLUMN used SET NOT NULL	\N
not null	counters.reserved	4	not null	ALTER TABLE meter.counters ALTER COLUMN reserved SET NOT NULL	\N
not null	counters.granted	4	not null	ALTER TABLE meter.counters ALTER COLUMN granted SET NOT NULL	\N
not null	counters.seeded	4	not null	ALTER TABLE meter.counters ALTER COLUMN seeded SET NOT NULL	\N
not null	counters.paid	4	not null	ALTER TABLE meter.counters ALTER COLUMN paid SET NOT NULL	\N
not null	counters.repaid	4	not null	ALTER TABLE meter.counters ALTER COLUMN repaid SET NOT NULL	\N
not null	counters.kept	4	not null	ALTER TABLE meter.counters ALTER COLUMN kept SET NOT NULL	\N
not null	counters.alerted	4	not null	ALTER TABLE meter.counters ALTER COLUMN alerted SET NOT NULL	\N
not null	counters.stale_at	4	not null	ALTER TABLE meter.counters ALTER COLUMN stale_at SET NOT NULL	\N
not null	counters.opened	4	not null	ALTER TABLE meter.counters ALTER COLUMN opened SET NOT NULL	\N
not null	counters.dealt	4	not null	ALTER TABLE meter.counters ALTER COLUMN dealt SET NOT NULL	\N
not null	counters.deals	4	not null	ALTER TABLE meter.counters ALTER COLUMN deals SET NOT NULL	\N
not null	seeds.seed_id	4	not null	ALTER TABLE meter.seeds ALTER COLUMN seed_id SET NOT NULL	\N
not null	seeds.counter_id	4	not null	ALTER TABLE meter.seeds ALTER COLUMN counter_id SET NOT NULL	\N
not null	seeds.account	4	not null	ALTER TABLE meter.seeds ALTER COLUMN account SET NOT NULL	\N
not null	seeds.key_source	4	not null	ALTER TABLE meter.seeds ALTER COLUMN key_source SET NOT NULL	\N
not null	seeds.seeded_to	4	not null	ALTER TABLE meter.seeds ALTER COLUMN seeded_to SET NOT NULL	\N
not null	seeds.amount	4	not null	ALTER TABLE meter.seeds ALTER COLUMN amount SET NOT NULL	\N
not null	seeds.paid	4	not null	ALTER TABLE meter.seeds ALTER COLUMN paid SET NOT NULL	\N
not null	pools.pool_id	4	not null	ALTER TABLE meter.pools ALTER COLUMN pool_id SET NOT NULL	\N
not null	pools.account	4	not null	ALTER TABLE meter.pools ALTER COLUMN account SET NOT NULL	\N
not null	pools.provider	4	not null	ALTER TABLE meter.pools ALTER COLUMN provider SET NOT NULL	\N
not null	pools.created_at	4	not null	ALTER TABLE meter.pools ALTER COLUMN created_at SET NOT NULL	\N
not null	key_sources.account	4	not null	ALTER TABLE meter.key_sources ALTER COLUMN account SET NOT NULL	\N
not null	key_sources.provider	4	not null	ALTER TABLE meter.key_sources ALTER COLUMN provider SET NOT NULL	\N
not null	key_sources.key_source	4	not null	ALTER TABLE meter.key_sources ALTER COLUMN key_source SET NOT NULL	\N
not null	grants.grant_id	4	not null	ALTER TABLE meter.grants ALTER COLUMN grant_id SET NOT NULL	\N
not null	grants.account	4	not null	ALTER TABLE meter.grants ALTER COLUMN account SET NOT NULL	\N
not null	grants.limit_name	4	not null	ALTER TABLE meter.grants ALTER COLUMN limit_name SET NOT NULL	\N
not null	grants.amount	4	not null	ALTER TABLE meter.grants ALTER COLUMN amount SET NOT NULL	\N
not null	grants.priority	4	not null	ALTER TABLE meter.grants ALTER COLUMN priority SET NOT NULL	\N
not null	grants.created_at	4	not null	ALTER TABLE meter.grants ALTER COLUMN created_at SET NOT NULL	\N
not null	grants.voided	4	not null	ALTER TABLE meter.grants ALTER COLUMN voided SET NOT NULL	\N
not null	allotments.grant_id	4	not null	ALTER TABLE meter.allotments ALTER COLUMN grant_id SET NOT NULL	\N
not null	allotments.counter_id	4	not null	ALTER TABLE meter.allotments ALTER COLUMN counter_id SET NOT NULL	\N
not null	allotments.amount	4	not null	ALTER TABLE meter.allotments ALTER COLUMN amount SET NOT NULL	\N
not null	allotments.spent	4	not null	ALTER TABLE meter.allotments ALTER COLUMN spent SET NOT NULL	\N
not null	allotments.repaid	4	not null	ALTER TABLE meter.allotments ALTER COLUMN repaid SET NOT NULL	\N
not null	allotments.expired	4	not null	ALTER TABLE meter.allotments ALTER COLUMN expired SET NOT NULL	\N
not null	stripes.counter_id	4	not null	ALTER TABLE meter.stripes ALTER COLUMN counter_id SET NOT NULL	\N
not null	stripes.deal	4	not null	ALTER TABLE meter.stripes ALTER COLUMN deal SET NOT NULL	\N
not null	stripes.stripe	4	not null	ALTER TABLE meter.stripes ALTER COLUMN stripe SET NOT NULL	\N
not null	stripes.used	4	not null	ALTER TABLE meter.stripes ALTER COLUMN used SET NOT NULL	\N
not null	stripes.room	4	not null	ALTER TABLE meter.stripes ALTER COLUMN room SET NOT NULL	\N
not null	stripes.charges_left	4	not null	ALTER TABLE meter.stripes ALTER COLUMN charges_left SET NOT NULL	\N
not null	stripes.terms	4	not null	ALTER TABLE meter.stripes ALTER COLUMN terms SET NOT NULL	\N
not null	holds.hold_id	4	not null	ALTER TABLE meter.holds ALTER COLUMN hold_id SET NOT NULL	\N
not null	holds.account	4	not null	ALTER TABLE meter.holds ALTER COLUMN account SET NOT NULL	\N
not null	holds.at	4	not null	ALTER TABLE meter.holds ALTER COLUMN at SET NOT NULL	\N
not null	holds.expires_at	4	not null	ALTER TABLE meter.holds ALTER COLUMN expires_at SET NOT NULL	\N
not null	holds.key_source	4	not null	ALTER TABLE meter.holds ALTER COLUMN key_source SET NOT NULL	\N
not null	holds.service_tier	4	not null	ALTER TABLE meter.holds ALTER COLUMN service_tier SET NOT NULL	\N
not null	holds.input_tokens	4	not null	ALTER TABLE meter.holds ALTER COLUMN input_tokens SET NOT NULL	\N
not null	holds.output_tokens	4	not null	ALTER TABLE meter.holds ALTER COLUMN output_tokens SET NOT NULL	\N
not null	holds.charged	4	not null	ALTER TABLE meter.holds ALTER COLUMN charged SET NOT NULL	\N
not null	holds.amounts	4	not null	ALTER TABLE meter.holds ALTER COLUMN amounts SET NOT NULL	\N
not null	holds.late	4	not null	ALTER TABLE meter.holds ALTER COLUMN late SET NOT NULL	\N
not null	holds.overage	4	not null	ALTER TABLE meter.holds ALTER COLUMN overage SET NOT NULL	\N
not null	reservations.hold_id	4	not null	ALTER TABLE meter.reservations ALTER COLUMN hold_id SET NOT NULL	\N
not null	reservations.counter_id	4	not null	ALTER TABLE meter.reservations ALTER COLUMN counter_id SET NOT NULL	\N
not null	reservations.amount	4	not null	ALTER TABLE meter.reservations ALTER COLUMN amount SET NOT NULL	\N
not null	reservations.expires_at	4	not null	ALTER TABLE meter.reservations ALTER COLUMN expires_at SET NOT NULL	\N
not null	alerts.alert_id	4	not null	ALTER TABLE meter.alerts ALTER COLUMN alert_id SET NOT NULL	\N
not null	alerts.account	4	not null	ALTER TABLE meter.alerts ALTER COLUMN account SET NOT NULL	\N
not null	alerts.counter_id	4	not null	ALTER TABLE meter.alerts ALTER COLUMN counter_id SET NOT NULL	\N
not null	alerts.limit_id	4	not null	ALTER TABLE meter.alerts ALTER COLUMN limit_id SET NOT NULL	\N
not null	alerts.limit_name	4	not null	ALTER TABLE meter.alerts ALTER COLUMN limit_name SET NOT NULL	\N
not null	alerts.unit	4	not null	ALTER TABLE meter.alerts ALTER COLUMN unit SET NOT NULL	\N
not null	alerts.period	4	not null	ALTER TABLE meter.alerts ALTER COLUMN period SET NOT NULL	\N
not null	alerts.threshold	4	not null	ALTER TABLE meter.alerts ALTER COLUMN threshold SET NOT NULL	\N
not null	alerts.used	4	not null	ALTER TABLE meter.alerts ALTER COLUMN used SET NOT NULL	\N
not null	alerts.cap	4	not null	ALTER TABLE meter.alerts ALTER COLUMN cap SET NOT NULL	\N
not null	alerts.at	4	not null	ALTER TABLE meter.alerts ALTER COLUMN at SET NOT NULL	\N
not null	prices.price_id	4	not null	ALTER TABLE meter.prices ALTER COLUMN price_id SET NOT NULL	\N
not null	prices.provider	4	not null	ALTER TABLE meter.prices ALTER COLUMN provider SET NOT NULL	\N
not null	prices.model	4	not null	ALTER TABLE meter.prices ALTER COLUMN model SET NOT NULL	\N
not null	prices.component	4	not null	ALTER TABLE meter.prices ALTER COLUMN component SET NOT NULL	\N
not null	prices.service_tier	4	not null	ALTER TABLE meter.prices ALTER COLUMN service_tier SET NOT NULL	\N
not null	prices.context_above	4	not null	ALTER TABLE meter.prices ALTER COLUMN context_above SET NOT NULL	\N
not null	prices.daily	4	not null	ALTER TABLE meter.prices ALTER COLUMN daily SET NOT NULL	\N
not null	prices.effective_from	4	not null	ALTER TABLE meter.prices ALTER COLUMN effective_from SET NOT NULL	\N
not null	prices.source	4	not null	ALTER TABLE meter.prices ALTER COLUMN source SET NOT NULL	\N
not null	prices.created_at	4	not null	ALTER TABLE meter.prices ALTER COLUMN created_at SET NOT NULL	\N
not null	model_rules.rule_id	4	not null	ALTER TABLE meter.model_rules ALTER COLUMN rule_id SET NOT NULL	\N
not null	model_rules.kind	4	not null	ALTER TABLE meter.model_rules ALTER COLUMN kind SET NOT NULL	\N
not null	model_rules.pattern	4	not null	ALTER TABLE meter.model_rules ALTER COLUMN pattern SET NOT NULL	\N
not null	model_rules.to_model	4	not null	ALTER TABLE meter.model_rules ALTER COLUMN to_model SET NOT NULL	\N
not null	model_rules.place	4	not null	ALTER TABLE meter.model_rules ALTER COLUMN place SET NOT NULL	\N
not null	model_rules.source	4	not null	ALTER TABLE meter.model_rules ALTER COLUMN source SET NOT NULL	\N
not null	model_rules.created_at	4	not null	ALTER TABLE meter.model_rules ALTER COLUMN created_at SET NOT NULL	\N
not null	price_lists.address	4	not null	ALTER TABLE meter.price_lists ALTER COLUMN address SET NOT NULL	\N
not null	price_lists.options	4	not null	ALTER TABLE meter.price_lists ALTER COLUMN options SET NOT NULL	\N
not null	price_lists.imported_at	4	not null	ALTER TABLE meter.price_lists ALTER COLUMN imported_at SET NOT NULL	\N
not null	usage_log.account	4	not null	ALTER TABLE meter.usage_log ALTER COLUMN account SET NOT NULL	\N
not null	usage_log.at	4	not null	ALTER TABLE meter.usage_log ALTER COLUMN at SET NOT NULL	\N
not null	usage_log.usage_id	4	not null	ALTER TABLE meter.usage_log ALTER COLUMN usage_id SET NOT NULL	\N
not null	usage_log.plan	4	not null	ALTER TABLE meter.usage_log ALTER COLUMN plan SET NOT NULL	\N
not null	usage_log.key_source	4	not null	ALTER TABLE meter.usage_log ALTER COLUMN key_source SET NOT NULL	\N
not null	usage_log.service_tier	4	not null	ALTER TABLE meter.usage_log ALTER COLUMN service_tier SET NOT NULL	\N
not null	usage_log.input_tokens	4	not null	ALTER TABLE meter.usage_log ALTER COLUMN input_tokens SET NOT NULL	\N
not null	usage_log.output_tokens	4	not null	ALTER TABLE meter.usage_log ALTER COLUMN output_tokens SET NOT NULL	\N
not null	usage_log.cache_read_tokens	4	not null	ALTER TABLE meter.usage_log ALTER COLUMN cache_read_tokens SET NOT NULL	\N
not null	usage_log.cache_write_tokens	4	not null	ALTER TABLE meter.usage_log ALTER COLUMN cache_write_tokens SET NOT NULL	\N
not null	usage_log.reasoning_tokens	4	not null	ALTER TABLE meter.usage_log ALTER COLUMN reasoning_tokens SET NOT NULL	\N
not null	usage_log.audio_input_tokens	4	not null	ALTER TABLE meter.usage_log ALTER COLUMN audio_input_tokens SET NOT NULL	\N
not null	usage_log.audio_output_tokens	4	not null	ALTER TABLE meter.usage_log ALTER COLUMN audio_output_tokens SET NOT NULL	\N
not null	usage_log.requests	4	not null	ALTER TABLE meter.usage_log ALTER COLUMN requests SET NOT NULL	\N
not null	usage_log.tokens	4	not null	ALTER TABLE meter.usage_log ALTER COLUMN tokens SET NOT NULL	\N
not null	usage_log.price_match	4	not null	ALTER TABLE meter.usage_log ALTER COLUMN price_match SET NOT NULL	\N
not null	usage_log.price_ids	4	not null	ALTER TABLE meter.usage_log ALTER COLUMN price_ids SET NOT NULL	\N
not null	usage_log.charged	4	not null	ALTER TABLE meter.usage_log ALTER COLUMN charged SET NOT NULL	\N
not null	usage_log.enforced	4	not null	ALTER TABLE meter.usage_log ALTER COLUMN enforced SET NOT NULL	\N
not null	usage_log.recorded_at	4	not null	ALTER TABLE meter.usage_log ALTER COLUMN recorded_at SET NOT NULL	\N
not null	months.month	4	not null	ALTER TABLE meter.months ALTER COLUMN month SET NOT NULL	\N
not null	month_sums.month	4	not null	ALTER TABLE meter.month_sums ALTER COLUMN month SET NOT NULL	\N
not null	month_sums.counter_id	4	not null	ALTER TABLE meter.month_sums ALTER COLUMN counter_id SET NOT NULL	\N
not null	month_sums.used	4	not null	ALTER TABLE meter.month_sums ALTER COLUMN used SET NOT NULL	\N
not null	month_sums.not_enforced	4	not null	ALTER TABLE meter.month_sums ALTER COLUMN not_enforced SET NOT NULL	\N
not null	denials.denial_id	4	not null	ALTER TABLE meter.denials ALTER COLUMN denial_id SET NOT NULL	\N
not null	denials.account	4	not null	ALTER TABLE meter.denials ALTER COLUMN account SET NOT NULL	\N
not null	denials.at	4	not null	ALTER TABLE meter.denials ALTER COLUMN at SET NOT NULL	\N
not null	denials.reason	4	not null	ALTER TABLE meter.denials ALTER COLUMN reason SET NOT NULL	\N
not null	denials.input_tokens	4	not null	ALTER TABLE meter.denials ALTER COLUMN input_tokens SET NOT NULL	\N
not null	denials.output_tokens	4	not null	ALTER TABLE meter.denials ALTER COLUMN output_tokens SET NOT NULL	\N
not null	idempotency_keys.account	4	not null	ALTER TABLE meter.idempotency_keys ALTER COLUMN account SET NOT NULL	\N
not null	idempotency_keys.idempotency_key	4	not null	ALTER TABLE meter.idempotency_keys ALTER COLUMN idempotency_key SET NOT NULL	\N
not null	idempotency_keys.operation	4	not null	ALTER TABLE meter.idempotency_keys ALTER COLUMN operation SET NOT NULL	\N
not null	idempotency_keys.request	4	not null	ALTER TABLE meter.idempotency_keys ALTER COLUMN request SET NOT NULL	\N
not null	idempotency_keys.created_at	4	not null	ALTER TABLE meter.idempotency_keys ALTER COLUMN created_at SET NOT NULL	\N
not null	given.kind	4	not null	ALTER TABLE meter.given ALTER COLUMN kind SET NOT NULL	\N
not null	given.object	4	not null	ALTER TABLE meter.given ALTER COLUMN object SET NOT NULL	\N
not null	given.place	4	not null	ALTER TABLE meter.given ALTER COLUMN place SET NOT NULL	\N
not null	given.definition	4	not null	ALTER TABLE meter.given ALTER COLUMN definition SET NOT NULL	\N
identity	limits.limit_id	5	d	ALTER TABLE meter.limits ALTER COLUMN limit_id ADD GENERATED BY DEFAULT AS IDENTITY; SELECT setval(pg_get_serial_sequence('meter.limits', 'limit_id'), greatest((SELECT max(limit_id) FROM meter.limits), 1))	ALTER TABLE meter.limits ALTER COLUMN limit_id SET GENERATED BY DEFAULT
identity	counters.counter_id	5	d	ALTER TABLE meter.counters ALTER COLUMN counter_id ADD GENERATED BY DEFAULT AS IDENTITY; SELECT setval(pg_get_serial_sequence('meter.counters', 'counter_id'), greatest((SELECT max(counter_id) FROM meter.counters), 1))	ALTER TABLE meter.counters ALTER COLUMN counter_id SET GENERATED BY DEFAULT
identity	seeds.seed_id	5	d	ALTER TABLE meter.seeds ALTER COLUMN seed_id ADD GENERATED BY DEFAULT AS IDENTITY; SELECT setval(pg_get_serial_sequence('meter.seeds', 'seed_id'), greatest((SELECT max(seed_id) FROM meter.seeds), 1))	ALTER TABLE meter.seeds ALTER COLUMN seed_id SET GENERATED BY DEFAULT
identity	pools.pool_id	5	d	ALTER TABLE meter.pools ALTER COLUMN pool_id ADD GENERATED BY DEFAULT AS IDENTITY; SELECT setval(pg_get_serial_sequence('meter.pools', 'pool_id'), greatest((SELECT max(pool_id) FROM meter.pools), 1))	ALTER TABLE meter.pools ALTER COLUMN pool_id SET GENERATED BY DEFAULT
identity	grants.grant_id	5	d	ALTER TABLE meter.grants ALTER COLUMN grant_id ADD GENERATED BY DEFAULT AS IDENTITY; SELECT setval(pg_get_serial_sequence('meter.grants', 'grant_id'), greatest((SELECT max(grant_id) FROM meter.grants), 1))	ALTER TABLE meter.grants ALTER COLUMN grant_id SET GENERATED BY DEFAULT
identity	holds.hold_id	5	d	ALTER TABLE meter.holds ALTER COLUMN hold_id ADD GENERATED BY DEFAULT AS IDENTITY; SELECT setval(pg_get_serial_sequence('meter.holds', 'hold_id'), greatest((SELECT max(hold_id) FROM meter.holds), 1))	ALTER TABLE meter.holds ALTER COLUMN hold_id SET GENERATED BY DEFAULT
owner	key_sources	1	meter_owner	\N	ALTER TABLE meter.key_sources OWNER TO meter_owner
owner	limits	1	meter_owner	\N	ALTER TABLE meter.limits OWNER TO meter_owner
identity	prices.price_id	5	d	ALTER TABLE meter.prices ALTER COLUMN price_id ADD GENERATED BY DEFAULT AS IDENTITY; SELECT setval(pg_get_serial_sequence('meter.prices', 'price_id'), greatest((SELECT max(price_id) FROM meter.prices), 1))	ALTER TABLE meter.prices ALTER COLUMN price_id SET GENERATED BY DEFAULT
identity	model_rules.rule_id	5	d	ALTER TABLE meter.model_rules ALTER COLUMN rule_id ADD GENERATED BY DEFAULT AS IDENTITY; SELECT setval(pg_get_serial_sequence('meter.model_rules', 'rule_id'), greatest((SELECT max(rule_id) FROM meter.model_rules), 1))	ALTER TABLE meter.model_rules ALTER COLUMN rule_id SET GENERATED BY DEFAULT
identity	denials.denial_id	5	d	ALTER TABLE meter.denials ALTER COLUMN denial_id ADD GENERATED BY DEFAULT AS IDENTITY; SELECT setval(pg_get_serial_sequence('meter.denials', 'denial_id'), greatest((SELECT max(denial_id) FROM meter.denials), 1))	ALTER TABLE meter.denials ALTER COLUMN denial_id SET GENERATED BY DEFAULT
constraint	accounts.parent_is_nearest	8	CHECK ((NOT (parent IS DISTINCT FROM ancestors[1])))	ALTER TABLE meter.accounts ADD CONSTRAINT parent_is_nearest CHECK ((NOT (parent IS DISTINCT FROM ancestors[1]))); COMMENT ON CONSTRAINT parent_is_nearest ON meter.accounts IS 'parent and ancestors disagree|Set the parent with meter_set_account.'	ALTER TABLE meter.accounts DROP CONSTRAINT parent_is_nearest, ADD CONSTRAINT parent_is_nearest CHECK ((NOT (parent IS DISTINCT FROM ancestors[1]))); COMMENT ON CONSTRAINT parent_is_nearest ON meter.accounts IS 'parent and ancestors disagree|Set the parent with meter_set_account.'
constraint	accounts.depth_valid	8	CHECK (((cardinality((ancestors || account)) <= 8) AND ((parent IS NULL) = (ancestors = '{}'::text[]))))	ALTER TABLE meter.accounts ADD CONSTRAINT depth_valid CHECK (((cardinality((ancestors || account)) <= 8) AND ((parent IS NULL) = (ancestors = '{}'::text[])))); COMMENT ON CONSTRAINT depth_valid ON meter.accounts IS 'accounts are nested too deeply|A chain of accounts, from the top to the lowest, has at most 8.'	ALTER TABLE meter.accounts DROP CONSTRAINT depth_valid, ADD CONSTRAINT depth_valid CHECK (((cardinality((ancestors || account)) <= 8) AND ((parent IS NULL) = (ancestors = '{}'::text[])))); COMMENT ON CONSTRAINT depth_valid ON meter.accounts IS 'accounts are nested too deeply|A chain of accounts, from the top to the lowest, has at most 8.'
constraint	accounts.auth_subject_valid	8	CHECK (((btrim(auth_subject) <> ''::text) AND (octet_length(auth_subject) <= 255)))	ALTER TABLE meter.accounts ADD CONSTRAINT auth_subject_valid CHECK (((btrim(auth_subject) <> ''::text) AND (octet_length(auth_subject) <= 255))); COMMENT ON CONSTRAINT auth_subject_valid ON meter.accounts IS 'invalid auth_subject|An auth_subject has 1 to 255 bytes and is not blank.'	ALTER TABLE meter.accounts DROP CONSTRAINT auth_subject_valid, ADD CONSTRAINT auth_subject_valid CHECK (((btrim(auth_subject) <> ''::text) AND (octet_length(auth_subject) <= 255))); COMMENT ON CONSTRAINT auth_subject_valid ON meter.accounts IS 'invalid auth_subject|An auth_subject has 1 to 255 bytes and is not blank.'
constraint	accounts.anchor_valid	8	CHECK (((anchor >= '0001-01-02 00:00:00+00'::timestamp with time zone) AND (anchor < '9999-12-31 00:00:00+00'::timestamp with time zone)))	ALTER TABLE meter.accounts ADD CONSTRAINT anchor_valid CHECK (((anchor >= '0001-01-02 00:00:00+00'::timestamp with time zone) AND (anchor < '9999-12-31 00:00:00+00'::timestamp with time zone))); COMMENT ON CONSTRAINT anchor_valid ON meter.accounts IS 'invalid anchor|Give a moment of the years 1 to 9999.'	ALTER TABLE meter.accounts DROP CONSTRAINT anchor_valid, ADD CONSTRAINT anchor_valid CHECK (((anchor >= '0001-01-02 00:00:00+00'::timestamp with time zone) AND (anchor < '9999-12-31 00:00:00+00'::timestamp with time zone))); COMMENT ON CONSTRAINT anchor_valid ON meter.accounts IS 'invalid anchor|Give a moment of the years 1 to 9999.'
constraint	accounts.ancestors_no_cycle	8	CHECK (((account <> ALL (ancestors)) AND (account IS DISTINCT FROM parent)))	ALTER TABLE meter.accounts ADD CONSTRAINT ancestors_no_cycle CHECK (((account <> ALL (ancestors)) AND (account IS DISTINCT FROM parent))); COMMENT ON CONSTRAINT ancestors_no_cycle ON meter.accounts IS 'an account cannot be its own ancestor|Name a parent that is not the account itself or one below it.'	ALTER TABLE meter.accounts DROP CONSTRAINT ancestors_no_cycle, ADD CONSTRAINT ancestors_no_cycle CHECK (((account <> ALL (ancestors)) AND (account IS DISTINCT FROM parent))); COMMENT ON CONSTRAINT ancestors_no_cycle ON meter.accounts IS 'an account cannot be its own ancestor|Name a parent that is not the account itself or one below it.'
constraint	accounts.accounts_plan_fkey	9	FOREIGN KEY (plan) REFERENCES meter.plans(plan)	ALTER TABLE meter.accounts ADD CONSTRAINT accounts_plan_fkey FOREIGN KEY (plan) REFERENCES meter.plans(plan); COMMENT ON CONSTRAINT accounts_plan_fkey ON meter.accounts IS NULL	ALTER TABLE meter.accounts DROP CONSTRAINT accounts_plan_fkey, ADD CONSTRAINT accounts_plan_fkey FOREIGN KEY (plan) REFERENCES meter.plans(plan); COMMENT ON CONSTRAINT accounts_plan_fkey ON meter.accounts IS NULL
constraint	accounts.accounts_pkey	6	PRIMARY KEY (account)	ALTER TABLE meter.accounts ADD CONSTRAINT accounts_pkey PRIMARY KEY (account); COMMENT ON CONSTRAINT accounts_pkey ON meter.accounts IS NULL	ALTER TABLE meter.accounts DROP CONSTRAINT accounts_pkey, ADD CONSTRAINT accounts_pkey PRIMARY KEY (account); COMMENT ON CONSTRAINT accounts_pkey ON meter.accounts IS NULL
constraint	accounts.accounts_parent_fkey	9	FOREIGN KEY (parent) REFERENCES meter.accounts(account)	ALTER TABLE meter.accounts ADD CONSTRAINT accounts_parent_fkey FOREIGN KEY (parent) REFERENCES meter.accounts(account); COMMENT ON CONSTRAINT accounts_parent_fkey ON meter.accounts IS NULL	ALTER TABLE meter.accounts DROP CONSTRAINT accounts_parent_fkey, ADD CONSTRAINT accounts_parent_fkey FOREIGN KEY (parent) REFERENCES meter.accounts(account); COMMENT ON CONSTRAINT accounts_parent_fkey ON meter.accounts IS NULL
constraint	accounts.accounts_auth_subject_key	7	UNIQUE (auth_subject)	ALTER TABLE meter.accounts ADD CONSTRAINT accounts_auth_subject_key UNIQUE (auth_subject); COMMENT ON CONSTRAINT accounts_auth_subject_key ON meter.accounts IS NULL	ALTER TABLE meter.accounts DROP CONSTRAINT accounts_auth_subject_key, ADD CONSTRAINT accounts_auth_subject_key UNIQUE (auth_subject); COMMENT ON CONSTRAINT accounts_auth_subject_key ON meter.accounts IS NULL
constraint	accounts.account_valid	8	CHECK (((btrim(account, ' \t\n\r\f\v'::text) <> ''::text) AND (octet_length(account) <= 255)))	ALTER TABLE meter.accounts ADD CONSTRAINT account_valid CHECK (((btrim(account, ' \t\n\r\f\v'::text) <> ''::text) AND (octet_length(account) <= 255))); COMMENT ON CONSTRAINT account_valid ON meter.accounts IS 'invalid account id|An account id has 1 to 255 bytes and is not blank.'	ALTER TABLE meter.accounts DROP CONSTRAINT account_valid, ADD CONSTRAINT account_valid CHECK (((btrim(account, ' \t\n\r\f\v'::text) <> ''::text) AND (octet_length(account) <= 255))); COMMENT ON CONSTRAINT account_valid ON meter.accounts IS 'invalid account id|An account id has 1 to 255 bytes and is not blank.'
constraint	holds.holds_pkey	6	PRIMARY KEY (hold_id)	ALTER TABLE meter.holds ADD CONSTRAINT holds_pkey PRIMARY KEY (hold_id); COMMENT ON CONSTRAINT holds_pkey ON meter.holds IS NULL	ALTER TABLE meter.holds DROP CONSTRAINT holds_pkey, ADD CONSTRAINT holds_pkey PRIMARY KEY (hold_id); COMMENT ON CONSTRAINT holds_pkey ON meter.holds IS NULL
constraint	accounts.account_metadata_valid	8	CHECK (((jsonb_typeof(metadata) = 'object'::text) AND (octet_length((metadata)::text) <= 8192)))	ALTER TABLE meter.accounts ADD CONSTRAINT account_metadata_valid CHECK (((jsonb_typeof(metadata) = 'object'::text) AND (octet_length((metadata)::text) <= 8192))); COMMENT ON CONSTRAINT account_metadata_valid ON meter.accounts IS 'invalid metadata|Metadata is a JSON object of at most 8 KiB.'	ALTER TABLE meter.accounts DROP CONSTRAINT account_metadata_valid, ADD CONSTRAINT account_metadata_valid CHECK (((jsonb_typeof(metadata) = 'object'::text) AND (octet_length((metadata)::text) <= 8192))); COMMENT ON CONSTRAINT account_metadata_valid ON meter.accounts IS 'invalid metadata|Metadata is a JSON object of at most 8 KiB.'
constraint	alerts.alerts_pkey	6	PRIMARY KEY (alert_id)	ALTER TABLE meter.alerts ADD CONSTRAINT alerts_pkey PRIMARY KEY (alert_id); COMMENT ON CONSTRAINT alerts_pkey ON meter.alerts IS NULL	ALTER TABLE meter.alerts DROP CONSTRAINT alerts_pkey, ADD CONSTRAINT alerts_pkey PRIMARY KEY (alert_id); COMMENT ON CONSTRAINT alerts_pkey ON meter.alerts IS NULL
constraint	alerts.alerts_limit_id_fkey	9	FOREIGN KEY (limit_id) REFERENCES meter.limits(limit_id)	ALTER TABLE meter.alerts ADD CONSTRAINT alerts_limit_id_fkey FOREIGN KEY (limit_id) REFERENCES meter.limits(limit_id); COMMENT ON CONSTRAINT alerts_limit_id_fkey ON meter.alerts IS NULL	ALTER TABLE meter.alerts DROP CONSTRAINT alerts_limit_id_fkey, ADD CONSTRAINT alerts_limit_id_fkey FOREIGN KEY (limit_id) REFERENCES meter.limits(limit_id); COMMENT ON CONSTRAINT alerts_limit_id_fkey ON meter.alerts IS NULL
constraint	alerts.alerts_counter_id_fkey	9	FOREIGN KEY (counter_id) REFERENCES meter.counters(counter_id)	ALTER TABLE meter.alerts ADD CONSTRAINT alerts_counter_id_fkey FOREIGN KEY (counter_id) REFERENCES meter.counters(counter_id); COMMENT ON CONSTRAINT alerts_counter_id_fkey ON meter.alerts IS NULL	ALTER TABLE meter.alerts DROP CONSTRAINT alerts_counter_id_fkey, ADD CONSTRAINT alerts_counter_id_fkey FOREIGN KEY (counter_id) REFERENCES meter.counters(counter_id); COMMENT ON CONSTRAINT alerts_counter_id_fkey ON meter.alerts IS NULL
constraint	alerts.alert_once	7	UNIQUE (counter_id, threshold)	ALTER TABLE meter.alerts ADD CONSTRAINT alert_once UNIQUE (counter_id, threshold); COMMENT ON CONSTRAINT alert_once ON meter.alerts IS NULL	ALTER TABLE meter.alerts DROP CONSTRAINT alert_once, ADD CONSTRAINT alert_once UNIQUE (counter_id, threshold); COMMENT ON CONSTRAINT alert_once ON meter.alerts IS NULL
constraint	allotments.spent_valid	8	CHECK (((spent >= (0)::numeric) AND (spent <= GREATEST(amount, (0)::numeric))))	ALTER TABLE meter.allotments ADD CONSTRAINT spent_valid CHECK (((spent >= (0)::numeric) AND (spent <= GREATEST(amount, (0)::numeric)))); COMMENT ON CONSTRAINT spent_valid ON meter.allotments IS NULL	ALTER TABLE meter.allotments DROP CONSTRAINT spent_valid, ADD CONSTRAINT spent_valid CHECK (((spent >= (0)::numeric) AND (spent <= GREATEST(amount, (0)::numeric)))); COMMENT ON CONSTRAINT spent_valid ON meter.allotments IS NULL
constraint	allotments.expired_not_negative	8	CHECK ((expired >= (0)::numeric))	ALTER TABLE meter.allotments ADD CONSTRAINT expired_not_negative CHECK ((expired >= (0)::numeric)); COMMENT ON CONSTRAINT expired_not_negative ON meter.allotments IS NULL	ALTER TABLE meter.allotments DROP CONSTRAINT expired_not_negative, ADD CONSTRAINT expired_not_negative CHECK ((expired >= (0)::numeric)); COMMENT ON CONSTRAINT expired_not_negative ON meter.allotments IS NULL
constraint	allotments.allotments_pkey	6	PRIMARY KEY (grant_id, counter_id)	ALTER TABLE meter.allotments ADD CONSTRAINT allotments_pkey PRIMARY KEY (grant_id, counter_id); COMMENT ON CONSTRAINT allotments_pkey ON meter.allotments IS NULL	ALTER TABLE meter.allotments DROP CONSTRAINT allotments_pkey, ADD CONSTRAINT allotments_pkey PRIMARY KEY (grant_id, counter_id); COMMENT ON CONSTRAINT allotments_pkey ON meter.allotments IS NULL
constraint	allotments.allotments_grant_id_fkey	9	FOREIGN KEY (grant_id) REFERENCES meter.grants(grant_id)	ALTER TABLE meter.allotments ADD CONSTRAINT allotments_grant_id_fkey FOREIGN KEY (grant_id) REFERENCES meter.grants(grant_id); COMMENT ON CONSTRAINT allotments_grant_id_fkey ON meter.allotments IS NULL	ALTER TABLE meter.allotments DROP CONSTRAINT allotments_grant_id_fkey, ADD CONSTRAINT allotments_grant_id_fkey FOREIGN KEY (grant_id) REFERENCES meter.grants(grant_id); COMMENT ON CONSTRAINT allotments_grant_id_fkey ON meter.allotments IS NULL
constraint	allotments.allotments_counter_id_fkey	9	FOREIGN KEY (counter_id) REFERENCES meter.counters(counter_id)	ALTER TABLE meter.allotments ADD CONSTRAINT allotments_counter_id_fkey FOREIGN KEY (counter_id) REFERENCES meter.counters(counter_id); COMMENT ON CONSTRAINT allotments_counter_id_fkey ON meter.allotments IS NULL	ALTER TABLE meter.allotments DROP CONSTRAINT allotments_counter_id_fkey, ADD CONSTRAINT allotments_counter_id_fkey FOREIGN KEY (counter_id) REFERENCES meter.counters(counter_id); COMMENT ON CONSTRAINT allotments_counter_id_fkey ON meter.allotments IS NULL
constraint	counters.used_not_negative	8	CHECK ((used >= (0)::numeric))	ALTER TABLE meter.counters ADD CONSTRAINT used_not_negative CHECK ((used >= (0)::numeric)); COMMENT ON CONSTRAINT used_not_negative ON meter.counters IS NULL	ALTER TABLE meter.counters DROP CONSTRAINT used_not_negative, ADD CONSTRAINT used_not_negative CHECK ((used >= (0)::numeric)); COMMENT ON CONSTRAINT used_not_negative ON meter.counters IS NULL
constraint	counters.reserved_not_negative	8	CHECK ((reserved >= (0)::numeric))	ALTER TABLE meter.counters ADD CONSTRAINT reserved_not_negative CHECK ((reserved >= (0)::numeric)); COMMENT ON CONSTRAINT reserved_not_negative ON meter.counters IS NULL	ALTER TABLE meter.counters DROP CONSTRAINT reserved_not_negative, ADD CONSTRAINT reserved_not_negative CHECK ((reserved >= (0)::numeric)); COMMENT ON CONSTRAINT reserved_not_negative ON meter.counters IS NULL
constraint	counters.kept_not_negative	8	CHECK ((kept >= (0)::numeric))	ALTER TABLE meter.counters ADD CONSTRAINT kept_not_negative CHECK ((kept >= (0)::numeric)); COMMENT ON CONSTRAINT kept_not_negative ON meter.counters IS NULL	ALTER TABLE meter.counters DROP CONSTRAINT kept_not_negative, ADD CONSTRAINT kept_not_negative CHECK ((kept >= (0)::numeric)); COMMENT ON CONSTRAINT kept_not_negative ON meter.counters IS NULL
constraint	counters.counters_pkey	6	PRIMARY KEY (counter_id)	ALTER TABLE meter.counters ADD CONSTRAINT counters_pkey PRIMARY KEY (counter_id); COMMENT ON CONSTRAINT counters_pkey ON meter.counters IS NULL	ALTER TABLE meter.counters DROP CONSTRAINT counters_pkey, ADD CONSTRAINT counters_pkey PRIMARY KEY (counter_id); COMMENT ON CONSTRAINT counters_pkey ON meter.counters IS NULL
constraint	counters.counters_limit_id_fkey	9	FOREIGN KEY (limit_id) REFERENCES meter.limits(limit_id)	ALTER TABLE meter.counters ADD CONSTRAINT counters_limit_id_fkey FOREIGN KEY (limit_id) REFERENCES meter.limits(limit_id); COMMENT ON CONSTRAINT counters_limit_id_fkey ON meter.counters IS NULL	ALTER TABLE meter.counters DROP CONSTRAINT counters_limit_id_fkey, ADD CONSTRAINT counters_limit_id_fkey FOREIGN KEY (limit_id) REFERENCES meter.limits(limit_id); COMMENT ON CONSTRAINT counters_limit_id_fkey ON meter.counters IS NULL
owner	model_rules	1	meter_owner	\N	ALTER TABLE meter.model_rules OWNER TO meter_owner
constraint	counters.counters_account_fkey	9	FOREIGN KEY (account) REFERENCES meter.accounts(account)	ALTER TABLE meter.counters ADD CONSTRAINT counters_account_fkey FOREIGN KEY (account) REFERENCES meter.accounts(account); COMMENT ON CONSTRAINT counters_account_fkey ON meter.counters IS NULL	ALTER TABLE meter.counters DROP CONSTRAINT counters_account_fkey, ADD CONSTRAINT counters_account_fkey FOREIGN KEY (account) REFERENCES meter.accounts(account); COMMENT ON CONSTRAINT counters_account_fkey ON meter.counters IS NULL
constraint	counters.counter_unique	7	UNIQUE (account, limit_id, period_start)	ALTER TABLE meter.counters ADD CONSTRAINT counter_unique UNIQUE (account, limit_id, period_start); COMMENT ON CONSTRAINT counter_unique ON meter.counters IS NULL	ALTER TABLE meter.counters DROP CONSTRAINT counter_unique, ADD CONSTRAINT counter_unique UNIQUE (account, limit_id, period_start); COMMENT ON CONSTRAINT counter_unique ON meter.counters IS NULL
constraint	counters.counter_period_valid	8	CHECK ((period_start < period_end))	ALTER TABLE meter.counters ADD CONSTRAINT counter_period_valid CHECK ((period_start < period_end)); COMMENT ON CONSTRAINT counter_period_valid ON meter.counters IS NULL	ALTER TABLE meter.counters DROP CONSTRAINT counter_period_valid, ADD CONSTRAINT counter_period_valid CHECK ((period_start < period_end)); COMMENT ON CONSTRAINT counter_period_valid ON meter.counters IS NULL
constraint	denials.denials_pkey	6	PRIMARY KEY (denial_id)	ALTER TABLE meter.denials ADD CONSTRAINT denials_pkey PRIMARY KEY (denial_id); COMMENT ON CONSTRAINT denials_pkey ON meter.denials IS NULL	ALTER TABLE meter.denials DROP CONSTRAINT denials_pkey, ADD CONSTRAINT denials_pkey PRIMARY KEY (denial_id); COMMENT ON CONSTRAINT denials_pkey ON meter.denials IS NULL
constraint	denials.denials_limit_id_fkey	9	FOREIGN KEY (limit_id) REFERENCES meter.limits(limit_id)	ALTER TABLE meter.denials ADD CONSTRAINT denials_limit_id_fkey FOREIGN KEY (limit_id) REFERENCES meter.limits(limit_id); COMMENT ON CONSTRAINT denials_limit_id_fkey ON meter.denials IS NULL	ALTER TABLE meter.denials DROP CONSTRAINT denials_limit_id_fkey, ADD CONSTRAINT denials_limit_id_fkey FOREIGN KEY (limit_id) REFERENCES meter.limits(limit_id); COMMENT ON CONSTRAINT denials_limit_id_fkey ON meter.denials IS NULL
constraint	given.given_pkey	6	PRIMARY KEY (kind, object)	ALTER TABLE meter.given ADD CONSTRAINT given_pkey PRIMARY KEY (kind, object); COMMENT ON CONSTRAINT given_pkey ON meter.given IS NULL	ALTER TABLE meter.given DROP CONSTRAINT given_pkey, ADD CONSTRAINT given_pkey PRIMARY KEY (kind, object); COMMENT ON CONSTRAINT given_pkey ON meter.given IS NULL
constraint	grants.grants_pkey	6	PRIMARY KEY (grant_id)	ALTER TABLE meter.grants ADD CONSTRAINT grants_pkey PRIMARY KEY (grant_id); COMMENT ON CONSTRAINT grants_pkey ON meter.grants IS NULL	ALTER TABLE meter.grants DROP CONSTRAINT grants_pkey, ADD CONSTRAINT grants_pkey PRIMARY KEY (grant_id); COMMENT ON CONSTRAINT grants_pkey ON meter.grants IS NULL
constraint	grants.grants_account_fkey	9	FOREIGN KEY (account) REFERENCES meter.accounts(account)	ALTER TABLE meter.grants ADD CONSTRAINT grants_account_fkey FOREIGN KEY (account) REFERENCES meter.accounts(account); COMMENT ON CONSTRAINT grants_account_fkey ON meter.grants IS NULL	ALTER TABLE meter.grants DROP CONSTRAINT grants_account_fkey, ADD CONSTRAINT grants_account_fkey FOREIGN KEY (account) REFERENCES meter.accounts(account); COMMENT ON CONSTRAINT grants_account_fkey ON meter.grants IS NULL
constraint	grants.grant_voided_valid	8	CHECK (((voided >= (0)::numeric) AND (voided <= amount)))	ALTER TABLE meter.grants ADD CONSTRAINT grant_voided_valid CHECK (((voided >= (0)::numeric) AND (voided <= amount))); COMMENT ON CONSTRAINT grant_voided_valid ON meter.grants IS 'invalid amount|Give how much of the grant is taken back in all: more than 0, and at most its amount; NULL is what is unspent.'	ALTER TABLE meter.grants DROP CONSTRAINT grant_voided_valid, ADD CONSTRAINT grant_voided_valid CHECK (((voided >= (0)::numeric) AND (voided <= amount))); COMMENT ON CONSTRAINT grant_voided_valid ON meter.grants IS 'invalid amount|Give how much of the grant is taken back in all: more than 0, and at most its amount; NULL is what is unspent.'
constraint	grants.grant_note_valid	8	CHECK (((octet_length(note) <= 1024) AND (octet_length(void_note) <= 1024)))	ALTER TABLE meter.grants ADD CONSTRAINT grant_note_valid CHECK (((octet_length(note) <= 1024) AND (octet_length(void_note) <= 1024))); COMMENT ON CONSTRAINT grant_note_valid ON meter.grants IS 'note is too long|A note has at most 1,024 bytes.'	ALTER TABLE meter.grants DROP CONSTRAINT grant_note_valid, ADD CONSTRAINT grant_note_valid CHECK (((octet_length(note) <= 1024) AND (octet_length(void_note) <= 1024))); COMMENT ON CONSTRAINT grant_note_valid ON meter.grants IS 'note is too long|A note has at most 1,024 bytes.'
constraint	grants.grant_kind_valid	8	CHECK ((kind = ANY (ARRAY['purchase'::text, 'top_up'::text, 'gift'::text, 'refund'::text, 'carry_over'::text])))	ALTER TABLE meter.grants ADD CONSTRAINT grant_kind_valid CHECK ((kind = ANY (ARRAY['purchase'::text, 'top_up'::text, 'gift'::text, 'refund'::text, 'carry_over'::text]))); COMMENT ON CONSTRAINT grant_kind_valid ON meter.grants IS 'invalid kind|Kinds are purchase, top_up, gift, refund and carry_over.'	ALTER TABLE meter.grants DROP CONSTRAINT grant_kind_valid, ADD CONSTRAINT grant_kind_valid CHECK ((kind = ANY (ARRAY['purchase'::text, 'top_up'::text, 'gift'::text, 'refund'::text, 'carry_over'::text]))); COMMENT ON CONSTRAINT grant_kind_valid ON meter.grants IS 'invalid kind|Kinds are purchase, top_up, gift, refund and carry_over.'
constraint	grants.grant_expires_at_valid	8	CHECK ((isfinite(expires_at) AND (expires_at > created_at)))	ALTER TABLE meter.grants ADD CONSTRAINT grant_expires_at_valid CHECK ((isfinite(expires_at) AND (expires_at > created_at))); COMMENT ON CONSTRAINT grant_expires_at_valid ON meter.grants IS 'invalid expires_at|Give a moment in the future, or NULL for a grant that does not expire.'	ALTER TABLE meter.grants DROP CONSTRAINT grant_expires_at_valid, ADD CONSTRAINT grant_expires_at_valid CHECK ((isfinite(expires_at) AND (expires_at > created_at))); COMMENT ON CONSTRAINT grant_expires_at_valid ON meter.grants IS 'invalid expires_at|Give a moment in the future, or NULL for a grant that does not expire.'
constraint	grants.grant_amount_valid	8	CHECK (((amount > (0)::numeric) AND (amount <= '1000000000000000000'::numeric) AND (scale(trim_scale(amount)) <= 18)))	ALTER TABLE meter.grants ADD CONSTRAINT grant_amount_valid CHECK (((amount > (0)::numeric) AND (amount <= '1000000000000000000'::numeric) AND (scale(trim_scale(amount)) <= 18))); COMMENT ON CONSTRAINT grant_amount_valid ON meter.grants IS 'invalid amount|An amount is a number above 0 and up to 10^18 with at most 18 decimals, in the limit''s unit.'	ALTER TABLE meter.grants DROP CONSTRAINT grant_amount_valid, ADD CONSTRAINT grant_amount_valid CHECK (((amount > (0)::numeric) AND (amount <= '1000000000000000000'::numeric) AND (scale(trim_scale(amount)) <= 18))); COMMENT ON CONSTRAINT grant_amount_valid ON meter.grants IS 'invalid amount|An amount is a number above 0 and up to 10^18 with at most 18 decimals, in the limit''s unit.'
index	denials_limit	10	CREATE INDEX denials_limit ON meter.denials USING btree (limit_id)	CREATE INDEX denials_limit ON meter.denials USING btree (limit_id)	DROP INDEX meter.denials_limit; CREATE INDEX denials_limit ON meter.denials USING btree (limit_id)
constraint	holds.holds_account_fkey	9	FOREIGN KEY (account) REFERENCES meter.accounts(account)	ALTER TABLE meter.holds ADD CONSTRAINT holds_account_fkey FOREIGN KEY (account) REFERENCES meter.accounts(account); COMMENT ON CONSTRAINT holds_account_fkey ON meter.holds IS NULL	ALTER TABLE meter.holds DROP CONSTRAINT holds_account_fkey, ADD CONSTRAINT holds_account_fkey FOREIGN KEY (account) REFERENCES meter.accounts(account); COMMENT ON CONSTRAINT holds_account_fkey ON meter.holds IS NULL
constraint	holds.hold_slot_unique	7	UNIQUE (account, slot)	ALTER TABLE meter.holds ADD CONSTRAINT hold_slot_unique UNIQUE (account, slot); COMMENT ON CONSTRAINT hold_slot_unique ON meter.holds IS NULL	ALTER TABLE meter.holds DROP CONSTRAINT hold_slot_unique, ADD CONSTRAINT hold_slot_unique UNIQUE (account, slot); COMMENT ON CONSTRAINT hold_slot_unique ON meter.holds IS NULL
constraint	holds.hold_ends_once	8	CHECK ((num_nonnulls(settled_at, released_at) <= 1))	ALTER TABLE meter.holds ADD CONSTRAINT hold_ends_once CHECK ((num_nonnulls(settled_at, released_at) <= 1)); COMMENT ON CONSTRAINT hold_ends_once ON meter.holds IS NULL	ALTER TABLE meter.holds DROP CONSTRAINT hold_ends_once, ADD CONSTRAINT hold_ends_once CHECK ((num_nonnulls(settled_at, released_at) <= 1)); COMMENT ON CONSTRAINT hold_ends_once ON meter.holds IS NULL
constraint	holds.ended_hold_has_no_slot	8	CHECK (((slot IS NULL) OR (num_nonnulls(settled_at, released_at) = 0)))	ALTER TABLE meter.holds ADD CONSTRAINT ended_hold_has_no_slot CHECK (((slot IS NULL) OR (num_nonnulls(settled_at, released_at) = 0))); COMMENT ON CONSTRAINT ended_hold_has_no_slot ON meter.holds IS NULL	ALTER TABLE meter.holds DROP CONSTRAINT ended_hold_has_no_slot, ADD CONSTRAINT ended_hold_has_no_slot CHECK (((slot IS NULL) OR (num_nonnulls(settled_at, released_at) = 0))); COMMENT ON CONSTRAINT ended_hold_has_no_slot ON meter.holds IS NULL
constraint	idempotency_keys.idempotency_keys_pkey	6	PRIMARY KEY (account, idempotency_key)	ALTER TABLE meter.idempotency_keys ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (account, idempotency_key); COMMENT ON CONSTRAINT idempotency_keys_pkey ON meter.idempotency_keys IS NULL	ALTER TABLE meter.idempotency_keys DROP CONSTRAINT idempotency_keys_pkey, ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (account, idempotency_key); COMMENT ON CONSTRAINT idempotency_keys_pkey ON meter.idempotency_keys IS NULL
constraint	installation.installation_pkey	6	PRIMARY KEY (one_row)	ALTER TABLE meter.installation ADD CONSTRAINT installation_pkey PRIMARY KEY (one_row); COMMENT ON CONSTRAINT installation_pkey ON meter.installation IS NULL	ALTER TABLE meter.installation DROP CONSTRAINT installation_pkey, ADD CONSTRAINT installation_pkey PRIMARY KEY (one_row); COMMENT ON CONSTRAINT installation_pkey ON meter.installation IS NULL
constraint	installation.installation_one_row	8	CHECK (one_row)	ALTER TABLE meter.installation ADD CONSTRAINT installation_one_row CHECK (one_row); COMMENT ON CONSTRAINT installation_one_row ON meter.installation IS NULL	ALTER TABLE meter.installation DROP CONSTRAINT installation_one_row, ADD CONSTRAINT installation_one_row CHECK (one_row); COMMENT ON CONSTRAINT installation_one_row ON meter.installation IS NULL
constraint	key_sources.key_sources_pkey	6	PRIMARY KEY (account, provider)	ALTER TABLE meter.key_sources ADD CONSTRAINT key_sources_pkey PRIMARY KEY (account, provider); COMMENT ON CONSTRAINT key_sources_pkey ON meter.key_sources IS NULL	ALTER TABLE meter.key_sources DROP CONSTRAINT key_sources_pkey, ADD CONSTRAINT key_sources_pkey PRIMARY KEY (account, provider); COMMENT ON CONSTRAINT key_sources_pkey ON meter.key_sources IS NULL
constraint	key_sources.key_sources_account_fkey	9	FOREIGN KEY (account) REFERENCES meter.accounts(account)	ALTER TABLE meter.key_sources ADD CONSTRAINT key_sources_account_fkey FOREIGN KEY (account) REFERENCES meter.accounts(account); COMMENT ON CONSTRAINT key_sources_account_fkey ON meter.key_sources IS NULL	ALTER TABLE meter.key_sources DROP CONSTRAINT key_sources_account_fkey, ADD CONSTRAINT key_sources_account_fkey FOREIGN KEY (account) REFERENCES meter.accounts(account); COMMENT ON CONSTRAINT key_sources_account_fkey ON meter.key_sources IS NULL
constraint	key_sources.key_source_valid	8	CHECK ((key_source = ANY (ARRAY['shared'::text, 'own'::text])))	ALTER TABLE meter.key_sources ADD CONSTRAINT key_source_valid CHECK ((key_source = ANY (ARRAY['shared'::text, 'own'::text]))); COMMENT ON CONSTRAINT key_source_valid ON meter.key_sources IS 'invalid key_source|Use "shared" (the operator''s provider key) or "own" (the account brings its own).'	ALTER TABLE meter.key_sources DROP CONSTRAINT key_source_valid, ADD CONSTRAINT key_source_valid CHECK ((key_source = ANY (ARRAY['shared'::text, 'own'::text]))); COMMENT ON CONSTRAINT key_source_valid ON meter.key_sources IS 'invalid key_source|Use "shared" (the operator''s provider key) or "own" (the account brings its own).'
constraint	key_sources.key_source_provider_valid	8	CHECK (((btrim(provider) <> ''::text) AND (octet_length(provider) <= 255)))	ALTER TABLE meter.key_sources ADD CONSTRAINT key_source_provider_valid CHECK (((btrim(provider) <> ''::text) AND (octet_length(provider) <= 255))); COMMENT ON CONSTRAINT key_source_provider_valid ON meter.key_sources IS 'invalid provider|A provider has 1 to 255 bytes and is not blank.'	ALTER TABLE meter.key_sources DROP CONSTRAINT key_source_provider_valid, ADD CONSTRAINT key_source_provider_valid CHECK (((btrim(provider) <> ''::text) AND (octet_length(provider) <= 255))); COMMENT ON CONSTRAINT key_source_provider_valid ON meter.key_sources IS 'invalid provider|A provider has 1 to 255 bytes and is not blank.'
constraint	limits.unit_valid	8	CHECK ((unit = ANY (ARRAY['tokens'::text, 'input_tokens'::text, 'output_tokens'::text, 'cost'::text, 'charged_cost'::text, 'requests'::text])))	ALTER TABLE meter.limits ADD CONSTRAINT unit_valid CHECK ((unit = ANY (ARRAY['tokens'::text, 'input_tokens'::text, 'output_tokens'::text, 'cost'::text, 'charged_cost'::text, 'requests'::text]))); COMMENT ON CONSTRAINT unit_valid ON meter.limits IS 'invalid unit|Units are tokens, input_tokens, output_tokens, cost, charged_cost and requests.'	ALTER TABLE meter.limits DROP CONSTRAINT unit_valid, ADD CONSTRAINT unit_valid CHECK ((unit = ANY (ARRAY['tokens'::text, 'input_tokens'::text, 'output_tokens'::text, 'cost'::text, 'charged_cost'::text, 'requests'::text]))); COMMENT ON CONSTRAINT unit_valid ON meter.limits IS 'invalid unit|Units are tokens, input_tokens, output_tokens, cost, charged_cost and requests.'
constraint	plans.plans_pkey	6	PRIMARY KEY (plan)	ALTER TABLE meter.plans ADD CONSTRAINT plans_pkey PRIMARY KEY (plan); COMMENT ON CONSTRAINT plans_pkey ON meter.plans IS NULL	ALTER TABLE meter.plans DROP CONSTRAINT plans_pkey, ADD CONSTRAINT plans_pkey PRIMARY KEY (plan); COMMENT ON CONSTRAINT plans_pkey ON meter.plans IS NULL
constraint	plans.plan_name_valid	8	CHECK (((btrim(plan) <> ''::text) AND (octet_length(plan) <= 255)))	ALTER TABLE meter.plans ADD CONSTRAINT plan_name_valid CHECK (((btrim(plan) <> ''::text) AND (octet_length(plan) <= 255))); COMMENT ON CONSTRAINT plan_name_valid ON meter.plans IS 'invalid plan name|A plan name has 1 to 255 bytes and is not blank.'	ALTER TABLE meter.plans DROP CONSTRAINT plan_name_valid, ADD CONSTRAINT plan_name_valid CHECK (((btrim(plan) <> ''::text) AND (octet_length(plan) <= 255))); COMMENT ON CONSTRAINT plan_name_valid ON meter.plans IS 'invalid plan name|A plan name has 1 to 255 bytes and is not blank.'
constraint	limits.thresholds_valid	8	CHECK ((((cardinality(thresholds) >= 1) AND (cardinality(thresholds) <= 10)) AND (array_position(thresholds, NULL::numeric) IS NULL) AND ((0)::numeric < ALL (thresholds)) AND ((100)::numeric >= ALL (thresholds))))	ALTER TABLE meter.limits ADD CONSTRAINT thresholds_valid CHECK ((((cardinality(thresholds) >= 1) AND (cardinality(thresholds) <= 10)) AND (array_position(thresholds, NULL::numeric) IS NULL) AND ((0)::numeric < ALL (thresholds)) AND ((100)::numeric >= ALL (thresholds)))); COMMENT ON CONSTRAINT thresholds_valid ON meter.limits IS 'invalid thresholds|Thresholds are 1 to 10 percentages above 0 and up to 100, such as {80,95}.'	ALTER TABLE meter.limits DROP CONSTRAINT thresholds_valid, ADD CONSTRAINT thresholds_valid CHECK ((((cardinality(thresholds) >= 1) AND (cardinality(thresholds) <= 10)) AND (array_position(thresholds, NULL::numeric) IS NULL) AND ((0)::numeric < ALL (thresholds)) AND ((100)::numeric >= ALL (thresholds)))); COMMENT ON CONSTRAINT thresholds_valid ON meter.limits IS 'invalid thresholds|Thresholds are 1 to 10 percentages above 0 and up to 100, such as {80,95}.'
constraint	limits.stripes_valid	8	CHECK (((stripes >= 1) AND (stripes <= 1024)))	ALTER TABLE meter.limits ADD CONSTRAINT stripes_valid CHECK (((stripes >= 1) AND (stripes <= 1024))); COMMENT ON CONSTRAINT stripes_valid ON meter.limits IS 'invalid stripes|A limit has 1 to 1,024 stripes; NULL leaves it to the meter.'	ALTER TABLE meter.limits DROP CONSTRAINT stripes_valid, ADD CONSTRAINT stripes_valid CHECK (((stripes >= 1) AND (stripes <= 1024))); COMMENT ON CONSTRAINT stripes_valid ON meter.limits IS 'invalid stripes|A limit has 1 to 1,024 stripes; NULL leaves it to the meter.'
constraint	limits.period_valid	8	CHECK ((period = ANY (ARRAY['minute'::text, 'hour'::text, 'day'::text, 'week'::text, 'month'::text, 'year'::text, 'never'::text])))	ALTER TABLE meter.limits ADD CONSTRAINT period_valid CHECK ((period = ANY (ARRAY['minute'::text, 'hour'::text, 'day'::text, 'week'::text, 'month'::text, 'year'::text, 'never'::text]))); COMMENT ON CONSTRAINT period_valid ON meter.limits IS 'invalid period|Periods are minute, hour, day, week, month, year and never.'	ALTER TABLE meter.limits DROP CONSTRAINT period_valid, ADD CONSTRAINT period_valid CHECK ((period = ANY (ARRAY['minute'::text, 'hour'::text, 'day'::text, 'week'::text, 'month'::text, 'year'::text, 'never'::text]))); COMMENT ON CONSTRAINT period_valid ON meter.limits IS 'invalid period|Periods are minute, hour, day, week, month, year and never.'
constraint	limits.limits_plan_fkey	9	FOREIGN KEY (plan) REFERENCES meter.plans(plan)	ALTER TABLE meter.limits ADD CONSTRAINT limits_plan_fkey FOREIGN KEY (plan) REFERENCES meter.plans(plan); COMMENT ON CONSTRAINT limits_plan_fkey ON meter.limits IS NULL	ALTER TABLE meter.limits DROP CONSTRAINT limits_plan_fkey, ADD CONSTRAINT limits_plan_fkey FOREIGN KEY (plan) REFERENCES meter.plans(plan); COMMENT ON CONSTRAINT limits_plan_fkey ON meter.limits IS NULL
constraint	limits.limits_pkey	6	PRIMARY KEY (limit_id)	ALTER TABLE meter.limits ADD CONSTRAINT limits_pkey PRIMARY KEY (limit_id); COMMENT ON CONSTRAINT limits_pkey ON meter.limits IS NULL	ALTER TABLE meter.limits DROP CONSTRAINT limits_pkey, ADD CONSTRAINT limits_pkey PRIMARY KEY (limit_id); COMMENT ON CONSTRAINT limits_pkey ON meter.limits IS NULL
constraint	limits.limits_account_fkey	9	FOREIGN KEY (account) REFERENCES meter.accounts(account)	ALTER TABLE meter.limits ADD CONSTRAINT limits_account_fkey FOREIGN KEY (account) REFERENCES meter.accounts(account); COMMENT ON CONSTRAINT limits_account_fkey ON meter.limits IS NULL	ALTER TABLE meter.limits DROP CONSTRAINT limits_account_fkey, ADD CONSTRAINT limits_account_fkey FOREIGN KEY (account) REFERENCES meter.accounts(account); COMMENT ON CONSTRAINT limits_account_fkey ON meter.limits IS NULL
constraint	limits.limit_scope_valid	8	CHECK ((num_nonnulls(plan, account) = 1))	ALTER TABLE meter.limits ADD CONSTRAINT limit_scope_valid CHECK ((num_nonnulls(plan, account) = 1)); COMMENT ON CONSTRAINT limit_scope_valid ON meter.limits IS 'a limit belongs to either a plan or an account|Give exactly one of plan => and account =>.'	ALTER TABLE meter.limits DROP CONSTRAINT limit_scope_valid, ADD CONSTRAINT limit_scope_valid CHECK ((num_nonnulls(plan, account) = 1)); COMMENT ON CONSTRAINT limit_scope_valid ON meter.limits IS 'a limit belongs to either a plan or an account|Give exactly one of plan => and account =>.'
constraint	limits.limit_name_valid	8	CHECK (((btrim(limit_name) <> ''::text) AND (octet_length(limit_name) <= 255)))	ALTER TABLE meter.limits ADD CONSTRAINT limit_name_valid CHECK (((btrim(limit_name) <> ''::text) AND (octet_length(limit_name) <= 255))); COMMENT ON CONSTRAINT limit_name_valid ON meter.limits IS 'invalid limit name|A limit name has 1 to 255 bytes and is not blank.'	ALTER TABLE meter.limits DROP CONSTRAINT limit_name_valid, ADD CONSTRAINT limit_name_valid CHECK (((btrim(limit_name) <> ''::text) AND (octet_length(limit_name) <= 255))); COMMENT ON CONSTRAINT limit_name_valid ON meter.limits IS 'invalid limit name|A limit name has 1 to 255 bytes and is not blank.'
constraint	limits.limit_key_source_valid	8	CHECK ((key_source = ANY (ARRAY['shared'::text, 'own'::text])))	ALTER TABLE meter.limits ADD CONSTRAINT limit_key_source_valid CHECK ((key_source = ANY (ARRAY['shared'::text, 'own'::text]))); COMMENT ON CONSTRAINT limit_key_source_valid ON meter.limits IS 'invalid key_source|A limit counts usage of key source "shared" or "own"; NULL counts both.'	ALTER TABLE meter.limits DROP CONSTRAINT limit_key_source_valid, ADD CONSTRAINT limit_key_source_valid CHECK ((key_source = ANY (ARRAY['shared'::text, 'own'::text]))); COMMENT ON CONSTRAINT limit_key_source_valid ON meter.limits IS 'invalid key_source|A limit counts usage of key source "shared" or "own"; NULL counts both.'
constraint	limits.limit_filter_valid	8	CHECK (((btrim(provider) <> ''::text) AND (btrim(model) <> ''::text) AND (btrim(operation) <> ''::text) AND (GREATEST(octet_length(provider), octet_length(model), octet_length(operation)) <= 255)))	ALTER TABLE meter.limits ADD CONSTRAINT limit_filter_valid CHECK (((btrim(provider) <> ''::text) AND (btrim(model) <> ''::text) AND (btrim(operation) <> ''::text) AND (GREATEST(octet_length(provider), octet_length(model), octet_length(operation)) <= 255))); COMMENT ON CONSTRAINT limit_filter_valid ON meter.limits IS 'invalid provider, model or operation|A name has 1 to 255 bytes and is not blank; NULL counts every one.'	ALTER TABLE meter.limits DROP CONSTRAINT limit_filter_valid, ADD CONSTRAINT limit_filter_valid CHECK (((btrim(provider) <> ''::text) AND (btrim(model) <> ''::text) AND (btrim(operation) <> ''::text) AND (GREATEST(octet_length(provider), octet_length(model), octet_length(operation)) <= 255))); COMMENT ON CONSTRAINT limit_filter_valid ON meter.limits IS 'invalid provider, model or operation|A name has 1 to 255 bytes and is not blank; NULL counts every one.'
constraint	reservations.reservations_hold_id_fkey	9	FOREIGN KEY (hold_id) REFERENCES meter.holds(hold_id)	ALTER TABLE meter.reservations ADD CONSTRAINT reservations_hold_id_fkey FOREIGN KEY (hold_id) REFERENCES meter.holds(hold_id); COMMENT ON CONSTRAINT reservations_hold_id_fkey ON meter.reservations IS NULL	ALTER TABLE meter.reservations DROP CONSTRAINT reservations_hold_id_fkey, ADD CONSTRAINT reservations_hold_id_fkey FOREIGN KEY (hold_id) REFERENCES meter.holds(hold_id); COMMENT ON CONSTRAINT reservations_hold_id_fkey ON meter.reservations IS NULL
constraint	limits.carry_over_cap_valid	8	CHECK (((carry_over_cap IS NULL) OR (((carry_over_cap >= (0)::numeric) AND (carry_over_cap <= '1000000000000000000'::numeric)) AND (scale(trim_scale(carry_over_cap)) <= 18) AND (period <> 'never'::text))))	ALTER TABLE meter.limits ADD CONSTRAINT carry_over_cap_valid CHECK (((carry_over_cap IS NULL) OR (((carry_over_cap >= (0)::numeric) AND (carry_over_cap <= '1000000000000000000'::numeric)) AND (scale(trim_scale(carry_over_cap)) <= 18) AND (period <> 'never'::text)))); COMMENT ON CONSTRAINT carry_over_cap_valid ON meter.limits IS 'invalid carry_over_cap|A carry-over ceiling is a number from 0 to 10^18 with at most 18 decimals, of a limit whose period ends.'	ALTER TABLE meter.limits DROP CONSTRAINT carry_over_cap_valid, ADD CONSTRAINT carry_over_cap_valid CHECK (((carry_over_cap IS NULL) OR (((carry_over_cap >= (0)::numeric) AND (carry_over_cap <= '1000000000000000000'::numeric)) AND (scale(trim_scale(carry_over_cap)) <= 18) AND (period <> 'never'::text)))); COMMENT ON CONSTRAINT carry_over_cap_valid ON meter.limits IS 'invalid carry_over_cap|A carry-over ceiling is a number from 0 to 10^18 with at most 18 decimals, of a limit whose period ends.'
constraint	limits.cap_valid	8	CHECK (((cap >= (0)::numeric) AND (cap <= '1000000000000000000'::numeric) AND (scale(trim_scale(cap)) <= 18)))	ALTER TABLE meter.limits ADD CONSTRAINT cap_valid CHECK (((cap >= (0)::numeric) AND (cap <= '1000000000000000000'::numeric) AND (scale(trim_scale(cap)) <= 18))); COMMENT ON CONSTRAINT cap_valid ON meter.limits IS 'invalid cap|A cap is a number from 0 to 10^18 with at most 18 decimals; NULL means unlimited.'	ALTER TABLE meter.limits DROP CONSTRAINT cap_valid, ADD CONSTRAINT cap_valid CHECK (((cap >= (0)::numeric) AND (cap <= '1000000000000000000'::numeric) AND (scale(trim_scale(cap)) <= 18))); COMMENT ON CONSTRAINT cap_valid ON meter.limits IS 'invalid cap|A cap is a number from 0 to 10^18 with at most 18 decimals; NULL means unlimited.'
constraint	model_rules.rule_provider_valid	8	CHECK (((btrim(provider) <> ''::text) AND (btrim(to_provider) <> ''::text) AND (GREATEST(octet_length(provider), octet_length(to_provider)) <= 255)))	ALTER TABLE meter.model_rules ADD CONSTRAINT rule_provider_valid CHECK (((btrim(provider) <> ''::text) AND (btrim(to_provider) <> ''::text) AND (GREATEST(octet_length(provider), octet_length(to_provider)) <= 255))); COMMENT ON CONSTRAINT rule_provider_valid ON meter.model_rules IS 'invalid provider|A provider has 1 to 255 bytes and is not blank; NULL stands for any.'	ALTER TABLE meter.model_rules DROP CONSTRAINT rule_provider_valid, ADD CONSTRAINT rule_provider_valid CHECK (((btrim(provider) <> ''::text) AND (btrim(to_provider) <> ''::text) AND (GREATEST(octet_length(provider), octet_length(to_provider)) <= 255))); COMMENT ON CONSTRAINT rule_provider_valid ON meter.model_rules IS 'invalid provider|A provider has 1 to 255 bytes and is not blank; NULL stands for any.'
constraint	model_rules.rule_pattern_valid	8	CHECK (((btrim(pattern) <> ''::text) AND ((kind = 'list'::text) OR (octet_length(pattern) <=\nCASE kind\n    WHEN 'alias'::text THEN 255\n    ELSE 1024\nEND))))	ALTER TABLE meter.model_rules ADD CONSTRAINT rule_pattern_valid CHECK (((btrim(pattern) <> ''::text) AND ((kind = 'list'::text) OR (octet_length(pattern) <=\nCASE kind\n    WHEN 'alias'::text THEN 255\n    ELSE 1024\nEND)))); COMMENT ON CONSTRAINT rule_pattern_valid ON meter.model_rules IS 'invalid pattern|An alias has 1 to 255 bytes, an expression up to 1,024, and is not blank.'	ALTER TABLE meter.model_rules DROP CONSTRAINT rule_pattern_valid, ADD CONSTRAINT rule_pattern_valid CHECK (((btrim(pattern) <> ''::text) AND ((kind = 'list'::text) OR (octet_length(pattern) <=\nCASE kind\n    WHEN 'alias'::text THEN 255\n    ELSE 1024\nEND)))); COMMENT ON CONSTRAINT rule_pattern_valid ON meter.model_rules IS 'invalid pattern|An alias has 1 to 255 bytes, an expression up to 1,024, and is not blank.'
constraint	model_rules.rule_model_valid	8	CHECK (((btrim(to_model) <> ''::text) AND (octet_length(to_model) <= 255)))	ALTER TABLE meter.model_rules ADD CONSTRAINT rule_model_valid CHECK (((btrim(to_model) <> ''::text) AND (octet_length(to_model) <= 255))); COMMENT ON CONSTRAINT rule_model_valid ON meter.model_rules IS 'invalid model|A model has 1 to 255 bytes and is not blank.'	ALTER TABLE meter.model_rules DROP CONSTRAINT rule_model_valid, ADD CONSTRAINT rule_model_valid CHECK (((btrim(to_model) <> ''::text) AND (octet_length(to_model) <= 255))); COMMENT ON CONSTRAINT rule_model_valid ON meter.model_rules IS 'invalid model|A model has 1 to 255 bytes and is not blank.'
constraint	model_rules.rule_kind_valid	8	CHECK ((kind = ANY (ARRAY['alias'::text, 'regex'::text, 'list'::text])))	ALTER TABLE meter.model_rules ADD CONSTRAINT rule_kind_valid CHECK ((kind = ANY (ARRAY['alias'::text, 'regex'::text, 'list'::text]))); COMMENT ON CONSTRAINT rule_kind_valid ON meter.model_rules IS 'invalid kind|A rule is an "alias" (the very name) or a "regex" (an expression to be found in it).'	ALTER TABLE meter.model_rules DROP CONSTRAINT rule_kind_valid, ADD CONSTRAINT rule_kind_valid CHECK ((kind = ANY (ARRAY['alias'::text, 'regex'::text, 'list'::text]))); COMMENT ON CONSTRAINT rule_kind_valid ON meter.model_rules IS 'invalid kind|A rule is an "alias" (the very name) or a "regex" (an expression to be found in it).'
constraint	model_rules.model_rules_pkey	6	PRIMARY KEY (rule_id)	ALTER TABLE meter.model_rules ADD CONSTRAINT model_rules_pkey PRIMARY KEY (rule_id); COMMENT ON CONSTRAINT model_rules_pkey ON meter.model_rules IS NULL	ALTER TABLE meter.model_rules DROP CONSTRAINT model_rules_pkey, ADD CONSTRAINT model_rules_pkey PRIMARY KEY (rule_id); COMMENT ON CONSTRAINT model_rules_pkey ON meter.model_rules IS NULL
constraint	month_sums.month_sums_pkey	6	PRIMARY KEY (month, counter_id)	ALTER TABLE meter.month_sums ADD CONSTRAINT month_sums_pkey PRIMARY KEY (month, counter_id); COMMENT ON CONSTRAINT month_sums_pkey ON meter.month_sums IS NULL	ALTER TABLE meter.month_sums DROP CONSTRAINT month_sums_pkey, ADD CONSTRAINT month_sums_pkey PRIMARY KEY (month, counter_id); COMMENT ON CONSTRAINT month_sums_pkey ON meter.month_sums IS NULL
constraint	month_sums.month_sums_month_fkey	9	FOREIGN KEY (month) REFERENCES meter.months(month)	ALTER TABLE meter.month_sums ADD CONSTRAINT month_sums_month_fkey FOREIGN KEY (month) REFERENCES meter.months(month); COMMENT ON CONSTRAINT month_sums_month_fkey ON meter.month_sums IS NULL	ALTER TABLE meter.month_sums DROP CONSTRAINT month_sums_month_fkey, ADD CONSTRAINT month_sums_month_fkey FOREIGN KEY (month) REFERENCES meter.months(month); COMMENT ON CONSTRAINT month_sums_month_fkey ON meter.month_sums IS NULL
constraint	months.months_pkey	6	PRIMARY KEY (month)	ALTER TABLE meter.months ADD CONSTRAINT months_pkey PRIMARY KEY (month); COMMENT ON CONSTRAINT months_pkey ON meter.months IS NULL	ALTER TABLE meter.months DROP CONSTRAINT months_pkey, ADD CONSTRAINT months_pkey PRIMARY KEY (month); COMMENT ON CONSTRAINT months_pkey ON meter.months IS NULL
constraint	months.month_begins	8	CHECK ((EXTRACT(day FROM month) = (1)::numeric))	ALTER TABLE meter.months ADD CONSTRAINT month_begins CHECK ((EXTRACT(day FROM month) = (1)::numeric)); COMMENT ON CONSTRAINT month_begins ON meter.months IS NULL	ALTER TABLE meter.months DROP CONSTRAINT month_begins, ADD CONSTRAINT month_begins CHECK ((EXTRACT(day FROM month) = (1)::numeric)); COMMENT ON CONSTRAINT month_begins ON meter.months IS NULL
owner	month_sums	1	meter_owner	\N	ALTER TABLE meter.month_sums OWNER TO meter_owner
constraint	plans.markup_valid	8	CHECK (((markup > (0)::numeric) AND (markup < (1000)::numeric) AND (scale(trim_scale(markup)) <= 6)))	ALTER TABLE meter.plans ADD CONSTRAINT markup_valid CHECK (((markup > (0)::numeric) AND (markup < (1000)::numeric) AND (scale(trim_scale(markup)) <= 6))); COMMENT ON CONSTRAINT markup_valid ON meter.plans IS 'invalid markup|A markup is a factor above 0 and below 1000 with at most 6 decimals, such as 1.2; 1 charges the provider''s cost.'	ALTER TABLE meter.plans DROP CONSTRAINT markup_valid, ADD CONSTRAINT markup_valid CHECK (((markup > (0)::numeric) AND (markup < (1000)::numeric) AND (scale(trim_scale(markup)) <= 6))); COMMENT ON CONSTRAINT markup_valid ON meter.plans IS 'invalid markup|A markup is a factor above 0 and below 1000 with at most 6 decimals, such as 1.2; 1 charges the provider''s cost.'
constraint	pools.pools_pkey	6	PRIMARY KEY (pool_id)	ALTER TABLE meter.pools ADD CONSTRAINT pools_pkey PRIMARY KEY (pool_id); COMMENT ON CONSTRAINT pools_pkey ON meter.pools IS NULL	ALTER TABLE meter.pools DROP CONSTRAINT pools_pkey, ADD CONSTRAINT pools_pkey PRIMARY KEY (pool_id); COMMENT ON CONSTRAINT pools_pkey ON meter.pools IS NULL
constraint	pools.pools_for_account_fkey	9	FOREIGN KEY (for_account) REFERENCES meter.accounts(account)	ALTER TABLE meter.pools ADD CONSTRAINT pools_for_account_fkey FOREIGN KEY (for_account) REFERENCES meter.accounts(account); COMMENT ON CONSTRAINT pools_for_account_fkey ON meter.pools IS NULL	ALTER TABLE meter.pools DROP CONSTRAINT pools_for_account_fkey, ADD CONSTRAINT pools_for_account_fkey FOREIGN KEY (for_account) REFERENCES meter.accounts(account); COMMENT ON CONSTRAINT pools_for_account_fkey ON meter.pools IS NULL
constraint	pools.pools_account_fkey	9	FOREIGN KEY (account) REFERENCES meter.accounts(account)	ALTER TABLE meter.pools ADD CONSTRAINT pools_account_fkey FOREIGN KEY (account) REFERENCES meter.accounts(account); COMMENT ON CONSTRAINT pools_account_fkey ON meter.pools IS NULL	ALTER TABLE meter.pools DROP CONSTRAINT pools_account_fkey, ADD CONSTRAINT pools_account_fkey FOREIGN KEY (account) REFERENCES meter.accounts(account); COMMENT ON CONSTRAINT pools_account_fkey ON meter.pools IS NULL
constraint	pools.pool_unique	7	UNIQUE NULLS NOT DISTINCT (account, provider, for_account)	ALTER TABLE meter.pools ADD CONSTRAINT pool_unique UNIQUE NULLS NOT DISTINCT (account, provider, for_account); COMMENT ON CONSTRAINT pool_unique ON meter.pools IS NULL	ALTER TABLE meter.pools DROP CONSTRAINT pool_unique, ADD CONSTRAINT pool_unique UNIQUE NULLS NOT DISTINCT (account, provider, for_account); COMMENT ON CONSTRAINT pool_unique ON meter.pools IS NULL
constraint	pools.pool_provider_valid	8	CHECK (((btrim(provider) <> ''::text) AND (octet_length(provider) <= 255)))	ALTER TABLE meter.pools ADD CONSTRAINT pool_provider_valid CHECK (((btrim(provider) <> ''::text) AND (octet_length(provider) <= 255))); COMMENT ON CONSTRAINT pool_provider_valid ON meter.pools IS 'invalid provider|A provider has 1 to 255 bytes and is not blank.'	ALTER TABLE meter.pools DROP CONSTRAINT pool_provider_valid, ADD CONSTRAINT pool_provider_valid CHECK (((btrim(provider) <> ''::text) AND (octet_length(provider) <= 255))); COMMENT ON CONSTRAINT pool_provider_valid ON meter.pools IS 'invalid provider|A provider has 1 to 255 bytes and is not blank.'
constraint	price_lists.price_lists_pkey	6	PRIMARY KEY (address)	ALTER TABLE meter.price_lists ADD CONSTRAINT price_lists_pkey PRIMARY KEY (address); COMMENT ON CONSTRAINT price_lists_pkey ON meter.price_lists IS NULL	ALTER TABLE meter.price_lists DROP CONSTRAINT price_lists_pkey, ADD CONSTRAINT price_lists_pkey PRIMARY KEY (address); COMMENT ON CONSTRAINT price_lists_pkey ON meter.price_lists IS NULL
constraint	price_lists.price_list_version_valid	8	CHECK (((octet_length(options) <= 1024) AND (octet_length(etag) <= 1024) AND (octet_length(last_modified) <= 1024)))	ALTER TABLE meter.price_lists ADD CONSTRAINT price_list_version_valid CHECK (((octet_length(options) <= 1024) AND (octet_length(etag) <= 1024) AND (octet_length(last_modified) <= 1024))); COMMENT ON CONSTRAINT price_list_version_valid ON meter.price_lists IS 'invalid version of a price list|The options, the etag and last_modified have up to 1,024 bytes each.'	ALTER TABLE meter.price_lists DROP CONSTRAINT price_list_version_valid, ADD CONSTRAINT price_list_version_valid CHECK (((octet_length(options) <= 1024) AND (octet_length(etag) <= 1024) AND (octet_length(last_modified) <= 1024))); COMMENT ON CONSTRAINT price_list_version_valid ON meter.price_lists IS 'invalid version of a price list|The options, the etag and last_modified have up to 1,024 bytes each.'
constraint	price_lists.price_list_address_valid	8	CHECK (((btrim(address) <> ''::text) AND (octet_length(address) <= 2048) AND (address !~ '^[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*@|[^#]*[?])'::text)))	ALTER TABLE meter.price_lists ADD CONSTRAINT price_list_address_valid CHECK (((btrim(address) <> ''::text) AND (octet_length(address) <= 2048) AND (address !~ '^[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*@|[^#]*[?])'::text))); COMMENT ON CONSTRAINT price_list_address_valid ON meter.price_lists IS 'invalid address|An address has 1 to 2,048 bytes, is not blank, and tells no user, password or query: a secret may be in them.'	ALTER TABLE meter.price_lists DROP CONSTRAINT price_list_address_valid, ADD CONSTRAINT price_list_address_valid CHECK (((btrim(address) <> ''::text) AND (octet_length(address) <= 2048) AND (address !~ '^[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*@|[^#]*[?])'::text))); COMMENT ON CONSTRAINT price_list_address_valid ON meter.price_lists IS 'invalid address|An address has 1 to 2,048 bytes, is not blank, and tells no user, password or query: a secret may be in them.'
constraint	prices.service_tier_valid	8	CHECK ((service_tier ~ '^[a-z][a-z0-9_]{0,62}$'::text))	ALTER TABLE meter.prices ADD CONSTRAINT service_tier_valid CHECK ((service_tier ~ '^[a-z][a-z0-9_]{0,62}$'::text)); COMMENT ON CONSTRAINT service_tier_valid ON meter.prices IS 'invalid service_tier|Service tiers are named like standard, batch, flex, priority.'	ALTER TABLE meter.prices DROP CONSTRAINT service_tier_valid, ADD CONSTRAINT service_tier_valid CHECK ((service_tier ~ '^[a-z][a-z0-9_]{0,62}$'::text)); COMMENT ON CONSTRAINT service_tier_valid ON meter.prices IS 'invalid service_tier|Service tiers are named like standard, batch, flex, priority.'
constraint	prices.prices_pkey	6	PRIMARY KEY (price_id)	ALTER TABLE meter.prices ADD CONSTRAINT prices_pkey PRIMARY KEY (price_id); COMMENT ON CONSTRAINT prices_pkey ON meter.prices IS NULL	ALTER TABLE meter.prices DROP CONSTRAINT prices_pkey, ADD CONSTRAINT prices_pkey PRIMARY KEY (price_id); COMMENT ON CONSTRAINT prices_pkey ON meter.prices IS NULL
constraint	reservations.reservations_counter_id_fkey	9	FOREIGN KEY (counter_id) REFERENCES meter.counters(counter_id)	ALTER TABLE meter.reservations ADD CONSTRAINT reservations_counter_id_fkey FOREIGN KEY (counter_id) REFERENCES meter.counters(counter_id); COMMENT ON CONSTRAINT reservations_counter_id_fkey ON meter.reservations IS NULL	ALTER TABLE meter.reservations DROP CONSTRAINT reservations_counter_id_fkey, ADD CONSTRAINT reservations_counter_id_fkey FOREIGN KEY (counter_id) REFERENCES meter.counters(counter_id); COMMENT ON CONSTRAINT reservations_counter_id_fkey ON meter.reservations IS NULL
owner	months	1	meter_owner	\N	ALTER TABLE meter.months OWNER TO meter_owner
owner	plans	1	meter_owner	\N	ALTER TABLE meter.plans OWNER TO meter_owner
constraint	prices.price_valid	8	CHECK (((price_per_million >= (0)::numeric) AND (price_per_million <= '1000000000000'::numeric) AND (scale(trim_scale(price_per_million)) <= 18) AND ((price_per_million * ((10)::numeric ^ (scale(trim_scale(price_per_million)))::numeric)) < '79228162514264337593543950336'::numeric)))	ALTER TABLE meter.prices ADD CONSTRAINT price_valid CHECK (((price_per_million >= (0)::numeric) AND (price_per_million <= '1000000000000'::numeric) AND (scale(trim_scale(price_per_million)) <= 18) AND ((price_per_million * ((10)::numeric ^ (scale(trim_scale(price_per_million)))::numeric)) < '79228162514264337593543950336'::numeric))); COMMENT ON CONSTRAINT price_valid ON meter.prices IS 'invalid price|A price is USD per million units, from 0 to 10^12, with at most 18 decimals and 28 digits.'	ALTER TABLE meter.prices DROP CONSTRAINT price_valid, ADD CONSTRAINT price_valid CHECK (((price_per_million >= (0)::numeric) AND (price_per_million <= '1000000000000'::numeric) AND (scale(trim_scale(price_per_million)) <= 18) AND ((price_per_million * ((10)::numeric ^ (scale(trim_scale(price_per_million)))::numeric)) < '79228162514264337593543950336'::numeric))); COMMENT ON CONSTRAINT price_valid ON meter.prices IS 'invalid price|A price is USD per million units, from 0 to 10^12, with at most 18 decimals and 28 digits.'
constraint	prices.price_unique	7	UNIQUE (provider, model, component, service_tier, context_above, daily, effective_from)	ALTER TABLE meter.prices ADD CONSTRAINT price_unique UNIQUE (provider, model, component, service_tier, context_above, daily, effective_from); COMMENT ON CONSTRAINT price_unique ON meter.prices IS NULL	ALTER TABLE meter.prices DROP CONSTRAINT price_unique, ADD CONSTRAINT price_unique UNIQUE (provider, model, component, service_tier, context_above, daily, effective_from); COMMENT ON CONSTRAINT price_unique ON meter.prices IS NULL
constraint	prices.price_provider_valid	8	CHECK (((btrim(provider) <> ''::text) AND (octet_length(provider) <= 255)))	ALTER TABLE meter.prices ADD CONSTRAINT price_provider_valid CHECK (((btrim(provider) <> ''::text) AND (octet_length(provider) <= 255))); COMMENT ON CONSTRAINT price_provider_valid ON meter.prices IS 'invalid provider|A provider has 1 to 255 bytes and is not blank.'	ALTER TABLE meter.prices DROP CONSTRAINT price_provider_valid, ADD CONSTRAINT price_provider_valid CHECK (((btrim(provider) <> ''::text) AND (octet_length(provider) <= 255))); COMMENT ON CONSTRAINT price_provider_valid ON meter.prices IS 'invalid provider|A provider has 1 to 255 bytes and is not blank.'
constraint	prices.price_model_valid	8	CHECK (((btrim(model) <> ''::text) AND (octet_length(model) <= 255)))	ALTER TABLE meter.prices ADD CONSTRAINT price_model_valid CHECK (((btrim(model) <> ''::text) AND (octet_length(model) <= 255))); COMMENT ON CONSTRAINT price_model_valid ON meter.prices IS 'invalid model|A model has 1 to 255 bytes and is not blank.'	ALTER TABLE meter.prices DROP CONSTRAINT price_model_valid, ADD CONSTRAINT price_model_valid CHECK (((btrim(model) <> ''::text) AND (octet_length(model) <= 255))); COMMENT ON CONSTRAINT price_model_valid ON meter.prices IS 'invalid model|A model has 1 to 255 bytes and is not blank.'
constraint	prices.effective_from_valid	8	CHECK (((effective_from >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (effective_from < '10000-01-01 00:00:00+00'::timestamp with time zone)))	ALTER TABLE meter.prices ADD CONSTRAINT effective_from_valid CHECK (((effective_from >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (effective_from < '10000-01-01 00:00:00+00'::timestamp with time zone))); COMMENT ON CONSTRAINT effective_from_valid ON meter.prices IS 'invalid effective_from|Give a timestamp of the years 1 to 9999.'	ALTER TABLE meter.prices DROP CONSTRAINT effective_from_valid, ADD CONSTRAINT effective_from_valid CHECK (((effective_from >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (effective_from < '10000-01-01 00:00:00+00'::timestamp with time zone))); COMMENT ON CONSTRAINT effective_from_valid ON meter.prices IS 'invalid effective_from|Give a timestamp of the years 1 to 9999.'
constraint	prices.daily_valid	8	CHECK (((daily = ''::text) OR ((daily ~ '^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$'::text) AND ("left"(daily, 5) <> "right"(daily, 5)))))	ALTER TABLE meter.prices ADD CONSTRAINT daily_valid CHECK (((daily = ''::text) OR ((daily ~ '^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$'::text) AND ("left"(daily, 5) <> "right"(daily, 5))))); COMMENT ON CONSTRAINT daily_valid ON meter.prices IS 'invalid daily|Give two times of the day in UTC, such as 16:30-00:30; leave it out for all hours.'	ALTER TABLE meter.prices DROP CONSTRAINT daily_valid, ADD CONSTRAINT daily_valid CHECK (((daily = ''::text) OR ((daily ~ '^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$'::text) AND ("left"(daily, 5) <> "right"(daily, 5))))); COMMENT ON CONSTRAINT daily_valid ON meter.prices IS 'invalid daily|Give two times of the day in UTC, such as 16:30-00:30; leave it out for all hours.'
constraint	prices.context_above_valid	8	CHECK (((context_above >= 0) AND (context_above <= '9007199254740991'::bigint)))	ALTER TABLE meter.prices ADD CONSTRAINT context_above_valid CHECK (((context_above >= 0) AND (context_above <= '9007199254740991'::bigint))); COMMENT ON CONSTRAINT context_above_valid ON meter.prices IS 'invalid context_above|Give a number of tokens from 0 to 2^53 - 1.'	ALTER TABLE meter.prices DROP CONSTRAINT context_above_valid, ADD CONSTRAINT context_above_valid CHECK (((context_above >= 0) AND (context_above <= '9007199254740991'::bigint))); COMMENT ON CONSTRAINT context_above_valid ON meter.prices IS 'invalid context_above|Give a number of tokens from 0 to 2^53 - 1.'
constraint	prices.component_valid	8	CHECK (((component ~ '^[a-z][a-z0-9_]{0,62}$'::text) OR ((component ~ '^factor:[a-z0-9_.-]+:[a-z0-9_.-]+$'::text) AND (octet_length(component) <= 70) AND (price_per_million > (0)::numeric))))	ALTER TABLE meter.prices ADD CONSTRAINT component_valid CHECK (((component ~ '^[a-z][a-z0-9_]{0,62}$'::text) OR ((component ~ '^factor:[a-z0-9_.-]+:[a-z0-9_.-]+$'::text) AND (octet_length(component) <= 70) AND (price_per_million > (0)::numeric)))); COMMENT ON CONSTRAINT component_valid ON meter.prices IS 'invalid component|Components are named like input, output, cache_read, web_search; a factor above 0 like factor:speed:fast.'	ALTER TABLE meter.prices DROP CONSTRAINT component_valid, ADD CONSTRAINT component_valid CHECK (((component ~ '^[a-z][a-z0-9_]{0,62}$'::text) OR ((component ~ '^factor:[a-z0-9_.-]+:[a-z0-9_.-]+$'::text) AND (octet_length(component) <= 70) AND (price_per_million > (0)::numeric)))); COMMENT ON CONSTRAINT component_valid ON meter.prices IS 'invalid component|Components are named like input, output, cache_read, web_search; a factor above 0 like factor:speed:fast.'
constraint	reservations.reservations_pkey	6	PRIMARY KEY (hold_id, counter_id)	ALTER TABLE meter.reservations ADD CONSTRAINT reservations_pkey PRIMARY KEY (hold_id, counter_id); COMMENT ON CONSTRAINT reservations_pkey ON meter.reservations IS NULL	ALTER TABLE meter.reservations DROP CONSTRAINT reservations_pkey, ADD CONSTRAINT reservations_pkey PRIMARY KEY (hold_id, counter_id); COMMENT ON CONSTRAINT reservations_pkey ON meter.reservations IS NULL
constraint	seeds.seeds_pkey	6	PRIMARY KEY (seed_id)	ALTER TABLE meter.seeds ADD CONSTRAINT seeds_pkey PRIMARY KEY (seed_id); COMMENT ON CONSTRAINT seeds_pkey ON meter.seeds IS NULL	ALTER TABLE meter.seeds DROP CONSTRAINT seeds_pkey, ADD CONSTRAINT seeds_pkey PRIMARY KEY (seed_id); COMMENT ON CONSTRAINT seeds_pkey ON meter.seeds IS NULL
constraint	seeds.seeds_counter_id_fkey	9	FOREIGN KEY (counter_id) REFERENCES meter.counters(counter_id) ON DELETE CASCADE	ALTER TABLE meter.seeds ADD CONSTRAINT seeds_counter_id_fkey FOREIGN KEY (counter_id) REFERENCES meter.counters(counter_id) ON DELETE CASCADE; COMMENT ON CONSTRAINT seeds_counter_id_fkey ON meter.seeds IS NULL	ALTER TABLE meter.seeds DROP CONSTRAINT seeds_counter_id_fkey, ADD CONSTRAINT seeds_counter_id_fkey FOREIGN KEY (counter_id) REFERENCES meter.counters(counter_id) ON DELETE CASCADE; COMMENT ON CONSTRAINT seeds_counter_id_fkey ON meter.seeds IS NULL
constraint	seeds.seed_unique	7	UNIQUE NULLS NOT DISTINCT (counter_id, account, provider, key_source, model)	ALTER TABLE meter.seeds ADD CONSTRAINT seed_unique UNIQUE NULLS NOT DISTINCT (counter_id, account, provider, key_source, model); COMMENT ON CONSTRAINT seed_unique ON meter.seeds IS NULL	ALTER TABLE meter.seeds DROP CONSTRAINT seed_unique, ADD CONSTRAINT seed_unique UNIQUE NULLS NOT DISTINCT (counter_id, account, provider, key_source, model); COMMENT ON CONSTRAINT seed_unique ON meter.seeds IS NULL
constraint	settings.week_start_valid	8	CHECK (((setting <> 'week_start'::text) OR (value = ANY (ARRAY['monday'::text, 'tuesday'::text, 'wednesday'::text, 'thursday'::text, 'friday'::text, 'saturday'::text, 'sunday'::text]))))	ALTER TABLE meter.settings ADD CONSTRAINT week_start_valid CHECK (((setting <> 'week_start'::text) OR (value = ANY (ARRAY['monday'::text, 'tuesday'::text, 'wednesday'::text, 'thursday'::text, 'friday'::text, 'saturday'::text, 'sunday'::text])))); COMMENT ON CONSTRAINT week_start_valid ON meter.settings IS 'invalid value for setting "week_start"|Name a day in English: monday, sunday, saturday.'	ALTER TABLE meter.settings DROP CONSTRAINT week_start_valid, ADD CONSTRAINT week_start_valid CHECK (((setting <> 'week_start'::text) OR (value = ANY (ARRAY['monday'::text, 'tuesday'::text, 'wednesday'::text, 'thursday'::text, 'friday'::text, 'saturday'::text, 'sunday'::text])))); COMMENT ON CONSTRAINT week_start_valid ON meter.settings IS 'invalid value for setting "week_start"|Name a day in English: monday, sunday, saturday.'
constraint	settings.unknown_model_valid	8	CHECK (((setting <> 'unknown_model'::text) OR (value = ANY (ARRAY['fallback'::text, 'refuse'::text, 'record'::text]))))	ALTER TABLE meter.settings ADD CONSTRAINT unknown_model_valid CHECK (((setting <> 'unknown_model'::text) OR (value = ANY (ARRAY['fallback'::text, 'refuse'::text, 'record'::text])))); COMMENT ON CONSTRAINT unknown_model_valid ON meter.settings IS 'invalid value for setting "unknown_model"|Use "fallback" (charge the marked fallback price), "refuse" (raise an error) or "record" (record the usage with an unknown cost).'	ALTER TABLE meter.settings DROP CONSTRAINT unknown_model_valid, ADD CONSTRAINT unknown_model_valid CHECK (((setting <> 'unknown_model'::text) OR (value = ANY (ARRAY['fallback'::text, 'refuse'::text, 'record'::text])))); COMMENT ON CONSTRAINT unknown_model_valid ON meter.settings IS 'invalid value for setting "unknown_model"|Use "fallback" (charge the marked fallback price), "refuse" (raise an error) or "record" (record the usage with an unknown cost).'
constraint	settings.trusted_logins_valid	8	CHECK (((setting <> 'trusted_logins'::text) OR (value = ''::text) OR ((value ~ '^[^,]*[^,\\s][^,]*(,[^,]*[^,\\s][^,]*)*$'::text) AND (octet_length(value) <= 1024))))	ALTER TABLE meter.settings ADD CONSTRAINT trusted_logins_valid CHECK (((setting <> 'trusted_logins'::text) OR (value = ''::text) OR ((value ~ '^[^,]*[^,\\s][^,]*(,[^,]*[^,\\s][^,]*)*$'::text) AND (octet_length(value) <= 1024)))); COMMENT ON CONSTRAINT trusted_logins_valid ON meter.settings IS 'invalid value for setting "trusted_logins"|Name the login roles whose JWT claims are verified before they reach the database, separated by commas, such as authenticator.'	ALTER TABLE meter.settings DROP CONSTRAINT trusted_logins_valid, ADD CONSTRAINT trusted_logins_valid CHECK (((setting <> 'trusted_logins'::text) OR (value = ''::text) OR ((value ~ '^[^,]*[^,\\s][^,]*(,[^,]*[^,\\s][^,]*)*$'::text) AND (octet_length(value) <= 1024)))); COMMENT ON CONSTRAINT trusted_logins_valid ON meter.settings IS 'invalid value for setting "trusted_logins"|Name the login roles whose JWT claims are verified before they reach the database, separated by commas, such as authenticator.'
constraint	settings.settings_pkey	6	PRIMARY KEY (setting)	ALTER TABLE meter.settings ADD CONSTRAINT settings_pkey PRIMARY KEY (setting); COMMENT ON CONSTRAINT settings_pkey ON meter.settings IS NULL	ALTER TABLE meter.settings DROP CONSTRAINT settings_pkey, ADD CONSTRAINT settings_pkey PRIMARY KEY (setting); COMMENT ON CONSTRAINT settings_pkey ON meter.settings IS NULL
constraint	settings.setting_known	8	CHECK ((setting = ANY (ARRAY['unknown_model'::text, 'late_usage_days'::text, 'week_start'::text, 'open_holds_max'::text, 'idempotency_days'::text, 'denial_days'::text, 'hold_days'::text, 'trusted_logins'::text, 'cost_source'::text, 'duplicate_responses'::text])))	ALTER TABLE meter.settings ADD CONSTRAINT setting_known CHECK ((setting = ANY (ARRAY['unknown_model'::text, 'late_usage_days'::text, 'week_start'::text, 'open_holds_max'::text, 'idempotency_days'::text, 'denial_days'::text, 'hold_days'::text, 'trusted_logins'::text, 'cost_source'::text, 'duplicate_responses'::text]))); COMMENT ON CONSTRAINT setting_known ON meter.settings IS 'unknown setting|Settings are "unknown_model", "late_usage_days", "week_start", "open_holds_max", "idempotency_days", "denial_days", "hold_days", "trusted_logins", "cost_source" and "duplicate_responses".'	ALTER TABLE meter.settings DROP CONSTRAINT setting_known, ADD CONSTRAINT setting_known CHECK ((setting = ANY (ARRAY['unknown_model'::text, 'late_usage_days'::text, 'week_start'::text, 'open_holds_max'::text, 'idempotency_days'::text, 'denial_days'::text, 'hold_days'::text, 'trusted_logins'::text, 'cost_source'::text, 'duplicate_responses'::text]))); COMMENT ON CONSTRAINT setting_known ON meter.settings IS 'unknown setting|Settings are "unknown_model", "late_usage_days", "week_start", "open_holds_max", "idempotency_days", "denial_days", "hold_days", "trusted_logins", "cost_source" and "duplicate_responses".'
constraint	settings.open_holds_max_valid	8	CHECK (((setting <> 'open_holds_max'::text) OR (value ~ '^[1-9][0-9]{0,3}$'::text)))	ALTER TABLE meter.settings ADD CONSTRAINT open_holds_max_valid CHECK (((setting <> 'open_holds_max'::text) OR (value ~ '^[1-9][0-9]{0,3}$'::text))); COMMENT ON CONSTRAINT open_holds_max_valid ON meter.settings IS 'invalid value for setting "open_holds_max"|Give a number from 1 to 9999: how many holds an account may have open at once.'	ALTER TABLE meter.settings DROP CONSTRAINT open_holds_max_valid, ADD CONSTRAINT open_holds_max_valid CHECK (((setting <> 'open_holds_max'::text) OR (value ~ '^[1-9][0-9]{0,3}$'::text))); COMMENT ON CONSTRAINT open_holds_max_valid ON meter.settings IS 'invalid value for setting "open_holds_max"|Give a number from 1 to 9999: how many holds an account may have open at once.'
index	counters_limit	10	CREATE INDEX counters_limit ON meter.counters USING btree (limit_id, account, period_start)	CREATE INDEX counters_limit ON meter.counters USING btree (limit_id, account, period_start)	DROP INDEX meter.counters_limit; CREATE INDEX counters_limit ON meter.counters USING btree (limit_id, account, period_start)
index	denials_account	10	CREATE INDEX denials_account ON meter.denials USING btree (account, at)	CREATE INDEX denials_account ON meter.denials USING btree (account, at)	DROP INDEX meter.denials_account; CREATE INDEX denials_account ON meter.denials USING btree (account, at)
constraint	settings.late_usage_days_valid	8	CHECK (((setting <> 'late_usage_days'::text) OR (value ~ '^[0-9]{1,3}$'::text)))	ALTER TABLE meter.settings ADD CONSTRAINT late_usage_days_valid CHECK (((setting <> 'late_usage_days'::text) OR (value ~ '^[0-9]{1,3}$'::text))); COMMENT ON CONSTRAINT late_usage_days_valid ON meter.settings IS 'invalid value for setting "late_usage_days"|Give a whole number of days up to 999: usage older than that is refused.'	ALTER TABLE meter.settings DROP CONSTRAINT late_usage_days_valid, ADD CONSTRAINT late_usage_days_valid CHECK (((setting <> 'late_usage_days'::text) OR (value ~ '^[0-9]{1,3}$'::text))); COMMENT ON CONSTRAINT late_usage_days_valid ON meter.settings IS 'invalid value for setting "late_usage_days"|Give a whole number of days up to 999: usage older than that is refused.'
constraint	settings.duplicate_responses_valid	8	CHECK (((setting <> 'duplicate_responses'::text) OR (value = ANY (ARRAY['tell'::text, 'refuse'::text]))))	ALTER TABLE meter.settings ADD CONSTRAINT duplicate_responses_valid CHECK (((setting <> 'duplicate_responses'::text) OR (value = ANY (ARRAY['tell'::text, 'refuse'::text])))); COMMENT ON CONSTRAINT duplicate_responses_valid ON meter.settings IS 'invalid value for setting "duplicate_responses"|Use "tell" (an answer that was charged before is charged again, and marked) or "refuse".'	ALTER TABLE meter.settings DROP CONSTRAINT duplicate_responses_valid, ADD CONSTRAINT duplicate_responses_valid CHECK (((setting <> 'duplicate_responses'::text) OR (value = ANY (ARRAY['tell'::text, 'refuse'::text])))); COMMENT ON CONSTRAINT duplicate_responses_valid ON meter.settings IS 'invalid value for setting "duplicate_responses"|Use "tell" (an answer that was charged before is charged again, and marked) or "refuse".'
constraint	settings.days_kept_valid	8	CHECK (((setting <> ALL (ARRAY['idempotency_days'::text, 'denial_days'::text, 'hold_days'::text])) OR (value ~ '^[1-9][0-9]{0,3}$'::text)))	ALTER TABLE meter.settings ADD CONSTRAINT days_kept_valid CHECK (((setting <> ALL (ARRAY['idempotency_days'::text, 'denial_days'::text, 'hold_days'::text])) OR (value ~ '^[1-9][0-9]{0,3}$'::text))); COMMENT ON CONSTRAINT days_kept_valid ON meter.settings IS 'invalid number of days|Give a number from 1 to 9999: meter_maintain() deletes what is older.'	ALTER TABLE meter.settings DROP CONSTRAINT days_kept_valid, ADD CONSTRAINT days_kept_valid CHECK (((setting <> ALL (ARRAY['idempotency_days'::text, 'denial_days'::text, 'hold_days'::text])) OR (value ~ '^[1-9][0-9]{0,3}$'::text))); COMMENT ON CONSTRAINT days_kept_valid ON meter.settings IS 'invalid number of days|Give a number from 1 to 9999: meter_maintain() deletes what is older.'
constraint	settings.cost_source_valid	8	CHECK (((setting <> 'cost_source'::text) OR (value = ANY (ARRAY['reported'::text, 'prices'::text]))))	ALTER TABLE meter.settings ADD CONSTRAINT cost_source_valid CHECK (((setting <> 'cost_source'::text) OR (value = ANY (ARRAY['reported'::text, 'prices'::text])))); COMMENT ON CONSTRAINT cost_source_valid ON meter.settings IS 'invalid value for setting "cost_source"|Use "reported" (where an answer tells its cost, that is the cost) or "prices" (the cost is always by the prices).'	ALTER TABLE meter.settings DROP CONSTRAINT cost_source_valid, ADD CONSTRAINT cost_source_valid CHECK (((setting <> 'cost_source'::text) OR (value = ANY (ARRAY['reported'::text, 'prices'::text])))); COMMENT ON CONSTRAINT cost_source_valid ON meter.settings IS 'invalid value for setting "cost_source"|Use "reported" (where an answer tells its cost, that is the cost) or "prices" (the cost is always by the prices).'
constraint	stripes.stripes_pkey	6	PRIMARY KEY (counter_id, deal, stripe)	ALTER TABLE meter.stripes ADD CONSTRAINT stripes_pkey PRIMARY KEY (counter_id, deal, stripe); COMMENT ON CONSTRAINT stripes_pkey ON meter.stripes IS NULL	ALTER TABLE meter.stripes DROP CONSTRAINT stripes_pkey, ADD CONSTRAINT stripes_pkey PRIMARY KEY (counter_id, deal, stripe); COMMENT ON CONSTRAINT stripes_pkey ON meter.stripes IS NULL
constraint	stripes.stripe_has_room	8	CHECK ((used <= room))	ALTER TABLE meter.stripes ADD CONSTRAINT stripe_has_room CHECK ((used <= room)); COMMENT ON CONSTRAINT stripe_has_room ON meter.stripes IS NULL	ALTER TABLE meter.stripes DROP CONSTRAINT stripe_has_room, ADD CONSTRAINT stripe_has_room CHECK ((used <= room)); COMMENT ON CONSTRAINT stripe_has_room ON meter.stripes IS NULL
constraint	usage_log.usage_log_pkey	6	PRIMARY KEY (account, at, usage_id)	ALTER TABLE meter.usage_log ADD CONSTRAINT usage_log_pkey PRIMARY KEY (account, at, usage_id); COMMENT ON CONSTRAINT usage_log_pkey ON meter.usage_log IS NULL	ALTER TABLE meter.usage_log DROP CONSTRAINT usage_log_pkey, ADD CONSTRAINT usage_log_pkey PRIMARY KEY (account, at, usage_id); COMMENT ON CONSTRAINT usage_log_pkey ON meter.usage_log IS NULL
index	accounts_parent	10	CREATE INDEX accounts_parent ON meter.accounts USING btree (parent)	CREATE INDEX accounts_parent ON meter.accounts USING btree (parent)	DROP INDEX meter.accounts_parent; CREATE INDEX accounts_parent ON meter.accounts USING btree (parent)
index	accounts_ancestors	10	CREATE INDEX accounts_ancestors ON meter.accounts USING gin (ancestors) WHERE (ancestors <> '{}'::text[])	CREATE INDEX accounts_ancestors ON meter.accounts USING gin (ancestors) WHERE (ancestors <> '{}'::text[])	DROP INDEX meter.accounts_ancestors; CREATE INDEX accounts_ancestors ON meter.accounts USING gin (ancestors) WHERE (ancestors <> '{}'::text[])
index	accounts_plan	10	CREATE INDEX accounts_plan ON meter.accounts USING btree (plan)	CREATE INDEX accounts_plan ON meter.accounts USING btree (plan)	DROP INDEX meter.accounts_plan; CREATE INDEX accounts_plan ON meter.accounts USING btree (plan)
index	alerts_account	10	CREATE INDEX alerts_account ON meter.alerts USING btree (account, alert_id)	CREATE INDEX alerts_account ON meter.alerts USING btree (account, alert_id)	DROP INDEX meter.alerts_account; CREATE INDEX alerts_account ON meter.alerts USING btree (account, alert_id)
index	alerts_limit	10	CREATE INDEX alerts_limit ON meter.alerts USING btree (limit_id)	CREATE INDEX alerts_limit ON meter.alerts USING btree (limit_id)	DROP INDEX meter.alerts_limit; CREATE INDEX alerts_limit ON meter.alerts USING btree (limit_id)
index	alerts_undelivered	10	CREATE INDEX alerts_undelivered ON meter.alerts USING btree (alert_id) WHERE (delivered_at IS NULL)	CREATE INDEX alerts_undelivered ON meter.alerts USING btree (alert_id) WHERE (delivered_at IS NULL)	DROP INDEX meter.alerts_undelivered; CREATE INDEX alerts_undelivered ON meter.alerts USING btree (alert_id) WHERE (delivered_at IS NULL)
index	allotments_counter	10	CREATE INDEX allotments_counter ON meter.allotments USING btree (counter_id)	CREATE INDEX allotments_counter ON meter.allotments USING btree (counter_id)	DROP INDEX meter.allotments_counter; CREATE INDEX allotments_counter ON meter.allotments USING btree (counter_id)
index	counters_open	10	CREATE INDEX counters_open ON meter.counters USING btree (period_end) WHERE ((closed_at IS NULL) AND (period_end < 'infinity'::timestamp with time zone))	CREATE INDEX counters_open ON meter.counters USING btree (period_end) WHERE ((closed_at IS NULL) AND (period_end < 'infinity'::timestamp with time zone))	DROP INDEX meter.counters_open; CREATE INDEX counters_open ON meter.counters USING btree (period_end) WHERE ((closed_at IS NULL) AND (period_end < 'infinity'::timestamp with time zone))
index	grants_account	10	CREATE INDEX grants_account ON meter.grants USING btree (account, limit_name)	CREATE INDEX grants_account ON meter.grants USING btree (account, limit_name)	DROP INDEX meter.grants_account; CREATE INDEX grants_account ON meter.grants USING btree (account, limit_name)
index	holds_at	10	CREATE INDEX holds_at ON meter.holds USING brin (at)	CREATE INDEX holds_at ON meter.holds USING brin (at)	DROP INDEX meter.holds_at; CREATE INDEX holds_at ON meter.holds USING brin (at)
index	idempotency_keys_age	10	CREATE INDEX idempotency_keys_age ON meter.idempotency_keys USING brin (created_at)	CREATE INDEX idempotency_keys_age ON meter.idempotency_keys USING brin (created_at)	DROP INDEX meter.idempotency_keys_age; CREATE INDEX idempotency_keys_age ON meter.idempotency_keys USING brin (created_at)
index	limits_plan	10	CREATE INDEX limits_plan ON meter.limits USING btree (plan)	CREATE INDEX limits_plan ON meter.limits USING btree (plan)	DROP INDEX meter.limits_plan; CREATE INDEX limits_plan ON meter.limits USING btree (plan)
index	limits_live_of_plan	10	CREATE UNIQUE INDEX limits_live_of_plan ON meter.limits USING btree (plan, limit_name) WHERE (removed_at IS NULL)	CREATE UNIQUE INDEX limits_live_of_plan ON meter.limits USING btree (plan, limit_name) WHERE (removed_at IS NULL)	DROP INDEX meter.limits_live_of_plan; CREATE UNIQUE INDEX limits_live_of_plan ON meter.limits USING btree (plan, limit_name) WHERE (removed_at IS NULL)
index	limits_live_of_account	10	CREATE UNIQUE INDEX limits_live_of_account ON meter.limits USING btree (account, limit_name) WHERE (removed_at IS NULL)	CREATE UNIQUE INDEX limits_live_of_account ON meter.limits USING btree (account, limit_name) WHERE (removed_at IS NULL)	DROP INDEX meter.limits_live_of_account; CREATE UNIQUE INDEX limits_live_of_account ON meter.limits USING btree (account, limit_name) WHERE (removed_at IS NULL)
index	limits_account	10	CREATE INDEX limits_account ON meter.limits USING btree (account)	CREATE INDEX limits_account ON meter.limits USING btree (account)	DROP INDEX meter.limits_account; CREATE INDEX limits_account ON meter.limits USING btree (account)
index	model_rules_list	10	CREATE INDEX model_rules_list ON meter.model_rules USING btree (provider, place) WHERE (kind = 'list'::text)	CREATE INDEX model_rules_list ON meter.model_rules USING btree (provider, place) WHERE (kind = 'list'::text)	DROP INDEX meter.model_rules_list; CREATE INDEX model_rules_list ON meter.model_rules USING btree (provider, place) WHERE (kind = 'list'::text)
index	model_rules_pattern	10	CREATE UNIQUE INDEX model_rules_pattern ON meter.model_rules USING btree (kind, pattern, provider) NULLS NOT DISTINCT WHERE (kind <> 'list'::text)	CREATE UNIQUE INDEX model_rules_pattern ON meter.model_rules USING btree (kind, pattern, provider) NULLS NOT DISTINCT WHERE (kind <> 'list'::text)	DROP INDEX meter.model_rules_pattern; CREATE UNIQUE INDEX model_rules_pattern ON meter.model_rules USING btree (kind, pattern, provider) NULLS NOT DISTINCT WHERE (kind <> 'list'::text)
index	plans_one_default	10	CREATE UNIQUE INDEX plans_one_default ON meter.plans USING btree (is_default) WHERE is_default	CREATE UNIQUE INDEX plans_one_default ON meter.plans USING btree (is_default) WHERE is_default	DROP INDEX meter.plans_one_default; CREATE UNIQUE INDEX plans_one_default ON meter.plans USING btree (is_default) WHERE is_default
index	pools_for_account	10	CREATE INDEX pools_for_account ON meter.pools USING btree (for_account)	CREATE INDEX pools_for_account ON meter.pools USING btree (for_account)	DROP INDEX meter.pools_for_account; CREATE INDEX pools_for_account ON meter.pools USING btree (for_account)
index	prices_model_any_case	10	CREATE INDEX prices_model_any_case ON meter.prices USING btree (lower(model))	CREATE INDEX prices_model_any_case ON meter.prices USING btree (lower(model))	DROP INDEX meter.prices_model_any_case; CREATE INDEX prices_model_any_case ON meter.prices USING btree (lower(model))
index	reservations_counter	10	CREATE INDEX reservations_counter ON meter.reservations USING btree (counter_id, expires_at)	CREATE INDEX reservations_counter ON meter.reservations USING btree (counter_id, expires_at)	DROP INDEX meter.reservations_counter; CREATE INDEX reservations_counter ON meter.reservations USING btree (counter_id, expires_at)
index	usage_log_adjusts	10	CREATE INDEX usage_log_adjusts ON ONLY meter.usage_log USING btree (account, at, adjusts) WHERE (adjusts IS NOT NULL)	CREATE INDEX usage_log_adjusts ON meter.usage_log USING btree (account, at, adjusts) WHERE (adjusts IS NOT NULL)	DROP INDEX meter.usage_log_adjusts; CREATE INDEX usage_log_adjusts ON meter.usage_log USING btree (account, at, adjusts) WHERE (adjusts IS NOT NULL)
index	usage_log_refunds	10	CREATE UNIQUE INDEX usage_log_refunds ON ONLY meter.usage_log USING btree (account, at, refunds) WHERE (refunds IS NOT NULL)	CREATE UNIQUE INDEX usage_log_refunds ON meter.usage_log USING btree (account, at, refunds) WHERE (refunds IS NOT NULL)	DROP INDEX meter.usage_log_refunds; CREATE UNIQUE INDEX usage_log_refunds ON meter.usage_log USING btree (account, at, refunds) WHERE (refunds IS NOT NULL)
index	usage_log_at	10	CREATE INDEX usage_log_at ON ONLY meter.usage_log USING brin (at) WITH (autosummarize='on', pages_per_range='32')	CREATE INDEX usage_log_at ON meter.usage_log USING brin (at) WITH (autosummarize='on', pages_per_range='32')	DROP INDEX meter.usage_log_at; CREATE INDEX usage_log_at ON meter.usage_log USING brin (at) WITH (autosummarize='on', pages_per_range='32')
trigger	accounts.rules_changed	11	ENABLE ALWAYS: CREATE TRIGGER rules_changed AFTER DELETE OR UPDATE OF plan, parent, ancestors, time_zone, anchor OR TRUNCATE ON meter.accounts FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed()	CREATE OR REPLACE TRIGGER rules_changed AFTER DELETE OR UPDATE OF plan, parent, ancestors, time_zone, anchor OR TRUNCATE ON meter.accounts FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed(); ALTER TABLE meter.accounts ENABLE ALWAYS TRIGGER rules_changed	CREATE OR REPLACE TRIGGER rules_changed AFTER DELETE OR UPDATE OF plan, parent, ancestors, time_zone, anchor OR TRUNCATE ON meter.accounts FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed(); ALTER TABLE meter.accounts ENABLE ALWAYS TRIGGER rules_changed
trigger	accounts.rule_replicated	11	ENABLE REPLICA: CREATE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE OF plan, parent, ancestors, time_zone, anchor ON meter.accounts FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated()	CREATE OR REPLACE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE OF plan, parent, ancestors, time_zone, anchor ON meter.accounts FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated(); ALTER TABLE meter.accounts ENABLE REPLICA TRIGGER rule_replicated	CREATE OR REPLACE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE OF plan, parent, ancestors, time_zone, anchor ON meter.accounts FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated(); ALTER TABLE meter.accounts ENABLE REPLICA TRIGGER rule_replicated
policy	counters.operators_read_all	13	PERMISSIVE SELECT {meter_admin,meter_app} true	CREATE POLICY operators_read_all ON meter.counters AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)	DROP POLICY operators_read_all ON meter.counters; CREATE POLICY operators_read_all ON meter.counters AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)
trigger	accounts.first_child	11	ENABLE ALWAYS: CREATE TRIGGER first_child AFTER INSERT ON meter.accounts REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION meter.first_child()	CREATE OR REPLACE TRIGGER first_child AFTER INSERT ON meter.accounts REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION meter.first_child(); ALTER TABLE meter.accounts ENABLE ALWAYS TRIGGER first_child	CREATE OR REPLACE TRIGGER first_child AFTER INSERT ON meter.accounts REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION meter.first_child(); ALTER TABLE meter.accounts ENABLE ALWAYS TRIGGER first_child
trigger	key_sources.rules_changed	11	ENABLE ALWAYS: CREATE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.key_sources FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed()	CREATE OR REPLACE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.key_sources FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed(); ALTER TABLE meter.key_sources ENABLE ALWAYS TRIGGER rules_changed	CREATE OR REPLACE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.key_sources FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed(); ALTER TABLE meter.key_sources ENABLE ALWAYS TRIGGER rules_changed
trigger	key_sources.rule_replicated	11	ENABLE REPLICA: CREATE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.key_sources FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated()	CREATE OR REPLACE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.key_sources FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated(); ALTER TABLE meter.key_sources ENABLE REPLICA TRIGGER rule_replicated	CREATE OR REPLACE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.key_sources FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated(); ALTER TABLE meter.key_sources ENABLE REPLICA TRIGGER rule_replicated
trigger	limits.rules_changed	11	ENABLE ALWAYS: CREATE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.limits FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed()	CREATE OR REPLACE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.limits FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed(); ALTER TABLE meter.limits ENABLE ALWAYS TRIGGER rules_changed	CREATE OR REPLACE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.limits FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed(); ALTER TABLE meter.limits ENABLE ALWAYS TRIGGER rules_changed
trigger	limits.rule_replicated	11	ENABLE REPLICA: CREATE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.limits FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated()	CREATE OR REPLACE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.limits FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated(); ALTER TABLE meter.limits ENABLE REPLICA TRIGGER rule_replicated	CREATE OR REPLACE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.limits FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated(); ALTER TABLE meter.limits ENABLE REPLICA TRIGGER rule_replicated
trigger	model_rules.rules_changed	11	ENABLE ALWAYS: CREATE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.model_rules FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed()	CREATE OR REPLACE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.model_rules FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed(); ALTER TABLE meter.model_rules ENABLE ALWAYS TRIGGER rules_changed	CREATE OR REPLACE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.model_rules FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed(); ALTER TABLE meter.model_rules ENABLE ALWAYS TRIGGER rules_changed
trigger	model_rules.rule_replicated	11	ENABLE REPLICA: CREATE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.model_rules FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated()	CREATE OR REPLACE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.model_rules FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated(); ALTER TABLE meter.model_rules ENABLE REPLICA TRIGGER rule_replicated	CREATE OR REPLACE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.model_rules FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated(); ALTER TABLE meter.model_rules ENABLE REPLICA TRIGGER rule_replicated
trigger	plans.rules_changed	11	ENABLE ALWAYS: CREATE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.plans FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed()	CREATE OR REPLACE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.plans FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed(); ALTER TABLE meter.plans ENABLE ALWAYS TRIGGER rules_changed	CREATE OR REPLACE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.plans FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed(); ALTER TABLE meter.plans ENABLE ALWAYS TRIGGER rules_changed
trigger	plans.rule_replicated	11	ENABLE REPLICA: CREATE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.plans FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated()	CREATE OR REPLACE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.plans FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated(); ALTER TABLE meter.plans ENABLE REPLICA TRIGGER rule_replicated	CREATE OR REPLACE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.plans FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated(); ALTER TABLE meter.plans ENABLE REPLICA TRIGGER rule_replicated
trigger	pools.rules_changed	11	ENABLE ALWAYS: CREATE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.pools FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed()	CREATE OR REPLACE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.pools FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed(); ALTER TABLE meter.pools ENABLE ALWAYS TRIGGER rules_changed	CREATE OR REPLACE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.pools FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed(); ALTER TABLE meter.pools ENABLE ALWAYS TRIGGER rules_changed
trigger	pools.rule_replicated	11	ENABLE REPLICA: CREATE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.pools FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated()	CREATE OR REPLACE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.pools FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated(); ALTER TABLE meter.pools ENABLE REPLICA TRIGGER rule_replicated	CREATE OR REPLACE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.pools FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated(); ALTER TABLE meter.pools ENABLE REPLICA TRIGGER rule_replicated
trigger	prices.rules_changed	11	ENABLE ALWAYS: CREATE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.prices FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed()	CREATE OR REPLACE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.prices FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed(); ALTER TABLE meter.prices ENABLE ALWAYS TRIGGER rules_changed	CREATE OR REPLACE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.prices FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed(); ALTER TABLE meter.prices ENABLE ALWAYS TRIGGER rules_changed
trigger	prices.rule_replicated	11	ENABLE REPLICA: CREATE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.prices FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated()	CREATE OR REPLACE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.prices FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated(); ALTER TABLE meter.prices ENABLE REPLICA TRIGGER rule_replicated	CREATE OR REPLACE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.prices FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated(); ALTER TABLE meter.prices ENABLE REPLICA TRIGGER rule_replicated
trigger	settings.rules_changed	11	ENABLE ALWAYS: CREATE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.settings FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed()	CREATE OR REPLACE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.settings FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed(); ALTER TABLE meter.settings ENABLE ALWAYS TRIGGER rules_changed	CREATE OR REPLACE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.settings FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed(); ALTER TABLE meter.settings ENABLE ALWAYS TRIGGER rules_changed
trigger	settings.rule_replicated	11	ENABLE REPLICA: CREATE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.settings FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated()	CREATE OR REPLACE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.settings FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated(); ALTER TABLE meter.settings ENABLE REPLICA TRIGGER rule_replicated	CREATE OR REPLACE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.settings FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated(); ALTER TABLE meter.settings ENABLE REPLICA TRIGGER rule_replicated
row security	accounts	12	on	ALTER TABLE meter.accounts ENABLE ROW LEVEL SECURITY	\N
row security	alerts	12	on	ALTER TABLE meter.alerts ENABLE ROW LEVEL SECURITY	\N
row security	allotments	12	on	ALTER TABLE meter.allotments ENABLE ROW LEVEL SECURITY	\N
row security	counters	12	on	ALTER TABLE meter.counters ENABLE ROW LEVEL SECURITY	\N
row security	denials	12	on	ALTER TABLE meter.denials ENABLE ROW LEVEL SECURITY	\N
row security	given	12	on	ALTER TABLE meter.given ENABLE ROW LEVEL SECURITY	\N
row security	grants	12	on	ALTER TABLE meter.grants ENABLE ROW LEVEL SECURITY	\N
row security	holds	12	on	ALTER TABLE meter.holds ENABLE ROW LEVEL SECURITY	\N
row security	idempotency_keys	12	on	ALTER TABLE meter.idempotency_keys ENABLE ROW LEVEL SECURITY	\N
row security	installation	12	on	ALTER TABLE meter.installation ENABLE ROW LEVEL SECURITY	\N
row security	key_sources	12	on	ALTER TABLE meter.key_sources ENABLE ROW LEVEL SECURITY	\N
row security	limits	12	on	ALTER TABLE meter.limits ENABLE ROW LEVEL SECURITY	\N
row security	model_rules	12	on	ALTER TABLE meter.model_rules ENABLE ROW LEVEL SECURITY	\N
row security	month_sums	12	on	ALTER TABLE meter.month_sums ENABLE ROW LEVEL SECURITY	\N
row security	months	12	on	ALTER TABLE meter.months ENABLE ROW LEVEL SECURITY	\N
row security	plans	12	on	ALTER TABLE meter.plans ENABLE ROW LEVEL SECURITY	\N
row security	pools	12	on	ALTER TABLE meter.pools ENABLE ROW LEVEL SECURITY	\N
row security	price_lists	12	on	ALTER TABLE meter.price_lists ENABLE ROW LEVEL SECURITY	\N
row security	prices	12	on	ALTER TABLE meter.prices ENABLE ROW LEVEL SECURITY	\N
row security	reservations	12	on	ALTER TABLE meter.reservations ENABLE ROW LEVEL SECURITY	\N
row security	seeds	12	on	ALTER TABLE meter.seeds ENABLE ROW LEVEL SECURITY	\N
row security	settings	12	on	ALTER TABLE meter.settings ENABLE ROW LEVEL SECURITY	\N
row security	stripes	12	on	ALTER TABLE meter.stripes ENABLE ROW LEVEL SECURITY	\N
row security	usage_log	12	on	ALTER TABLE meter.usage_log ENABLE ROW LEVEL SECURITY	\N
policy	accounts.users_read_own	13	PERMISSIVE SELECT {meter_reader} (account = ( SELECT meter.current_account() AS current_account))	CREATE POLICY users_read_own ON meter.accounts AS PERMISSIVE FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)))	DROP POLICY users_read_own ON meter.accounts; CREATE POLICY users_read_own ON meter.accounts AS PERMISSIVE FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)))
policy	accounts.operators_read_all	13	PERMISSIVE SELECT {meter_admin,meter_app} true	CREATE POLICY operators_read_all ON meter.accounts AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)	DROP POLICY operators_read_all ON meter.accounts; CREATE POLICY operators_read_all ON meter.accounts AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)
policy	alerts.users_read_own	13	PERMISSIVE SELECT {meter_reader} ((account = ( SELECT meter.current_account() AS current_account)) AND (limit_id <> ALL (( SELECT meter.hidden_limits() AS hidden_limits)::bigint[])))	CREATE POLICY users_read_own ON meter.alerts AS PERMISSIVE FOR SELECT TO meter_reader USING (((account = ( SELECT meter.current_account() AS current_account)) AND (limit_id <> ALL (( SELECT meter.hidden_limits() AS hidden_limits)::bigint[]))))	DROP POLICY users_read_own ON meter.alerts; CREATE POLICY users_read_own ON meter.alerts AS PERMISSIVE FOR SELECT TO meter_reader USING (((account = ( SELECT meter.current_account() AS current_account)) AND (limit_id <> ALL (( SELECT meter.hidden_limits() AS hidden_limits)::bigint[]))))
policy	alerts.operators_read_all	13	PERMISSIVE SELECT {meter_admin,meter_app} true	CREATE POLICY operators_read_all ON meter.alerts AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)	DROP POLICY operators_read_all ON meter.alerts; CREATE POLICY operators_read_all ON meter.alerts AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)
policy	allotments.operators_read_all	13	PERMISSIVE SELECT {meter_admin,meter_app} true	CREATE POLICY operators_read_all ON meter.allotments AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)	DROP POLICY operators_read_all ON meter.allotments; CREATE POLICY operators_read_all ON meter.allotments AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)
policy	counters.users_read_own	13	PERMISSIVE SELECT {meter_reader} ((account = ( SELECT meter.current_account() AS current_account)) AND (limit_id <> ALL (( SELECT meter.hidden_limits() AS hidden_limits)::bigint[])))	CREATE POLICY users_read_own ON meter.counters AS PERMISSIVE FOR SELECT TO meter_reader USING (((account = ( SELECT meter.current_account() AS current_account)) AND (limit_id <> ALL (( SELECT meter.hidden_limits() AS hidden_limits)::bigint[]))))	DROP POLICY users_read_own ON meter.counters; CREATE POLICY users_read_own ON meter.counters AS PERMISSIVE FOR SELECT TO meter_reader USING (((account = ( SELECT meter.current_account() AS current_account)) AND (limit_id <> ALL (( SELECT meter.hidden_limits() AS hidden_limits)::bigint[]))))
policy	denials.users_read_own	13	PERMISSIVE SELECT {meter_reader} (account = ( SELECT meter.current_account() AS current_account))	CREATE POLICY users_read_own ON meter.denials AS PERMISSIVE FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)))	DROP POLICY users_read_own ON meter.denials; CREATE POLICY users_read_own ON meter.denials AS PERMISSIVE FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)))
policy	denials.operators_read_all	13	PERMISSIVE SELECT {meter_admin,meter_app} true	CREATE POLICY operators_read_all ON meter.denials AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)	DROP POLICY operators_read_all ON meter.denials; CREATE POLICY operators_read_all ON meter.denials AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)
policy	given.operators_read_all	13	PERMISSIVE SELECT {meter_admin,meter_app} true	CREATE POLICY operators_read_all ON meter.given AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)	DROP POLICY operators_read_all ON meter.given; CREATE POLICY operators_read_all ON meter.given AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)
policy	grants.users_read_own	13	PERMISSIVE SELECT {meter_reader} (account = ( SELECT meter.current_account() AS current_account))	CREATE POLICY users_read_own ON meter.grants AS PERMISSIVE FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)))	DROP POLICY users_read_own ON meter.grants; CREATE POLICY users_read_own ON meter.grants AS PERMISSIVE FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)))
policy	grants.operators_read_all	13	PERMISSIVE SELECT {meter_admin,meter_app} true	CREATE POLICY operators_read_all ON meter.grants AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)	DROP POLICY operators_read_all ON meter.grants; CREATE POLICY operators_read_all ON meter.grants AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)
policy	holds.users_read_own	13	PERMISSIVE SELECT {meter_reader} (account = ( SELECT meter.current_account() AS current_account))	CREATE POLICY users_read_own ON meter.holds AS PERMISSIVE FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)))	DROP POLICY users_read_own ON meter.holds; CREATE POLICY users_read_own ON meter.holds AS PERMISSIVE FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)))
policy	holds.operators_read_all	13	PERMISSIVE SELECT {meter_admin,meter_app} true	CREATE POLICY operators_read_all ON meter.holds AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)	DROP POLICY operators_read_all ON meter.holds; CREATE POLICY operators_read_all ON meter.holds AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)
policy	idempotency_keys.operators_read_all	13	PERMISSIVE SELECT {meter_admin,meter_app} true	CREATE POLICY operators_read_all ON meter.idempotency_keys AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)	DROP POLICY operators_read_all ON meter.idempotency_keys; CREATE POLICY operators_read_all ON meter.idempotency_keys AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)
policy	installation.operators_read_all	13	PERMISSIVE SELECT {meter_admin,meter_app} true	CREATE POLICY operators_read_all ON meter.installation AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)	DROP POLICY operators_read_all ON meter.installation; CREATE POLICY operators_read_all ON meter.installation AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)
policy	key_sources.users_read_own	13	PERMISSIVE SELECT {meter_reader} (account = ( SELECT meter.current_account() AS current_account))	CREATE POLICY users_read_own ON meter.key_sources AS PERMISSIVE FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)))	DROP POLICY users_read_own ON meter.key_sources; CREATE POLICY users_read_own ON meter.key_sources AS PERMISSIVE FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)))
policy	key_sources.operators_read_all	13	PERMISSIVE SELECT {meter_admin,meter_app} true	CREATE POLICY operators_read_all ON meter.key_sources AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)	DROP POLICY operators_read_all ON meter.key_sources; CREATE POLICY operators_read_all ON meter.key_sources AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)
policy	limits.users_read_own	13	PERMISSIVE SELECT {meter_reader} (((account = ( SELECT meter.current_account() AS current_account)) OR (plan = ( SELECT a.plan\n   FROM meter.accounts a\n  WHERE (a.account = ( SELECT meter.current_account() AS current_account))))) AND (limit_id <> ALL (( SELECT meter.hidden_limits() AS hidden_limits)::bigint[])))	CREATE POLICY users_read_own ON meter.limits AS PERMISSIVE FOR SELECT TO meter_reader USING ((((account = ( SELECT meter.current_account() AS current_account)) OR (plan = ( SELECT a.plan\n   FROM meter.accounts a\n  WHERE (a.account = ( SELECT meter.current_account() AS current_account))))) AND (limit_id <> ALL (( SELECT meter.hidden_limits() AS hidden_limits)::bigint[]))))	DROP POLICY users_read_own ON meter.limits; CREATE POLICY users_read_own ON meter.limits AS PERMISSIVE FOR SELECT TO meter_reader USING ((((account = ( SELECT meter.current_account() AS current_account)) OR (plan = ( SELECT a.plan\n   FROM meter.accounts a\n  WHERE (a.account = ( SELECT meter.current_account() AS current_account))))) AND (limit_id <> ALL (( SELECT meter.hidden_limits() AS hidden_limits)::bigint[]))))
policy	limits.operators_read_all	13	PERMISSIVE SELECT {meter_admin,meter_app} true	CREATE POLICY operators_read_all ON meter.limits AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)	DROP POLICY operators_read_all ON meter.limits; CREATE POLICY operators_read_all ON meter.limits AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)
policy	model_rules.operators_read_all	13	PERMISSIVE SELECT {meter_admin,meter_app} true	CREATE POLICY operators_read_all ON meter.model_rules AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)	DROP POLICY operators_read_all ON meter.model_rules; CREATE POLICY operators_read_all ON meter.model_rules AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)
policy	month_sums.operators_read_all	13	PERMISSIVE SELECT {meter_admin,meter_app} true	CREATE POLICY operators_read_all ON meter.month_sums AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)	DROP POLICY operators_read_all ON meter.month_sums; CREATE POLICY operators_read_all ON meter.month_sums AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)
policy	months.operators_read_all	13	PERMISSIVE SELECT {meter_admin,meter_app} true	CREATE POLICY operators_read_all ON meter.months AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)	DROP POLICY operators_read_all ON meter.months; CREATE POLICY operators_read_all ON meter.months AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)
owner	idempotency_keys	1	meter_owner	\N	ALTER TABLE meter.idempotency_keys OWNER TO meter_owner
owner	installation	1	meter_owner	\N	ALTER TABLE meter.installation OWNER TO meter_owner
policy	plans.users_read_own	13	PERMISSIVE SELECT {meter_reader} (plan = ( SELECT a.plan\n   FROM meter.accounts a\n  WHERE (a.account = ( SELECT meter.current_account() AS current_account))))	CREATE POLICY users_read_own ON meter.plans AS PERMISSIVE FOR SELECT TO meter_reader USING ((plan = ( SELECT a.plan\n   FROM meter.accounts a\n  WHERE (a.account = ( SELECT meter.current_account() AS current_account)))))	DROP POLICY users_read_own ON meter.plans; CREATE POLICY users_read_own ON meter.plans AS PERMISSIVE FOR SELECT TO meter_reader USING ((plan = ( SELECT a.plan\n   FROM meter.accounts a\n  WHERE (a.account = ( SELECT meter.current_account() AS current_account)))))
policy	plans.operators_read_all	13	PERMISSIVE SELECT {meter_admin,meter_app} true	CREATE POLICY operators_read_all ON meter.plans AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)	DROP POLICY operators_read_all ON meter.plans; CREATE POLICY operators_read_all ON meter.plans AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)
policy	pools.operators_read_all	13	PERMISSIVE SELECT {meter_admin,meter_app} true	CREATE POLICY operators_read_all ON meter.pools AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)	DROP POLICY operators_read_all ON meter.pools; CREATE POLICY operators_read_all ON meter.pools AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)
policy	price_lists.operators_read_all	13	PERMISSIVE SELECT {meter_admin,meter_app} true	CREATE POLICY operators_read_all ON meter.price_lists AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)	DROP POLICY operators_read_all ON meter.price_lists; CREATE POLICY operators_read_all ON meter.price_lists AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)
policy	prices.operators_read_all	13	PERMISSIVE SELECT {meter_admin,meter_app} true	CREATE POLICY operators_read_all ON meter.prices AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)	DROP POLICY operators_read_all ON meter.prices; CREATE POLICY operators_read_all ON meter.prices AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)
policy	reservations.operators_read_all	13	PERMISSIVE SELECT {meter_admin,meter_app} true	CREATE POLICY operators_read_all ON meter.reservations AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)	DROP POLICY operators_read_all ON meter.reservations; CREATE POLICY operators_read_all ON meter.reservations AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)
policy	seeds.operators_read_all	13	PERMISSIVE SELECT {meter_admin,meter_app} true	CREATE POLICY operators_read_all ON meter.seeds AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)	DROP POLICY operators_read_all ON meter.seeds; CREATE POLICY operators_read_all ON meter.seeds AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)
policy	settings.operators_read_all	13	PERMISSIVE SELECT {meter_admin,meter_app} true	CREATE POLICY operators_read_all ON meter.settings AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)	DROP POLICY operators_read_all ON meter.settings; CREATE POLICY operators_read_all ON meter.settings AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)
policy	stripes.operators_read_all	13	PERMISSIVE SELECT {meter_admin,meter_app} true	CREATE POLICY operators_read_all ON meter.stripes AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)	DROP POLICY operators_read_all ON meter.stripes; CREATE POLICY operators_read_all ON meter.stripes AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)
policy	usage_log.users_read_own	13	PERMISSIVE SELECT {meter_reader} (account = ( SELECT meter.current_account() AS current_account))	CREATE POLICY users_read_own ON meter.usage_log AS PERMISSIVE FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)))	DROP POLICY users_read_own ON meter.usage_log; CREATE POLICY users_read_own ON meter.usage_log AS PERMISSIVE FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)))
policy	usage_log.operators_read_all	13	PERMISSIVE SELECT {meter_admin,meter_app} true	CREATE POLICY operators_read_all ON meter.usage_log AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)	DROP POLICY operators_read_all ON meter.usage_log; CREATE POLICY operators_read_all ON meter.usage_log AS PERMISSIVE FOR SELECT TO meter_admin, meter_app USING (true)
table	accounts	1	logged	\N	ALTER TABLE meter.accounts SET LOGGED
table	alerts	1	logged	\N	ALTER TABLE meter.alerts SET LOGGED
table	allotments	1	logged	\N	ALTER TABLE meter.allotments SET LOGGED
table	counters	1	logged	\N	ALTER TABLE meter.counters SET LOGGED
table	denials	1	logged	\N	ALTER TABLE meter.denials SET LOGGED
table	given	1	logged	\N	ALTER TABLE meter.given SET LOGGED
table	grants	1	logged	\N	ALTER TABLE meter.grants SET LOGGED
table	holds	1	logged	\N	ALTER TABLE meter.holds SET LOGGED
table	idempotency_keys	1	logged	\N	ALTER TABLE meter.idempotency_keys SET LOGGED
table	installation	1	logged	\N	ALTER TABLE meter.installation SET LOGGED
table	key_sources	1	logged	\N	ALTER TABLE meter.key_sources SET LOGGED
table	limits	1	logged	\N	ALTER TABLE meter.limits SET LOGGED
table	model_rules	1	logged	\N	ALTER TABLE meter.model_rules SET LOGGED
table	month_sums	1	logged	\N	ALTER TABLE meter.month_sums SET LOGGED
table	months	1	logged	\N	ALTER TABLE meter.months SET LOGGED
table	plans	1	logged	\N	ALTER TABLE meter.plans SET LOGGED
table	pools	1	logged	\N	ALTER TABLE meter.pools SET LOGGED
table	price_lists	1	logged	\N	ALTER TABLE meter.price_lists SET LOGGED
table	prices	1	logged	\N	ALTER TABLE meter.prices SET LOGGED
table	reservations	1	logged	\N	ALTER TABLE meter.reservations SET LOGGED
table	seeds	1	logged	\N	ALTER TABLE meter.seeds SET LOGGED
table	settings	1	logged	\N	ALTER TABLE meter.settings SET LOGGED
table	stripes	1	logged	\N	ALTER TABLE meter.stripes SET LOGGED
table	usage_log	1	logged	\N	ALTER TABLE meter.usage_log SET LOGGED
owner	accounts	1	meter_owner	\N	ALTER TABLE meter.accounts OWNER TO meter_owner
owner	alerts	1	meter_owner	\N	ALTER TABLE meter.alerts OWNER TO meter_owner
owner	allotments	1	meter_owner	\N	ALTER TABLE meter.allotments OWNER TO meter_owner
owner	counters	1	meter_owner	\N	ALTER TABLE meter.counters OWNER TO meter_owner
owner	denials	1	meter_owner	\N	ALTER TABLE meter.denials OWNER TO meter_owner
owner	given	1	meter_owner	\N	ALTER TABLE meter.given OWNER TO meter_owner
owner	grants	1	meter_owner	\N	ALTER TABLE meter.grants OWNER TO meter_owner
owner	holds	1	meter_owner	\N	ALTER TABLE meter.holds OWNER TO meter_owner
owner	pools	1	meter_owner	\N	ALTER TABLE meter.pools OWNER TO meter_owner
owner	price_lists	1	meter_owner	\N	ALTER TABLE meter.price_lists OWNER TO meter_owner
owner	prices	1	meter_owner	\N	ALTER TABLE meter.prices OWNER TO meter_owner
owner	reservations	1	meter_owner	\N	ALTER TABLE meter.reservations OWNER TO meter_owner
owner	seeds	1	meter_owner	\N	ALTER TABLE meter.seeds OWNER TO meter_owner
owner	settings	1	meter_owner	\N	ALTER TABLE meter.settings OWNER TO meter_owner
owner	stripes	1	meter_owner	\N	ALTER TABLE meter.stripes OWNER TO meter_owner
owner	usage_log	1	meter_owner	\N	ALTER TABLE meter.usage_log OWNER TO meter_owner
privilege	SELECT of meter_admin on accounts	14	granted	GRANT SELECT ON meter.accounts TO meter_admin	\N
privilege	SELECT of meter_app on accounts	14	granted	GRANT SELECT ON meter.accounts TO meter_app	\N
privilege	SELECT of meter_admin on alerts	14	granted	GRANT SELECT ON meter.alerts TO meter_admin	\N
privilege	SELECT of meter_app on alerts	14	granted	GRANT SELECT ON meter.alerts TO meter_app	\N
privilege	SELECT of meter_admin on allotments	14	granted	GRANT SELECT ON meter.allotments TO meter_admin	\N
privilege	SELECT of meter_admin on counters	14	granted	GRANT SELECT ON meter.counters TO meter_admin	\N
privilege	SELECT of meter_app on counters	14	granted	GRANT SELECT ON meter.counters TO meter_app	\N
privilege	SELECT of meter_admin on denials	14	granted	GRANT SELECT ON meter.denials TO meter_admin	\N
privilege	SELECT of meter_app on denials	14	granted	GRANT SELECT ON meter.denials TO meter_app	\N
privilege	SELECT of meter_admin on given	14	granted	GRANT SELECT ON meter.given TO meter_admin	\N
privilege	SELECT of meter_admin on grants	14	granted	GRANT SELECT ON meter.grants TO meter_admin	\N
privilege	SELECT of meter_app on grants	14	granted	GRANT SELECT ON meter.grants TO meter_app	\N
privilege	SELECT of meter_admin on holds	14	granted	GRANT SELECT ON meter.holds TO meter_admin	\N
privilege	SELECT of meter_app on holds	14	granted	GRANT SELECT ON meter.holds TO meter_app	\N
privilege	SELECT of meter_admin on idempotency_keys	14	granted	GRANT SELECT ON meter.idempotency_keys TO meter_admin	\N
privilege	SELECT of meter_admin on key_sources	14	granted	GRANT SELECT ON meter.key_sources TO meter_admin	\N
privilege	SELECT of meter_app on key_sources	14	granted	GRANT SELECT ON meter.key_sources TO meter_app	\N
privilege	SELECT of meter_admin on limits	14	granted	GRANT SELECT ON meter.limits TO meter_admin	\N
privilege	SELECT of meter_app on limits	14	granted	GRANT SELECT ON meter.limits TO meter_app	\N
privilege	SELECT of meter_admin on model_rules	14	granted	GRANT SELECT ON meter.model_rules TO meter_admin	\N
privilege	SELECT of meter_app on model_rules	14	granted	GRANT SELECT ON meter.model_rules TO meter_app	\N
privilege	SELECT of meter_admin on month_sums	14	granted	GRANT SELECT ON meter.month_sums TO meter_admin	\N
privilege	SELECT of meter_admin on months	14	granted	GRANT SELECT ON meter.months TO meter_admin	\N
privilege	SELECT of meter_admin on plans	14	granted	GRANT SELECT ON meter.plans TO meter_admin	\N
privilege	SELECT of meter_app on plans	14	granted	GRANT SELECT ON meter.plans TO meter_app	\N
privilege	SELECT of meter_admin on pools	14	granted	GRANT SELECT ON meter.pools TO meter_admin	\N
privilege	SELECT of meter_app on pools	14	granted	GRANT SELECT ON meter.pools TO meter_app	\N
privilege	SELECT of meter_admin on price_lists	14	granted	GRANT SELECT ON meter.price_lists TO meter_admin	\N
privilege	SELECT of meter_admin on prices	14	granted	GRANT SELECT ON meter.prices TO meter_admin	\N
privilege	SELECT of meter_app on prices	14	granted	GRANT SELECT ON meter.prices TO meter_app	\N
privilege	SELECT of meter_admin on reservations	14	granted	GRANT SELECT ON meter.reservations TO meter_admin	\N
privilege	SELECT of meter_admin on seeds	14	granted	GRANT SELECT ON meter.seeds TO meter_admin	\N
privilege	SELECT of meter_admin on settings	14	granted	GRANT SELECT ON meter.settings TO meter_admin	\N
privilege	SELECT of meter_app on settings	14	granted	GRANT SELECT ON meter.settings TO meter_app	\N
privilege	SELECT of meter_admin on stripes	14	granted	GRANT SELECT ON meter.stripes TO meter_admin	\N
privilege	SELECT of meter_app on stripes	14	granted	GRANT SELECT ON meter.stripes TO meter_app	\N
privilege	SELECT of meter_admin on usage_log	14	granted	GRANT SELECT ON meter.usage_log TO meter_admin	\N
privilege	SELECT of meter_app on usage_log	14	granted	GRANT SELECT ON meter.usage_log TO meter_app	\N
privilege	SELECT of meter_reader on accounts.created_at	14	granted	GRANT SELECT (created_at) ON meter.accounts TO meter_reader	\N
privilege	SELECT of meter_reader on accounts.anchor	14	granted	GRANT SELECT (anchor) ON meter.accounts TO meter_reader	\N
privilege	SELECT of meter_reader on accounts.time_zone	14	granted	GRANT SELECT (time_zone) ON meter.accounts TO meter_reader	\N
privilege	SELECT of meter_reader on accounts.plan	14	granted	GRANT SELECT (plan) ON meter.accounts TO meter_reader	\N
privilege	SELECT of meter_reader on accounts.account	14	granted	GRANT SELECT (account) ON meter.accounts TO meter_reader	\N
privilege	SELECT of meter_reader on alerts.at	14	granted	GRANT SELECT (at) ON meter.alerts TO meter_reader	\N
privilege	SELECT of meter_reader on alerts.remaining	14	granted	GRANT SELECT (remaining) ON meter.alerts TO meter_reader	\N
privilege	SELECT of meter_reader on alerts.cap	14	granted	GRANT SELECT (cap) ON meter.alerts TO meter_reader	\N
privilege	SELECT of meter_reader on alerts.used	14	granted	GRANT SELECT (used) ON meter.alerts TO meter_reader	\N
privilege	SELECT of meter_reader on alerts.threshold	14	granted	GRANT SELECT (threshold) ON meter.alerts TO meter_reader	\N
privilege	SELECT of meter_reader on alerts.resets_at	14	granted	GRANT SELECT (resets_at) ON meter.alerts TO meter_reader	\N
privilege	SELECT of meter_reader on alerts.period_start	14	granted	GRANT SELECT (period_start) ON meter.alerts TO meter_reader	\N
privilege	SELECT of meter_reader on alerts.period	14	granted	GRANT SELECT (period) ON meter.alerts TO meter_reader	\N
privilege	SELECT of meter_reader on alerts.unit	14	granted	GRANT SELECT (unit) ON meter.alerts TO meter_reader	\N
privilege	SELECT of meter_reader on alerts.limit_name	14	granted	GRANT SELECT (limit_name) ON meter.alerts TO meter_reader	\N
privilege	SELECT of meter_reader on alerts.account	14	granted	GRANT SELECT (account) ON meter.alerts TO meter_reader	\N
privilege	SELECT of meter_reader on counters.closed_at	14	granted	GRANT SELECT (closed_at) ON meter.counters TO meter_reader	\N
privilege	SELECT of meter_reader on counters.granted	14	granted	GRANT SELECT (granted) ON meter.counters TO meter_reader	\N
privilege	SELECT of meter_reader on counters.reserved	14	granted	GRANT SELECT (reserved) ON meter.counters TO meter_reader	\N
privilege	SELECT of meter_reader on counters.used	14	granted	GRANT SELECT (used) ON meter.counters TO meter_reader	\N
privilege	SELECT of meter_reader on counters.period_end	14	granted	GRANT SELECT (period_end) ON meter.counters TO meter_reader	\N
privilege	SELECT of meter_reader on counters.period_start	14	granted	GRANT SELECT (period_start) ON meter.counters TO meter_reader	\N
privilege	SELECT of meter_reader on counters.limit_id	14	granted	GRANT SELECT (limit_id) ON meter.counters TO meter_reader	\N
privilege	SELECT of meter_reader on counters.account	14	granted	GRANT SELECT (account) ON meter.counters TO meter_reader	\N
privilege	SELECT of meter_reader on denials.output_tokens	14	granted	GRANT SELECT (output_tokens) ON meter.denials TO meter_reader	\N
privilege	SELECT of meter_reader on denials.input_tokens	14	granted	GRANT SELECT (input_tokens) ON meter.denials TO meter_reader	\N
privilege	SELECT of meter_reader on denials.operation_id	14	granted	GRANT SELECT (operation_id) ON meter.denials TO meter_reader	\N
privilege	SELECT of meter_reader on denials.operation	14	granted	GRANT SELECT (operation) ON meter.denials TO meter_reader	\N
privilege	SELECT of meter_reader on denials.model	14	granted	GRANT SELECT (model) ON meter.denials TO meter_reader	\N
privilege	SELECT of meter_reader on denials.provider	14	granted	GRANT SELECT (provider) ON meter.denials TO meter_reader	\N
privilege	SELECT of meter_reader on denials.period	14	granted	GRANT SELECT (period) ON meter.denials TO meter_reader	\N
privilege	SELECT of meter_reader on denials.unit	14	granted	GRANT SELECT (unit) ON meter.denials TO meter_reader	\N
privilege	SELECT of meter_reader on denials.limit_name	14	granted	GRANT SELECT (limit_name) ON meter.denials TO meter_reader	\N
privilege	SELECT of meter_reader on denials.reason	14	granted	GRANT SELECT (reason) ON meter.denials TO meter_reader	\N
privilege	SELECT of meter_reader on denials.at	14	granted	GRANT SELECT (at) ON meter.denials TO meter_reader	\N
privilege	SELECT of meter_reader on denials.account	14	granted	GRANT SELECT (account) ON meter.denials TO meter_reader	\N
privilege	SELECT of meter_reader on grants.voided_at	14	granted	GRANT SELECT (voided_at) ON meter.grants TO meter_reader	\N
privilege	SELECT of meter_reader on grants.voided	14	granted	GRANT SELECT (voided) ON meter.grants TO meter_reader	\N
privilege	SELECT of meter_reader on grants.created_at	14	granted	GRANT SELECT (created_at) ON meter.grants TO meter_reader	\N
privilege	SELECT of meter_reader on grants.expires_at	14	granted	GRANT SELECT (expires_at) ON meter.grants TO meter_reader	\N
privilege	SELECT of meter_reader on grants.priority	14	granted	GRANT SELECT (priority) ON meter.grants TO meter_reader	\N
privilege	SELECT of meter_reader on grants.amount	14	granted	GRANT SELECT (amount) ON meter.grants TO meter_reader	\N
privilege	SELECT of meter_reader on grants.kind	14	granted	GRANT SELECT (kind) ON meter.grants TO meter_reader	\N
privilege	SELECT of meter_reader on grants.unit	14	granted	GRANT SELECT (unit) ON meter.grants TO meter_reader	\N
privilege	SELECT of meter_reader on grants.limit_name	14	granted	GRANT SELECT (limit_name) ON meter.grants TO meter_reader	\N
privilege	SELECT of meter_reader on grants.account	14	granted	GRANT SELECT (account) ON meter.grants TO meter_reader	\N
privilege	SELECT of meter_reader on holds.overage	14	granted	GRANT SELECT (overage) ON meter.holds TO meter_reader	\N
privilege	SELECT of meter_reader on holds.late	14	granted	GRANT SELECT (late) ON meter.holds TO meter_reader	\N
privilege	SELECT of meter_reader on holds.released_at	14	granted	GRANT SELECT (released_at) ON meter.holds TO meter_reader	\N
privilege	SELECT of meter_reader on holds.settled_at	14	granted	GRANT SELECT (settled_at) ON meter.holds TO meter_reader	\N
privilege	SELECT of meter_reader on holds.output_tokens	14	granted	GRANT SELECT (output_tokens) ON meter.holds TO meter_reader	\N
privilege	SELECT of meter_reader on holds.input_tokens	14	granted	GRANT SELECT (input_tokens) ON meter.holds TO meter_reader	\N
privilege	SELECT of meter_reader on holds.conditions	14	granted	GRANT SELECT (conditions) ON meter.holds TO meter_reader	\N
privilege	SELECT of meter_reader on holds.service_tier	14	granted	GRANT SELECT (service_tier) ON meter.holds TO meter_reader	\N
privilege	SELECT of meter_reader on holds.key_source	14	granted	GRANT SELECT (key_source) ON meter.holds TO meter_reader	\N
privilege	SELECT of meter_reader on holds.session_id	14	granted	GRANT SELECT (session_id) ON meter.holds TO meter_reader	\N
privilege	SELECT of meter_reader on holds.operation_id	14	granted	GRANT SELECT (operation_id) ON meter.holds TO meter_reader	\N
privilege	SELECT of meter_reader on holds.operation	14	granted	GRANT SELECT (operation) ON meter.holds TO meter_reader	\N
privilege	SELECT of meter_reader on holds.model	14	granted	GRANT SELECT (model) ON meter.holds TO meter_reader	\N
privilege	SELECT of meter_reader on holds.provider	14	granted	GRANT SELECT (provider) ON meter.holds TO meter_reader	\N
privilege	SELECT of meter_reader on holds.expires_at	14	granted	GRANT SELECT (expires_at) ON meter.holds TO meter_reader	\N
privilege	SELECT of meter_reader on holds.at	14	granted	GRANT SELECT (at) ON meter.holds TO meter_reader	\N
privilege	SELECT of meter_reader on holds.account	14	granted	GRANT SELECT (account) ON meter.holds TO meter_reader	\N
privilege	SELECT of meter_reader on key_sources.key_source	14	granted	GRANT SELECT (key_source) ON meter.key_sources TO meter_reader	\N
privilege	SELECT of meter_reader on key_sources.provider	14	granted	GRANT SELECT (provider) ON meter.key_sources TO meter_reader	\N
privilege	SELECT of meter_reader on key_sources.account	14	granted	GRANT SELECT (account) ON meter.key_sources TO meter_reader	\N
privilege	SELECT of meter_reader on limits.removed_at	14	granted	GRANT SELECT (removed_at) ON meter.limits TO meter_reader	\N
privilege	SELECT of meter_reader on limits.created_at	14	granted	GRANT SELECT (created_at) ON meter.limits TO meter_reader	\N
privilege	SELECT of meter_reader on limits.carry_over_cap	14	granted	GRANT SELECT (carry_over_cap) ON meter.limits TO meter_reader	\N
privilege	SELECT of meter_reader on limits.anchored	14	granted	GRANT SELECT (anchored) ON meter.limits TO meter_reader	\N
privilege	SELECT of meter_reader on limits.thresholds	14	granted	GRANT SELECT (thresholds) ON meter.limits TO meter_reader	\N
privilege	SELECT of meter_reader on limits.key_source	14	granted	GRANT SELECT (key_source) ON meter.limits TO meter_reader	\N
privilege	SELECT of meter_reader on limits.operation	14	granted	GRANT SELECT (operation) ON meter.limits TO meter_reader	\N
privilege	SELECT of meter_reader on limits.model	14	granted	GRANT SELECT (model) ON meter.limits TO meter_reader	\N
privilege	SELECT of meter_reader on limits.provider	14	granted	GRANT SELECT (provider) ON meter.limits TO meter_reader	\N
privilege	SELECT of meter_reader on limits.hard	14	granted	GRANT SELECT (hard) ON meter.limits TO meter_reader	\N
privilege	SELECT of meter_reader on limits.period	14	granted	GRANT SELECT (period) ON meter.limits TO meter_reader	\N
privilege	SELECT of meter_reader on limits.cap	14	granted	GRANT SELECT (cap) ON meter.limits TO meter_reader	\N
privilege	SELECT of meter_reader on limits.unit	14	granted	GRANT SELECT (unit) ON meter.limits TO meter_reader	\N
privilege	SELECT of meter_reader on limits.account	14	granted	GRANT SELECT (account) ON meter.limits TO meter_reader	\N
privilege	SELECT of meter_reader on limits.plan	14	granted	GRANT SELECT (plan) ON meter.limits TO meter_reader	\N
privilege	SELECT of meter_reader on limits.limit_name	14	granted	GRANT SELECT (limit_name) ON meter.limits TO meter_reader	\N
privilege	SELECT of meter_reader on limits.limit_id	14	granted	GRANT SELECT (limit_id) ON meter.limits TO meter_reader	\N
privilege	SELECT of meter_reader on plans.description	14	granted	GRANT SELECT (description) ON meter.plans TO meter_reader	\N
privilege	SELECT of meter_reader on plans.plan	14	granted	GRANT SELECT (plan) ON meter.plans TO meter_reader	\N
privilege	SELECT of meter_reader on usage_log.charged_cost	14	granted	GRANT SELECT (charged_cost) ON meter.usage_log TO meter_reader	\N
privilege	SELECT of meter_reader on usage_log.tokens	14	granted	GRANT SELECT (tokens) ON meter.usage_log TO meter_reader	\N
privilege	SELECT of meter_reader on usage_log.requests	14	granted	GRANT SELECT (requests) ON meter.usage_log TO meter_reader	\N
privilege	SELECT of meter_reader on usage_log.other_units	14	granted	GRANT SELECT (other_units) ON meter.usage_log TO meter_reader	\N
privilege	SELECT of meter_reader on usage_log.audio_output_tokens	14	granted	GRANT SELECT (audio_output_tokens) ON meter.usage_log TO meter_reader	\N
privilege	SELECT of meter_reader on usage_log.audio_input_tokens	14	granted	GRANT SELECT (audio_input_tokens) ON meter.usage_log TO meter_reader	\N
privilege	SELECT of meter_reader on usage_log.reasoning_tokens	14	granted	GRANT SELECT (reasoning_tokens) ON meter.usage_log TO meter_reader	\N
privilege	SELECT of meter_reader on usage_log.cache_write_tokens	14	granted	GRANT SELECT (cache_write_tokens) ON meter.usage_log TO meter_reader	\N
privilege	SELECT of meter_reader on usage_log.cache_read_tokens	14	granted	GRANT SELECT (cache_read_tokens) ON meter.usage_log TO meter_reader	\N
privilege	SELECT of meter_reader on usage_log.output_tokens	14	granted	GRANT SELECT (output_tokens) ON meter.usage_log TO meter_reader	\N
privilege	SELECT of meter_reader on usage_log.input_tokens	14	granted	GRANT SELECT (input_tokens) ON meter.usage_log TO meter_reader	\N
privilege	SELECT of meter_reader on usage_log.conditions	14	granted	GRANT SELECT (conditions) ON meter.usage_log TO meter_reader	\N
privilege	SELECT of meter_reader on usage_log.service_tier	14	granted	GRANT SELECT (service_tier) ON meter.usage_log TO meter_reader	\N
privilege	SELECT of meter_reader on usage_log.key_source	14	granted	GRANT SELECT (key_source) ON meter.usage_log TO meter_reader	\N
privilege	SELECT of meter_reader on usage_log.session_id	14	granted	GRANT SELECT (session_id) ON meter.usage_log TO meter_reader	\N
privilege	SELECT of meter_reader on usage_log.operation_id	14	granted	GRANT SELECT (operation_id) ON meter.usage_log TO meter_reader	\N
privilege	SELECT of meter_reader on usage_log.operation	14	granted	GRANT SELECT (operation) ON meter.usage_log TO meter_reader	\N
privilege	SELECT of meter_reader on usage_log.model	14	granted	GRANT SELECT (model) ON meter.usage_log TO meter_reader	\N
privilege	SELECT of meter_reader on usage_log.provider	14	granted	GRANT SELECT (provider) ON meter.usage_log TO meter_reader	\N
privilege	SELECT of meter_reader on usage_log.plan	14	granted	GRANT SELECT (plan) ON meter.usage_log TO meter_reader	\N
privilege	SELECT of meter_reader on usage_log.at	14	granted	GRANT SELECT (at) ON meter.usage_log TO meter_reader	\N
privilege	SELECT of meter_reader on usage_log.account	14	granted	GRANT SELECT (account) ON meter.usage_log TO meter_reader	\N
privilege	EXECUTE of meter_app on meter.current_account()	14	granted	GRANT EXECUTE ON FUNCTION meter.current_account() TO meter_app	\N
privilege	EXECUTE of meter_admin on meter.current_account()	14	granted	GRANT EXECUTE ON FUNCTION meter.current_account() TO meter_admin	\N
privilege	EXECUTE of meter_reader on meter.current_account()	14	granted	GRANT EXECUTE ON FUNCTION meter.current_account() TO meter_reader	\N
privilege	EXECUTE of meter_app on meter.hidden_limits()	14	granted	GRANT EXECUTE ON FUNCTION meter.hidden_limits() TO meter_app	\N
privilege	EXECUTE of meter_admin on meter.hidden_limits()	14	granted	GRANT EXECUTE ON FUNCTION meter.hidden_limits() TO meter_admin	\N
privilege	EXECUTE of meter_reader on meter.hidden_limits()	14	granted	GRANT EXECUTE ON FUNCTION meter.hidden_limits() TO meter_reader	\N
function	meter.above(meter.counters,numeric,numeric,timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} ef99e9400ce97e4d8900dcf75fbc0299	\N	\N
function	meter.add_grant(bigint,text,numeric,integer,timestamp with time zone,text,timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} edb4f06aa420183a01d85825de270957	\N	\N
function	meter.adjust(meter.usage_log,numeric,text,bigint[],text,timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} 095d399c09e591a297f62e1917c7acc1	\N	\N
function	meter.after_giving_back(bigint[],timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d2af8e690e616d46c11453bd8711e799	\N	\N
function	meter.allot(bigint,bigint,numeric)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.amount(text,integer,bigint,bigint,numeric,numeric)	15	meter_owner f  d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.ancestors_below(text)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.as_it_stands(meter.usage_log)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} b21bc16dd28072521d7b2b4652d826f7	\N	\N
function	meter.asks_as_given(oid,text)	15	meter_owner f {"search_path=pg_catalog, pg_temp",TimeZone=UTC,"DateStyle=ISO, MDY",IntervalStyle=postgres,quote_all_identifiers=off,standard_conforming_strings=on} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.backed(meter.counters,timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} 67068b985c62d72b5ef39ba49810a57c	\N	\N
function	meter.calendars_until(meter.accounts,text,timestamp with time zone,timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp",TimeZone=UTC} 31aa619ef807a7c98c5629d8691e1f53	\N	\N
function	meter.calls_between(timestamp with time zone,timestamp with time zone,text,text,text)	15	meter_owner f  d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.calls_each()	15	meter_owner f  d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.carried(text,meter.limits,timestamp with time zone,timestamp with time zone,integer)	15	meter_owner f  d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.charged_cost(numeric,numeric,text)	15	meter_owner f  d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.charges_each()	15	meter_owner f  d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.check_account(text)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} aafd4079acb6572e0b3fd836aa8cfc2b	\N	\N
function	meter.check_batch(integer)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} 92585b1837b153d659fbe5d12f601722	\N	\N
function	meter.check_parent(text)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} de11c347817669b888d6aa02722851a2	\N	\N
function	meter.check_plan(text)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d29d432ce360a182ed5dc233bb4f7588	\N	\N
function	meter.clip_period(text,bigint,timestamp with time zone,timestamp with time zone,timestamp with time zone,timestamp with time zone)	15	meter_owner f  d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.close_stripes(text,bigint,bigint[],integer[])	15	meter_owner f {"search_path=pg_catalog, pg_temp"} 2e8ff7d4bbd4793b88106e6943a322c4	\N	\N
function	meter.columns_now()	15	meter_owner f {"search_path=pg_catalog, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.constraints_now()	15	meter_owner f {"search_path=pg_catalog, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.count_repaid(bigint)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.count_settlement(bigint,text,timestamp with time zone,bigint[],timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} 5494b612a3fdf266f42fd93eb2991517	\N	\N
function	meter.counted(text,meter.limits,timestamp with time zone,timestamp with time zone)	15	meter_owner f  d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.counters_of(meter.usage_log)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} e395fa16ccbe3108f1dcf42d57d39b16	\N	\N
function	meter.counts_the_same(meter.limits,meter.limits)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.current_account()	15	meter_owner t {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.days_setting(text)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.deal(bigint,integer,integer,numeric,timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} c7ab300b31da90d4a9f3d21fe415b4cc	\N	\N
function	meter.debtors(text,meter.limits,timestamp with time zone,timestamp with time zone,timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} a76be1fc5b206df86e2e76f3a8b19f10	\N	\N
function	meter.default_plan()	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} 3439cc8a7f8c0eda94bb0b5731d5da88	\N	\N
function	meter.detach_month(date)	15	meter_owner t {"search_path=pg_catalog, meter, pg_temp",lock_timeout=900ms} f9805d1bfc17dd8598d43f3fa2309b4f	\N	\N
function	meter.differences()	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.drawn(bigint,numeric)	15	meter_owner f  d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.drop_expired(bigint,timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.drop_expired_holds(timestamp with time zone,integer)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} b4f9c98803bffe0eca658bdd2c8567f0	\N	\N
function	meter.due_counters(timestamp with time zone,integer,text[])	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.due_counters_of(bigint[],timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.expire(bigint,timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.first_child()	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} 4391b6e49ea0ac6b1c2e957471ffe36e	\N	\N
function	meter.foreseen(bigint,text,bigint,timestamp with time zone,timestamp with time zone,boolean,timestamp with time zone,integer,numeric,numeric)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} 021045997e5066fb25965c7ae9189c6d	\N	\N
function	meter.forget_rules()	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} 7306799ac7e2e83e5a7e34ff03bd8910	\N	\N
function	meter.give_back(bigint,bigint[],numeric[])	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.give_back_call(bigint,text,text,text,meter.usage_log)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} 9de76c34c28e05133a7d6d7df8ef1140	\N	\N
function	meter.granted_on(meter.counters)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} 2d6de3dcf487f34593c3f954b08d395c	\N	\N
function	meter.grants_lowered(meter.usage_log,bigint,numeric)	15	meter_owner f  d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.grants_of(text,timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.has_extension()	15	meter_owner f {"search_path=pg_catalog, pg_temp"} f90b0461ec5c16388fd4b9780e9b0a04	\N	\N
function	meter.hidden_limits()	15	meter_owner t {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.in_force(meter.limits,text)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d563e477d4a8a3c3397f79cceed2ef11	\N	\N
function	meter.in_scope(meter.limits,text,text,text,text)	15	meter_owner f  d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.in_scope_otherwise(meter.limits,text,text,text,text)	15	meter_owner f  d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.is_lent(meter.limits)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} 54b37b7f0fc2e9f7da2087c031b8d82e	\N	\N
function	meter.is_model(text,text,text)	15	meter_owner f {"search_path=pg_catalog, pg_temp"} a28b7ed06736965657422255477c7a41	\N	\N
function	meter.is_provider(text,text,text)	15	meter_owner f {"search_path=pg_catalog, pg_temp"} 7f97bbeba8da3ace572673840c0722fa	\N	\N
function	meter.is_shared(text)	15	meter_owner t {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.is_sound(meter.usage_log)	15	meter_owner f  d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.is_trusted_login()	15	meter_owner t {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.keep(bigint,numeric,numeric,numeric,timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} 4b11db534b6139a7a00a1c4590cf6415	\N	\N
function	meter.keep_spent(meter.limits,numeric,timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} f3e1bdb2097f04d156174091e691085f	\N	\N
function	meter.lacking_months()	15	meter_owner f {"search_path=pg_catalog, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.last_usage_id()	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d3715d1e6191c6f548c833b29513a9d6	\N	\N
function	meter.limit_as_asked(meter.limits,meter.limits)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} df3afc5a3caaa3d883cd6a66c1e8d958	\N	\N
function	meter.limits_charged(text,text,text,timestamp with time zone,text[],text,text,text,text)	15	meter_owner f  d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.limits_held(bigint)	15	meter_owner f  d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.limits_of(text,text)	15	meter_owner f  d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.live_limit(text,text,text)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} 26755b68c411d670f4fc480ed89eb10c	\N	\N
function	meter.lock_counter(bigint)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} 2d44a168cb9487f59269d19e6e0b0a94	\N	\N
function	meter.lock_counters(bigint[],timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} 8e024cdb546cfd34df692453d12fb242	\N	\N
function	meter.logged(text,meter.limits,timestamp with time zone,timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} a57b7ea823acba5d337b2fc76d71fc4c	\N	\N
function	meter.make_partition(date)	15	meter_owner t {"search_path=pg_catalog, meter, pg_temp",lock_timeout=1s,DateStyle=ISO,TimeZone=UTC} 651a79e469246fb8170cfc28b25c4892	\N	\N
function	meter.make_partitions(timestamp with time zone)	15	meter_owner t {"search_path=pg_catalog, meter, pg_temp"} 9dc67733beb0346e5c6586996bb65212	\N	\N
function	meter.mark_stale(text,text,text,timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.missed(text,meter.limits,meter.counters)	15	meter_owner f  d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.not_as_given()	15	meter_owner f {"search_path=pg_catalog, pg_temp",TimeZone=UTC,"DateStyle=ISO, MDY",IntervalStyle=postgres,quote_all_identifiers=off,standard_conforming_strings=on} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.owe_where_it_counts(bigint,numeric,timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} 439732ec76ac23ecb64979f9b9d74b07	\N	\N
function	meter.owed(meter.counters,timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} f6963ede3f62a1663b497b730c9aa60c	\N	\N
function	meter.own_tables()	15	meter_owner f {"search_path=pg_catalog, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.paid_by_grants(text,text,text,bigint[],numeric[])	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} 3d7e2e3194af638e0a687f9013f02d67	\N	\N
function	meter.plainly(text)	15	meter_owner f {"search_path=pg_catalog, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.pools_of(text,text[],text,text)	15	meter_owner f  d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.proper_time_zone(text)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} de612b1224499b93ac6abd3d73fcf231	\N	\N
function	meter.protect(text,text)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} 29a0c765b351559f976d3aeac176a0c2	\N	\N
function	meter.prune_denials(timestamp with time zone,integer)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.prune_holds(timestamp with time zone,integer)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.prune_keys(timestamp with time zone,integer)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.quiet_room(meter.counters,meter.limits)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} a9741f7dbd90e7fa1bc36c0777ef899b	\N	\N
function	meter.raise_violation(text,text,jsonb,jsonb)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} 55a91b46e6a6a1d8701818a8322d5ac3	\N	\N
function	meter.receipts_of(text)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} fc6f2db70f5ec233ae57a78815d40275	\N	\N
function	meter.recount(text,timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} 97b083ea3c7e58e75e8572be6f777806	\N	\N
function	meter.refresh(bigint,timestamp with time zone,integer)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} 021cab6f48a04bc8b81a1fe64f1dc4bc	\N	\N
function	meter.refund(text,bigint,text,timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} df71d78a16c8f5117692db3f3b64270e	\N	\N
function	meter.regroup(text,text[],timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.repaid_before(text,meter.limits,timestamp with time zone,timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} 1f42d77492e846d7aaeb2dd79f524ef5	\N	\N
function	meter.repay(bigint)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.reserved_at(bigint,timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} 9671c2f8d9203e3afe763e2a08e28b7e	\N	\N
function	meter.rights_now()	15	meter_owner f {"search_path=pg_catalog, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.rule_replicated()	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} 0e5d73a0646a6253059948d5db041fb7	\N	\N
function	meter.rules_changed()	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} 0e5d73a0646a6253059948d5db041fb7	\N	\N
function	meter.rules_now()	15	meter_owner f {"search_path=pg_catalog, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.spare_stripe()	15	meter_owner f  d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.standing(text,meter.limits,timestamp with time zone)	15	meter_owner f  d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.storable(numeric)	15	meter_owner f  d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.stripes_of(text,boolean)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} fbb7e296fa0459fb4ae06db7dd6289d6	\N	\N
function	meter.take_back_defaults(regclass)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} 35c3dca71ed775ce909444515030bd9d	\N	\N
function	meter.take_debts(bigint,timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} df10e5c3a3d0069c93055d56502c83f9	\N	\N
function	meter.tally(bigint)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.tell(bigint,numeric[],numeric,numeric,timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.terms(meter.limits)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.text_as_asked(text,text)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.trim_kept(bigint,timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} ec4a0def7a95506adb76aa678e8a2133	\N	\N
function	meter.unknown_unit(text)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} ee4adf6e62aced9d4861bd1d091cfc30	\N	\N
function	meter.unpay(bigint,numeric)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.unspend(bigint)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.used_of(meter.counters)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} debd806cb26434c8863e49d2e5c69ec1	\N	\N
function	meter.usual_stripes()	15	meter_owner f  d41d8cd98f00b204e9800998ecf8427e	\N	\N
function	meter.void_grant(meter.grants,numeric,text,timestamp with time zone)	15	meter_owner f {"search_path=pg_catalog, meter, pg_temp"} 8e32e16b15be7d5c75ff8d7444cee791	\N	\N
function	meter.write_down()	15	meter_owner f {"search_path=pg_catalog, pg_temp",TimeZone=UTC,"DateStyle=ISO, MDY",IntervalStyle=postgres,quote_all_identifiers=off,standard_conforming_strings=on} d41d8cd98f00b204e9800998ecf8427e	\N	\N
server	version	0	18	\N	\N
\.
COPY meter.grants (grant_id, account, limit_name, unit, kind, amount, priority, expires_at, note, created_at, voided, voided_at, void_note) FROM stdin;
1	ann	credits	tokens	purchase	300000	0	\N	order 1	2026-03-10 12:00:00+00	0	\N	\N
2	ann	credits	tokens	gift	5000	0	2026-05-01 00:00:00+00	\N	2026-03-10 12:00:00+00	0	\N	\N
3	acme	monthly_cost	cost	carry_over	20	0	2026-04-30 22:00:00+00	\N	2026-04-02 08:00:00+00	0	\N	\N
\.
COPY meter.holds (hold_id, account, at, expires_at, slot, provider, model, operation, operation_id, session_id, key_source, service_tier, conditions, input_tokens, output_tokens, cost, metadata, charged, amounts, settled_at, released_at, late, overage, settlement, verdict, usage_id) FROM stdin;
1	ann	2026-03-10 12:00:00+00	2026-03-10 12:20:00+00	\N	openai	gpt-4o	\N	\N	\N	shared	standard	\N	5000	1000	0.023	\N	{1,2,3,4,5}	{6000,6000,1,6000,0.023}	2026-03-10 12:00:00+00	\N	f	f	{"hold_id": 1, "metadata": null, "other_units": {}, "input_tokens": 4000, "operation_id": null, "service_tier": null, "output_tokens": 500, "reasoning_tokens": 0, "cache_read_tokens": 0, "audio_input_tokens": 0, "cache_write_tokens": 0, "audio_output_tokens": 0}	{"cap": "200000", "cost": "0.0154", "unit": "tokens", "used": "20500", "level": "ok", "period": "week", "reason": "ok", "tokens": 4500, "hold_id": 1, "percent": "10.25", "reserved": "0", "usage_id": 8, "duplicate": false, "remaining": "179500", "resets_at": 826930800000000, "limit_name": "gpt", "price_match": "exact", "charged_cost": "0.0154"}	8
3	ann	2026-03-10 12:00:00+00	2026-03-10 12:20:00+00	\N	\N	gpt-4o	\N	\N	\N	shared	standard	\N	50	10	0.00023	\N	{1,2,3,4,5}	{60,60,1,60,0.00023}	\N	2026-03-10 12:00:00+00	f	f	\N	{"cap": null, "cost": "0.00023", "unit": null, "used": null, "level": "ok", "period": null, "reason": "released", "tokens": 60, "hold_id": 3, "percent": null, "reserved": null, "usage_id": null, "duplicate": false, "remaining": null, "resets_at": null, "limit_name": null, "price_match": null, "charged_cost": null}	\N
2	bob	2026-03-10 12:00:00+00	2026-03-11 12:00:00+00	\N	groq	llama-3.1-8b-instant	\N	\N	\N	shared	standard	\N	500	100	0.000033	\N	{6,3,5,7,8}	{600,1,0.000033,600,600}	\N	\N	f	f	\N	\N	\N
\.
COPY meter.idempotency_keys (account, idempotency_key, operation, request, verdict, created_at) FROM stdin;
ann	k1	add	{"at": null, "model": "gpt-4o", "enforce": true, "metadata": null, "provider": "openai", "operation": "chat", "key_source": null, "session_id": null, "other_units": {}, "input_tokens": 1000, "operation_id": null, "service_tier": "standard", "output_tokens": 200, "reasoning_tokens": 0, "cache_read_tokens": 0, "audio_input_tokens": 0, "cache_write_tokens": 0, "audio_output_tokens": 0}	{"cap": "200000", "cost": "0.0046", "unit": "tokens", "used": "1200", "level": "ok", "period": "week", "reason": "ok", "tokens": 1200, "hold_id": null, "percent": "0.60", "reserved": "0", "usage_id": 1, "duplicate": false, "remaining": "198800", "resets_at": 826930800000000, "limit_name": "gpt", "price_match": "exact", "charged_cost": "0.0046"}	2026-03-10 12:00:00+00
ann	k2	add	{"at": null, "model": "gpt-4o", "enforce": true, "metadata": null, "provider": "openai", "operation": "chat", "key_source": null, "session_id": null, "other_units": {}, "input_tokens": 2000, "operation_id": null, "service_tier": "standard", "output_tokens": 200, "reasoning_tokens": 0, "cache_read_tokens": 0, "audio_input_tokens": 0, "cache_write_tokens": 0, "audio_output_tokens": 0}	{"cap": "200000", "cost": "0.0072", "unit": "tokens", "used": "3400", "level": "ok", "period": "week", "reason": "ok", "tokens": 2200, "hold_id": null, "percent": "1.70", "reserved": "0", "usage_id": 2, "duplicate": false, "remaining": "196600", "resets_at": 826930800000000, "limit_name": "gpt", "price_match": "exact", "charged_cost": "0.0072"}	2026-03-10 12:00:00+00
ann	k3	add	{"at": null, "model": "gpt-4o", "enforce": true, "metadata": null, "provider": "openai", "operation": "chat", "key_source": null, "session_id": null, "other_units": {}, "input_tokens": 3000, "operation_id": null, "service_tier": "standard", "output_tokens": 200, "reasoning_tokens": 0, "cache_read_tokens": 0, "audio_input_tokens": 0, "cache_write_tokens": 0, "audio_output_tokens": 0}	{"cap": "200000", "cost": "0.0098", "unit": "tokens", "used": "6600", "level": "ok", "period": "week", "reason": "ok", "tokens": 3200, "hold_id": null, "percent": "3.30", "reserved": "0", "usage_id": 3, "duplicate": false, "remaining": "193400", "resets_at": 826930800000000, "limit_name": "gpt", "price_match": "exact", "charged_cost": "0.0098"}	2026-03-10 12:00:00+00
ann	k4	add	{"at": null, "model": "gpt-4o", "enforce": true, "metadata": null, "provider": "openai", "operation": "chat", "key_source": null, "session_id": null, "other_units": {}, "input_tokens": 4000, "operation_id": null, "service_tier": "standard", "output_tokens": 200, "reasoning_tokens": 0, "cache_read_tokens": 0, "audio_input_tokens": 0, "cache_write_tokens": 0, "audio_output_tokens": 0}	{"cap": "200000", "cost": "0.0124", "unit": "tokens", "used": "10800", "level": "ok", "period": "week", "reason": "ok", "tokens": 4200, "hold_id": null, "percent": "5.40", "reserved": "0", "usage_id": 4, "duplicate": false, "remaining": "189200", "resets_at": 826930800000000, "limit_name": "gpt", "price_match": "exact", "charged_cost": "0.0124"}	2026-03-10 12:00:00+00
ann	k5	add	{"at": null, "model": "gpt-4o", "enforce": true, "metadata": null, "provider": "openai", "operation": "chat", "key_source": null, "session_id": null, "other_units": {}, "input_tokens": 5000, "operation_id": null, "service_tier": "standard", "output_tokens": 200, "reasoning_tokens": 0, "cache_read_tokens": 0, "audio_input_tokens": 0, "cache_write_tokens": 0, "audio_output_tokens": 0}	{"cap": "200000", "cost": "0.015", "unit": "tokens", "used": "16000", "level": "ok", "period": "week", "reason": "ok", "tokens": 5200, "hold_id": null, "percent": "8.00", "reserved": "0", "usage_id": 5, "duplicate": false, "remaining": "184000", "resets_at": 826930800000000, "limit_name": "gpt", "price_match": "exact", "charged_cost": "0.015"}	2026-03-10 12:00:00+00
\.
COPY meter.installation (one_row, schema_version, rules_version) FROM stdin;
t	1	6
\.
COPY meter.key_sources (account, provider, key_source) FROM stdin;
bob	openai	own
\.
COPY meter.limits (limit_id, limit_name, plan, account, unit, cap, period, hard, provider, model, operation, key_source, thresholds, anchored, carry_over_cap, stripes, created_at, changed_at, removed_at) FROM stdin;
1	daily_tokens	free	\N	tokens	40000	day	t	\N	\N	\N	shared	{80,95}	f	\N	\N	2026-11-28 11:25:56.394097+00	\N	\N
2	monthly_tokens	pro	\N	tokens	1500000	month	t	\N	\N	\N	shared	{80,95}	f	\N	\N	2026-11-28 11:25:56.394097+00	\N	\N
3	monthly_tokens	max	\N	tokens	1500000	month	t	\N	\N	\N	shared	{80,95}	f	\N	\N	2026-11-28 11:25:56.394097+00	\N	\N
4	monthly_cost	team	\N	cost	50	month	t	\N	\N	\N	shared	{80,95}	f	20	\N	2026-11-28 11:25:57.047818+00	\N	\N
5	calls	team	\N	requests	1000	minute	t	\N	\N	\N	shared	{80,95}	f	\N	\N	2026-11-28 11:25:57.082058+00	\N	\N
6	gpt	team	\N	tokens	200000	week	t	\N	gpt-4o*	\N	shared	{80,95}	f	\N	\N	2026-11-28 11:25:57.094021+00	\N	\N
7	credits	pro	\N	tokens	0	never	t	\N	\N	\N	shared	{80,95}	f	\N	\N	2026-11-28 11:25:57.122039+00	\N	\N
8	pool_tokens	\N	pool	tokens	500000	month	t	\N	\N	\N	shared	{80,95}	f	\N	4	2026-11-28 11:25:57.208226+00	\N	\N
\.
COPY meter.model_rules (rule_id, kind, pattern, provider, to_provider, to_model, place, source, created_at) FROM stdin;
1	alias	our-model	\N	\N	gpt-4o	0	set	2026-11-28 11:25:57.255133+00
\.
COPY meter.month_sums (month, counter_id, used, not_enforced) FROM stdin;
\.
COPY meter.months (month, gone_at) FROM stdin;
2026-08-01	\N
2026-09-01	\N
2026-10-01	\N
2026-11-01	\N
2026-12-01	\N
2027-01-01	\N
2027-02-01	\N
2026-04-01	\N
2026-05-01	\N
2026-06-01	\N
2026-07-01	\N
\.
COPY meter.plans (plan, description, is_default, markup, created_at) FROM stdin;
free	Free: 40,000 tokens a day	t	\N	2026-11-28 11:25:56.394097+00
pro	Pro: 1,500,000 tokens a month	f	\N	2026-11-28 11:25:56.394097+00
max	Max: 1,500,000 tokens a month	f	\N	2026-11-28 11:25:56.394097+00
team	A team	f	1.2	2026-11-28 11:25:57.046038+00
\.
COPY meter.pools (pool_id, account, provider, for_account, created_at) FROM stdin;
1	pool	groq	\N	2026-11-28 11:25:57.230209+00
\.
COPY meter.price_lists (address, options, etag, last_modified, imported_at) FROM stdin;
\.
COPY meter.prices (price_id, provider, model, component, service_tier, context_above, daily, price_per_million, effective_from, source, created_at) FROM stdin;
1	*	*	input	standard	0		0.10	1970-01-01 00:00:00+00	fallback	2026-11-28 11:25:56.394097+00
2	*	*	output	standard	0		0.20	1970-01-01 00:00:00+00	fallback	2026-11-28 11:25:56.394097+00
793	groq	llama-3.1-8b-instant	input	batch	0		0.025	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
794	groq	llama-3.1-8b-instant	input	standard	0		0.05	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
795	groq	llama-3.1-8b-instant	output	batch	0		0.04	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
796	groq	llama-3.1-8b-instant	output	standard	0		0.08	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
797	groq	llama-3.3-70b-versatile	input	batch	0		0.295	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
798	groq	llama-3.3-70b-versatile	input	standard	0		0.59	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
799	groq	llama-3.3-70b-versatile	output	batch	0		0.395	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
800	groq	llama-3.3-70b-versatile	output	standard	0		0.79	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
801	groq	meta-llama/llama-4-maverick-17b-128e-instruct	input	batch	0		0.1	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
802	groq	meta-llama/llama-4-maverick-17b-128e-instruct	input	standard	0		0.2	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
803	groq	meta-llama/llama-4-maverick-17b-128e-instruct	output	batch	0		0.3	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
804	groq	meta-llama/llama-4-maverick-17b-128e-instruct	output	standard	0		0.6	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
805	groq	meta-llama/llama-4-scout-17b-16e-instruct	input	batch	0		0.055	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
806	groq	meta-llama/llama-4-scout-17b-16e-instruct	input	standard	0		0.11	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
807	groq	meta-llama/llama-4-scout-17b-16e-instruct	output	batch	0		0.17	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
808	groq	meta-llama/llama-4-scout-17b-16e-instruct	output	standard	0		0.34	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
809	groq	whisper-large-v3	second	standard	0		30.83	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
810	groq	whisper-large-v3-turbo	second	standard	0		11.11	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
889	openai	gpt-4o	cache_read	priority	0		2.125	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
890	openai	gpt-4o	cache_read	standard	0		1.25	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
891	openai	gpt-4o	input	batch	0		1.25	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
892	openai	gpt-4o	input	priority	0		4.25	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
893	openai	gpt-4o	input	standard	0		2.5	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
894	openai	gpt-4o	output	batch	0		5	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
895	openai	gpt-4o	output	priority	0		17	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
896	openai	gpt-4o	output	standard	0		10	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
897	openai	gpt-4o-2024-05-13	input	batch	0		2.5	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
898	openai	gpt-4o-2024-05-13	input	priority	0		8.75	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
899	openai	gpt-4o-2024-05-13	input	standard	0		5	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
900	openai	gpt-4o-2024-05-13	output	batch	0		7.5	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
901	openai	gpt-4o-2024-05-13	output	priority	0		26.25	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
902	openai	gpt-4o-2024-05-13	output	standard	0		15	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
903	openai	gpt-4o-audio-preview	audio_input	standard	0		40	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
904	openai	gpt-4o-audio-preview	audio_output	standard	0		80	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
905	openai	gpt-4o-audio-preview	input	standard	0		2.5	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
906	openai	gpt-4o-audio-preview	output	standard	0		10	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
907	openai	gpt-4o-mini	cache_read	priority	0		0.125	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
908	openai	gpt-4o-mini	cache_read	standard	0		0.075	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
909	openai	gpt-4o-mini	input	batch	0		0.075	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
910	openai	gpt-4o-mini	input	priority	0		0.25	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
911	openai	gpt-4o-mini	input	standard	0		0.15	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
912	openai	gpt-4o-mini	output	batch	0		0.3	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
913	openai	gpt-4o-mini	output	priority	0		1	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
914	openai	gpt-4o-mini	output	standard	0		0.6	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
915	openai	gpt-4o-mini-search-preview	input	standard	0		0.15	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
916	openai	gpt-4o-mini-search-preview	output	standard	0		0.6	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
917	openai	gpt-4o-mini-search-preview	web_search	standard	0		25000	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
918	openai	gpt-4o-mini-transcribe	audio_input	standard	0		3	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
919	openai	gpt-4o-mini-transcribe	input	standard	0		1.25	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
920	openai	gpt-4o-mini-transcribe	output	standard	0		5	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
921	openai	gpt-4o-search-preview	input	standard	0		2.5	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
922	openai	gpt-4o-search-preview	output	standard	0		10	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
923	openai	gpt-4o-search-preview	web_search	standard	0		25000	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
924	openai	gpt-4o-transcribe	audio_input	standard	0		6	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
925	openai	gpt-4o-transcribe	input	standard	0		2.5	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
926	openai	gpt-4o-transcribe	output	standard	0		10	1970-01-01 00:00:00+00	seed	2026-11-28 11:25:56.394097+00
1398	openai	gpt-4o	input	standard	0		2.6	2026-03-01 00:00:00+00	set	2026-11-28 11:25:57.255999+00
1399	openai	gpt-4o	input	standard	0		3	2026-04-01 00:00:00+00	set	2026-11-28 11:25:57.567236+00
\.
COPY meter.reservations (hold_id, counter_id, amount, expires_at) FROM stdin;
\.
COPY meter.seeds (seed_id, counter_id, account, provider, key_source, model, seeded_to, amount, paid) FROM stdin;
1	17	bob	groq	shared	\N	16	10500	0
\.
COPY meter.settings (setting, value, changed_at) FROM stdin;
unknown_model	fallback	2026-11-28 11:25:56.394097+00
week_start	monday	2026-11-28 11:25:56.394097+00
open_holds_max	100	2026-11-28 11:25:56.394097+00
idempotency_days	30	2026-11-28 11:25:56.394097+00
denial_days	90	2026-11-28 11:25:56.394097+00
hold_days	90	2026-11-28 11:25:56.394097+00
trusted_logins	authenticator	2026-11-28 11:25:56.394097+00
cost_source	reported	2026-11-28 11:25:56.394097+00
duplicate_responses	tell	2026-11-28 11:25:56.394097+00
late_usage_days	60	2026-11-28 11:25:57.030213+00
\.
COPY meter.stripes (counter_id, deal, stripe, used, room, charges_left, terms, grant_id) FROM stdin;
\.
COPY meter.usage_log_202604 (account, at, usage_id, plan, provider, model, operation, operation_id, session_id, key_source, service_tier, conditions, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, other_units, requests, tokens, cost, markup, charged_cost, price_match, price_ids, charged, grant_ids, grant_amounts, enforced, hold_id, refunds, adjusts, metadata, recorded_at, reported_cost, priced_cost, marks) FROM stdin;
ann	2026-04-02 08:00:00+00	12	pro	openai	our-model	\N	\N	\N	shared	standard	\N	1000	200	0	0	0	0	0	\N	1	1200	0.0046	\N	0.0046	alias	{896,1398}	{1,14,15,16,13}	{1}	{1200}	t	\N	\N	\N	\N	2026-11-28 11:25:57.518638+00	\N	\N	\N
ann	2026-04-02 08:00:00+00	13	pro	openai	our-model	\N	\N	\N	shared	standard	\N	2000	200	0	0	0	0	0	\N	1	2200	0.0072	\N	0.0072	alias	{896,1398}	{1,14,15,16,13}	{1}	{2200}	t	\N	\N	\N	\N	2026-11-28 11:25:57.519217+00	\N	\N	\N
ann	2026-04-02 08:00:00+00	14	pro	openai	our-model	\N	\N	\N	shared	standard	\N	3000	200	0	0	0	0	0	\N	1	3200	0.0098	\N	0.0098	alias	{896,1398}	{1,14,15,16,13}	{1}	{3200}	t	\N	\N	\N	\N	2026-11-28 11:25:57.51942+00	\N	\N	\N
ann	2026-04-02 08:00:00+00	15	pro	openai	our-model	\N	\N	\N	shared	standard	\N	4000	200	0	0	0	0	0	\N	1	4200	0.0124	\N	0.0124	alias	{896,1398}	{1,14,15,16,13}	{1}	{4200}	t	\N	\N	\N	\N	2026-11-28 11:25:57.519603+00	\N	\N	\N
ann	2026-04-02 08:00:00+00	16	pro	openai	our-model	\N	\N	\N	shared	standard	\N	5000	200	0	0	0	0	0	\N	1	5200	0.015	\N	0.015	alias	{896,1398}	{1,14,15,16,13}	{1}	{5200}	t	\N	\N	\N	\N	2026-11-28 11:25:57.519781+00	\N	\N	\N
ann	2026-04-02 08:00:00+00	17	pro	openai	our-model	\N	\N	\N	shared	standard	\N	0	0	0	0	0	0	0	\N	0	0	0.0004	\N	0.0004	alias	{896,1399}	{1,14,15,16,13}	\N	\N	f	\N	\N	12	\N	2026-11-28 11:25:57.917617+00	\N	\N	\N
ann	2026-04-02 08:00:00+00	18	pro	openai	our-model	\N	\N	\N	shared	standard	\N	0	0	0	0	0	0	0	\N	0	0	0.0008	\N	0.0008	alias	{896,1399}	{1,14,15,16,13}	\N	\N	f	\N	\N	13	\N	2026-11-28 11:25:57.921305+00	\N	\N	\N
ann	2026-04-02 08:00:00+00	19	pro	openai	our-model	\N	\N	\N	shared	standard	\N	0	0	0	0	0	0	0	\N	0	0	0.0012	\N	0.0012	alias	{896,1399}	{1,14,15,16,13}	\N	\N	f	\N	\N	14	\N	2026-11-28 11:25:57.928146+00	\N	\N	\N
ann	2026-04-02 08:00:00+00	20	pro	openai	our-model	\N	\N	\N	shared	standard	\N	0	0	0	0	0	0	0	\N	0	0	0.0016	\N	0.0016	alias	{896,1399}	{1,13,14,15,16}	\N	\N	f	\N	\N	15	\N	2026-11-28 11:25:57.930366+00	\N	\N	\N
ann	2026-04-02 08:00:00+00	21	pro	openai	our-model	\N	\N	\N	shared	standard	\N	0	0	0	0	0	0	0	\N	0	0	0.002	\N	0.002	alias	{896,1399}	{1,13,14,15,16}	\N	\N	f	\N	\N	16	\N	2026-11-28 11:25:57.932015+00	\N	\N	\N
\.
COPY meter.usage_log_202605 (account, at, usage_id, plan, provider, model, operation, operation_id, session_id, key_source, service_tier, conditions, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, other_units, requests, tokens, cost, markup, charged_cost, price_match, price_ids, charged, grant_ids, grant_amounts, enforced, hold_id, refunds, adjusts, metadata, recorded_at, reported_cost, priced_cost, marks) FROM stdin;
\.
COPY meter.usage_log_202606 (account, at, usage_id, plan, provider, model, operation, operation_id, session_id, key_source, service_tier, conditions, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, other_units, requests, tokens, cost, markup, charged_cost, price_match, price_ids, charged, grant_ids, grant_amounts, enforced, hold_id, refunds, adjusts, metadata, recorded_at, reported_cost, priced_cost, marks) FROM stdin;
\.
COPY meter.usage_log_202607 (account, at, usage_id, plan, provider, model, operation, operation_id, session_id, key_source, service_tier, conditions, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, other_units, requests, tokens, cost, markup, charged_cost, price_match, price_ids, charged, grant_ids, grant_amounts, enforced, hold_id, refunds, adjusts, metadata, recorded_at, reported_cost, priced_cost, marks) FROM stdin;
\.
COPY meter.usage_log_202608 (account, at, usage_id, plan, provider, model, operation, operation_id, session_id, key_source, service_tier, conditions, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, other_units, requests, tokens, cost, markup, charged_cost, price_match, price_ids, charged, grant_ids, grant_amounts, enforced, hold_id, refunds, adjusts, metadata, recorded_at, reported_cost, priced_cost, marks) FROM stdin;
\.
COPY meter.usage_log_202609 (account, at, usage_id, plan, provider, model, operation, operation_id, session_id, key_source, service_tier, conditions, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, other_units, requests, tokens, cost, markup, charged_cost, price_match, price_ids, charged, grant_ids, grant_amounts, enforced, hold_id, refunds, adjusts, metadata, recorded_at, reported_cost, priced_cost, marks) FROM stdin;
\.
COPY meter.usage_log_202610 (account, at, usage_id, plan, provider, model, operation, operation_id, session_id, key_source, service_tier, conditions, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, other_units, requests, tokens, cost, markup, charged_cost, price_match, price_ids, charged, grant_ids, grant_amounts, enforced, hold_id, refunds, adjusts, metadata, recorded_at, reported_cost, priced_cost, marks) FROM stdin;
\.
COPY meter.usage_log_202611 (account, at, usage_id, plan, provider, model, operation, operation_id, session_id, key_source, service_tier, conditions, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, other_units, requests, tokens, cost, markup, charged_cost, price_match, price_ids, charged, grant_ids, grant_amounts, enforced, hold_id, refunds, adjusts, metadata, recorded_at, reported_cost, priced_cost, marks) FROM stdin;
\.
COPY meter.usage_log_202612 (account, at, usage_id, plan, provider, model, operation, operation_id, session_id, key_source, service_tier, conditions, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, other_units, requests, tokens, cost, markup, charged_cost, price_match, price_ids, charged, grant_ids, grant_amounts, enforced, hold_id, refunds, adjusts, metadata, recorded_at, reported_cost, priced_cost, marks) FROM stdin;
\.
COPY meter.usage_log_202701 (account, at, usage_id, plan, provider, model, operation, operation_id, session_id, key_source, service_tier, conditions, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, other_units, requests, tokens, cost, markup, charged_cost, price_match, price_ids, charged, grant_ids, grant_amounts, enforced, hold_id, refunds, adjusts, metadata, recorded_at, reported_cost, priced_cost, marks) FROM stdin;
\.
COPY meter.usage_log_202702 (account, at, usage_id, plan, provider, model, operation, operation_id, session_id, key_source, service_tier, conditions, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, other_units, requests, tokens, cost, markup, charged_cost, price_match, price_ids, charged, grant_ids, grant_amounts, enforced, hold_id, refunds, adjusts, metadata, recorded_at, reported_cost, priced_cost, marks) FROM stdin;
\.
COPY meter.usage_log_default (account, at, usage_id, plan, provider, model, operation, operation_id, session_id, key_source, service_tier, conditions, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, other_units, requests, tokens, cost, markup, charged_cost, price_match, price_ids, charged, grant_ids, grant_amounts, enforced, hold_id, refunds, adjusts, metadata, recorded_at, reported_cost, priced_cost, marks) FROM stdin;
ann	2026-03-10 12:00:00+00	1	pro	openai	gpt-4o	chat	\N	\N	shared	standard	\N	1000	200	0	0	0	0	0	\N	1	1200	0.0046	\N	0.0046	exact	{896,1398}	{1,2,3,4,5}	{2}	{1200}	t	\N	\N	\N	\N	2026-11-28 11:25:57.321141+00	\N	\N	\N
ann	2026-03-10 12:00:00+00	2	pro	openai	gpt-4o	chat	\N	\N	shared	standard	\N	2000	200	0	0	0	0	0	\N	1	2200	0.0072	\N	0.0072	exact	{896,1398}	{1,2,3,4,5}	{2}	{2200}	t	\N	\N	\N	\N	2026-11-28 11:25:57.321923+00	\N	\N	\N
ann	2026-03-10 12:00:00+00	3	pro	openai	gpt-4o	chat	\N	\N	shared	standard	\N	3000	200	0	0	0	0	0	\N	1	3200	0.0098	\N	0.0098	exact	{896,1398}	{1,2,3,4,5}	{2,1}	{1600,1600}	t	\N	\N	\N	\N	2026-11-28 11:25:57.322272+00	\N	\N	\N
ann	2026-03-10 12:00:00+00	4	pro	openai	gpt-4o	chat	\N	\N	shared	standard	\N	4000	200	0	0	0	0	0	\N	1	4200	0.0124	\N	0.0124	exact	{896,1398}	{1,2,3,4,5}	{1}	{4200}	t	\N	\N	\N	\N	2026-11-28 11:25:57.322521+00	\N	\N	\N
ann	2026-03-10 12:00:00+00	5	pro	openai	gpt-4o	chat	\N	\N	shared	standard	\N	5000	200	0	0	0	0	0	\N	1	5200	0.015	\N	0.015	exact	{896,1398}	{1,2,3,4,5}	{1}	{5200}	t	\N	\N	\N	\N	2026-11-28 11:25:57.322822+00	\N	\N	\N
bob	2026-03-10 12:00:00+00	6	free	groq	llama-3.1-8b-instant	\N	\N	\N	shared	standard	\N	9000	1500	0	0	0	0	0	\N	1	10500	0.00057	\N	0.00057	exact	{794,796}	{6,3,5,7,8}	\N	\N	t	\N	\N	\N	{"feature": "x"}	2026-11-28 11:25:57.330424+00	\N	\N	\N
bob	2026-03-10 12:00:00+00	7	free	openai	gpt-4o	\N	\N	\N	own	standard	\N	900	100	0	0	0	0	0	\N	1	1000	0.00334	\N	0	exact	{896,1398}	{}	\N	\N	t	\N	\N	\N	\N	2026-11-28 11:25:57.331015+00	\N	\N	\N
ann	2026-03-10 12:00:00+00	8	pro	openai	gpt-4o	\N	\N	\N	shared	standard	\N	4000	500	0	0	0	0	0	\N	1	4500	0.0154	\N	0.0154	exact	{896,1398}	{1,2,3,4,5}	{1}	{4500}	t	1	\N	\N	\N	2026-11-28 11:25:57.333274+00	\N	\N	\N
ann	2026-02-20 00:00:00+00	9	pro	\N	gpt-4o	\N	\N	\N	shared	standard	\N	7000	100	0	0	0	0	0	\N	1	7100	0.0185	\N	0.0185	model	{893,896}	{1,9,10,11,12}	{1}	{7100}	f	\N	\N	\N	\N	2026-11-28 11:25:57.351304+00	\N	\N	\N
ann	2026-03-10 12:00:00+00	10	pro	openai	gpt-4o	\N	\N	\N	shared	standard	\N	777	100	0	0	0	0	0	\N	1	877	0.0030202	\N	0.0030202	exact	{896,1398}	{1,2,3,4,5}	{1}	{877}	t	\N	\N	\N	\N	2026-11-28 11:25:57.353857+00	\N	\N	\N
ann	2026-03-10 12:00:00+00	11	pro	openai	gpt-4o	\N	\N	\N	shared	standard	\N	-777	-100	0	0	0	0	0	\N	-1	-877	-0.0030202	\N	-0.0030202	exact	{896,1398}	{1,2,3,4,5}	{1}	{-877}	t	\N	10	\N	\N	2026-11-28 11:25:57.365729+00	\N	\N	\N
\.
SELECT pg_catalog.setval('meter.alert_id_seq', 1, false);
SELECT pg_catalog.setval('meter.counters_counter_id_seq', 17, true);
SELECT pg_catalog.setval('meter.denials_denial_id_seq', 1, true);
SELECT pg_catalog.setval('meter.grants_grant_id_seq', 3, true);
SELECT pg_catalog.setval('meter.holds_hold_id_seq', 3, true);
SELECT pg_catalog.setval('meter.limits_limit_id_seq', 8, true);
SELECT pg_catalog.setval('meter.model_rules_rule_id_seq', 1, true);
SELECT pg_catalog.setval('meter.pools_pool_id_seq', 1, true);
SELECT pg_catalog.setval('meter.prices_price_id_seq', 1399, true);
SELECT pg_catalog.setval('meter.seeds_seed_id_seq', 1, true);
SELECT pg_catalog.setval('meter.usage_id_seq', 21, true);
ALTER TABLE ONLY meter.holds
    ADD CONSTRAINT holds_pkey PRIMARY KEY (hold_id);
CREATE FUNCTION meter.differences() RETURNS TABLE(problem text, account text, subject text, expected numeric, actual numeric)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    BEGIN ATOMIC
 WITH in_log AS (
          SELECT r.counter_id,
             sum(r.amount) AS used,
             sum(r.amount) FILTER (WHERE (NOT r.enforced)) AS not_enforced
            FROM ( SELECT c.counter_id,
                     u.enforced,
                     meter.amount(l.unit, u.requests, u.input_tokens, u.output_tokens, u.cost, u.charged_cost) AS amount
                    FROM (((meter.usage_log u
                      CROSS JOIN LATERAL unnest(u.charged) charge(counter_id))
                      JOIN meter.counters c ON ((c.counter_id = charge.counter_id)))
                      JOIN meter.limits l ON ((l.limit_id = c.limit_id)))) r
           GROUP BY r.counter_id
         ), receipts AS MATERIALIZED (
          SELECT r.counter_id,
             sum(r.used) AS used,
             sum(r.not_enforced) AS not_enforced
            FROM ( SELECT in_log.counter_id,
                     in_log.used,
                     in_log.not_enforced
                    FROM in_log
                 UNION ALL
                  SELECT m.counter_id,
                     m.used,
                     m.not_enforced
                    FROM meter.month_sums m) r
           GROUP BY r.counter_id
         ), c AS MATERIALIZED (
          SELECT c.counter_id,
             c.account,
             c.limit_id,
             c.period_start,
             c.period_end,
             meter.used_of(c.*) AS used,
             c.reserved,
             c.granted,
             c.seeded,
             c.paid,
             c.repaid,
             c.kept,
             c.alerted,
             c.dealt,
             c.deals,
             l.limit_name,
             l.cap,
             l.hard,
             l.thresholds,
             l.changed_at,
             l.carry_over_cap,
             (EXISTS ( SELECT
                    FROM meter.lacking_months() m(from_at, to_at)
                   WHERE ((m.from_at < c.period_end) AND (m.to_at > c.period_start)))) AS lacks,
             format('%s, counter %s'::text, l.limit_name, c.counter_id) AS subject
            FROM (meter.counters c
              JOIN meter.limits l ON ((l.limit_id = c.limit_id)))
         ), dealt AS (
          SELECT s.counter_id,
             s.deal,
             sum((s.room - s.used)) AS room,
             sum(s.used) AS used
            FROM meter.stripes s
           GROUP BY s.counter_id, s.deal
         )
  SELECT 'used is not what was charged'::text,
     c.account,
     c.subject,
     (c.seeded + COALESCE(r.used, (0)::numeric)),
     c.used
    FROM (c
      LEFT JOIN receipts r ON ((r.counter_id = c.counter_id)))
   WHERE
         CASE
             WHEN c.lacks THEN (c.used < (c.seeded + COALESCE(r.used, (0)::numeric)))
             ELSE (c.used <> (c.seeded + COALESCE(r.used, (0)::numeric)))
         END
 UNION ALL
  SELECT 'a usage row is not what one can be'::text,
     u.account,
     format('usage %s'::text, u.usage_id) AS format,
     NULL::numeric,
     NULL::numeric
    FROM meter.usage_log u
   WHERE (meter.is_sound(u.*) IS NOT TRUE)
 UNION ALL
  SELECT 'seeded is not what was counted from the log'::text,
     c.account,
     c.subject,
     COALESCE(s.amount, (0)::numeric) AS "coalesce",
     c.seeded
    FROM (c
      LEFT JOIN ( SELECT seeds.counter_id,
             sum(seeds.amount) AS amount
            FROM meter.seeds
           GROUP BY seeds.counter_id) s ON ((s.counter_id = c.counter_id)))
   WHERE (c.seeded <> COALESCE(s.amount, (0)::numeric))
 UNION ALL
  SELECT 'reserved is not what open holds take up'::text,
     c.account,
     c.subject,
     COALESCE(r.amount, (0)::numeric) AS "coalesce",
     c.reserved
    FROM (c
      LEFT JOIN ( SELECT reservations.counter_id,
             sum(reservations.amount) AS amount
            FROM meter.reservations
           GROUP BY reservations.counter_id) r ON ((r.counter_id = c.counter_id)))
   WHERE (c.reserved <> COALESCE(r.amount, (0)::numeric))
 UNION ALL
  SELECT 'granted is not what was allotted'::text,
     c.account,
     c.subject,
     a.amount,
     c.granted
    FROM (c
      JOIN ( SELECT counters.counter_id,
             meter.granted_on(counters.*) AS amount
            FROM meter.counters) a ON ((a.counter_id = c.counter_id)))
   WHERE (c.granted <> a.amount)
 UNION ALL
  SELECT 'paid is not what grants had paid of what was counted from the log'::text,
     c.account,
     c.subject,
     (COALESCE(s.paid, (0)::numeric) + c.repaid),
     c.paid
    FROM (c
      LEFT JOIN ( SELECT seeds.counter_id,
             sum(seeds.paid) AS paid
            FROM meter.seeds
           GROUP BY seeds.counter_id) s ON ((s.counter_id = c.counter_id)))
   WHERE (c.paid <> (COALESCE(s.paid, (0)::numeric) + c.repaid))
 UNION ALL
  SELECT 'grants have paid more than was used'::text,
     c.account,
     c.subject,
     (c.used - c.paid),
     a.spent
    FROM (c
      JOIN ( SELECT allotments.counter_id,
             sum(allotments.spent) AS spent
            FROM meter.allotments
           GROUP BY allotments.counter_id) a ON ((a.counter_id = c.counter_id)))
   WHERE (a.spent > (c.used - c.paid))
 UNION ALL
  SELECT 'a hard limit is exceeded by more than was let through'::text,
     c.account,
     c.subject,
     (c.cap + c.granted),
     (c.used + c.reserved)
    FROM (c
      LEFT JOIN receipts r ON ((r.counter_id = c.counter_id)))
   WHERE (c.hard AND (c.changed_at IS NULL) AND (NOT c.lacks) AND ((c.used + c.reserved) > ((((c.cap + c.granted) + c.seeded) + COALESCE(r.not_enforced, (0)::numeric)) + COALESCE(( SELECT sum(g.voided) AS sum
            FROM meter.grants g
           WHERE ((g.account = c.account) AND (g.limit_name = c.limit_name))), (0)::numeric))))
 UNION ALL
  SELECT 'stripes have room that is not there'::text,
     c.account,
     c.subject,
     ((c.cap + c.granted) - c.used),
     s.room
    FROM (c
      JOIN dealt s ON (((s.counter_id = c.counter_id) AND (s.deal = c.deals))))
   WHERE (c.dealt AND c.hard AND (c.changed_at IS NULL) AND (s.room > ((c.cap + c.granted) - c.used)))
 UNION ALL
  SELECT 'stripes of a deal that is over'::text,
     c.account,
     c.subject,
     0,
     s.used
    FROM (c
      JOIN dealt s ON ((s.counter_id = c.counter_id)))
   WHERE ((NOT c.dealt) OR (s.deal <> c.deals))
 UNION ALL
  SELECT 'a counter has reserved what its stripes may use'::text,
     c.account,
     c.subject,
     0,
     c.reserved
    FROM c
   WHERE (c.dealt AND (c.reserved <> (0)::numeric))
 UNION ALL
  SELECT 'periods of one limit overlap'::text,
     c.account,
     c.subject,
     NULL::numeric,
     NULL::numeric
    FROM ( SELECT c_1.counter_id,
             c_1.account,
             c_1.limit_id,
             c_1.period_start,
             c_1.period_end,
             c_1.used,
             c_1.reserved,
             c_1.granted,
             c_1.seeded,
             c_1.paid,
             c_1.repaid,
             c_1.kept,
             c_1.alerted,
             c_1.dealt,
             c_1.deals,
             c_1.limit_name,
             c_1.cap,
             c_1.hard,
             c_1.thresholds,
             c_1.changed_at,
             c_1.carry_over_cap,
             c_1.lacks,
             c_1.subject,
             lead(c_1.period_start) OVER (PARTITION BY c_1.account, c_1.limit_id ORDER BY c_1.period_start) AS next_start
            FROM c c_1) c
   WHERE (c.next_start < c.period_end)
 UNION ALL
  SELECT 'a grant is not where it was given'::text,
     g.account,
     format('grant %s'::text, g.grant_id) AS format,
     g.amount,
     COALESCE(a.amount, (0)::numeric) AS "coalesce"
    FROM (meter.grants g
      LEFT JOIN ( SELECT allotments.grant_id,
             sum((GREATEST(allotments.amount, (0)::numeric) + allotments.expired)) AS amount
            FROM meter.allotments
           GROUP BY allotments.grant_id) a ON ((a.grant_id = g.grant_id)))
   WHERE ((g.amount - g.voided) <> COALESCE(a.amount, (0)::numeric))
 UNION ALL
  SELECT 'what was granted is not what was spent, has expired, was voided and remains'::text,
     g.account,
     ((g.limit_name || ', '::text) || g.unit),
     sum(g.amount) AS sum,
     sum((g.voided + COALESCE(a.amount, (0)::numeric))) AS sum
    FROM (meter.grants g
      LEFT JOIN ( SELECT p.grant_id,
             sum((p.expired + COALESCE((d.spent + d.unspent), (0)::numeric))) AS amount
            FROM ((meter.allotments p
              JOIN meter.counters x USING (counter_id))
              LEFT JOIN LATERAL ( SELECT y.grant_id,
                     y.amount,
                     y.spent,
                     y.unspent,
                     y.kind,
                     y.expires_at
                    FROM meter.drawn(x.counter_id, meter.used_of(x.*)) y(grant_id, amount, spent, unspent, kind, expires_at)
                   WHERE (y.grant_id = p.grant_id)) d ON (true))
           GROUP BY p.grant_id) a ON ((a.grant_id = g.grant_id)))
   GROUP BY g.account, g.limit_name, g.unit
  HAVING (sum(g.amount) <> sum((g.voided + COALESCE(a.amount, (0)::numeric))))
 UNION ALL
  SELECT 'a hold that has ended takes up room'::text,
     h.account,
     format('hold %s'::text, h.hold_id) AS format,
     0,
     sum(r.amount) AS sum
    FROM (meter.holds h
      JOIN meter.reservations r ON ((r.hold_id = h.hold_id)))
   WHERE (num_nonnulls(h.settled_at, h.released_at) > 0)
   GROUP BY h.hold_id
 UNION ALL
  SELECT 'a hold takes up more than it reserved'::text,
     h.account,
     format('hold %s'::text, h.hold_id) AS format,
     x.amount,
     r.amount
    FROM ((meter.holds h
      JOIN meter.reservations r ON ((r.hold_id = h.hold_id)))
      LEFT JOIN LATERAL ( SELECT x_1.amount
            FROM UNNEST(h.charged, h.amounts) x_1(counter_id, amount)
           WHERE (x_1.counter_id = r.counter_id)) x ON (true))
   WHERE (x.amount IS DISTINCT FROM r.amount)
 UNION ALL
  SELECT 'an alert tells of a threshold that was not reached'::text,
     a.account,
     format('alert %s'::text, a.alert_id) AS format,
     ((a.threshold * a.cap) / (100)::numeric),
     a.used
    FROM meter.alerts a
   WHERE ((a.used * (100)::numeric) < (a.threshold * a.cap))
 UNION ALL
  SELECT 'a threshold was told of without an alert'::text,
     c.account,
     c.subject,
     t.threshold,
     NULL::numeric
    FROM (c
      CROSS JOIN LATERAL unnest(c.alerted) t(threshold))
   WHERE (NOT (EXISTS ( SELECT
            FROM meter.alerts a
           WHERE ((a.counter_id = c.counter_id) AND (a.threshold = t.threshold)))))
 UNION ALL
  SELECT 'a threshold was reached without an alert'::text,
     c.account,
     c.subject,
     t.threshold,
     NULL::numeric
    FROM (c
      CROSS JOIN LATERAL unnest(c.thresholds) t(threshold))
   WHERE ((c.cap > (0)::numeric) AND (c.seeded = (0)::numeric) AND (c.changed_at IS NULL) AND (c.carry_over_cap IS NULL) AND (NOT (EXISTS ( SELECT
            FROM meter.grants g
           WHERE ((g.account = c.account) AND (g.limit_name = c.limit_name))))) AND ((c.used * (100)::numeric) >= (t.threshold * c.cap)) AND (t.threshold <> ALL (c.alerted)));
END;
ALTER FUNCTION meter.differences() OWNER TO meter_owner;
COMMENT ON FUNCTION meter.differences() IS 'recomputes counters, holds, grants and alerts from their rows; a row for each that differs';
ALTER TABLE ONLY meter.alerts
    ADD CONSTRAINT alert_once UNIQUE (counter_id, threshold);
CREATE FUNCTION meter.tell(counter bigint, reached numeric[], used numeric, cap numeric, at timestamp with time zone) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'meter', 'pg_temp'
    BEGIN ATOMIC
 UPDATE meter.counters c SET alerted = (c.alerted || tell.reached)
   WHERE (c.counter_id = tell.counter);
 INSERT INTO meter.alerts AS a (account, counter_id, limit_id, limit_name, unit, period, period_start, resets_at, threshold, used, cap, at)  SELECT c.account,
             c.counter_id,
             l.limit_id,
             l.limit_name,
             l.unit,
             l.period,
             NULLIF(c.period_start, '-infinity'::timestamp with time zone) AS "nullif",
             NULLIF(c.period_end, 'infinity'::timestamp with time zone) AS "nullif",
             t.threshold,
             tell.used AS used,
             tell.cap AS cap,
             tell.at AS at
            FROM (meter.counters c
              JOIN meter.limits l USING (limit_id)),
             unnest(tell.reached) t(threshold)
           WHERE (c.counter_id = tell.counter)
           ORDER BY t.threshold ON CONFLICT ON CONSTRAINT alert_once DO UPDATE SET alert_id = excluded.alert_id, used = excluded.used, cap = excluded.cap, at = excluded.at, delivered_at = NULL::timestamp with time zone;
END;
ALTER FUNCTION meter.tell(counter bigint, reached numeric[], used numeric, cap numeric, at timestamp with time zone) OWNER TO meter_owner;
COMMENT ON FUNCTION meter.tell(counter bigint, reached numeric[], used numeric, cap numeric, at timestamp with time zone) IS 'keeps an alert for each threshold that a counter has reached';
ALTER TABLE ONLY meter.accounts
    ADD CONSTRAINT accounts_auth_subject_key UNIQUE (auth_subject);
ALTER TABLE ONLY meter.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (account);
ALTER TABLE ONLY meter.alerts
    ADD CONSTRAINT alerts_pkey PRIMARY KEY (alert_id);
ALTER TABLE ONLY meter.allotments
    ADD CONSTRAINT allotments_pkey PRIMARY KEY (grant_id, counter_id);
ALTER TABLE ONLY meter.counters
    ADD CONSTRAINT counter_unique UNIQUE (account, limit_id, period_start);
ALTER TABLE ONLY meter.counters
    ADD CONSTRAINT counters_pkey PRIMARY KEY (counter_id);
ALTER TABLE ONLY meter.denials
    ADD CONSTRAINT denials_pkey PRIMARY KEY (denial_id);
ALTER TABLE ONLY meter.given
    ADD CONSTRAINT given_pkey PRIMARY KEY (kind, object);
ALTER TABLE ONLY meter.grants
    ADD CONSTRAINT grants_pkey PRIMARY KEY (grant_id);
ALTER TABLE ONLY meter.holds
    ADD CONSTRAINT hold_slot_unique UNIQUE (account, slot);
ALTER TABLE ONLY meter.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (account, idempotency_key);
ALTER TABLE ONLY meter.installation
    ADD CONSTRAINT installation_pkey PRIMARY KEY (one_row);
ALTER TABLE ONLY meter.key_sources
    ADD CONSTRAINT key_sources_pkey PRIMARY KEY (account, provider);
ALTER TABLE ONLY meter.limits
    ADD CONSTRAINT limits_pkey PRIMARY KEY (limit_id);
ALTER TABLE ONLY meter.model_rules
    ADD CONSTRAINT model_rules_pkey PRIMARY KEY (rule_id);
ALTER TABLE ONLY meter.month_sums
    ADD CONSTRAINT month_sums_pkey PRIMARY KEY (month, counter_id);
ALTER TABLE ONLY meter.months
    ADD CONSTRAINT months_pkey PRIMARY KEY (month);
ALTER TABLE ONLY meter.plans
    ADD CONSTRAINT plans_pkey PRIMARY KEY (plan);
ALTER TABLE ONLY meter.pools
    ADD CONSTRAINT pool_unique UNIQUE NULLS NOT DISTINCT (account, provider, for_account);
ALTER TABLE ONLY meter.pools
    ADD CONSTRAINT pools_pkey PRIMARY KEY (pool_id);
ALTER TABLE ONLY meter.price_lists
    ADD CONSTRAINT price_lists_pkey PRIMARY KEY (address);
ALTER TABLE ONLY meter.prices
    ADD CONSTRAINT price_unique UNIQUE (provider, model, component, service_tier, context_above, daily, effective_from);
ALTER TABLE ONLY meter.prices
    ADD CONSTRAINT prices_pkey PRIMARY KEY (price_id);
ALTER TABLE ONLY meter.reservations
    ADD CONSTRAINT reservations_pkey PRIMARY KEY (hold_id, counter_id);
ALTER TABLE ONLY meter.seeds
    ADD CONSTRAINT seed_unique UNIQUE NULLS NOT DISTINCT (counter_id, account, provider, key_source, model);
ALTER TABLE ONLY meter.seeds
    ADD CONSTRAINT seeds_pkey PRIMARY KEY (seed_id);
ALTER TABLE ONLY meter.settings
    ADD CONSTRAINT settings_pkey PRIMARY KEY (setting);
ALTER TABLE ONLY meter.stripes
    ADD CONSTRAINT stripes_pkey PRIMARY KEY (counter_id, deal, stripe);
ALTER TABLE ONLY meter.usage_log
    ADD CONSTRAINT usage_log_pkey PRIMARY KEY (account, at, usage_id);
ALTER TABLE ONLY meter.usage_log_202604
    ADD CONSTRAINT usage_log_202604_pkey PRIMARY KEY (account, at, usage_id);
ALTER TABLE ONLY meter.usage_log_202605
    ADD CONSTRAINT usage_log_202605_pkey PRIMARY KEY (account, at, usage_id);
ALTER TABLE ONLY meter.usage_log_202606
    ADD CONSTRAINT usage_log_202606_pkey PRIMARY KEY (account, at, usage_id);
ALTER TABLE ONLY meter.usage_log_202607
    ADD CONSTRAINT usage_log_202607_pkey PRIMARY KEY (account, at, usage_id);
ALTER TABLE ONLY meter.usage_log_202608
    ADD CONSTRAINT usage_log_202608_pkey PRIMARY KEY (account, at, usage_id);
ALTER TABLE ONLY meter.usage_log_202609
    ADD CONSTRAINT usage_log_202609_pkey PRIMARY KEY (account, at, usage_id);
ALTER TABLE ONLY meter.usage_log_202610
    ADD CONSTRAINT usage_log_202610_pkey PRIMARY KEY (account, at, usage_id);
ALTER TABLE ONLY meter.usage_log_202611
    ADD CONSTRAINT usage_log_202611_pkey PRIMARY KEY (account, at, usage_id);
ALTER TABLE ONLY meter.usage_log_202612
    ADD CONSTRAINT usage_log_202612_pkey PRIMARY KEY (account, at, usage_id);
ALTER TABLE ONLY meter.usage_log_202701
    ADD CONSTRAINT usage_log_202701_pkey PRIMARY KEY (account, at, usage_id);
ALTER TABLE ONLY meter.usage_log_202702
    ADD CONSTRAINT usage_log_202702_pkey PRIMARY KEY (account, at, usage_id);
ALTER TABLE ONLY meter.usage_log_default
    ADD CONSTRAINT usage_log_default_pkey PRIMARY KEY (account, at, usage_id);
CREATE INDEX accounts_ancestors ON meter.accounts USING gin (ancestors) WHERE (ancestors <> '{}'::text[]);
CREATE INDEX accounts_crm ON meter.accounts USING btree (crm_id);
CREATE INDEX accounts_parent ON meter.accounts USING btree (parent);
CREATE INDEX accounts_plan ON meter.accounts USING btree (plan);
CREATE INDEX alerts_account ON meter.alerts USING btree (account, alert_id);
CREATE INDEX alerts_limit ON meter.alerts USING btree (limit_id);
CREATE INDEX alerts_undelivered ON meter.alerts USING btree (alert_id) WHERE (delivered_at IS NULL);
CREATE INDEX allotments_counter ON meter.allotments USING btree (counter_id);
CREATE INDEX counters_limit ON meter.counters USING btree (limit_id, account, period_start);
CREATE INDEX counters_open ON meter.counters USING btree (period_end) WHERE ((closed_at IS NULL) AND (period_end < 'infinity'::timestamp with time zone));
CREATE INDEX denials_account ON meter.denials USING btree (account, at);
CREATE INDEX denials_limit ON meter.denials USING btree (limit_id);
CREATE INDEX grants_account ON meter.grants USING btree (account, limit_name);
CREATE INDEX holds_at ON meter.holds USING brin (at);
CREATE INDEX idempotency_keys_age ON meter.idempotency_keys USING brin (created_at);
CREATE INDEX limits_account ON meter.limits USING btree (account);
CREATE UNIQUE INDEX limits_live_of_account ON meter.limits USING btree (account, limit_name) WHERE (removed_at IS NULL);
CREATE UNIQUE INDEX limits_live_of_plan ON meter.limits USING btree (plan, limit_name) WHERE (removed_at IS NULL);
CREATE INDEX limits_plan ON meter.limits USING btree (plan);
CREATE INDEX model_rules_list ON meter.model_rules USING btree (provider, place) WHERE (kind = 'list'::text);
CREATE UNIQUE INDEX model_rules_pattern ON meter.model_rules USING btree (kind, pattern, provider) NULLS NOT DISTINCT WHERE (kind <> 'list'::text);
CREATE UNIQUE INDEX plans_one_default ON meter.plans USING btree (is_default) WHERE is_default;
CREATE INDEX pools_for_account ON meter.pools USING btree (for_account);
CREATE INDEX prices_model_any_case ON meter.prices USING btree (lower(model));
CREATE INDEX reservations_counter ON meter.reservations USING btree (counter_id, expires_at);
CREATE INDEX usage_log_adjusts ON ONLY meter.usage_log USING btree (account, at, adjusts) WHERE (adjusts IS NOT NULL);
CREATE INDEX usage_log_202604_account_at_adjusts_idx ON meter.usage_log_202604 USING btree (account, at, adjusts) WHERE (adjusts IS NOT NULL);
CREATE UNIQUE INDEX usage_log_refunds ON ONLY meter.usage_log USING btree (account, at, refunds) WHERE (refunds IS NOT NULL);
CREATE UNIQUE INDEX usage_log_202604_account_at_refunds_idx ON meter.usage_log_202604 USING btree (account, at, refunds) WHERE (refunds IS NOT NULL);
CREATE INDEX usage_log_at ON ONLY meter.usage_log USING brin (at) WITH (autosummarize='on', pages_per_range='32');
CREATE INDEX usage_log_202604_at_idx ON meter.usage_log_202604 USING brin (at) WITH (autosummarize='on', pages_per_range='32');
CREATE INDEX usage_log_202605_account_at_adjusts_idx ON meter.usage_log_202605 USING btree (account, at, adjusts) WHERE (adjusts IS NOT NULL);
CREATE UNIQUE INDEX usage_log_202605_account_at_refunds_idx ON meter.usage_log_202605 USING btree (account, at, refunds) WHERE (refunds IS NOT NULL);
CREATE INDEX usage_log_202605_at_idx ON meter.usage_log_202605 USING brin (at) WITH (autosummarize='on', pages_per_range='32');
CREATE INDEX usage_log_202606_account_at_adjusts_idx ON meter.usage_log_202606 USING btree (account, at, adjusts) WHERE (adjusts IS NOT NULL);
CREATE UNIQUE INDEX usage_log_202606_account_at_refunds_idx ON meter.usage_log_202606 USING btree (account, at, refunds) WHERE (refunds IS NOT NULL);
CREATE INDEX usage_log_202606_at_idx ON meter.usage_log_202606 USING brin (at) WITH (autosummarize='on', pages_per_range='32');
CREATE INDEX usage_log_202607_account_at_adjusts_idx ON meter.usage_log_202607 USING btree (account, at, adjusts) WHERE (adjusts IS NOT NULL);
CREATE UNIQUE INDEX usage_log_202607_account_at_refunds_idx ON meter.usage_log_202607 USING btree (account, at, refunds) WHERE (refunds IS NOT NULL);
CREATE INDEX usage_log_202607_at_idx ON meter.usage_log_202607 USING brin (at) WITH (autosummarize='on', pages_per_range='32');
CREATE INDEX usage_log_202608_account_at_adjusts_idx ON meter.usage_log_202608 USING btree (account, at, adjusts) WHERE (adjusts IS NOT NULL);
CREATE UNIQUE INDEX usage_log_202608_account_at_refunds_idx ON meter.usage_log_202608 USING btree (account, at, refunds) WHERE (refunds IS NOT NULL);
CREATE INDEX usage_log_202608_at_idx ON meter.usage_log_202608 USING brin (at) WITH (autosummarize='on', pages_per_range='32');
CREATE INDEX usage_log_202609_account_at_adjusts_idx ON meter.usage_log_202609 USING btree (account, at, adjusts) WHERE (adjusts IS NOT NULL);
CREATE UNIQUE INDEX usage_log_202609_account_at_refunds_idx ON meter.usage_log_202609 USING btree (account, at, refunds) WHERE (refunds IS NOT NULL);
CREATE INDEX usage_log_202609_at_idx ON meter.usage_log_202609 USING brin (at) WITH (autosummarize='on', pages_per_range='32');
CREATE INDEX usage_log_202610_account_at_adjusts_idx ON meter.usage_log_202610 USING btree (account, at, adjusts) WHERE (adjusts IS NOT NULL);
CREATE UNIQUE INDEX usage_log_202610_account_at_refunds_idx ON meter.usage_log_202610 USING btree (account, at, refunds) WHERE (refunds IS NOT NULL);
CREATE INDEX usage_log_202610_at_idx ON meter.usage_log_202610 USING brin (at) WITH (autosummarize='on', pages_per_range='32');
CREATE INDEX usage_log_202611_account_at_adjusts_idx ON meter.usage_log_202611 USING btree (account, at, adjusts) WHERE (adjusts IS NOT NULL);
CREATE UNIQUE INDEX usage_log_202611_account_at_refunds_idx ON meter.usage_log_202611 USING btree (account, at, refunds) WHERE (refunds IS NOT NULL);
CREATE INDEX usage_log_202611_at_idx ON meter.usage_log_202611 USING brin (at) WITH (autosummarize='on', pages_per_range='32');
CREATE INDEX usage_log_202612_account_at_adjusts_idx ON meter.usage_log_202612 USING btree (account, at, adjusts) WHERE (adjusts IS NOT NULL);
CREATE UNIQUE INDEX usage_log_202612_account_at_refunds_idx ON meter.usage_log_202612 USING btree (account, at, refunds) WHERE (refunds IS NOT NULL);
CREATE INDEX usage_log_202612_at_idx ON meter.usage_log_202612 USING brin (at) WITH (autosummarize='on', pages_per_range='32');
CREATE INDEX usage_log_202701_account_at_adjusts_idx ON meter.usage_log_202701 USING btree (account, at, adjusts) WHERE (adjusts IS NOT NULL);
CREATE UNIQUE INDEX usage_log_202701_account_at_refunds_idx ON meter.usage_log_202701 USING btree (account, at, refunds) WHERE (refunds IS NOT NULL);
CREATE INDEX usage_log_202701_at_idx ON meter.usage_log_202701 USING brin (at) WITH (autosummarize='on', pages_per_range='32');
CREATE INDEX usage_log_202702_account_at_adjusts_idx ON meter.usage_log_202702 USING btree (account, at, adjusts) WHERE (adjusts IS NOT NULL);
CREATE UNIQUE INDEX usage_log_202702_account_at_refunds_idx ON meter.usage_log_202702 USING btree (account, at, refunds) WHERE (refunds IS NOT NULL);
CREATE INDEX usage_log_202702_at_idx ON meter.usage_log_202702 USING brin (at) WITH (autosummarize='on', pages_per_range='32');
CREATE INDEX usage_log_default_account_at_adjusts_idx ON meter.usage_log_default USING btree (account, at, adjusts) WHERE (adjusts IS NOT NULL);
CREATE UNIQUE INDEX usage_log_default_account_at_refunds_idx ON meter.usage_log_default USING btree (account, at, refunds) WHERE (refunds IS NOT NULL);
CREATE INDEX usage_log_default_at_idx ON meter.usage_log_default USING brin (at) WITH (autosummarize='on', pages_per_range='32');
ALTER INDEX meter.usage_log_adjusts ATTACH PARTITION meter.usage_log_202604_account_at_adjusts_idx;
ALTER INDEX meter.usage_log_refunds ATTACH PARTITION meter.usage_log_202604_account_at_refunds_idx;
ALTER INDEX meter.usage_log_at ATTACH PARTITION meter.usage_log_202604_at_idx;
ALTER INDEX meter.usage_log_pkey ATTACH PARTITION meter.usage_log_202604_pkey;
ALTER INDEX meter.usage_log_adjusts ATTACH PARTITION meter.usage_log_202605_account_at_adjusts_idx;
ALTER INDEX meter.usage_log_refunds ATTACH PARTITION meter.usage_log_202605_account_at_refunds_idx;
ALTER INDEX meter.usage_log_at ATTACH PARTITION meter.usage_log_202605_at_idx;
ALTER INDEX meter.usage_log_pkey ATTACH PARTITION meter.usage_log_202605_pkey;
ALTER INDEX meter.usage_log_adjusts ATTACH PARTITION meter.usage_log_202606_account_at_adjusts_idx;
ALTER INDEX meter.usage_log_refunds ATTACH PARTITION meter.usage_log_202606_account_at_refunds_idx;
ALTER INDEX meter.usage_log_at ATTACH PARTITION meter.usage_log_202606_at_idx;
ALTER INDEX meter.usage_log_pkey ATTACH PARTITION meter.usage_log_202606_pkey;
ALTER INDEX meter.usage_log_adjusts ATTACH PARTITION meter.usage_log_202607_account_at_adjusts_idx;
ALTER INDEX meter.usage_log_refunds ATTACH PARTITION meter.usage_log_202607_account_at_refunds_idx;
ALTER INDEX meter.usage_log_at ATTACH PARTITION meter.usage_log_202607_at_idx;
ALTER INDEX meter.usage_log_pkey ATTACH PARTITION meter.usage_log_202607_pkey;
ALTER INDEX meter.usage_log_adjusts ATTACH PARTITION meter.usage_log_202608_account_at_adjusts_idx;
ALTER INDEX meter.usage_log_refunds ATTACH PARTITION meter.usage_log_202608_account_at_refunds_idx;
ALTER INDEX meter.usage_log_at ATTACH PARTITION meter.usage_log_202608_at_idx;
ALTER INDEX meter.usage_log_pkey ATTACH PARTITION meter.usage_log_202608_pkey;
ALTER INDEX meter.usage_log_adjusts ATTACH PARTITION meter.usage_log_202609_account_at_adjusts_idx;
ALTER INDEX meter.usage_log_refunds ATTACH PARTITION meter.usage_log_202609_account_at_refunds_idx;
ALTER INDEX meter.usage_log_at ATTACH PARTITION meter.usage_log_202609_at_idx;
ALTER INDEX meter.usage_log_pkey ATTACH PARTITION meter.usage_log_202609_pkey;
ALTER INDEX meter.usage_log_adjusts ATTACH PARTITION meter.usage_log_202610_account_at_adjusts_idx;
ALTER INDEX meter.usage_log_refunds ATTACH PARTITION meter.usage_log_202610_account_at_refunds_idx;
ALTER INDEX meter.usage_log_at ATTACH PARTITION meter.usage_log_202610_at_idx;
ALTER INDEX meter.usage_log_pkey ATTACH PARTITION meter.usage_log_202610_pkey;
ALTER INDEX meter.usage_log_adjusts ATTACH PARTITION meter.usage_log_202611_account_at_adjusts_idx;
ALTER INDEX meter.usage_log_refunds ATTACH PARTITION meter.usage_log_202611_account_at_refunds_idx;
ALTER INDEX meter.usage_log_at ATTACH PARTITION meter.usage_log_202611_at_idx;
ALTER INDEX meter.usage_log_pkey ATTACH PARTITION meter.usage_log_202611_pkey;
ALTER INDEX meter.usage_log_adjusts ATTACH PARTITION meter.usage_log_202612_account_at_adjusts_idx;
ALTER INDEX meter.usage_log_refunds ATTACH PARTITION meter.usage_log_202612_account_at_refunds_idx;
ALTER INDEX meter.usage_log_at ATTACH PARTITION meter.usage_log_202612_at_idx;
ALTER INDEX meter.usage_log_pkey ATTACH PARTITION meter.usage_log_202612_pkey;
ALTER INDEX meter.usage_log_adjusts ATTACH PARTITION meter.usage_log_202701_account_at_adjusts_idx;
ALTER INDEX meter.usage_log_refunds ATTACH PARTITION meter.usage_log_202701_account_at_refunds_idx;
ALTER INDEX meter.usage_log_at ATTACH PARTITION meter.usage_log_202701_at_idx;
ALTER INDEX meter.usage_log_pkey ATTACH PARTITION meter.usage_log_202701_pkey;
ALTER INDEX meter.usage_log_adjusts ATTACH PARTITION meter.usage_log_202702_account_at_adjusts_idx;
ALTER INDEX meter.usage_log_refunds ATTACH PARTITION meter.usage_log_202702_account_at_refunds_idx;
ALTER INDEX meter.usage_log_at ATTACH PARTITION meter.usage_log_202702_at_idx;
ALTER INDEX meter.usage_log_pkey ATTACH PARTITION meter.usage_log_202702_pkey;
ALTER INDEX meter.usage_log_adjusts ATTACH PARTITION meter.usage_log_default_account_at_adjusts_idx;
ALTER INDEX meter.usage_log_refunds ATTACH PARTITION meter.usage_log_default_account_at_refunds_idx;
ALTER INDEX meter.usage_log_at ATTACH PARTITION meter.usage_log_default_at_idx;
ALTER INDEX meter.usage_log_pkey ATTACH PARTITION meter.usage_log_default_pkey;
CREATE TRIGGER first_child AFTER INSERT ON meter.accounts REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION meter.first_child();
ALTER TABLE meter.accounts ENABLE ALWAYS TRIGGER first_child;
CREATE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE OF plan, parent, ancestors, time_zone, anchor ON meter.accounts FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated();
ALTER TABLE meter.accounts ENABLE REPLICA TRIGGER rule_replicated;
CREATE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.key_sources FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated();
ALTER TABLE meter.key_sources ENABLE REPLICA TRIGGER rule_replicated;
CREATE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.limits FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated();
ALTER TABLE meter.limits ENABLE REPLICA TRIGGER rule_replicated;
CREATE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.model_rules FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated();
ALTER TABLE meter.model_rules ENABLE REPLICA TRIGGER rule_replicated;
CREATE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.plans FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated();
ALTER TABLE meter.plans ENABLE REPLICA TRIGGER rule_replicated;
CREATE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.pools FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated();
ALTER TABLE meter.pools ENABLE REPLICA TRIGGER rule_replicated;
CREATE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.prices FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated();
ALTER TABLE meter.prices ENABLE REPLICA TRIGGER rule_replicated;
CREATE TRIGGER rule_replicated AFTER INSERT OR DELETE OR UPDATE ON meter.settings FOR EACH ROW EXECUTE FUNCTION meter.rule_replicated();
ALTER TABLE meter.settings ENABLE REPLICA TRIGGER rule_replicated;
CREATE TRIGGER rules_changed AFTER DELETE OR UPDATE OF plan, parent, ancestors, time_zone, anchor OR TRUNCATE ON meter.accounts FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed();
ALTER TABLE meter.accounts ENABLE ALWAYS TRIGGER rules_changed;
CREATE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.key_sources FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed();
ALTER TABLE meter.key_sources ENABLE ALWAYS TRIGGER rules_changed;
CREATE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.limits FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed();
ALTER TABLE meter.limits ENABLE ALWAYS TRIGGER rules_changed;
CREATE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.model_rules FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed();
ALTER TABLE meter.model_rules ENABLE ALWAYS TRIGGER rules_changed;
CREATE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.plans FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed();
ALTER TABLE meter.plans ENABLE ALWAYS TRIGGER rules_changed;
CREATE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.pools FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed();
ALTER TABLE meter.pools ENABLE ALWAYS TRIGGER rules_changed;
CREATE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.prices FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed();
ALTER TABLE meter.prices ENABLE ALWAYS TRIGGER rules_changed;
CREATE TRIGGER rules_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON meter.settings FOR EACH STATEMENT EXECUTE FUNCTION meter.rules_changed();
ALTER TABLE meter.settings ENABLE ALWAYS TRIGGER rules_changed;
ALTER TABLE ONLY meter.accounts
    ADD CONSTRAINT accounts_parent_fkey FOREIGN KEY (parent) REFERENCES meter.accounts(account);
ALTER TABLE ONLY meter.accounts
    ADD CONSTRAINT accounts_plan_fkey FOREIGN KEY (plan) REFERENCES meter.plans(plan);
ALTER TABLE ONLY meter.alerts
    ADD CONSTRAINT alerts_counter_id_fkey FOREIGN KEY (counter_id) REFERENCES meter.counters(counter_id);
ALTER TABLE ONLY meter.alerts
    ADD CONSTRAINT alerts_limit_id_fkey FOREIGN KEY (limit_id) REFERENCES meter.limits(limit_id);
ALTER TABLE ONLY meter.allotments
    ADD CONSTRAINT allotments_counter_id_fkey FOREIGN KEY (counter_id) REFERENCES meter.counters(counter_id);
ALTER TABLE ONLY meter.allotments
    ADD CONSTRAINT allotments_grant_id_fkey FOREIGN KEY (grant_id) REFERENCES meter.grants(grant_id);
ALTER TABLE ONLY meter.counters
    ADD CONSTRAINT counters_account_fkey FOREIGN KEY (account) REFERENCES meter.accounts(account);
ALTER TABLE ONLY meter.counters
    ADD CONSTRAINT counters_limit_id_fkey FOREIGN KEY (limit_id) REFERENCES meter.limits(limit_id);
ALTER TABLE ONLY meter.denials
    ADD CONSTRAINT denials_limit_id_fkey FOREIGN KEY (limit_id) REFERENCES meter.limits(limit_id);
ALTER TABLE ONLY meter.grants
    ADD CONSTRAINT grants_account_fkey FOREIGN KEY (account) REFERENCES meter.accounts(account);
ALTER TABLE ONLY meter.holds
    ADD CONSTRAINT holds_account_fkey FOREIGN KEY (account) REFERENCES meter.accounts(account);
ALTER TABLE ONLY meter.key_sources
    ADD CONSTRAINT key_sources_account_fkey FOREIGN KEY (account) REFERENCES meter.accounts(account);
ALTER TABLE ONLY meter.limits
    ADD CONSTRAINT limits_account_fkey FOREIGN KEY (account) REFERENCES meter.accounts(account);
ALTER TABLE ONLY meter.limits
    ADD CONSTRAINT limits_plan_fkey FOREIGN KEY (plan) REFERENCES meter.plans(plan);
ALTER TABLE ONLY meter.month_sums
    ADD CONSTRAINT month_sums_month_fkey FOREIGN KEY (month) REFERENCES meter.months(month);
ALTER TABLE ONLY meter.pools
    ADD CONSTRAINT pools_account_fkey FOREIGN KEY (account) REFERENCES meter.accounts(account);
ALTER TABLE ONLY meter.pools
    ADD CONSTRAINT pools_for_account_fkey FOREIGN KEY (for_account) REFERENCES meter.accounts(account);
ALTER TABLE ONLY meter.reservations
    ADD CONSTRAINT reservations_counter_id_fkey FOREIGN KEY (counter_id) REFERENCES meter.counters(counter_id);
ALTER TABLE ONLY meter.reservations
    ADD CONSTRAINT reservations_hold_id_fkey FOREIGN KEY (hold_id) REFERENCES meter.holds(hold_id);
ALTER TABLE ONLY meter.seeds
    ADD CONSTRAINT seeds_counter_id_fkey FOREIGN KEY (counter_id) REFERENCES meter.counters(counter_id) ON DELETE CASCADE;
ALTER TABLE meter.accounts ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.alerts ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.allotments ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.counters ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.denials ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.given ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.grants ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.holds ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.idempotency_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.installation ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.key_sources ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.limits ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.model_rules ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.month_sums ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.months ENABLE ROW LEVEL SECURITY;
CREATE POLICY operators_read_all ON meter.accounts FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.alerts FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.allotments FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.counters FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.denials FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.given FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.grants FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.holds FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.idempotency_keys FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.installation FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.key_sources FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.limits FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.model_rules FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.month_sums FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.months FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.plans FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.pools FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.price_lists FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.prices FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.reservations FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.seeds FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.settings FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.stripes FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.usage_log FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.usage_log_202604 FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.usage_log_202605 FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.usage_log_202606 FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.usage_log_202607 FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.usage_log_202608 FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.usage_log_202609 FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.usage_log_202610 FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.usage_log_202611 FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.usage_log_202612 FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.usage_log_202701 FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.usage_log_202702 FOR SELECT TO meter_app, meter_admin USING (true);
CREATE POLICY operators_read_all ON meter.usage_log_default FOR SELECT TO meter_app, meter_admin USING (true);
ALTER TABLE meter.plans ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.pools ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.price_lists ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.prices ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.reservations ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.seeds ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.stripes ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.usage_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.usage_log_202604 ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.usage_log_202605 ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.usage_log_202606 ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.usage_log_202607 ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.usage_log_202608 ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.usage_log_202609 ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.usage_log_202610 ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.usage_log_202611 ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.usage_log_202612 ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.usage_log_202701 ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.usage_log_202702 ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter.usage_log_default ENABLE ROW LEVEL SECURITY;
CREATE POLICY users_read_own ON meter.accounts FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)));
CREATE POLICY users_read_own ON meter.alerts FOR SELECT TO meter_reader USING (((account = ( SELECT meter.current_account() AS current_account)) AND (limit_id <> ALL (( SELECT meter.hidden_limits() AS hidden_limits)::bigint[]))));
CREATE POLICY users_read_own ON meter.counters FOR SELECT TO meter_reader USING (((account = ( SELECT meter.current_account() AS current_account)) AND (limit_id <> ALL (( SELECT meter.hidden_limits() AS hidden_limits)::bigint[]))));
CREATE POLICY users_read_own ON meter.denials FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)));
CREATE POLICY users_read_own ON meter.grants FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)));
CREATE POLICY users_read_own ON meter.holds FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)));
CREATE POLICY users_read_own ON meter.key_sources FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)));
CREATE POLICY users_read_own ON meter.limits FOR SELECT TO meter_reader USING ((((account = ( SELECT meter.current_account() AS current_account)) OR (plan = ( SELECT a.plan
   FROM meter.accounts a
  WHERE (a.account = ( SELECT meter.current_account() AS current_account))))) AND (limit_id <> ALL (( SELECT meter.hidden_limits() AS hidden_limits)::bigint[]))));
CREATE POLICY users_read_own ON meter.plans FOR SELECT TO meter_reader USING ((plan = ( SELECT a.plan
   FROM meter.accounts a
  WHERE (a.account = ( SELECT meter.current_account() AS current_account)))));
CREATE POLICY users_read_own ON meter.usage_log FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)));
CREATE POLICY users_read_own ON meter.usage_log_202604 FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)));
CREATE POLICY users_read_own ON meter.usage_log_202605 FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)));
CREATE POLICY users_read_own ON meter.usage_log_202606 FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)));
CREATE POLICY users_read_own ON meter.usage_log_202607 FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)));
CREATE POLICY users_read_own ON meter.usage_log_202608 FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)));
CREATE POLICY users_read_own ON meter.usage_log_202609 FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)));
CREATE POLICY users_read_own ON meter.usage_log_202610 FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)));
CREATE POLICY users_read_own ON meter.usage_log_202611 FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)));
CREATE POLICY users_read_own ON meter.usage_log_202612 FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)));
CREATE POLICY users_read_own ON meter.usage_log_202701 FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)));
CREATE POLICY users_read_own ON meter.usage_log_202702 FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)));
CREATE POLICY users_read_own ON meter.usage_log_default FOR SELECT TO meter_reader USING ((account = ( SELECT meter.current_account() AS current_account)));
GRANT ALL ON SCHEMA meter TO meter_owner;
GRANT USAGE ON SCHEMA meter TO meter_app;
GRANT USAGE ON SCHEMA meter TO meter_admin;
GRANT USAGE ON SCHEMA meter TO meter_reader;
GRANT SELECT ON TABLE meter.counters TO meter_app;
GRANT SELECT ON TABLE meter.counters TO meter_admin;
GRANT SELECT(account) ON TABLE meter.counters TO meter_reader;
GRANT SELECT(limit_id) ON TABLE meter.counters TO meter_reader;
GRANT SELECT(period_start) ON TABLE meter.counters TO meter_reader;
GRANT SELECT(period_end) ON TABLE meter.counters TO meter_reader;
GRANT SELECT(used) ON TABLE meter.counters TO meter_reader;
GRANT SELECT(reserved) ON TABLE meter.counters TO meter_reader;
GRANT SELECT(granted) ON TABLE meter.counters TO meter_reader;
GRANT SELECT(closed_at) ON TABLE meter.counters TO meter_reader;
REVOKE ALL ON FUNCTION meter.above(c meter.counters, cap numeric, backed numeric, at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.add_grant(counter bigint, kind text, amount numeric, priority integer, expires_at timestamp with time zone, note text, at timestamp with time zone) FROM PUBLIC;
GRANT SELECT ON TABLE meter.usage_log TO meter_app;
GRANT SELECT ON TABLE meter.usage_log TO meter_admin;
GRANT SELECT(account) ON TABLE meter.usage_log TO meter_reader;
GRANT SELECT(account) ON TABLE meter.usage_log TO analyst;
GRANT SELECT(at) ON TABLE meter.usage_log TO meter_reader;
GRANT SELECT(plan) ON TABLE meter.usage_log TO meter_reader;
GRANT SELECT(provider) ON TABLE meter.usage_log TO meter_reader;
GRANT SELECT(model) ON TABLE meter.usage_log TO meter_reader;
GRANT SELECT(operation) ON TABLE meter.usage_log TO meter_reader;
GRANT SELECT(operation_id) ON TABLE meter.usage_log TO meter_reader;
GRANT SELECT(session_id) ON TABLE meter.usage_log TO meter_reader;
GRANT SELECT(key_source) ON TABLE meter.usage_log TO meter_reader;
GRANT SELECT(service_tier) ON TABLE meter.usage_log TO meter_reader;
GRANT SELECT(conditions) ON TABLE meter.usage_log TO meter_reader;
GRANT SELECT(input_tokens) ON TABLE meter.usage_log TO meter_reader;
GRANT SELECT(output_tokens) ON TABLE meter.usage_log TO meter_reader;
GRANT SELECT(cache_read_tokens) ON TABLE meter.usage_log TO meter_reader;
GRANT SELECT(cache_write_tokens) ON TABLE meter.usage_log TO meter_reader;
GRANT SELECT(reasoning_tokens) ON TABLE meter.usage_log TO meter_reader;
GRANT SELECT(audio_input_tokens) ON TABLE meter.usage_log TO meter_reader;
GRANT SELECT(audio_output_tokens) ON TABLE meter.usage_log TO meter_reader;
GRANT SELECT(other_units) ON TABLE meter.usage_log TO meter_reader;
GRANT SELECT(requests) ON TABLE meter.usage_log TO meter_reader;
GRANT SELECT(tokens) ON TABLE meter.usage_log TO meter_reader;
GRANT SELECT(tokens) ON TABLE meter.usage_log TO analyst;
GRANT SELECT(charged_cost) ON TABLE meter.usage_log TO meter_reader;
REVOKE ALL ON FUNCTION meter.adjust(u meter.usage_log, new_cost numeric, new_match text, new_price_ids bigint[], note text, at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.after_giving_back(counter_ids bigint[], at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.granted_on(c meter.counters) FROM PUBLIC;
GRANT SELECT ON TABLE meter.allotments TO meter_admin;
REVOKE ALL ON FUNCTION meter.allot(a_grant bigint, counter bigint, amount numeric) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.unknown_unit(unit text) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.amount(unit text, requests integer, input_tokens bigint, output_tokens bigint, cost numeric, charged_cost numeric) FROM PUBLIC;
GRANT SELECT ON TABLE meter.accounts TO meter_app;
GRANT SELECT ON TABLE meter.accounts TO meter_admin;
GRANT SELECT(account) ON TABLE meter.accounts TO meter_reader;
GRANT SELECT(plan) ON TABLE meter.accounts TO meter_reader;
GRANT SELECT(time_zone) ON TABLE meter.accounts TO meter_reader;
GRANT SELECT(anchor) ON TABLE meter.accounts TO meter_reader;
GRANT SELECT(created_at) ON TABLE meter.accounts TO meter_reader;
REVOKE ALL ON FUNCTION meter.ancestors_below(parent text) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.as_it_stands(u meter.usage_log) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.plainly(definition text) FROM PUBLIC;
GRANT SELECT ON TABLE meter.given TO meter_admin;
REVOKE ALL ON FUNCTION meter.asks_as_given(of oid, as_table text) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.backed(c meter.counters, at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.calendars_until(a meter.accounts, new_zone text, new_anchor timestamp with time zone, at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.calls_between(from_at timestamp with time zone, to_at timestamp with time zone, account text, provider text, model text) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.calls_each() FROM PUBLIC;
GRANT SELECT ON TABLE meter.grants TO meter_app;
GRANT SELECT ON TABLE meter.grants TO meter_admin;
GRANT SELECT(account) ON TABLE meter.grants TO meter_reader;
GRANT SELECT(limit_name) ON TABLE meter.grants TO meter_reader;
GRANT SELECT(unit) ON TABLE meter.grants TO meter_reader;
GRANT SELECT(kind) ON TABLE meter.grants TO meter_reader;
GRANT SELECT(amount) ON TABLE meter.grants TO meter_reader;
GRANT SELECT(priority) ON TABLE meter.grants TO meter_reader;
GRANT SELECT(expires_at) ON TABLE meter.grants TO meter_reader;
GRANT SELECT(created_at) ON TABLE meter.grants TO meter_reader;
GRANT SELECT(voided) ON TABLE meter.grants TO meter_reader;
GRANT SELECT(voided_at) ON TABLE meter.grants TO meter_reader;
GRANT SELECT ON TABLE meter.limits TO meter_app;
GRANT SELECT ON TABLE meter.limits TO meter_admin;
GRANT SELECT(limit_id) ON TABLE meter.limits TO meter_reader;
GRANT SELECT(limit_name) ON TABLE meter.limits TO meter_reader;
GRANT SELECT(plan) ON TABLE meter.limits TO meter_reader;
GRANT SELECT(account) ON TABLE meter.limits TO meter_reader;
GRANT SELECT(unit) ON TABLE meter.limits TO meter_reader;
GRANT SELECT(cap) ON TABLE meter.limits TO meter_reader;
GRANT SELECT(period) ON TABLE meter.limits TO meter_reader;
GRANT SELECT(hard) ON TABLE meter.limits TO meter_reader;
GRANT SELECT(provider) ON TABLE meter.limits TO meter_reader;
GRANT SELECT(model) ON TABLE meter.limits TO meter_reader;
GRANT SELECT(operation) ON TABLE meter.limits TO meter_reader;
GRANT SELECT(key_source) ON TABLE meter.limits TO meter_reader;
GRANT SELECT(thresholds) ON TABLE meter.limits TO meter_reader;
GRANT SELECT(anchored) ON TABLE meter.limits TO meter_reader;
GRANT SELECT(carry_over_cap) ON TABLE meter.limits TO meter_reader;
GRANT SELECT(created_at) ON TABLE meter.limits TO meter_reader;
GRANT SELECT(removed_at) ON TABLE meter.limits TO meter_reader;
REVOKE ALL ON FUNCTION meter.drawn(counter bigint, taken numeric) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.reserved_at(counter bigint, at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.storable(amount numeric) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.used_of(c meter.counters) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.carried(account text, l meter.limits, period_start timestamp with time zone, at timestamp with time zone, skipped integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.charged_cost(cost numeric, markup numeric, key_source text) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.charges_each() FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.check_account(name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.check_batch(batch integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.check_parent(name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.check_plan(name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.clip_period(account text, limit_id bigint, at timestamp with time zone, period_start timestamp with time zone, period_end timestamp with time zone, next_end timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.close_stripes(account text, limit_id bigint, transactions bigint[], each integer[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.own_tables() FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.columns_now() FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.constraints_now() FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.repaid_before(account text, l meter.limits, period_start timestamp with time zone, period_end timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.count_repaid(counter bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.count_settlement(call bigint, account text, used_at timestamp with time zone, counter_ids bigint[], at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.is_provider(wanted text, provider text, model text) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.in_scope_otherwise(l meter.limits, provider text, model text, operation text, key_source text) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.is_model(wanted text, provider text, model text) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.in_scope(l meter.limits, provider text, model text, operation text, key_source text) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.is_lent(l meter.limits) FROM PUBLIC;
GRANT SELECT ON TABLE meter.pools TO meter_app;
GRANT SELECT ON TABLE meter.pools TO meter_admin;
REVOKE ALL ON FUNCTION meter.pools_of(account text, ancestors text[], provider text, key_source text) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.counted(payer text, l meter.limits, from_at timestamp with time zone, to_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.counters_of(u meter.usage_log) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.counts_the_same(known meter.limits, asked meter.limits) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.is_shared(account text) FROM PUBLIC;
GRANT SELECT ON TABLE meter.settings TO meter_app;
GRANT SELECT ON TABLE meter.settings TO meter_admin;
REVOKE ALL ON FUNCTION meter.is_trusted_login() FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.current_account() FROM PUBLIC;
GRANT ALL ON FUNCTION meter.current_account() TO meter_app;
GRANT ALL ON FUNCTION meter.current_account() TO meter_admin;
GRANT ALL ON FUNCTION meter.current_account() TO meter_reader;
REVOKE ALL ON FUNCTION meter.days_setting(name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.deal(counter bigint, stripes integer, home integer, call_size numeric, at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.debtors(account text, l meter.limits, period_start timestamp with time zone, period_end timestamp with time zone, at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.default_plan() FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.detach_month(month date) FROM PUBLIC;
GRANT SELECT ON TABLE meter.reservations TO meter_admin;
REVOKE ALL ON FUNCTION meter.drop_expired(counter bigint, at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.drop_expired_holds(at timestamp with time zone, batch integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.in_force(l meter.limits, account text) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.due_counters_of(counters bigint[], at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.due_counters(at timestamp with time zone, batch integer, but_for text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.lock_counter(counter bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.tally(counter bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.expire(counter bigint, at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.first_child() FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.foreseen(counter bigint, account text, limit_id bigint, period_start timestamp with time zone, period_end timestamp with time zone, opened boolean, at timestamp with time zone, skipped integer, seeded numeric, paid numeric, OUT reserved numeric, OUT granted numeric) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.forget_rules() FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.give_back(counter bigint, grant_ids bigint[], amounts numeric[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.give_back_call(counter bigint, account text, limit_name text, unit text, u meter.usage_log) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.grants_lowered(u meter.usage_log, counter bigint, by_amount numeric) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.grants_of(account text, at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.has_extension() FROM PUBLIC;
GRANT SELECT ON TABLE meter.plans TO meter_app;
GRANT SELECT ON TABLE meter.plans TO meter_admin;
GRANT SELECT(plan) ON TABLE meter.plans TO meter_reader;
GRANT SELECT(description) ON TABLE meter.plans TO meter_reader;
REVOKE ALL ON FUNCTION meter.hidden_limits() FROM PUBLIC;
GRANT ALL ON FUNCTION meter.hidden_limits() TO meter_app;
GRANT ALL ON FUNCTION meter.hidden_limits() TO meter_admin;
GRANT ALL ON FUNCTION meter.hidden_limits() TO meter_reader;
REVOKE ALL ON FUNCTION meter.is_sound(u meter.usage_log) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.keep(counter bigint, owed numeric, backed numeric, cap numeric, at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.keep_spent(l meter.limits, new_cap numeric, at timestamp with time zone) FROM PUBLIC;
GRANT SELECT ON TABLE meter.months TO meter_admin;
REVOKE ALL ON FUNCTION meter.lacking_months() FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.last_usage_id() FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.limit_as_asked(asked meter.limits, known meter.limits) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.limits_of(account text, plan text) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.limits_charged(account text, plan text, time_zone text, anchor timestamp with time zone, ancestors text[], provider text, model text, operation text, key_source text) FROM PUBLIC;
GRANT SELECT ON TABLE meter.holds TO meter_app;
GRANT SELECT ON TABLE meter.holds TO meter_admin;
GRANT SELECT(account) ON TABLE meter.holds TO meter_reader;
GRANT SELECT(at) ON TABLE meter.holds TO meter_reader;
GRANT SELECT(expires_at) ON TABLE meter.holds TO meter_reader;
GRANT SELECT(provider) ON TABLE meter.holds TO meter_reader;
GRANT SELECT(model) ON TABLE meter.holds TO meter_reader;
GRANT SELECT(operation) ON TABLE meter.holds TO meter_reader;
GRANT SELECT(operation_id) ON TABLE meter.holds TO meter_reader;
GRANT SELECT(session_id) ON TABLE meter.holds TO meter_reader;
GRANT SELECT(key_source) ON TABLE meter.holds TO meter_reader;
GRANT SELECT(service_tier) ON TABLE meter.holds TO meter_reader;
GRANT SELECT(conditions) ON TABLE meter.holds TO meter_reader;
GRANT SELECT(input_tokens) ON TABLE meter.holds TO meter_reader;
GRANT SELECT(output_tokens) ON TABLE meter.holds TO meter_reader;
GRANT SELECT(settled_at) ON TABLE meter.holds TO meter_reader;
GRANT SELECT(released_at) ON TABLE meter.holds TO meter_reader;
GRANT SELECT(late) ON TABLE meter.holds TO meter_reader;
GRANT SELECT(overage) ON TABLE meter.holds TO meter_reader;
REVOKE ALL ON FUNCTION meter.limits_held(hold bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.live_limit(limit_name text, plan text, account text) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.lock_counters(ids bigint[], at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.logged(account text, l meter.limits, from_at timestamp with time zone, to_at timestamp with time zone, OUT used numeric, OUT paid numeric) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.make_partition(month date) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.make_partitions(at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.mark_stale(account text, limit_name text, unit text, at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.paid_by_grants(account text, limit_name text, unit text, grant_ids bigint[], amounts numeric[]) FROM PUBLIC;
GRANT SELECT ON TABLE meter.seeds TO meter_admin;
REVOKE ALL ON FUNCTION meter.missed(payer text, l meter.limits, c meter.counters) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.rights_now() FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.rules_now() FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.not_as_given() FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.owe_where_it_counts(counter bigint, amount numeric, at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.owed(c meter.counters, at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.proper_time_zone(zone text) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.protect(table_name text, own_rows text) FROM PUBLIC;
GRANT SELECT ON TABLE meter.denials TO meter_app;
GRANT SELECT ON TABLE meter.denials TO meter_admin;
GRANT SELECT(account) ON TABLE meter.denials TO meter_reader;
GRANT SELECT(at) ON TABLE meter.denials TO meter_reader;
GRANT SELECT(reason) ON TABLE meter.denials TO meter_reader;
GRANT SELECT(limit_name) ON TABLE meter.denials TO meter_reader;
GRANT SELECT(unit) ON TABLE meter.denials TO meter_reader;
GRANT SELECT(period) ON TABLE meter.denials TO meter_reader;
GRANT SELECT(provider) ON TABLE meter.denials TO meter_reader;
GRANT SELECT(model) ON TABLE meter.denials TO meter_reader;
GRANT SELECT(operation) ON TABLE meter.denials TO meter_reader;
GRANT SELECT(operation_id) ON TABLE meter.denials TO meter_reader;
GRANT SELECT(input_tokens) ON TABLE meter.denials TO meter_reader;
GRANT SELECT(output_tokens) ON TABLE meter.denials TO meter_reader;
REVOKE ALL ON FUNCTION meter.prune_denials(at timestamp with time zone, batch integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.prune_holds(at timestamp with time zone, batch integer) FROM PUBLIC;
GRANT SELECT ON TABLE meter.idempotency_keys TO meter_admin;
REVOKE ALL ON FUNCTION meter.prune_keys(at timestamp with time zone, batch integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.quiet_room(c meter.counters, l meter.limits, OUT room numeric, OUT grant_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.raise_violation(table_name text, constraint_name text, arguments jsonb, called jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.receipts_of(partition text) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.recount(payer text, at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.refresh(counter bigint, at timestamp with time zone, skipped integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.refund(account text, usage_id bigint, note text, at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.regroup(moved text, old_ancestors text[], at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.repay(counter bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.rule_replicated() FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.rules_changed() FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.spare_stripe() FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.standing(account text, l meter.limits, at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.stripes_of(payer text, shared boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.take_back_defaults(only_table regclass) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.take_debts(counter bigint, at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.terms(l meter.limits) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.text_as_asked(asked text, known text) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.trim_kept(counter bigint, at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.unpay(counter bigint, amount numeric) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.unspend(counter bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.usual_stripes() FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.void_grant(g meter.grants, amount numeric, note text, at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.write_down() FROM PUBLIC;
GRANT SELECT ON TABLE meter.alerts TO meter_app;
GRANT SELECT ON TABLE meter.alerts TO meter_admin;
GRANT SELECT(account) ON TABLE meter.alerts TO meter_reader;
GRANT SELECT(limit_name) ON TABLE meter.alerts TO meter_reader;
GRANT SELECT(unit) ON TABLE meter.alerts TO meter_reader;
GRANT SELECT(period) ON TABLE meter.alerts TO meter_reader;
GRANT SELECT(period_start) ON TABLE meter.alerts TO meter_reader;
GRANT SELECT(resets_at) ON TABLE meter.alerts TO meter_reader;
GRANT SELECT(threshold) ON TABLE meter.alerts TO meter_reader;
GRANT SELECT(used) ON TABLE meter.alerts TO meter_reader;
GRANT SELECT(cap) ON TABLE meter.alerts TO meter_reader;
GRANT SELECT(remaining) ON TABLE meter.alerts TO meter_reader;
GRANT SELECT(at) ON TABLE meter.alerts TO meter_reader;
GRANT SELECT ON TABLE meter.key_sources TO meter_app;
GRANT SELECT ON TABLE meter.key_sources TO meter_admin;
GRANT SELECT(account) ON TABLE meter.key_sources TO meter_reader;
GRANT SELECT(provider) ON TABLE meter.key_sources TO meter_reader;
GRANT SELECT(key_source) ON TABLE meter.key_sources TO meter_reader;
GRANT SELECT ON TABLE meter.model_rules TO meter_app;
GRANT SELECT ON TABLE meter.model_rules TO meter_admin;
GRANT SELECT ON TABLE meter.month_sums TO meter_admin;
GRANT SELECT ON TABLE meter.price_lists TO meter_admin;
GRANT SELECT ON TABLE meter.prices TO meter_app;
GRANT SELECT ON TABLE meter.prices TO meter_admin;
GRANT SELECT ON TABLE meter.stripes TO meter_app;
GRANT SELECT ON TABLE meter.stripes TO meter_admin;
REVOKE ALL ON FUNCTION meter.differences() FROM PUBLIC;
REVOKE ALL ON FUNCTION meter.tell(counter bigint, reached numeric[], used numeric, cap numeric, at timestamp with time zone) FROM PUBLIC;
