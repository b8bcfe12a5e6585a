CREATE TYPE meter_verdict AS (
    allowed boolean, reason text, limit_name text, unit text, period text,
    used numeric, reserved numeric, cap numeric, remaining numeric, percent numeric, level text,
    resets_at timestamptz, tokens bigint, cost numeric, usage_id bigint, hold_id bigint
);
COMMENT ON TYPE meter_verdict IS
    'what every metering call answers, about the limit that refused or else the one nearest to its cap';
