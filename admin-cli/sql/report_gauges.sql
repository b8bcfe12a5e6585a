-- percent_left: nothing of an unlimited cap
SELECT s.*, CASE WHEN s.percent IS NOT NULL THEN greatest(0, 100 - s.percent) END AS percent_left FROM :schema.meter_status($1) AS s
