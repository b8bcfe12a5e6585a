\set batch random(1, 100)
SELECT count(*) FROM meter_add_batch((SELECT events FROM batches WHERE batch = :batch));
