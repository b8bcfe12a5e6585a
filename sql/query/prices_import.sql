-- $1 a price list as rows, $2 source, $3 provider or NULL for all, $4 effective from, $5 add only, $6 dry run, $7 the factor that a price may
-- change by, or NULL
SELECT change, provider, model, component, service_tier, context_above, daily, old_price, new_price, reason, effective_from
  FROM meter.import_rows($1::jsonb, $2, $3, $4, $5, $6, $7)
