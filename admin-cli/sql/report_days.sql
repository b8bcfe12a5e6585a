-- Whole days up to now, as the session's clock shows them.
SELECT d.days, date_trunc('day', :schema.meter_now()) - (d.days - 1) * interval '1 day' AS from_at
FROM (VALUES (30), (7)) AS d (days)
ORDER BY d.days DESC
