-- The rows that the functions below answer with.
CREATE TYPE meter_verdict AS (
    allowed boolean, reason text, limit_name text, unit text, period text,
    used numeric, reserved numeric, cap numeric, remaining numeric, percent numeric, level text,
    resets_at timestamptz, tokens bigint, cost numeric, usage_id bigint, hold_id bigint,
    charged_cost numeric, price_match text, duplicate boolean
);
COMMENT ON TYPE meter_verdict IS
    'what every metering call answers, about the limit that refused or else the one nearest to its cap';

CREATE TYPE meter_account AS (
    account text, plan text, parent text, time_zone text, anchor timestamptz, auth_subject text, metadata jsonb,
    created_at timestamptz
);
COMMENT ON TYPE meter_account IS 'an account, as meter_set_account answers';

CREATE TYPE meter_plan AS (plan text, description text, is_default boolean, markup numeric);
COMMENT ON TYPE meter_plan IS 'a plan, as meter_set_plan answers';

CREATE TYPE meter_limit AS (
    limit_id bigint, limit_name text, plan text, account text, unit text, cap numeric, period text, hard boolean,
    provider text, model text, operation text, key_source text, thresholds numeric[], anchored boolean,
    carry_over_cap numeric, stripes integer, expires_at timestamptz, on_excess text
);
COMMENT ON TYPE meter_limit IS 'a limit, as meter_set_limit and meter_remove_limit answer';

CREATE TYPE meter_price AS (
    price_id bigint, provider text, model text, component text, service_tier text, context_above bigint,
    price_per_million numeric, effective_from timestamptz, source text, daily text
);
COMMENT ON TYPE meter_price IS 'a price, as meter_set_price answers';

CREATE TYPE meter_model_rule AS (
    rule_id bigint, kind text, pattern text, model text, provider text, to_provider text, place integer
);
COMMENT ON TYPE meter_model_rule IS 'another name of a model, as meter_set_model_rule and meter_remove_model_rule answer';

CREATE TYPE meter_price_list AS (
    address text, options text, etag text, last_modified text, imported_at timestamptz
);
COMMENT ON TYPE meter_price_list IS 'the version of a price list that was imported, as meter_note_price_list answers';

CREATE TYPE meter_unpriced_model AS (
    provider text, model text, service_tier text, price_match text, missing text, calls bigint, input_tokens numeric,
    output_tokens numeric, first_at timestamptz, last_at timestamptz
);
COMMENT ON TYPE meter_unpriced_model IS 'calls of a model that have no cost of their own, as meter_unpriced answers';

CREATE TYPE meter_repriced AS (
    provider text, model text, calls bigint, changed bigint, old_cost numeric, new_cost numeric, difference numeric,
    unpriced bigint
);
COMMENT ON TYPE meter_repriced IS 'what became of the calls of a model, as meter_reprice answers';

CREATE TYPE meter_price_difference AS (
    provider text, model text, calls bigint, differing bigint, reported_cost numeric, priced_cost numeric, difference numeric,
    unpriced bigint
);
COMMENT ON TYPE meter_price_difference IS
    'bills of a model beside what the prices say, as meter_price_differences answers: costs are those of the differing calls';

CREATE TYPE meter_pool AS (account text, provider text, for_account text);
COMMENT ON TYPE meter_pool IS 'a pool, as meter_set_pool and meter_remove_pool answer';

CREATE TYPE meter_key_source AS (account text, provider text, key_source text);
COMMENT ON TYPE meter_key_source IS 'whose key an account uses at a provider, as meter_set_key_source answers';

CREATE TYPE meter_alert AS (
    alert_id bigint, account text, limit_name text, unit text, period text, period_start timestamptz, threshold numeric,
    used numeric, cap numeric, remaining numeric, at timestamptz, resets_at timestamptz
);
COMMENT ON TYPE meter_alert IS 'a threshold reached, as meter_take_alerts hands it out';

CREATE TYPE meter_voided_grant AS (
    grant_id bigint, account text, limit_name text, unit text, kind text, amount numeric, voided numeric, spent numeric,
    expired numeric, remaining numeric, owed numeric
);
COMMENT ON TYPE meter_voided_grant IS 'a grant that was taken back, and what is owed on its limit, as meter_void_grant answers';

CREATE TYPE meter_setting AS (setting text, value text);
COMMENT ON TYPE meter_setting IS 'a setting, as meter_set_setting answers';

