SELECT set_config('TimeZone', meter.proper_time_zone($1), true) AS time_zone, :schema.meter_now() AS made_at
