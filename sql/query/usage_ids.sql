-- $1 how many
SELECT nextval('meter.usage_id_seq') FROM generate_series(1, $1)
