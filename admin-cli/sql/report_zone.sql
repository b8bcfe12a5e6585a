SELECT set_config('TimeZone', $1, true) AS time_zone, :schema.meter_now() AS made_at
