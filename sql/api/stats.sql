-- An account at a glance: what it used in all and in the running period, for what, with which models, and what it has left.

-- The period that a moment lies in, of the account's own limit that lasts longest; of the calendar month where it has none that ends. A
-- counter tells it; where there is none, it lies between the ends of periods that begin well before, one after the other.
CREATE FUNCTION meter_internal._meter_main_period(account text, at timestamptz, OUT period text, OUT starts_at timestamptz, OUT resets_at timestamptz)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp
AS $$
DECLARE
    l record;
BEGIN
    SELECT f.limit_id, (f.l).period, (f.l).anchored INTO l
      FROM limits_in_force_at($1, coalesce((SELECT a.plan FROM accounts a WHERE a.account = $1), default_plan()), now_at()) f
     WHERE (f.l).period <> 'never' AND window_length((f.l).period) IS NULL
     ORDER BY array_position('{year,month,week,day,hour,minute}', (f.l).period), (f.l).limit_name LIMIT 1;
    period := coalesce(l.period, 'month');
    SELECT c.period_start, c.period_end INTO starts_at, resets_at
      FROM counters c WHERE c.account = $1 AND c.limit_id = l.limit_id AND c.period_start <= $2 AND c.period_end > $2;
    IF starts_at IS NULL THEN
        resets_at := $2 - 3 * ('1 ' || period)::interval;
        LOOP
            resets_at := meter_internal._meter_reset_after($1, period, coalesce(l.anchored, false), resets_at);
            EXIT WHEN resets_at > $2;
            starts_at := resets_at;
        END LOOP;
    END IF;
END $$;
COMMENT ON FUNCTION meter_internal._meter_main_period IS 'internal: the running period of an account''s longest limit';

CREATE FUNCTION meter_internal._meter_stats_total(requests numeric, refunds numeric, input_tokens numeric, output_tokens numeric, cost numeric,
                                               charged_cost numeric, unpriced numeric, of_user boolean) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
RETURN jsonb_build_object('requests', coalesce(requests, 0), 'refunds', coalesce(refunds, 0), 'input_tokens', coalesce(input_tokens, 0),
                          'output_tokens', coalesce(output_tokens, 0), 'tokens', coalesce(input_tokens + output_tokens, 0),
                          'unpriced_requests', coalesce(unpriced, 0), 'charged_cost', CASE WHEN requests IS NULL THEN 0 ELSE charged_cost END,
                          'average_charged_cost', trim_scale(charged_cost / nullif(requests - unpriced, 0)))
    || CASE WHEN of_user THEN '{}' ELSE jsonb_build_object('cost', CASE WHEN requests IS NULL THEN 0 ELSE cost END,
                                                           'average_cost', trim_scale(cost / nullif(requests - unpriced, 0))) END;
COMMENT ON FUNCTION meter_internal._meter_stats_total IS 'internal: sums of usage as an object';

-- Sums of an account's calls before a moment, by operation or model, the most expensive first.
CREATE FUNCTION meter_internal._meter_stats(account text, at timestamptz, top integer, of_user boolean) RETURNS meter_stats
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    moment timestamptz := coalesce(at, meter_internal._meter_now());
    -- its own calls are of it; but of a month that has left the log there are only whole quarters of an hour
    until timestamptz := moment + CASE WHEN at IS NOT NULL AND moment <@ gone_months() AND moment = date_bin('15 minutes', moment, 'epoch')
                                       THEN interval '0' ELSE interval '1 microsecond' END;
    running record;
    hides_cost boolean;
    answer @extschema@.meter_stats;