CREATE TYPE meter_usage_total AS (
    bucket_start timestamptz, groups jsonb, requests bigint, refunds bigint, input_tokens numeric, output_tokens numeric,
    cache_read_tokens numeric, cache_write_tokens numeric, reasoning_tokens numeric, audio_input_tokens numeric,
    audio_output_tokens numeric, tokens numeric, other_units jsonb, cost numeric, charged_cost numeric, average_cost numeric,
    unpriced_requests bigint, denied_requests bigint, input_cost numeric, output_cost numeric, other_cost numeric
);
COMMENT ON TYPE meter_usage_total IS 'what was used in a bucket by a group, as meter_usage answers';

CREATE TYPE meter_usage_sum AS (
    shown timestamp, provider text, model text, operation text, key_source text, account text, plan text, session text, price_match text, told jsonb,
    price_ids bigint[], log_rows numeric, requests numeric, refunds numeric, input_tokens numeric, output_tokens numeric, cache_read_tokens numeric,
    cache_write_tokens numeric, reasoning_tokens numeric, audio_input_tokens numeric, audio_output_tokens numeric, other_units jsonb, unit_rows jsonb,
    misfits numeric, cost numeric, cost_rows numeric, charged_cost numeric, charged_rows numeric, unpriced numeric, denied numeric
);
COMMENT ON TYPE meter_usage_sum IS 'internal: sums of calls that went by the same prices, and of denials';

CREATE TYPE meter_history_entry AS (
    at timestamptz, type text, id bigint, provider text, model text, operation text, session_id text, input_tokens bigint,
    output_tokens bigint, tokens bigint, cost numeric, charged_cost numeric, price_match text, refunded boolean, details jsonb,
    next_cursor text
);
COMMENT ON TYPE meter_history_entry IS 'a call, denial, hold, grant or alert, as meter_history answers';

CREATE TYPE meter_gauge AS (
    account text, limit_name text, plan text, unit text, period text, hard boolean, provider text, model text, operation text,
    key_source text, used numeric, reserved numeric, cap numeric, remaining numeric, percent numeric, level text,
    period_start timestamptz, resets_at timestamptz
);
COMMENT ON TYPE meter_gauge IS 'a limit of the signed-in user and what is used of it, as meter_my_status answers';

CREATE TYPE meter_team_gauge AS (
    levels_above integer, limit_name text, unit text, period text, hard boolean, provider text, model text, operation text,
    key_source text, used numeric, reserved numeric, cap numeric, remaining numeric, percent numeric, level text,
    period_start timestamptz, resets_at timestamptz
);
COMMENT ON TYPE meter_team_gauge IS 'a limit of a team above the signed-in user, as meter_my_team answers';

CREATE TYPE meter_my_usage_total AS (
    bucket_start timestamptz, groups jsonb, requests bigint, refunds bigint, input_tokens numeric, output_tokens numeric,
    cache_read_tokens numeric, cache_write_tokens numeric, reasoning_tokens numeric, audio_input_tokens numeric,
    audio_output_tokens numeric, tokens numeric, other_units jsonb, charged_cost numeric, average_charged_cost numeric,
    unpriced_requests bigint, denied_requests bigint
);
COMMENT ON TYPE meter_my_usage_total IS 'what the signed-in user used in a bucket by a group, as meter_my_usage answers';

CREATE TYPE meter_my_history_entry AS (
    at timestamptz, type text, provider text, model text, operation text, session_id text, input_tokens bigint, output_tokens bigint,
    tokens bigint, charged_cost numeric, refunded boolean, details jsonb, next_cursor text
);
COMMENT ON TYPE meter_my_history_entry IS 'a call, denial, hold, grant or alert of the signed-in user, as meter_my_history answers';

CREATE TYPE meter_my_alert AS (
    limit_name text, unit text, period text, period_start timestamptz, threshold numeric, used numeric, cap numeric,
    remaining numeric, at timestamptz, resets_at timestamptz, seen_at timestamptz
);
COMMENT ON TYPE meter_my_alert IS 'a threshold that the signed-in user has reached, as meter_my_alerts answers';

CREATE TYPE meter_stats AS (
    account text, at timestamptz, totals jsonb, period jsonb, by_operation jsonb, by_model jsonb, balances jsonb, gauges jsonb
);
COMMENT ON TYPE meter_stats IS 'an account at a glance, as meter_account_stats and meter_my_stats answer';

CREATE TYPE meter_model_cost AS (
    provider text, model text, cost numeric, actual_cost numeric, difference numeric, missing text
);
COMMENT ON TYPE meter_model_cost IS 'what the same usage would cost on a model, as meter_cheaper_models answers';
