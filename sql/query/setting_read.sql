-- $1 setting
SELECT s.value FROM meter.settings s WHERE s.setting = $1
