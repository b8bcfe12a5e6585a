SET client_min_messages = warning;
CREATE EXTENSION token_meter;
SELECT meter_init();
SELECT count(*) AS models FROM (SELECT DISTINCT provider, model FROM meter.prices) m;
