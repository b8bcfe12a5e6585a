-- a row's policy runs with the reader's own rights
GRANT EXECUTE ON FUNCTION current_account(), hidden_limits() TO meter_app, meter_admin, meter_reader;

GRANT SELECT ON plans, accounts, limits, counters, stripes, prices, usage_log, denials, grants, holds, alerts, key_sources, model_rules
    TO meter_app, meter_admin;
GRANT SELECT ON settings, pools TO meter_app, meter_admin;
GRANT SELECT ON price_lists, idempotency_keys, seeds, departures, new_limits, new_limits_met, reservations, allotments, given, months, month_sums, rollups, rollup_kinds, rollup_state
    TO meter_admin;

-- What an end user sees of their own rows: docs/operations.md has the table, and why the rest is hidden. A new column is hidden
-- until it is named here.
GRANT SELECT (account, plan, time_zone, anchor, created_at) ON accounts TO meter_reader;
GRANT SELECT (plan, description) ON plans TO meter_reader;
GRANT SELECT (limit_id, limit_name, plan, account, unit, cap, period, hard, provider, model, operation, key_source, thresholds,
              anchored, carry_over_cap, created_at, removed_at, expires_at, on_excess) ON limits TO meter_reader;
GRANT SELECT (account, limit_id, period_start, period_end, used, reserved, granted, closed_at) ON counters TO meter_reader;
GRANT SELECT (account, at, plan, provider, model, operation, operation_id, session_id, key_source, service_tier, conditions, input_tokens,
              output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens,
              other_units, requests, tokens, charged_cost) ON usage_log TO meter_reader;
GRANT SELECT (account, at, reason, limit_name, unit, period, provider, model, operation, operation_id, input_tokens,
              output_tokens) ON denials TO meter_reader;
GRANT SELECT (account, at, expires_at, provider, model, operation, operation_id, session_id, key_source, service_tier, conditions,
              input_tokens, output_tokens, settled_at, released_at, late, overage) ON holds TO meter_reader;
GRANT SELECT (account, limit_name, unit, kind, amount, priority, expires_at, created_at, voided, voided_at) ON grants TO meter_reader;
GRANT SELECT (account, limit_name, unit, period, period_start, resets_at, threshold, used, cap, remaining, at, seen_at) ON alerts TO meter_reader;
GRANT SELECT (account, provider, key_source) ON key_sources TO meter_reader;
