-- the code's version by name: tables of 0.1.0 have no such column
SELECT i.schema_version, to_jsonb(i) ->> 'code_version' FROM meter.installation i
