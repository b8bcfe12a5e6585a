SELECT s.*, greatest(0, 100 - s.percent) AS percent_left FROM :schema.meter_status($1) AS s