BEGIN
    IF at > meter_internal._meter_now() OR at < '0001-01-01 00:00+00' THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'invalid at',
            DETAIL = format('at is %s.', at), HINT = 'Give a moment that has been; NULL is now.';
    ELSIF top IS NULL OR top NOT BETWEEN 0 AND 1000 THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'invalid top',
            DETAIL = format('top is %s.', coalesce(top::text, 'NULL')), HINT = 'Ask for 0 to 1,000 models.';
    END IF;
    SELECT * INTO running FROM meter_internal._meter_main_period(account, moment);
    WITH used AS MATERIALIZED (
        SELECT u.*, u.groups ->> 'provider' AS provider, u.groups ->> 'model' AS model, u.groups ->> 'operation' AS operation
          FROM meter_internal._meter_usage_totals(ARRAY[account], NULL, CASE WHEN at IS NOT NULL THEN until END, 'none', '{provider,model,operation}', '{}',
                                               NULL, NULL, NULL, NULL, NULL, 'UTC', '0', false) u
    ), now AS (
        SELECT u.* FROM meter_internal._meter_usage_totals(ARRAY[account], running.starts_at, CASE WHEN at IS NULL THEN running.resets_at ELSE least(until, running.resets_at) END,
                                                        'none', '{}', '{}', NULL, NULL, NULL, NULL, NULL, 'UTC', '0', false) u
    ), parts AS (
        SELECT grouping(u.operation) = 0 AS is_operation, grouping(u.model) = 0 AS is_model, u.operation, u.provider, u.model, sum(u.charged_cost) AS charged_cost,
               sum(u.tokens) AS tokens,
               meter_internal._meter_stats_total(sum(u.requests), sum(u.refunds), sum(u.input_tokens), sum(u.output_tokens), sum(u.cost),
                                              sum(u.charged_cost), sum(u.unpriced_requests), of_user) AS told
          FROM used u GROUP BY GROUPING SETS ((), (u.operation), (u.provider, u.model))
    ), models AS (
        SELECT p.* FROM parts p WHERE p.is_model ORDER BY p.charged_cost DESC NULLS LAST, p.tokens DESC, p.provider, p.model LIMIT top
    )
    SELECT account, moment,
           (SELECT p.told FROM parts p WHERE NOT p.is_model AND NOT p.is_operation),
           jsonb_build_object('period', running.period, 'period_start', running.starts_at, 'resets_at', running.resets_at)
           || coalesce((SELECT meter_internal._meter_stats_total(n.requests, n.refunds, n.input_tokens, n.output_tokens, n.cost, n.charged_cost,
                                                              n.unpriced_requests, of_user) FROM now n),
                       meter_internal._meter_stats_total(NULL, NULL, NULL, NULL, NULL, NULL, NULL, of_user)),
           (SELECT coalesce(jsonb_agg(jsonb_build_object('operation', p.operation) || p.told ORDER BY p.charged_cost DESC NULLS LAST, p.tokens DESC, p.operation), '[]')
              FROM parts p WHERE p.is_operation),
           (SELECT coalesce(jsonb_agg(jsonb_build_object('provider', m.provider, 'model', m.model) || m.told
                                      ORDER BY m.charged_cost DESC NULLS LAST, m.tokens DESC, m.provider, m.model), '[]') FROM models m)
      INTO answer.account, answer.at, answer.totals, answer.period, answer.by_operation, answer.by_model;
    -- what stands now is not what stood at another moment
    IF at IS NULL OR at = meter_internal._meter_now() THEN
        hides_cost := of_user AND meter_internal._meter_hides_cost(account);
        SELECT coalesce(jsonb_agg(jsonb_build_object('limit_name', s.limit_name, 'unit', s.unit, 'purchased', s.purchased, 'cap', s.cap, 'used', s.used,
                                                     'reserved', s.reserved, 'remaining', s.remaining, 'level', s.level)
                                  || CASE WHEN of_user THEN '{}' ELSE jsonb_build_object('payer', s.payer, 'payer_is', s.payer_is,
                                                                                         'pool_providers', s.pool_providers) END
                                  ORDER BY s.place) FILTER (WHERE s.period = 'never'), '[]'),
               coalesce(jsonb_agg(to_jsonb(s) - '{place,purchased}'::text[] - CASE WHEN of_user THEN '{payer,payer_is,pool_providers}'::text[] ELSE '{}' END
                                  ORDER BY s.place), '[]')
          INTO answer.balances, answer.gauges
          FROM (SELECT x.*, row_number() OVER () AS place, CASE WHEN x.period = 'never' THEN purchased(x.payer, x.limit_name, x.unit, moment) END AS purchased
                  FROM meter_internal._meter_status(account) x) s
         WHERE NOT of_user OR s.payer_is = 'account' AND NOT (hides_cost AND s.unit = 'cost');
    END IF;
    RETURN answer;
END $$;
COMMENT ON FUNCTION meter_internal._meter_stats IS 'internal: meter_account_stats, for an operator or for the account''s user';

CREATE FUNCTION meter_account_stats(account text, at timestamptz DEFAULT NULL, top integer DEFAULT 10) RETURNS meter_stats
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp SET timezone = 'UTC'
AS $$
BEGIN
    PERFORM meter_internal._meter_ready();
    PERFORM meter_internal._meter_need('account', $1);
    RETURN meter_internal._meter_stats($1, $2, $3, false);
END $$;
COMMENT ON FUNCTION meter_account_stats IS
    'an account at a glance: what it used in all and in the running period, by operation, by model, and what it has left';

CREATE FUNCTION meter_internal._meter_my_stats(at timestamptz, top integer) RETURNS SETOF meter_stats
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp SET timezone = 'UTC'
AS $$
DECLARE
    me text;
BEGIN
    PERFORM meter_internal._meter_ready();
    me := current_account();
    IF me IS NOT NULL THEN
        RETURN NEXT meter_internal._meter_stats(me, $1, $2, true);
    END IF;
END $$;
COMMENT ON FUNCTION meter_internal._meter_my_stats IS 'internal: meter_my_stats, with the rights to read it';

CREATE FUNCTION meter_my_stats(at timestamptz DEFAULT NULL, top integer DEFAULT 10) RETURNS SETOF meter_stats
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT * FROM meter_internal._meter_my_stats($1, $2);
END;
COMMENT ON FUNCTION meter_my_stats IS 'the signed-in user at a glance, as meter_account_stats, without what tells of others or of the provider''s cost';
