-- meter_status under a name of the meter's own schema, where nobody can make an overload of it: see docs/architecture.md, Security.
CREATE FUNCTION meter_internal._meter_status(text)
RETURNS TABLE (account text, limit_name text, plan text, unit text, period text, hard boolean, provider text, model text, operation text, key_source text,
               used numeric, reserved numeric, cap numeric, remaining numeric, percent numeric, level text, period_start timestamptz,
               resets_at timestamptz, payer text, payer_is text, pool_providers text[])
LANGUAGE c STABLE SET search_path = pg_catalog, meter, pg_temp
AS 'MODULE_PATHNAME', 'meter_status_wrapper';
COMMENT ON FUNCTION meter_internal._meter_status IS 'internal: meter_status, by a name that nobody else can take';
