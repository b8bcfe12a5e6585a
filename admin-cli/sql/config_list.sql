SELECT s.setting, s.value, s.changed_at
FROM meter.settings AS s
ORDER BY s.setting
